"""Lines of other patients in a claim table: each line of a pool stands once for all claims that see it."""

from __future__ import annotations

from typing import Any

import numpy as np

from rules_engine.batches.batch import CannotError, Path, Seen
from rules_engine.batches.claim_table import ClaimTable
from rules_engine.batches.derived import derived
from rules_engine.batches.joined import Joins
from rules_engine.batches.making import gone, index_of, nothing, with_absences
from rules_engine.batches.patients import Patients
from rules_engine.batches.seen import STATUS, pending, voided
from rules_engine.batches.table import NPI_OF
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Kind, Vector, of_values
from rules_engine.claims.absence import NOT_SUPPLIED as NEVER_CAME
from rules_engine.claims.derived import DERIVED

_NO_VIEWER = -2


class FarRows:
    """The lines that claims see of other patients: rows "other patient", then claims of the job; by day.

    before: how many lines stand before them. Raises CannotError when records name claims of other patients.
    """

    def __init__(self, table: ClaimTable, patients: Patients, joins: Joins, before: int) -> None:
        self._table, self._patients, self._joins, self._before = table, patients, joins, before
        others = patients.others[patients.of_others >= 0]
        claims = np.concatenate((others, patients.claims[patients.of_claim >= 0]))
        self._refuse_records_of_others(claims)
        rows, _ = table.rows_among(claims)
        rows = np.arange(rows.start, rows.stop) if isinstance(rows, slice) else rows
        rows = rows[~voided(table)[rows]]
        is_job = ~np.isin(table.claim_of[rows], others)
        day = joins.vector(("line", "service_date")).at(rows)
        order = np.lexsort((is_job, _by_day(day, len(rows))))
        self._rows, self._is_job = rows[order], is_job[order]

    @property
    def size(self) -> int:
        """How many lines there are."""
        return len(self._rows)

    def _refuse_records_of_others(self, claims: Array) -> None:
        """A record of an earlier claim is read for any claim of its id."""
        table, patients = self._table, self._patients
        if not len(patients.earlier):
            return
        has_records = np.zeros(table.count, bool)
        has_records[table.claim_of[table.there(("session",))]] = True
        named = patients.earlier[(patients.has_own_records & has_records)[patients.earlier]]
        ids = table.codes("claim.claim_id")[0][table.first_rows]
        owners: dict[int, set[int]] = {}
        for code, patient in zip(ids[named].tolist(), patients.of(named).tolist(), strict=True):
            owners.setdefault(code, set()).add(patient)
        for code, patient in zip(ids[claims].tolist(), patients.of(claims).tolist(), strict=True):
            if owners.get(code, {patient}) != {patient}:
                raise CannotError("records that name claims of other patients")

    def seen(self, span: Any) -> Seen:
        """Return what each claim sees. span: the days of which all is known, or an absence."""
        patients = self._patients
        known = patients.of_claim >= 0
        known[known] = patients.is_one_person[patients.of_claim[known]]
        holder = patients.of(self._table.claim_of[self._rows])
        ends = (NEVER_CAME, NEVER_CAME) if not isinstance(span, tuple) else span
        first, last = ([end if there else NEVER_CAME for there in known.tolist()] for end in ends)
        return Seen(
            np.where(known, self._before, 0),
            np.where(known, self._before + self.size, 0),
            np.concatenate((np.full(self._before, -1), holder)),
            np.where(known, patients.of_claim, _NO_VIEWER),
            of_values(first),
            of_values(last),
        )

    def read(self, path: Path) -> Vector:
        """Return what the lines have at a path, as a claim of another patient sees it. Raises CannotError."""
        if path[0] in ("member", "authorization"):
            return nothing()
        if path[0] in NPI_OF:
            if not self._table.merged(path[0], path[1]).roots:
                return nothing()
            raise CannotError(f"{path[0]} of other claims")
        if path[0] == "derived":
            if path[1] not in DERIVED or path[1].endswith("_entries"):
                raise CannotError(f"derived {path[1]}")
            return derived(path[1], self.read, self.size, nothing, None)
        found = self._joins.vector(path).at(self._rows)
        if path == STATUS:
            return pending(found, self.size, self._is_job)
        if path[0] == "session":
            return with_absences(found, np.where(self._is_job, np.uint8(0), np.uint8(NOT_SUPPLIED)))
        return found


def _by_day(day: Vector, size: int) -> Array:
    """Return what sorts lines by their day, those without one last."""
    if day.kind is Kind.NOTHING:
        return np.zeros(size, np.int64)
    return np.where(gone(day, size) != 0, np.iinfo(np.int64).max, day.rows(size))


def joined(one: Vector, size: int, other: Vector, more: int) -> Vector:
    """Return the rows of one vector and after them those of another."""
    left, right = _alike(one, other)
    absent = None
    if left.absent is not None or right.absent is not None:
        absent = np.concatenate([_codes(left), _codes(right)])
    index = np.concatenate((index_of(left, size), index_of(right, more).astype(np.int64) + len(left.values)))
    return Vector(left.kind, np.concatenate((left.values, right.values)), absent, index, left.places)


def _codes(vector: Vector) -> Array:
    return np.zeros(len(vector.values), np.uint8) if vector.absent is None else vector.absent


def _alike(one: Vector, other: Vector) -> tuple[Vector, Vector]:
    """Return two vectors whose entries are held alike."""
    if one.kind is Kind.NOTHING or other.kind is Kind.NOTHING:
        return _as(one, other), _as(other, one)
    if one.places == other.places:
        return one, other
    return one.decimals(), other.decimals()


def _as(vector: Vector, like: Vector) -> Vector:
    if vector.kind is not Kind.NOTHING or like.kind is Kind.NOTHING:
        return vector
    held = np.full(len(vector.values), None if like.values.dtype == object else 1, like.values.dtype)
    return Vector(like.kind, held, vector.absent, vector.index, like.places)
