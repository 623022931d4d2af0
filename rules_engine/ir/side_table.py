"""A table by node id as data: read when it is first asked, since most tables of a rulebook never are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec


class SideTable(Mapping[int, Any]):
    """Text, or numbers of a place, by node id. packed: a JSON list of how much a node has, then id and values of each.

    >>> table = SideTable("[4,1,0,9,1,1]")
    >>> table[1]
    (0, 9, 1, 1)
    """

    __slots__ = ("_made", "_packed")

    def __init__(self, packed: str) -> None:
        if type(packed) is not str:
            raise TypeError("not a table by node id")
        self._packed = packed
        self._made: dict[int, Any] | None = None

    def _table(self) -> dict[int, Any]:
        if self._made is None:
            width, *flat = msgspec.json.decode(self._packed, type=list[int | str])
            columns = [flat[first :: int(width) + 1] for first in range(int(width) + 1)]
            held = columns[1] if width == 1 else zip(*columns[1:], strict=True)
            self._made = {int(key): value for key, value in zip(columns[0], held, strict=True)}
        return self._made

    @staticmethod
    def packed(table: Mapping[int, Any]) -> str:
        """Return a table as text. Raises TypeError when it holds anything but text, or numbers of one width."""
        if isinstance(table, SideTable):
            return table._packed
        rows = [(key, *held) if type(held) is tuple else (key, held) for key, held in table.items()]
        flat = [part for row in rows for part in row]
        if len({len(row) for row in rows}) != 1 or not {type(part) for part in flat} <= {int, str}:
            raise TypeError("not a table by node id")
        return msgspec.json.encode([len(rows[0]) - 1, *flat]).decode()

    def __getitem__(self, key: int) -> Any:
        return self._table()[key]

    def __iter__(self) -> Iterator[int]:
        return iter(self._table())

    def __len__(self) -> int:
        return len(self._table())

    def __repr__(self) -> str:
        return repr(self._table())
