"""What expressions come to in each row: a value, or why it is absent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

import numpy as np

from rules_engine.batches.vector import NOT_APPLICABLE, Array, Kind, Vector, constant
from rules_engine.claims.absence import NOT_SUPPLIED as NEVER_CAME
from rules_engine.claims.absence import Absent
from rules_engine.interpreters.columnar import days
from rules_engine.interpreters.columnar.amounts import so_far
from rules_engine.interpreters.columnar.arithmetic import (
    absence,
    alike,
    combined,
    index_of,
    largest,
    mapped,
    side_by_side,
)
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n

BIRTH: Final = ("derived", "birth_date")
HEARD: Final = (("line", "modifiers"), ("derived", "modifier_entries"))
STANDING: Final = ("derived", "standing")


def literal(_: Scene, node: n.Literal) -> Vector:
    """A value written in the rule."""
    return constant(node.value)


def field(scene: Scene, node: n.Field) -> Vector:
    """A fact of this line, or of the thing sought."""
    return scene.owned(node)


def as_of(scene: Scene, node: n.AsOf) -> Vector:
    """An age is worked out anew for the day; any other fact is read as it is, once the day is known."""
    at = scene.value(node.at)
    if node.field.path == ("derived", "age"):
        return age_on(scene.owned(n.Field(0, node.field.owner, "", BIRTH, node.field.type)), at)
    found = scene.value(node.field)
    one, other = side_by_side(at, found)
    values = np.broadcast_to(other.values, np.broadcast_shapes(one.values.shape, other.values.shape))
    return Vector(other.kind, values, absence(one, other), index_of(one, other), other.places)


def age_on(born: Vector, at: Vector) -> Vector:
    """Return the age in whole years; who is born on February 29 ages on March 1 in other years."""
    one, other = side_by_side(born, at)
    if Kind.NOTHING in (one.kind, other.kind):
        return combined("-", one, other)
    year, month, day = days.parts(other.values)
    of_birth = days.parts(one.values)
    before = month * 32 + day < of_birth[1] * 32 + of_birth[2]
    return Vector(Kind.NUMBER, year - of_birth[0] - before, absence(one, other), index_of(one, other))


def arithmetic(scene: Scene, node: n.Arithmetic) -> Vector:
    """Nothing divided by nothing is no share. Days apart are a number of days."""
    return combined(node.op, scene.value(node.left), scene.value(node.right))


def pick(scene: Scene, node: n.Pick) -> Vector:
    """The later or greater of several values, or the earlier or lesser; all must be there, but for what never was."""
    found = scene.value(node.arguments[0])
    for argument in node.arguments[1:]:
        found = _picked(found, scene.value(argument), node.mode in ("later", "greater"))
    return found


def _picked(left: Vector, right: Vector, greater: bool) -> Vector:
    """What never was gives way to the other; any other absence stays, that of the first before that of the second."""
    one, other = side_by_side(left, right)
    if one.kind is Kind.NOTHING or other.kind is Kind.NOTHING:
        one, other = _as_kind(one, other.kind), _as_kind(other, one.kind)
    a, b = np.broadcast_arrays(*alike(one, other))
    takes = (b > a) if greater else (b < a)
    places = -1 if a.dtype == object and one.kind is Kind.NUMBER else max(one.places, other.places)
    if one.absent is None and other.absent is None:
        return Vector(one.kind, np.where(takes, b, a), None, index_of(one, other), places)
    why_a = _codes(one, a.shape)
    why_b = _codes(other, b.shape)
    takes = np.where(why_a == NOT_APPLICABLE, True, np.where(why_b == NOT_APPLICABLE, False, takes))
    why = np.where(takes, why_b, why_a)
    why = np.where((why_a != 0) & (why_a != NOT_APPLICABLE), why_a, why)
    why = np.where((why_a == 0) & (why_b != 0) & (why_b != NOT_APPLICABLE), why_b, why)
    return Vector(one.kind, np.where(takes, b, a), why, index_of(one, other), places)


def _as_kind(vector: Vector, kind: Kind) -> Vector:
    if vector.kind is not Kind.NOTHING or kind is Kind.NOTHING:
        return vector
    held = np.zeros(len(vector.values), object if kind is Kind.OBJECT else np.int64)
    return Vector(kind, held, vector.absent, vector.index)


def _codes(vector: Vector, shape: tuple[int, ...]) -> Array:
    return np.broadcast_to(np.uint8(0) if vector.absent is None else vector.absent, shape)


# --- days -----------------------------------------------------------------------------------------


def shift(scene: Scene, node: n.ShiftDate) -> Vector:
    """A date moved by whole days, months or years."""
    start = scene.value(node.start)
    if type(node.amount) is Decimal:
        moved = days.shifted(_held(start), int(node.amount) * node.direction, node.unit)
        return start if start.kind is Kind.NOTHING else start.among(moved, start.absent)
    one, other = side_by_side(start, scene.value(node.amount))
    if Kind.NOTHING in (one.kind, other.kind):
        return combined("-", one, other)
    moved = days.shifted(one.values, whole(other) * node.direction, node.unit)
    return Vector(Kind.DATE, moved, absence(one, other), index_of(one, other))


def _held(vector: Vector) -> Array:
    return np.ones(len(vector.values), np.int64) if vector.kind is Kind.NOTHING else vector.values


def whole(vector: Vector) -> Array:
    """Return numbers without their decimals, cut towards zero."""
    if vector.is_decimal:
        return np.asarray([int(each) for each in vector.values], np.int64)
    factor = 10**vector.places
    found: Array = np.sign(vector.values) * (np.abs(vector.values) // factor)
    return found


def business_shift(scene: Scene, node: n.BusinessShift) -> Vector:
    """A date moved by business days; the date itself is not counted."""
    return mapped(
        scene.value(node.start), lambda day: days.business_days_away(day, node.amount, node.direction, node.calendar)
    )


def business_day(scene: Scene, node: n.BusinessDay) -> Vector:
    """A date, rolled to a business day unless it is one."""
    return mapped(scene.value(node.start), lambda day: days.rolled(day, node.direction, node.calendar))


def cycle_day(scene: Scene, node: n.CycleDay) -> Vector:
    """The first or last day of a cycle."""
    first, last = cycle_days(scene, node.cycle)
    return first if node.which == "start" else last


def cycle_days(scene: Scene, node: n.Cycle) -> tuple[Vector, Vector]:
    """Return the first and last day of the cycle that holds its anchor; a year may start as a date of the member."""
    at = scene.value(node.anchor)
    if node.start is None:
        if at.kind is Kind.NOTHING:
            return at, at
        first, last = days.cycle(at.values, node.unit, node.month, node.day, node.weekday)
        return at.among(first, at.absent), at.among(last, at.absent)
    one, other = side_by_side(at, scene.value(node.start))
    if Kind.NOTHING in (one.kind, other.kind):
        gone = combined("-", one, other)
        return gone, gone
    absent, index = absence(one, other), index_of(one, other)
    _, month, number = days.parts(other.values)
    held = np.broadcast_to(one.values, np.broadcast_shapes(one.values.shape, month.shape))
    first, last = days.cycle(held, node.unit, month, number, node.weekday)
    return Vector(Kind.DATE, first, absent, index), Vector(Kind.DATE, last, absent, index)


# --- counts and times -----------------------------------------------------------------------------


def steps(scene: Scene, node: n.CountSteps) -> Vector:
    """Below zero there are no steps. `half`: half a step counts; `past half`: only more than half does."""
    amount = scene.value(node.amount)
    if amount.kind is Kind.NOTHING:
        return amount
    exact = [node.step, node.least]
    if amount.is_decimal or amount.places > 6 or any(-int(each.as_tuple().exponent) > 6 for each in exact):
        return mapped(amount, lambda each: _steps(each, node))
    factor = 10**6
    values = amount.values * 10 ** (6 - amount.places) if largest(amount.values) < 2**40 else None
    if values is None or node.step >= 2**40 or node.step <= 0:
        return mapped(amount, lambda each: _steps(each, node))
    step = int(node.step * factor)
    whole, rest = values // step, values % step
    extra = {
        "full": np.zeros(len(rest), bool),
        "started": rest > 0,
        "half": rest * 2 >= step,
        "past half": rest * 2 > step,
        "least": rest >= int(node.least * factor),
    }[node.mode]
    return amount.among(np.where(values <= 0, 0, whole + extra), amount.absent, Kind.NUMBER)


def _steps(amount: Decimal, node: n.CountSteps) -> Any:
    if amount <= 0:
        return Decimal(0)
    try:
        whole, rest = divmod(amount, node.step)
    except ArithmeticError:
        from rules_engine.claims.absence import AbsenceKind

        return Absent(AbsenceKind.UNREADABLE)
    extra = {
        "full": False,
        "started": rest > 0,
        "half": rest * 2 >= node.step,
        "past half": rest * 2 > node.step,
        "least": rest >= node.least,
    }[node.mode]
    return whole + (1 if extra else 0)


def named_value(scene: Scene, node: n.NamedValue) -> Vector:
    """The first version that is in force counts; when that is not known of one, the value is not known."""
    found: Vector = scene.book.named_value(scene, node)
    return found


def running(scene: Scene, _: n.RunningCount) -> Vector:
    """What this line and those before it use up of the rule's first limit."""
    return constant(NEVER_CAME) if scene.used_up is None else scene.used_up


def amount_so_far(scene: Scene, node: n.AmountSoFar) -> Vector:
    """What the rules before left of the line."""
    return so_far(scene, node.rules)
