"""The segments of one answer (loop 2100, with its service lines, loops 2110) as a value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Final

import attrs

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.origin import Origin
from rules_engine.claims.remittance import LinePayment, Remittance

from .segments import Segment

Fault = tuple[str, Segment, int]

_STATUS: Final = {
    **dict.fromkeys(("1", "2", "3", "19", "20", "21"), "processed"),
    "4": "denied",
    "22": "reversed",
    "23": "not ours",
    "25": "predetermination",
}
_NUMBER: Final = re.compile(r"-?(?:[0-9]{1,12}(?:\.[0-9]{0,6})?|\.[0-9]{1,6})")
_REASONS: Final = range(2, 20, 3)  # CAS02, CAS05 … each followed by its amount


@attrs.define(repr=False, eq=False)
class Heading:
    """What the answers of one transaction share: the segments of its header."""

    segments: list[Segment] = attrs.field(factory=list)


@attrs.define(repr=False, eq=False)
class AnswerRecord:
    """CLP, and the segments up to the next one."""

    segment: Segment
    heading: Heading
    segments: list[Segment] = attrs.field(factory=list)


class _Faults:
    """Reads single values, and keeps what is wrong with them."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def amount(self, segment: Segment | None, element: int) -> Decimal | Absent:
        """Return a number; an empty element is not documented."""
        text = segment[element] if segment else ""
        if segment is None or not text:
            return NOT_DOCUMENTED
        if not _NUMBER.fullmatch(text):
            self.found.append(("bad-number", segment, element))
            return NOT_DOCUMENTED
        return Decimal(text)

    def day(self, segment: Segment | None, element: int) -> date | Absent:
        """Return a day; an empty element is not documented."""
        text = segment[element] if segment else ""
        if segment is None or not text:
            return NOT_DOCUMENTED
        if len(text) == len("20261117") and text.isascii() and text.isdigit():
            try:
                return date(int(text[:4]), int(text[4:6]), int(text[6:]))
            except ValueError:
                pass
        self.found.append(("bad-date", segment, element))
        return NOT_DOCUMENTED


def make_answer(record: AnswerRecord, source: str) -> tuple[Remittance | None, list[Fault]]:
    """Return the answer and its faults; None with a fault: an answer that is read in part would be another answer."""
    faults, heading, clp = _Faults(), record.heading.segments, record.segment
    if not clp[1]:
        faults.found.append(("missing-element", clp, 1))
    for each in (clp, *record.segments):
        if not (each.text.isascii() and each.text.isprintable()):
            faults.found.append(("unreadable-text", each, 0))
    services = [number for number, each in enumerate(record.segments) if each.tag == "SVC"]
    own = record.segments[: services[0]] if services else record.segments
    ends = [*services, len(record.segments)]
    groups = [record.segments[start:stop] for start, stop in pairwise(ends)]
    day = faults.day(_first(own, "DTM", 1, "232"), 2)
    paid_on = faults.day(_first(heading, "BPR"), 16)
    answer = Remittance(
        claim_id=clp[1],
        status=_STATUS.get(clp[2], clp[2]) or NOT_DOCUMENTED,
        billing_npi=_npi(_first(heading, "N1", 1, "PE")),
        payer_claim_number=clp[7] or NOT_DOCUMENTED,
        payer_id=_payer_id(heading),
        charge=faults.amount(clp, 3),
        paid=faults.amount(clp, 4),
        remittance_date=faults.day(_first(heading, "DTM", 1, "405"), 2) if isinstance(paid_on, Absent) else paid_on,
        received_date=faults.day(_first(own, "DTM", 1, "050"), 2),
        adjustments=tuple(_adjustments(own)),
        lines=tuple([_payment(group, day, faults, source) for group in groups]),
        origins={"claim_id": _origin(clp, 1, "2100", source)},
    )
    return (None if faults.found else answer), faults.found


def _payment(group: list[Segment], day: date | Absent, faults: _Faults, source: str) -> LinePayment:
    svc, rest = group[0], group[1:]
    element = 6 if svc[6] else 1  # what was billed, where the payer has paid for something else
    parts = svc.components(element)
    if len(parts) < 2 or not parts[1]:
        faults.found.append(("missing-element", svc, element))
    charge, paid = faults.amount(svc, 2), faults.amount(svc, 3)
    changes = [faults.amount(each, at + 1) for each in rest if each.tag == "CAS" for at in _REASONS]
    changed = sum((amount for amount in changes if isinstance(amount, Decimal)), Decimal(0))
    if isinstance(charge, Decimal) and isinstance(paid, Decimal) and charge - changed != paid:
        faults.found.append(("balance", svc, 3))
    own_day = _first(rest, "DTM", 1, "472") or _first(rest, "DTM", 1, "150")
    return LinePayment(
        code="".join(parts[1:2]) or NOT_DOCUMENTED,
        modifiers=tuple([part for part in parts[2:6] if part]),
        charge=charge,
        paid=Decimal(0) if isinstance(paid, Absent) else paid,
        allowed_amount=faults.amount(_first(rest, "AMT", 1, "B6"), 2),
        service_date=faults.day(own_day, 2) if own_day else day,
        control_number=_text(_first(rest, "REF", 1, "6R"), 2),
        adjustments=tuple(_adjustments(rest)),
        origins={"code": _origin(svc, element, "2110", source)},
    )


def _adjustments(segments: Iterable[Segment]) -> Iterator[str]:
    for segment in segments:
        if segment.tag == "CAS":
            yield from [f"{segment[1]}-{segment[at]}" for at in _REASONS if segment[at]]


def _first(segments: Iterable[Segment], tag: str, element: int = 0, wanted: str = "") -> Segment | None:
    return next((each for each in segments if each.tag == tag and (not element or each[element] == wanted)), None)


def _text(segment: Segment | None, element: int) -> str | Absent:
    return (segment[element] if segment else "") or NOT_DOCUMENTED


def _npi(payee: Segment | None) -> str | Absent:
    return (payee[4] if payee and payee[3] == "XX" else "") or NOT_DOCUMENTED


def _payer_id(heading: list[Segment]) -> str | Absent:
    """Return the id that the payer gives itself: REF*2U, else N104 of loop 1000A."""
    of_payer = _text(_first(heading, "REF", 1, "2U"), 2)
    return _text(_first(heading, "N1", 1, "PR"), 4) if isinstance(of_payer, Absent) else of_payer


def _origin(segment: Segment, element: int, loop: str, source: str) -> Origin:
    start, stop = segment.span(element)
    return Origin(source, start, stop, segment.number, loop, f"{segment.tag}{element:02d}")
