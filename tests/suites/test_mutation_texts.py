"""What a mutant says of itself is what it is: its words, compiled, give the very rule."""

from __future__ import annotations

from collections import Counter
from functools import cache
from unittest.mock import patch

from language.books import parser
from suites.small_book import HEAD

from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.ir.rulebook import Rule
from rules_engine.language.compile import compile_texts
from rules_engine.suites.mutation.model import Mutant
from rules_engine.suites.mutation.of_rule import mutants, neighbours_of
from rules_engine.suites.mutation.words import shortened
from rules_engine.suites.texts import Texts

RULES = """\
cycle plan year means a year starting July 1
rule dated from 2026-01-01 through 2026-12-31 cites manual "1"
  when code is any of 90832, 90834, 90837 and place of service is not 31
  requires modifiers include any of 93, 95
  requires modifiers include all of HE, HN or emergency is yes
  unless some authorization covering service date where (authorization status is approved and codes include 90837)
  otherwise warn
rule banded cites manual "1"
  requires
    | when code | when modifiers | session minutes    | place of service |
    | 90832     | any            | 16 to 37 minutes   | not 31           |
    | 90837     | not 52         | 53 minutes or more | 11, 02           |
rule counted cites manual "1"
  limits total units to 8 per patient per rendering provider per day counting lines where code is 97153
  otherwise when running count is more than 9 warn
rule timed cites manual "1"
  requires session minutes is from 16 to 90
  requires filing date is no later than 95 days after service date
  requires signature date is within 3 days after service date
  requires units is session minutes counted in full steps of 15 minutes
  requires units is at most greater of (1, lesser of (units, 4))
  requires start time is within 90 minutes before stop time
  requires recorded diagnosis is under any of F20, F32
  requires supervision level is at least direct
rule looking cites manual "1"
  when at least 2 of (units is 1; charge is 5 dollars; emergency is yes)
  requires another line within 12 months before service date by the same billing provider where code is 90791
  requires no line in the same calendar month with the same code where (units is 2 and charge is 3 dollars)
  forbids at least 2 diagnoses where position is 1
  requires total units among lines on the same claim is at most 8
  requires latest service date among lines on the same claim is service date
"""


@cache
def compiled(rules: str) -> dict[str, Rule] | None:
    """Return the rules of a text by name, or None when it has faults."""
    try:
        with patch("rules_engine.language.compile.build_parser", parser):
            return {rule.name: rule for rule in compile_texts({"plan.rules": HEAD + rules}).rulebooks["plan"].rules}
    except DiagnosticsError:
        return None


def all_mutants() -> list[tuple[Rule, Mutant]]:
    """Return the mutants of all rules of the page above that can be said by changing their own words."""
    texts = {"plan.rules": HEAD + RULES}
    book = compile_texts(texts).rulebooks["plan"]
    found = [(rule, each) for rule in book.rules for each in mutants(book, rule, neighbours_of(book), Texts(texts))]
    return [(rule, each) for rule, each in found if each.is_own and "[" not in each.change.after]


def rewritten(rule: Rule, mutant: Mutant) -> str | None:
    """Return the text with the words of a mutant in place, or None where they stand more than once."""
    start, stop = rule.place.start - len(HEAD), rule.place.stop - len(HEAD)
    own = " ".join(RULES[start:stop].split())
    before, after = mutant.change.before, mutant.change.after
    if own.count(before) != 1:
        return None
    changed = own.replace(before, after) if after else shortened(own, before)
    return f"{RULES[:start]}{changed}{RULES[stop:]}"


def test_a_mutant_is_what_its_words_say() -> None:
    came: Counter[str] = Counter()
    for rule, mutant in all_mutants():
        text = rewritten(rule, mutant)
        rules = compiled(text) if text is not None else None
        came["said" if rules is not None else "not said"] += 1
        if rules is not None:
            assert rules[rule.name] == mutant.rule, mutant.change.says
    assert came["said"] > 5 * came["not said"]


def test_no_mutant_is_its_rule_and_none_comes_twice() -> None:
    found = all_mutants()
    assert [each.change.says for rule, each in found if rule == each.rule] == []
    twice = [key for key, count in Counter((rule.name, each.key) for rule, each in found).items() if count > 1]
    assert twice == []
