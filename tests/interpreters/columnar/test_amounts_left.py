"""Money in columns: what each rule allows, and what the next one begins with."""

from interpreters.columnar.said import WHOLE, said

PAYS = """
reference fees
  cites manual
  columns procedure code as procedure code, fee as dollars
  rows
    | 90837 | 100 |
    | 90832 | 66.67 |
rule z-fee
  cites manual
  when code is any of 90832, 90837, 90834
  allows fee listed in fees for (code)
rule less
  applies after z-fee
  cites manual
  requires modifiers include 95
  otherwise reduce by 10 percent
rule a-share
  applies after less
  cites manual
  allows 75 percent * amount so far
"""
CHAIN = [
    ("90837", "is 95", "75", "met"),
    ("90837", "is none", "67.50", "met"),
    ("90837", "is none", "67.51", "not met"),
    ("90832", "is 95", "50", "met"),  # 50.0025
    ("90837", "is not supplied", "75", "unknown"),
    ("90834", "is 95", "75", "unknown"),
    ("H2014", "is none", "54", "met"),  # no fee: the charge of 80 is what was before
    ("H2014", "is none", "60", "not met"),
]


def test_each_rule_begins_with_what_the_one_before_left() -> None:
    claims = [
        (f"bills {code}, charge 80 dollars, modifiers {modifiers}, allowed amount {allowed} dollars",)
        for code, modifiers, allowed, _ in CHAIN
    ]
    assert said(PAYS, *claims, rule="a-share") == [came for *_, came in CHAIN]
    assert said(PAYS, [each for (each,) in claims], rule="a-share") == [", ".join(came for *_, came in CHAIN)]


def test_a_charge_that_is_missing_is_no_amount() -> None:
    claims = [
        ("bills H2014, modifiers is none, charge is not supplied, allowed amount 54 dollars",),
        ("bills 90837, modifiers is none, charge is not supplied, allowed amount 67.50 dollars",),
    ]
    assert said(PAYS, *claims, rule="a-share") == ["unknown", "met"]


CONSEQUENCES = """
rule cut
  cites manual
  limits total units to 3 units per patient per day
  otherwise when running count is from 4 units to 5 units reduce by 25 percent
  otherwise when running count is more than 5 units reduce by 50 percent
  otherwise when modifiers include 95 reduce by 90 dollars
rule r
  applies after cut
  cites manual
  allows amount so far
"""


def bills(units: int, charge: str, allowed: str, modifiers: str = "is none") -> str:
    return (
        f"bills 90834, units {units}, charge {charge} dollars, allowed amount {allowed} dollars, modifiers {modifiers}"
    )


def test_what_follows_says_how_much_is_left() -> None:
    claims = [
        (bills(3, "80", "80"), "met"),
        (bills(4, "80", "60"), "met"),
        (bills(6, "80", "40"), "met"),
        (bills(6, "80", "60"), "not met"),
        (bills(4, "80", "60", "is not supplied"), "met"),  # percent are graver than nothing that is known
        (bills(4, "80.10", "60.08"), "met"),  # 60.075
    ]
    assert said(CONSEQUENCES, *[(each, WHOLE) for each, _ in claims]) == [came for _, came in claims]


def test_a_reduction_in_dollars_ends_at_nothing() -> None:
    rules = """
rule less
  cites manual
  requires modifiers include 95
  otherwise reduce by 30 dollars
rule r
  applies after less
  cites manual
  allows amount so far
"""
    claims = [bills(1, "80", "50"), bills(1, "20", "0"), bills(1, "80", "80", "is 95")]
    assert said(rules, *[(each,) for each in claims]) == ["met", "met", "met"]


def test_a_rule_that_is_not_in_force_leaves_nothing() -> None:
    rules = """
rule fee
  applies after fee-of-old
  from 2026-03-02
  cites manual
  when code is 90834
  allows 10 dollars
rule fee-of-old
  through 2026-03-01
  cites manual
  when code is 90834
  allows 20 dollars
rule r
  applies after fee
  cites manual
  allows amount so far
"""
    claims = [
        (bills(1, "80", "10"),),
        (bills(1, "80", "20") + ", service date 2026-03-01",),
        (bills(1, "80", "20") + ", service date is not supplied",),
    ]
    assert said(rules, *claims) == ["met", "met", "not met"]  # who may pay is taken at his word


def test_an_excuse_leaves_the_whole() -> None:
    rules = """
rule less
  cites manual
  requires modifiers include 95
  unless place of service is 11
  otherwise reduce by 10 percent
rule r
  applies after less
  cites manual
  allows amount so far
"""
    claims = [
        (bills(1, "80", "80") + f", place of service {place}",) for place in ("is 11", "is 12", "is not supplied")
    ]
    assert said(rules, *claims) == ["met", "not met", "unknown"]


def test_what_is_said_of_the_claim_or_of_a_group_stays_there() -> None:
    """What a rule leaves of a claim is no line's; what it leaves of a group is its first line's."""
    rules = """
rule {subject}
  cites manual
  requires number of lines on the same claim is at most 1
  otherwise reduce by 10 percent
rule r
  applies after less
  cites manual
  allows amount so far
"""
    claim = (bills(1, "80", "72"), bills(1, "80", "80"))
    assert said(rules.format(subject="less\n  about each day per patient"), claim) == ["met, met"]
    assert said(rules.format(subject="less\n  about the claim"), claim) == ["not met, met"]


def test_the_graver_of_two_reductions_counts() -> None:
    rules = """
rule less
  cites manual
  requires modifiers include 95
  otherwise when units is at least 1 reduce by 10 percent
  otherwise when units is at least 2 reduce by 50 percent
rule r
  applies after less
  cites manual
  allows amount so far
"""
    claims = [(bills(1, "80", "72"),), (bills(2, "80", "40"),), (bills(2, "80", "72"),)]
    assert said(rules, *claims) == ["met", "met", "not met"]


def test_a_version_of_another_time_takes_nothing_back() -> None:
    rules = """
rule fee
  through 2026-12-31
  cites manual
  allows 10 dollars
rule fee
  from 2027-01-01
  cites manual
  allows 20 dollars
rule r
  applies after fee
  cites manual
  allows amount so far
"""
    later = bills(1, "80", "20") + ", service date 2027-01-02"
    assert said(rules, (bills(1, "80", "10"),), (later,)) == ["met", "met"]
