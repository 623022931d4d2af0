"""What can be wrong with a file or a claim: every code with its wording, and the report that gathers them."""

from __future__ import annotations

from typing import Final, NamedTuple

from rules_engine.claims.rejection import Rejection

from .places import SourceFile

REJECTION_LIMIT: Final = 100_000  # named one by one; the rest is counted, so that a hostile file cannot fill the memory

# code: (message, help). `{at}` is the address, such as SV102; no wording holds a value of the file.
_WORDING: Final = {
    "malformed-header": (
        "ISA does not have 16 elements and a separator after each",
        "send the interchange again from its source; an editor or a transfer has changed its first line",
    ),
    "text-before-header": ("text stands before ISA", "let the file begin with ISA"),
    "component-separator": (
        "ISA16 does not name the component separator that the service lines use",
        "put the separator in use into ISA16",
    ),
    "segment-count": (
        "SE01 is not the number of segments of its transaction",
        "count from ST to SE, both included; a segment may be lost",
    ),
    "transaction-count": (
        "GE01 is not the number of transactions of its group",
        "count the ST segments of the group; a transaction may be lost",
    ),
    "group-count": (
        "IEA01 is not the number of groups of its interchange",
        "count the GS segments of the interchange; a group may be lost",
    ),
    "control-number": (
        "{at} is not the control number of its header",
        "give header and trailer the same number; parts of two files may be mixed",
    ),
    "repeated-control-number": (
        "{at} has been used before in this file",
        "give each a number of its own; the same part may be in the file twice",
    ),
    "missing-trailer": ("{at} is missing", "send the whole file; it may be cut off"),
    "missing-header": ("{at} has no header before it", "send the whole file; its beginning may be lost"),
    "wrong-transaction": (
        "the transaction is not an 837 but {kind}",
        "this reader takes professional claims, 837 of 005010X222A1",
    ),
    "unsupported-version": (
        "the transaction is not a professional claim of 005010X222A1 but {kind}",
        "this reader takes professional claims, 837 of 005010X222A1",
    ),
    "version-mismatch": ("ST03 and GS08 name different versions", "put the version of the transaction into both"),
    "unknown-segment": ("a segment of 005010X222A1 has no such name", "compare the segment with its source"),
    "segment-too-long": ("the segment is longer than 4,096 characters", "a terminator may be lost"),
    "misplaced-segment": (
        "{at} cannot stand here",
        "put the segment into its loop; the one that opens the loop may be lost",
    ),
    "repeated-segment": ("{at} stands twice in one loop", "leave one of the two"),
    "repeated-line-number": ("LX01 has been used before in this claim", "number the lines from 1"),
    "unknown-qualifier": ("{at} is no qualifier of this loop", "use a qualifier of 005010X222A1"),
    "missing-terminator": (
        "a claim begins within another segment",
        "end each segment with the terminator that follows ISA16",
    ),
    "truncated-segment": ("the file ends within a segment", "send the whole file"),
    "truncated-claim": ("the transaction ends without SE, so the claim may not be whole", "send the whole file"),
    "unknown-hl-level": ("HL03 is not 20, 22 or 23", "use 20 billing provider, 22 subscriber, 23 patient"),
    "unknown-hl-parent": ("HL02 names a parent that has not come", "name the HL01 of a loop before this one"),
    "wrong-hl-parent": (
        "HL02 does not name the open loop of the level above",
        "put a subscriber right under its billing provider, and a patient right under its subscriber",
    ),
    "repeated-hl-number": ("HL01 has been used before in this transaction", "number the HL segments from 1"),
    "claim-outside-subscriber": (
        "CLM stands neither under a subscriber nor under a patient",
        "put the claim after HL level 22 or 23",
    ),
    "claim-outside-transaction": ("CLM stands outside a transaction", "put the claim between ST and SE"),
    "claim-without-lines": ("the claim has no service line", "send at least one LX with its SV1"),
    "missing-segment": ("the service line has no {at}", "send the segment with the line"),
    "missing-element": ("{at} is empty and must not be", "fill the element"),
    "bad-number": ("{at} is not a number", "use digits, with a point for decimals: 150 or 150.25"),
    "bad-date": ("{at} is not a date", "use D8 with year, month, day (20261117), or RD8 with two of them"),
    "reversed-dates": ("{at} ends before it begins", "put the earlier day first"),
    "bad-code": ("{at} is not a code of its list", "use capital letters and digits, as many as its list has"),
    "bad-npi": ("{at} is not an NPI", "an NPI has ten digits; without it rules about this provider stay open"),
    "bad-flag": ("{at} is neither Y nor N", "use Y or N"),
    "too-many-loops": ("{at} comes more than 5,000 times in one claim", "send a claim with at most 50 lines"),
    "too-many-elements": (
        "{at} holds more than its segment can",
        "send at most 12 diagnoses, 4 modifiers and 4 pointers",
    ),
    "unknown-separator": (
        "{at} uses another component separator than the interchange",
        "use the separator of ISA16 throughout",
    ),
    "unreadable-text": ("{at} holds bytes that are neither UTF-8 nor printable", "send the file as UTF-8 or ASCII"),
    "charge-total": ("CLM02 is not the sum of the line charges", "correct the total or the lines"),
    "pointer-without-diagnosis": ("{at} points to a diagnosis that the claim does not have", "correct the pointer"),
    "too-many-faults": ("there are more faults than are named", "mend the named ones and send the file again"),
}

# These leave the claims readable: they are reported, and nothing is lost by them.
HARMLESS: Final = frozenset({"charge-total", "pointer-without-diagnosis", "bad-npi"})


class Fault(NamedTuple):
    """One fault and its place. number: of the segment. element 0: the whole segment."""

    code: str
    number: int
    tag: str
    element: int = 0
    component: int = 0

    def at(self) -> str:
        """Return the address of the fault, such as SV101-2."""
        if not self.element:
            return self.tag
        return f"{self.tag}{self.element:02d}" + (f"-{self.component}" if self.component else "")


def is_readable(faults: list[Fault]) -> bool:
    """Return whether a claim can be judged in spite of its faults."""
    return all(fault.code in HARMLESS for fault in faults)


class Report:
    """Gathers the rejections of one file and counts its claims."""

    def __init__(self, file: SourceFile) -> None:
        self.found = 0
        self._file = file
        self._rejections: list[Rejection] = []
        self._more = 0
        self._more_lost = 0

    def add(self, fault: Fault, claim_id: str = "", lost: int = 0, kind: str = "") -> None:
        """Report one fault. lost: claims that cannot be judged because of it. kind: what came instead."""
        if len(self._rejections) >= REJECTION_LIMIT:
            self._more += 1
            self._more_lost += lost
            return
        message, help_text = _WORDING[fault.code]
        start, stop = self._file.span(fault.number, fault.element, fault.component) if fault.number else (0, 0)
        self._rejections.append(
            Rejection(
                code=fault.code,
                message=message.format(at=fault.at(), kind=kind),
                source=self._file.source,
                help=help_text,
                claim_id=claim_id,
                segment=fault.number,
                start=start,
                stop=stop,
                element=fault.at(),
                lost=lost,
            )
        )

    def rejections(self) -> tuple[Rejection, ...]:
        """Return all rejections, sorted by place."""
        ordered = sorted(self._rejections, key=lambda rejection: rejection.start)
        if self._more:
            message, help_text = _WORDING["too-many-faults"]
            ordered.append(Rejection("too-many-faults", message, self._file.source, help_text, lost=self._more_lost))
        return tuple(ordered)
