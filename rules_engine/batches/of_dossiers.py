"""Dossiers as a batch: each fact is read from the frame of its line, as the row interpreter reads it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np

from rules_engine.batches.batch import Path, Seen
from rules_engine.batches.far import FarLines, span_of
from rules_engine.batches.vector import CODE_OF, Array, Vector, of_values
from rules_engine.claims.absence import Absent
from rules_engine.claims.frame import LineFrame, read
from rules_engine.claims.model import Dossier
from rules_engine.claims.others import lines_of


class EntriesOfDossiers:
    """Entries of one kind, each list once for all lines that have it."""

    def __init__(self, found: Sequence[Any]) -> None:
        runs: dict[int, tuple[int, int]] = {}
        self._entries: list[Any] = []
        start, stop = [], []
        for listed in found:
            run = runs.get(id(listed))
            if run is None:
                first = len(self._entries)
                self._entries += [] if isinstance(listed, Absent) else listed
                run = runs[id(listed)] = (first, len(self._entries))
            start.append(run[0])
            stop.append(run[1])
        self.start: Array = np.asarray(start, np.int64)
        self.stop: Array = np.asarray(stop, np.int64)
        self.absent = _absences(found)
        self._read: dict[Path, Vector] = {}

    def read(self, path: Path) -> Vector:
        """Return what the entries have at a path."""
        if path not in self._read:
            self._read[path] = of_values([read(entry, path) for entry in self._entries])
        return self._read[path]


class DossierBatch:
    """A batch of dossiers; see `Batch`."""

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        self._dossiers = tuple(dossiers)
        self._frames = [LineFrame(each, each.claim, line) for each in self._dossiers for line in each.claim.lines]
        lengths = [len(each.claim.lines) for each in self._dossiers]
        self.starts: Array = np.concatenate(([0], np.cumsum(lengths, dtype=np.int64)))
        self._wide: list[LineFrame] | None = None
        self._earlier: Seen | None = None
        self._far: FarLines | None = None
        self._read: dict[tuple[Path, str], Vector] = {}
        self._entries: dict[Path, EntriesOfDossiers] = {}

    def read(self, path: Path) -> Vector:
        """Return what the lines of the claims have at a path."""
        return self._vector(path, self._frames, "own")

    def read_wide(self, path: Path) -> Vector:
        """Return what all lines have at a path."""
        self.earlier()
        return self._vector(path, self._wide or [], "wide")

    def read_far(self, path: Path) -> Vector:
        """Return what all lines, and lines of other patients after them, have at a path."""
        self.others()
        return self._vector(path, [*(self._wide or []), *(self._far.frames if self._far else [])], "far")

    def entries(self, path: Path) -> EntriesOfDossiers:
        """Return the entries at a path of each line of the claims."""
        if path not in self._entries:
            self._entries[path] = EntriesOfDossiers([_entries(frame, path) for frame in self._frames])
        return self._entries[path]

    def earlier(self) -> Seen:
        """Return the lines of other claims of the same patient."""
        if self._earlier is None:
            wide, start, stop = list(self._frames), [], []
            for each in self._dossiers:
                start.append(len(wide))
                found = lines_of(each.history, date.min, date.max)
                wide += [LineFrame(each, claim, line) for claim, line in found if line.status != "voided"]
                stop.append(len(wide))
            spans = [span_of(each.history) for each in self._dossiers]
            self._wide = wide
            self._earlier = Seen(
                np.asarray(start, np.int64),
                np.asarray(stop, np.int64),
                np.full(len(wide), -1, np.int64),
                np.arange(len(self._dossiers)),
                of_values([first for first, _ in spans]),
                of_values([last for _, last in spans]),
            )
        return self._earlier

    def others(self) -> Seen:
        """Return the lines of other patients; a pool stands once for all claims that see it. Raises CannotError."""
        self.earlier()
        if self._far is None:
            self._far = FarLines(self._dossiers, len(self._wide or []))
        return self._far.seen

    def dossier(self, claim: int) -> Dossier:
        """Return one claim with everything known about it."""
        return self._dossiers[claim]

    def _vector(self, path: Path, frames: Sequence[LineFrame], which: str) -> Vector:
        key = (path, which)
        if key not in self._read:
            self._read[key] = of_values([frame.read(path) for frame in frames])
        return self._read[key]


def _entries(frame: LineFrame, path: Path) -> Any:
    if path[0] == "dossier":
        return read(frame.dossier, path[1:])
    return frame.read(path)


def _absences(found: Sequence[Any]) -> Array | None:
    if not any(isinstance(each, Absent) for each in found):
        return None
    return np.asarray([CODE_OF[each.kind] if isinstance(each, Absent) else 0 for each in found], np.uint8)
