"""Complete claims, turned into values or refused by name, and counted."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim

from .faults import HARMLESS, Fault, Report, is_readable
from .places import SEGMENT_LIMIT, SourceFile
from .records import ClaimRecord
from .separators import Separators
from .to_claim import ClaimMaker
from .unreadable import MARK, clean, unreadable_facts

_CLAIM_ID_LIMIT: Final = 80  # characters; the guide allows 20


class Gathering:
    """Everything that one file gives: claims, and what is refused."""

    def __init__(self, file: SourceFile) -> None:
        self.file = file
        self.report = Report(file)
        self.marks = Separators("*", ":", "~")
        self._maker = ClaimMaker(file, ":")
        self._claims: list[Claim] = []
        self._is_ascii = file.data.isascii()
        self.has_marks = False  # once there are marks, each claim is searched for them

    def intake(self) -> Intake:
        """Return everything gathered."""
        return Intake(claims=tuple(self._claims), found=self.report.found, rejections=self.report.rejections())

    def begin(self, start: int, marks: Separators) -> None:
        """Begin an interchange at an offset, with the separators in use."""
        self.marks = marks
        self.file.starts.append(start)
        self.file.separators.append((len(self.file.starts), marks))
        self._maker = ClaimMaker(self.file, marks.component)

    def elements(self, piece: str) -> list[str]:
        """Return the elements of a segment; what is no text in them is marked, and what is too long is cut."""
        if piece.isprintable() and (self._is_ascii or piece.isascii()) and len(piece) <= SEGMENT_LIMIT:
            return piece.split(self.marks.element)
        found = clean(piece[:SEGMENT_LIMIT], self.marks.element, self.marks.component)
        self.has_marks = self.has_marks or any(MARK in element for element in found)
        return found

    def finish(self, record: ClaimRecord) -> None:
        """Take a complete claim, or refuse it for every fault that it has."""
        claim, faults = self._maker.make(record)
        if self.has_marks:
            faults += unreadable_facts(claim)
        if is_readable(faults):
            self._claims.append(claim)
        self.report.found += 1
        if faults:
            self._report(record.segment[1][1], faults)

    def orphan(self, number: int, claim_id: str) -> None:
        """Refuse a claim that stands in no transaction."""
        self.report.found += 1
        self._report(claim_id, [Fault("claim-outside-transaction", number, "CLM")])

    def lose(self, fault: Fault, count: int, kind: str = "") -> None:
        """Refuse `count` claims together; none, when the fault leaves them readable."""
        self.report.found += count
        self.report.add(fault, lost=count, kind=kind)

    def _report(self, claim_id: str, faults: list[Fault]) -> None:
        """Report the faults of one claim. The first that is not harmless loses it."""
        is_shown = claim_id.isprintable() and MARK not in claim_id and len(claim_id) <= _CLAIM_ID_LIMIT
        is_lost = False
        for fault in sorted(faults, key=_place):
            loses = not is_lost and fault.code not in HARMLESS
            self.report.add(fault, claim_id if is_shown else "", lost=int(loses))
            is_lost = is_lost or loses


def _place(fault: Fault) -> tuple[int, int, int]:
    return fault.number, fault.element, fault.component
