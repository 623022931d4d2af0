"""Two drafts that differ in one condition and in the outcome: the smallest that were found."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.propose.bench import HERE, At, Bench, Look
from rules_engine.suites.propose.candidates import Edge, edges
from rules_engine.suites.propose.contexts import Deciding, Wanted
from rules_engine.suites.propose.draft import OWN, Draft
from rules_engine.suites.propose.edits import toward
from rules_engine.suites.propose.levers import Lever, lever
from rules_engine.suites.propose.searches import more, shared_out, spans, things
from rules_engine.suites.propose.solve import Goal, Solver
from rules_engine.trace.result import RuleOutcome, Truth

_DEEPEST: Final = 3
_WIDEST: Final = 16
_MOST_EDGES: Final = 12
"""Members of a list, or ends, that are shown of one condition."""
_CODE: Final = ("line", "code")


@attrs.frozen(repr=False)
class Pair:
    """Two drafts: in `one` the condition holds. lever: the fact in which alone they differ, if it is one."""

    one: Look
    two: Look
    at: At
    label: str = ""
    lever: Lever | None = None


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
    for begin, at in _begins(bench, start, each, goals):
        inner = [Goal(node, wanted, at) for node, wanted in each.inner]
        found = _from(bench, begin, each.node, [*goals, *inner], at, done)
        if found.pairs:
            return found
    return Found(())


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
    looks = (Solver(bench, [*goals, Goal(node, wanted, at)]).solve(begin) for wanted in (True, False))
    for look in looks:
        if look is None:
            continue
        known = edges(look, node, at)
        if known is not None and known[1]:
            rest = [edge for edge in known[1] if edge.label not in done]
            found = _by_edges(bench, look, node, goals, at, lever(known[0], at), rest)
            if found.pairs:
                return found
        direct = _directly(bench, look, node, at)
        if direct is not None and "" not in done:
            return Found((_smallest(bench, direct, node),))
    return Found(())


def _by_edges(
    bench: Bench, look: Look, node: Any, goals: list[Goal], at: At, moved: Lever | None, known: list[Edge]
) -> Found:
    assert moved is not None
    pairs, missed = [], []
    for edge in known[:_MOST_EDGES]:
        pair = _of_edge(bench, look, node, goals, at, moved, edge)
        if pair is None:
            missed.append(edge.label)
        else:
            pairs.append(_smallest(bench, pair, node))
    return Found(tuple(pairs), tuple(missed), max(0, len(known) - _MOST_EDGES))


def _of_edge(bench: Bench, look: Look, node: Any, goals: list[Goal], at: At, moved: Lever, edge: Edge) -> Pair | None:
    """Return a pair on both sides of an edge."""
    held = Solver(bench, [*goals, Goal(node, True, at)], frozenset({moved}))
    one = held.solve(look.draft.put(*moved, edge.holds))
    if one is None:
        return None
    for value in edge.fails:
        found = _completed(bench, one.draft, node, at, moved, (edge.holds, value), _DEEPEST)
        if found is not None:
            return attrs.evolve(found, label=edge.label)
    return None


def _completed(
    bench: Bench, base: Draft, node: Any, at: At, moved: Lever, values: tuple[Any, Any], deep: int
) -> Pair | None:
    """Return the pair, if need be with more facts on both sides, so that neither is unknown."""
    one, two = (bench.look(base.put(*moved, value)) for value in values)
    if one is None or two is None:
        return None
    if _differ(one, two, node, at):
        return Pair(one, two, at, "", moved)
    unknown = next((each for each in (one, two) if each.outcome is RuleOutcome.UNKNOWN), None)
    if deep == 0 or unknown is None:
        return None
    for number, changed in enumerate(_open(bench, unknown)):
        if number >= _WIDEST or bench.left <= 0:
            break
        found = _completed(bench, changed, node, at, moved, values, deep - 1)
        if found is not None:
            return found
    return None


def _open(bench: Bench, look: Look) -> Iterator[Draft]:
    """Yield drafts that may settle what is unknown."""
    rule = bench.rule
    for each in (*rule.requirements, *rule.excuses):
        if look.truth(each) is None:
            yield from toward(look, each, each in rule.requirements)


def _directly(bench: Bench, look: Look, node: Any, at: At) -> Pair | None:
    """Return a pair of a draft and one that some small change makes of it."""
    wanted = look.truth(node, at) is not True
    for number, changed in enumerate(toward(look, node, wanted, at)):
        other = bench.look(changed) if number < 2 * _WIDEST else None
        if other is None:
            continue
        one, two = (other, look) if wanted else (look, other)
        found = _settled(bench, one, two, node, at, _DEEPEST)
        if found is not None:
            return found
    return None


def _settled(bench: Bench, one: Look, two: Look, node: Any, at: At, deep: int) -> Pair | None:
    """Return the pair of two drafts, if need be with more facts on both sides, so that neither is unknown."""
    if one.truth(node, at) is not True or two.truth(node, at) is True:
        return None
    if _differ(one, two, node, at):
        return Pair(one, two, at)
    unknown = next((each for each in (one, two) if each.outcome is RuleOutcome.UNKNOWN), None)
    if deep == 0 or unknown is None:
        return None
    for number, changed in enumerate(_open(bench, unknown)):
        if number >= _WIDEST or bench.left <= 0:
            break
        both = [bench.look(_alike(each.draft, unknown.draft, changed)) for each in (one, two)]
        if both[0] is not None and both[1] is not None:
            found = _settled(bench, both[0], both[1], node, at, deep - 1)
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


def _differ(one: Look, two: Look, node: Any, at: At) -> bool:
    outcomes = {one.outcome, two.outcome}
    is_flipped = one.truth(node, at) is True and two.truth(node, at) is not True
    return is_flipped and len(outcomes) == 2 and RuleOutcome.UNKNOWN not in outcomes


# --- smaller --------------------------------------------------------------------------------------


def _smallest(bench: Bench, pair: Pair, node: Any) -> Pair:
    """Return the pair without everything that it does not need."""
    for change in list(_smaller(pair)):
        one, two = _changed(bench, pair.one, change), _changed(bench, pair.two, change)
        if one is None or two is None or not _differ(one, two, node, pair.at):
            continue
        if (one.outcome, two.outcome) == (pair.one.outcome, pair.two.outcome):
            pair = attrs.evolve(pair, one=one, two=two)
    return pair


def _changed(bench: Bench, look: Look, change: Callable[[Draft], Draft | None]) -> Look | None:
    draft = change(look.draft)
    return None if draft is None else bench.look(draft)


def _smaller(pair: Pair) -> Iterator[Callable[[Draft], Draft | None]]:
    draft, other = pair.one.draft, pair.two.draft
    last = pair.at.thing
    for number in reversed(range(min(len(draft.things), len(other.things)))):
        if number > last and draft.things[number] == other.things[number]:
            yield _dropping(number)
    for thing in range(OWN, min(len(draft.things), last + 1)):
        for path, value in draft.of(thing).items():
            if path != _CODE and thing < len(other.things) and other.of(thing).get(path) == value:
                yield _leaving(thing, path)
    for kind in draft.none:
        yield lambda each, kind=kind: attrs.evolve(each, none=tuple(k for k in each.none if k != kind))  # type: ignore[misc]
    if draft.others is not None:
        yield lambda each: attrs.evolve(each, others=None)
    if draft.complete is not None:
        for span in (*reversed(spans(draft.on)), None):
            yield lambda each, span=span: attrs.evolve(each, complete=span)  # type: ignore[misc]


def _dropping(number: int) -> Callable[[Draft], Draft | None]:
    return lambda draft: draft.without(number) if number < len(draft.things) else None


def _leaving(thing: int, path: Any) -> Callable[[Draft], Draft | None]:
    def change(draft: Draft) -> Draft | None:
        facts = tuple(each for each in (draft.facts if thing == OWN else draft.things[thing].facts) if each[0] != path)
        return draft.with_facts(thing, facts)

    return change
