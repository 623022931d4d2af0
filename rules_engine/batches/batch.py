"""A batch: the lines of many claims, what is joined to them, and which other lines each claim sees."""

from __future__ import annotations

from typing import Protocol

import attrs

from rules_engine.batches.vector import Array, Vector
from rules_engine.claims.model import Dossier

Path = tuple[str, ...]


class CannotError(Exception):
    """Something that cannot be said of a batch in columns. cause: one of a few words, and never a value of a claim."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


@attrs.frozen(eq=False, repr=False)
class Seen:
    """The lines of other claims that each claim sees, as runs of rows of all lines.

    start, stop: the run of each claim. holder: of each row of all lines a number of whom it belongs to, or -1; viewer:
    such a number of each claim, which does not see rows that it holds. complete_from, complete_through: dates, a row
    for each claim.
    """

    start: Array
    stop: Array
    holder: Array
    viewer: Array
    complete_from: Vector
    complete_through: Vector


class Entries(Protocol):
    """Entries of one kind (diagnoses, authorizations …) at a path.

    start, stop: the run of entries of each line of the batch. absent: a code of absence a line, or None.
    """

    @property
    def start(self) -> Array:
        """Return the first entry of each line."""
        ...

    @property
    def stop(self) -> Array:
        """Return one past the last entry of each line."""
        ...

    @property
    def absent(self) -> Array | None:
        """Return why lines have no entries to look at."""
        ...

    def read(self, path: Path) -> Vector:
        """Return what the entries have at a path: a row for each entry."""
        ...


class Batch(Protocol):
    """Many claims. Lines stand in the order of their claims; lines of other claims come after them.

    starts: the first row of each claim, and after the last one the number of lines: one more than there are claims.
    """

    starts: Array

    def read(self, path: Path) -> Vector:
        """Return what the lines of the claims have at a vocabulary path: a row for each line. Raises CannotError."""
        ...

    def read_wide(self, path: Path) -> Vector:
        """Return the same with a row for each line of the claims and of other claims that they see."""
        ...

    def read_far(self, path: Path) -> Vector:
        """Return the same with a row for each line of other patients after them. Raises CannotError."""
        ...

    def entries(self, path: Path) -> Entries:
        """Return the entries at a path of each line of the claims. Raises CannotError."""
        ...

    def earlier(self) -> Seen:
        """Return the lines of other claims of the same patient, without those that were voided."""
        ...

    def others(self) -> Seen:
        """Return the lines of other patients, as rows of `read_far`; a claim of no known patient sees none.

        Raises CannotError.
        """
        ...

    def dossier(self, claim: int) -> Dossier:
        """Return one claim with everything known about it."""
        ...
