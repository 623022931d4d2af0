"""All documents of a job, their claims, and which document speaks of which claim."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any, Final

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, Dossier
from rules_engine.claims.rejection import Rejection

SEVERAL: Final = -1
UNREADABLE: Final = Absent(AbsenceKind.UNREADABLE)


@attrs.frozen(eq=False, repr=False)
class Job:
    """The documents of a job and its claims, numbered from 0 in the order in which they came.

    homes: for each claim, the number of its document.
    by_patient: patient id → numbers of the claims. by_id: claim id → number of the claim, or `SEVERAL`; with the number
    of a document before it, the same within that document.
    """

    documents: tuple[Intake, ...]
    claims: tuple[Claim, ...]
    homes: tuple[int, ...]
    by_patient: Mapping[str, list[int]]
    by_id: Mapping[str | tuple[int, str], int]
    everybody: tuple[int, ...]  # numbers of the documents that speak of every patient
    of_patient: Mapping[str, tuple[int, ...]]  # patient id → numbers of the documents with claims of that patient
    beside: Mapping[int, Dossier]  # number of a claim → what its file says beside it

    @classmethod
    def of(cls, files: Iterable[Intake]) -> Job:
        """Return the job of some files."""
        documents = tuple([document for file in files for document in file.documents or (file,)])
        claims = tuple([claim for document in documents for claim in document.claims])
        homes = tuple([number for number, document in enumerate(documents) for _ in document.claims])
        by_patient: dict[str, list[int]] = {}
        by_id: dict[str | tuple[int, str], int] = {}
        for number, claim in enumerate(claims):
            if isinstance(claim.patient_id, str):
                by_patient.setdefault(claim.patient_id, []).append(number)
            note(by_id, claim.claim_id, number)
            note(by_id, (homes[number], claim.claim_id), number)
        everybody = tuple([number for number, document in enumerate(documents) if not document.found])
        of_patient = {
            patient: tuple(sorted({homes[number] for number in numbers})) for patient, numbers in by_patient.items()
        }
        return cls(documents, claims, homes, by_patient, by_id, everybody, of_patient, _beside(documents))

    def claim_numbered(self, document: int, claim_id: str) -> int | None:
        """Return the number of the claim that a record names, `SEVERAL`, or None; its own document is asked first."""
        own = self.by_id.get((document, claim_id))
        return self.by_id.get(claim_id) if own is None else own

    def claims_without_their_record(self) -> dict[int, Rejection]:
        """Return the claims whose documentation could not be read, each with its rejection.

        To judge such a claim would be to judge it as if nobody had documented it.
        """
        named: dict[int, Rejection] = {}
        several: dict[str, Rejection] = {}
        for document, intake in enumerate(self.documents):
            for fault in intake.rejections:
                if fault.part == "documentation" and fault.claim_id:
                    number = self.claim_numbered(document, fault.claim_id)
                    if number == SEVERAL:
                        several.setdefault(fault.claim_id, fault)
                    elif number is not None:
                        named.setdefault(number, fault)
        for number, claim in enumerate(self.claims):
            if claim.claim_id in several:
                named.setdefault(number, several[claim.claim_id])
        return {number: _rejected(named[number]) for number in sorted(named)}


def _beside(documents: Iterable[Intake]) -> dict[int, Dossier]:
    """Return what stands beside claims, by number of the claim."""
    found: dict[int, Dossier] = {}
    before = 0
    for document in documents:
        found.update(enumerate(document.dossiers, before))
        before += len(document.claims)
    return found


def note(index: dict[Any, int], key: object, number: int) -> None:
    """Note what a key stands for; when it stands for two things, that it does."""
    index[key] = number if index.get(key, number) == number else SEVERAL


@attrs.frozen(eq=False, repr=False)
class Word:
    """What documents say of one part, beside its records.

    is_list: one of them has the part as a list, so that a record that is not in it is known not to be.
    is_empty: those that have it have it as an empty list.
    absent: why it is not there, where one says so; "unreadable" goes before the other reasons.
    """

    is_list: bool = False
    is_empty: bool = True
    absent: Absent = NOT_SUPPLIED

    def and_(self, other: Word) -> Word:
        """Return what two documents say together."""
        if other is _NOTHING_SAID or self is _NOTHING_SAID:
            return self if other is _NOTHING_SAID else other
        reasons = [each for each in (self.absent, other.absent) if each != NOT_SUPPLIED]
        first = min(reasons, key=lambda each: each.kind is not AbsenceKind.UNREADABLE, default=NOT_SUPPLIED)
        return Word(self.is_list or other.is_list, self.is_empty and other.is_empty, first)


_NOTHING_SAID: Final = Word()


def word_on(part: tuple[Any, ...] | Absent, *, is_whole: bool = True) -> Word:
    """Return what one document says of a part. is_whole: whether each of its records says whose it is."""
    if isinstance(part, Absent):
        return _NOTHING_SAID if part == NOT_SUPPLIED else Word(absent=part)
    return Word(is_whole, not part)


def together(words: Iterable[Word]) -> Word:
    """Return what several documents say."""
    return reduce(Word.and_, words, _NOTHING_SAID)


def _rejected(fault: Rejection) -> Rejection:
    return attrs.evolve(
        fault,
        code="unreadable-record",
        message="the documentation of this claim cannot be read",
        help="mend the record; its faults are listed by themselves",
        lost=1,
    )
