"""Law: order decides nothing: not of the rules of a book, not of the lines of a claim, not of records and history."""

from __future__ import annotations

from random import Random
from typing import Any

import attrs
import pytest
from language.books import HEAD, compiled, faults
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.ir.rulebook import Rulebook

SEEDS = range(24)


def answers(result: ClaimResult) -> dict[tuple[str, int], Any]:
    """Return outcome and needs of each rule and line, with the verdict."""
    said: dict[tuple[str, int], Any] = {(r.rule.name, r.line): (r.outcome, r.needs) for r in result.results}
    return {**said, ("verdict", 0): result.verdict, ("unchecked", 0): sorted(result.unchecked)}


def shuffled(values: tuple[Any, ...], seed: int) -> tuple[Any, ...]:
    found = list(values)
    Random(seed).shuffle(found)
    return tuple(found)


def other_order(dossier: Dossier, seed: int) -> Dossier:
    """Return the dossier with its lines and session records in another order; numbers stay with their lines."""
    assert not isinstance(dossier.sessions, Absent)
    claim = attrs.evolve(dossier.claim, lines=shuffled(dossier.claim.lines, seed))
    return attrs.evolve(dossier, claim=claim, sessions=shuffled(dossier.sessions, seed))


@pytest.mark.parametrize("seed", SEEDS)
def test_rules_may_stand_in_any_order(seed: int) -> None:
    _, book, claims = drawn(seed)
    turned = attrs.evolve(book, rules=shuffled(book.rules, seed))
    for claim in claims[:15]:
        dossier = to_dossier(claim)
        assert answers(judge(dossier, turned)) == answers(judge(dossier, book))


@pytest.mark.parametrize("seed", SEEDS)
def test_lines_and_records_may_stand_in_any_order(seed: int) -> None:
    _, book, claims = drawn(seed)
    for claim in claims[:15]:
        dossier = to_dossier(claim)
        assert answers(judge(other_order(dossier, seed), book)) == answers(judge(dossier, book))


LIMITS = """
rule two-a-day
  cites manual
  limits lines to 2 per patient per day
rule with-visit
  cites manual
  requires another line on the same day where (code is 99213 and status is paid)
"""


@pytest.mark.parametrize("seed", SEEDS)
def test_history_may_stand_in_any_order(seed: int) -> None:
    random = Random(seed)
    codes = [random.choice(["99213", "90837"]) for _ in range(4)]
    lines = [ServiceLine(number=1, code=c, status=random.choice(["paid", "denied", "voided"])) for c in codes]
    earlier = tuple(Claim(claim_id=f"E{number}", lines=(line,)) for number, line in enumerate(lines))
    book = compiled(HEAD + LIMITS).rulebooks["book"]
    claim = Claim(claim_id="C", lines=(ServiceLine(number=1, code="90837"),))
    one, other = (
        answers(judge(Dossier(claim=claim, history=History(claims=claims)), book))
        for claims in (earlier, shuffled(earlier, seed))
    )
    assert one == other


def test_an_engine_that_stops_at_the_first_rule_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    real = judge

    def hasty(dossier: Dossier, book: Rulebook) -> ClaimResult:
        return real(dossier, attrs.evolve(book, rules=book.rules[:1]))

    monkeypatch.setitem(globals(), "judge", hasty)
    with pytest.raises(AssertionError):
        for seed in SEEDS:
            test_rules_may_stand_in_any_order(seed)


ABOUT_THE_CLAIM = """
rule one-code
  about the claim
  cites manual
  when some line on the same claim where code is 90837
  requires some line on the same claim where (code is 90837 and modifiers include 95)
"""


def test_a_rule_about_the_claim_does_not_hang_on_the_first_line() -> None:
    book = compiled(HEAD + ABOUT_THE_CLAIM).rulebooks["book"]
    lines = (ServiceLine(number=1, code="90834", modifiers=()), ServiceLine(number=2, code="90837", modifiers=()))
    one, other = (
        [r.outcome.value for r in judge(Dossier(claim=Claim(claim_id="C", lines=order)), book).results]
        for order in (lines, lines[::-1])
    )
    assert one == other == ["not met"]


def test_a_rule_about_the_claim_cannot_read_what_lines_differ_in() -> None:
    found = faults(
        HEAD + "rule r\n  about the claim\n  cites manual\n  when code is 90837\n  requires modifiers include 95\n"
    )
    assert [each.name for each in found] == ["field-of-a-line", "field-of-a-line"]
