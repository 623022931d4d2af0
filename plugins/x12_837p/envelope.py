"""Interchange, group and transaction: their counts, control numbers and versions."""

from __future__ import annotations

from typing import Final

from .faults import Fault, Report
from .records import NOWHERE, Segment

SUPPORTED: Final = frozenset({"005010X222", "005010X222A1", "005010X222A2"})
# First ten characters of ST03 or GS08 → what it is.
_KINDS: Final = {
    "005010X223": "an institutional claim (837I)",
    "005010X224": "a dental claim (837D)",
    "005010X291": "a predetermination of professional services",
    "005010X292": "a predetermination of institutional services",
    "005010X298": "a report of adjudicated professional services",
    "004010X098": "a professional claim of version 4010",
    "004010X096": "an institutional claim of version 4010",
    "004010X097": "a dental claim of version 4010",
}
_KIND_LENGTH: Final = 10
_TRANSACTIONS: Final = {
    "270": "a 270, eligibility inquiry",
    "271": "a 271, eligibility response",
    "276": "a 276, claim status request",
    "277": "a 277, claim status",
    "278": "a 278, services review",
    "820": "an 820, premium payment",
    "834": "an 834, enrolment",
    "835": "an 835, remittance advice",
    "997": "a 997, acknowledgement",
    "999": "a 999, acknowledgement",
}
_CLAIM: Final = "837"


class Level:
    """One level of the envelope: its header while it is open, and how many parts it has had."""

    def __init__(self, header: str, trailer: str, control: int, count_fault: str, report: Report) -> None:
        self.header = header
        self.trailer = trailer
        self.segment: Segment | None = None
        self.parts = 0
        self._control = control  # element of the header with the control number
        self._count_fault = count_fault
        self._report = report
        self._used: set[str] = set()

    def open(self, segment: Segment, is_unique: bool = False) -> None:
        """Open the level. is_unique: its control number may not come again in this file."""
        self.segment = segment
        self.parts = 0
        control = segment[1][self._control]
        if is_unique and control and control in self._used:
            self._report.add(Fault("repeated-control-number", segment[0], self.header, self._control))
        self._used.add(control)

    def count_part(self, number: int, tag: str) -> None:
        """Count one part of the level, which begins at this segment."""
        if self.segment is None:
            self._report.add(Fault("missing-header", number, tag))
        self.parts += 1

    def close(self, trailer: Segment, count: int) -> None:
        """Close the level with its trailer, and compare count and control number."""
        number, elements = trailer
        if self.segment is None:
            self._report.add(Fault("missing-header", number, self.trailer))
            return
        if not _same_number(elements[1], str(count)):
            self._report.add(Fault(self._count_fault, number, self.trailer, 1))
        if not _same_number(elements[2], self.segment[1][self._control]):
            self._report.add(Fault("control-number", number, self.trailer, 2))
        self.segment = None

    def abandon(self) -> None:
        """Report that the level has no trailer, at its header, if it is open."""
        if self.segment is not None:
            self._report.add(Fault("missing-trailer", self.segment[0], self.trailer))
            self.segment = None


def _same_number(one: str, other: str) -> bool:
    """Return whether two texts are the same, or the same digits but for leading zeros."""
    if one.isascii() and one.isdigit() and other.isascii() and other.isdigit():
        return one.lstrip("0") == other.lstrip("0")
    return one.strip() == other.strip()


def kind_of(transaction: Segment, group: Segment | None) -> tuple[str, str]:
    """Return the fault and the name of a transaction that is no professional claim, or two empty texts."""
    identifier, version = transaction[1][1], version_of(transaction, group)
    if identifier != _CLAIM:
        return "wrong-transaction", _TRANSACTIONS.get(identifier, "of another type")
    if version not in SUPPORTED:
        return "unsupported-version", _KINDS.get(version[:_KIND_LENGTH], "of another version")
    return "", ""


def version_of(transaction: Segment, group: Segment | None) -> str:
    """Return ST03, or GS08 where it is missing."""
    return transaction[1][3] or (group or NOWHERE)[1][8]


def versions_differ(transaction: Segment, group: Segment | None) -> bool:
    """Return whether ST03 and GS08 both name a version, and not the same."""
    own, common = transaction[1][3], (group or NOWHERE)[1][8]
    return bool(own and common and own != common)
