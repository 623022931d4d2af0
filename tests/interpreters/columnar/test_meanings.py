"""Modifiers in columns: those that change nothing are not heard, and what others mean hangs on the line's own day."""

import pytest
from interpreters.columnar.said import WHOLE, said

HEARD = """
here modifiers HL change nothing from 2026-03-01 through 2026-06-30 cites manual
here modifiers GT change nothing when place of service is any of 02, 10 cites manual
rule listed
  cites manual
  requires modifiers include none of HL, GT
rule bare
  cites manual
  requires modifiers is not documented
rule none-else
  cites manual
  requires no modifier where code is none of 93
rule first
  cites manual
  requires some modifier where (position is 1 and code is 93)
rule twice
  cites manual
  forbids another line on the same claim with the same modifiers
"""


def line(modifiers: str, place: str = "is 02") -> str:
    return f"bills 90837, modifiers {modifiers}, place of service {place}"


OWN = [
    ("is HL", "is 02", ["met", "met", "met", "not met"]),
    ("is GT", "is 02", ["met", "met", "met", "not met"]),
    ("is GT", "is 11", ["not met", "not met", "not met", "not met"]),
    ("is GT", "is not supplied", ["unknown", "unknown", "unknown", "unknown"]),
    ("is HL and 93", "is not supplied", ["met", "not met", "met", "not met"]),  # the place of 93 stays the second
    ("is 93 and HL", "is 11", ["met", "not met", "met", "met"]),
    ("is 93 and GT", "is 11", ["not met", "not met", "not met", "met"]),
    ("is none", "is 02", ["met", "met", "met", "not met"]),
    ("is not supplied", "is 02", ["unknown", "unknown", "unknown", "unknown"]),
]


@pytest.mark.parametrize("rule", ["listed", "bare", "none-else", "first"])
def test_what_changes_nothing_is_not_heard(rule: str) -> None:
    place = ["listed", "bare", "none-else", "first"].index(rule)
    claims = [(line(modifiers, at),) for modifiers, at, _ in OWN]
    assert said(HEARD, *claims, rule=rule) == [came[place] for _, _, came in OWN]


def test_what_changes_nothing_makes_no_two_lines_of_a_claim_different() -> None:
    claims = (
        (line("is 95"), line("is HL and 95")),
        (line("is 95"), line("is 95 and GT")),
        (line("is 95"), line("is 95 and GT", "is 11")),
        (line("is 95"), line("is 95 and GT", "is not supplied")),
    )
    assert said(HEARD, *claims, rule="twice") == [
        "not met, not met",
        "not met, not met",
        "met, met",
        "unknown, unknown",
    ]


PROVIDER = ', rendering provider is "1000000004"'
BEFORE = 'given line has code 90837, rendering provider is "1000000004", '


@pytest.mark.parametrize(
    ("earlier", "same", "heard"),
    [
        ("modifiers is HL, service date 2026-03-01", "not met", "met"),
        ("modifiers is HL, service date 2026-02-28", "met", "not met"),  # that day it was heard
        ("modifiers is GT, place of service 10, service date 2026-03-01", "not met", "met"),
        ("modifiers is GT, place of service 11, service date 2026-03-01", "met", "not met"),
        ("modifiers is GT, place of service is not supplied, service date 2026-03-01", "unknown", "unknown"),
    ],
)
def test_lines_of_other_claims_are_heard_as_of_their_own_day(earlier: str, same: str, heard: str) -> None:
    rules = """
here modifiers HL change nothing from 2026-03-01 through 2026-06-30 cites manual
here modifiers GT change nothing when place of service is any of 02, 10 cites manual
rule ever-before
  cites manual
  forbids another line by the same rendering provider with the same modifiers
rule heard-before
  cites manual
  forbids another line within 30 days before service date where modifiers include any of HL, GT
"""
    whole = "given history complete from 1900-01-01 through 2999-12-31"
    claim = (line("is none") + PROVIDER, BEFORE + earlier, whole)
    assert said(rules, claim, rule="heard-before") == [heard]
    found = said(rules, claim, rule="ever-before")
    assert found == ["unknown" if same == "met" else same]  # days before 1900 are not known


MEANT = """
here modifiers U1 mean urgent access from 2026-03-01 cites manual
here modifiers U2 mean urgent access when place of service is 10 cites manual
rule r
  cites manual
  forbids another line within 30 days before service date where modifiers include urgent access
"""


@pytest.mark.parametrize(
    ("earlier", "came"),
    [
        ("modifiers is U1, service date 2026-03-01", "not met"),
        ("modifiers is U1, service date 2026-02-28", "met"),
        ("modifiers is U2, place of service 10, service date 2026-02-28", "not met"),
        ("modifiers is U2, place of service 11, service date 2026-02-28", "met"),
        ("modifiers is U2, place of service is not supplied, service date 2026-02-28", "unknown"),
        ("modifiers is not supplied, service date 2026-03-01", "unknown"),
    ],
)
def test_modifiers_of_other_claims_mean_what_they_meant_there(earlier: str, came: str) -> None:
    assert said(MEANT, ("bills 90837, modifiers is U1", f"given line has code 90837, {earlier}", WHOLE)) == [came]


GROUPED = """
here modifiers HL change nothing cites manual
rule r
  about each modifiers per patient
  cites manual
  forbids another line on the same claim with the same modifiers
"""


def test_groups_are_made_of_what_is_heard() -> None:
    claim = [f"bills 90837, modifiers {modifiers}" for modifiers in ("is HL", "is none", "is 95", "is 95 and HL")]
    assert said(GROUPED, claim) == ["not met, not met"]
