"""What is worked out of a rulebook once, for all claims: the order of its rules, the indexes of its tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from weakref import finalize

from rules_engine.ir.nodes import Payment, Requirement
from rules_engine.ir.rulebook import Reference, Rule, Rulebook

Row = tuple[Any, ...]
Index = Mapping[tuple[Any, ...], tuple[Row, ...]]
"""Rows of a reference by what they have in some of its columns."""


class Plan:
    """What is worked out of one rulebook.

    order: places in the rulebook and rules, in the order in which they are read. chained: names of rules that others
    come after. paying: identities of the rules that say what is paid. mutes: whether modifiers may change nothing.
    """

    __slots__ = ("_indexes", "chained", "mutes", "order", "paying")

    def __init__(self, rulebook: Rulebook) -> None:
        self.order = in_order(rulebook.rules)
        self.chained = frozenset(name for rule in rulebook.rules for name in rule.after)
        self.paying = frozenset(id(rule) for rule in rulebook.rules if any(map(_is_payment, rule.requirements)))
        self.mutes = any(each.meaning == "" for each in rulebook.meanings)
        self._indexes: dict[tuple[str, tuple[str, ...]], Index] = {}

    def index(self, reference: Reference, columns: tuple[str, ...]) -> Index:
        """Return the rows of a reference of the rulebook by what they have in `columns`."""
        key = (reference.name, columns)
        if key not in self._indexes:
            self._indexes[key] = _index(reference, columns)
        return self._indexes[key]


def _is_payment(asked: Requirement) -> bool:
    return isinstance(asked, Payment)


def plan_of(rulebook: Rulebook) -> Plan:
    """Return the plan of a rulebook, made when it is first asked for and kept as long as the rulebook is."""
    found = _PLANS.get(id(rulebook))
    if found is None:
        found = _PLANS[id(rulebook)] = Plan(rulebook)
        finalize(rulebook, _PLANS.pop, id(rulebook), None)
    return found


def in_order(rules: Iterable[Rule]) -> tuple[tuple[int, Rule], ...]:
    """Return rules with their places, in the order in which they are read: by stage, by what comes before, by name."""
    placed = tuple(enumerate(rules))
    depth = _depths({rule.name: rule.after for _, rule in placed})
    return tuple(sorted(placed, key=lambda each: (each[1].stage, depth[each[1].name], each[1].name, each[0])))


def _depths(after: Mapping[str, tuple[str, ...]]) -> Mapping[str, int]:
    """How many rules stand before each; a ring, which no compiler lets pass, is cut where it closes."""
    found: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in found:
            found[name] = 0
            found[name] = max((1 + depth(each) for each in after.get(name, ())), default=0)
        return found[name]

    for name in sorted(after):
        depth(name)
    return found


def _index(reference: Reference, columns: tuple[str, ...]) -> Index:
    places = [position(reference, column) for column in columns]
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in reference.rows:
        found.setdefault(tuple([row[place] for place in places]), []).append(row)
    return {key: tuple(rows) for key, rows in found.items()}


def position(reference: Reference, column: str) -> int:
    """Return where a column stands in the rows of a reference."""
    return [name for name, _ in reference.columns].index(column)


_PLANS: Final[dict[int, Plan]] = {}  # Invariant: a plan does not hold its rulebook, so that both can go.
