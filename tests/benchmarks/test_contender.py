"""How the answer of the columnar interpreter is held against the others."""

from types import SimpleNamespace

import pytest

from benchmarks.batch import answer, contender
from benchmarks.batch.peers import numpy_tables
from benchmarks.batch.practice import practice
from benchmarks.batch.rules import TWELVE, Rule, payer_rules


def told(rules: tuple[Rule, ...], found: answer.Answer) -> SimpleNamespace:
    """Return an answer as the columnar interpreter gives it: verdicts lightest first, rules by numbers of its own."""

    def rule(number: int) -> SimpleNamespace:
        said = rules[len(rules) - 1 - number]
        return SimpleNamespace(rulebook=f"{said.payer.lower() or 'all'}-book", name=said.name)

    failing, unknown = ((rows, len(rules) - 1 - numbers) for rows, numbers in (found.not_met, found.unknown))
    claims = answer.PASSES - found.verdict
    return SimpleNamespace(claims=claims, failing=failing, unknown=unknown, handed={}, rule=rule)


@pytest.mark.parametrize("rules", [TWELVE, payer_rules()], ids=["12 rules", "2,000 rules"])
def test_its_own_numbers_are_the_rules_of_the_book(rules: tuple[Rule, ...]) -> None:
    batch = practice(6, 800)
    found = numpy_tables.judge(batch, rules, numpy_tables.prepare(batch, rules))
    assert answer.disagreement(found, contender.answer(told(rules, found), rules), rules) == ""


def test_claims_that_are_handed_over_are_no_answer() -> None:
    batch = practice(6, 80)
    found = told(TWELVE, numpy_tables.judge(batch, TWELVE, numpy_tables.prepare(batch, TWELVE)))
    found.handed = {3: "a cause"}
    with pytest.raises(AssertionError, match="columns cannot say everything of 1 claims"):
        contender.answer(found, TWELVE)
