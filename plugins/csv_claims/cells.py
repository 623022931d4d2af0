"""The text of one cell to a value of the model, strictly: what can mean two things is refused, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import time
from decimal import Decimal
from functools import cache
from typing import Any, Final

import attrs

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.read.leaves import LEAVES
from rules_engine.claims.shapes import Kind

from .targets import Target

_MONEY: Final = re.compile(r"-?[0-9]{1,12}(?:\.[0-9]{1,6})?")
_WHOLE: Final = re.compile(r"[0-9]{1,12}(?:\.0{1,6})?")
_MERIDIEM: Final = re.compile(r"(1[0-2]|0?[1-9]):([0-5][0-9])(?::([0-5][0-9]))? ?([AaPp])\.?[Mm]\.?")
_COMPACT_DAY: Final = re.compile(r"(?:19|20)[0-9]{6}")
# A number with many digits, as a spreadsheet shows it: the digits are lost.
_SHORTENED: Final = re.compile(r"[0-9](?:[.,][0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_CODE_SEPARATORS: Final = re.compile(r"[;,|: ]+")
_CODES: Final = frozenset({Kind.MODIFIER, Kind.DIAGNOSIS, Kind.PROCEDURE})
_POINTER_SEPARATORS: Final = re.compile(r"[;,|: ]+")
_POINTERS: Final = 4
_FLAGS: Final = {"true": True, "false": False, "TRUE": True, "FALSE": False, "True": True, "False": False}
_ABSENCES: Final = {kind.value: Absent(kind) for kind in AbsenceKind}
NONE: Final = "none"  # known to have no entries
_TOKENS: Final = re.compile("YYYY|YY|MM|M|DD|D")
_DIGITS: Final = {
    "YYYY": "(?P<y>[0-9]{4})",
    "YY": "(?P<y>[0-9]{2})",
    "MM": "(?P<m>[0-9]{2})",
    "M": "(?P<m>[0-9]{1,2})",
    "DD": "(?P<d>[0-9]{2})",
    "D": "(?P<d>[0-9]{1,2})",
}
# What forms and 837P files write for words that rules read.
_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "claim.frequency": {"1": "original", "6": "corrected", "7": "replacement", "8": "void"},
    "claim.payer_order": {"P": "primary", "S": "secondary", "T": "tertiary"},
}
# What the reader of JSON says, in the words of a table.
_HELP: Final = {
    "bad-date": 'write year-month-day: 2026-11-16, or state the order in a mapping: "date_format": "MM/DD/YYYY"',
    "bad-place": "two digits, such as 02; a spreadsheet may have taken the zero away: make the column text",
    "bad-npi": "ten digits; make the column text",
    "bad-modifier": "two digits or capital letters; a spreadsheet may have taken a zero away: make the column text",
    "bad-time": "write 24-hour local time with two digits, such as 09:00, or a time with AM or PM",
    "bad-diagnosis": "three to seven digits and capital letters, with or without the dot",
    "long-text": "a short word or code belongs here; leave the column out",
}


@attrs.frozen
class Manner:
    """How the cells of one column are written.

    date_format: such as "MM/DD/YYYY". years_from: the first of the hundred years that two digits can mean; 0 when none
    is stated. separator: between the parts of a list. strip: characters left out. decimal: the decimal sign.
    values: text of a cell → what it means. empty: what an empty cell means: an absence, or no entries.
    """

    date_format: str = ""
    years_from: int = 0
    separator: str = ""
    strip: str = ""
    decimal: str = "."
    values: Mapping[str, object] = attrs.field(factory=dict)
    empty: Absent | tuple[()] | None = None


def value_of(text: str, target: Target, manner: Manner) -> Any:
    """Return what a cell says, or None when it is empty. Raises FaultError."""
    given: object = manner.values.get(text, text)
    if given is None or given == "":
        return None
    if type(given) is str:
        given = _WORDS.get(target.name, {}).get(given, given)
    else:
        return _leaf(target.kind, given)
    if target.absent:
        return _absence(given, target.many)
    if target.path == ("diagnosis_pointers",):
        return _pointers(given)
    if target.many:
        return _list(given, target.kind, manner)
    return _single(given, target.kind, manner)


def date_pattern(form: str) -> re.Pattern[str] | None:
    """Return the pattern of a date format; None when it does not name year, month and day once each.

    >>> bool(date_pattern("MM/DD/YYYY")), date_pattern("MM/YYYY")
    (True, None)
    """
    names = sorted(token[0] for token in _TOKENS.findall(form))
    if names != ["D", "M", "Y"]:
        return None
    return _pattern(form)


@cache
def _pattern(form: str) -> re.Pattern[str]:
    parts, at = [], 0
    for token in _TOKENS.finditer(form):
        parts += [re.escape(form[at : token.start()]), _DIGITS[token[0]]]
        at = token.end()
    return re.compile("".join([*parts, re.escape(form[at:])]), re.ASCII)


def _single(text: str, kind: Kind, manner: Manner) -> Any:
    for sign in manner.strip:
        text = text.replace(sign, "")
    match kind:
        case Kind.DAY:
            return _leaf(kind, _iso(text, manner))
        case Kind.CLOCK:
            return _clock(text)
        case Kind.MONEY | Kind.AMOUNT:
            return _leaf(kind, _number(text, manner.decimal))
        case Kind.WHOLE:
            if not _WHOLE.fullmatch(text):
                raise FaultError("bad-number", "not a whole number", "use digits only, counted from 1")
            return _leaf(kind, int(Decimal(text)))
        case Kind.FLAG:
            return _flag(text)
        case Kind.DIAGNOSIS:
            return _leaf(kind, text.replace(".", "", 1))
    if _SHORTENED.fullmatch(text) and kind in (Kind.TEXT, Kind.NAME, Kind.NPI):
        raise FaultError(
            "shortened-number",
            "a number that a spreadsheet has shortened, so that its digits are lost",
            "make the column text and export it again",
        )
    return _leaf(kind, text)


def _leaf(kind: Kind, raw: object) -> Any:
    try:
        return LEAVES[kind](raw)
    except FaultError as fault:
        raise FaultError(fault.code, fault.message, _HELP.get(fault.code, fault.help)) from None


def _list(text: str, kind: Kind, manner: Manner) -> tuple[Any, ...]:
    if manner.separator or kind not in _CODES:
        parts = text.split(manner.separator or ";")
    else:
        parts = _CODE_SEPARATORS.split(text)
    found = [part.strip() for part in parts]
    return tuple([_single(part, kind, manner) for part in found if part])


def _pointers(text: str) -> tuple[int, ...]:
    """Digits with something between them, or letters as on a CMS-1500; "12" could be twelve, or one and two."""
    parts = [part for part in _POINTER_SEPARATORS.split(text) if part]
    if len(parts) == 1 and parts[0].isalpha():
        parts = list(parts[0])
    found = [_pointer(part) for part in parts]
    if not all(found) or len(found) > _POINTERS:
        raise FaultError("bad-pointers", "not diagnosis pointers", "at most four: 1:2 or 1,2, or letters: AB")
    return tuple(found)


def _pointer(part: str) -> int:
    if len(part) == 1 and part in "ABCDEFGHIJKL":
        return ord(part) - ord("A") + 1
    return int(part) if part in ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10") else 0


def _iso(text: str, manner: Manner) -> str:
    if not manner.date_format:
        return f"{text[:4]}-{text[4:6]}-{text[6:]}" if _COMPACT_DAY.fullmatch(text) else text
    pattern = date_pattern(manner.date_format)
    found = pattern.fullmatch(text) if pattern else None
    if found is None:
        raise FaultError("bad-date", "not a date of the format that the mapping states", "mend the cell or the mapping")
    year = int(found["y"])
    if len(found["y"]) == 2:
        year += manner.years_from - manner.years_from % 100
        year += 100 if year < manner.years_from else 0
    return f"{year:04d}-{int(found['m']):02d}-{int(found['d']):02d}"


def _clock(text: str) -> Any:
    found = _MERIDIEM.fullmatch(text)
    if found is None:
        return _leaf(Kind.CLOCK, text)
    hour = int(found[1]) % 12 + (12 if found[4] in "Pp" else 0)
    return time(hour, int(found[2]), int(found[3] or 0))


def _number(text: str, decimal: str) -> Decimal:
    if decimal != ".":
        if "." in text:
            raise _bad_number()
        text = text.replace(decimal, ".")
    if not _MONEY.fullmatch(text):
        raise _bad_number()
    found = Decimal(text)
    return found if found else found.copy_abs()


def _bad_number() -> FaultError:
    return FaultError(
        "bad-number",
        "not a number",
        'use digits, with a point for decimals: 150 or 150.25; a mapping can take signs out: "strip": "$,"',
    )


def _flag(text: str) -> bool:
    if text not in _FLAGS:
        raise FaultError(
            "bad-flag", "neither true nor false", 'state in a mapping what it means: "values": {"Y": true, "N": false}'
        )
    return _FLAGS[text]


def _absence(text: str, is_list: bool) -> Absent | tuple[()]:
    """Return why there is no value; of a list it can be known that it has no entries."""
    if is_list and text == NONE:
        return ()
    if text not in _ABSENCES:
        words = [*_ABSENCES, *([NONE] if is_list else [])]
        raise FaultError("unknown-absence", "not a kind of absence", f"one of: {', '.join(words)}")
    return _ABSENCES[text]
