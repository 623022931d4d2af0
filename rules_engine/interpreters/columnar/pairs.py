"""Rows of a scene, each beside the lines or entries that a search may find for it."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from rules_engine.batches.batch import Batch, CannotError, Entries, Path, Seen
from rules_engine.batches.vector import Array, Rows, Vector
from rules_engine.interpreters.columnar.scene import Scene, Sought

MOST_PAIRS: Final = 20_000_000
"""So many pairs are held at once; a part of a batch that needs more is read in smaller parts."""


@attrs.frozen(eq=False, repr=False)
class SoughtLines:
    """Lines beside the rows of a scene."""

    batch: Batch
    rows: Array

    def read(self, path: Path) -> Vector:
        """Return what the lines have at a path."""
        return self.batch.read_wide(path).at(self.rows)


@attrs.frozen(eq=False, repr=False)
class OwnLines:
    """Lines of the same claims beside the rows of a scene."""

    batch: Batch
    rows: Array

    def read(self, path: Path) -> Vector:
        """Return what the lines have at a path."""
        return self.batch.read(path).at(self.rows)


@attrs.frozen(eq=False, repr=False)
class SoughtEntries:
    """Entries beside the rows of a scene."""

    entries: Entries
    rows: Array

    def read(self, path: Path) -> Vector:
        """Return what the entries have at a path."""
        return self.entries.read(path).at(self.rows)


@attrs.frozen(eq=False, repr=False)
class Pairs:
    """Pairs of a row of a scene and something beside it.

    owner: the row, rising. rows: which line of the batch, or which entry. of_other: whether it is a line of another
    claim, or None when none is. sought: reads them.
    """

    owner: Array
    rows: Array
    of_other: Array | None
    sought: Sought

    def kept(self, which: Array) -> Pairs:
        """Return the pairs that a mask keeps."""
        of_other = None if self.of_other is None else self.of_other[which]
        rows = self.rows[which]
        return Pairs(self.owner[which], rows, of_other, attrs.evolve(self.sought, rows=rows))  # type: ignore[misc]


def runs(start: Array, stop: Array) -> tuple[Array, Array]:
    """Return for runs of numbers which run each number is of, and the numbers.

    >>> owner, numbers = runs(np.asarray([3, 7]), np.asarray([5, 8]))
    >>> owner.tolist(), numbers.tolist()
    ([0, 0, 1], [3, 4, 7])
    """
    lengths = stop - start
    total = int(lengths.sum())
    if total > MOST_PAIRS:
        raise CannotError("too many lines beside each other")
    owner = np.repeat(np.arange(len(start)), lengths)
    before = np.cumsum(lengths) - lengths
    return owner, np.arange(total) - before[owner] + start[owner]


def lines_beside(scene: Scene, other: bool, own_claim: bool) -> Pairs:
    """Return each row with the lines that may count for it. other: not with itself. own_claim: only its own claim's."""
    rows = numbers_of(scene.rows)
    claim = scene.batch.claim_of[rows]
    starts = scene.batch.starts
    owner, beside = runs(starts[claim], starts[claim + 1])
    if other:
        line = scene.batch.read(("line", "number")).rows(int(starts[-1]))
        keeps = line[beside] != line[rows[owner]]
        owner, beside = owner[keeps], beside[keeps]
    if own_claim:
        return Pairs(owner, beside, None, OwnLines(scene.batch, beside))
    seen = scene.batch.earlier()
    theirs, more = runs(seen.start[claim], seen.stop[claim])
    if len(more):
        keeps = seen.holder[more] != claim[theirs]
        theirs, more = theirs[keeps], more[keeps]
    order = np.argsort(np.concatenate((owner, theirs)), kind="stable")
    of_other = np.concatenate((np.zeros(len(owner), bool), np.ones(len(theirs), bool)))[order]
    together = np.concatenate((beside, more))[order]
    return Pairs(np.concatenate((owner, theirs))[order], together, of_other, SoughtLines(scene.batch, together))


def numbers_of(rows: Rows) -> Array:
    """Return rows as numbers."""
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def complete_days(scene: Scene, seen: Seen) -> tuple[Vector, Vector]:
    """Return from which and through which day the other claims that each row sees are all there are."""
    claim = scene.batch.claim_of[scene.rows]
    return seen.complete_from.at(claim), seen.complete_through.at(claim)


def entries_beside(scene: Scene, path: Path) -> tuple[Pairs, Array | None]:
    """Return each row with its entries at a path, and a code of absence for rows that have none to look at."""
    entries = scene.batch.entries(path)
    rows = scene.rows
    owner, beside = runs(entries.start[rows], entries.stop[rows])
    absent = None if entries.absent is None else entries.absent[rows]
    return Pairs(owner, beside, None, SoughtEntries(entries, beside)), absent
