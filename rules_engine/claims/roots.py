"""A line with the records joined to it: the roots of vocabulary paths. What is joined is found when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.model import Answer, Authorization, Claim, Dossier, Member, Provider, ServiceLine, Session
from rules_engine.claims.others import records_of


class Roots:
    """A line in its dossier. A record that is joined is `NOT_SUPPLIED` when none is found, unless said otherwise.

    standing: what the rules of the first stage came to for the line; the evaluator sets it.
    """

    __slots__ = ("_joined", "claim", "dossier", "line", "standing")

    def __init__(self, dossier: Dossier, claim: Claim, line: ServiceLine) -> None:
        self.dossier = dossier
        self.claim = claim
        self.line = line
        self.standing: str | Absent = NOT_SUPPLIED
        self._joined: dict[object, Any] = {}

    @property
    def member(self) -> Member | Absent:
        """Return the member record of the patient."""
        return self.dossier.member

    @property
    def sessions(self) -> tuple[Session, ...] | Absent:
        """Return all records of this line."""
        found: tuple[Session, ...] | Absent = self._once("sessions", self._sessions)
        return found

    @property
    def session(self) -> Session | Absent:
        """Return the record of this line; of several, the first."""
        records = self.sessions
        if isinstance(records, Absent):
            return records
        return records[0] if records else NOT_SUPPLIED

    @property
    def authorization(self) -> Authorization | Absent:
        """Return the entry that the line's authorization number names; `NOT_DOCUMENTED` when a ledger has no such."""
        found: Authorization | Absent = self._once("authorization", self._authorization)
        return found

    @property
    def answers(self) -> tuple[Answer, ...] | Absent:
        """Return the answers about this line, and those about the whole claim."""
        found: tuple[Answer, ...] | Absent = self._once("answers", self._answers)
        return found

    @property
    def rendering(self) -> Provider | Absent:
        """Return the registry's entry of the rendering provider."""
        return self._provider(self.line.rendering_npi)

    @property
    def supervising(self) -> Provider | Absent:
        """Return the registry's entry of the supervising provider."""
        return self._provider(self.line.supervising_npi)

    @property
    def referring(self) -> Provider | Absent:
        """Return the registry's entry of the referring provider."""
        return self._provider(self.line.referring_npi)

    @property
    def ordering(self) -> Provider | Absent:
        """Return the registry's entry of the ordering provider."""
        return self._provider(self.line.ordering_npi)

    @property
    def site(self) -> Provider | Absent:
        """Return the registry's entry of the facility."""
        return self._provider(self.line.facility_npi)

    @property
    def clinician(self) -> Provider | Absent:
        """Return the registry's entry of who held the session."""
        session = self.session
        return session if isinstance(session, Absent) else self._provider(session.clinician_npi)

    @property
    def assessor(self) -> Provider | Absent:
        """Return the registry's entry of who made the assessment of the session."""
        session = self.session
        return session if isinstance(session, Absent) else self._provider(session.assessor_npi)

    def _once(self, name: str, find: Callable[[], Any]) -> Any:
        if name not in self._joined:
            self._joined[name] = find()
        return self._joined[name]

    def _provider(self, npi: str | Absent) -> Provider | Absent:
        if isinstance(npi, Absent) or isinstance(self.dossier.providers, Absent):
            return NOT_SUPPLIED
        key = ("npi", npi)
        if key not in self._joined:
            self._joined[key] = next((p for p in self.dossier.providers if p.npi == npi), NOT_SUPPLIED)
        found: Provider | Absent = self._joined[key]
        return found

    def _sessions(self) -> tuple[Session, ...] | Absent:
        own = self.dossier.claim
        records = self.dossier.sessions
        if self.claim is own:
            return records if isinstance(records, Absent) else self._of_line(records)
        if not isinstance(records, Absent) and self.claim.claim_id != own.claim_id:
            found = self._of_line(records)
            if not isinstance(found, Absent) and found:
                return found
        records = records_of(self.dossier.other_patients, self.claim)
        return records if isinstance(records, Absent) else self._of_line(records)

    def _of_line(self, records: tuple[Session, ...]) -> tuple[Session, ...] | Absent:
        """Return the records of this line. None among others is not supplied; no record at all is known to be none."""
        key = (self.claim.claim_id, self.line.number)
        found = tuple([each for each in records if (each.claim_id, each.line_number) == key])
        return found or (NOT_SUPPLIED if records else ())

    def _authorization(self) -> Authorization | Absent:
        """Two unequal entries of one number, or an entry without one, leave open which of them is meant."""
        entries, number = self.dossier.authorizations, self.line.authorization_number
        if isinstance(entries, Absent):
            return entries
        if isinstance(number, Absent):
            return number if number.kind is AbsenceKind.UNREADABLE else NOT_DOCUMENTED
        named = [each for each in entries if each.number == number]
        if named:
            return named[0] if all(each == named[0] for each in named) else NOT_SUPPLIED
        return next((each.number for each in entries if isinstance(each.number, Absent)), NOT_DOCUMENTED)

    def _answers(self) -> tuple[Answer, ...] | Absent:
        answers = self.dossier.answers
        if isinstance(answers, Absent):
            return answers
        return tuple([found for each in answers if (found := self._own(each)) is not None])

    def _own(self, answer: Answer) -> Answer | None:
        """Return an answer about this line; one of which nobody can read the line may be about it, and may not."""
        number = answer.line_number
        if isinstance(number, Absent):
            return attrs.evolve(answer, holds=number) if number.kind is AbsenceKind.UNREADABLE else answer
        return answer if number == self.line.number else None
