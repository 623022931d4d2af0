"""Columns of lists: the run of items of each row, and lists of single values with an entry for each different one."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pyarrow as pa
from pyarrow import types as t

from rules_engine.batches.leaves import Bad, gone_of, leaf
from rules_engine.batches.making import distinct, nothing
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Vector, objects
from rules_engine.batches.vector import Kind as Held
from rules_engine.claims.absence import Absent
from rules_engine.claims.shapes import Kind

_SHORT: Final = 8
"""Lists of so many items are told apart as numbers; longer ones, which no claim has, one by one."""


def runs_of(given: pa.Array) -> tuple[Array, Array, Array | None, Array]:
    """Return start and stop of each list among the items, a mask of nulls, and of each item used the row (else -1)."""
    offsets = given.offsets.to_numpy().astype(np.int64)
    start, stop, gone = offsets[:-1], offsets[1:], gone_of(given)
    if gone is not None:
        stop = np.where(gone, start, stop)
    owner = np.full(len(given.values), -1, np.int64)
    lengths = stop - start
    total = int(lengths.sum())
    if total:
        row = np.repeat(np.arange(len(start)), lengths)
        at = np.arange(total) - np.repeat(np.cumsum(lengths) - lengths, lengths) + start[row]
        owner[at] = row
    return start, stop, gone, owner


def listed(kind: Kind, given: pa.Array, name: str) -> tuple[Vector, Bad]:
    """Return a column of lists as a vector of tuples, a row each, and its faults."""
    size = len(given)
    if t.is_null(given.type) or given.null_count == size:
        return nothing(), []
    start, stop, gone, owner = runs_of(given)
    items, found = leaf(kind, given.values, name)
    bad = [(code, rows) for code, at in found if len(rows := _owners(owner, at))]
    held = np.flatnonzero(owner >= 0)
    if items.absent is not None and len(held):
        absent = np.broadcast_to(items.absent if items.index is None else items.absent[items.index], (len(owner),))
        rows = np.unique(owner[held[absent[held] != 0]])
        if len(rows):
            bad.append(("null-item", rows))
    first, number = _combined(items, start, stop, gone, len(owner))
    entries = [None if gone is not None and gone[row] else _tuple(items, kind, start[row], stop[row]) for row in first]
    holes = np.asarray([NOT_SUPPLIED if each is None else 0 for each in entries], np.uint8)
    return Vector(Held.OBJECT, objects(entries), holes if gone is not None else None, number), bad


def _owners(owner: Array, items: Array) -> Array:
    rows = owner[items]
    return np.unique(rows[rows >= 0])


def _tuple(items: Vector, kind: Kind, start: int, stop: int) -> tuple[Any, ...]:
    found = [items.row(at) for at in range(int(start), int(stop))]
    return tuple([int(each) if kind is Kind.WHOLE and not isinstance(each, Absent) else each for each in found])


def _combined(items: Vector, start: Array, stop: Array, gone: Array | None, count: int) -> tuple[Array, Array]:
    """Return a row of each different list, and for each row the number of its list."""
    lengths = stop - start
    codes = items.index if items.index is not None else np.arange(count)
    if items.is_constant:
        codes = np.zeros(count, np.uint8)
    wide = int(codes.max()) + 2 if len(codes) else 2
    is_long = lengths > _SHORT
    parts: list[Array] = [np.zeros(len(start), np.uint8) if gone is None else gone.view(np.uint8)]
    counts = [2]
    for place in range(min(_SHORT, int(lengths.max()) if len(lengths) else 0)):
        has = np.flatnonzero((lengths > place) & ~is_long)
        part = np.zeros(len(start), np.int64)
        part[has] = codes[start[has] + place].astype(np.int64) + 1
        parts.append(part)
        counts.append(wide)
    rows = np.flatnonzero(is_long)
    if len(rows):
        known: dict[bytes, int] = {}
        part = np.zeros(len(start), np.int64)
        for row in rows:
            part[row] = known.setdefault(codes[start[row] : stop[row]].tobytes(), len(known)) + 1
        parts.append(part)
        counts.append(len(known) + 1)
    return distinct(parts, counts)
