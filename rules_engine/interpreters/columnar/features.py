"""What a rule looks at on a line, as little as will do: a value, between which bounds it lies, how many days apart.

A date that is only held against bounds of dates matters only by the bounds between which it lies. Lines with the same
features are one line to the rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.interpreters.columnar.standing import STANDING
from rules_engine.interpreters.columnar.values import BIRTH, HEARD
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import DatedValue, Meaning, Rule, Rulebook, Validity
from rules_engine.ir.walk import below

Path = tuple[str, ...]
Bound = date | Decimal
DAY: Final = ("line", "service_date")
CODE: Final = ("line", "code")
_WIDE: Final = (n.Selection, n.Attested, n.RunningCount, n.AmountSoFar)


@attrs.frozen
class Feature:
    """One thing that a rule looks at. kind: "value", "bounds" (between which it lies), "apart" (days after `other`)."""

    kind: str
    path: Path
    other: Path = ()

    @property
    def order(self) -> tuple[str, Path, Path]:
        """Return what features are sorted by."""
        return self.kind, self.path, self.other


Looks = dict[Feature, set[Bound]]
"""What a rule looks at, each with the bounds that matter."""


def looks_of_rule(rulebook: Rulebook, rule: Rule) -> Looks | None:
    """Return what a rule looks at besides the code; None when it looks at more than its line."""
    if rule.subject != "line" or rule.stage > 1:
        return None
    conditions = [rule.scope, rule.when, *(each.guard for each in (*rule.guarded, rule.outcome))]
    conditions += [each.scope for each in rule.withdrawn]
    dates = [rule.validity, *(each.validity for each in rule.withdrawn)]
    return _looks(rulebook, [*conditions, *rule.requirements, *rule.excuses], dates)


def looks_of_coverage(rulebook: Rulebook) -> Looks | None:
    """Return what the coverage statements of a rulebook look at besides the code."""
    parts = [part for each in rulebook.coverage for part in (each.scope, each.when)]
    return _looks(rulebook, parts, [each.validity for each in rulebook.coverage])


def _looks(rulebook: Rulebook, parts: Iterable[Any], dates: Iterable[Validity]) -> Looks | None:
    found: Looks = {}
    for each in dates:
        _add_validity(found, each)
    waiting = [each for each in parts if each is not None]
    asked: set[int] = set()  # the statements that were looked at, by identity
    while waiting:
        node = waiting.pop()
        if isinstance(node, _WIDE) or (isinstance(node, n.Field) and node.path == STANDING):
            return None
        held = dict(_held(node))
        statements = _statements(rulebook, node, held)
        if id(statements) not in asked:
            asked.add(id(statements))
            for stated in statements:
                _add_validity(found, stated.validity)
                waiting += [stated.scope] if stated.scope is not None else []
        if held:
            for feature, bounds in held.items():
                found.setdefault(feature, set()).update(bounds)
            continue
        waiting += below(node)
    found.pop(Feature("value", CODE), None)
    return found


def _statements(rulebook: Rulebook, node: Any, held: Iterable[Feature]) -> tuple[DatedValue, ...] | tuple[Meaning, ...]:
    """Return the statements that are read where a node is; of modifiers, those that say which change nothing too."""
    if isinstance(node, n.NamedValue):
        return rulebook.values.get(node.name, ())
    if isinstance(node, n.Meant):
        return rulebook.meanings
    is_heard = any(each.path in HEARD for each in held) and any(each.meaning == "" for each in rulebook.meanings)
    return rulebook.meanings if is_heard else ()


def _add_validity(found: Looks, validity: Validity) -> None:
    bounds = [each for each in (validity.from_day, validity.through_day) if each is not None]
    if bounds:
        found.setdefault(Feature("bounds", validity.path), set()).update(bounds)


def _held(node: Any) -> Iterator[tuple[Feature, list[Bound]]]:
    """Yield what a node looks at, when that is known without looking at the nodes below it."""
    match node:
        case n.Field():
            yield Feature("value", node.path), []
        case n.AsOf():
            yield Feature("value", BIRTH), []
            yield Feature("value", node.field.path), []
            yield from _below(node.at)
        case n.Lookup() | n.InRows():
            yield Feature("value", DAY), []
            for each in below(node):
                yield from _below(each)
        case n.Compare(left=n.Field() as field, right=n.Literal(value=date() | Decimal() as bound)):
            yield Feature("bounds", field.path), [bound]
        case n.Between(value=n.Field() as field, low=n.Literal(value=low), high=n.Literal(value=high)):
            if isinstance(low, date | Decimal) and isinstance(high, date | Decimal):
                yield Feature("bounds", field.path), [low, high]
        case n.Near(value=n.Field() as field, anchor=n.Field() as anchor, unit="days"):
            amount = Decimal(int(node.amount))
            yield Feature("apart", field.path, anchor.path), [-amount, Decimal(0), amount]
        case n.Compare(left=n.Field() as field, right=n.ShiftDate(start=n.Field() as anchor, unit="days") as moved):
            if isinstance(moved.amount, Decimal):
                yield Feature("apart", field.path, anchor.path), [Decimal(int(moved.amount) * moved.direction)]
        case n.Compare(left=n.Field() as field, right=n.Field() as anchor):
            if field.type.kind is anchor.type.kind and field.type.kind.value == "date":
                yield Feature("apart", field.path, anchor.path), [Decimal(0)]


def _below(node: Any) -> Iterator[tuple[Feature, list[Bound]]]:
    held = list(_held(node))
    if held:
        yield from held
    else:
        for each in below(node):
            yield from _below(each)
