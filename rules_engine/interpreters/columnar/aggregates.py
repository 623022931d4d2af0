"""A total, a number, the earliest … over what a selection finds for each row."""

from __future__ import annotations

from decimal import Decimal

import numpy as np

from rules_engine.batches.vector import MOST, NOT_APPLICABLE, Array, Kind, Vector, objects
from rules_engine.interpreters.columnar.arithmetic import combined, largest
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.searches import chosen, inside, not_supplied
from rules_engine.ir import nodes as n


def aggregate(scene: Scene, node: n.Aggregate) -> Vector:
    """An aggregate is known only when the search saw everything and every value is there."""
    pairs, open_ = chosen(scene, node.selection)
    why = not_supplied(open_)
    if node.op == "number":
        return Vector(Kind.NUMBER, np.bincount(pairs.owner, minlength=scene.size), why)
    found = inside(scene, pairs).value(node.value).spread()
    values = np.broadcast_to(found.values, (len(pairs.owner),))
    whole = Vector(found.kind, values, None, None, found.places)
    made = _together(node.op, whole, pairs.owner, scene.size)
    if found.absent is not None:
        lacks = np.broadcast_to(found.absent, (len(pairs.owner),))
        which = np.flatnonzero(lacks != 0)
        owners, first = np.unique(pairs.owner[which], return_index=True)
        codes = np.zeros(scene.size, np.uint8)
        codes[owners] = lacks[which[first]]
        why = np.where(why != 0, why, codes)
    return made.with_gone(why)


def _together(op: str, found: Vector, owner: Array, size: int) -> Vector:
    if op == "distinct":
        return Vector(Kind.NUMBER, distinct(found, owner, size))
    if op == "total":
        return total(found, owner, size)
    number = np.bincount(owner, minlength=size)
    empty = np.where(number == 0, np.uint8(NOT_APPLICABLE), np.uint8(0))
    if op == "average":
        return combined("/", total(found, owner, size), Vector(Kind.NUMBER, number)).with_gone(empty)
    return _extreme(found, owner, number, op in ("latest", "highest")).with_gone(empty)


def distinct(found: Vector, owner: Array, size: int) -> Array:
    """Return how many different values each row has."""
    if found.kind is Kind.NOTHING or not len(owner):
        return np.zeros(size, np.int64)
    if found.values.dtype == object:
        codes: dict[object, int] = {}
        code = np.asarray([codes.setdefault(each, len(codes)) for each in found.values], np.int64)
    else:
        _, code = np.unique(found.values, return_inverse=True)
    pairs = np.unique(owner * (int(code.max()) + 1) + code)
    return np.bincount(pairs // (int(code.max()) + 1), minlength=size)


def total(found: Vector, owner: Array, size: int) -> Vector:
    """Return the sum of the values of each row."""
    if found.kind is Kind.NOTHING:
        return Vector(Kind.NUMBER, np.zeros(size, np.int64))
    if not found.is_decimal and largest(found.values) * max(1, len(owner)) < MOST:
        sums = np.zeros(size, np.int64)
        np.add.at(sums, owner, found.values)
        return Vector(Kind.NUMBER, sums, None, None, found.places)
    exact = [Decimal(0)] * size
    values = np.broadcast_to(found.decimals().values, (len(owner),))  # a single entry stands in every row, also in none
    for row, value in zip(owner.tolist(), values, strict=True):
        exact[row] += value
    return Vector(Kind.NUMBER, objects(exact), None, None, -1)


def _extreme(found: Vector, owner: Array, number: Array, greatest: bool) -> Vector:
    if found.kind is Kind.NOTHING or not len(owner):
        return Vector(Kind.NOTHING, np.zeros(len(number), np.int8), np.full(len(number), NOT_APPLICABLE, np.uint8))
    starts = np.cumsum(number) - number
    fold = np.maximum if greatest else np.minimum
    held = found.values
    filler = np.zeros(len(number), held.dtype) if held.dtype != object else objects([Decimal(0)] * len(number))
    has = number > 0
    filler[has] = fold.reduceat(held, starts[has])
    return Vector(found.kind, filler, None, None, found.places)
