"""Authorizations, papers and members by patient, and providers by NPI."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cache
from typing import Any, Final, Generic, TypeVar

import attrs

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.join.job import Job, Word, together, word_on
from rules_engine.claims.join.unmatched import Unmatched, unmatched
from rules_engine.claims.model import Authorization, Claim, Document, Member, Provider, ServiceLine, Session
from rules_engine.claims.shapes import Kind, shape_of

UNREADABLE: Final = AbsenceKind.UNREADABLE
Record = TypeVar("Record", Authorization, Document, Member)


class _ByPatient(Generic[Record]):
    """Records of one part by patient id, and what the documents say beside them."""

    def __init__(self, job: Job, part: str, of: Callable[[Intake], tuple[Record, ...] | Absent]) -> None:
        self.job, self.part = job, part
        parts = [of(document) for document in job.documents]
        self.records: dict[str, list[Record]] = {}
        self.lost: list[Unmatched] = []
        self.words = [word_on(each, is_whole=_is_whole(each)) for each in parts]
        for each in parts:
            for record in () if isinstance(each, Absent) else each:
                self._take(record)
        everybodys = together(self.words[number] for number in job.everybody)
        self._word_of_patient = {
            patient: everybodys.and_(together(self.words[number] for number in documents))
            for patient, documents in job.of_patient.items()
        }

    def _take(self, record: Record) -> None:
        patient = record.patient_id
        if not isinstance(patient, str):
            self.lost.append(unmatched("names-no-patient", self.part, record))
        elif patient not in self.job.by_patient:
            self.lost.append(unmatched("no-such-patient", self.part, record))
        else:
            self.records.setdefault(patient, []).append(record)

    def word(self, number: int) -> Word:
        """Return what the documents that speak of a claim say of this part."""
        patient = self.job.claims[number].patient_id
        return self._word_of_patient[patient] if isinstance(patient, str) else self.words[self.job.homes[number]]


class Ledger(Generic[Record]):
    """A ledger of a job, by patient: authorizations, or papers of the record."""

    def __init__(self, job: Job, part: str, of: Callable[[Intake], tuple[Record, ...] | Absent]) -> None:
        self._job = job
        self._found: _ByPatient[Record] = _ByPatient(job, part, of)
        self._by_patient: dict[str, tuple[Record, ...]] = {
            patient: tuple(records) for patient, records in self._found.records.items()
        }

    def of(self, number: int) -> tuple[Record, ...] | Absent:
        """Return the entries of the patient of a claim; empty when the ledger is known to have none."""
        word = self._found.word(number)
        if word.absent.kind is UNREADABLE:
            return word.absent
        patient = self._job.claims[number].patient_id
        if not isinstance(patient, str):
            return () if word.is_list and word.is_empty else word.absent
        return self._by_patient.get(patient) or (() if word.is_list else word.absent)

    def unmatched(self) -> list[Unmatched]:
        """Return the entries that are in no dossier."""
        return self._found.lost


class Members:
    """The members of a job, by patient."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._found = _ByPatient[Member](job, "members", lambda intake: intake.members)
        self._by_patient: dict[str, Member] = {}
        for patient, records in self._found.records.items():
            if _are_equal(records):
                self._by_patient[patient] = records[0]
            else:
                self._found.lost += [unmatched("several-records", "members", record) for record in records]

    def of(self, number: int) -> Member | Absent:
        """Return the member record of the patient of a claim."""
        patient = self._job.claims[number].patient_id
        found = self._by_patient.get(patient) if isinstance(patient, str) else None
        return self._found.word(number).absent if found is None else found

    def unmatched(self) -> list[Unmatched]:
        """Return the member records that are in no dossier."""
        return self._found.lost


class Registry:
    """The providers of a job, by NPI."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._words = [word_on(document.providers) for document in job.documents]
        self._everybodys = together(self._words[number] for number in job.everybody)
        records: dict[str, list[Provider]] = {}
        for document in job.documents:
            for provider in () if isinstance(document.providers, Absent) else document.providers:
                records.setdefault(provider.npi, []).append(provider)
        self._places = {npi: place for place, npi in enumerate(records)}
        self._by_npi = {npi: found[0] for npi, found in records.items() if _are_equal(found)}
        self._lost = [
            unmatched("several-records", "providers", each)
            for found in records.values()
            if not _are_equal(found)
            for each in found
        ]
        self._named: set[str] = set()

    def of(self, number: int, sessions: tuple[Session, ...] | Absent) -> tuple[Provider, ...] | Absent:
        """Return the providers that a claim or its documentation names, and their supervisors, in registry order."""
        word = self._words[self._job.homes[number]].and_(self._everybodys)
        if word.absent.kind is UNREADABLE:
            return word.absent
        named = self._known(_npis(self._job.claims[number], sessions))
        named |= self._known(self._by_npi[npi].supervisor_npi for npi in named)
        self._named |= named
        found = tuple([self._by_npi[npi] for npi in sorted(named, key=self._places.__getitem__)])
        return found or (() if word.is_list else word.absent)

    def unmatched(self) -> list[Unmatched]:
        """Return the providers that are in no dossier."""
        idle = [provider for npi, provider in self._by_npi.items() if npi not in self._named]
        return self._lost + [unmatched("not-named", "providers", provider) for provider in idle]

    def _known(self, npis: Iterable[Any]) -> set[str]:
        return {npi for npi in npis if npi in self._by_npi}


def _is_whole(part: tuple[Any, ...] | Absent) -> bool:
    return not isinstance(part, Absent) and all(isinstance(record.patient_id, str) for record in part)


def _are_equal(records: list[Any]) -> bool:
    return all(record == records[0] for record in records[1:])


@cache
def _npi_names(entity: type[attrs.AttrsInstance]) -> tuple[str, ...]:
    return tuple(field.name for field in shape_of(entity).fields.values() if field.of is Kind.NPI)


def _npis(claim: Claim, sessions: tuple[Session, ...] | Absent) -> Iterable[Any]:
    for name in _npi_names(Claim):
        yield getattr(claim, name)
    for line in claim.lines:
        for name in _npi_names(ServiceLine):
            yield getattr(line, name)
    for session in () if isinstance(sessions, Absent) else sessions:
        for name in _npi_names(Session):
            yield getattr(session, name)
