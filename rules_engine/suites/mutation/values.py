"""Changes of values: an amount by one step, a day by one, later for earlier, full steps for started ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.types import Type
from rules_engine.suites.mutation.model import Change
from rules_engine.suites.mutation.words import Words
from rules_engine.suites.walk import put

Variants = Iterator[tuple[Change, Any]]

_OPERATORS: Final[Mapping[str, str]] = {"+": "-", "-": "+", "*": "/", "/": "*"}
_PICKS: Final[Mapping[str, str]] = {"later": "earlier", "earlier": "later", "greater": "lesser", "lesser": "greater"}
_AGGREGATES: Final[Mapping[str, str]] = {
    "total": "highest",
    "number": "",
    "distinct": "number",
    "earliest": "latest",
    "latest": "earliest",
    "highest": "lowest",
    "lowest": "highest",
    "average": "total",
}
_MODES: Final[Mapping[str, tuple[str, str, str]]] = {
    "full": ("started", "in full steps", "in started steps"),
    "started": ("full", "in started steps", "in full steps"),
    "half": ("past half", "from half", "past half"),
    "past half": ("half", "past half", "from half"),
}


def step_of(amount: Decimal) -> Decimal:
    """Return the smallest step of an amount as it is written: 1, or its last decimal place.

    >>> step_of(Decimal("53")), step_of(Decimal("0.5"))
    (Decimal('1'), Decimal('0.1'))
    """
    exponent = amount.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if isinstance(exponent, int) and exponent < 0 else Decimal(1)


def moved(amount: Decimal) -> tuple[Decimal, ...]:
    """Return the amounts one step below and above, none below zero."""
    step = step_of(amount)
    return (amount - step, amount + step) if amount >= step else (amount + step,)


def literal(words: Words, node: n.Literal) -> Variants:
    """An amount by one step of its unit, a date by a day, a time of day by a minute, both ways."""
    for value in _near(node.value):
        pairs = [(_said(node.value), _said(value)), *_as_percent(node.value, value)]
        unit = f"{_said(value)} {node.type.domain}".strip()
        found = words.swap("threshold", node, pairs)
        change = found if not found.after.endswith("]") else attrs.evolve(found, after=unit)
        yield change, attrs.evolve(node, value=value)


def _near(value: Any) -> tuple[Any, ...]:
    if isinstance(value, Decimal):
        return moved(value)
    if isinstance(value, date):
        return (value - timedelta(days=1), value + timedelta(days=1))
    if isinstance(value, time):
        noon = datetime.combine(date(2000, 1, 2), value)
        return ((noon - timedelta(minutes=1)).time(), (noon + timedelta(minutes=1)).time())
    return ()


def _said(value: Any) -> str:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _as_percent(old: Any, new: Any) -> list[tuple[str, str]]:
    if not isinstance(old, Decimal):
        return []
    return [(_said((old * 100).normalize()), _said((new * 100).normalize()))]


def arithmetic(words: Words, node: n.Arithmetic) -> Variants:
    """Plus for minus, times for divided by a number, and the other way round."""
    unit = getattr(node.right, "type", None)
    if node.op in "*/" and isinstance(unit, Type) and unit.domain:
        return
    other = _OPERATORS[node.op]
    yield words.swap("arithmetic", node, [(f" {node.op} ", f" {other} ")]), attrs.evolve(node, op=other)


def pick(words: Words, node: n.Pick) -> Variants:
    """The later for the earlier, the greater for the lesser."""
    other = _PICKS[node.mode]
    yield words.swap("later or earlier", node, [(node.mode, other)]), attrs.evolve(node, mode=other)


def shift(words: Words, node: n.ShiftDate | n.BusinessShift) -> Variants:
    """One unit more or less, and to the other side."""
    if isinstance(node.amount, Decimal | int):
        for amount in moved(Decimal(node.amount)):
            held = int(amount) if isinstance(node, n.BusinessShift) else amount
            pairs = [(_said(Decimal(node.amount)), _said(amount))]
            yield words.swap("days moved", node, pairs), put(node, "amount", held)
    yield words.swap("before or after", node, _SIDES), attrs.evolve(node, direction=-node.direction)


def business_day(words: Words, node: n.BusinessDay) -> Variants:
    """The next business day for the last one."""
    pairs = [("on or after", "on or before"), ("on or before", "on or after")]
    yield words.swap("before or after", node, pairs), attrs.evolve(node, direction=-node.direction)


def cycle_day(words: Words, node: n.CycleDay) -> Variants:
    """The last day of a cycle for the first."""
    other = "end" if node.which == "start" else "start"
    yield words.swap("start or end", node, [(node.which, other)]), attrs.evolve(node, which=other)


def length(words: Words, node: n.IntervalLength) -> Variants:
    """The longest stretch for all minutes."""
    other = "longest" if node.mode == "total" else "total"
    pairs = [("duration of", "longest stretch of"), ("longest stretch of", "duration of")]
    yield words.swap("longest or all", node, pairs), attrs.evolve(node, mode=other)


def intervals(words: Words, node: n.Intervals) -> Variants:
    """Without what is joined, shared or left out."""
    yield words.without("interval left out", node, f"{node.op} {words.of(node.right)}"), node.left


def steps(words: Words, node: n.CountSteps) -> Variants:
    """A longer or shorter step, and another way to count the last one."""
    for step in moved(node.step):
        if step > 0:
            yield (
                words.swap("step", node, [(_said(node.step), _said(step))]),
                attrs.evolve(node, step=step),
            )
    for least in moved(node.least) if node.mode == "least" else ():
        yield (
            words.swap("step", node, [(f"from {_said(node.least)}", f"from {_said(least)}")]),
            attrs.evolve(node, least=least),
        )
    if node.mode in _MODES:
        mode, old, new = _MODES[node.mode]
        yield words.swap("way of counting", node, [(old, new)]), attrs.evolve(node, mode=mode)


def aggregate(words: Words, node: n.Aggregate) -> Variants:
    """The highest for the total, the earliest for the latest, all for the different ones."""
    other = _AGGREGATES.get(node.op, "")
    if other and not (node.op == "total" and node.value is None):
        pairs = [(node.op, other), ("different ", "")] if node.op != "distinct" else [("different ", "")]
        value = None if other == "number" else node.value
        yield words.swap("aggregate", node, pairs), attrs.evolve(node, op=other, value=value)


_SIDES: Final = (
    ("business days before", "business days after"),
    ("after", "before"),
    ("before", "after"),
)

VALUES: Final[Mapping[type, Any]] = {
    n.Literal: literal,
    n.Arithmetic: arithmetic,
    n.Pick: pick,
    n.ShiftDate: shift,
    n.BusinessShift: shift,
    n.BusinessDay: business_day,
    n.CycleDay: cycle_day,
    n.IntervalLength: length,
    n.Intervals: intervals,
    n.CountSteps: steps,
    n.Aggregate: aggregate,
}
