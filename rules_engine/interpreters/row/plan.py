"""What is worked out of a rulebook once, for all claims: its rules in order and by code, its tables by key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final
from weakref import finalize

from rules_engine.claims.absence import Absent
from rules_engine.ir.nodes import Payment, Requirement
from rules_engine.ir.rulebook import Reference, Rule, Rulebook
from rules_engine.trace.result import RuleResult

Read = Callable[[Any, tuple[int, ...]], RuleResult | None]
"""What reads a rule in a scene, for a group of lines or none; None when the rule is not in force."""

Row = tuple[Any, ...]
Index = Mapping[tuple[Any, ...], tuple[Row, ...]]
"""Rows of a reference by what they have in some of its columns."""


class Plan:
    """What is worked out of one rulebook.

    order: places in the rulebook and rules, in the order in which they are read. chained: names of rules that others
    come after. paying: identities of the rules that say what is paid. mutes: whether modifiers may change nothing.
    ready: by place in the order, what the quick reader made of a rule. reader: what makes
    that, once the rulebook is asked often. judged: how many claims were read before.
    """

    __slots__ = (
        "_by_code",
        "_indexes",
        "_of_any_code",
        "chained",
        "judged",
        "mutes",
        "order",
        "paying",
        "reader",
        "ready",
    )

    def __init__(self, rulebook: Rulebook) -> None:
        self.order = in_order(rulebook.rules)
        self.chained = frozenset(name for rule in rulebook.rules for name in rule.after)
        self.paying = frozenset(id(rule) for rule in rulebook.rules if any(map(_is_payment, rule.requirements)))
        self.mutes = any(each.meaning == "" for each in rulebook.meanings)
        self._indexes: dict[tuple[str, tuple[str, ...]], Index] = {}
        self.ready: dict[int, Read] = {}
        self.judged = 0
        self.reader: Callable[[Plan, int], Read] | None = None
        self._of_any_code, self._by_code = _by_code([rule for _, rule in self.order])

    def asked(self, codes: Iterable[str | Absent]) -> Iterable[int]:
        """Return where in `order` the rules stand that may speak of a line with one of the codes, in that order.

        An absent code may be any. The work grows with the rules that speak of the codes, not with the rulebook.
        """
        found = set(self._of_any_code)
        for code in codes:
            if isinstance(code, Absent):
                return range(len(self.order))
            found.update(self._by_code.get(code, ()))
        return sorted(found)

    def index(self, reference: Reference, columns: tuple[str, ...]) -> Index:
        """Return the rows of a reference of the rulebook by what they have in `columns`."""
        key = (reference.name, columns)
        if key not in self._indexes:
            self._indexes[key] = _index(reference, columns)
        return self._indexes[key]


def _by_code(rules: Sequence[Rule]) -> tuple[tuple[int, ...], Mapping[str, tuple[int, ...]]]:
    """Return the places of the rules that may apply to any code, and by code those of the others."""
    found: dict[str, list[int]] = {}
    for place, rule in enumerate(rules):
        for code in rule.codes or ():
            found.setdefault(code, []).append(place)
    of_any = tuple([place for place, rule in enumerate(rules) if rule.codes is None])
    return of_any, {code: tuple(places) for code, places in found.items()}


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
