"""Which part of the reader each segment goes to: the envelope, the transaction of claims, or nobody."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from .envelope import Level, kind_of, versions_differ
from .faults import Fault
from .gathering import SEGMENT_LIMIT, Gathering
from .loops import QUALIFIED
from .records import BLANKS, Segment
from .separators import Header, Separators
from .transaction import Transaction
from .unreadable import MARK

Handler = Callable[[str], None]

# Segments that belong in a transaction of claims and hold nothing that is asked.
_UNREAD: Final = (
    "N2", "N3", "N4", "PER", "CUR", "CN1", "K3", "NTE", "CR1", "CR2", "CR3", "CRC", "HCP", "CAS", "OI", "MOA", "SV5",
    "QTY", "MEA", "PS1", "CTP", "LQ", "FRM",
)  # fmt: skip
_READ: Final = (
    "BHT", "HL", "PRV", "NM1", "REF", "SBR", "PAT", "DMG", "CLM", "DTP", "PWK", "AMT", "HI", "LX", "SV1", "LIN", "SVD",
)  # fmt: skip
_HEAD: Final = 3


class Dispatch:
    """Takes the segments of a file one by one.

    handlers: first three characters of a segment → what takes it; None passes it over. unknown: for all others.
    Both change with each transaction.
    """

    def __init__(self, gathering: Gathering) -> None:
        self.handlers: Mapping[str, Handler | None] = {}
        self.unknown: Handler | None = None
        self._gathering = gathering
        self._report = report = gathering.report
        self._interchange = Level("ISA", "IEA", 13, "group-count", report)
        self._group = Level("GS", "GE", 6, "transaction-count", report)
        self._set = Level("ST", "SE", 2, "segment-count", report)
        self._transaction: Transaction | None = None
        self._refusal: tuple[Fault, str] | None = None
        self._refused = 0
        self._outside: dict[str, Handler | None] = {}
        self._within: dict[str, Handler | None] = {}
        self._others: dict[str, Handler | None] = {}

    def open_interchange(self, text: str, header: Header, marks: Separators) -> None:
        """Begin an interchange at its header. marks: the separators in use."""
        gathering = self._gathering
        gathering.marks = marks
        gathering.file.starts.append(header.start)
        gathering.file.separators.append((len(gathering.file.starts), marks))
        self._tabulate(marks.element)
        self._open_isa(text[header.start : header.body].rstrip("\r\n" + marks.terminator))
        if header.declared != marks.component:
            self._report.add(Fault("component-separator", self._number, "ISA", 16))

    def close_interchange(self) -> None:
        """Report what is still open."""
        self._close_transaction(is_whole=False)
        for level in (self._set, self._group, self._interchange):
            level.abandon()

    def cut_off(self, rest: str) -> None:
        """Take the text after the last terminator: a trailer may stand there, anything else is cut off."""
        element = self._gathering.marks.element
        if rest.startswith("IEA"):
            self._close_isa(rest)
            return
        self._report.add(Fault("truncated-segment", self._number, ""))
        handler = self.handlers.get("CLM")
        if rest.startswith(f"CLM{element}") and handler is not None:
            handler(rest.rpartition(element)[0])

    @property
    def _number(self) -> int:
        """The number of the segment that is being taken."""
        return len(self._gathering.file.starts)

    def _tabulate(self, element: str) -> None:
        envelope: dict[str, Handler | None] = {
            "ISA": self._open_isa,
            f"GS{element}": self._open_group,
            f"ST{element}": self._open_set,
            f"SE{element}": self._close_set,
            f"GE{element}": self._close_group,
            "IEA": self._close_isa,
            "TA1": None,
        }
        self._outside = {**envelope, "CLM": self._orphan}
        self._others = {**envelope, "CLM": self._count}
        unread = dict.fromkeys((f"{tag}{element}"[:_HEAD] for tag in _UNREAD), None)
        read = dict.fromkeys((f"{tag}{element}"[:_HEAD] for tag in _READ), self._take)
        self._within = {**unread, **read, **envelope}

    def _segment(self, piece: str) -> Segment:
        return self._number, [*self._gathering.elements(piece), *BLANKS]

    # --- the envelope

    def _open_isa(self, piece: str) -> None:
        self.close_interchange()
        self._interchange.open(self._segment(piece), is_unique=True)
        self._leave()

    def _open_group(self, piece: str) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.abandon()
        self._interchange.count_part(self._number, "GS")
        self._group.open(self._segment(piece))
        self._leave()

    def _open_set(self, piece: str) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.count_part(self._number, "ST")
        segment = self._segment(piece)
        self._set.open(segment)
        code, kind = kind_of(segment, self._group.segment)
        if code:
            self._refusal = Fault(code, segment[0], "ST"), kind
            self.handlers, self.unknown = self._others, None
            return
        if versions_differ(segment, self._group.segment):
            self._report.add(Fault("version-mismatch", segment[0], "ST", 3))
        self._transaction = Transaction(self._gathering.marks.component, self._gathering.finish, self._report.add)
        self.handlers, self.unknown = self._within, self._unknown

    def _close_set(self, piece: str) -> None:
        self._close_transaction(is_whole=True)
        began = self._set.segment
        self._set.close(self._segment(piece), self._number - began[0] + 1 if began else 0)
        self._leave()

    def _close_group(self, piece: str) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.close(self._segment(piece), self._group.parts)
        self._leave()

    def _close_isa(self, piece: str) -> None:
        self._close_transaction(is_whole=False)
        self._set.abandon()
        self._group.abandon()
        self._interchange.close(self._segment(piece), self._interchange.parts)
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

    # --- the segments within

    def _take(self, piece: str) -> None:
        gathering, transaction = self._gathering, self._transaction
        assert transaction is not None
        elements = gathering.elements(piece)
        elements += BLANKS
        transaction.take(len(gathering.file.starts), elements)
        if len(piece) > SEGMENT_LIMIT:
            transaction.fault(Fault("segment-too-long", self._number, elements[0]))
        if gathering.has_marks and MARK in elements[1] and elements[0] in QUALIFIED:
            transaction.fault(Fault("unreadable-text", self._number, elements[0], 1))

    def _unknown(self, _piece: str) -> None:
        assert self._transaction is not None
        self._transaction.fault(Fault("unknown-segment", self._number, ""))

    def _orphan(self, piece: str) -> None:
        number, elements = self._segment(piece)
        self._gathering.orphan(number, elements[1])

    def _count(self, _piece: str) -> None:
        self._refused += 1
