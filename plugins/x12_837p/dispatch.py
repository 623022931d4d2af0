"""Which part of the reader each segment goes to: the envelope, the transaction of claims, or nobody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .envelope import Level, kind_of, versions_differ
from .faults import Fault
from .gathering import Gathering
from .loops import QUALIFIED, UNREAD
from .places import SEGMENT_LIMIT
from .records import CLAIM_BLANKS
from .separators import Header, Separators
from .transaction import Handler, Transaction
from .unreadable import MARK

_UNREAD: Final[dict[str, Handler | None]] = dict.fromkeys(UNREAD)


class Dispatch:
    """Takes the segments of a file one by one.

    handlers: tag of a segment → what takes it; None passes it over. unknown: what takes all others.
    Both change with each transaction.
    """

    def __init__(self, gathering: Gathering) -> None:
        self._gathering = gathering
        self._report = report = gathering.report
        self._interchange = Level("ISA", "IEA", 13, "group-count", report)
        self._group = Level("GS", "GE", 6, "transaction-count", report)
        self._set = Level("ST", "SE", 2, "segment-count", report)
        self._transaction: Transaction | None = None
        self._refusal: tuple[Fault, str] | None = None
        self._refused = 0
        self._envelope: dict[str, Handler | None] = {
            "ISA": self._open_isa,
            "GS": self._open_group,
            "ST": self._open_set,
            "SE": self._close_set,
            "GE": self._close_group,
            "IEA": self._close_isa,
            "TA1": None,
        }
        self._outside: dict[str, Handler | None] = {**self._envelope, "CLM": self._orphan}
        self._refusing: dict[str, Handler | None] = {**self._envelope, "CLM": self._count}
        self.handlers: Mapping[str, Handler | None] = self._outside
        self.unknown: Handler | None = None

    def open_interchange(self, text: str, header: Header, marks: Separators) -> None:
        """Begin an interchange at its header. marks: the separators in use."""
        self.close_interchange()
        self._gathering.begin(header.start, marks)
        elements = text[header.start : header.body].rstrip("\r\n" + marks.terminator).split(marks.element)
        self._open_isa(len(self._gathering.file.starts), elements)
        if header.declared != marks.component:
            self._report.add(Fault("component-separator", len(self._gathering.file.starts), "ISA", 16))

    def close_interchange(self) -> None:
        """Report what is still open."""
        self._close_transaction(is_whole=False)
        for level in (self._set, self._group, self._interchange):
            level.abandon()

    def check_odd(self, number: int, piece: str, elements: list[str]) -> None:
        """Note what is wrong with a segment as a text."""
        if self._transaction is None:
            return
        tag = elements[0]
        if len(piece) > SEGMENT_LIMIT:
            self._transaction.fault(Fault("segment-too-long", number, tag))
        if tag in QUALIFIED and MARK in elements[1]:
            self._transaction.fault(Fault("unreadable-text", number, tag, 1))

    def cut_off(self, number: int, rest: str) -> None:
        """Take the text after the last terminator: a trailer may stand there, anything else is cut off."""
        elements = rest[:SEGMENT_LIMIT].split(self._gathering.marks.element)
        if elements[0] == "IEA":
            self._close_isa(number, elements)
            return
        self._report.add(Fault("truncated-segment", number, ""))
        handler = self.handlers.get("CLM")
        if elements[0] == "CLM" and len(elements) > 1 and handler is not None:
            handler(number, [*elements[:-1], *CLAIM_BLANKS])

    # --- the envelope

    def _open_isa(self, number: int, elements: list[str]) -> None:
        self.close_interchange()
        self._interchange.open((number, [*elements, *CLAIM_BLANKS]), is_unique=True)
        self._leave()

    def _open_group(self, number: int, elements: list[str]) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.abandon()
        self._interchange.count_part(number, "GS")
        self._group.open((number, elements))
        self._leave()

    def _open_set(self, number: int, elements: list[str]) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.count_part(number, "ST")
        segment = number, elements
        self._set.open(segment)
        code, kind = kind_of(segment, self._group.segment)
        if code:
            self._refusal = Fault(code, number, "ST"), kind
            self.handlers, self.unknown = self._refusing, None
            return
        if versions_differ(segment, self._group.segment):
            self._report.add(Fault("version-mismatch", number, "ST", 3))
        gathering = self._gathering
        self._transaction = Transaction(gathering.marks.component, gathering.finish, self._report.add)
        self.handlers = {**_UNREAD, **self._transaction.handlers(), **self._envelope}
        self.unknown = self._unknown

    def _close_set(self, number: int, elements: list[str]) -> None:
        self._close_transaction(is_whole=True)
        began = self._set.segment
        self._set.close((number, elements), number - began[0] + 1 if began else 0)
        self._leave()

    def _close_group(self, number: int, elements: list[str]) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.close((number, elements), self._group.parts)
        self._leave()

    def _close_isa(self, number: int, elements: list[str]) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.abandon()
        self._interchange.close((number, [*elements, *CLAIM_BLANKS]), self._interchange.parts)
        self._leave()

    def _leave(self) -> None:
        self.handlers, self.unknown = self._outside, None

    def _close_transaction(self, is_whole: bool) -> None:
        transaction, refusal = self._transaction, self._refusal
        self._transaction = self._refusal = None
        if transaction is not None:
            if not is_whole:
                transaction.truncate()
            transaction.close()
        elif refusal is not None:
            self._gathering.lose(refusal[0], self._refused, refusal[1])
        self._refused = 0

    # --- claims that are in no transaction of claims, and segments that nobody knows

    def _orphan(self, number: int, elements: list[str]) -> None:
        self._gathering.orphan(number, elements[1])

    def _count(self, _number: int, _elements: list[str]) -> None:
        self._refused += 1

    def _unknown(self, number: int, _elements: list[str]) -> None:
        assert self._transaction is not None
        self._transaction.fault(Fault("unknown-segment", number, ""))
