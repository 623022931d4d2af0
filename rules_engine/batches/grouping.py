"""Rows of a table to claims: which rows are lines of one claim, in the order in which claims first stand there."""

from __future__ import annotations

from collections.abc import Mapping

import attrs
import numpy as np

from rules_engine.batches.making import distinct, gone, index_of
from rules_engine.batches.table import ROWS
from rules_engine.batches.vector import Array, Kind, Vector

KEYS = ("row", "claim.claim_id", "claim.patient_id", "claim.billing_npi")


@attrs.frozen(eq=False, repr=False)
class Groups:
    """Claims of a table.

    rows: rows of the table, those of one claim together; None when they stand so already. starts: the first place in
    `rows` of each claim, and their number. kind: what each claim is, by place in `ROWS`; 3 when it says something else.
    """

    rows: Array | None
    starts: Array
    kind: Array

    def of_rows(self, size: int) -> Array:
        """Return the claim of each row of the table."""
        claim = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        if self.rows is None:
            return claim
        found = np.empty(size, np.int64)
        found[self.rows] = claim
        return found


def grouped(keys: Mapping[str, tuple[Array, int]], size: int) -> Groups:
    """Return the claims of the rows. keys: by name the columns that tell claims apart, as numbers with their bound."""
    codes = [code for code, count in keys.values() if count > 1]
    counts = [count for _, count in keys.values() if count > 1]
    kind = keys["row"][0]
    if not codes:
        codes, counts = [np.zeros(size, np.uint8)], [1]
    heads = np.ones(size, bool)
    if size:
        heads[1:] = codes[0][1:] != codes[0][:-1]
        for code in codes[1:]:
            heads[1:] |= code[1:] != code[:-1]
    first = np.flatnonzero(heads)
    if any(_are_different(code[first], count) for code, count in zip(codes, counts, strict=True)):
        return Groups(None, np.append(first, size), kind[first])
    head, run = distinct([code[first] for code in codes], counts)
    if len(head) == len(first):
        return Groups(None, np.append(first, size), kind[first])
    rank = np.empty(len(head), np.int64)
    rank[np.argsort(head, kind="stable")] = np.arange(len(head))
    group = np.repeat(rank[run], np.diff(np.append(first, size)))
    rows = np.argsort(group, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(group, minlength=len(head)))))
    return Groups(rows, starts, kind[rows[starts[:-1]]])


def _are_different(codes: Array, count: int) -> bool:
    """Return whether no code stands twice."""
    if len(codes) > count:
        return False
    seen = np.zeros(count, bool)
    seen[codes] = True
    return int(seen.sum()) == len(codes)


def kinds_of(vector: Vector, size: int) -> tuple[Array, int]:
    """Return what the claim of each row is, by place in `ROWS`; a row that does not say is of a claim."""
    if vector.kind is Kind.NOTHING:
        return np.zeros(size, np.uint8), 1
    places = {name: number for number, name in enumerate(ROWS)}
    codes = np.asarray([0 if each is None else places.get(each, len(ROWS)) for each in vector.values], np.uint8)
    if vector.absent is not None:
        codes[vector.absent != 0] = 0
    return np.broadcast_to(codes if vector.index is None else codes[vector.index], (size,)), len(ROWS) + 1


def codes_of(vector: Vector, size: int, are_different: bool) -> tuple[Array, int]:
    """Return the same number for rows with the same text, and how many numbers there may be.

    are_different: whether the entries of the vector are known to be different texts.
    """
    if vector.kind is Kind.NOTHING:
        return gone(vector, size), 8
    index = index_of(vector, size)
    if are_different:
        return index, len(vector.values)
    values = vector.values.tolist()
    if vector.absent is not None and vector.absent.any():
        values = [(int(why), value if not why else None) for why, value in zip(vector.absent, values, strict=True)]
    numbers = {value: number for number, value in reversed(list(enumerate(values)))}
    if len(numbers) == len(values):
        return index, len(values)
    same = np.asarray([numbers[value] for value in values], np.int64)
    return same[index], len(values)
