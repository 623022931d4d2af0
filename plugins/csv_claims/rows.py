"""One record of a table to its values, with every fault of its cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from rules_engine.claims.absence import Absent
from rules_engine.claims.read.faults import FaultError

from .cells import value_of
from .plan import Plan
from .targets import ROW, Path

KINDS: Final = ("claim", "history", "other patient")
_MEMORY: Final = 10_000  # texts of one column that are read once only
_MEMORY_LENGTH: Final = 200
_WIDTH: Final = 'each row has as many cells as the first one; put a text with separators into quotes: "a,b"'

Key = tuple[str, Path]
"""Root and path of one value."""


class Row(NamedTuple):
    """One record. number: from 1, as a spreadsheet counts. faults: each with its column, or None for the row."""

    number: int
    kind: str
    values: dict[Key, Any]
    faults: list[tuple[int | None, FaultError]]


class RowReader:
    """Reads the records of one table by its plan."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._read: list[dict[str, Any]] = [{} for _ in plan.columns]
        self._constants = {(each.target.root, each.target.path): value for each, value in plan.constants}

    def row(self, number: int, cells: Sequence[str], quotes: str) -> Row:
        """Return the values of a record. quotes: what is wrong with its quotes, or empty."""
        faults: list[tuple[int | None, FaultError]] = []
        values: dict[Key, Any] = {}
        width = len(self._plan.labels)
        if quotes:
            cure = 'double a quote within a text: "the ""late"" group"'
            faults.append((None, FaultError(quotes, "text after a closing quote", cure)))
        if len(cells) < width or any(cell.strip() for cell in cells[width:]):
            words = f"the row has {len(cells)} cells, and the first one {width}"
            faults.append((None, FaultError("ragged-row", words, _WIDTH)))
        for (place, column), read in zip(self._plan.columns, self._read, strict=True):
            if place >= len(cells):
                continue
            try:
                value = self._value(cells[place].strip(" \t"), column, read)
            except FaultError as fault:
                faults.append((place, fault))
                continue
            if value is None:
                continue
            key = (column.target.root, column.target.path)
            if key in values and isinstance(value, Absent) is not isinstance(values[key], Absent):
                faults.append((place, FaultError("value-and-absence", "a value, and the reason why there is none", "")))
            values[key] = value
        kind = values.pop((ROW, (ROW,)), "claim")
        if kind not in KINDS:
            place = next(at for at, column in self._plan.columns if column.target.root == ROW)
            faults.append((place, FaultError("unknown-row-kind", "not a kind of row", f"one of: {', '.join(KINDS)}")))
            kind = "claim"
        return Row(number, kind, self._constants | values, faults)

    def _value(self, text: str, column: Any, read: dict[str, Any]) -> Any:
        if text in read:
            return read[text]
        value = value_of(text, column.target, column.manner) if text else None
        if value is None:
            value = column.manner.empty
        if len(read) < _MEMORY and len(text) <= _MEMORY_LENGTH:
            read[text] = value
        return value
