"""Money in its order: what each rule allows, and what the next one begins with."""

import pytest
from interpreters.judged import gives, judged, needs, outcome

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


@pytest.mark.parametrize(
    ("code", "modifiers", "allowed", "came", "says"),
    [
        ("90837", "is 95", "75", "met", "allows 75.00 dollars"),
        ("90837", "is none", "67.50", "met", "allows 67.50 dollars"),
        ("90837", "is none", "67.51", "not met", "allows 67.50 dollars"),
        ("90832", "is 95", "50", "met", "allows 50.00 dollars"),  # 50.0025
        ("90837", "is not supplied", "75", "unknown", "amount not known"),
        ("90834", "is 95", "75", "unknown", "amount not known"),
        ("H2014", "is none", "54", "met", "allows 54.00 dollars"),  # no fee: the charge of 80 is what was before
    ],
)
def test_each_rule_begins_with_what_the_one_before_left(
    code: str, modifiers: str, allowed: str, came: str, says: str
) -> None:
    bills = f"bills {code}, charge 80 dollars, modifiers {modifiers}, allowed amount {allowed} dollars"
    result = judged(PAYS, bills)
    assert (outcome(result, "a-share"), gives(result, "a-share")) == (came, says)


def test_what_is_missing_in_the_chain_is_asked_for() -> None:
    result = judged(PAYS, "bills 90837, modifiers is not supplied, allowed amount 75 dollars")
    assert needs(result, "a-share") == ["modifiers"]
    no_fee = judged(PAYS, "bills 90834, modifiers is 95, allowed amount 75 dollars")
    assert needs(no_fee, "a-share") == ["reference fees"]
    not_allowed = judged(PAYS, "bills 90837, modifiers is 95")
    assert (outcome(not_allowed, "a-share"), gives(not_allowed, "a-share")) == ("unknown", "allows 75.00 dollars")
    assert needs(not_allowed, "a-share") == ["allowed amount"]


def test_half_a_cent_is_rounded_up() -> None:
    rule = "rule r\n  cites manual\n  allows charge / 8\n"
    result = judged(rule, "bills 90837, charge 1 dollar, allowed amount 0.13 dollars")
    assert (outcome(result), gives(result)) == ("met", "allows 0.13 dollars")


def test_the_highest_lowest_and_average_of_lines() -> None:
    for op, charge in (("highest", "80"), ("lowest", "20"), ("average", "40")):
        rule = f"rule r\n  cites manual\n  allows {op} charge among lines on the same claim\n"
        bills = [f"bills 90837, charge {each} dollars, allowed amount {charge} dollars" for each in (20, 80, 20)]
        assert outcome(judged(rule, *bills)) == "met"
