"""Two drafts that differ in one condition and in the outcome, and the smallest pair that still does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.propose.bench import At, Bench, Look
from rules_engine.suites.propose.draft import OWN, Draft, Path
from rules_engine.suites.propose.levers import Lever
from rules_engine.suites.propose.searches import spans
from rules_engine.suites.propose.solve import Goal
from rules_engine.trace.result import RuleOutcome

_CODE: Final = ("line", "code")
Change = Callable[[Draft], Draft]


@attrs.frozen(repr=False)
class Pair:
    """Two drafts: in `one` the condition holds. lever: the fact in which alone they differ, if it is one."""

    one: Look
    two: Look
    at: At
    label: str = ""
    lever: Lever | None = None


@attrs.frozen(repr=False)
class Asked:
    """The condition that is to be shown, from where it looks, and what all others must come to."""

    node: Any
    at: At
    goals: tuple[Goal, ...]

    def are_shown(self, one: Look, two: Look) -> bool:
        """Return whether the condition alone changes, and the outcome with it; what is not looked at does not count."""
        outcomes = {one.outcome, two.outcome}
        if len(outcomes) < 2 or RuleOutcome.UNKNOWN in outcomes or not self.flips(one, two):
            return False
        return all(look.truth(each.node, each.at) in (each.wanted, None) for each in self.goals for look in (one, two))

    def flips(self, one: Look, two: Look) -> bool:
        """Return whether the condition holds in one and not in the other; a limit forgets what it does not count."""
        first, second = one.truth(self.node, self.at), two.truth(self.node, self.at)
        if isinstance(self.at.holder, n.Limit):
            if one.candidate(self.at) is None:
                return second is False
            if two.candidate(self.at) is None:
                return first is True
        return first is True and second is not True


def smallest(bench: Bench, pair: Pair, asked: Asked) -> Pair:
    """Return the pair without everything that it does not need."""
    for change in list(_changes(pair)):
        one, two = (bench.look(change(each.draft)) for each in (pair.one, pair.two))
        if one is None or two is None or not asked.are_shown(one, two):
            continue
        if (one.outcome, two.outcome) == (pair.one.outcome, pair.two.outcome):
            pair = attrs.evolve(pair, one=one, two=two)
    return pair


def _changes(pair: Pair) -> Iterator[Change]:
    """Yield what may be left out of both drafts, the largest first."""
    draft, other = pair.one.draft, pair.two.draft
    shared = range(min(len(draft.things), len(other.things)))
    for number in reversed(shared):
        if number > pair.at.thing and draft.things[number] == other.things[number]:
            yield partial(_dropped, number)
    for thing in (OWN, *shared):
        for path, value in draft.of(thing).items():
            if path != _CODE and other.of(thing).get(path) == value:
                yield partial(_left_out, thing, path)
    for kind in draft.none:
        yield partial(_no_longer_none, kind)
    if draft.others is not None:
        yield partial(attrs.evolve, others=None)
    if draft.complete is not None:
        for span in (*reversed(spans(draft.on)), None):
            yield partial(attrs.evolve, complete=span)


def _dropped(number: int, draft: Draft) -> Draft:
    return draft.without(number)


def _left_out(thing: int, path: Path, draft: Draft) -> Draft:
    return draft.with_facts(thing, tuple(each for each in draft.of(thing).items() if each[0] != path))


def _no_longer_none(kind: str, draft: Draft) -> Draft:
    return attrs.evolve(draft, none=tuple(each for each in draft.none if each != kind))
