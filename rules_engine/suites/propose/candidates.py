"""Values with which a condition about one fact just holds, and with which it just does not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from itertools import chain
from typing import Any, Final

import attrs

from rules_engine.interpreters.row.calendars import shift_day
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind
from rules_engine.suites.propose.bench import At, Look
from rules_engine.suites.propose.draft import NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.suites.propose.levers import lever, meant
from rules_engine.suites.propose.values import beside, first_value, others

_MIRROR: Final = {"at least": "at most", "at most": "at least", "more than": "less than", "less than": "more than"}
_ICD_SIGNS: Final = 3


@attrs.frozen
class Edge:
    """Two values of one fact: with the first the condition holds. label: which member or end that shows."""

    holds: Any
    fails: tuple[Any, ...]
    label: str = ""


def field_of(node: Any) -> n.Field | None:
    """Return the field that a condition is about, when it is about one."""
    if isinstance(node, n.AsOf):
        return node.field
    return node if isinstance(node, n.Field) else None


def subject(node: Any, at: At) -> tuple[n.Field, Any, str] | None:
    """Return the field of a comparison, the other side, and the comparison as read from the field."""
    for mine, other, op in ((node.left, node.right, node.op), (node.right, node.left, _MIRROR.get(node.op, node.op))):
        field = field_of(mine)
        if field is not None and lever(field, at) is not None:
            return field, other, op
    return None


def edges(look: Look, node: Any, at: At) -> tuple[n.Field, list[Edge]] | None:
    """Return the field that a condition is about with its edges; None when it is not about one fact."""
    if isinstance(node, n.Compare):
        found = subject(node, at)
        if found is None:
            return None
        return found[0], list(_compared(look, *found, at))
    field = field_of(getattr(node, "value", None)) or field_of(getattr(node, "field", None))
    maker = _EDGES.get(type(node))
    if maker is None or field is None or lever(field, at) is None:
        return None
    return field, list(maker(look, node, field, at))


def _compared(look: Look, field: n.Field, other: Any, op: str, at: At) -> Iterator[Edge]:
    value = look.value(other, at)
    if value is None:
        return
    up, down = beside(value, 1, field.type.domain), beside(value, -1, field.type.domain)
    match op:
        case "at least":
            yield Edge(value, _some(down))
        case "at most":
            yield Edge(value, _some(up))
        case "more than":
            yield from ([Edge(up, (value,))] if up is not None else [])
        case "less than":
            yield from ([Edge(down, (value,))] if down is not None else [])
        case "is":
            yield Edge(value, _unlike(field, value, up, down))
        case "is not":
            yield from (Edge(each, (value,)) for each in _unlike(field, value, up, down)[:1])
    if field.type.is_scale and op not in ("is", "is not"):
        yield from _of_scale(field, value, op)


def _some(*values: Any) -> tuple[Any, ...]:
    return tuple(each for each in values if each is not None)


def _unlike(field: n.Field, value: Any, up: Any, down: Any) -> tuple[Any, ...]:
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, str):
        return tuple(others(field.type, (value,)))
    return _some(down, up)


def _of_scale(field: n.Field, value: Any, op: str) -> Iterator[Edge]:
    words = field.type.values
    place = words.index(value) if value in words else 0
    near = {"at least": place - 1, "at most": place + 1}.get(op, -1)
    if 0 <= near < len(words):
        yield Edge(value, (words[near],))


def _between(look: Look, node: n.Between, field: n.Field, at: At) -> Iterator[Edge]:
    for end, direction, label in ((node.low, -1, "lower end"), (node.high, 1, "upper end")):
        value = look.value(end, at)
        if value is not None:
            yield Edge(value, _some(beside(value, direction, field.type.domain)), label)


def _in(look: Look, node: n.In, field: n.Field, at: At) -> Iterator[Edge]:
    members = [*node.items, *chain.from_iterable(node.ranges)]
    outside = tuple(each for each in others(field.type, members) if not _in_ranges(each, node.ranges))
    for each in dict.fromkeys(members):
        yield from ([Edge(each, outside, each)] if not node.negated else [Edge(o, (each,), each) for o in outside[:1]])


def _in_ranges(code: str, ranges: tuple[tuple[str, str], ...]) -> bool:
    return any(low <= code <= high and len(code) == len(low) for low, high in ranges)


def _under(look: Look, node: n.Under, field: n.Field, at: At) -> Iterator[Edge]:
    roots = [*node.roots, *chain.from_iterable(node.ranges)]
    inside = [root + "00"[: max(0, _ICD_SIGNS - len(root))] for root in roots]
    outside = tuple(each for each in ("Z000", "R690", "F321", "A000", "T740") if not each.startswith(tuple(roots)))
    outside = tuple(each for each in outside if not _in_ranges(each[:_ICD_SIGNS], node.ranges))
    for root, each in zip(roots, inside, strict=True):
        yield from ([Edge(each, outside, root)] if not node.negated else [Edge(o, (each,), root) for o in outside[:1]])


def _includes(look: Look, node: n.Includes, field: n.Field, at: At) -> Iterator[Edge]:
    items = [each for item in node.items for each in _item(look, item, at)[:1]]
    for each in dict.fromkeys(items):
        rest = tuple(other for other in dict.fromkeys(items) if other != each)
        count = max(node.least, node.most + 1 if node.most >= 0 and node.least == 0 else 0)
        without = rest[: max(0, count - 1)]
        with_it = (each, *without)
        bare = without or ()
        more = tuple(others(field.type, items))[:1]
        if node.least > 0:
            yield Edge(with_it, (bare, more), str(each))
        else:
            yield Edge(bare, (with_it,), str(each))


def _item(look: Look, item: Any, at: At) -> list[Any]:
    if isinstance(item, n.Meant):
        return meant(look.rulebook, item)
    found = look.value(item, at)
    return [] if found is None else list(found) if isinstance(found, tuple) else [found]


def _presence(look: Look, node: n.Presence, field: n.Field, at: At) -> Iterator[Edge]:
    there = first_value(field.type, field.path, look.draft.on)
    gone = NOT_DOCUMENTED if node.mode == "documented" else NOT_SUPPLIED
    yield Edge(gone, (there,)) if node.negated else Edge(there, (gone,))


def _near(look: Look, node: n.Near, field: n.Field, at: At) -> Iterator[Edge]:
    anchor = look.value(node.anchor, at)
    if anchor is None:
        return
    ends = {"before": (-1, 0), "after": (0, 1)}.get(node.kind, (-1, 1))
    for sign, direction, label in ((ends[0], -1, "first day"), (ends[1], 1, "last day")):
        end = _moved(anchor, sign * int(node.amount), node.unit)
        if end is not None:
            yield Edge(end, _some(beside(end, direction)), label)


def _moved(anchor: Any, amount: int, unit: str) -> Any:
    if isinstance(anchor, date):
        return shift_day(anchor, amount, unit)
    if isinstance(anchor, time):
        minutes = anchor.hour * 60 + anchor.minute + amount
        return time(minutes // 60, minutes % 60) if 0 <= minutes < 24 * 60 else None
    return None


def _business(look: Look, node: n.BusinessTest, field: n.Field, at: At) -> Iterator[Edge]:
    days = [shift_day(look.draft.on, number, "days") for number in range(10)]
    closed = [day for day in days if day.weekday() in node.calendar.weekends or day in node.calendar.holidays]
    open_ = [day for day in days if day not in closed]
    if closed and open_:
        yield Edge(closed[0], (open_[0],)) if node.negated else Edge(open_[0], (closed[0],))


_EDGES: Final[dict[type, Any]] = {
    n.Between: _between,
    n.In: _in,
    n.Under: _under,
    n.Includes: _includes,
    n.Presence: _presence,
    n.Near: _near,
    n.BusinessTest: _business,
}


def values_for(look: Look, node: Any, wanted: bool, at: At) -> Iterator[tuple[n.Field, Any]]:
    """Yield values with which a condition about one fact should come to what is wanted, each once."""
    found = edges(look, node, at)
    if found is None:
        return
    field, known = found
    values = [each.holds for each in known] if wanted else [value for each in known for value in each.fails]
    seen: list[Any] = []
    for value in (*values, *(_roomy(look, node, field, wanted) if field.type.kind is TypeKind.QUANTITY else ())):
        if value not in seen:
            seen.append(value)
            yield field, value


def _roomy(look: Look, node: Any, field: n.Field, wanted: bool) -> tuple[Decimal, ...]:
    """Further amounts, for conditions that other conditions narrow."""
    return tuple(Decimal(each) for each in (1, 0, 60, 1000))
