"""Making vectors out of numbers and codes: entries for what is alike, and what hangs on several facts at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np

from rules_engine.batches.vector import KINDS_OF_ABSENCE, NOT_SUPPLIED, Array, Kind, Vector, of_entries, small

MOST_IN_A_RANGE: Final = 60_000
"""Numbers that lie this near each other share entries: one for each number between the least and the greatest."""
_MOST_MARKED: Final = 1 << 22
_MOST_CODE: Final = 1 << 62


def nothing(size: int = 1, code: int = NOT_SUPPLIED) -> Vector:
    """Return a vector in which every entry is absent for one reason."""
    return Vector(Kind.NOTHING, np.zeros(size, np.int8), np.full(size, code, np.uint8))


def ranged(kind: Kind, values: Array, gone: Array | None, places: int = 0) -> Vector:
    """Return whole numbers as a vector, a row each. gone: a mask of rows where nothing stands, or None."""
    if gone is not None and not gone.any():
        gone = None
    there = values if gone is None else values[~gone]
    if not len(there):
        return nothing(len(values)) if len(values) != 1 else nothing()
    low, high = int(there.min()), int(there.max())
    if high - low >= min(MOST_IN_A_RANGE, len(values)):
        absent = None if gone is None else np.where(gone, np.uint8(NOT_SUPPLIED), np.uint8(0))
        return Vector(kind, values.astype(np.int64, copy=False), absent, None, places)
    count = high - low + 1
    entries = np.arange(low, high + 2 if gone is not None else high + 1, dtype=np.int64)
    absent = None
    if gone is not None:
        values = np.where(gone, high + 1, values)
        absent = np.zeros(count + 1, np.uint8)
        absent[count] = NOT_SUPPLIED
    index = np.empty(len(values), small(len(entries)))
    np.subtract(values, low, out=index, casting="unsafe")
    return Vector(kind, entries, absent, index, places)


def index_of(vector: Vector, size: int) -> Array:
    """Return the entry of each row."""
    if vector.index is not None:
        return vector.index
    return np.zeros(size, np.uint8) if vector.is_constant else np.arange(size, dtype=np.int32)


def with_absences(vector: Vector, codes: Array) -> Vector:
    """Return a vector in which some rows are absent. codes: a code of absence a row; 0 leaves what stands there."""
    if not codes.any():
        return vector
    entries = len(vector.values)
    if vector.index is None and entries == len(codes) > 1:
        own = np.zeros(entries, np.uint8) if vector.absent is None else vector.absent
        return Vector(vector.kind, vector.values, np.where(codes != 0, codes, own), None, vector.places)
    more = np.zeros(len(KINDS_OF_ABSENCE), vector.values.dtype)
    if vector.values.dtype == object:
        more[:] = None
    own = np.zeros(entries, np.uint8) if vector.absent is None else vector.absent
    absent = np.concatenate((own, np.arange(1, len(more) + 1, dtype=np.uint8)))
    index = index_of(vector, len(codes)).astype(small(entries + len(more)), copy=False)
    index = (
        np.where(codes != 0, (codes + (entries - 1)).astype(index.dtype), index)
        if entries < 250
        else np.where(codes != 0, codes.astype(np.int64) + (entries - 1), index).astype(small(entries + len(more)))
    )
    values = np.concatenate((vector.values, more))
    if vector.kind is Kind.DATE:
        values[entries:] = 1
    return Vector(vector.kind, values, absent, index, vector.places)


def gone(vector: Vector, size: int) -> Array:
    """Return a code of absence for each row; 0 where something stands."""
    if vector.absent is None:
        return np.zeros(size, np.uint8)
    if vector.index is not None:
        return vector.absent[vector.index]
    return np.broadcast_to(vector.absent, (size,))


def distinct(codes: Sequence[Array], counts: Sequence[int]) -> tuple[Array, Array]:
    """Return a row of each combination of codes, and for each row the number of its combination.

    counts: the codes of each array are below its count.
    """
    whole, size = codes[0].astype(np.int64), max(1, counts[0])
    for code, count in zip(codes[1:], counts[1:], strict=True):
        if size * max(1, count) >= _MOST_CODE:
            first, whole = _numbered(whole, size)
            size = len(first)
        whole = whole * count + code
        size *= max(1, count)
    return _numbered(whole, size)


def _numbered(whole: Array, size: int) -> tuple[Array, Array]:
    if size > max(_MOST_MARKED, 4 * len(whole)):
        _, first, number = np.unique(whole, return_index=True, return_inverse=True)
        return first, number.reshape(-1)
    first = np.full(size, -1, np.int64)
    first[whole[::-1]] = np.arange(len(whole) - 1, -1, -1)
    used = first >= 0
    number = np.cumsum(used) - 1
    return first[used], number[whole].astype(small(int(used.sum())), copy=False)


def by_distinct(make: Callable[..., Any], size: int, *vectors: Vector) -> Vector:
    """Return what a function of Python values and absences makes of each row; it is called once a combination."""
    if all(each.is_constant for each in vectors):
        return of_entries([make(*[each.entry(0) for each in vectors])])
    if len(vectors) == 1:
        made = of_entries([make(vectors[0].entry(k)) for k in range(len(vectors[0].values))])
        made.index = vectors[0].index
        return made
    indexes = [index_of(each, size) for each in vectors]
    first, number = distinct(indexes, [len(each.values) for each in vectors])
    made = of_entries([make(*[each.row(int(row)) for each in vectors]) for row in first])
    made.index = number
    return made


def one_entry_each(values: Sequence[Any], index: Array) -> Vector:
    """Return Python values or absences as entries, with the entry of each row."""
    made = of_entries(values)
    made.index = index
    return made
