"""Facts of many lines that are worked out from others; what each of them is says `rules_engine.claims.derived`.

A fact is worked out once for what its sources are, not once a row.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, Final

import numpy as np

from rules_engine.batches.batch import CannotError, Path
from rules_engine.batches.making import by_distinct, gone, nothing, one_entry_each
from rules_engine.batches.vector import Array, Kind, Vector, small
from rules_engine.claims import derived as of_line
from rules_engine.claims.absence import NOT_SUPPLIED, Absent

Read = Callable[[Path], Vector]

_EPOCH: Final = 719_163
_LISTS: Final = frozenset(
    {"session_people", "contact_minutes", "contact_time", "travel_time", "paperwork_time", "meal_time"}
)


def derived(name: str, read: Read, size: int, member_is_there: Callable[[], Vector], session: Any) -> Vector:
    """Return a fact that is worked out, a row for each line.

    read: reads a vocabulary path of the same lines. member_is_there: whether each has a member record.
    session: makes for a row what the record of its session has, for facts that hang on lists in it; None when such
    facts are not known of the lines. Raises CannotError.
    """
    if name in _FROM_ONE:
        path, make = _FROM_ONE[name]
        return by_distinct(make, size, read(path))
    match name:
        case "session_minutes":
            return _minutes(read, size)
        case "birth_date":
            return _birth_date(read, size, member_is_there)
        case "filing_date":
            first, second = read(("claim", "received_date")), read(("claim", "submission_date"))
            return by_distinct(lambda a, b: b if isinstance(a, Absent) else a, size, first, second)
        case "remittance_date":
            return by_distinct(_remittance, size, read(("line", "remittance_date")), read(("claim", "remittance_date")))
        case "age":
            born = _birth_date(read, size, member_is_there)
            return _apart(born, read(("line", "service_date")), size, in_years=True)
        case "span_days":
            return _apart(read(("line", "service_date")), read(("line", "service_date_end")), size, in_years=False)
        case "session_time":
            return by_distinct(_time, size, read(("session", "start")), read(("session", "stop")))
        case "standing":
            return nothing()
    if name in _LISTS:
        return _from_lists(name, read, size, session)
    raise CannotError(f"derived {name}")


def _check_digit(npi: Any) -> Any:
    return npi if isinstance(npi, Absent) else "valid" if of_line.is_npi(npi) else "invalid"


def _month(day: Any) -> Any:
    return day if isinstance(day, Absent) else f"{day.year:04}-{day.month:02}"


def _weekday(day: Any) -> Any:
    return day if isinstance(day, Absent) else of_line.WEEKDAYS[day.weekday()]


_FROM_ONE: Final[dict[str, tuple[Path, Callable[[Any], Any]]]] = {
    "rendering_check_digit": (("line", "rendering_npi"), _check_digit),
    "billing_check_digit": (("claim", "billing_npi"), _check_digit),
    "service_month": (("line", "service_date"), _month),
    "service_weekday": (("line", "service_date"), _weekday),
}


def _minutes(read: Read, size: int) -> Vector:
    minutes, start, stop = (read(("session", each)) for each in ("minutes", "start", "stop"))
    if start.kind is Kind.NOTHING or stop.kind is Kind.NOTHING or not gone(minutes, size).any():
        return minutes
    return by_distinct(_length, size, minutes, start, stop)


def _length(minutes: Any, start: time | Absent, stop: time | Absent) -> Any:
    if not isinstance(minutes, Absent) or isinstance(start, Absent) or isinstance(stop, Absent):
        return minutes
    return Decimal(((stop.hour - start.hour) * 60 + stop.minute - start.minute) % 1440)


def _birth_date(read: Read, size: int, member_is_there: Callable[[], Vector]) -> Vector:
    born = read(("claim", "patient_birth_date"))
    if not gone(born, size).any():
        return born
    is_there = member_is_there()
    if is_there.kind is Kind.NOTHING:
        return born
    of_member = read(("member", "birth_date"))
    return by_distinct(
        lambda own, there, other: own if not isinstance(own, Absent) or isinstance(there, Absent) else other,
        size,
        born,
        is_there,
        of_member,
    )


def _remittance(of_line: Any, of_claim: Any) -> Any:
    if isinstance(of_line, Absent) and (of_line == NOT_SUPPLIED or not isinstance(of_claim, Absent)):
        return of_claim
    return of_line


def _time(start: Any, stop: Any) -> Any:
    from rules_engine.claims.intervals import session_time

    return session_time(SimpleNamespace(session=SimpleNamespace(start=start, stop=stop)))  # type: ignore[arg-type]


def _apart(first: Vector, last: Vector, size: int, *, in_years: bool) -> Vector:
    """Return the years from one date to another, or the days with both; an absence of the first goes before."""
    if first.kind is Kind.NOTHING and first.is_constant:
        return first
    if last.kind is Kind.NOTHING and first.absent is None:
        return last
    why = gone(first, size)
    why = np.where(why != 0, why, gone(last, size))
    one, other = _dates(first, size), _dates(last, size)
    if in_years:
        (years, days), (of_birth, birthdays) = _parts(other, last), _parts(one, first)
        found = _rows(years, last, size) - _rows(of_birth, first, size)
        found = found - (_rows(days, last, size) < _rows(birthdays, first, size))
    else:
        found = _rows(other, last, size) - _rows(one, first, size) + 1
    absent = why.astype(np.uint8) if why.any() else None
    vector = Vector(Kind.NUMBER, found.astype(np.int64), absent)
    if size == 1:
        vector.index = np.zeros(1, np.uint8)
    return vector


def _dates(vector: Vector, size: int) -> Array:
    return np.ones(len(vector.values), np.int64) if vector.kind is Kind.NOTHING else vector.values


def _rows(held: Array, vector: Vector, size: int) -> Array:
    found: Array = held if vector.index is None else held[vector.index]
    return found if len(found) == size else np.broadcast_to(found, (size,))


def _parts(held: Array, _: Vector) -> tuple[Array, Array]:
    """Return the year of each date, and month and day as one number."""
    days = (held - _EPOCH).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]").astype(np.int64) + 1970
    month = months.astype(np.int64) % 12 + 1
    return years, month * 32 + (days - months).astype(np.int64) + 1


def _from_lists(name: str, read: Read, size: int, session: Any) -> Vector:
    """Facts that hang on a list of records: worked out for each line that has the list."""
    source = ("session", "participants" if name == "session_people" else "intervals")
    has = read(source)
    rows = np.flatnonzero(gone(has, size) == 0)
    base = read(("session", "contact_minutes")) if name == "contact_minutes" else has
    if not len(rows):
        if base.kind is Kind.NOTHING or name == "contact_minutes":
            return base
        return Vector(Kind.NOTHING, np.zeros(len(base.values), np.int8), base.absent, base.index)
    if session is None:
        raise CannotError(f"{name} of lines of other claims")
    values: list[Any] = [base.entry(k) for k in range(len(base.values))]
    index = np.array(base.index if base.index is not None else np.zeros(size, np.int64), np.int64)
    if base.index is None and not base.is_constant:
        index = np.arange(size)
    for row in rows:
        index[row] = len(values)
        values.append(of_line.DERIVED[name](SimpleNamespace(session=session(int(row)))))  # type: ignore[arg-type]
    places: dict[Any, int] = {}
    codes = np.asarray(
        [places.setdefault((type(each), each), len(places)) for each in map(_hashable, values)], np.int64
    )
    used = list(places)
    return one_entry_each([each for _, each in used], codes[index].astype(small(len(used))))


def _hashable(value: Any) -> Any:
    return NOT_SUPPLIED if value is True else value
