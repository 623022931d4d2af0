"""Lines of other patients: those of the documents that have them, and the claims of the job.

What a document says of other patients holds for every claim of the job. Entries without a patient id are nobody's: they
are left out, and nothing is then known to be all there is; the same goes for a claim of the job without one.
"""

from __future__ import annotations

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.join.history import Histories, Span, combined, is_filed, span_of
from rules_engine.claims.join.job import UNREADABLE, Job, Word, together
from rules_engine.claims.join.sessions import Sessions
from rules_engine.claims.join.unmatched import Unmatched, unmatched
from rules_engine.claims.model import Claim, History
from rules_engine.claims.others import Others, Pool


class OtherPatients:
    """What each claim of a job sees of other patients."""

    def __init__(self, job: Job, histories: Histories, sessions: Sessions) -> None:
        self._job, self._histories = job, histories
        self._unmatched: list[Unmatched] = []
        self._parts = [document.other_patients for document in job.documents]
        self._span = self._known_span()
        self._absent = together(Word(absent=part) for part in self._parts if isinstance(part, Absent)).absent
        entries = self._entries()
        numbers = sorted(number for numbers in job.by_patient.values() for number in numbers)
        self._pool = Pool(entries, lambda: ((histories.as_pending(n), sessions.of(n)) for n in numbers))
        self._patients = {*job.by_patient, *(claim.patient_id for claim in entries)}
        self._found: dict[str, History | Absent] = {}

    def of(self, number: int) -> History | Absent:
        """Return the lines of other patients that a claim sees; not supplied when its own patient is not known."""
        patient = self._job.claims[number].patient_id
        if not isinstance(patient, str) or not self._histories.is_one_person(patient):
            return NOT_SUPPLIED if self._patients else self._history(())
        if patient not in self._found:  # the patient is one of those of the pool
            self._found[patient] = self._history(Others(self._pool, patient) if len(self._patients) > 1 else ())
        return self._found[patient]

    def unmatched(self) -> list[Unmatched]:
        """Return the entries that are in no dossier."""
        return self._unmatched

    def _history(self, claims: Others | tuple[Claim, ...]) -> History | Absent:
        if self._span is None and not isinstance(claims, Others):
            return self._absent
        start, stop = self._span or (NOT_SUPPLIED, NOT_SUPPLIED)
        return History(claims=claims, complete_from=start, complete_through=stop)

    def _known_span(self) -> Span | None:
        spans = [span for part in self._parts if (span := span_of(part)) is not None]
        if spans and any(isinstance(claim.patient_id, Absent) for claim in self._job.claims):
            return UNREADABLE, UNREADABLE
        return combined(spans)

    def _entries(self) -> tuple[Claim, ...]:
        """Return the entries of all documents: each once, and none that is a claim of the job."""
        billers: dict[tuple[object, str], set[object]] = {}
        for claim in self._job.claims:
            billers.setdefault((claim.patient_id, claim.claim_id), set()).add(claim.billing_npi)
        found: dict[Claim, None] = {}
        for part in self._parts:
            for claim in () if isinstance(part, Absent) else part.claims:
                if isinstance(claim.patient_id, Absent):
                    self._unmatched.append(unmatched("names-no-patient", "other_patients", claim))
                elif not is_filed(claim, billers.get((claim.patient_id, claim.claim_id), set())):
                    found[claim] = None
        return tuple(found)
