"""From a fact to row, column and bytes of the table, worked out only when somebody asks."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import attrs

from rules_engine.claims.origin import Origin

from .text import spans

Places = Mapping[str, tuple[int | Origin, ...]]
"""Attribute → its columns, in the order in which they are asked, or its place in the mapping."""


@attrs.define(eq=False, repr=False)
class TableFile:
    """One table: its bytes, where each record begins, and what its columns are called."""

    source: str
    data: bytes
    codec: str
    separator: str
    labels: tuple[str, ...] = ()
    starts: array[int] = attrs.field(factory=lambda: array("Q"))  # byte offset of each record; row 1 is the first

    def origin(self, row: int, column: int) -> Origin:
        """Return the place of a cell, with its bytes (quotes included). row: from 1. column: from 0."""
        start, text = self._record(row)
        found = spans(text, self.separator)
        first, last = found[column] if column < len(found) else (len(text), len(text))
        before, within = len(text[:first].encode(self.codec)), len(text[first:last].encode(self.codec))
        return Origin(self.source, start + before, start + before + within, pointer=self.pointer(row, column))

    def pointer(self, row: int, column: int | None = None) -> str:
        """Return a place in words: `row 12 column "CPT"`."""
        if column is None or column >= len(self.labels):
            return f"row {row}"
        label = self.labels[column]
        return f"row {row} {label}" if label.startswith("column ") else f'row {row} column "{label}"'

    def is_empty(self, row: int, column: int) -> bool:
        """Return whether a cell has no text."""
        text = self._record(row)[1]
        found = spans(text, self.separator)
        return column >= len(found) or not text[slice(*found[column])].strip(' "')

    def span(self, row: int) -> tuple[int, int]:
        """Return the bytes of a row, its line end included."""
        start = self.starts[row - 1]
        return start, self.starts[row] if row < len(self.starts) else len(self.data)

    def _record(self, row: int) -> tuple[int, str]:
        start, stop = self.span(row)
        return start, self.data[start:stop].decode(self.codec, "replace").rstrip("\r\n")


class CellOrigins(Mapping[str, Origin]):
    """Attribute of one entity → its cell. Only numbers are held; a pickle holds the origins, not the file.

    rows: those of the entity; the first with text in the column is the place.
    """

    __slots__ = ("_file", "_places", "_rows")

    def __init__(self, file: TableFile, places: Places, rows: Sequence[int]) -> None:
        self._file = file
        self._places = places
        self._rows = rows

    def __getitem__(self, fact: str) -> Origin:
        for place in self._places.get(fact, ()):
            if isinstance(place, Origin):
                return place
            for row in self._rows:
                if not self._file.is_empty(row, place):
                    return self._file.origin(row, place)
        raise KeyError(fact)

    def __iter__(self) -> Iterator[str]:
        return (fact for fact in self._places if fact in self)

    def __contains__(self, fact: object) -> bool:
        try:
            self[str(fact)]
        except KeyError:
            return False
        return True

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<places of {len(self)} facts>"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, Origin]]]:
        return dict, (dict(self),)
