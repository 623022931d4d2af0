"""Arrow columns out of NumPy arrays, without copies where Arrow has the same layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa

Numbers = np.ndarray[Any, Any]


def words(codes: Numbers, known: Sequence[str], missing: Numbers | None = None) -> pa.Array:
    """Return a dictionary-encoded text column. codes: places in `known`. missing: True where the value is null."""
    return pa.DictionaryArray.from_arrays(pa.array(codes, mask=missing), pa.array(known, pa.string()))


def names(prefix: str, codes: Numbers, count: int) -> pa.Array:
    """Return a dictionary-encoded column of ids: the prefix, a letter, and eight digits. codes: below `count`."""
    return pa.DictionaryArray.from_arrays(pa.array(codes.astype(np.int32, copy=False)), _numbered(prefix, count))


def _numbered(prefix: str, count: int) -> pa.Array:
    digits = np.frombuffer("".join(f"{n:04}" for n in range(10_000)).encode(), np.uint8).reshape(-1, 4)
    numbers = np.arange(count, dtype=np.int32)
    text = np.empty((count, 9), np.uint8)
    text[:, 0] = ord(prefix)
    text[:, 1:5] = digits[numbers // 10_000]
    text[:, 5:] = digits[numbers % 10_000]
    ends = np.arange(0, 9 * count + 1, 9, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(ends), pa.py_buffer(text))


def days(numbers: Numbers, missing: Numbers | None = None) -> pa.Array:
    """Return a column of dates. numbers: days since 1970-01-01."""
    return pa.array(numbers.astype(np.int32, copy=False), mask=missing).view(pa.date32())


def cents(amounts: Numbers) -> pa.Array:
    """Return a column of dollars, decimal128 with two places."""
    wide = np.zeros((len(amounts), 2), np.int64)
    wide[:, 0] = amounts
    return pa.Array.from_buffers(pa.decimal128(9, 2), len(amounts), [None, pa.py_buffer(wide)])


def lists(sets: Numbers, members: Sequence[Sequence[int]], known: Sequence[str], missing: Numbers) -> pa.Array:
    """Return a column of lists of words. sets: places in `members`, whose entries are places in `known`."""
    most = max(map(len, members))
    sizes = np.array([len(each) for each in members], np.int32)
    padded = np.array([[*each, *[0] * (most - len(each))] for each in members], np.int8)
    filled = np.arange(most) < sizes[:, None]
    held = sets * ~missing
    taken = sizes[held]
    ends = np.zeros(len(sets) + 1, np.int32)
    np.cumsum(taken * ~missing, out=ends[1:])
    some = np.flatnonzero((taken > 0) & ~missing)
    values = padded[held[some]][filled[held[some]]]
    inner = pa.DictionaryArray.from_arrays(pa.array(values), pa.array(known, pa.string()))
    bits = np.packbits(~missing, bitorder="little")
    return pa.ListArray.from_buffers(
        pa.list_(inner.type), len(sets), [pa.py_buffer(bits), pa.py_buffer(ends)], children=[inner]
    )
