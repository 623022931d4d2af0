"""Answers to questions of judgement to the claims that they are about."""

from __future__ import annotations

from collections.abc import Mapping

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.join.job import SEVERAL, Job, Word, together, word_on
from rules_engine.claims.join.unmatched import Unmatched, unmatched
from rules_engine.claims.model import Answer


class Answers:
    """The answers of a job, by claim. rejected: numbers of claims that get no dossier."""

    def __init__(self, job: Job, rejected: Mapping[int, object]) -> None:
        self._job, self._rejected = job, rejected
        self._unmatched: list[Unmatched] = []
        self._found: dict[int, list[Answer]] = {}
        self._words = [self._word(document.answers) for document in job.documents]
        self._everybodys = together(self._words[number] for number in job.everybody)
        for document, intake in enumerate(job.documents):
            for answer in () if isinstance(intake.answers, Absent) else intake.answers:
                self._take(document, answer)

    def of(self, number: int) -> tuple[Answer, ...] | Absent:
        """Return the answers about a claim; empty when it is known that nobody has answered."""
        word = self._words[self._job.homes[number]].and_(self._everybodys)
        if word.absent.kind is AbsenceKind.UNREADABLE:
            return word.absent
        return tuple(self._found.get(number, ())) or (() if word.is_list else word.absent)

    def unmatched(self) -> list[Unmatched]:
        """Return the answers that are in no dossier."""
        return self._unmatched

    def _word(self, part: tuple[Answer, ...] | Absent) -> Word:
        is_whole = isinstance(part, Absent) or all(isinstance(answer.claim_id, str) for answer in part)
        return word_on(part, is_whole=is_whole)

    def _take(self, document: int, answer: Answer) -> None:
        if not isinstance(answer.claim_id, str):
            self._refuse("names-no-claim-id", answer)
            return
        number = self._job.claim_numbered(document, answer.claim_id)
        if number is None or number == SEVERAL:
            self._refuse("no-such-claim" if number is None else "several-claims", answer)
        elif number in self._rejected:
            self._refuse("claim-rejected", answer)
        elif not self._has_line(number, answer.line_number):
            self._refuse("no-such-line", answer)
        else:
            self._found.setdefault(number, []).append(answer)

    def _has_line(self, number: int, line_number: int | Absent) -> bool:
        lines = self._job.claims[number].lines
        return isinstance(line_number, Absent) or any(line.number == line_number for line in lines)

    def _refuse(self, code: str, answer: Answer) -> None:
        self._unmatched.append(unmatched(code, "answers", answer))
