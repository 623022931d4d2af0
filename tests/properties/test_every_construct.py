"""Laws of missing facts for a rulebook that uses every construct: nothing raises, no answer turns into another one.

Left out of the law about missing facts: facts behind which another source stands (the charge behind the allowed amount
where money begins), and answers of people, of which one more or less may settle or unsettle the others. The highest of
nothing is no amount, and no fact would make it one: its rule may ask for nothing.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any

import attrs
import pytest
from claims.strategies import dossiers
from hypothesis import HealthCheck, given, settings
from properties.oracle.planted import Bug, planted
from properties.wide import Dossiers, book

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row import (
    ClaimResult,
    conditions,
    force,
    judge,
    limits,
    lines,
    ranking,
    references,
    requirements,
)
from rules_engine.interpreters.row.settle import children
from rules_engine.ir import nodes as n
from rules_engine.trace.result import RuleOutcome

KEPT = {"number", "claim_id", "lines", "line_number", "origins", "patient_id", "claims", "allowed_amount"}
MET, NOT_APPLICABLE = RuleOutcome.MET, RuleOutcome.NOT_APPLICABLE


def answers(result: ClaimResult) -> dict[tuple[str, int], RuleOutcome]:
    return {(r.rule.name, r.line): r.outcome for r in result.results}


def places(held: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every fact of a dossier that is there."""
    if isinstance(held, tuple) and held and attrs.has(type(held[0])):
        for index, each in enumerate(held):
            yield from places(each, (*path, index))
    elif attrs.has(type(held)) and not isinstance(held, Absent):
        for name in attrs.fields_dict(type(held)):
            if name not in ("origins", "claim_id", "patient_id", "number", "line_number"):
                yield from places(getattr(held, name), (*path, name))
    if (
        path
        and isinstance(path[-1], str)
        and not isinstance(held, Absent)
        and path[-1] not in {*KEPT, "claim", "answers"}
    ):
        yield path


def without(held: Any, path: tuple[Any, ...]) -> Any:
    """Return a dossier without the fact at a path."""
    if not path:
        return NOT_SUPPLIED
    first, *rest = path
    if isinstance(first, int):
        return (*held[:first], without(held[first], tuple(rest)), *held[first + 1 :])
    return attrs.evolve(held, **{first: without(getattr(held, first), tuple(rest))})


def changes(seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield the answers that a missing fact turned into other answers."""
    rich = Dossiers(seed, gone=Random(seed).choice([0, 0.03, 0.1])).dossier()
    before = answers(judge(rich, book()))
    for path in Random(seed).sample(sorted(places(rich), key=str), 6):
        if "answers" in path:
            continue
        after = answers(judge(without(rich, path), book()))
        for key, outcome in before.items():
            came = after.get(key, NOT_APPLICABLE)
            if came not in (outcome, RuleOutcome.UNKNOWN) and (outcome, came) != (MET, RuleOutcome.EXCUSED):
                yield seed, path, *key, outcome.value, came.value


def silent(seed: int) -> Iterator[tuple[Any, ...]]:
    """Yield the unknown results that ask for nothing."""
    dossier = Dossiers(seed, gone=Random(seed).choice([0.05, 0.2, 0.5, 0.9])).dossier()
    for each in judge(dossier, book()).results:
        if each.outcome is RuleOutcome.UNKNOWN and not each.needs and each.rule.name != "u-highest":
            yield seed, each.rule.name, each.line


@given(dossier=dossiers())
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_nothing_raises_for_any_dossier(dossier: Dossier) -> None:
    results = judge(dossier, book()).results
    assert all(each.needs for each in results if each.outcome is RuleOutcome.UNKNOWN and each.rule.name != "u-highest")


@pytest.mark.parametrize("start", range(0, 300, 50))
def test_a_missing_fact_never_gives_another_answer(start: int) -> None:
    assert [each for seed in range(start, start + 50) for each in changes(seed)] == []


@pytest.mark.parametrize("start", range(0, 400, 100))
def test_every_unknown_asks_for_something(start: int) -> None:
    assert [each for seed in range(start, start + 100) for each in silent(seed)] == []


def test_the_rules_come_out_every_way() -> None:
    seen: dict[str, Counter[str]] = {}
    for seed in range(300):
        for each in judge(Dossiers(seed, gone=0.05).dossier(), book()).results:
            seen.setdefault(each.rule.name, Counter())[each.outcome.value] += 1
    one_sided = {name: found for name, found in seen.items() if not {"met", "not met", "unknown"} <= set(found)}
    assert set(one_sided) == {"j-unloaded"}
    assert set(one_sided["j-unloaded"]) == {"unknown"}


def test_the_rulebook_holds_every_kind_of_node() -> None:
    seen: set[type] = set()
    waiting: list[Any] = [part for rule in book().rules for part in _parts(rule)]
    while waiting:
        node = waiting.pop()
        seen.add(type(node))
        waiting += children(node)
    kinds = {each for _, each in inspect.getmembers(n, inspect.isclass) if hasattr(each, "node_id")}
    simple = {
        n.Pick,
        n.ShiftDate,
        n.CountSteps,
        n.Covering,
        n.Between,
        n.Under,
        n.CountOf,
        n.Not,
        n.Table,
        n.Row,
        n.TermRef,
    }
    assert kinds - seen <= simple, "the others are drawn for the oracle, or shown as cases"


def _parts(rule: Any) -> list[Any]:
    guards = [each.guard for each in rule.guarded]
    return [each for each in (rule.scope, rule.when, *rule.requirements, *guards, *rule.keys) if each is not None]


BUGS = (
    Bug(ranking.comes_before, "return UNKNOWN", "return FALSE"),
    Bug(lines._overlap, "return UNKNOWN", "return of(False)"),
    Bug(lines.Lines.missing, "of_others = ", "of_others = False and "),
    Bug(lines._window, "never_was = at.kind is AbsenceKind.NOT_APPLICABLE", "never_was = True"),
    Bug(references.in_rows, "return UNKNOWN", "return of(False)"),
    Bug(references.on_day_of_service, "return UNKNOWN", "return TRUE"),
    Bug(force.named_value, "else NOT_SUPPLIED", "else version.amount"),
    Bug(force.carries, "or meaning not in found else UNKNOWN", "or True else UNKNOWN"),
    Bug(force.heard, "return NOT_SUPPLIED", "return listed"),
    Bug(force.meant, "return holds", "return of(carriers != ())"),
    Bug(limits._place_outcome, "is_open = ", "is_open = False and "),
    Bug(limits._amount_outcome, "MET if not use.missing and", "MET if"),
    Bug(requirements.element, "some([found, scene.truth(node.unless)])", "scene.truth(node.unless)"),
    Bug(requirements.payment, "return UNSURE", "return outcome(of(False))"),
    Bug(conditions.business_test, "UNKNOWN if", "of(False) if"),
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_an_engine_that_takes_missing_for_an_answer_is_caught(bug: Bug) -> None:
    with planted(bug):
        assert any(True for seed in range(600) for _ in changes(seed))
