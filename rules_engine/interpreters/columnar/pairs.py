"""Rows of a scene, each beside the lines or entries that a search may find for it."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from rules_engine.batches.batch import Batch, CannotError, Entries, Path
from rules_engine.batches.vector import Array, Rows, Vector
from rules_engine.interpreters.columnar.scene import Scene, Sought

MOST_PAIRS: Final = 20_000_000
"""So many pairs are held at once at most."""
HELD: Final = 2**22
"""So many pairs of lines are held at once; lines that have more beside them are read in smaller parts."""


class TooManyPairsError(CannotError):
    """There are more pairs than are held at once."""

    def __init__(self) -> None:
        super().__init__("too many lines beside each other")


@attrs.frozen(eq=False, repr=False)
class SoughtLines:
    """Lines beside the rows of a scene. is_far: lines of other patients are among them."""

    batch: Batch
    rows: Array
    is_far: bool = False

    def read(self, path: Path) -> Vector:
        """Return what the lines have at a path."""
        found = self.batch.read_far(path) if self.is_far else self.batch.read_wide(path)
        return found.at(self.rows)


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


def runs(start: Array, stop: Array, most: int = MOST_PAIRS) -> tuple[Array, Array]:
    """Return for runs of numbers which run each number is of, and the numbers. Raises TooManyPairsError.

    >>> owner, numbers = runs(np.asarray([3, 7]), np.asarray([5, 8]))
    >>> owner.tolist(), numbers.tolist()
    ([0, 0, 1], [3, 4, 7])
    """
    if int((stop - start).sum()) > most:
        raise TooManyPairsError
    return spread(start, stop)


def spread(start: Array, stop: Array) -> tuple[Array, Array]:
    """Return the same of any number of them."""
    lengths = stop - start
    owner = np.repeat(np.arange(len(start)), lengths)
    before = np.cumsum(lengths) - lengths
    return owner, np.arange(len(owner)) - before[owner] + start[owner]


def numbers_of(rows: Rows) -> Array:
    """Return rows as numbers."""
    return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows


def entries_beside(scene: Scene, path: Path) -> tuple[Pairs, Array | None]:
    """Return each row with its entries at a path, and a code of absence for rows that have none to look at."""
    entries = scene.batch.entries(path)
    rows = scene.rows
    owner, beside = runs(entries.start[rows], entries.stop[rows])
    absent = None if entries.absent is None else entries.absent[rows]
    return Pairs(owner, beside, None, SoughtEntries(entries, beside)), absent
