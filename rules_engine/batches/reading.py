"""The columns of a claim table as vectors, a row for each row of the table, with every fault of their values."""

from __future__ import annotations

from typing import Any

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rules_engine.batches.leaves import leaf
from rules_engine.batches.lists import listed, runs_of
from rules_engine.batches.making import gone, nothing, with_absences
from rules_engine.batches.table import Column, TableError, check, columns, item_fields
from rules_engine.batches.texts import are_rising
from rules_engine.batches.types import is_text
from rules_engine.batches.vector import CODE_OF, NOT_SUPPLIED, Array, Vector, objects
from rules_engine.batches.vector import Kind as Held
from rules_engine.claims.absence import AbsenceKind
from rules_engine.claims.shapes import Kind, Shape

_KINDS = {kind.value: CODE_OF[kind] for kind in AbsenceKind}


@attrs.frozen(eq=False, repr=False)
class FaultyRows:
    """Rows in which a column has a fault."""

    code: str
    column: str
    rows: Array


class Items:
    """Records in a column of lists: the run of each row, and what the records hold."""

    def __init__(self, shape: Shape, given: pa.Array, name: str, faults: list[FaultyRows]) -> None:
        self.shape = shape
        self.start, self.stop, self.gone, self._owner = runs_of(given)
        self._name, self._faults = name, faults
        items = given.values
        self.size = len(items)
        self._null: Array = items.is_null().to_numpy(zero_copy_only=False)
        self._fault("null-item", np.flatnonzero(self._null))
        names = [field.name for field in items.type] if self.size else []
        self._given = dict(zip(names, items.flatten(), strict=True)) if names else {}
        self._vectors: dict[str, Vector] = {}
        for each, _, _ in item_fields(shape):
            self.vector(each)
        if shape.name == "Diagnosis":
            self._complete_diagnoses()

    def vector(self, name: str) -> Vector:
        """Return what the records have under an attribute: a row for each record."""
        if name not in self._vectors:
            kinds = {each: (kind, many) for each, kind, many in item_fields(self.shape)}
            self._vectors[name] = self._read(name, *kinds[name]) if name in self._given else nothing()
            why = self._given.get(f"{name}.absent")
            if why is not None:
                codes, bad = absences(why, f"{self._name}[].{name}.absent")
                for code, at in bad:
                    self._fault(code, at)
                there = gone(self._vectors[name], self.size) == 0
                if (there & (codes != 0)).any():
                    self._fault("value-and-absence", np.flatnonzero(there & (codes != 0)))
                self._vectors[name] = with_absences(self._vectors[name], codes)
        return self._vectors[name]

    def _read(self, name: str, kind: Kind, many: bool) -> Vector:
        found, bad = (listed if many else leaf)(kind, self._given[name], f"{self._name}[].{name}")
        for code, at in bad:
            self._fault(code, at)
        return found

    def _fault(self, code: str, at: Array) -> None:
        rows = self._owner[at]
        rows = np.unique(rows[rows >= 0])
        if len(rows):
            self._faults.append(FaultyRows(code, self._name, rows))

    def _complete_diagnoses(self) -> None:
        """A diagnosis has a code; without positions they stand in their order."""
        self._fault("missing-key", np.flatnonzero((gone(self.vector("code"), self.size) != 0) & ~self._null))
        positions = self.vector("position")
        why = gone(positions, self.size)
        used = self._owner >= 0
        if not (why[used] != 0).any():
            self._check_positions(positions)
            return
        place = np.arange(self.size) - self.start[np.maximum(self._owner, 0)] + 1 if len(self.start) else np.zeros(0)
        own = positions.rows(self.size) if positions.kind is Held.NUMBER else place
        self._vectors["position"] = Vector(Held.NUMBER, np.where(why != 0, place, own).astype(np.int64))
        if self.size == 1:
            self._vectors["position"].index = np.zeros(1, np.uint8)
        self._check_positions(self._vectors["position"])

    def _check_positions(self, positions: Vector) -> None:
        if not self.size or not len(positions.values) or positions.values.dtype == np.int8:
            return
        held, used = positions.rows(self.size), np.flatnonzero(self._owner >= 0)
        owner, number = self._owner[used], held[used]
        order = np.lexsort((number, owner))
        same = (np.diff(owner[order]) == 0) & (np.diff(number[order]) == 0)
        self._fault("repeated-position", used[order[1:][same]])


class Reading:
    """Every column of a table, read once. faults: what is wrong with single values."""

    def __init__(self, table: pa.Table | pa.RecordBatch) -> None:
        found = check(table.schema)
        if found:
            raise TableError(found)
        self.size: int = table.num_rows
        self.faults: list[FaultyRows] = []
        self._given = {name: whole(table.column(name)) for name in table.schema.names}
        self._vectors: dict[str, Vector] = {}
        self._codes: dict[str, Array | None] = {}
        self.items: dict[str, Items] = {}
        for name in self._given:
            column = columns()[name]
            if column.use == "value":
                self.vector(name)
            elif column.use == "absent":
                self.why(name.removesuffix(".absent"))
        self._check_together()

    @property
    def names(self) -> tuple[str, ...]:
        """The columns of the table."""
        return tuple(self._given)

    def has(self, name: str) -> bool:
        """Return whether the table has a column."""
        return name in self._given

    def given(self, name: str) -> pa.Array:
        """Return a column as it came, in one piece. Raises KeyError when the table does not have it."""
        return self._given[name]

    def vector(self, name: str) -> Vector:
        """Return a column of values; of records in lists, an entry that is there stands for some list."""
        found = self._vectors.get(name)
        if found is None:
            found = self._read(columns()[name]) if name in self._given else self._with_why(name, nothing())
            self._vectors[name] = found
        return found

    def why(self, name: str) -> Array | None:
        """Return for each row the code of absence that `<name>.absent` says, or None without such a column."""
        if name not in self._codes:
            given = self._given.get(f"{name}.absent")
            self._codes[name] = None
            if given is not None:
                codes, bad = absences(given, f"{name}.absent")
                self.faults += [FaultyRows(code, f"{name}.absent", rows) for code, rows in bad]
                self._codes[name] = codes
        return self._codes[name]

    def are_different(self, name: str) -> bool:
        """Return whether the entries of a column of texts are known to be different texts."""
        given = self._given.get(name)
        if given is None or self.why(name) is not None:
            return False
        if not pa.types.is_dictionary(given.type):
            return True  # Arrow has made the dictionary
        return is_text(given.type.value_type) and are_rising(given.dictionary)

    def flag(self, name: str) -> Vector:
        """Return the flag of a record."""
        given = self._given.get(name)
        return nothing() if given is None else leaf(Kind.FLAG, given, name)[0]

    def _read(self, column: Column) -> Vector:
        given = self._given[column.name]
        if isinstance(column.of, Shape):
            return self._records(column, given)
        found, bad = (listed if column.many else leaf)(column.of, given, column.name)
        self.faults += [FaultyRows(code, column.name, rows) for code, rows in bad]
        return self._with_why(column.name, found)

    def _records(self, column: Column, given: pa.Array) -> Vector:
        assert isinstance(column.of, Shape)
        if pa.types.is_null(given.type):
            return self._with_why(column.name, nothing())
        items = self.items[column.name] = Items(column.of, given, column.name, self.faults)
        index = np.zeros(self.size, np.uint8) if items.gone is None else items.gone.view(np.uint8)
        absent = np.asarray([0, NOT_SUPPLIED], np.uint8)
        return self._with_why(column.name, Vector(Held.OBJECT, objects([True, None]), absent, index))

    def _with_why(self, name: str, found: Vector) -> Vector:
        codes = self.why(name)
        return found if codes is None else with_absences(found, codes)

    def _check_together(self) -> None:
        """A value beside the reason why there is none is a fault."""
        for name, codes in self._codes.items():
            if codes is None or columns()[name].use != "value" or name not in self._given:
                continue
            there = ~pc.is_null(self._given[name]).to_numpy(zero_copy_only=False)
            rows = np.flatnonzero(there & (codes != 0))
            if len(rows):
                self.faults.append(FaultyRows("value-and-absence", name, rows))


def absences(given: pa.Array, name: str) -> tuple[Array, list[tuple[str, Array]]]:
    """Return the code of absence of each row, 0 where the column says nothing, and faults."""
    found, bad = leaf(Kind.TEXT, given, name)
    if found.is_constant and found.index is None:
        return np.zeros(len(given), np.uint8), bad
    codes = np.asarray([_KINDS.get(each, 255) if isinstance(each, str) else 0 for each in found.values], np.uint8)
    rows: Any = codes[found.index] if found.index is not None else codes
    unknown = np.flatnonzero(rows == 255)
    if len(unknown):
        rows = np.where(rows == 255, np.uint8(0), rows)
        bad = [*bad, ("unknown-absence", unknown)]
    return rows, bad


def whole(given: pa.Array | pa.ChunkedArray) -> pa.Array:
    """Return a column in one piece; without a copy when it is one."""
    if isinstance(given, pa.ChunkedArray):
        if given.num_chunks == 1:
            return given.chunk(0)
        if not given.num_chunks:
            return pa.array([], given.type)
        if pa.types.is_dictionary(given.type):
            given = given.unify_dictionaries()
        return _joined(given)
    return given


def _joined(given: pa.ChunkedArray) -> pa.Array:
    found = given.combine_chunks()
    return found if isinstance(found, pa.Array) else found.chunk(0)
