"""What a file that was read gives to the store: claims, answers, and the days for which it is complete."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.join.history import Span as AnySpan
from rules_engine.claims.join.history import span_of
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.rejection import Rejection
from rules_engine.claims.remittance import Remittances
from rules_engine.histories.take_in import Batch, Entry, Span

_PARTS: Final = ("history", "other_patients")
_ENTRY: Final = re.compile(rf"(?:/\d+)?/(?:{'|'.join(_PARTS)})/(?:claims|lines)/\d+")
_ENDS_OF_LINE: Final = frozenset({b"LX", b"CLM", b"HL", b"SE", b"ST"})
_LINE_LIMIT: Final = 1 << 16  # bytes of one service line that are looked at


def digest_of(data: bytes) -> str:
    """Return what tells a file from every other: the SHA-256 of its bytes."""
    return hashlib.sha256(data).hexdigest()


def batch_of_remittances(found: Remittances, data: bytes, source: str) -> Batch:
    """Return what an 835 gives to the store."""
    rejected = found.found - len(found.answers)
    return Batch(
        source=source,
        digest=digest_of(data),
        answers=found.answers,
        rejections=found.rejections,
        rejected=rejected,
        is_sound=not found.rejections,
    )


def batch_of_intake(intake: Intake, data: bytes, source: str) -> Batch:
    """Return what a file of claims or a dossier gives to the store.

    Its claims were sent, so lines without a status are pending. The entries of its histories are as they say. The days
    for which a history is complete hold for the patients whom its document names: for whom else it was made, nobody
    can tell.
    """
    documents = intake.documents or (intake,)
    rejections = tuple([each for each in intake.rejections if each.part in ("", *_PARTS)])
    return Batch(
        source=source,
        digest=digest_of(data),
        entries=[entry for document in documents for entry in _entries(document, data)],
        spans=tuple([span for document in documents for span in _spans(document)]),
        rejections=rejections,
        rejected=_rejected(rejections),
        is_sound=not any(each.lost or each.part or not each.claim_id for each in rejections),
    )


def _entries(document: Intake, data: bytes) -> Iterator[Entry]:
    for claim in document.claims:
        yield Entry(claim=as_sent(claim), control_numbers=_control_numbers(claim, data))
    for part in (document.history, document.other_patients):
        for claim in () if isinstance(part, Absent) else part.claims:
            yield Entry(claim=claim)


def as_sent(claim: Claim) -> Claim:
    """Return a claim as its payer has it before the answer: lines without a status are pending."""
    lines = [attrs.evolve(line, status="pending") if line.status == NOT_SUPPLIED else line for line in claim.lines]
    return attrs.evolve(claim, lines=tuple(lines))


def _spans(document: Intake) -> Iterator[tuple[str, Span]]:
    history = document.history
    span = span_of(history)
    if isinstance(history, Absent) or span is None or not is_span(span):
        return
    patients = [claim.patient_id for claim in (*document.claims, *history.claims)]
    for patient in dict.fromkeys(patients):
        if isinstance(patient, str):
            yield patient, (span[0], span[1])  # type: ignore[misc]  # `is_span` has seen that both are days


def is_span(span: AnySpan) -> bool:
    """Return whether both ends are known and in their order."""
    start, stop = span
    return isinstance(start, date) and isinstance(stop, date) and start <= stop


def _rejected(rejections: Iterable[Rejection]) -> int:
    """Return how many records were refused: claims, and entries of histories, each once."""
    claims, entries = 0, set()
    for each in rejections:
        claims += each.lost
        if each.part:
            place = _ENTRY.match(each.pointer)
            entries.add(place[0] if place else each.pointer)
    return claims + len(entries)


def _control_numbers(claim: Claim, data: bytes) -> tuple[str | None, ...]:
    """Return REF*6R of each line of a claim of an 837P: an 835 names the line by it, and the claim does not keep it."""
    return tuple([_control_number(line, data) for line in claim.lines])


def _control_number(line: ServiceLine, data: bytes) -> str | None:
    origin = line.origins.get("number")
    if origin is None or not origin.segment:
        return None
    mark, end = data[origin.start - 1 : origin.start], data[origin.stop : origin.stop + 1]
    for segment in data[origin.stop + 1 : origin.stop + _LINE_LIMIT].split(end):
        tag, *elements = segment.strip().split(mark)
        if tag in _ENDS_OF_LINE:
            return None
        if tag == b"REF" and elements[:1] == [b"6R"] and len(elements) > 1:
            return elements[1].decode("latin-1") or None
    return None
