"""Truth of three values in columns: false 0, unknown 1, true 2, so that `and` is the least and `or` the greatest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from rules_engine.batches.vector import Array, Rows

FALSE, UNKNOWN, TRUE = 0, 1, 2
MOST_ENTRIES: Final = 4096
"""Up to so many pairs of entries two truths are joined by their entries, not by their rows."""


class Truth:
    """A truth for each row. values: one an entry; index: the entry of each row, as in a vector."""

    __slots__ = ("index", "values")

    def __init__(self, values: Array, index: Array | None = None) -> None:
        self.values = values
        self.index = index

    @property
    def is_constant(self) -> bool:
        """Return whether all rows have the same truth, as far as that is known without looking at them."""
        return self.index is None and len(self.values) == 1

    def is_always(self, truth: int) -> bool:
        """Return whether every row is known to have this truth."""
        return self.index is None and len(self.values) == 1 and int(self.values[0]) == truth

    def rows(self, size: int) -> Array:
        """Return the truth of each of `size` rows."""
        if self.index is not None:
            return self.values[self.index]
        return self.values if len(self.values) == size else np.broadcast_to(self.values, (size,))

    def at(self, rows: Rows) -> Truth:
        """Return the rows of a slice, or of an array of row numbers."""
        if self.is_constant:
            return self
        return Truth(self.values, self.index[rows]) if self.index is not None else Truth(self.values[rows])


def always(truth: int) -> Truth:
    """Return the same truth in every row."""
    return Truth(np.asarray([truth], np.uint8))


def of(holds: Array, absent: Array | None, index: Array | None = None) -> Truth:
    """Return what is known to hold or not, and unknown where something is absent (codes, 0 where it is there)."""
    values = holds.astype(np.uint8)
    values += values
    if absent is not None:
        values = np.where(absent != 0, np.uint8(UNKNOWN), values)
    return Truth(simplified(values, index), None if _is_uniform(values) else index)


def simplified(values: Array, index: Array | None) -> Array:
    """Return a single entry when all entries that an index leads to are alike."""
    return values[:1] if index is not None and _is_uniform(values) else values


def _is_uniform(values: Array) -> bool:
    return len(values) > 0 and len(values) <= MOST_ENTRIES and bool((values == values[0]).all())


def turned(found: Truth, negated: bool = True) -> Truth:
    """Return the opposite when `negated`; the opposite of unknown is unknown."""
    return Truth(TRUE - found.values, found.index) if negated else found


def every(found: Sequence[Truth]) -> Truth:
    """Return whether all hold."""
    return _folded(found, FALSE, TRUE, np.minimum)


def some(found: Sequence[Truth]) -> Truth:
    """Return whether at least one holds."""
    return _folded(found, TRUE, FALSE, np.maximum)


def _folded(found: Sequence[Truth], decides: int, neutral: int, fold: np.ufunc) -> Truth:
    result = always(neutral)
    for each in found:
        if each.is_always(decides):
            return each
        if each.is_always(neutral):
            continue
        result = each if result.is_always(neutral) else _joined(result, each, fold)
    return result


def _joined(one: Truth, other: Truth, fold: np.ufunc) -> Truth:
    if one.index is other.index:
        return Truth(fold(one.values, other.values), one.index)
    left = one.values if one.index is None else one.values[one.index]
    right = other.values if other.index is None else other.values[other.index]
    return Truth(fold(left, right))


def within(low: Array, high: Array, least: int, most: int) -> Array:
    """Compare counts that lie from `low` to `high` with `least` and `most` (-1: no bound)."""
    never = high < least
    surely = low >= least
    if most >= 0:
        never = never | (low > most)
        surely = surely & (high <= most)
    return np.where(never, np.uint8(FALSE), np.where(surely, np.uint8(TRUE), np.uint8(UNKNOWN)))


def count_of(found: Sequence[Truth], least: int, most: int, size: int) -> Truth:
    """Return whether so many hold: `and` and `or` are told from other counts."""
    if most < 0 and least == len(found):
        return every(found)
    if most < 0 and least == 1:
        return some(found)
    low, high = np.zeros(size, np.int32), np.zeros(size, np.int32)
    for each in found:
        rows = each.rows(size)
        low += rows == TRUE
        high += rows != FALSE
    return Truth(within(low, high, least, most))
