"""What hand-written NumPy reads from a batch: small numbers, with one of them for what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.batch.columns import Numbers

MINUTES_MISSING: Final = 255
DAYS_MISSING: Final = 255


def known(column: pa.Array) -> Numbers | None:
    """Return where a column has values, or None when it has one everywhere."""
    if not column.null_count:
        return None
    bits = np.frombuffer(column.buffers()[0], np.uint8)
    return np.unpackbits(bits, count=column.offset + len(column), bitorder="little")[column.offset :].view(bool)


def words(column: pa.Array) -> tuple[Numbers, list[str]]:
    """Return the place of each value in the list of words; what is missing has the place after the last."""
    listed = column.dictionary.to_pylist()
    return filled(column.indices, known(column), len(listed)), listed


def filled(column: pa.Array, there: Numbers | None, missing: int) -> Numbers:
    """Return the numbers of a column, with one of them for what is missing."""
    found = np.frombuffer(column.buffers()[1], column.type.to_pandas_dtype())
    found = found[column.offset : column.offset + len(column)]
    return found if there is None else np.where(there, found, found.dtype.type(missing))


def bounded(column: pa.Array, most: int, missing: int) -> Numbers:
    """Return whole numbers from 0 to `most`, with one above for what is missing."""
    found, there = filled(column, None, 0).clip(0, most), known(column)
    return found if there is None else np.where(there, found, np.int32(missing))


def days(column: pa.Array) -> Numbers:
    """Return days since 1970-01-01; where missing, any number."""
    found = np.frombuffer(column.buffers()[1], np.int32)
    return found[column.offset : column.offset + len(column)]


def cents(column: pa.Array) -> Numbers:
    """Return the amounts of a decimal column with two places, as 64-bit numbers."""
    found = np.frombuffer(column.buffers()[1], np.int64)
    return found[2 * column.offset : 2 * (column.offset + len(column)) : 2]


def sets(column: pa.Array, wanted: Sequence[str]) -> Numbers:
    """Return for each list of words the set of those wanted, one bit each; what is missing has the number after all."""
    offsets = np.frombuffer(column.buffers()[1], np.int32)[column.offset : column.offset + len(column) + 1]
    listed = column.values.dictionary.to_pylist()
    bit = np.array([1 << wanted.index(each) if each in wanted else 0 for each in listed], np.uint8)
    bits = np.zeros(len(column.values) + 1, np.uint8)
    bits[:-1] = bit[filled(column.values.indices, None, 0)]
    sizes = np.diff(offsets)
    found = np.where(sizes > 0, bits[offsets[:-1]], np.uint8(0))
    for place in range(1, int(sizes.max(initial=0))):
        rows = np.flatnonzero(sizes > place)
        found[rows] |= bits[offsets[rows] + place]
    there = known(column)
    return found if there is None else np.where(there, found, np.uint8(1 << len(wanted)))


def claims(column: pa.Array) -> tuple[Numbers, int]:
    """Return for each row the place of its claim, in the order in which claims first appear, and how many there are."""
    places = filled(column.indices, None, 0)
    steps = np.diff(places)
    if len(places) and places[0] == 0 and steps.min(initial=0) >= 0 and steps.max(initial=0) <= 1:
        return places, int(places[-1]) + 1
    _, first, back = np.unique(places, return_index=True, return_inverse=True)
    order = np.empty(len(first), np.int32)
    order[np.argsort(first)] = np.arange(len(first), dtype=np.int32)
    return order[back], len(first)
