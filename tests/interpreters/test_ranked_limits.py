"""Who gives way when a limit is used up, by how much, and what follows."""

import pytest
from interpreters.judged import gives, judged, needs, of_rule, outcome

from rules_engine.interpreters.row.ranking import placed
from rules_engine.ir.nodes import Quota
from rules_engine.trace.result import Verdict

WHOLE = "given history complete from 2026-01-01 through 2026-12-31"
RANKED = """
rule r
  cites manual
  limits lines to 1 per patient per day
  otherwise reduce by 10 percent ranked by highest allowed amount
"""
CUT = """
rule r
  cites manual
  limits units to 10 per patient per day
  otherwise cut back{steps} ranked by earliest filing date
"""


def test_all_but_the_dearest_line_give_way() -> None:
    bills = ("bills 90832, allowed amount 60 dollars", "bills 90837, allowed amount 120 dollars")
    covered = RANKED + "covers 90832 to 90837\n  cites manual\n"
    result = judged(covered, *bills, "bills 90834, allowed amount 90 dollars", WHOLE)
    assert [outcome(result, line=number) for number in (1, 2, 3)] == ["not met", "met", "not met"]
    assert gives(result) == "reduced by 10 percent"
    assert result.verdict is Verdict.WARN


def test_lines_that_are_alike_keep_the_order_of_the_claim() -> None:
    result = judged(RANKED, *["bills 90832, allowed amount 60 dollars"] * 3, WHOLE)
    assert [outcome(result, line=number) for number in (1, 2, 3)] == ["met", "not met", "not met"]


def test_a_key_that_is_missing_leaves_the_order_open() -> None:
    result = judged(RANKED, "bills 90832, allowed amount 60 dollars", "bills 90837", WHOLE)
    assert [outcome(result, line=number) for number in (1, 2)] == ["unknown", "unknown"]
    found = of_rule(result).needs
    assert [(need.name, need.line) for need in found] == [("allowed amount", 2)]


def test_received_date_then_claim_then_line_decide_last() -> None:
    earlier = "given line has code 90832, filing date {}, allowed amount 60 dollars"
    bills = "bills 90832, allowed amount 60 dollars, filing date 2026-03-05"
    for day, came in (("2026-03-04", "not met"), ("2026-03-06", "met")):
        assert outcome(judged(RANKED, bills, earlier.format(day), WHOLE)) == came
    unknown = judged(RANKED, "bills 90832, allowed amount 60 dollars", earlier.format("2026-03-04"), WHOLE)
    assert (outcome(unknown), needs(unknown)) == ("unknown", ["received date"])


def test_without_a_rank_each_line_is_judged_as_if_it_came_last() -> None:
    plain = "\nrule r\n  cites manual\n  limits lines to 1 per patient per day\n  otherwise warn\n"
    result = judged(plain, "bills 90832", "bills 90837", WHOLE)
    assert [outcome(result, line=number) for number in (1, 2)] == ["not met", "not met"]


# --- cut back -----------------------------------------------------------------------------------------------------

CUTS = [
    ("", "6", "4", "met", ""),
    ("", "6", "8", "not met", "cut back to 4 units"),
    ("", "12", "2", "not met", "cut back to 0 units"),
    (" in full steps of 1 unit", "6.3", "8", "not met", "cut back to 3 units"),
    (" in steps of 1 unit from half", "6.5", "8", "not met", "cut back to 4 units"),
    (" in steps of 1 unit past half", "6.5", "8", "not met", "cut back to 3 units"),
    (" in steps of 0.5 units from half", "6.3", "8", "not met", "cut back to 3.5 units"),
    (" in steps of 4 units from half", "7.5", "3", "not met", "cut back to 3 units"),  # never more than billed
]


@pytest.mark.parametrize(("steps", "first", "second", "came", "says"), CUTS)
def test_a_line_is_cut_back_to_what_is_left(steps: str, first: str, second: str, came: str, says: str) -> None:
    result = judged(CUT.format(steps=steps), f"bills 90832, units {first}", f"bills 90837, units {second}", WHOLE)
    assert (outcome(result, line=2), gives(result, line=2)) == (came, says)


def test_units_are_cut_by_the_share_of_the_measure_that_is_left() -> None:
    rule = CUT.format(steps=" in full steps of 1 unit").replace("limits units", "limits (units * 15 minutes)")
    result = judged(rule.replace("to 10", "to 60 minutes"), "bills 90832, units 3", "bills 90837, units 2", WHOLE)
    assert gives(result, line=2) == "cut back to 1 units"


def test_a_cut_that_cannot_be_worked_out_has_no_number() -> None:
    result = judged(CUT.format(steps=""), "bills 90832, units 12", "bills 90837, units 2")
    assert outcome(result, line=2) == "not met"
    assert gives(result, line=2) == "cut back"


# --- guards -------------------------------------------------------------------------------------------------------

STEPS = """
rule r
  cites manual
  limits lines to 1 per patient per day
  otherwise warn
  otherwise when running count is 2 reduce by 25 percent ranked by earliest service date
  otherwise when running count is more than 2 deny
"""


def test_the_running_count_chooses_what_follows() -> None:
    result = judged(STEPS, *["bills 90832"] * 3, WHOLE)
    assert [outcome(result, line=number) for number in (1, 2, 3)] == ["met", "not met", "not met"]
    actions = [found.consequence.action for n in (2, 3) if (found := of_rule(result, line=n)).consequence is not None]
    assert (actions, of_rule(result).consequence) == (["reduce", "deny"], None)
    assert (gives(result, line=2), gives(result, line=3)) == ("reduced by 25 percent", "")
    assert result.verdict is Verdict.FAILS


def test_of_what_may_follow_the_gravest_counts() -> None:
    result = judged(STEPS, *["bills 90832"] * 2)  # without history it may be the third
    found = of_rule(result, line=2)
    assert (found.outcome.value, found.consequence and found.consequence.action) == ("not met", "deny")
    assert result.verdict is Verdict.FAILS


# --- quotas -------------------------------------------------------------------------------------------------------

QUOTAS = """
codes psychiatric services are 90832, 90837, 90853
codes health services are 99213, 90853
rule r
  cites manual
  limits lines to 3 per patient per day with at most 2 in psychiatric services, at most 1 in health services
  otherwise deny ranked by earliest filing date
"""
BILLED = [
    (["90832", "90837", "99213"], ["met", "met", "met"]),
    (["90832", "90837", "90832"], ["met", "met", "not met"]),
    (["90832", "90837", "90853"], ["met", "met", "met"]),  # of both classes: it takes the health place
    (["90853", "90832", "99213"], ["met", "met", "met"]),  # and gives it up for one that can go nowhere else
    (["90853", "99213", "90832", "90837"], ["met", "met", "met", "not met"]),
    (["90832", "90837", "90832", "H0031"], ["met", "met", "not met", "met"]),  # who has no place uses up none
    (["H0031", "H0032", "H0033", "H0034"], ["met", "met", "met", "not met"]),
]


@pytest.mark.parametrize(("codes", "came"), BILLED)
def test_a_line_of_two_classes_is_placed_where_it_helps(codes: list[str], came: list[str]) -> None:
    result = judged(QUOTAS, *[f"bills {code}" for code in codes], WHOLE)
    assert [outcome(result, line=number) for number in range(1, len(codes) + 1)] == came


def test_a_code_that_is_missing_may_be_of_any_class() -> None:
    result = judged(QUOTAS, "bills 90832, code is not supplied", "bills 90837", WHOLE)
    assert [outcome(result, line=number) for number in (1, 2)] == ["unknown", "unknown"]
    assert needs(result, line=2) == ["code"]


def test_history_that_is_not_seen_leaves_a_place_open() -> None:
    assert outcome(judged(QUOTAS, "bills 90832")) == "unknown"
    full = judged(QUOTAS, "bills 90832", "bills 90837", "bills 90832")
    assert outcome(full, line=3) == "not met"


def test_places_do_not_hang_on_order() -> None:
    two, one = Quota(1, 2, "a", ("A", "B"), ()), Quota(2, 1, "b", ("B",), ())
    for codes in (["A", "B", "A"], ["B", "A", "A"], ["A", "A", "B"]):
        assert placed(codes, [two, one]) == 3
