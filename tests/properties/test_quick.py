"""Law: the quick reader says of every claim what the reference says, record by record.

The rulebooks and claims are those that are drawn for the oracle, those that use every construct, and all cases of
`tests/conformance`. Each planted bug is in the quick reader alone.
"""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator
from functools import cache
from random import Random
from typing import Any

import pytest
from conformance.pages import cases
from language.books import compiled
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier
from properties.oracle.planted import Bug, planted
from properties.quickly import differences, fresh
from properties.wide import Dossiers, book

from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.interpreters.row import quick
from rules_engine.interpreters.row.plan import plan_of
from rules_engine.interpreters.row.quick import conditions, judge_quickly, requirements
from rules_engine.interpreters.row.quick import rule as ready_rule
from rules_engine.ir.rulebook import Rulebook
from rules_engine.suites.dossier import dossier_of

SEEDS = range(60)
WIDE = range(250)


def drawn_pairs(seed: int, wide: bool) -> Iterator[tuple[Dossier, Rulebook]]:
    _, rulebook, claims = drawn(seed, wide)
    return ((to_dossier(claim), rulebook) for claim in claims)


def built(seed: int) -> Dossier:
    return Dossiers(seed, gone=Random(seed).choice([0, 0.05, 0.2, 0.5, 0.9])).dossier()


@cache
def case_pairs() -> tuple[tuple[Dossier, Rulebook], ...]:
    found = []
    for case in cases():
        if case.examples and not case.is_gap:
            whole = compiled(case.rules + "\n" + case.examples)
            found += [(dossier_of(each), whole.rulebooks[each.rulebook]) for each in whole.examples]
    return tuple(found)


def every_difference(pairs: Iterator[tuple[Dossier, Rulebook]]) -> Iterator[str]:
    books: dict[int, Rulebook] = {}
    for dossier, rulebook in pairs:
        made = books.get(id(rulebook)) or books.setdefault(id(rulebook), fresh(rulebook))
        yield from differences(dossier, rulebook, made)


@pytest.mark.parametrize("wide", [False, True], ids=["plain", "wide"])
@pytest.mark.parametrize("start", range(0, len(SEEDS), 20))
def test_drawn_rulebooks_are_read_alike(start: int, wide: bool) -> None:
    pairs = (pair for seed in range(start, start + 20) for pair in drawn_pairs(seed, wide))
    assert next(every_difference(pairs), None) is None


def test_a_rulebook_with_every_construct_is_read_alike() -> None:
    assert next(every_difference((built(seed), book()) for seed in WIDE), None) is None


def test_every_case_is_read_alike() -> None:
    assert len(case_pairs()) > 400
    assert next(every_difference(iter(case_pairs())), None) is None


def test_the_first_claim_is_read_by_the_reference_and_makes_nothing_ready() -> None:
    dossier, rulebook = next(drawn_pairs(1, False))
    made = fresh(rulebook)
    plan_of(made).reader = None
    judge_quickly(dossier, made)
    assert plan_of(made).ready == {}
    judge_quickly(dossier, made)
    assert plan_of(made).ready


def test_only_rules_that_speak_of_the_codes_of_a_claim_are_made_ready() -> None:
    rules = "\n".join(
        f"rule r{n}\n  cites manual\n  when code is {n}\n  requires units is 1" for n in range(90800, 90900)
    )
    long = fresh(compiled(f'rulebook book "Book"\nsource manual "M" checked 2026-11-23\n{rules}\n').rulebooks["book"])
    found = judge_quickly(Dossier(claim=Claim(claim_id="C", lines=(ServiceLine(number=1, code="90837"),))), long)
    assert [each.rule.name for each in found.results] == ["r90837"]
    assert len(plan_of(long).ready) == 1


def test_requirements_of_both_kinds_are_compared() -> None:
    seen: Counter[bool] = Counter()
    for seed in SEEDS:
        rulebook = drawn(seed)[1]
        for rule in rulebook.rules:
            asks = [requirements.asking(each, False) for each in rule.requirements]
            seen.update(inspect.isfunction(each) for each in asks)
    assert seen[True] > seen[False] > 0


c, r = conditions, requirements
BUGS = (
    Bug(c._field, "scene.records[key] = ", ""),
    Bug(c.value_of, "(mutes and", "(False and"),
    Bug(c._shift, "* node.direction", ""),
    Bug(c._shift, "day if type(day) is Absent else", ""),
    Bug(c._compare, "found = UNKNOWN", "found = FALSE"),
    Bug(c._compare, "scene.records[key] = found", "pass"),
    Bug(c._between, "low <= at <= high", "low < at <= high"),
    Bug(c._between, "found = UNKNOWN", "found = TRUE"),
    Bug(c._is_in, "found = UNKNOWN", "found = outside"),
    Bug(c._is_in, "if node.negated else", "if False else"),
    Bug(c._is_in, "or (ranges and", "or (False and"),
    Bug(c._includes, "there >= least", "there > least"),
    Bug(c._includes, "there <= most", "there < most"),
    Bug(c._includes, "found = UNKNOWN", "found = FALSE"),
    Bug(c._includes, "not all(type(item) is n.Literal for item in node.items)", "False"),
    Bug(c._presence, 'node.mode == "supplied"', "False"),
    Bug(c._presence, "at is False or", ""),
    Bug(c._presence, "or at == ()", ""),
    Bug(c._presence, "UNKNOWN if at.kind in _NEVER_CAME else missing", "missing"),
    Bug(c._count_of, "sure + unsure", "sure"),
    Bug(c._is_not, "else UNKNOWN", "else FALSE"),
    Bug(c._term, "scene.records[key] = ", ""),
    Bug(r._condition, "(TRUE, FALSE) if type(node) is n.Requires else (FALSE, TRUE)", "(TRUE, FALSE)"),
    Bug(r._condition, 'if node.missing == "not met" else', "if False else"),
    Bug(ready_rule.make_ready, "rule.scope is not None or", ""),
    Bug(ready_rule.make_ready, "or rule.withdrawn", ""),
    Bug(ready_rule.make_ready, "id(rule) not in plan.paying and", ""),
    Bug(ready_rule.make_ready, "if force is FALSE:", "if force is not TRUE:"),
    Bug(ready_rule.make_ready, "and force is TRUE", ""),
    Bug(ready_rule.make_ready, "and applies is TRUE", ""),
    Bug(ready_rule.make_ready, "has_one, only = len(asks) == 1", "has_one, only = True"),
    Bug(ready_rule.make_ready, "asked in (NOT_MET, UNSURE)", "asked is NOT_MET"),
    Bug(ready_rule.make_ready, "0 if is_of_claim else", ""),
    Bug(ready_rule.make_ready, "rule.requirements if asked is UNSURE else ()", "()"),
)


def all_pairs() -> Iterator[tuple[Dossier, Rulebook]]:
    for seed in range(20):
        yield from drawn_pairs(seed, False)
        yield from drawn_pairs(seed, True)
    yield from ((built(seed), book()) for seed in WIDE)
    yield from case_pairs()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_of_the_quick_reader_alone_is_seen(bug: Bug) -> None:
    with planted(bug):
        assert is_seen()


def is_seen() -> bool:
    """Return whether the two differ; so they do when the quick reader raises where the reference does not."""
    try:
        return next(every_difference(all_pairs()), None) is not None
    except (TypeError, AttributeError):
        return True


def test_every_function_of_the_quick_reader_has_a_bug_planted() -> None:
    functions: set[Any] = set()
    for module in (conditions, requirements, ready_rule):
        made = inspect.getmembers(module, inspect.isfunction)
        functions |= {each.__name__ for _, each in made if each.__module__.startswith(quick.__name__)}
    trivial = {"_literal", "_by_reference", "truth_of", "asking", "ready"}
    assert functions - trivial == {each.function.__name__ for each in BUGS} - trivial
