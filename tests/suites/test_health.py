"""The health of rules, and the register of what was read."""

from __future__ import annotations

from datetime import date

from suites.small_book import example

from rules_engine.language.compile import compile_texts
from rules_engine.suites.health import health_of, health_words, summary
from rules_engine.suites.register import Entry, register, register_data, register_lines

TEXTS = {
    "plan/plan.rules": """\
rulebook plan "Plan"
  identified by "PLAN"
source manual "Manual"
  checked 2026-11-23
  clause "6.1" "the codes" from 2026-01-01 read 2026-11-20 fact "PL-01"
  clause "6.2" "the tables"
  clause "6.3" "the values" told 2026-11-21
  clause "8.3" "an older one" last seen 2016-12-31 no rule because "nobody knows whether it holds"
  clause "9.9" "forgotten"
source letter "Letter"
  checked 2026-11-22
  confidence medium
covers 90837 cites manual "6.1"
value most is 4 units cites manual "6.3"
reference ceilings
  columns procedure code as procedure code, most units as units
  rows
    | 90837 | 1 |
  cites manual "6.2"
rule whole
  from 2026-01-01
  cites manual "6.1"
  when code is 90837
  requires units is at least 1
rule bare cites letter confidence medium requires units is at most most otherwise warn
""",
    "north/north.rules": """\
rulebook north "North"
  extends plan
rule own cites manual "6.1" requires units is 1
""",
    "plan/plan.examples": example(1, "bills 90837, units 1", "whole met", "bare met")
    + example(2, "bills 90837, units 0", "whole not met")
    + example(3, "bills 90837", "whole unknown")
    + example(4, "bills 90834, units 1", "whole not applicable")
    + example(5, "bills 90837, units 1", "whole met").replace("for plan", "for north"),
}
COMPILED = compile_texts(TEXTS)
HEALTHS = {each.rule.name: each for each in health_of(COMPILED.rulebooks, COMPILED.examples)}


def entry(clause: str, source: str = "manual") -> Entry:
    """Return one clause of the register."""
    found = register(COMPILED.rulebooks, TEXTS)
    return next(each for each in found if (each.source, each.clause) == (source, clause))


def test_examples_are_counted_by_outcome_also_those_of_who_inherits() -> None:
    counts = {"met": 2, "not met": 1, "unknown": 1, "not applicable": 1, "excused": 0}
    assert dict(HEALTHS["whole"].examples) == counts
    assert HEALTHS["whole"].missing == ()


def test_kinds_of_examples_that_a_rule_lacks_are_named() -> None:
    assert HEALTHS["bare"].missing == ("not met", "unknown")
    assert HEALTHS["own"].missing == ("met", "not met", "unknown")
    assert health_words(HEALTHS["bare"]) == "examples: 1 met; none not met, unknown"


def test_a_rule_was_read_when_its_clause_was() -> None:
    assert HEALTHS["whole"].read == date(2026, 11, 20)
    assert HEALTHS["bare"].read == date(2026, 11, 22)


def test_a_clause_names_what_cites_it_in_every_rulebook() -> None:
    found = entry("6.1")
    assert found.citing == ("plan/whole@2026-01-01", "coverage", "north/own")
    assert (found.from_day, found.read, found.fact, found.confidence) == (
        date(2026, 1, 1),
        date(2026, 11, 20),
        "PL-01",
        "high",
    )


def test_tables_and_values_cite_too() -> None:
    assert entry("6.2").citing == ("reference ceilings",)
    assert entry("6.3").citing == ("value most",)
    assert entry("6.3").confidence == "medium"


def test_a_clause_without_a_rule_says_why_or_is_open() -> None:
    assert (entry("8.3").unruled, entry("8.3").is_open) == ("nobody knows whether it holds", False)
    assert entry("9.9").is_open
    assert not entry("6.1").is_open


def test_a_source_without_clauses_stands_with_what_cites_it() -> None:
    assert entry("", "letter").citing == ("plan/bare",)
    assert not entry("", "letter").is_open


def test_a_source_is_told_where_it_is_written_once() -> None:
    assert [each.source for each in register(COMPILED.rulebooks, TEXTS, "north")] == []
    assert {each.rulebook for each in register(COMPILED.rulebooks, TEXTS)} == {"plan"}


def test_the_register_is_text_and_data() -> None:
    found = register(COMPILED.rulebooks, TEXTS)
    lines = register_lines(found)
    assert lines[0] == 'plan: letter "Letter"' or lines[0] == 'plan: manual "Manual"'
    assert "      last seen 2016-12-31, read 2026-11-23, confidence high" in lines
    assert "      OPEN: no rule encodes it, and nothing says why" in lines
    assert [each["clause"] for each in register_data(found) if each["open"]] == ["9.9"]


def test_the_summary_has_the_figures() -> None:
    found = summary(COMPILED.rulebooks, tuple(HEALTHS.values()), TEXTS)
    assert found == {
        "rulebooks": 2,
        "payers": 1,
        "rules": 3,
        "sources": 2,
        "clauses": 5,
        "clauses without a rule": 2,
        "open clauses": 1,
        "rules without one of the four kinds of examples": 2,
        "rules by confidence": {"high": 2, "medium": 1},
        "percent of rules with a clause": 66.7,
        "percent of rules with a read date": 100.0,
        "percent of rules with a confidence": 100.0,
        "percent of rules with the four kinds of examples": 33.3,
    }


def test_the_summary_of_one_rulebook_leaves_out_the_others() -> None:
    found = summary(COMPILED.rulebooks, tuple(HEALTHS.values()), TEXTS, "north")
    assert (found["rulebooks"], found["payers"], found["rules"], found["clauses"]) == (1, 0, 1, 0)
