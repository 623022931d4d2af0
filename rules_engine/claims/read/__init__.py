"""Reading the JSON form of a dossier: bytes to an `Intake`, with every fault named by its place.

`lexical` turns bytes into plain values, `leaves` reads single values, `records` reads entities, `claims` and `document`
read the parts, `faults` holds the wording. What may stand where is in `rules_engine.claims.shapes`, and the format is
described in `docs/dossier.md`.
"""

from __future__ import annotations

from rules_engine.claims.collector import paused
from rules_engine.claims.intake import Intake
from rules_engine.claims.read.document import read_document, refused
from rules_engine.claims.read.faults import FaultError, sayable, wrong_type
from rules_engine.claims.read.lexical import RepeatedKeys, decode, is_too_deep, lines_of, looks_like_dossier, parse
from rules_engine.claims.read.records import RecordReader

__all__ = ["looks_like_dossier", "read_json"]


def read_json(data: bytes, source: str) -> Intake:
    """Return what a dossier document, or a file with one such document a line, holds.

    data: the whole file, UTF-8. source: its name without folder, for origins and rejections.
    Result: never an exception, whatever the bytes are; each fault is a rejection. In a file with one document a line,
    pointers begin with the number of the line.

    >>> read_json(b'{"claim": {"claim_id": "C1", "lines": []}}', "one.json").found
    1
    """
    with paused():
        return _read(RecordReader(source), data)


def _read(reader: RecordReader, data: bytes) -> Intake:
    try:
        text, skipped = decode(data)
    except FaultError as fault:
        return refused(reader.source, "", fault)
    lines = []
    try:
        raw = parse(text)
    except FaultError as fault:
        lines = lines_of(text, skipped)
        if not lines:
            return refused(reader.source, "", fault)
    if not lines:
        return _document(reader, raw, "")
    return _together(tuple([_line(reader, line.text, f"/{line.number}", line.start) for line in lines]))


def _line(reader: RecordReader, text: str, at: str, start: int) -> Intake:
    try:
        return _document(reader, parse(text), at)
    except FaultError as fault:
        return refused(reader.source, at, fault, start=start)


def _document(reader: RecordReader, raw: object, at: str) -> Intake:
    if not isinstance(raw, dict):
        return refused(reader.source, at, wrong_type("an object", raw))
    if isinstance(raw, RepeatedKeys):  # what stood first under the key is gone
        return refused(reader.source, at, FaultError("repeated-key", key=next(filter(sayable, raw.repeated), "")))
    intake = read_document(reader, raw, at)
    if intake.rejections and is_too_deep(raw):
        return refused(reader.source, at, FaultError("too-deep"))
    return intake


def _together(documents: tuple[Intake, ...]) -> Intake:
    """Return several documents of one file as one intake that keeps them apart."""
    return Intake(
        claims=tuple([claim for document in documents for claim in document.claims]),
        found=sum(document.found for document in documents),
        rejections=tuple([rejection for document in documents for rejection in document.rejections]),
        documents=documents,
    )
