"""Vectors put side by side: the same rows, the same kind, the same number of decimal places."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import numpy as np

from rules_engine.batches.vector import MOST, NOT_APPLICABLE, UNREADABLE, Array, Kind, Vector, objects, of_entries
from rules_engine.claims.absence import NOT_SUPPLIED

_SAFE: Final = 2**31
"""Two integers below it can be multiplied."""


def side_by_side(one: Vector, other: Vector) -> tuple[Vector, Vector]:
    """Return two vectors of which each entry of one stands beside an entry of the other."""
    if one.index is other.index or one.is_constant or other.is_constant:
        return one, other
    return one.spread(), other.spread()


def index_of(one: Vector, other: Vector) -> Array | None:
    """Return the index of what is worked out from two vectors that stand side by side."""
    return one.index if one.index is not None else other.index


def absence(one: Vector, other: Vector) -> Array | None:
    """Return why what is worked out from two is absent: what the first lacks goes before what the second lacks."""
    if one.absent is None or other.absent is None:
        return one.absent if other.absent is None else other.absent
    return np.where(one.absent != 0, one.absent, other.absent)


def alike(one: Vector, other: Vector) -> tuple[Array, Array]:
    """Return the entries of two vectors of a kind so that they can be compared and added."""
    if one.kind is not Kind.NUMBER or other.kind is not Kind.NUMBER or one.places == other.places:
        return one.values, other.values
    if one.is_decimal or other.is_decimal:
        return one.decimals().values, other.decimals().values
    places = max(one.places, other.places)
    left, right = _scaled(one, places), _scaled(other, places)
    if left is None or right is None:
        return one.decimals().values, other.decimals().values
    return left, right


def _scaled(vector: Vector, places: int) -> Array | None:
    factor = 10 ** (places - vector.places)
    if factor == 1:
        return vector.values
    return vector.values * factor if largest(vector.values) * factor < MOST else None


def largest(values: Array) -> int:
    """Return the greatest distance from zero."""
    return max(abs(int(values.min())), abs(int(values.max()))) if len(values) else 0


def combined(op: str, left: Vector, right: Vector) -> Vector:
    """Return left op right, with op one of + - * /; dividing by zero gives what is not applicable."""
    one, other = side_by_side(left, right)
    absent, index = absence(one, other), index_of(one, other)
    if Kind.NOTHING in (one.kind, other.kind):
        return _nothing(one, other)
    if op == "/":
        return _each(one, other, _divided, absent, index)
    if op == "*":
        places = one.places + other.places
        if one.is_decimal or other.is_decimal or max(largest(one.values), largest(other.values)) >= _SAFE:
            return _each(one, other, lambda a, b: a * b, absent, index)
        return Vector(Kind.NUMBER, one.values * other.values, absent, index, places)
    a, b = alike(one, other)
    if a.dtype == object or largest(a) + largest(b) >= MOST:
        return _each(one, other, (lambda x, y: x + y) if op == "+" else (lambda x, y: x - y), absent, index)
    places = max(one.places, other.places)
    return Vector(Kind.NUMBER, a + b if op == "+" else a - b, absent, index, places)


def _nothing(one: Vector, other: Vector) -> Vector:
    absent = absence(one, other)
    held = np.zeros(max(len(one.values), len(other.values)), np.int8)
    return Vector(Kind.NOTHING, held, _like(absent, held), index_of(one, other))


def _like(absent: Array | None, values: Array) -> Array | None:
    return None if absent is None else np.broadcast_to(absent, values.shape)


def _divided(left: Decimal, right: Decimal) -> Any:
    return left / right if right else None


def _each(
    one: Vector,
    other: Vector,
    work: Callable[[Decimal, Decimal], Any],
    absent: Array | None,
    index: Array | None,
) -> Vector:
    """Work out entry by entry, as decimals: exact, and slower. What has too many digits is unreadable."""
    left, right = np.broadcast_arrays(one.decimals().values, other.decimals().values)
    gone = None if absent is None else np.broadcast_to(absent, left.shape)
    found: list[Any] = []
    why = np.zeros(len(left), np.uint8)
    for number, (a, b) in enumerate(zip(left, right, strict=True)):
        if gone is not None and gone[number]:
            found.append(Decimal(0))
            why[number] = gone[number]
            continue
        try:
            value = work(a, b)
        except ArithmeticError:
            why[number], value = UNREADABLE, Decimal(0)
        if value is None:
            why[number], value = NOT_APPLICABLE, Decimal(0)
        found.append(value)
    return Vector(Kind.NUMBER, objects(found), why if why.any() else None, index, -1)


def mapped(vector: Vector, work: Callable[[Any], Any]) -> Vector:
    """Return what a function makes of each entry that is there; it is called once for each different entry."""
    if vector.kind is Kind.NOTHING:
        return vector
    values, back = _different(vector.values)
    probe = Vector(vector.kind, values, None, None, vector.places)
    made = of_entries(
        [NOT_SUPPLIED if values[number] is None else work(probe.entry(number)) for number in range(len(values))]
    )
    absent = None if made.absent is None else made.absent[back]
    return Vector(made.kind, made.values[back], absent, vector.index, made.places).with_gone(vector.absent)


def _different(values: Array) -> tuple[Array, Array]:
    if values.dtype != object:
        return np.unique(values, return_inverse=True)
    codes: dict[Any, int] = {}
    back = np.asarray([codes.setdefault(each, len(codes)) for each in values], np.int64)
    return objects(list(codes)), back


def first_absence(vectors: Sequence[Vector], size: int) -> Array | None:
    """Return for each row the code of the first absence among several vectors, 0 where all are there."""
    found = None
    for each in vectors:
        if each.absent is None:
            continue
        rows = each.spread().absent
        assert rows is not None
        rows = np.broadcast_to(rows, (size,))
        found = rows.copy() if found is None else np.where(found != 0, found, rows)
    return found
