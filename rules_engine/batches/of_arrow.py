"""A claim table as a batch: columns are read where they stand, and dossiers are made only for single claims."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import attrs
import numpy as np
import pyarrow as pa

from rules_engine.batches.batch import CannotError, Path, Seen
from rules_engine.batches.claim_table import ClaimTable
from rules_engine.batches.decoding import value_of, why
from rules_engine.batches.derived import derived
from rules_engine.batches.far_rows import FarRows, joined
from rules_engine.batches.joined import Joins
from rules_engine.batches.making import gone, nothing, with_absences
from rules_engine.batches.patients import Patients
from rules_engine.batches.seen import Sight
from rules_engine.batches.table import LEDGERS, NPI_OF, columns
from rules_engine.batches.to_dossiers import Decoder
from rules_engine.batches.vector import Array, Kind, Vector, objects, of_values
from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.claims.derived import DERIVED
from rules_engine.claims.model import Dossier
from rules_engine.claims.rejection import Rejection
from rules_engine.claims.shapes import Shape


@attrs.frozen(eq=False, repr=False)
class TableEntries:
    """Entries of one kind; see `Entries`."""

    start: Array
    stop: Array
    absent: Array | None
    read_at: Any

    def read(self, path: Path) -> Vector:
        """Return what the entries have at a path."""
        found: Vector = self.read_at(path)
        return found


class ArrowBatch:
    """The claims of a claim table; see `Batch`.

    table: one table or record batch with the columns of `rules_engine.batches.table`. source: its name.
    starts: the first line of each claim. input_rows: the row of the table of each line. rejections: what was not taken
    in, by claim, row and column. Raises TableError when the columns are not those of a claim table.

    >>> batch = ArrowBatch(pa.table({"claim.claim_id": ["C1", "C1"], "line.code": ["90837", None]}))
    >>> [batch.read(("line", "code")).row(line) for line in range(2)]
    ['90837', <absent: not supplied>]
    """

    def __init__(self, table: pa.Table | pa.RecordBatch, source: str = "table") -> None:
        self.table = ClaimTable(table, source)
        self.rejections: tuple[Rejection, ...] = self.table.rejections
        self.patients = Patients(self.table)
        self._rows, self.starts = self.table.rows_among(self.patients.claims)
        self._size = int(self.starts[-1])
        self._joins = Joins(self.table, self.patients)
        self._read: dict[tuple[Path, str], Vector] = {}
        self._entries: dict[Path, TableEntries] = {}

    @property
    def found(self) -> int:
        """Return how many claims the table holds, those that were not taken in too."""
        return len(self.starts) - 1 + sum(each.lost for each in self.rejections)

    @cached_property
    def input_rows(self) -> Array:
        """The row of the table of each line of the batch, from 0."""
        rows = self._rows
        return np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows

    def read(self, path: Path) -> Vector:
        """Return what the lines of the claims have at a path."""
        if (path, "own") not in self._read:
            self._read[path, "own"] = self._found(path)
        return self._read[path, "own"]

    def read_wide(self, path: Path) -> Vector:
        """Return what all lines have at a path. Raises CannotError for what hangs on the claim that looks."""
        if (path, "wide") not in self._read:
            self._read[path, "wide"] = self._found_wide(path)
        return self._read[path, "wide"]

    def read_far(self, path: Path) -> Vector:
        """Return what all lines, and lines of other patients after them, have at a path. Raises CannotError."""
        if (path, "far") not in self._read:
            wide, far = self.read_wide(path), self._far.read(path)
            self._read[path, "far"] = joined(wide, len(self._sight.rows), far, self._far.size)
        return self._read[path, "far"]

    def entries(self, path: Path) -> TableEntries:
        """Return the entries at a path of each line of the claims."""
        if path not in self._entries:
            self._entries[path] = self._entries_at(path)
        return self._entries[path]

    def earlier(self) -> Seen:
        """Return the lines of other claims of the same patient, without those that were voided."""
        return self._sight.seen

    def others(self) -> Seen:
        """Return the lines of other patients; each stands once for all claims. Raises CannotError."""
        return self._seen_far

    @cached_property
    def _far(self) -> FarRows:
        return FarRows(self.table, self.patients, self._joins, len(self._sight.rows))

    @cached_property
    def _seen_far(self) -> Seen:
        return self._far.seen(self._decoder.span_of_others)

    def dossier(self, claim: int) -> Dossier:
        """Return one claim with everything known about it. Only rows of its patient are read."""
        return self._decoder.dossier(claim)

    @cached_property
    def _decoder(self) -> Decoder:
        return Decoder(self.table, self.patients)

    @cached_property
    def _sight(self) -> Sight:
        return Sight(self.table, self.patients, self.input_rows, self.starts)

    # --- facts -------------------------------------------------------------------------------------

    def _found(self, path: Path) -> Vector:
        if path[0] == "derived":
            return derived(path[1], self.read, self._size, self._member_is_there, self._session_at)
        return self._joins.vector(path).at(self._rows)

    def _member_is_there(self) -> Vector:
        return self.read(("member",))

    def _session_at(self, line: int) -> Any:
        return _Lazy(self.table, int(self.input_rows[line]))

    def _found_wide(self, path: Path) -> Vector:
        sight = self._sight
        rows, size = sight.rows, len(sight.rows)
        if path[0] == "derived":
            if path[1] not in DERIVED or path[1].endswith("_entries"):
                raise CannotError(f"derived {path[1]}")
            return derived(path[1], self.read_wide, size, lambda: self.read_wide(("member",)), None)
        if path[0] in (*NPI_OF, "authorization"):
            if path[0] in NPI_OF and self._joins.is_never_said(path):
                return nothing()
            if path[0] not in NPI_OF and not any(name.startswith(path[0]) for name in self.table.reading.names):
                return nothing()
            raise CannotError(f"{path[0]} of other claims")
        found = self._joins.vector(path)
        if path[0] == "member":
            return self._of_patients(path, found)
        return sight.seen_so(path, found.at(rows))

    def _of_patients(self, path: Path, found: Vector) -> Vector:
        """Return a fact of the member: that of the claim that looks, so it must be one for all claims of a patient."""
        own = found.at(self.table.first_rows[self.patients.claims])
        codes = np.arange(len(self.patients.claims)) if own.index is None else own.index
        if own.is_constant:
            return own
        patient = self.patients.of_claim
        first = np.full(self.patients.count, -1, np.int64)
        known = np.flatnonzero(patient >= 0)
        first[patient[known[::-1]]] = known[::-1]
        if (codes[first[patient[known]]] != codes[known]).any():
            raise CannotError("member facts that differ between claims of a patient")
        claim = self._sight.claim_like(first)
        return own.at(claim)

    # --- entries -----------------------------------------------------------------------------------

    def _entries_at(self, path: Path) -> TableEntries:
        if path in (("derived", "modifier_entries"), ("derived", "pointer_entries")):
            return self._listed(path[1])
        if path == ("sessions",):
            return self._sessions()
        if path[0] == "dossier" or path in tuple((name,) for name in LEDGERS):
            return self._ledger(path[-1])
        name = ".".join(path)
        if name not in columns():
            raise CannotError(f"entries {name}")
        root = path[0]
        if not isinstance(columns()[name].of, Shape):
            return self._of_texts(self.read(path))
        if root in NPI_OF:
            return self._of_providers(root, path[1])
        return self._of_column(name, self.read(path), self.input_rows)

    def _of_column(self, name: str, is_there: Vector, rows: Array) -> TableEntries:
        items = self.table.reading.items.get(name)
        why = gone(is_there, self._size)
        absent = why.astype(np.uint8) if why.any() else None
        if items is None:
            none = np.zeros(self._size, np.int64)
            return TableEntries(none, none, absent, lambda _: nothing(0))
        start = np.where(why != 0, 0, items.start[rows])
        return TableEntries(start, np.where(why != 0, 0, items.stop[rows]), absent, lambda path: items.vector(path[0]))

    def _of_providers(self, root: str, name: str) -> TableEntries:
        """Return the list that some column says of the provider; those of several roles one after another."""
        said, rows = self.table.merged(root, name), self.input_rows
        lists = [self.table.reading.items.get(f"{each}.{name}") for each in said.roots]
        if len(lists) <= 1:
            column = f"{said.roots[0]}.{name}" if said.roots else f"{root}.{name}"
            return self._of_column(column, self.read((root, name)), said.row[rows])
        why = gone(self.read((root, name)), self._size)
        start, stop, before = np.zeros(self._size, np.int64), np.zeros(self._size, np.int64), 0
        for place, items in enumerate(lists):
            here = np.flatnonzero((said.root[rows] == place) & (why == 0))
            if items is not None:
                start[here] = items.start[said.row[rows][here]] + before
                stop[here] = items.stop[said.row[rows][here]] + before
                before += items.size
        held = [each for each in lists if each is not None]

        def read(path: Path) -> Vector:
            return of_values([each.vector(path[0]).row(at) for each in held for at in range(each.size)])

        return TableEntries(start, stop, why.astype(np.uint8) if why.any() else None, read)

    def _ledger(self, name: str) -> TableEntries:
        if name == "authorizations" and any(each.startswith("authorization.") for each in self.table.reading.names):
            raise CannotError("a ledger of which only entries are known")
        found = self._of_column(name, self._joins.vector((name,)).at(self._rows), self.input_rows)
        return self._own_answers(found) if name == "answers" else found

    def _own_answers(self, found: TableEntries) -> TableEntries:
        """Return of each line the answers about it and about its whole claim, each line with its own."""
        items = self.table.reading.items.get("answers")
        if items is None or not len(found.start):
            return found
        counts = found.stop - found.start
        line = np.repeat(np.arange(self._size), counts)
        at = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts) + found.start[line]
        named = items.vector("line_number")
        why = gone(named, items.size)[at]
        number = np.zeros(len(at), np.int64) if named.kind is Kind.NOTHING else named.rows(items.size)[at]
        keeps = (why != 0) | (number == self.table.numbers[self.input_rows][line])
        line, at, why = line[keeps], at[keeps], why[keeps]
        stop = np.cumsum(np.bincount(line, minlength=self._size))
        start = np.concatenate(([0], stop[:-1]))
        ids = self.read(("claim", "claim_id"))

        def read(path: Path) -> Vector:
            if path == ("claim_id",):
                return ids.at(line)
            vector = items.vector(path[0]).at(at)
            if path == ("holds",) and (why == 4).any():  # nobody can say of which line
                return with_absences(vector, np.where(why == 4, np.uint8(4), np.uint8(0)))
            return vector

        return TableEntries(start, stop, found.absent, read)

    def _sessions(self) -> TableEntries:
        """The record of a line is its only one, and stands where the line stands."""
        there = self.table.there(("session",))[self.input_rows]
        start = np.arange(self._size)
        absent = np.where(there, np.uint8(0), self._joins.no_session()[self.input_rows]).astype(np.uint8)

        def read(path: Path) -> Vector:
            if path == ("length",):
                return self.read(("derived", "session_minutes"))
            if path == ("claim_id",):
                return self.read(("claim", "claim_id"))
            return self.read(("line", "number") if path == ("line_number",) else ("session", *path))

        return TableEntries(start, start + there, absent if absent.any() else None, read)

    def _of_texts(self, lists: Vector) -> TableEntries:
        """The texts of a list: each once for all lines that have the same list. Nothing is read of a text."""
        why = gone(lists, self._size)
        counts = np.zeros(len(lists.values), np.int64)
        if lists.kind is not Kind.NOTHING:
            counts = np.asarray([0 if each is None else len(each) for each in lists.values], np.int64)
        stop = np.cumsum(counts)
        index = np.broadcast_to(np.zeros(1, np.int64), (self._size,)) if lists.is_constant else lists.index
        index = np.arange(len(counts)) if index is None else index
        absent = why.astype(np.uint8) if why.any() else None
        return TableEntries((stop - counts)[index], stop[index], absent, lambda _: nothing(int(counts.sum())))

    def _listed(self, name: str) -> TableEntries:
        """The places of a list: each entry of a list once for all lines that have the same list."""
        path = ("line", "modifiers" if name == "modifier_entries" else "diagnosis_pointers")
        lists = self.read(path)
        index = np.arange(len(lists.values)) if lists.index is None else lists.index
        if lists.is_constant:
            index = np.zeros(self._size, np.int64)
        why = gone(lists, self._size)
        absent = why.astype(np.uint8) if why.any() else None
        if lists.kind is Kind.NOTHING:
            none = np.zeros(self._size, np.int64)
            return TableEntries(none, none, absent, lambda _: nothing(0))
        counts = np.asarray([0 if each is None else len(each) for each in lists.values], np.int64)
        places = Vector(Kind.NUMBER, *_places(counts))
        if name == "modifier_entries":
            stop = np.cumsum(counts)
            codes = [code for each in lists.values if each is not None for code in each]
            made = Vector(Kind.OBJECT, objects(codes), None, np.arange(len(codes)))
            both = {("position",): places, ("code",): made}
            return TableEntries((stop - counts)[index], stop[index], absent, both.__getitem__)
        return self._pointers(lists, index, counts, absent)

    def _pointers(self, lists: Vector, index: Array, counts: Array, absent: Array | None) -> TableEntries:
        lengths = counts[index]
        stop = np.cumsum(lengths)
        line = np.repeat(np.arange(self._size), lengths)
        place = np.arange(int(lengths.sum())) - np.repeat(stop - lengths, lengths)
        pointers = [each for k in index for each in (lists.values[k] or ())]
        diagnoses = self.entries(("claim", "diagnoses"))
        codes: list[Any] = []
        code, position = diagnoses.read(("code",)), diagnoses.read(("position",))

        for each, row in zip(pointers, line.tolist(), strict=True):
            if diagnoses.absent is not None and diagnoses.absent[row]:
                codes.append(why(int(diagnoses.absent[row])))
                continue
            run = range(int(diagnoses.start[row]), int(diagnoses.stop[row]))
            codes.append(next((code.row(at) for at in reversed(run) if position.row(at) == each), NOT_DOCUMENTED))
        both = {
            ("position",): Vector(Kind.NUMBER, place + 1, None, np.arange(len(place))),
            ("code",): of_values(codes),
        }
        return TableEntries(stop - lengths, stop, absent, both.__getitem__)


class _Lazy:
    """What the session record of a row has, read when it is asked for."""

    def __init__(self, table: ClaimTable, row: int) -> None:
        self._table, self._row = table, row

    def __getattr__(self, name: str) -> Any:
        return value_of(self._table.reading, f"session.{name}", self._row, self._table.source)


def _places(counts: Array) -> tuple[Array, None, Array]:
    total = int(counts.sum())
    stop = np.cumsum(counts)
    return np.arange(total) - np.repeat(stop - counts, counts) + 1, None, np.arange(total)
