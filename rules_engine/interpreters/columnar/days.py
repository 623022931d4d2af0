"""Days in columns: moved, gathered into cycles, told apart as business days. A day is a number; 1 is 0001-01-01."""

from __future__ import annotations

from datetime import date
from typing import Final

import numpy as np

from rules_engine.batches.vector import Array
from rules_engine.claims.absence import NOT_APPLICABLE, Absent
from rules_engine.ir.nodes import BusinessCalendar

FIRST: Final = date.min.toordinal()
LAST: Final = date.max.toordinal()
_EPOCH: Final = date(1970, 1, 1).toordinal()
_WEEK: Final = 7
_FIRST_YEAR, _LAST_YEAR = date.min.year, date.max.year


def parts(days: Array) -> tuple[Array, Array, Array]:
    """Return year, month and day of the month of days."""
    held = (days - _EPOCH).astype("datetime64[D]")
    months = held.astype("datetime64[M]")
    years = months.astype("datetime64[Y]")
    year = years.astype(np.int64) + 1970
    month = (months - years).astype(np.int64) + 1
    return year, month, (held - months).astype(np.int64) + 1


def day_of(year: Array, month: Array, number: Array) -> Array:
    """Return the day with a year, month and day of the month, which may lie past the end of the month."""
    months = ((year - 1970) * 12 + month - 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + _EPOCH + number - 1


def month_length(year: Array, month: Array) -> Array:
    """Return how many days months have."""
    one = np.ones_like(year)
    found: Array = day_of(year, month + 1, one) - day_of(year, month, one)
    return found


def shifted(days: Array, amount: Array | int, unit: str) -> Array:
    """Return days moved by whole days, months or years; past either end of time they become that end."""
    amount = np.clip(np.asarray(amount, np.int64), -4 * LAST, 4 * LAST)
    if unit == "days":
        clipped: Array = np.clip(days + amount, FIRST, LAST)
        return clipped
    year, month, number = parts(days)
    months = year * 12 + month - 1 + amount * (12 if unit == "years" else 1)
    to_year, to_month = months // 12, months % 12 + 1
    inside = np.clip(to_year, _FIRST_YEAR, _LAST_YEAR)
    moved = day_of(inside, to_month, np.minimum(number, month_length(inside, to_month)))
    return np.where(to_year > _LAST_YEAR, LAST, np.where(to_year < _FIRST_YEAR, FIRST, moved))


def cycle(
    days: Array, unit: str, month: Array | int = 1, number: Array | int = 1, weekday: int = 0
) -> tuple[Array, Array]:
    """Return the first and last day of the day, week, month or year that holds each day."""
    match unit:
        case "week":
            at = (days - 1) % _WEEK  # 0001-01-01 is a Monday
            first = np.clip(days - (at - weekday) % _WEEK, FIRST, LAST)
            return first, np.clip(days + (weekday - 1 - at) % _WEEK, FIRST, LAST)
        case "month":
            year, of_year, at = parts(days)
            first = days - at + 1
            return first, first + month_length(year, of_year) - 1
        case "year":
            return _year(days, np.asarray(month), np.asarray(number))
    return days, days


def _year(days: Array, month: Array, number: Array) -> tuple[Array, Array]:
    own = parts(days)[0]
    year = np.where(days >= _year_start(own, month, number), own, own - 1)
    last = np.where(year + 1 > _LAST_YEAR, LAST, _year_start(np.minimum(year + 1, _LAST_YEAR), month, number) - 1)
    return _year_start(year, month, number), last


def _year_start(year: Array, month: Array, number: Array) -> Array:
    """A day that the month lacks becomes the first of the next."""
    inside = np.maximum(year, _FIRST_YEAR)
    month, number = np.broadcast_to(month, inside.shape), np.broadcast_to(number, inside.shape)
    fits = number <= month_length(inside, month)
    over = np.where(month < 12, day_of(inside, month + 1, np.ones_like(inside)), day_of(inside, month, month * 0 + 31))
    return np.where(year < _FIRST_YEAR, FIRST, np.where(fits, day_of(inside, month, number), over))


# --- business days: one day at a time, for few different days --------------------------------------


def is_business_day(day: date, days: BusinessCalendar) -> bool:
    """Return whether a day is neither on a weekend nor a holiday."""
    return day.weekday() not in days.weekends and day not in days.holidays


def rolled(day: date, direction: int, days: BusinessCalendar) -> date | Absent:
    """Return the first business day on or after a day (1), or the last one on or before it (-1)."""
    if len(set(days.weekends)) == _WEEK:
        return NOT_APPLICABLE
    at = day.toordinal()
    while not is_business_day(date.fromordinal(at), days) and FIRST < at < LAST:
        at += direction
    return date.fromordinal(at)


def business_days_away(day: date, amount: int, direction: int, days: BusinessCalendar) -> date | Absent:
    """Return the day that is so many business days after or before a day, which is not counted itself."""
    found: date | Absent = day
    for _ in range(amount):
        if isinstance(found, Absent) or found == (date.max if direction > 0 else date.min):
            return found
        found = rolled(date.fromordinal(found.toordinal() + direction), direction, days)
    return found
