"""Addresses in words: where a biller, a clearing house and a programmer each find the same fact."""

from __future__ import annotations

from datetime import date

from rules_engine.claims.origin import Origin
from rules_engine.claims.rejection import Rejection
from rules_engine.trace.model import Cited, Consequence, Evidence, WrittenAt

_ACTIONS = {
    "deny": "denied",
    "return": "returned unprocessed",
    "route": "another payer's claim",
    "hold": "held until mended",
    "reduce": "paid less",
    "cut back": "cut back",
    "downcode": "paid as another code",
    "reclassify": "treated as something else",
    "warn": "a warning only",
    "inform": "for information only",
}


def origin_words(origin: Origin) -> str:
    """Return the place of a fact in its file.

    >>> origin_words(Origin("week.837", 120, 125, 31, "2400", "SV101-2"))
    'week.837 segment 31, bytes 120-125, 2400 SV101-2'
    """
    parts = [f"segment {origin.segment}" if origin.segment else ""]
    parts.append(f"bytes {origin.start}-{origin.stop}" if origin.stop else "")
    parts.append(" ".join(part for part in (origin.loop, origin.element) if part))
    parts.append(origin.pointer)
    return f"{origin.source} {', '.join(part for part in parts if part)}".strip()


def evidence_words(evidence: Evidence) -> str:
    """Return every address of a fact: box, loop and element, FHIR path, and where it was read."""
    parts = [f"box {evidence.cms1500}" if evidence.cms1500 else "", f"837P {evidence.x12}" if evidence.x12 else ""]
    parts.append(f"FHIR {evidence.fhir}" if evidence.fhir else "")
    read = " and ".join(map(origin_words, evidence.origins))
    if read:
        parts.append(("record at " if evidence.of_record else "read at ") + read)
    return " | ".join(part for part in parts if part)


def span_words(first: date | None, last: date | None) -> str:
    """Return a span of days of which both hold.

    >>> span_words(date(2026, 1, 1), None)
    'from 2026-01-01'
    """
    parts = (f"from {first}" if first else "", f"through {last}" if last else "")
    return " ".join(part for part in parts if part) or "always"


def cited_words(each: Cited) -> str:
    """Return a citation on one line."""
    name = ", ".join(part for part in (each.publisher, each.title or each.source, each.clause) if part)
    days = f"in force {span_words(each.effective_from, each.effective_through)} by {each.axis}"
    checked = f"last read {each.checked}" if each.checked else ""
    seen = f"last seen in force {each.last_seen}" if each.last_seen else ""
    confidence = "" if each.confidence == "high" else f"confidence {each.confidence}"
    return "; ".join(part for part in (name, days, seen, checked, confidence, each.link) if part)


def written_words(place: WrittenAt) -> str:
    """Return file and line of something in the rule texts."""
    if not place.line:
        return ""
    return f"{place.file}:{place.line}:{place.column}" if place.file else f"line {place.line}"


def consequence_words(action: str, each: Consequence, adjustment: str = "") -> str:
    """Return what follows, with the payer's codes. adjustment: what it does to the line, when that is known."""
    codes = f"{each.group}-{each.carc}" if each.carc else ""
    remarks = f"remark {', '.join(each.rarcs)}" if each.rarcs else ""
    answer = " ".join(part for part in (codes, remarks) if part)
    is_expected = is_amount(adjustment)
    words = (_ACTIONS[action] if is_expected or not adjustment else adjustment) + (f" as {answer}" if answer else "")
    words += ", on the line that was found" if each.other_line else ""
    return f"{words}; {adjustment}" if is_expected else words


def is_amount(adjustment: str) -> bool:
    """Return whether it says what the payer allows or pays, whatever else follows.

    >>> is_amount("pays 35.00 dollars"), is_amount("reduced by 25 percent")
    (True, False)
    """
    return adjustment.startswith(("allows ", "pays ", "amount "))


def rejection_words(each: Rejection) -> str:
    """Return the place of a fault in its file."""
    return origin_words(Origin(each.source, each.start, each.stop, each.segment, "", each.element, each.pointer))
