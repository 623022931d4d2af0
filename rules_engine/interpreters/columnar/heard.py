"""A batch as one rulebook hears it: without the modifiers that change nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
import numpy as np

from rules_engine.batches.batch import Entries, Path, Seen
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Kind, Vector, objects
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.columnar.amounts import Amounts
from rules_engine.interpreters.columnar.force import carries
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN
from rules_engine.interpreters.columnar.pairs import runs
from rules_engine.interpreters.columnar.scene import JudgedBatch, Meaning, Scene
from rules_engine.interpreters.columnar.shelves import Shelves
from rules_engine.interpreters.columnar.values import HEARD
from rules_engine.interpreters.columnar.wide import WideLines

NOTHING: Final = ""
"""The meaning of a modifier that changes nothing."""


@attrs.frozen(eq=False, repr=False)
class HeardEntries:
    """Entries of which some are left out; see `Entries`. rows: which of `of` they are."""

    start: Array
    stop: Array
    absent: Array | None
    of: Entries
    rows: Array

    def read(self, path: Path) -> Vector:
        """Return what the entries have at a path."""
        return self.of.read(path).at(self.rows)


class HeardBatch:
    """A judged batch as a rulebook hears it, in which modifiers may change nothing."""

    def __init__(self, batch: JudgedBatch, book: Any, meaning: Meaning) -> None:
        self._batch, self._book, self._meaning = batch, book, meaning
        self.starts = batch.starts
        self._speaking = {modifier for each in book.rulebook.meanings for modifier in each.modifiers}
        self._found: dict[tuple[Path, str], Any] = {}
        self._shelves = (Shelves(self.read_wide, self.earlier), Shelves(self.read_far, self.others))

    @property
    def amounts(self) -> Amounts:
        """Return what rules left of the lines so far."""
        found: Amounts = self._batch.amounts
        return found

    @property
    def claim_of(self) -> Array:
        """Return the number of the claim of each line."""
        return self._batch.claim_of

    def read(self, path: Path) -> Vector:
        """Return what the lines of the claims have at a path."""
        if path not in HEARD:
            return self._batch.read(path)
        found: Vector = self._once(path, "own", lambda: self._heard(self._batch.read(path), "own"))
        return found

    def read_wide(self, path: Path) -> Vector:
        """Return what all lines have at a path."""
        if path not in HEARD:
            return self._batch.read_wide(path)
        found: Vector = self._once(path, "wide", lambda: self._heard(self._batch.read_wide(path), "wide"))
        return found

    def read_far(self, path: Path) -> Vector:
        """Return what all lines have at a path, and after them lines of other patients."""
        if path not in HEARD:
            return self._batch.read_far(path)
        found: Vector = self._once(path, "far", lambda: self._heard(self._batch.read_far(path), "far"))
        return found

    def shelves(self, far: bool) -> Shelves:
        """Return the lines of other claims as they are sorted. far: those of other patients."""
        return self._shelves[far]

    def entries(self, path: Path) -> Entries:
        """Return the entries at a path of each line of the claims."""
        if path not in HEARD:
            return self._batch.entries(path)
        found: Entries = self._once((*path, "entries"), "own", lambda: self._heard_entries(self._batch.entries(path)))
        return found

    def earlier(self) -> Seen:
        """Return the lines of other claims of the same patient."""
        return self._batch.earlier()

    def others(self) -> Seen:
        """Return the lines of other patients."""
        return self._batch.others()

    def dossier(self, claim: int) -> Dossier:
        """Return one claim with everything known about it."""
        return self._batch.dossier(claim)

    def _once(self, path: Path, which: str, make: Callable[[], Any]) -> Any:
        if (path, which) not in self._found:
            self._found[path, which] = make()
        return self._found[path, which]

    def _silent(self, modifier: str, which: str) -> Array:
        """Return of each line whether a modifier changes nothing there. which: "own", "wide", or "far" lines too."""
        size = int(self.starts[-1]) if which == "own" else self.shelves(which == "far").size

        def asked() -> Array:
            batch = self._batch if which == "own" else WideLines(self._batch, which == "far")
            scene = Scene(batch, self._book, self._meaning, slice(0, size), size)
            return carries(scene, self._book.rulebook.meanings, modifier, NOTHING).rows(size)

        found: Array = self._once(("silent", modifier), which, asked)
        return found

    def _heard(self, listed: Vector, which: str) -> Vector:
        """Return lists without what changes nothing; not supplied where that is not known of one that is listed."""
        if listed.kind is Kind.NOTHING:
            return listed
        there = {_modifier_of(each) for entry in listed.values if entry is not None for each in entry}
        silent = {each: self._silent(each, which) for each in sorted(there & self._speaking)}
        silent = {each: rows for each, rows in silent.items() if (rows != FALSE).any()}
        if not silent:
            return listed
        size = len(next(iter(silent.values())))
        entry = np.broadcast_to(np.arange(len(listed.values)) if listed.index is None else listed.index, (size,))
        number = entry.astype(np.int64)
        for rows in silent.values():
            _, number = np.unique(number * 3 + rows, return_inverse=True)
        _, first, number = np.unique(number, return_index=True, return_inverse=True)
        return _listed(listed, entry[first], {each: rows[first] for each, rows in silent.items()}, number)

    def _heard_entries(self, entries: Entries) -> HeardEntries:
        owner, rows = runs(entries.start, entries.stop)
        code = entries.read(("code",)).at(rows)
        said = np.asarray([code.row(k) for k in range(len(rows))], object)
        silent = np.full(len(rows), FALSE, np.uint8)
        for modifier in sorted(self._speaking.intersection(said)):
            here = said == modifier
            silent[here] = self._silent(modifier, "own")[owner[here]]
        size = int(self.starts[-1])
        open_ = np.bincount(owner[silent == UNKNOWN], minlength=size) > 0
        keeps = (silent == FALSE) & ~open_[owner]
        stop = np.cumsum(np.bincount(owner[keeps], minlength=size))
        start = np.concatenate(([0], stop[:-1]))
        why = np.zeros(size, np.uint8) if entries.absent is None else entries.absent
        return HeardEntries(start, stop, np.where(open_, np.uint8(NOT_SUPPLIED), why), entries, rows[keeps])


def _modifier_of(entry: Any) -> str:
    """Return the modifier of an entry of the list, or of the list of places."""
    return str(entry if isinstance(entry, str) else entry.code)


def _listed(listed: Vector, entries: Array, silent: dict[str, Array], index: Array) -> Vector:
    """Return lists that are heard. entries, silent: of each which one it was, and what changes nothing there."""
    absent = np.zeros(len(entries), np.uint8) if listed.absent is None else listed.absent[entries]
    found = []
    for place, entry in enumerate(entries):
        held = listed.values[entry] or ()
        said = [int(silent[name][place]) if (name := _modifier_of(each)) in silent else FALSE for each in held]
        if UNKNOWN in said:
            absent[place] = NOT_SUPPLIED
        found.append(tuple([each for each, truth in zip(held, said, strict=True) if truth != TRUE]))
    return Vector(Kind.OBJECT, objects(found), absent if absent.any() else None, index.reshape(-1))
