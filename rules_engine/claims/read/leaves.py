"""Single values of a document: each reader returns the value of the model or raises `FaultError`.

Where a kind has a pattern, reader and JSON Schema take it from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from typing import Final

from rules_engine.claims.absence import NOT_DOCUMENTED, AbsenceKind, Absent
from rules_engine.claims.read.faults import MAX_TEXT, FaultError, wrong_type
from rules_engine.claims.read.lexical import Mark, RepeatedKeys
from rules_engine.claims.shapes import Kind

Leaf = Callable[[object], object]

FIRST_YEAR: Final = 1900
LIMIT: Final = 10**12  # numbers lie below it; the digits are limited while reading

# Control and invisible characters, and line ends of Unicode.
_ODD: Final = r"\x00-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff"
# Every year from 1900 to 9999 with its own February.
_LEAP: Final = r"(?:(?:19|[2-9][0-9])(?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[3579][26])00)"
PATTERNS: Final[Mapping[Kind, str]] = {
    Kind.TEXT: r"[!-~](?:[ -~]*[!-~])?",
    Kind.NAME: rf"[^ {_ODD}](?:[^{_ODD}]*[^ {_ODD}])?",
    Kind.DAY: r"(?:(?:19|[2-9][0-9])[0-9]{2}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])"
    r"|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)|02-(?:0[1-9]|1[0-9]|2[0-8]))"
    rf"|{_LEAP}-02-29)",
    Kind.CLOCK: r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?",
    Kind.PROCEDURE: r"[0-9A-Z]{4,5}",
    Kind.MODIFIER: r"[0-9A-Z]{2}",
    Kind.PLACE: r"[0-9]{2}",
    Kind.DIAGNOSIS: r"[0-9A-Z]{3,7}",
    Kind.NPI: r"[0-9]{10}",
}
_CODES: Final[Mapping[Kind, str]] = {
    Kind.PROCEDURE: "bad-procedure-code",
    Kind.MODIFIER: "bad-modifier",
    Kind.PLACE: "bad-place",
    Kind.DIAGNOSIS: "bad-diagnosis",
    Kind.NPI: "bad-npi",
}
_KINDS_OF_ABSENCE: Final = {kind.value: kind for kind in AbsenceKind}


def text(raw: object) -> str:
    """Return a short text of plain ASCII characters."""
    if type(raw) is not str:
        raise _not_that(raw, "text")
    if raw.isascii() and raw.isprintable() and 0 < len(raw) <= MAX_TEXT and raw[0] != " " != raw[-1]:
        return raw
    raise FaultError(_text_fault(raw))


def name(raw: object) -> str:
    """Return a short text in the letters of any language."""
    if type(raw) is not str:
        raise _not_that(raw, "text")
    if len(raw) <= MAX_TEXT and _NAME.fullmatch(raw) and (raw.isascii() or _is_whole(raw)):
        return raw
    raise FaultError(_text_fault(raw))


def day(raw: object) -> date:
    """Return a date written as year-month-day."""
    if type(raw) is not str:
        raise _not_that(raw, "a date in quotes")
    # The lengths are checked because fromisoformat takes other forms of ISO 8601 as well.
    if len(raw) == len("2026-11-16") and raw[4] == "-" == raw[7]:
        try:
            found = date.fromisoformat(raw)
        except ValueError:
            raise FaultError("bad-date") from None
        if found.year >= FIRST_YEAR:
            return found
    raise FaultError("bad-date")


def clock(raw: object) -> time:
    """Return a time of day, 24 hours, seconds optional."""
    if type(raw) is not str:
        raise _not_that(raw, "a time in quotes")
    if _CLOCK.fullmatch(raw):
        return time.fromisoformat(raw)
    raise FaultError("bad-time")


def money(raw: object) -> Decimal:
    """Return a number exactly as written."""
    if type(raw) is int:
        return Decimal(raw)
    if type(raw) is Decimal:
        return raw
    raise _not_that(raw, "a number")


def amount(raw: object) -> Decimal:
    """Return a number exactly as written, zero or more."""
    found = money(raw)
    if found < 0:
        raise FaultError("negative-number")
    return found


def flag(raw: object) -> bool:
    """Return true or false."""
    if raw is True or raw is False:
        return raw
    raise _not_that(raw, "true or false")


def whole(raw: object) -> int:
    """Return a whole number from 1; `2.0` is the whole number 2, as JSON has one kind of number."""
    if type(raw) is not int and type(raw) is not Decimal:
        raise _not_that(raw, "a whole number")
    if raw < 1 or raw != int(raw):
        raise FaultError("not-whole")
    return int(raw)


def absence(raw: object) -> Absent | None:
    """Return the absence that a value stands for, or None when it is a value, to be read as such."""
    if raw is None:
        return NOT_DOCUMENTED
    if type(raw) is dict and "absent" in raw:
        kind = _KINDS_OF_ABSENCE.get(raw["absent"]) if type(raw["absent"]) is str else None
        detail = raw.get("raw", "")
        known = raw.keys() <= {"absent", "raw"} and type(detail) is str and len(detail) <= MAX_TEXT
        if kind and known and _is_whole(detail) and (kind is AbsenceKind.UNREADABLE or "raw" not in raw):
            return Absent(kind, detail)
        raise FaultError("unknown-absence")
    return None


def _coded(kind: Kind) -> Leaf:
    matches, code = re.compile(PATTERNS[kind]).fullmatch, _CODES[kind]
    article = "an" if kind is Kind.NPI else "a"

    def read(raw: object) -> object:
        if type(raw) is str and matches(raw):
            return raw
        raise FaultError(code) if type(raw) is str else _not_that(raw, f"{article} {kind.value} in quotes")

    return read


def _not_that(raw: object, expected: str) -> FaultError:
    if isinstance(raw, Mark):
        return FaultError(raw.code)
    if isinstance(raw, RepeatedKeys):
        return FaultError("repeated-key")
    return wrong_type(expected, raw)


def _text_fault(raw: str) -> str:
    if not raw.strip():
        return "empty-text"
    if len(raw) > MAX_TEXT:
        return "long-text"
    if not _is_whole(raw):
        return "lone-surrogate"
    return "outer-space" if raw != raw.strip(" ") else "odd-characters"


def _is_whole(raw: str) -> bool:
    try:
        raw.encode()
    except UnicodeEncodeError:
        return False
    return True


_NAME: Final = re.compile(PATTERNS[Kind.NAME])
_CLOCK: Final = re.compile(PATTERNS[Kind.CLOCK])
LEAVES: Final[Mapping[Kind, Leaf]] = {
    Kind.TEXT: text,
    Kind.NAME: name,
    Kind.DAY: day,
    Kind.CLOCK: clock,
    Kind.AMOUNT: amount,
    Kind.MONEY: money,
    Kind.FLAG: flag,
    Kind.WHOLE: whole,
    **{kind: _coded(kind) for kind in _CODES},
}
