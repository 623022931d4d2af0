"""Texts of elements read strictly: what is not exactly a number, a day or a code is a fault, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent

from .faults import Fault
from .records import Segment

_NUMBER_LENGTH: Final = 18  # X12 type R
_DAY_LENGTH: Final = 8
_SPAN_LENGTH: Final = 17
_NPI: Final = "XX"


def text(value: str) -> str | Absent:
    """Return the text of an element, or that it is not documented when it is empty."""
    return value or NOT_DOCUMENTED


def is_code(value: str) -> bool:
    """Return whether a text is ASCII letters and digits only, and at least one."""
    return value.isascii() and value.isalnum()


def is_number(value: str) -> bool:
    """Return whether a text is ASCII digits with at most one point and one sign.

    >>> is_number("150.25"), is_number("1e5"), is_number("--5"), is_number("")
    (True, False, False, False)
    """
    digits = value[1:] if value[:1] in ("+", "-") else value
    return len(value) <= _NUMBER_LENGTH and value.isascii() and digits.replace(".", "", 1).isdigit()


def amount(segment: Segment, element: int, faults: list[Fault]) -> Decimal | Absent:
    """Return a number; an empty element is not documented."""
    number, elements = segment
    value = elements[element]
    if not value:
        return NOT_DOCUMENTED
    if is_number(value):
        return Decimal(value)
    faults.append(Fault("bad-number", number, elements[0], element))
    return NOT_DOCUMENTED


def required_amount(segment: Segment, element: int, faults: list[Fault]) -> Decimal:
    """Return a number that must be there; 0 and a fault when it is not."""
    number, elements = segment
    value = elements[element]
    if is_number(value):
        return Decimal(value)
    faults.append(Fault("bad-number" if value else "missing-element", number, elements[0], element))
    return Decimal(0)


def day_of(value: str) -> date | None:
    """Return the day that eight ASCII digits name, or None.

    >>> day_of("20261117"), day_of("20261301")
    (datetime.date(2026, 11, 17), None)
    """
    if len(value) != _DAY_LENGTH or not (value.isascii() and value.isdigit()):
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None


def day(segment: Segment, element: int, faults: list[Fault], form: int = 0) -> date | Absent:
    """Return the day in an element. form: index of the element that must say D8; 0 when none does."""
    number, elements = segment
    value = elements[element]
    if not value:
        return NOT_DOCUMENTED
    found = None if form and elements[form] != "D8" else day_of(value)
    if found is None:
        faults.append(Fault("bad-date", number, elements[0], element))
        return NOT_DOCUMENTED
    return found


def days(segment: Segment, faults: list[Fault]) -> tuple[date | Absent, date | Absent]:
    """Return the first and the last day of a DTP segment, D8 or RD8."""
    number, elements = segment
    form, value = elements[2], elements[3]
    if form != "RD8" or not value:
        only = day(segment, 3, faults, 2)
        return only, only
    halves = value.split("-")
    first, last = (day_of(halves[0]), day_of(halves[-1])) if len(value) == _SPAN_LENGTH else (None, None)
    if first is None or last is None:
        faults.append(Fault("bad-date", number, "DTP", 3))
        return NOT_DOCUMENTED, NOT_DOCUMENTED
    if last < first:
        faults.append(Fault("reversed-dates", number, "DTP", 3))
    return first, last


def flag(segment: Segment, element: int, faults: list[Fault], empty: bool | Absent) -> bool | Absent:
    """Return whether an element says Y. empty: the answer when it says nothing."""
    number, elements = segment
    value = elements[element]
    if not value:
        return empty
    if value not in ("Y", "N"):
        faults.append(Fault("bad-flag", number, elements[0], element))
    return value == "Y"


def npi(segment: Segment) -> str | Absent:
    """Return NM109 when NM108 says that it is an NPI."""
    elements = segment[1]
    return (elements[9] or NOT_DOCUMENTED) if elements[8] == _NPI else NOT_DOCUMENTED
