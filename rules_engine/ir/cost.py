"""How many steps judging a claim takes at most, worked out from the rules alone.

A step is one look at a value, condition or requirement. For each line of the claim, what does not search takes so many
steps; a search takes so many more for each thing that it looks at: a line of the claim, of the history or of other
patients, an entry of the record, a modifier. A search within a search takes them for each pair of things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import zip_longest
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Coverage, Outcome, Rule, Rulebook
from rules_engine.value import Value

_TIMES: Final = 3
"""How often a part is looked at: to judge it, to say what follows, and to say what would settle it."""
_MODIFIERS: Final = (("line", "modifiers"), ("derived", "modifier_entries"))
Steps = tuple[int, ...]
"""Steps for a line, for a line and a thing, for a line and two things …"""


@attrs.frozen(eq=False, repr=False)
class Bound(Value):
    """At most so many steps a line of the claim; `steps[k]` of them for each choice of k things that are looked at."""

    steps: Steps

    def most(self, lines: int, things: int) -> int:
        """Return the most steps for a claim. things: the most that one search can look at.

        >>> Bound((40, 3)).most(lines=2, things=10)
        140
        """
        return lines * int(sum(count * things**power for power, count in enumerate(self.steps)))

    @property
    def says(self) -> str:
        """Return the bound in words.

        >>> Bound((1240, 310)).says
        'at most 1,240 steps a line + 310 a pair of lines'
        """
        groups = (f"a group of {size} lines" for size in range(3, len(self.steps) + 1))
        words = ["steps a line", "a pair of lines", *groups]
        parts = [
            f"{count:,} {word}" for count, word in zip(self.steps, words, strict=False) if count or word == words[0]
        ]
        return "at most " + " + ".join(parts)


def bound(book: Rulebook) -> Bound:
    """Return the most steps that judging a claim by a rulebook takes."""
    costs = _Costs(book)
    whole = _sum([*(costs.rule(rule) for rule in book.rules), *(costs.coverage(each) for each in book.coverage)])
    return Bound(tuple(_TIMES * count for count in whole) or (0,))


class _Costs:
    """Costs of nodes in one rulebook, whose named values and modifiers may hang on for whom it is."""

    def __init__(self, book: Rulebook) -> None:
        self._named: Mapping[str, list[Rule]] = _by_name(book.rules)
        self._heard: Steps = ()
        self._values: dict[str, Steps] = {}
        meanings = _sum(self.node(each.scope) for each in book.meanings)
        self._values = {name: _sum(self.node(each.scope) for each in held) for name, held in book.values.items()}
        self._heard = _for_each(_plus((len(book.meanings),), meanings)) if book.meanings else ()

    def rule(self, rule: Rule) -> Steps:
        """Return the cost of a rule on one line."""
        asked = (rule.scope, rule.when, *rule.requirements, *rule.excuses, *rule.keys)
        outcomes = (rule.outcome, *rule.guarded)
        guards = [each.guard for each in outcomes]
        taken = [each.scope for each in rule.withdrawn]
        measured = [each for each in rule.requirements if isinstance(each, n.Limit)]
        running = sum(1 for guard in guards for part in walk(guard) if isinstance(part, n.RunningCount))
        again = [_for_each(self.node(limit.value)) for limit in measured] * running
        return _sum([*map(self.node, (*asked, *guards, *taken)), *again, *map(self._downcoded, outcomes)])

    def coverage(self, stated: Coverage) -> Steps:
        """Return the cost of a coverage statement on one line."""
        return _plus(self.node(stated.when), self.node(stated.scope))

    def _downcoded(self, outcome: Outcome) -> Steps:
        """The code is found by the tables of the rules of a name that are in force."""
        if outcome.action != "downcode":
            return ()
        rules = self._named.get(outcome.target, [])
        taken = [each.scope for rule in rules for each in rule.withdrawn]
        tables = [each for rule in rules for each in rule.requirements if isinstance(each, n.Table)]
        return _sum(map(self.node, (*taken, *tables)))

    def node(self, node: Any) -> Steps:
        """Return the cost of a node: one step, and those of its parts; of none, nothing."""
        if node is None:
            return ()
        match node:
            case n.Selection():
                return self._selection(node)
            case n.Limit():
                value = _plus(self.node(node.value), _for_each(self.node(node.value)))
                return _sum(
                    [(1,), self.node(node.most), *map(self.node, node.keys), value, self._selection(node.selection)]
                )
            case n.Aggregate():
                return _sum([(1,), _for_each(self.node(node.value)), self._selection(node.selection)])
            case n.Quantified():
                return _plus((1,), self._selection(node.selection))
            case n.NamedValue():
                return _plus((1,), self._values.get(node.name, ()))
            case n.Meant():
                return _plus((1,), _for_each(self._heard))
            case n.Field() | n.Same() if node.path in _MODIFIERS:
                return _plus((1,), self._heard)
        return _sum([(1,), *map(self.node, children(node))])

    def _selection(self, node: n.Selection) -> Steps:
        """Places are looked at for each thing, as is what must hold of it, and for the line itself."""
        inside = _sum(self.node(each) for each in (*node.places, node.where, node.earlier))
        return _plus(inside, _for_each(inside))


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes directly below a node, in the order of its fields."""
    for name in attrs.fields_dict(type(node)):
        held = getattr(node, name)
        for each in held if isinstance(held, tuple) else (held,):
            if hasattr(each, "node_id"):
                yield each


def walk(node: Any) -> Iterator[Any]:
    """Yield a node, if it is one, and all below it."""
    waiting = [node] if node is not None else []
    while waiting:
        found = waiting.pop()
        yield found
        waiting += children(found)


def _by_name(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for rule in rules:
        found.setdefault(rule.name, []).append(rule)
    return found


def _plus(one: Steps, other: Steps) -> Steps:
    return tuple(a + b for a, b in zip_longest(one, other, fillvalue=0))


def _sum(parts: Iterable[Steps]) -> Steps:
    whole: Steps = ()
    for part in parts:
        whole = _plus(whole, part)
    return whole


def _for_each(steps: Steps) -> Steps:
    """Return the cost of what is looked at for each thing."""
    return (0, *steps) if steps else ()
