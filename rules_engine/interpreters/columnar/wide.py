"""All lines of a batch, those of other claims too, as lines for which a dated statement is read."""

from __future__ import annotations

from typing import NoReturn

from rules_engine.batches.batch import CannotError, Path, Seen
from rules_engine.batches.vector import Array, Vector
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.columnar.scene import JudgedBatch


class WideLines:
    """The lines of a judged batch and those of other claims that they see; what is beside them is not looked at.

    is_far: lines of other patients too.
    """

    def __init__(self, batch: JudgedBatch, is_far: bool = False) -> None:
        self._batch = batch
        self._read = batch.read_far if is_far else batch.read_wide
        self.starts = batch.starts

    @property
    def amounts(self) -> NoReturn:
        """No rule leaves anything of lines of other claims."""
        self._cannot()

    @property
    def claim_of(self) -> Array:
        """Lines of other claims are of no claim of the batch."""
        self._cannot()

    def read(self, path: Path) -> Vector:
        """Return what all lines have at a path."""
        return self._read(path)

    def read_wide(self, path: Path) -> Vector:
        """Return what all lines have at a path."""
        return self._read(path)

    def read_far(self, path: Path) -> Vector:
        """Return what all lines have at a path."""
        return self._read(path)

    def shelves(self, far: bool) -> NoReturn:
        """A line of another claim sees no others in columns."""
        self._cannot()

    def entries(self, path: Path) -> NoReturn:
        """What a statement about a line of another claim looks for beside it is not said in columns."""
        self._cannot()

    def earlier(self) -> Seen:
        """Return nothing: a line of another claim sees no others in columns."""
        self._cannot()

    def others(self) -> Seen:
        """Return nothing: a line of another claim sees no others in columns."""
        self._cannot()

    def dossier(self, claim: int) -> Dossier:
        """Return one claim with everything known about it."""
        return self._batch.dossier(claim)

    def _cannot(self) -> NoReturn:
        raise CannotError("statements that look beside lines of other claims")
