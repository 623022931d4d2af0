"""A small rulebook with its examples, for tests of the suites."""

from __future__ import annotations

from rules_engine.language.compile import compile_texts
from rules_engine.suites.coverage import RuleCoverage, cover
from rules_engine.suites.mutation.hunt import hunt
from rules_engine.suites.mutation.model import Fate

HEAD = """
rulebook plan "Plan"
source manual "Manual"
  checked 2026-11-23
  clause "1" "all of it"
"""


def texts_of(rules: str, examples: str) -> dict[str, str]:
    """Return the files of a rulebook `plan` with these rules and examples."""
    return {"plan/plan.rules": HEAD + rules, "plan/plan.examples": examples}


def fates_of(rules: str, examples: str) -> tuple[Fate, ...]:
    """Return what becomes of the mutants of some rules under some examples."""
    texts = texts_of(rules, examples)
    compiled = compile_texts(texts)
    return hunt(compiled.rulebooks, compiled.examples, texts)


def coverage_of(rules: str, examples: str) -> tuple[tuple[RuleCoverage, ...], dict[str, str]]:
    """Return what some examples show of some rules, and the texts."""
    texts = texts_of(rules, examples)
    compiled = compile_texts(texts)
    return cover(compiled.rulebooks, compiled.examples, texts), texts


def example(number: int, facts: str, *expects: str, on: str = "2026-03-02") -> str:
    """Return one example of `plan`."""
    wanted = "\n".join(f"  expect {each}" for each in expects)
    return f'\nexample "number {number}"\n  on {on} for plan\n  {facts}\n{wanted}\n'
