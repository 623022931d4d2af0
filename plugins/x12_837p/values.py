"""Texts of elements read strictly: what is not exactly a number, a day or a code is a fault, and never guessed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from rules_engine.claims.absence import NOT_DOCUMENTED, AbsenceKind, Absent
from rules_engine.claims.read.leaves import FIRST_YEAR

from .faults import Fault
from .records import Segment

_NUMBER_LENGTH: Final = 18  # X12 type R
_DAY_LENGTH: Final = 8
_SPAN_LENGTH: Final = 17
_NPI: Final = "XX"
_NPI_LENGTH: Final = 10
_UNREADABLE: Final = Absent(AbsenceKind.UNREADABLE)
_MEMORY: Final = 10_000  # texts of one kind that are read once only


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


def day_of(value: str) -> date | None:
    """Return the day that eight ASCII digits name, or None.

    >>> day_of("20261117"), day_of("20261301")
    (datetime.date(2026, 11, 17), None)
    """
    if len(value) != _DAY_LENGTH or not (value.isascii() and value.isdigit()) or int(value[:4]) < FIRST_YEAR:
        return None
    try:
        return date(int(value[:4]), int(value[4:6]), int(value[6:]))
    except ValueError:
        return None


def text(segment: Segment, element: int) -> str | Absent:
    """Return an element without the spaces that pad it; not documented when nothing is left."""
    return segment[1][element].strip(" ") or NOT_DOCUMENTED


class Values:
    """Reads the elements of one claim after another. faults: those of the claim that is being read.

    A text that has been read is remembered, as the same days, amounts and codes come again and again.
    """

    def __init__(self) -> None:
        self.faults: list[Fault] = []
        self._amounts: dict[str, Decimal] = {}
        self._days: dict[str, date] = {}

    def amount(self, segment: Segment, element: int) -> Decimal | Absent:
        """Return a number; an empty element is not documented."""
        return self.required_amount(segment, element) if segment[1][element] else NOT_DOCUMENTED

    def required_amount(self, segment: Segment, element: int) -> Decimal:
        """Return a number that must be there; 0 and a fault when it is not."""
        value = segment[1][element]
        known = self._amounts.get(value)
        if known is not None:
            return known
        if not is_number(value):
            self._note("bad-number" if value else "missing-element", segment, element)
            return Decimal(0)
        found = Decimal(value)
        if len(self._amounts) < _MEMORY:
            self._amounts[value] = found
        return found

    def day(self, segment: Segment, element: int, form: int = 0) -> date | Absent:
        """Return the day in an element. form: index of the element that must say D8; 0 when none does."""
        elements = segment[1]
        value = elements[element]
        if not value:
            return NOT_DOCUMENTED
        found = None if form and elements[form] != "D8" else self._day(value)
        if found is None:
            self._note("bad-date", segment, element)
            return NOT_DOCUMENTED
        return found

    def npi(self, segment: Segment) -> str | Absent:
        """Return NM109 when NM108 says that it is an NPI; unreadable, and a fault, when it is not ten digits."""
        number, elements = segment
        value = elements[9]
        if elements[8] != _NPI or not value:
            return NOT_DOCUMENTED
        if len(value) == _NPI_LENGTH and value.isascii() and value.isdigit():
            return value
        fault = Fault("bad-npi", number, elements[0], 9)
        if fault not in self.faults:  # the biller may also be the one who renders
            self.faults.append(fault)
        return _UNREADABLE

    def days(self, segment: Segment) -> tuple[date | Absent, date | Absent]:
        """Return the first and the last day of a DTP segment, D8 or RD8."""
        form, value = segment[1][2:4]
        if form != "RD8" or not value:
            only = self.day(segment, 3, 2)
            return only, only
        halves = value.split("-")
        first, last = (self._day(halves[0]), self._day(halves[-1])) if len(value) == _SPAN_LENGTH else (None, None)
        if first is None or last is None:
            self._note("bad-date", segment, 3)
            return NOT_DOCUMENTED, NOT_DOCUMENTED
        if last < first:
            self._note("reversed-dates", segment, 3)
        return first, last

    def flag(self, segment: Segment, element: int, empty: bool | Absent) -> bool | Absent:
        """Return whether an element says Y. empty: the answer when it says nothing."""
        value = segment[1][element]
        if not value:
            return empty
        if value not in ("Y", "N"):
            self._note("bad-flag", segment, element)
        return value == "Y"

    def _day(self, value: str) -> date | None:
        known = self._days.get(value)
        if known is not None:
            return known
        found = day_of(value)
        if found is not None and len(self._days) < _MEMORY:
            self._days[value] = found
        return found

    def _note(self, code: str, segment: Segment, element: int) -> None:
        self.faults.append(Fault(code, segment[0], segment[1][0], element))
