"""The search for a draft in which several parts of a rule come to what is wanted of them."""

from __future__ import annotations

from collections.abc import Sequence
from heapq import heappop, heappush
from itertools import islice
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.propose.bench import HERE, At, Bench, Look
from rules_engine.suites.propose.draft import OWN, Draft
from rules_engine.suites.propose.edits import toward
from rules_engine.suites.propose.levers import Lever
from rules_engine.suites.propose.searches import counted, things

_WIDEST: Final = 24
"""Changes tried of one draft."""
_DEEPEST: Final = 14
_NOTHING_THERE: Final = 6


@attrs.frozen(repr=False)
class Goal:
    """What a part is wanted to come to."""

    node: Any
    wanted: bool
    at: At = HERE

    def is_met(self, look: Look) -> bool:
        """Return whether it does."""
        return look.truth(self.node, self.at) is self.wanted


class Solver:
    """Changes a draft step by step, the nearest to the goals first, until all are met. held: facts that stay."""

    def __init__(self, bench: Bench, goals: Sequence[Goal], held: frozenset[Lever] = frozenset()) -> None:
        self._bench = bench
        self._goals = goals
        self._held = held

    def solve(self, start: Draft) -> Look | None:
        """Return a draft that meets all goals, as it was judged; None when none was found."""
        first = self._bench.look(start)
        waiting: list[tuple[int, int, int, Look]] = []
        if first is not None:
            heappush(waiting, (self._distance(first), 0, 0, first))
        seen, number = {start}, 0
        while waiting:
            far, deep, _, look = heappop(waiting)
            if far == 0:
                return look
            goal = self._next(look)
            changes = islice(toward(look, goal.node, goal.wanted, goal.at), _WIDEST) if deep < _DEEPEST else ()
            for changed in changes:
                if changed in seen or not self._keeps(look.draft, changed):
                    continue
                seen.add(changed)
                found = self._bench.look(changed)
                if found is None:
                    continue
                number += 1
                heappush(waiting, (self._distance(found), deep + 1, number, found))
            if self._bench.left <= 0:
                return None
        return None

    def _next(self, look: Look) -> Goal:
        """Return a goal that is not met; what was not looked at waits for what hides it."""
        unmet = [each for each in self._goals if not each.is_met(look)]
        return next((each for each in unmet if each.node.node_id in look.records(each.at)), unmet[0])

    def _distance(self, look: Look) -> int:
        return sum(_distance(look, each.node, each.wanted, each.at) for each in self._goals)

    def _keeps(self, before: Draft, after: Draft) -> bool:
        if len(after.things) < len(before.things) and any(thing > OWN for thing, _ in self._held):
            return False
        return all(before.of(thing).get(path) == after.of(thing).get(path) for thing, path in self._held)


def _distance(look: Look, node: Any, wanted: bool, at: At) -> int:
    """Return how many conditions must still change, as far as that can be told: 0 when all is as wanted."""
    if look.truth(node, at) is wanted:
        return 0
    match node:
        case n.CountOf():
            least = node.least if wanted else len(node.arguments) - node.least + 1
            apart = sorted(_distance(look, each, wanted, at) for each in node.arguments)
            return max(1, sum(apart[: max(1, least)]))
        case n.Not():
            return max(1, _distance(look, node.argument, not wanted, at))
        case n.TermRef():
            return max(1, _distance(look, node.body, wanted, at))
        case n.Requires():
            return max(1, _distance(look, node.condition, wanted, at))
        case n.Forbids():
            return max(1, _distance(look, node.condition, not wanted, at))
        case n.Quantified():
            return _search_distance(look, node, wanted)
    return 1


def _search_distance(look: Look, node: n.Quantified, wanted: bool) -> int:
    """A search that finds too little is as far as the nearest thing is from being found."""
    where = node.selection.where
    is_short = len(counted(look, node)) < node.least
    if where is None or (wanted is not is_short and not (not wanted and node.most >= 0)):
        return 1
    near = [_distance(look, where, True, At(number, node)) for number in things(look, node.selection)]
    return max(1, min(near, default=_NOTHING_THERE))
