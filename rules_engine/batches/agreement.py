"""Whether rows say the same of their claim as its first row does."""

from __future__ import annotations

import numpy as np

from rules_engine.batches.making import gone, index_of
from rules_engine.batches.reading import Items
from rules_engine.batches.table import item_fields
from rules_engine.batches.vector import Array, Vector


def alike(vector: Vector, size: int, first: Array, claim_of: Array, in_order: bool) -> Array:
    """Return for each row whether it has what the first row of its claim has."""
    if vector.is_constant:
        return np.ones(size, bool)
    index = index_of(vector, size)
    if in_order and vector.index is not None:  # most often nothing changes but from one claim to the next
        changes = np.flatnonzero(index[1:] != index[:-1]) + 1
        starts = np.zeros(size + 1, bool)
        starts[first] = True
        if starts[changes].all():
            return np.ones(size, bool)
    return _equal(vector, index, index[first][claim_of], size)


def _equal(vector: Vector, one: Array, other: Array, size: int) -> Array:
    found = one == other
    rows = np.flatnonzero(~found)
    if len(rows):
        absent = np.zeros(len(vector.values), np.uint8) if vector.absent is None else vector.absent
        why, because = absent[one[rows]], absent[other[rows]]
        values = vector.values
        same = np.asarray(values[one[rows]] == values[other[rows]], bool)
        found[rows] = (why == because) & ((why != 0) | same)
    return np.asarray(found, bool)


def alike_items(items: Items, other: Array) -> Array:
    """Return for each row whether its records are those of another row. other: for each row, which."""
    lengths = items.stop - items.start
    found: Array = lengths == lengths[other]
    rows = np.flatnonzero(found & (lengths > 0) & (other != np.arange(len(other))))
    if not len(rows):
        return found
    counts = lengths[rows]
    within = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    here = within + np.repeat(items.start[rows], counts)
    there = within + np.repeat(items.start[other[rows]], counts)
    owner = np.repeat(rows, counts)
    for name, _, _ in item_fields(items.shape):
        if name.endswith(".absent"):
            continue
        vector = items.vector(name)
        if not vector.is_constant:
            index = index_of(vector, items.size)
            differs = ~_equal(vector, index[here], index[there], items.size)
            found[owner[differs]] = False
            why = gone(vector, items.size)
            found[owner[why[here] != why[there]]] = False
    return found
