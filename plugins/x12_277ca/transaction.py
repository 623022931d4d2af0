"""The segments of the transaction: a loop for each payer, and under it one for each claim, counted and in dollars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.findings import BLOCKING
from rules_engine.trace.model import ClaimTrace, Report

from .statuses import ACCEPTED, RECEIVED, Status, of_claim, of_finding, of_rejection

VERSION: Final = "005010X214"
_CONTROL: Final = "0001"
_ACTIVE: Final = re.compile(r"[^A-Za-z0-9 .,/#()&+=@'_-]")  # separators of X12 among them
_LONGEST: Final = 50
_NO_PAYER: Final = ("NOT KNOWN", "")
_ACCEPT: Final = "WQ"
_REJECT: Final = "U"
Segment = tuple[str, ...]


def render(report: Report) -> bytes:
    """Return the transaction from ST to SE, its segments counted. The same report gives the same bytes."""
    body = list(_body(report))
    segments: list[Segment] = [("ST", "277", _CONTROL, VERSION), *body, ("SE", str(len(body) + 2), _CONTROL)]
    return "".join(f"{_written(each)}~\n" for each in segments).encode("ascii")


def text(value: str) -> str:
    """Return a value as an element: plain ASCII of at most 50 characters, and no separator of X12.

    >>> text("C-1*~:\\n"), text("")
    ('C-1????', '')
    """
    return _ACTIVE.sub("?", value)[:_LONGEST]


def _body(report: Report) -> Iterator[Segment]:
    yield "BHT", "0085", "08", _CONTROL, "", "", "TH"
    payers: dict[tuple[str, str], list[ClaimTrace]] = {}
    for trace in report.claims:
        payers.setdefault((trace.payer_name, trace.payer_id), []).append(trace)
    numbers = _Numbers()
    for (name, payer_id), claims in payers.items():
        yield from _payer(numbers, name or _NO_PAYER[0], payer_id, claims, ())
    if report.rejections:
        yield from _payer(numbers, *_NO_PAYER, (), report.rejections)


class _Numbers:
    """Counts HL loops."""

    def __init__(self) -> None:
        self.last = 0

    def next(self) -> str:
        """Return the next number."""
        self.last += 1
        return str(self.last)


def _payer(
    numbers: _Numbers, name: str, payer_id: str, claims: Sequence[ClaimTrace], rejections: Sequence[Rejection]
) -> Iterator[Segment]:
    source = numbers.next()
    yield "HL", source, "", "20", "1"
    yield "NM1", "PR", "2", text(name), *(("", "", "", "", "PI", text(payer_id)) if payer_id else ())
    receiver = numbers.next()
    yield "HL", receiver, source, "21", "1"
    yield "NM1", "41", "2", "PAYER RULES"
    yield "STC", _stc(RECEIVED), "", _ACCEPT
    yield from _totals(claims, rejections)
    provider = numbers.next()
    yield "HL", provider, receiver, "19", "1"
    yield "NM1", "85", "2", "BILLING PROVIDER"
    for trace in claims:
        yield from _claim(numbers.next(), provider, trace)
    for each in rejections:
        yield from _rejection(numbers.next(), provider, each)


def _totals(claims: Sequence[ClaimTrace], rejections: Sequence[Rejection]) -> Iterator[Segment]:
    """Claims and dollars, accepted and rejected. What a claim bills that could not be read is not known."""
    accepted = [trace for trace in claims if of_claim(trace) == (ACCEPTED,)]
    refused = [trace for trace in claims if of_claim(trace) != (ACCEPTED,)]
    lost = sum(each.lost for each in rejections)
    yield "QTY", "90", str(len(accepted))
    yield "QTY", "AA", str(len(refused) + lost)
    yield "AMT", "YU", _money(accepted)
    yield "AMT", "YY", _money(refused)


def _claim(number: str, parent: str, trace: ClaimTrace) -> Iterator[Segment]:
    yield "HL", number, parent, "PT"
    yield "TRN", "2", text(trace.claim_id)
    is_accepted = of_claim(trace) == (ACCEPTED,)
    blocking = [each for each in trace.findings if each.action in BLOCKING] if not is_accepted else []
    for status in of_claim(trace):
        yield "STC", _stc(status), "", _ACCEPT if is_accepted else _REJECT, _money([trace])
    yield "REF", "ZZ", text(trace.verdict.upper())
    if trace.service_dates:
        first, last = (trace.service_dates[place].strftime("%Y%m%d") for place in (0, -1))
        yield "DTP", "472", *(("D8", first) if first == last else ("RD8", f"{first}-{last}"))
    for line in trace.lines:
        found = tuple(dict.fromkeys(of_finding(each) for each in blocking if each.line == line.number))
        if found:
            yield "SVC", ":".join(("HC", text(line.code), *map(text, line.modifiers[:4]))), line.charge
            for status in found:
                yield "STC", _stc(status), "", _REJECT
            yield "REF", "FJ", str(line.number)


def _rejection(number: str, parent: str, each: Rejection) -> Iterator[Segment]:
    yield "HL", number, parent, "PT"
    yield "TRN", "2", text(each.claim_id) or "NOT KNOWN"
    yield "STC", _stc(of_rejection(each)), "", _REJECT if each.lost else _ACCEPT
    yield "REF", "ZZ", text(each.code.upper())
    if each.lost != 1:
        yield "QTY", "AA" if each.lost else "90", str(each.lost)


def _stc(status: Status) -> str:
    return ":".join(part for part in status if part)


def _money(claims: Sequence[ClaimTrace]) -> str:
    amounts = [line.charge for trace in claims for line in trace.lines if line.charge]
    return format(sum(map(Decimal, amounts), Decimal(0)), "f")


def _written(segment: Segment) -> str:
    return "*".join(segment).rstrip("*")
