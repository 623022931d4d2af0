"""The search for pairs: for each member or end of a condition one, if the claims can be found."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.propose.bench import HERE, At, Bench, Look
from rules_engine.suites.propose.candidates import Edge, edges
from rules_engine.suites.propose.contexts import Deciding, Wanted
from rules_engine.suites.propose.draft import OWN, Draft
from rules_engine.suites.propose.edits import toward
from rules_engine.suites.propose.levers import Lever, lever
from rules_engine.suites.propose.pair import Asked, Pair, smallest
from rules_engine.suites.propose.searches import more, shared_out, things, whole
from rules_engine.suites.propose.solve import Goal, Solver
from rules_engine.suites.walk import walk
from rules_engine.trace.result import RuleOutcome, Truth

_DEEPEST: Final = 3
_WIDEST: Final = 16
_MOST_EDGES: Final = 12
"""Members of a list, or ends, that are shown of one condition."""


@attrs.frozen(repr=False)
class Found:
    """What was found of one condition: pairs, and which of its members have none."""

    pairs: tuple[Pair, ...]
    missed: tuple[str, ...] = ()
    passed_over: int = 0


def pairs_of(bench: Bench, start: Draft, each: Deciding) -> Found:
    """Return the pairs that show a condition to matter; with none, it could not be shown."""
    pairs: dict[str, Pair] = {}
    last = Found(())
    for context in each.contexts:
        found = _in_context(bench, start, each, context, pairs)
        pairs |= {pair.label: pair for pair in found.pairs}
        last = found if found.pairs or found.missed else last
        if pairs and not found.missed:
            break
    missed = tuple(label for label in last.missed if label not in pairs)
    return Found(tuple(pairs.values()), missed if pairs else (), last.passed_over)


def _in_context(bench: Bench, start: Draft, each: Deciding, context: Wanted, done: Container[str]) -> Found:
    goals = [Goal(node, wanted) for node, wanted in context]
    last = Found(())
    for begin, at in _begins(bench, start, each, goals):
        inner = [Goal(node, wanted, at) for node, wanted in each.inner]
        found = _from(bench, begin, each.node, [*goals, *inner], at, done)
        last = found if found.missed or found.pairs else last
        if found.pairs:
            break
    return last


def _begins(bench: Bench, start: Draft, each: Deciding, goals: list[Goal]) -> Iterator[tuple[Draft, At]]:
    """Yield where to begin: for a condition of a search, with a thing that it counts."""
    if each.holder is None:
        yield start, HERE
        return
    for wanted in (True, False):
        look = Solver(bench, [*goals, Goal(each.outer, wanted)]).solve(start)
        if look is None:
            continue
        for number in things(look, each.holder.selection):
            seen = look.candidate(At(number, each.holder))
            if seen is not None and seen.truth is Truth.TRUE:
                yield look.draft, At(number, each.holder)
                break
    yield from _with_a_thing(bench, start, each, goals)


def _with_a_thing(bench: Bench, start: Draft, each: Deciding, goals: list[Goal]) -> Iterator[tuple[Draft, At]]:
    """Yield drafts with one more thing that a search counts, for each place where it may stand."""
    ready = Solver(bench, goals[:1]).solve(start)
    if ready is None:
        return
    for drafted in more(ready, each.holder.selection):
        at = At(len(drafted.things) - 1, each.holder)
        sought = Goal(each.holder.selection.where, True, at)
        for wanted in (False, True):
            begin = shared_out(ready, drafted, each.holder) if isinstance(each.holder, n.Limit) else drafted
            look = Solver(bench, [*goals, sought, Goal(each.outer, wanted)]).solve(begin)
            if look is not None:
                yield look.draft, at


def _from(bench: Bench, begin: Draft, node: Any, goals: list[Goal], at: At, done: Container[str]) -> Found:
    asked = Asked(node, at, tuple(goals))
    missed: tuple[str, ...] = ()
    for wanted in (True, False):
        look = Solver(bench, [*goals, Goal(node, wanted, at)]).solve(begin)
        if look is None:
            continue
        known = edges(look, node, at)
        moved = lever(known[0], at) if known is not None else None
        if known is not None and moved is not None and known[1]:
            found = _by_edges(bench, look, asked, moved, [each for each in known[1] if each.label not in done])
            if found.pairs:
                return found
            missed = found.missed
        direct = _directly(bench, _seen_whole(bench, look, asked), asked) if "" not in done else None
        if direct is not None:
            return Found((smallest(bench, direct, asked),))
    return Found((), missed)


def _by_edges(bench: Bench, look: Look, asked: Asked, moved: Lever, known: list[Edge]) -> Found:
    pairs, missed = [], []
    for edge in known[:_MOST_EDGES]:
        pair = _of_edge(bench, look, asked, moved, edge)
        if pair is None:
            missed.append(edge.label)
        else:
            pairs.append(smallest(bench, pair, asked))
    return Found(tuple(pairs), tuple(missed), max(0, len(known) - _MOST_EDGES))


def _of_edge(bench: Bench, look: Look, asked: Asked, moved: Lever, edge: Edge) -> Pair | None:
    """Return a pair on both sides of an edge."""
    held = Solver(bench, [*asked.goals, Goal(asked.node, True, asked.at)], frozenset({moved}))
    one = held.solve(look.draft.put(*moved, edge.holds))
    base = look.draft if one is None else one.draft
    if one is None and not isinstance(asked.at.holder, n.Limit):
        return None
    for value in edge.fails:
        found = _moved(bench, base, asked, moved, (edge.holds, value), _DEEPEST)
        if found is not None:
            return attrs.evolve(found, label=edge.label)
    return None


def _moved(bench: Bench, base: Draft, asked: Asked, moved: Lever, values: tuple[Any, Any], deep: int) -> Pair | None:
    """Return the pair of two values, if need be with more facts on both sides, so that neither is unknown."""
    one, two = (bench.look(base.put(*moved, value)) for value in values)
    if one is None or two is None:
        return None
    if asked.are_shown(one, two):
        return Pair(one, two, asked.at, "", moved)
    for changed in _settling(bench, one, two, deep):
        found = _moved(bench, changed, asked, moved, values, deep - 1)
        if found is not None:
            return found
    return None


def _settling(bench: Bench, one: Look, two: Look, deep: int) -> Iterator[Draft]:
    """Yield drafts that may settle the one of two that is unknown."""
    unknown = _unknown(one, two)
    if deep == 0 or unknown is None:
        return
    for number, changed in enumerate(_open(bench, unknown)):
        if number >= _WIDEST or bench.left <= 0:
            return
        yield changed


def _unknown(one: Look, two: Look) -> Look | None:
    return next((each for each in (one, two) if each.outcome is RuleOutcome.UNKNOWN), None)


def _open(bench: Bench, look: Look) -> Iterator[Draft]:
    """Yield drafts that may settle what is unknown: first by what is known to be whole."""
    rule = bench.rule
    yield from _wholes(bench, look)
    for each in (*rule.requirements, *rule.excuses):
        if look.truth(each) is None:
            yield from toward(look, each, each in rule.requirements)


def _wholes(bench: Bench, look: Look) -> Iterator[Draft]:
    for holder in walk(bench.rule):
        if isinstance(holder, n.Quantified | n.Limit | n.Aggregate):
            yield from whole(look, holder, holder.selection)


def _seen_whole(bench: Bench, look: Look, asked: Asked) -> Look:
    """Return a draft in which nothing is hidden from the searches, where that leaves all else as it is."""
    for changed in _wholes(bench, look):
        found = bench.look(changed)
        is_alike = found is not None and all(each.is_met(found) for each in asked.goals)
        if found is not None and is_alike and found.truth(asked.node, asked.at) is look.truth(asked.node, asked.at):
            look = found
    return look


def _directly(bench: Bench, look: Look, asked: Asked) -> Pair | None:
    """Return a pair of a draft and one that some small change makes of it."""
    wanted = look.truth(asked.node, asked.at) is not True
    for number, changed in enumerate(toward(look, asked.node, wanted, asked.at)):
        other = bench.look(changed) if number < 2 * _WIDEST else None
        if other is None:
            continue
        one, two = (other, look) if wanted else (look, other)
        found = _settled(bench, one, two, asked, _DEEPEST)
        if found is not None:
            return found
    return None


def _settled(bench: Bench, one: Look, two: Look, asked: Asked, deep: int) -> Pair | None:
    """Return the pair of two drafts, if need be with more facts on both sides, so that neither is unknown."""
    if not asked.flips(one, two):
        return None
    if asked.are_shown(one, two):
        return Pair(one, two, asked.at)
    unknown = _unknown(one, two)
    for changed in _settling(bench, one, two, deep):
        assert unknown is not None
        first, second = (bench.look(_alike(each.draft, unknown.draft, changed)) for each in (one, two))
        if first is not None and second is not None:
            found = _settled(bench, first, second, asked, deep - 1)
            if found is not None:
                return found
    return None


def _alike(draft: Draft, before: Draft, after: Draft) -> Draft:
    """Return a draft with what another one got: facts of the line, and what is known to be whole."""
    old = before.of(OWN)
    for path, value in after.of(OWN).items():
        if path not in old or old[path] != value:
            draft = draft.put(OWN, path, value)
    none = tuple(kind for kind in after.none if kind not in before.none and kind not in draft.none)
    complete, others = after.complete or draft.complete, after.others or draft.others
    return attrs.evolve(draft, none=(*draft.none, *none), complete=complete, others=others)
