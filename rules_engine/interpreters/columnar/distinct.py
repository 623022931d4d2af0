"""Lines that look alike to some rules are one line to them.

The columns are symbols with few values. Rules that look at the same few columns are put into a group; each combination
of values that occurs is read once, on any one line that has it, and what is said of it holds for all of them. So the
cost of a group is a few small numbers a line, however many rules it holds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import attrs
import numpy as np

from rules_engine.batches.batch import Batch, CannotError, Path
from rules_engine.batches.vector import Array, Kind, Vector, small

MOST_VALUES: Final = 2**16
MOST_COMBINED: Final = 2**22
"""A group has no more combinations, whether they occur or not."""
MERGED: Final = 2**16
"""Groups are put together while they have no more combinations."""


@attrs.frozen(eq=False, repr=False)
class Numbered:
    """A small number for each line: the same for lines that have the same at some path. None: it is the same for all."""

    numbers: Array | None
    count: int


def numbered(vector: Vector) -> Numbered | None:
    """Return a vector as small numbers; None when it has too many values to be numbered at little cost."""
    if vector.is_constant:
        return Numbered(None, 1)
    if vector.index is not None:
        return Numbered(vector.index, len(vector.values)) if len(vector.values) <= MOST_VALUES else None
    if vector.kind is Kind.NOTHING and vector.absent is not None:
        return Numbered(vector.absent, 8)
    if vector.kind not in (Kind.NUMBER, Kind.DATE, Kind.TIME) or vector.values.dtype == object or not len(vector.values):
        return None
    least, most = int(vector.values.min()), int(vector.values.max())
    if most - least >= MOST_VALUES - 8:
        return None
    numbers = (vector.values - least).astype(small(most - least + 9))
    if vector.absent is not None:
        numbers = np.where(vector.absent != 0, (vector.absent.astype(np.int64) + (most - least)).astype(numbers.dtype), numbers)
    return Numbered(numbers, most - least + 9)


@attrs.define(eq=False, repr=False)
class Group:
    """Rules that look at no more than some columns. count: how many combinations there may be."""

    paths: frozenset[Path]
    count: int
    rules: list[tuple[int, int]] = attrs.field(factory=list)


class Columns:
    """The columns of a batch as small numbers, each once."""

    def __init__(self, batch: Batch, always: Numbered) -> None:
        self._batch = batch
        self._always = always
        self._found: dict[Path, Numbered | None] = {}

    def of(self, path: Path) -> Numbered | None:
        """Return a column as small numbers; None when that costs too much, or it cannot be read."""
        if path not in self._found:
            try:
                self._found[path] = numbered(self._batch.read(path))
            except CannotError:
                self._found[path] = None
        return self._found[path]

    def count(self, paths: frozenset[Path]) -> int:
        """Return how many combinations there may be, or 0 when a column has no small numbers."""
        found = self._always.count
        for path in paths:
            each = self.of(path)
            if each is None:
                return 0
            found *= each.count
        return found

    def combined(self, paths: frozenset[Path], size: int) -> Array:
        """Return the number of the combination of each line."""
        found = np.zeros(size, np.int64) if self._always.numbers is None else self._always.numbers.astype(np.int64)
        for path in sorted(paths):
            each = self.of(path)
            if each is not None and each.numbers is not None:
                found *= each.count
                found += each.numbers
        return found


def groups_of(wanted: dict[frozenset[Path], list[tuple[int, int]]], columns: Columns) -> tuple[list[Group], Sequence[tuple[int, int]]]:
    """Return rules in groups, and those that look at a column without small numbers.

    wanted: by the paths that they look at, the rules.
    """
    groups: list[Group] = []
    apart: list[tuple[int, int]] = []
    for paths in sorted(wanted, key=lambda each: (-len(each), sorted(each))):
        count = columns.count(paths)
        if not 0 < count <= MOST_COMBINED:
            apart += wanted[paths]
            continue
        group = _fitting(groups, paths, columns)
        if group is None:
            group = Group(paths, count)
            groups.append(group)
        group.rules += wanted[paths]
    return groups, apart


def _fitting(groups: list[Group], paths: frozenset[Path], columns: Columns) -> Group | None:
    for group in groups:
        if paths <= group.paths:
            return group
    for group in groups:
        count = columns.count(paths | group.paths)
        if 0 < count <= MERGED:
            group.paths, group.count = paths | group.paths, count
            return group
    return None


def occurring(combined: Array, count: int) -> tuple[Array, Array]:
    """Return a line for each combination that occurs, and for each line which of them it is like."""
    line_of = np.full(count, -1, np.int32)
    line_of[combined] = np.arange(len(combined), dtype=np.int32)
    there = np.flatnonzero(line_of >= 0)
    number = np.zeros(count, np.int32)
    number[there] = np.arange(len(there), dtype=np.int32)
    return line_of[there].astype(np.int64), number[combined]
