"""Session records to the lines that they document.

A record finds its line by claim id and line number. Without a line number it belongs to the claim's lines of its
service date, and without a claim id to the lines of its patient on that date, when all of them stand on one claim: one
session can be several lines, such as a visit and the therapy added to it. Each line then has a copy that names it.
Two records for one line leave the line without any, because nobody can say which one is meant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.join.job import SEVERAL, Job, note, together, word_on
from rules_engine.claims.join.unmatched import Unmatched, unmatched
from rules_engine.claims.model import Session

Place = int | date | None  # a line number, a day, or the whole claim


class Sessions:
    """The session records of a job, by claim. rejected: numbers of claims that get no dossier."""

    def __init__(self, job: Job, rejected: Mapping[int, object]) -> None:
        self._job = job
        self._rejected = rejected
        self._rejected_ids = {
            each.claim_id for document in job.documents for each in document.rejections if each.lost and each.claim_id
        }
        self._days = _days(job)
        self._unmatched: list[Unmatched] = []
        self._found: dict[int, list[Session]] = {}
        self._everybodys = together(word_on(job.documents[number].sessions) for number in job.everybody)
        for claim, places in self._addressed().items():
            self._place(claim, places)

    def of(self, number: int) -> tuple[Session, ...] | Absent:
        """Return the records of a claim. None found is "not supplied", unless its own document says otherwise."""
        beside = self._job.beside.get(number)
        if beside is not None and beside.sessions != NOT_SUPPLIED:
            return beside.sessions
        if number in self._found:
            return tuple(self._found[number])
        own = self._job.documents[self._job.homes[number]].sessions
        return own if own == () else word_on(own).and_(self._everybodys).absent

    def unmatched(self) -> list[Unmatched]:
        """Return the records that are in no dossier."""
        return self._unmatched

    def _addressed(self) -> dict[int, dict[Place, list[Session]]]:
        """Return the records of each claim by what they name on it."""
        found: dict[int, dict[Place, list[Session]]] = {}
        for document, intake in enumerate(self._job.documents):
            for session in () if isinstance(intake.sessions, Absent) else intake.sessions:
                claim, place = self._address(document, session)
                if isinstance(claim, str):
                    self._refuse(claim, session)
                else:
                    found.setdefault(claim, {}).setdefault(place, []).append(session)
        return found

    def _address(self, document: int, session: Session) -> tuple[int | str, Place]:
        """Return the claim that a record names and the place on it, or the reason why it names none."""
        day = None if isinstance(session.service_date, Absent) else session.service_date
        if isinstance(session.claim_id, str):
            claim = self._job.claim_numbered(document, session.claim_id)
            place = day if isinstance(session.line_number, Absent) else session.line_number
            missing = "claim-rejected" if session.claim_id in self._rejected_ids else "no-such-claim"
        elif isinstance(session.patient_id, str) and day is not None:
            key = (session.patient_id, day)
            claim, place, missing = self._days.get((document, *key), self._days.get(key)), day, "no-such-day"
        else:
            return "names-no-claim", None
        if claim in self._rejected:
            return "claim-rejected", None
        if claim is None:
            return missing, None
        return ("several-claims" if claim == SEVERAL else claim), place

    def _place(self, claim: int, places: dict[Place, list[Session]]) -> None:
        """Give the records that name one claim to its lines."""
        lines = self._job.claims[claim].lines
        numbers = Counter(line.number for line in lines)
        days: dict[object, list[int]] = {}
        for line in lines:
            days.setdefault(line.service_date, []).append(line.number)
        taken: Counter[int] = Counter()
        meant: list[tuple[Place, list[int]]] = []
        for place, sessions in places.items():
            found = list(_lines_at(place, numbers, days))
            taken.update({number: len(sessions) for number in found})
            meant.append((place, found))
        for place, found in meant:
            self._give(claim, places[place], found, place, all(taken[n] == numbers[n] == 1 for n in found))

    def _give(self, claim: int, sessions: list[Session], lines: list[int], place: Place, alone: bool) -> None:
        if not lines:
            code = "several-lines" if place is None and self._job.claims[claim].lines else "no-such-line"
        else:
            code = "" if alone else "several-records"
        for session in sessions:
            if code:
                self._refuse(code, session)
                continue
            claim_id = self._job.claims[claim].claim_id
            named = session.claim_id == claim_id and not isinstance(session.line_number, Absent)
            copies = [session] if named else [attrs.evolve(session, claim_id=claim_id, line_number=n) for n in lines]
            self._found.setdefault(claim, []).extend(copies)

    def _refuse(self, code: str, session: Session) -> None:
        self._unmatched.append(unmatched(code, "documentation", session))


def _lines_at(place: Place, numbers: Mapping[int, int], days: Mapping[object, list[int]]) -> Iterator[int]:
    """Return the line numbers at a place on a claim."""
    if isinstance(place, int):
        yield from [place] if place in numbers else []
    elif place is not None:
        yield from days.get(place, [])
    elif len(days) == 1:
        (only,) = days.values()
        yield from only


def _days(job: Job) -> dict[object, int]:
    """Return the claim with lines of a patient's day, by (patient, day) and by (document, patient, day)."""
    found: dict[object, int] = {}
    for number, claim in enumerate(job.claims):
        if isinstance(claim.patient_id, str):
            for day in {line.service_date for line in claim.lines if isinstance(line.service_date, date)}:
                note(found, (claim.patient_id, day), number)
                note(found, (job.homes[number], claim.patient_id, day), number)
    return found
