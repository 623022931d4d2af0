"""One fact of many rows: what stands there, or why nothing does.

Most facts are symbols with few values, so a vector may hold each value once, as an entry, with an index from rows to
entries. What hangs on one fact alone is then worked out once an entry, not once a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rules_engine.claims.absence import AbsenceKind, Absent

Array = NDArray[Any]
Rows = slice | NDArray[Any]

KINDS_OF_ABSENCE: Final = (
    AbsenceKind.NOT_SUPPLIED,
    AbsenceKind.NOT_DOCUMENTED,
    AbsenceKind.NOT_APPLICABLE,
    AbsenceKind.UNREADABLE,
)
"""By code, from 1 on; 0 is a value that is there."""
CODE_OF: Final = {kind: code for code, kind in enumerate(KINDS_OF_ABSENCE, 1)}
NOT_SUPPLIED, NOT_DOCUMENTED, NOT_APPLICABLE, UNREADABLE = 1, 2, 3, 4
MOST_PLACES: Final = 9
"""Decimal places with which a number is still held as a scaled integer; others are held as decimals."""
MOST: Final = 2**62
_MICROSECONDS: Final = 1_000_000


class Kind(Enum):
    """What the entries of a vector are, and how they are held."""

    NUMBER = "number"  # int64, scaled by 10 ** places; or Decimal objects
    DATE = "date"  # int64, days since 0001-01-01, which is 1
    TIME = "time"  # int64, microseconds since midnight
    OBJECT = "object"  # Python values: texts, flags, tuples, spans of minutes
    NOTHING = "nothing"  # every entry is absent


class Vector:
    """Entries, and which of them stands in each row.

    values: one an entry. absent: a code of absence an entry (0: there), or None when all are there. index: the entry of
    each row, or None when each row is an entry; a single entry without an index stands in every row.
    places: decimal places of a NUMBER that is held as an integer; -1 when it is held as decimals.
    """

    __slots__ = ("absent", "index", "kind", "places", "values")

    def __init__(
        self, kind: Kind, values: Array, absent: Array | None = None, index: Array | None = None, places: int = 0
    ) -> None:
        self.kind = kind
        self.values = values
        self.absent = absent
        self.index = index
        self.places = places

    @property
    def is_constant(self) -> bool:
        """Return whether the same entry stands in every row."""
        return self.index is None and len(self.values) == 1

    @property
    def is_decimal(self) -> bool:
        """Return whether a NUMBER is held as decimals."""
        return self.places < 0

    def at(self, rows: Rows) -> Vector:
        """Return the rows of a slice, or of an array of row numbers."""
        if self.is_constant:
            return self
        if self.index is not None:
            return Vector(self.kind, self.values, self.absent, self.index[rows], self.places)
        absent = None if self.absent is None else self.absent[rows]
        return Vector(self.kind, self.values[rows], absent, None, self.places)

    def spread(self) -> Vector:
        """Return the same with an entry for each row."""
        if self.index is None:
            return self
        absent = None if self.absent is None else self.absent[self.index]
        return Vector(self.kind, self.values[self.index], absent, None, self.places)

    def rows(self, size: int) -> Array:
        """Return the value as it is held of each of `size` rows."""
        held = self.values if self.index is None else self.values[self.index]
        return held if len(held) == size else np.broadcast_to(held, (size,))

    def among(self, values: Array, absent: Array | None, kind: Kind | None = None, places: int = 0) -> Vector:
        """Return other entries in the place of these."""
        return Vector(kind or self.kind, values, absent, self.index, places)

    def with_gone(self, also: Array | None) -> Vector:
        """Return the entries, of which those with a code in `also` are absent for that reason."""
        if also is None:
            return self
        absent = also if self.absent is None else np.where(also != 0, also, self.absent)
        return Vector(self.kind, self.values, absent, self.index, self.places)

    def decimals(self) -> Vector:
        """Return a NUMBER that is held as decimals."""
        if self.is_decimal or self.kind is not Kind.NUMBER:
            return self
        shift = Decimal(1).scaleb(-self.places)
        held = objects([int(each) * shift for each in self.values])
        return Vector(Kind.NUMBER, held, self.absent, self.index, -1)

    def entry(self, number: int) -> Any:
        """Return one entry as a Python value or `Absent`."""
        if self.absent is not None and self.absent[number]:
            return Absent(KINDS_OF_ABSENCE[int(self.absent[number]) - 1])
        return to_python(self, self.values[number])

    def row(self, number: int) -> Any:
        """Return what stands in one row as a Python value or `Absent`."""
        if self.is_constant:
            return self.entry(0)
        return self.entry(number if self.index is None else int(self.index[number]))


def to_python(vector: Vector, value: Any) -> Any:
    """Return a value as it is held in the vector as the Python value that it stands for."""
    match vector.kind:
        case Kind.NUMBER:
            return value if vector.is_decimal else Decimal(int(value)).scaleb(-vector.places)
        case Kind.DATE:
            return date.fromordinal(int(value))
        case Kind.TIME:
            return _clock(int(value))
    return value


def _clock(micros: int) -> time:
    seconds, micro = divmod(micros, _MICROSECONDS)
    minutes, second = divmod(seconds, 60)
    return time(minutes // 60, minutes % 60, second, micro)


def micros_of(clock: time) -> int:
    """Return a time of day in microseconds since midnight."""
    return ((clock.hour * 60 + clock.minute) * 60 + clock.second) * _MICROSECONDS + clock.microsecond


def objects(values: Sequence[Any]) -> Array:
    """Return Python values as an array of objects; tuples stay whole."""
    held = np.empty(len(values), object)
    for number, value in enumerate(values):
        held[number] = value
    return held


def constant(value: Any) -> Vector:
    """Return a vector in which one Python value, or `Absent`, stands in every row.

    >>> constant(Decimal("1.50")).row(7)
    Decimal('1.50')
    """
    return of_entries([value])


def of_values(values: Iterable[Any]) -> Vector:
    """Return a vector with a row for each Python value or `Absent`; equal ones share an entry."""
    codes: dict[Any, int] = {}
    entries: list[Any] = []
    index = []
    for value in values:
        key = (type(value), value)
        code = codes.get(key)
        if code is None:
            code = codes[key] = len(entries)
            entries.append(value)
        index.append(code)
    found = of_entries(entries)
    if len(entries) > 1:
        found.index = np.asarray(index, small(len(entries)))
    return found


def small(entries: int) -> Any:
    """Return the smallest type that can number so many entries."""
    return np.uint8 if entries <= 2**8 else np.uint16 if entries <= 2**16 else np.int32


def of_entries(entries: Sequence[Any]) -> Vector:
    """Return a vector with these Python values and absences as its entries, without an index."""
    there = [each for each in entries if type(each) is not Absent]
    absent = None
    if len(there) != len(entries):
        codes = [CODE_OF[each.kind] if type(each) is Absent else 0 for each in entries]
        absent = np.asarray(codes, np.uint8)
    if not there:
        return Vector(Kind.NOTHING, np.zeros(len(entries), np.int8), absent)
    kind = _kind_of(there)
    if kind is Kind.NUMBER:
        values, places = numbers([Decimal(0) if type(each) is Absent else Decimal(each) for each in entries])
        return Vector(kind, values, absent, None, places)
    if kind is Kind.DATE:
        held = np.asarray([1 if type(each) is Absent else each.toordinal() for each in entries], np.int64)
    elif kind is Kind.TIME:
        held = np.asarray([0 if type(each) is Absent else micros_of(each) for each in entries], np.int64)
    else:
        held = objects([None if type(each) is Absent else each for each in entries])
    return Vector(kind, held, absent)


def _kind_of(values: Sequence[Any]) -> Kind:
    kinds = {type(each) for each in values}
    if kinds <= {Decimal, int}:
        return Kind.NUMBER
    if kinds == {date}:
        return Kind.DATE
    return Kind.TIME if kinds == {time} else Kind.OBJECT


def numbers(values: Sequence[Decimal]) -> tuple[Array, int]:
    """Return decimals as scaled integers with their decimal places; as decimals, with -1, when they do not fit.

    >>> numbers([Decimal("1.5"), Decimal("2")])
    (array([15, 20]), 1)
    """
    places = max(0, *(-int(each.as_tuple().exponent) for each in values))
    if places <= MOST_PLACES and all(abs(each) * 10**places < MOST for each in values):
        return np.asarray([int(each.scaleb(places)) for each in values], np.int64), places
    return objects(values), -1
