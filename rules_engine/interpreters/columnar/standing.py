"""What the rules of the first stage, and coverage, came to for each line: those of the second stage see it."""

from __future__ import annotations

from typing import Final

import numpy as np

from rules_engine.batches.batch import Batch, CannotError, Entries, Path, Seen
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Kind, Vector, objects
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.columnar.amounts import Amounts
from rules_engine.interpreters.columnar.shelves import Shelves

STANDING: Final = ("derived", "standing")
REFUSED, OPEN = 64, 128
"""Flags of lines and claims; see `findings`."""


class Standings:
    """How the lines of a batch stand, once that is settled."""

    def __init__(self, starts: Array) -> None:
        self._starts = starts
        self.told: Vector | None = None

    def settle(self, lines: Array, claims: Array) -> None:
        """Let the lines be seen as they stand now, by the flags of lines and claims.

        While something is open nothing is known, unless the line is refused.
        """
        flags = lines | np.repeat(claims, np.diff(self._starts))
        index = np.where(flags & REFUSED, 0, np.where(flags & OPEN, 2, 1)).astype(np.uint8)
        absent = np.asarray([0, 0, NOT_SUPPLIED], np.uint8)
        self.told = Vector(Kind.OBJECT, objects(["fails", "passes", None]), absent, index)


class WithStandings:
    """A batch in which each line also has its standing; lines of other claims have none."""

    def __init__(self, batch: Batch, standings: Standings) -> None:
        self._batch, self._standings = batch, standings
        self.starts = batch.starts
        self._amounts = Amounts(int(batch.starts[-1]))
        self._shelves = (Shelves(self.read_wide, self.earlier), Shelves(self.read_far, self.others))
        self._claim_of: Array | None = None

    @property
    def amounts(self) -> Amounts:
        """Return what rules left of the lines so far."""
        return self._amounts

    @property
    def claim_of(self) -> Array:
        """Return the number of the claim of each line."""
        if self._claim_of is None:
            self._claim_of = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        return self._claim_of

    def read(self, path: Path) -> Vector:
        """Return what the lines of the claims have at a path."""
        if path != STANDING:
            return self._batch.read(path)
        return self._standings.told or _none(int(self.starts[-1]))

    def read_wide(self, path: Path) -> Vector:
        """Return what all lines have at a path."""
        if path != STANDING:
            return self._batch.read_wide(path)
        raise CannotError("how lines of other claims stand")

    def read_far(self, path: Path) -> Vector:
        """Return what all lines have at a path, and after them lines of other patients."""
        if path != STANDING:
            return self._batch.read_far(path)
        raise CannotError("how lines of other claims stand")

    def shelves(self, far: bool) -> Shelves:
        """Return the lines of other claims as they are sorted. far: those of other patients."""
        return self._shelves[far]

    def entries(self, path: Path) -> Entries:
        """Return the entries at a path of each line of the claims."""
        return self._batch.entries(path)

    def earlier(self) -> Seen:
        """Return the lines of other claims of the same patient."""
        return self._batch.earlier()

    def others(self) -> Seen:
        """Return the lines of other patients."""
        return self._batch.others()

    def dossier(self, claim: int) -> Dossier:
        """Return one claim with everything known about it."""
        return self._batch.dossier(claim)


def _none(size: int) -> Vector:
    return Vector(Kind.NOTHING, np.zeros(size, np.int8), np.full(size, NOT_SUPPLIED, np.uint8))
