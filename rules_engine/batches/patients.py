"""Which other claims of a table each claim sees, as `rules_engine.claims.join` says it of a job.

The claims of the table are the job. Rows "history" are entries of a history: complete for the days that the columns
`history.complete_from` and `history.complete_through` say, those of all claims of the patient together.
"""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

import numpy as np

from rules_engine.batches.claim_table import CLAIM, HISTORY, OTHER, ClaimTable
from rules_engine.batches.decoding import value_of, why
from rules_engine.batches.vector import UNREADABLE, Array
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.join.history import MOST_PAIRS, Span, combined
from rules_engine.claims.join.job import Word, together

_ANSWERED: Final = frozenset({"paid", "denied", "voided"})
_NOT_READ: Final = why(UNREADABLE)


class Patients:
    """The claims of a table by patient.

    claims, history, others: numbers of the claims that could be taken in, by what they are; a claim of the job has its
    place in `claims`. of_claim: the patient of each claim of the job, -1 when nobody knows. earlier: the history
    entries that count. of_earlier, of_others: the patients of these, and of the claims of rows "other patient".
    """

    def __init__(self, table: ClaimTable) -> None:
        self.table = table
        self.claims, self.history, self.others = (table.taken(kind) for kind in (CLAIM, HISTORY, OTHER))
        self._patients = self._codes("claim.patient_id")
        self.of_claim: Array = self._patients[self.claims]
        self.earlier: Array = self._unfiled()
        self.of_earlier: Array = self._patients[self.earlier]
        self.of_others: Array = self._patients[self.others]

    def _codes(self, name: str) -> Array:
        """Return a number for what a column says of each claim of the table, -1 where it says nothing."""
        vector = self.table.reading.vector(name)
        codes, _ = self.table.codes(name)
        found = codes[self.table.first_rows].astype(np.int64)
        if vector.absent is not None:
            gone = vector.absent if vector.index is None else vector.absent[vector.index]
            found[np.broadcast_to(gone, (self.table.size,))[self.table.first_rows] != 0] = -1
        return found

    def of(self, claims: Array) -> Array:
        """Return the patients of any claims of the table, -1 where nobody knows."""
        found: Array = self._patients[claims]
        return found

    @cached_property
    def several(self) -> bool:
        """Return whether the table has claims of more than one patient."""
        known = np.concatenate((self.of_claim, self._patients[self.others]))
        known = known[known >= 0]
        return len(known) > 0 and bool((known != known[0]).any())

    @cached_property
    def runs(self) -> tuple[Array, Array, Array, Array]:
        """Return places of claims by patient with the first of each, and places of earlier claims likewise."""
        count = self.count
        return (*_by(self.of_claim, count), *_by(self.of_earlier, count))

    @cached_property
    def count(self) -> int:
        """How many patients there may be: patients are numbered below it."""
        return int(self._patients.max()) + 1 if len(self._patients) else 0

    @cached_property
    def is_one_person(self) -> Array:
        """Return of each patient whether the id can be one person's."""
        claims = np.bincount(self.of_claim[self.of_claim >= 0], minlength=self.count)
        earlier = np.bincount(self.of_earlier[self.of_earlier >= 0], minlength=self.count)
        found: Array = (claims <= 1) | (claims * (claims + earlier) <= MOST_PAIRS)
        return found

    def claims_of(self, patient: int) -> Array:
        """Return the places of a patient's claims of the job."""
        order, starts, _, _ = self.runs
        found: Array = order[starts[patient] : starts[patient + 1]]
        return found

    def earlier_of(self, patient: int) -> Array:
        """Return the numbers of a patient's entries of history."""
        _, _, order, starts = self.runs
        found: Array = self.earlier[order[starts[patient] : starts[patient + 1]]]
        return found

    # --- what is known to be all -------------------------------------------------------------------

    @cached_property
    def says_nothing(self) -> bool:
        """Return whether the table says nothing of histories, so that no span is known anywhere."""
        named = any(name.startswith("history") for name in self.table.reading.names)
        return not named and not len(self.earlier) and not self._is_hurt[1] and not self._is_hurt[0]

    @cached_property
    def _is_hurt(self) -> tuple[set[int], bool]:
        """Return patients of whom an entry was refused, and whether an entry may be anybody's."""
        refused = np.flatnonzero((self.table.groups.kind == HISTORY) & self.table.rejected)
        patients = {int(each) for each in self._patients[refused]}
        return patients - {-1}, -1 in patients or bool((self._patients[self.history] < 0).any())

    def part(self, place: int) -> Span | Absent:
        """Return the span that the rows of one claim say, or why they say none."""
        patient = int(self.of_claim[place])
        hurt, all_hurt = self._is_hurt
        if all_hurt or patient in hurt:
            return _NOT_READ, _NOT_READ
        row = int(self.table.first_rows[self.claims[place]])
        reading = self.table.reading
        is_first = patient >= 0 and len(found := self.claims_of(patient)) > 0 and int(found[0]) == place
        if self.table.there(("history",))[row] or (is_first and len(self.earlier_of(patient))):
            first, last = (value_of(reading, f"history.complete_{end}", row) for end in ("from", "through"))
            return first, last
        codes = self.table.why_not(("history",))
        return NOT_SUPPLIED if codes is None else why(int(codes[row]))

    def span(self, place: int) -> Span | Absent:
        """Return the days for which the earlier claims of a claim are all there are, or why nothing is known."""
        patient = int(self.of_claim[place])
        if patient < 0:
            return self.part(place)
        if not self.is_one_person[patient]:
            return NOT_SUPPLIED
        parts = [self.part(int(each)) for each in self.claims_of(patient)]
        found = combined([each for each in parts if not isinstance(each, Absent)])
        return (
            together(Word(absent=each) for each in parts if isinstance(each, Absent)).absent if found is None else found
        )

    # --- entries that are claims of the job --------------------------------------------------------

    def _unfiled(self) -> Array:
        """Return the entries of history without those that are claims of the job, not yet answered."""
        if not len(self.history):
            return self.history
        ids, billers = self._codes("claim.claim_id"), self._codes("claim.billing_npi")
        known: dict[tuple[int, int], set[int]] = {}
        for claim in self.claims:
            known.setdefault((int(self._patients[claim]), int(ids[claim])), set()).add(int(billers[claim]))
        kept = []
        for entry in self.history:
            found = known.get((int(self._patients[entry]), int(ids[entry])))
            if found is None or not self._is_filed(int(entry), int(billers[entry]), found):
                kept.append(entry)
        return np.asarray(kept, np.int64)

    def _is_filed(self, entry: int, biller: int, billers: set[int]) -> bool:
        status = self.table.reading.vector("line.status")
        said: set[Any] = {status.row(int(row)) for row in self.table.rows_of(entry)}
        return not said & _ANSWERED and (biller < 0 or biller in billers or -1 in billers)

    @cached_property
    def has_own_records(self) -> Array:
        """Return of each claim of the table whether session records of it can be told from those of other claims.

        A record names its claim by the claim's id, so that the id must be of one claim of the patient alone.
        """
        ids = self._codes("claim.claim_id")
        every = np.concatenate((self.claims, self.earlier))
        pairs = (self._patients[every] + 1) * (int(ids.max(initial=0)) + 2) + ids[every] + 1
        _, number, counts = np.unique(pairs, return_inverse=True, return_counts=True)
        found = np.zeros(self.table.count, bool)
        found[every] = counts[number.reshape(-1)] == 1
        return found


def _by(patients: Array, count: int) -> tuple[Array, Array]:
    """Return places in the order of their patients, and where those of each patient start; nobody's are left out."""
    known = np.flatnonzero(patients >= 0)
    order = known[np.argsort(patients[known], kind="stable")]
    starts = np.concatenate(([0], np.cumsum(np.bincount(patients[known], minlength=count))))
    return order, starts
