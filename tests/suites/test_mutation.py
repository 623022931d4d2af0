"""Mutation testing notices what the examples do not: faults are planted in them, one at a time."""

from __future__ import annotations

import pytest
from suites.small_book import example, fates_of, texts_of

from rules_engine.language.compile import compile_texts
from rules_engine.suites.mutation.hunt import hunt
from rules_engine.suites.mutation.model import Fate
from rules_engine.suites.mutation.reasons import Reason
from rules_engine.suites.mutation.report import idle_reasons, score_of, with_reasons

RULE = """
rule long-session
  from 2026-01-01
  cites manual "1"
  when code is 90837
  requires session minutes is at least 53
  otherwise deny
"""
EXAMPLES = {
    "at 53": example(1, "bills 90837, session minutes 53", "long-session met"),
    "at 52": example(2, "bills 90837, session minutes 52", "long-session not met"),
    "not known": example(3, "bills 90837", "long-session unknown"),
    "other code": example(4, "bills 90834, session minutes 30", "long-session not applicable"),
    "day before": example(5, "bills 90837, session minutes 30", "long-session not applicable", on="2025-12-31"),
    "first day": example(
        6, "bills 90837, session minutes 30", "long-session not met", "verdict fails", on="2026-01-01"
    ),
}


def survivors(rules: str, examples: str) -> dict[str, Fate]:
    """Return the mutants that live, by their words."""
    return {each.change.says: each for each in fates_of(rules, examples) if each.state == "survived"}


def test_a_whole_suite_kills_every_mutant() -> None:
    fates = fates_of(RULE, "".join(EXAMPLES.values()))
    assert [each.change.says for each in fates if each.state != "killed"] == []
    assert score_of(fates).share == 100.0


@pytest.mark.parametrize(
    ("left_out", "lives"),
    [
        ("at 53", "session minutes is at least 53 -> session minutes is more than 53"),
        ("at 53", "session minutes is at least 53 -> session minutes is at least 54"),
        ("at 52", "session minutes is at least 53 -> session minutes is at least 52"),
        ("not known", "(missing facts are unknown) -> treat missing as not met"),
        ("other code", "when code is 90837 -> (left out)"),
        ("day before", "from 2026-01-01 -> from 2025-12-31"),
        ("first day", "from 2026-01-01 -> from 2026-01-02"),
        ("first day", "otherwise deny -> otherwise hold"),
    ],
)
def test_an_example_that_is_left_out_lets_its_mutant_live(left_out: str, lives: str) -> None:
    kept = "".join(text for name, text in EXAMPLES.items() if name != left_out)
    assert lives in survivors(RULE, kept)


def test_a_survivor_names_its_place_and_the_example_that_comes_closest() -> None:
    far = example(7, "bills 90837, session minutes 90", "long-session met")
    kept = far + "".join(text for name, text in EXAMPLES.items() if name != "at 53")
    found = survivors(RULE, kept)["session minutes is at least 53 -> session minutes is at least 54"]
    assert (found.place.file, found.place.line) == ("plan/plan.rules", 11)
    assert found.closest is not None
    assert found.closest.title == "number 2"


def test_a_mutant_of_a_rule_without_examples_lives_with_nothing_close() -> None:
    found = survivors(RULE, example(1, "bills 90791", "coverage unknown"))
    assert len(found) == len(fates_of(RULE, ""))
    assert {each.closest for each in found.values()} == {None}


CASES = [
    ("requires modifiers include any of 93, 95", "code left out", "modifiers include any of 95"),
    ("requires modifiers include any of 93, 95", "any or all", "modifiers include all of 93, 95"),
    ("requires code is in long", "code left out", "code is in long [without 90838]"),
    ("requires code is any of 99202 to 99205", "end of a span", "code is any of 99203 to 99205"),
    ("requires session minutes is from 16 to 37", "threshold", "session minutes is from 16 to 38"),
    ("requires units is 1 or charge is 5 dollars", "any or all", "units is 1 and charge is 5 dollars"),
    ("requires some line on the same day", "place left out", ""),
    ("requires some line on the same day", "turned round", "forbids some line on the same day"),
    ("requires units is 1 or some line on the same claim", "some or no", "no line on the same claim"),
    ("requires no line on the same day where code is 90791", "condition left out", "no line on the same day"),
    ("requires some line within 12 months before service date", "window", "within 13 months before"),
    ("limits lines to 3 per patient per calendar month", "cycle", "per calendar year"),
    ("limits lines to 3 per patient per day counting lines where code is 90791", "condition left out", "per day"),
    ("limits units to 8 per patient per rendering provider per day", "place left out", ""),
    ("requires filing date is no later than 95 days after service date", "days moved", "no later than 94 days after"),
    ("requires signature date is within 3 days after service date", "window", "is within 4 days after"),
    ("requires units is session minutes counted in full steps of 15 minutes", "step", "full steps of 16 minutes"),
    ("requires units is session minutes counted in full steps of 15 minutes", "way of counting", "started steps"),
    ("requires record note", "element left out", ""),
    ("requires units is 1 unless emergency is yes", "excuse left out", ""),
    ("requires filing date is no later than most after service date", "named value", "value most is 31"),
    ("about each day per patient requires number of lines on the same claim is 1", "place left out", ""),
    ("when code is 90837 requires units is 1 from 2026-01-01 by received date", "date axis", "by service date"),
    ("requires units is 1 treat missing as not met", "missing facts", ""),
    ("requires units is 1 otherwise when charge is 5 dollars hold", "consequence left out", ""),
    ("requires units is 1 otherwise reduce by 5 dollars", "threshold", "otherwise reduce 6 dollars"),
]
NAMES = """
codes long are 90837, 90838
value most is 30 days cites manual "1"
record note
  holds modality
  holds interventions
"""


@pytest.mark.parametrize(("asks", "kind", "after"), CASES)
def test_each_kind_of_change_is_made(asks: str, kind: str, after: str) -> None:
    found = [each.change for each in fates_of(f'{NAMES}rule plain cites manual "1" {asks}', "") if not each.by]
    assert any(each.kind == kind and (after in each.after if after else True) for each in found), found


def test_a_row_and_a_cell_of_a_table_are_left_out() -> None:
    table = """
rule banded cites manual "1"
  requires
    | when code | session minutes | place of service |
    | 90832     | 16 or more      | 11               |
    | 90837     | 53 or more      | any              |
"""
    says = set(survivors(table, ""))
    assert "| 90837 | 53 or more | any | -> (left out)" in says
    assert "| 90832 | 16 or more | 11 | -> | 90832 | any | 11 |" in says
    assert "| 90837 | 53 or more | any | -> | 90837 | 54 or more | any |" in says


def test_a_definition_is_changed_once_for_all_that_use_it() -> None:
    rules = """
term far visit means place of service is 02
rule one cites manual "1" requires it is not a far visit otherwise warn
rule two cites manual "1" requires it is a far visit otherwise warn
"""
    changed = [each for each in fates_of(rules, "") if each.change.before == "place of service is 02"]
    assert [(each.change.after, each.is_own) for each in changed] == [("place of service is not 02", False)]
    by_two = example(1, "bills 90837, place of service 02", "two met")
    killed = [each for each in fates_of(rules, by_two) if each.change.before == "place of service is 02"]
    assert [each.state for each in killed] == ["killed"]


def test_an_inherited_rule_is_defended_by_the_examples_of_who_inherits_it() -> None:
    texts = texts_of(RULE, "")
    texts["north/north.rules"] = 'rulebook north "North" extends plan'
    texts["north/north.examples"] = "".join(EXAMPLES.values()).replace("for plan", "for north")
    compiled = compile_texts(texts)
    fates = hunt(compiled.rulebooks, compiled.examples, texts)
    assert len(fates) == len(fates_of(RULE, ""))
    assert score_of(fates).survived == 0


def test_the_verdict_kills_too() -> None:
    last = EXAMPLES["first day"].replace("  expect long-session not met\n", "")
    silent = "".join({**EXAMPLES, "first day": last}.values())
    assert "otherwise deny -> otherwise hold" not in survivors(RULE, silent)


def test_a_rule_by_whose_table_another_downcodes_is_defended_by_that_one() -> None:
    rules = """
rule bands cites manual "1"
  requires
    | when code | session minutes |
    | 90834     | 38 or more      |
    | 90837     | 53 or more      |
  otherwise inform
rule long cites manual "1" when code is 90837 requires session minutes is at least 53 otherwise downcode by bands
"""
    low = "| 90834 | 38 or more | -> | 90834 | 39 or more |"
    gives = example(1, "bills 90837, session minutes 38", 'long gives "downcoded to 90834"')
    assert low in survivors(rules, "")
    assert low not in survivors(rules, gives)


def test_only_one_rule_or_rulebook_is_asked_for() -> None:
    texts = texts_of(RULE + 'rule other cites manual "1" requires units is 1', "")
    books = compile_texts(texts).rulebooks
    assert {each.rule.name for each in hunt(books, (), texts, rule="other")} == {"other"}
    assert hunt(books, (), texts, payer="north") == ()


# --- mutants that mean the same -------------------------------------------------------------------

AS_MORE = "session minutes is at least 53 -> session minutes is more than 53"


def test_a_reason_takes_a_survivor_out_of_the_score() -> None:
    fates = fates_of(RULE, EXAMPLES["at 52"])
    reasons = [Reason("long-session", AS_MORE, "for the sake of the test", "plan/mutants.csv", 2)]
    known = with_reasons(fates, reasons)
    found = next(each for each in known if each.change.says == AS_MORE)
    assert (found.state, found.reason) == ("equivalent", "for the sake of the test")
    assert score_of(known).survived == score_of(fates).survived - 1
    assert idle_reasons(known, reasons) == ()


def test_a_reason_for_what_is_killed_or_is_not_there_is_told() -> None:
    fates = fates_of(RULE, "".join(EXAMPLES.values()))
    reasons = [
        Reason("long-session", AS_MORE, "it is the same", "plan/mutants.csv", 2),
        Reason("long-session", "a -> b", "it is the same", "plan/mutants.csv", 3),
    ]
    killed, absent = idle_reasons(with_reasons(fates, reasons), reasons)
    assert killed[1] == 'an example kills it: plan/plan.examples:2 "number 1"'
    assert absent[1] == "there is no such mutant"
