"""A table as claims: which rows are whose lines, which claims cannot be taken in, and what is joined to a row."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np
import pyarrow as pa

from rules_engine.batches.agreement import alike, alike_items
from rules_engine.batches.grouping import KEYS, Groups, codes_of, grouped, kinds_of
from rules_engine.batches.making import gone
from rules_engine.batches.reading import FaultyRows, Reading
from rules_engine.batches.registry import Merged, merged
from rules_engine.batches.table import HISTORIES, NPI_OF, NUMBER, Path, columns
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Vector
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.rejection import Rejection
from rules_engine.claims.shapes import Shape

_MORE_WORDS: Final = {
    "value-and-absence": ("a value, and a reason why there is none", "leave one of the two columns null"),
    "null-item": ("null inside a list", "leave the item out"),
    "bad-row": ("not what a row can be", "one of `claim`, `history`, `other patient`, or null"),
    "conflicting-records": (
        "this differs from another line of the same claim that names the same provider or authorization",
        "what belongs to a provider or an authorization is the same on each line of a claim that names it",
    ),
    "conflicting-flag": ("the record is said not to be there, and facts of it are", "leave the flag null"),
    "missing-key": ("a value is missing that every row has", "each row names its claim"),
}
CLAIM, HISTORY, OTHER = 0, 1, 2


class ClaimTable:
    """A claim table that has been read. source: its name, for rejections and origins.

    numbers: the line number of each row. claim_of: the claim of each row, numbered over all claims of the table.
    rejected: of each claim whether it cannot be taken in. rejections: why.
    """

    def __init__(self, table: pa.Table | pa.RecordBatch, source: str = "table") -> None:
        self.source = source
        self.reading = Reading(table)
        self.size = self.reading.size
        self._codes: dict[str, tuple[Array, int]] = {}
        self.groups: Groups = grouped({name: self.codes(name) for name in KEYS}, self.size)
        self.claim_of: Array = self.groups.of_rows(self.size)
        self.count = len(self.groups.starts) - 1
        self.numbers: Array = self._numbered()
        self._faults = list(self.reading.faults)
        self._merged: dict[tuple[str, str], Merged] = {}
        self._look()
        self.rejected = np.zeros(self.count, bool)
        for fault in self._faults:
            self.rejected[self.claim_of[fault.rows]] = True
        self.rejections = tuple(self._told())

    def codes(self, name: str) -> tuple[Array, int]:
        """Return for a column of texts the same number for the same text, and how many numbers there may be."""
        if name not in self._codes:
            vector = self.reading.vector(name)
            made = kinds_of(vector, self.size) if name == "row" else None
            self._codes[name] = made or codes_of(vector, self.size, self.reading.are_different(name))
        return self._codes[name]

    # --- rows of claims ----------------------------------------------------------------------------

    def rows_of(self, claim: int) -> Array:
        """Return the rows of one claim in their order."""
        first, last = self.groups.starts[claim], self.groups.starts[claim + 1]
        return np.arange(first, last) if self.groups.rows is None else self.groups.rows[first:last]

    def rows_among(self, claims: Array) -> tuple[Array | slice, Array]:
        """Return the rows of some claims, one claim after another, and the first of each with their number."""
        starts = self.groups.starts
        if len(claims) == self.count:
            return slice(0, self.size) if self.groups.rows is None else self.groups.rows, starts
        lengths = starts[claims + 1] - starts[claims]
        stops = np.concatenate(([0], np.cumsum(lengths)))
        at = np.arange(int(stops[-1])) + np.repeat(starts[claims] - stops[:-1], lengths)
        return at if self.groups.rows is None else self.groups.rows[at], stops

    def taken(self, kind: int) -> Array:
        """Return the claims of one kind that can be taken in, in their order."""
        found: Array = np.flatnonzero((self.groups.kind == kind) & ~self.rejected)
        return found

    @cached_property
    def first_rows(self) -> Array:
        """The first row of each claim."""
        at = self.groups.starts[:-1]
        found: Array = at if self.groups.rows is None else self.groups.rows[at]
        return found

    # --- records joined to rows --------------------------------------------------------------------

    @cached_property
    def _there(self) -> dict[Path, Array]:
        return {}

    def there(self, record: Path) -> Array:
        """Return for each row whether a record is there: a column says something of it, or its flag is true."""
        if record not in self._there:
            self._there[record] = self._stated(record) | self._flagged(record, True)
        return self._there[record]

    def why_not(self, record: Path) -> Array | None:
        """Return for each row why a record is not there, 0 where it is; None when it is never said why."""
        outer = self.why_not(record[:-1]) if len(record) > 1 else None
        said = self.reading.why(".".join(record))
        if outer is None and said is None:
            return None
        found = np.full(self.size, NOT_SUPPLIED, np.uint8)
        if outer is not None:
            found = np.where(outer != 0, outer, found)
        if said is not None:
            found = np.where(said != 0, said, found)
        return np.where(self.there(record), np.uint8(0), found)

    def merged(self, root: str, name: str) -> Merged:
        """Return what is known of the providers, or authorizations, of a root under an attribute."""
        if (root, name) not in self._merged:
            found = merged(self.reading, self.claim_of, root, name)
            self._merged[root, name] = found if found.roots else self._merged.setdefault(("", ""), found)
        return self._merged[root, name]

    def _stated(self, record: Path) -> Array:
        found = np.zeros(self.size, bool)
        prefix = ".".join(record) + "."
        for name in self.reading.names:
            column = columns()[name]
            if not name.startswith(prefix) or column.path == record:
                continue
            if column.use == "value":
                found |= gone(self.reading.vector(name), self.size) != NOT_SUPPLIED
            else:
                found |= self._flagged(column.path, None)
                why = self.reading.why(".".join(column.path))
                if why is not None:
                    found |= (why != 0) & (why != NOT_SUPPLIED)
        return found

    def _flagged(self, record: Path, wanted: bool | None) -> Array:
        """Return where the flag of a record is as wanted; None: either."""
        flag = self.reading.flag(".".join(record)) if columns()[".".join(record)].use == "flag" else None
        if flag is None or flag.index is None:
            return np.zeros(self.size, bool)
        holds = [isinstance(each, bool) and (wanted is None or each is wanted) for each in flag.values]
        found: Array = np.asarray(holds, bool)[flag.index]
        return found

    def says_none(self, record: Path) -> Array:
        """Return for each row whether the flag of a record says that it is not there."""
        return self._flagged(record, False)

    # --- what is wrong with claims -----------------------------------------------------------------

    def _numbered(self) -> Array:
        vector = self.reading.vector("line.number")
        place = np.empty(self.size, np.int64)
        in_order = np.arange(self.size) - np.repeat(self.groups.starts[:-1], np.diff(self.groups.starts)) + 1
        place[slice(None) if self.groups.rows is None else self.groups.rows] = in_order
        why = gone(vector, self.size)
        if not (why == 0).any():
            return place
        held = vector.rows(self.size)
        return np.where(why != 0, place, held) if (why != 0).any() else held

    def _look(self) -> None:
        """Find what can only be seen on whole claims."""
        self._note("missing-key", "claim.claim_id", gone(self.reading.vector("claim.claim_id"), self.size) != 0)
        self._note("bad-row", "row", self.groups.kind[self.claim_of] > OTHER)
        self._note("repeated-line-number", "line.number", self._repeated())
        for name in self.reading.names:
            column = columns()[name]
            if column.of_claim and name not in KEYS:
                self._note("conflicting-lines", name, self._differs(name))
        for record in (("session",), ("session", "signature"), ("session", "plan"), ("member",)):
            said = self.reading.why(".".join(record))
            none = self.says_none(record) if said is None else self.says_none(record) | (said != 0)
            self._note("conflicting-flag", ".".join(record), self.there(record) & none)
        for root in (*NPI_OF, "authorization"):
            for name in self.reading.names:
                if name.startswith(f"{root}.") and columns()[name].use == "value":
                    self._note("conflicting-records", name, self.merged(root, columns()[name].path[1]).conflicts)

    def _note(self, code: str, column: str, rows: Array | None) -> None:
        if rows is not None and rows.any():
            self._faults.append(FaultyRows(code, column, np.flatnonzero(rows)))

    def _repeated(self) -> Array:
        """Return the rows whose line number stands on an earlier line of the same claim."""
        rows, found = self.groups.rows, np.zeros(self.size, bool)
        number = self.numbers if rows is None else self.numbers[rows]
        claim = self.claim_of if rows is None else self.claim_of[rows]
        rises = (claim[1:] != claim[:-1]) | (number[1:] > number[:-1])
        if rises.all():
            return found
        order = np.lexsort((np.arange(self.size), self.numbers, self.claim_of))
        same = (np.diff(self.claim_of[order]) == 0) & (np.diff(self.numbers[order]) == 0)
        found[order[1:][same]] = True
        return found

    def _differs(self, name: str) -> Array:
        """Return the rows that say something else of their claim than its first row."""
        column = columns()[name]
        vector: Vector | None = self.reading.flag(name) if column.use == "flag" else None
        first = self.first_rows
        if column.use == "absent":
            codes = self.reading.why(".".join(column.path))
            assert codes is not None
            return np.asarray(codes != codes[first][self.claim_of])
        found = alike(vector or self.reading.vector(name), self.size, first, self.claim_of, self.groups.rows is None)
        items = self.reading.items.get(name)
        if items is not None and isinstance(column.of, Shape):
            found &= alike_items(items, first[self.claim_of])
        return ~found

    def _told(self) -> list[Rejection]:
        """Return what is wrong, in the order of the rows; a claim is lost once."""
        found: list[tuple[int, str, str]] = []
        for fault in self._faults:
            found += [(int(row), fault.column, fault.code) for row in fault.rows]
        lost: set[int] = set()
        made = []
        for row, column, code in sorted(found):
            claim = int(self.claim_of[row])
            kind = int(self.groups.kind[claim])
            words = _MORE_WORDS.get(code) or (FaultError(code).message, FaultError(code).help)
            is_history = kind in (HISTORY, OTHER)
            made.append(
                Rejection(
                    code,
                    words[0],
                    self.source,
                    words[1],
                    claim_id=self._sayable_id(row),
                    pointer=f'row {row + 1} column "{column}"',
                    lost=int(not is_history and claim not in lost),
                    part=HISTORIES[kind - 1] if is_history else "",
                )
            )
            lost.add(claim)
        return made

    @cached_property
    def _rows_without_id(self) -> frozenset[int]:
        named = [fault.rows.tolist() for fault in self._faults if fault.column == "claim.claim_id"]
        return frozenset(row for rows in named for row in rows)

    def _sayable_id(self, row: int) -> str:
        """Return the claim id of a row, unless it is itself what cannot be read."""
        if row in self._rows_without_id:
            return ""
        found: Any = self.reading.vector("claim.claim_id").row(row)
        return found if isinstance(found, str) else ""


def key_of(root: str) -> Path:
    """Return where a line names the provider, or the authorization, of a root."""
    return NPI_OF.get(root, NUMBER)
