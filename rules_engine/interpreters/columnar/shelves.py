"""Lines of other claims, sorted so that those with the same facts on some days stand together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np

from rules_engine.batches.batch import Path, Seen
from rules_engine.batches.vector import Array, Kind, Vector
from rules_engine.interpreters.columnar.pairs import HELD, runs, spread

_DAY: Final = ("line", "service_date")
_BITS: Final = 22
"""A day needs no more of them; day 0 is that of lines whose day is not known."""


class Shelf:
    """The lines that claims see, by run, by what they have, and by day.

    code: of each line a number for what it has, 0 where that is not known. day: of each line, 0 where it is not known.
    """

    def __init__(self, seen: Seen, code: Array, day: Array, keeps: Array | None) -> None:
        size = len(code) + 1
        _, first, self._run = np.unique(seen.start * size + seen.stop, return_index=True, return_inverse=True)
        run, rows = spread(seen.start[first], seen.stop[first])
        if keeps is not None:
            kept = keeps[rows]
            run, rows = run[kept], rows[kept]
        self._width = int(code.max(initial=0)) + 1
        places = ((run * self._width + code[rows]) << _BITS) | day[rows]
        order = np.argsort(places, kind="stable")
        self._rows, self._places = rows[order], places[order]
        self._some_open = bool((code[rows] == 0).any())
        self._some_undated = bool((day[rows] == 0).any())

    def beside(self, claims: Array, code: Array, first: Array, last: Array) -> tuple[Array, Array]:
        """Return the lines that may have the same on some days: which of the claims sees it, and the line."""
        none = np.zeros(len(claims), np.int64)
        codes = [code, none] if self._some_open and code.any() else [code]
        days = [(first, last), (none, none)] if self._some_undated else [(first, last)]
        spans = [self._span(claims, each, *when) for each in codes for when in days]
        owner, at = runs(np.concatenate([low for low, _ in spans]), np.concatenate([high for _, high in spans]), HELD)
        return owner % max(1, len(claims)), self._rows[at]

    def _span(self, claims: Array, code: Array, first: Array, last: Array) -> tuple[Array, Array]:
        group = (self._run[claims] * self._width + code) << _BITS
        low = np.searchsorted(self._places, group + first)
        return low, np.maximum(low, np.searchsorted(self._places, group + last, side="right"))


class Shelves:
    """The shelves of a batch, each made when it is first asked for. read: reads facts of all lines."""

    def __init__(self, read: Callable[[Path], Vector], seen: Callable[[], Seen]) -> None:
        self._read = read
        self.seen = seen
        self._held: dict[Any, Any] = {}

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what is worked out once."""
        if key not in self._held:
            self._held[key] = make()
        return self._held[key]

    @property
    def size(self) -> int:
        """Return how many lines there are in all."""
        return len(self.seen().holder)

    def codes(self, paths: tuple[Path, ...]) -> Array:
        """Return of each line a number for what it has at some paths, 0 where one of them is absent."""
        found: Array = self.once(("codes", paths), lambda: self._codes(paths))
        return found

    def _codes(self, paths: tuple[Path, ...]) -> Array:
        if len(paths) == 1:
            return numbered(self._read(paths[0]), self.size)
        found = np.ones(self.size, np.int64)
        for path in paths:
            more = self.codes((path,))
            _, both = np.unique(found * (int(more.max(initial=0)) + 1) + more, return_inverse=True)
            found = np.where((found == 0) | (more == 0), 0, both + 1)
        return found

    def shelf(self, paths: tuple[Path, ...], key: Any, keeps: Array | None) -> Shelf:
        """Return the lines by what they have at some paths. keeps: only those. key: what stands for `keeps`."""
        found: Shelf = self.once(("shelf", paths, key), lambda: self._shelf(paths, keeps))
        return found

    def _shelf(self, paths: tuple[Path, ...], keeps: Array | None) -> Shelf:
        day = self.once("days", lambda: _days(self._read(_DAY), self.size))
        return Shelf(self.seen(), self.codes(paths), day, keeps)


def numbered(vector: Vector, size: int) -> Array:
    """Return a number from 1 on for what stands in each row, 0 where it is absent; equal values have the same."""
    if vector.kind is Kind.NOTHING:
        return np.zeros(size, np.int64)
    if vector.values.dtype == object:
        known: dict[object, int] = {}
        codes = np.asarray([known.setdefault(each, len(known) + 1) for each in vector.values], np.int64)
    else:
        codes = np.unique(vector.values, return_inverse=True)[1] + 1
    if vector.absent is not None:
        codes = np.where(vector.absent != 0, 0, codes)
    return Vector(Kind.NUMBER, codes, None, vector.index).rows(size)


def _days(vector: Vector, size: int) -> Array:
    if vector.kind is Kind.NOTHING:
        return np.zeros(size, np.int64)
    held = vector.values if vector.absent is None else np.where(vector.absent != 0, 0, vector.values)
    return Vector(Kind.NUMBER, held, None, vector.index).rows(size)
