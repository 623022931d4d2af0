"""Earlier claims of each patient: those of the history documents, and the other claims of the job.

A history document is known to be complete for its span. Another claim of the job is part of no span: it is filed now,
so its lines count as pending. The claim itself is never among its earlier claims, and a history entry that is a claim
of the job, not yet answered by the payer, is not counted twice.
"""

from __future__ import annotations

from datetime import date
from typing import Final

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.join.job import UNREADABLE, Job, Word, together
from rules_engine.claims.join.unmatched import Unmatched, unmatched
from rules_engine.claims.model import Claim, Day, History

# Claims of one patient in the job, times all claims of the patient. Beyond it the id is nobody's in particular
# ("UNKNOWN"), and one history a claim would take memory with the square of the claims.
MOST_PAIRS: Final = 250_000
_ANSWERED: Final = frozenset({"paid", "denied", "voided"})

Span = tuple[Day, Day]


@attrs.frozen(eq=False, repr=False)
class _Patient:
    """What is known of one patient's earlier claims. span: None when no history document speaks of the patient."""

    earlier: tuple[Claim, ...]
    span: Span | None
    absent: Absent
    is_one_person: bool


class Histories:
    """The history of each claim of a job."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._unmatched: list[Unmatched] = []
        self._parts = [document.history for document in job.documents]
        self._spans = [span_of(part) for part in self._parts]
        self._everybodys_span = combined(self._known_spans(job.everybody))
        self._everybodys_word = self._word(job.everybody)
        self._are_several = sum(isinstance(part, History) for part in self._parts) > 1
        self._earlier = self._by_patient()
        self._patients = {patient: self._patient(patient) for patient in job.by_patient}
        self._pending: dict[int, Claim] = {}

    def of(self, number: int) -> History | Absent:
        """Return the history of one claim, or why there is none."""
        patient_id = self._job.claims[number].patient_id
        if not isinstance(patient_id, str):
            # Nobody can say which entries are of this patient, except where there are none.
            own = self._parts[self._job.homes[number]]
            return own if isinstance(own, Absent) or not own.claims else NOT_SUPPLIED
        patient = self._patients[patient_id]
        if not patient.is_one_person:
            return NOT_SUPPLIED
        others = [self.as_pending(each) for each in self._job.by_patient[patient_id] if each != number]
        claims = (*patient.earlier, *others) if others else patient.earlier
        if not claims and patient.span is None:
            return patient.absent
        start, stop = patient.span or (NOT_SUPPLIED, NOT_SUPPLIED)
        return History(claims=claims, complete_from=start, complete_through=stop)

    def unmatched(self) -> list[Unmatched]:
        """Return the entries that are in no dossier."""
        return self._unmatched

    def _by_patient(self) -> dict[str, list[Claim]]:
        found: dict[str, list[Claim]] = {}
        for part in self._parts:
            for claim in () if isinstance(part, Absent) else part.claims:
                if not isinstance(claim.patient_id, str):
                    self._unmatched.append(unmatched("names-no-patient", "history", claim))
                elif claim.patient_id not in self._job.by_patient:
                    self._unmatched.append(unmatched("no-such-patient", "history", claim))
                else:
                    found.setdefault(claim.patient_id, []).append(claim)
        return found

    def _patient(self, patient_id: str) -> _Patient:
        numbers, documents = self._job.by_patient[patient_id], self._job.of_patient[patient_id]
        entries = self._earlier.get(patient_id, [])
        if self._are_several:  # an entry that two exports hold alike is one entry
            entries = list(dict.fromkeys(entries))
        billers: dict[str, set[object]] = {}
        for number in numbers:
            claim = self._job.claims[number]
            billers.setdefault(claim.claim_id, set()).add(claim.billing_npi)
        earlier = tuple([each for each in entries if not is_filed(each, billers.get(each.claim_id, set()))])
        is_one_person = len(numbers) == 1 or len(numbers) * (len(numbers) + len(earlier)) <= MOST_PAIRS
        if not is_one_person:
            self._unmatched.append(unmatched("too-many-claims", "history", self._job.claims[numbers[0]]))
        spans = self._known_spans(documents) + ([self._everybodys_span] if self._everybodys_span else [])
        absent = self._everybodys_word.and_(self._word(documents)).absent
        return _Patient(earlier, combined(spans), absent, is_one_person)

    def _known_spans(self, documents: tuple[int, ...]) -> list[Span]:
        return [span for number in documents if (span := self._spans[number]) is not None]

    def _word(self, documents: tuple[int, ...]) -> Word:
        parts = [self._parts[number] for number in documents]
        return together(Word(absent=part) for part in parts if isinstance(part, Absent))

    def is_one_person(self, patient_id: str) -> bool:
        """Return whether a patient id stands for one person."""
        return self._patients[patient_id].is_one_person

    def as_pending(self, number: int) -> Claim:
        """Return a claim of the job as others see it: what the payer has not answered is pending."""
        if number not in self._pending:
            claim = self._job.claims[number]
            lines = [
                attrs.evolve(line, status="pending") if line.status == NOT_SUPPLIED else line for line in claim.lines
            ]
            self._pending[number] = attrs.evolve(claim, lines=tuple(lines))
        return self._pending[number]


def combined(spans: list[Span]) -> Span | None:
    """Return the span that several histories are complete for: the latest one, with those that it touches or overlaps.

    >>> year = (date(2025, 1, 1), date(2025, 12, 31))
    >>> combined([(date(2026, 1, 1), date(2026, 6, 30)), year])
    (datetime.date(2025, 1, 1), datetime.date(2026, 6, 30))
    """
    known = sorted(
        (start, stop)
        for start, stop in spans
        if isinstance(start, date) and isinstance(stop, date) and start <= stop  # turned round, it says nothing
    )
    if len(spans) == 1 or not known:
        return spans[0] if spans else None
    start, stop = known[0]
    for next_start, next_stop in known[1:]:
        if next_start.toordinal() > stop.toordinal() + 1:
            start = next_start
        stop = max(stop, next_stop)
    return start, stop


def span_of(part: History | Absent) -> Span | None:
    """Return the span of a history document. An entry of nobody may be anybody's, so nothing is complete then."""
    if isinstance(part, Absent):
        return None
    if all(isinstance(claim.patient_id, str) for claim in part.claims):
        return part.complete_from, part.complete_through
    return UNREADABLE, UNREADABLE


def is_filed(entry: Claim, billers: set[object]) -> bool:
    """Return whether a history entry is a claim of the job, which the payer has not answered.

    billers: the billing providers of the patient's claims with the entry's claim id; two practices may use one id.
    """
    if not billers or any(line.status in _ANSWERED for line in entry.lines):
        return False
    known = {biller for biller in billers if not isinstance(biller, Absent)}
    return isinstance(entry.billing_npi, Absent) or entry.billing_npi in known or len(known) < len(billers)
