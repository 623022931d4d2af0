"""What a rulebook reads into a line: named values, meanings of modifiers, answers of people, elements excused."""

import pytest
from interpreters.judged import judged, needs, of_rule, outcome
from language.books import HEAD

VALUES = """
value daily units is 2 units
  through 2025-12-31
  cites manual
value daily units is 4 units
  from 2026-01-01
  cites manual
value course units is 1 unit
  from 2026-01-01 by treatment start
  cites manual
rule r
  cites manual
  requires units is at most daily units
rule by-course
  cites manual
  requires units is at most course units
"""


def test_the_version_of_the_day_counts() -> None:
    for day, came in (("2025-12-31", "not met"), ("2026-01-01", "met")):
        assert outcome(judged(VALUES, "bills 90837, units 3", on=day)) == came


def test_a_version_may_hang_on_another_date() -> None:
    said = judged(VALUES, "bills 90837, units 1, treatment start 2026-01-01")
    assert outcome(said, "by-course") == "met"
    missing = judged(VALUES, "bills 90837, units 1")
    assert (outcome(missing, "by-course"), needs(missing, "by-course")) == ("unknown", ["treatment start"])
    early = judged(VALUES, "bills 90837, units 1, treatment start 2025-12-31")
    found = of_rule(early, "by-course").needs
    assert [(need.name, need.absence) for need in found] == [("course units", "not documented")]


SCOPED = (
    HEAD
    + """
value daily units is 4 units
  cites manual
rule r
  cites manual
  requires units is at most daily units
rule inherited
  cites manual
  requires modifiers include 95
rulebook local "Local"
  extends book
  applies when contractor area is "JH"
value daily units is lesser of (inherited, 1 unit)
  cites manual
here modifiers 95 change nothing
  cites manual
rule only-local
  cites manual
  requires units is at most 1 unit
withdraws inherited because "Not asked here"
  cites manual
"""
)


@pytest.mark.parametrize(
    ("area", "came"),
    [
        ('contractor area "JH"', ["not met", None, "not met"]),
        ('contractor area "JK"', ["met", "met", "not applicable"]),
        ("contractor area is not supplied", ["unknown", "unknown", "unknown"]),
    ],
)
def test_a_local_rulebook_speaks_of_its_own_claims(area: str, came: list[str | None]) -> None:
    result = judged("", f"bills 90837, units 2, modifiers is 95, {area}", head=SCOPED)
    said = {r.rule.name: r for r in result.results}
    rules = ("r", "inherited", "only-local")
    assert [said[rule].outcome.value if rule in said else None for rule in rules] == came
    asked = {need.name for rule in rules if rule in said for need in said[rule].needs}
    assert asked == ({"contractor area"} if "unknown" in came else set())


MEANINGS = """
here modifiers 93, FQ mean audio service
  cites manual
here modifiers HL change nothing
  through 2026-06-30
  cites manual
rule r
  cites manual
  requires modifiers include audio service
rule bare
  cites manual
  requires modifiers is not documented
rule none-else
  cites manual
  requires no modifier where code is none of 93
rule twice
  cites manual
  forbids another line on the same claim with the same modifiers
"""


@pytest.mark.parametrize(
    ("modifiers", "day", "came"),
    [
        ("is 93", "2026-03-02", ["met", "not met", "met"]),
        ("is FQ", "2026-03-02", ["met", "not met", "not met"]),
        ("is 95", "2026-03-02", ["not met", "not met", "not met"]),
        ("is HL", "2026-03-02", ["not met", "met", "met"]),
        ("is HL and 93", "2026-03-02", ["met", "not met", "met"]),
        ("is HL", "2026-07-01", ["not met", "not met", "not met"]),
        ("is none", "2026-03-02", ["not met", "met", "met"]),
        ("is not supplied", "2026-03-02", ["unknown", "unknown", "unknown"]),
    ],
)
def test_a_payer_reads_something_into_modifiers_or_nothing(modifiers: str, day: str, came: list[str]) -> None:
    result = judged(MEANINGS, f"bills 90837, modifiers {modifiers}", on=day)
    assert [outcome(result, rule) for rule in ("r", "bare", "none-else")] == came


def test_what_changes_nothing_makes_no_two_lines_different() -> None:
    bills = ("bills 90837, modifiers is HL and 95", "bills 90837, modifiers is 95")
    assert outcome(judged(MEANINGS, *bills), "twice") == "not met"


def test_a_meaning_that_is_not_known_asks_for_what_decides_it() -> None:
    result = judged(MEANINGS, "bills 90837, modifiers is HL, service date is not supplied")
    assert [outcome(result, rule) for rule in ("r", "bare")] == ["unknown", "unknown"]
    assert [needs(result, rule) for rule in ("r", "bare")] == [["service date"], ["service date"]]


# --- answers of people --------------------------------------------------------------------------------------------

ASKED = """
rule r
  cites manual
  requires reviewing psychologist confirms "More units were needed"
  otherwise hold
"""
ANSWER = 'given answer has role "reviewing psychologist", question "More units were needed"'


@pytest.mark.parametrize(
    ("answers", "came"),
    [
        ((f"{ANSWER}, holds is yes",), "met"),
        ((f"{ANSWER}, holds is no",), "not met"),
        ((f"{ANSWER}, holds is yes",) * 2, "met"),
        ((f"{ANSWER}, holds is yes", f"{ANSWER}, holds is no"), "unknown"),
        ((ANSWER,), "unknown"),
        ((ANSWER.replace("More", "Fewer") + ", holds is yes",), "unknown"),
        ((ANSWER.replace("psychologist", "nurse") + ", holds is yes",), "unknown"),
        (("given answer none",), "unknown"),
        ((), "unknown"),
    ],
)
def test_a_person_answers_or_nobody_knows(answers: tuple[str, ...], came: str) -> None:
    result = judged(ASKED, "bills 90837", *answers)
    assert outcome(result) == came
    if came == "unknown":
        assert needs(result) == ["answer of reviewing psychologist"]
        assert [need.detail for need in of_rule(result).needs] == ["More units were needed"]


RECORD = """
record note
  holds signature unless (attestation is yes), interventions
rule r
  cites manual
  requires record note
"""


@pytest.mark.parametrize(
    ("facts", "came", "asked"),
    [
        ("interventions is documented, signature is documented", "met", []),
        ("interventions is documented, signature is not documented, attestation is yes", "met", []),
        ("interventions is documented, signature is not documented, attestation is no", "not met", []),
        ("interventions is documented, signature is not documented", "unknown", ["attestation"]),
        ("interventions is documented, attestation is no", "unknown", ["signature"]),
        ("interventions is not documented, signature is not documented, attestation is yes", "not met", []),
    ],
)
def test_an_element_may_be_excused(facts: str, came: str, asked: list[str]) -> None:
    result = judged(RECORD, f"bills 90837, {facts}")
    assert (outcome(result), needs(result)) == (came, asked)
