"""Lines of other claims of the same patient, in columns: after the lines of the claims, one run a patient."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from rules_engine.batches.batch import Path, Seen
from rules_engine.batches.claim_table import ClaimTable
from rules_engine.batches.making import gone, index_of, with_absences
from rules_engine.batches.patients import Patients
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Kind, Vector, constant, objects, of_values
from rules_engine.claims.absence import NOT_SUPPLIED as NEVER_CAME
from rules_engine.claims.absence import Absent

STATUS = ("line", "status")


class Sight:
    """What the claims of a batch see of each other.

    rows: the rows of the table of all lines: those of the claims, then for each patient entries of history and claims
    of the job. A line of the job that the payer has not answered is pending there.
    """

    def __init__(self, table: ClaimTable, patients: Patients, own: Array, starts: Array) -> None:
        self._table, self._patients = table, patients
        self._size = len(own)
        patient, entry, place = self._order()
        lines, claims = self._lines(np.where(place >= 0, patients.claims[place] if len(patients.claims) else 0, entry))
        keeps = ~voided(table)[lines]
        lines, claims = lines[keeps], claims[keeps]
        self.rows: Array = np.concatenate((own, lines))
        claim_of_own = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
        self._patient = np.concatenate((patients.of_claim[claim_of_own], patient[claims]))
        self._own_claim = claim_of_own
        self._is_job = place[claims] >= 0
        self._runs(patient[claims], place[claims])

    def _order(self) -> tuple[Array, Array, Array]:
        """Return the claims that somebody sees, by patient: (patient, number of an entry, place of a claim or -1)."""
        patients = self._patients
        job = np.flatnonzero(patients.of_claim >= 0)
        jobs = np.bincount(patients.of_claim[job], minlength=patients.count)
        earlier = np.flatnonzero(patients.of_earlier >= 0)
        of = np.concatenate((patients.of_earlier[earlier], patients.of_claim[job]))
        entry = np.concatenate((patients.earlier[earlier], np.full(len(job), -1)))
        place = np.concatenate((np.full(len(earlier), -1), job))
        entries = np.bincount(patients.of_earlier[earlier], minlength=patients.count)
        shown = (jobs > 0) & (jobs + entries > 1) & patients.is_one_person
        keeps = shown[of]
        of, entry, place = of[keeps], entry[keeps], place[keeps]
        order = np.argsort(of, kind="stable")
        return of[order], entry[order], place[order]

    def _lines(self, numbers: Array) -> tuple[Array, Array]:
        """Return the rows of claims of the table, and for each row which of them it is of."""
        starts = self._table.groups.starts
        first, lengths = starts[numbers], starts[numbers + 1] - starts[numbers]
        claims = np.repeat(np.arange(len(numbers)), lengths)
        at = np.arange(len(claims)) - np.repeat(np.cumsum(lengths) - lengths, lengths) + first[claims]
        return at if self._table.groups.rows is None else self._table.groups.rows[at], claims

    def _runs(self, patient: Array, place: Array) -> None:
        known = np.arange(self._patients.count + 1)
        edges = self._size + np.searchsorted(patient, known)
        of = self._patients.of_claim
        self._start = np.where(of >= 0, edges[np.maximum(of, 0)] if len(edges) > 1 else 0, 0)
        self._stop = np.where(of >= 0, edges[np.maximum(of, 0) + 1] if len(edges) > 1 else 0, 0)
        self._holder = np.concatenate((np.full(self._size, -1), place))

    @cached_property
    def seen(self) -> Seen:
        """The run of each claim."""
        first, last = self._spans()
        return Seen(self._start, self._stop, self._holder, np.arange(len(self._start)), first, last)

    def _spans(self) -> tuple[Vector, Vector]:
        patients = self._patients
        if patients.says_nothing:
            return constant(NEVER_CAME), constant(NEVER_CAME)
        known: dict[int, object] = {}
        found = []
        for place in range(len(patients.claims)):
            patient = int(patients.of_claim[place])
            if patient < 0:
                found.append(patients.span(place))
                continue
            if patient not in known:
                known[patient] = patients.span(place)
            found.append(known[patient])  # type: ignore[arg-type]
        ends = [(NEVER_CAME, NEVER_CAME) if isinstance(each, Absent) else each for each in found]
        return of_values([first for first, _ in ends]), of_values([last for _, last in ends])

    def claim_like(self, first: Array) -> Array:
        """Return for each line a claim of the job of its patient. first: the first claim of each patient."""
        own = self._own_claim
        others = self._patient[self._size :]
        found: Array = np.concatenate((own, first[others]))
        return found

    def seen_so(self, path: Path, found: Vector) -> Vector:
        """Return a fact of all lines as it is seen from other claims."""
        size = len(self.rows)
        if path == STATUS:
            return pending(found, size, np.concatenate((np.zeros(self._size, bool), self._is_job)))
        if path[0] != "session" or (found.kind is Kind.NOTHING and found.is_constant):
            return found
        hidden = np.zeros(size, np.uint8)
        entries = self._patients.has_own_records[self._table.claim_of[self.rows[self._size :]]]
        shown = np.where(self._is_job, self._patients.several, entries)
        hidden[self._size :] = np.where(shown, 0, NOT_SUPPLIED)
        return with_absences(found, hidden)


def voided(table: ClaimTable) -> Array:
    """Return which rows of a table are lines that were taken back."""
    status = table.reading.vector(".".join(STATUS))
    if status.kind is Kind.NOTHING:
        return np.zeros(table.size, bool)
    found: Array = np.asarray([each == "voided" for each in status.values], bool)[index_of(status, table.size)]
    return found


def pending(found: Vector, size: int, of_job: Array) -> Vector:
    """Return the status of lines as others see it: what the payer has not answered is pending. of_job: a mask."""
    open_ = (gone(found, size) == NOT_SUPPLIED) & of_job
    if not open_.any():
        return found
    if found.kind is Kind.NOTHING:
        found = Vector(Kind.OBJECT, objects([None] * len(found.values)), found.absent, found.index)
    values = np.concatenate((found.values, objects(["pending"])))
    own = np.zeros(len(found.values), np.uint8) if found.absent is None else found.absent
    absent = np.append(own, np.uint8(0))
    index = np.where(open_, len(values) - 1, index_of(found, size).astype(np.int64))
    return Vector(Kind.OBJECT, values, absent, index)
