"""Days: moved, gathered into cycles, and told apart as business days. Days past either end of time become that end."""

from __future__ import annotations

from datetime import date, timedelta

from rules_engine.claims.absence import NOT_APPLICABLE, Absent
from rules_engine.ir.nodes import BusinessCalendar

_WEEK = 7
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def shift_day(start: date, amount: int, unit: str) -> date:
    """Return a day moved by whole days, months or years; a day that the month lacks becomes its last day."""
    if unit == "days":
        try:
            return start + timedelta(days=amount)
        except OverflowError:
            return date.max if amount > 0 else date.min
    months = start.year * 12 + start.month - 1 + amount * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > date.max.year else date.min
    return date(year, month + 1, min(start.day, days_of_month(year, month + 1)))


def days_of_month(year: int, month: int) -> int:
    """Return how many days a month has.

    >>> days_of_month(2024, 2), days_of_month(2100, 2), days_of_month(2000, 2)
    (29, 28, 29)
    """
    is_leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and is_leap else _DAYS[month - 1]


# --- cycles ---------------------------------------------------------------------------------------


def cycle_of(day: date, unit: str, month: int = 1, number: int = 1, weekday: int = 0) -> tuple[date, date]:
    """Return the first and last day of the day, week, month or year that holds a day.

    month, number: the day on which a year starts. weekday: the day on which a week starts (0 is Monday).

    >>> [each.isoformat() for each in cycle_of(date(2026, 3, 1), "year", 7, 1)]
    ['2025-07-01', '2026-06-30']
    """
    match unit:
        case "week":
            first = shift_day(day, -((day.weekday() - weekday) % _WEEK), "days")
            return first, shift_day(day, (weekday - 1 - day.weekday()) % _WEEK, "days")
        case "month":
            return day.replace(day=1), day.replace(day=days_of_month(day.year, day.month))
        case "year":
            return _year_of(day, month, number)
    return day, day


def _year_of(day: date, month: int, number: int) -> tuple[date, date]:
    year = day.year if day >= _year_start(day.year, month, number) else day.year - 1
    following = year + 1
    last = date.max if following > date.max.year else shift_day(_year_start(following, month, number), -1, "days")
    return _year_start(year, month, number), last


def _year_start(year: int, month: int, number: int) -> date:
    """A day that the month lacks becomes the first of the next: February 29 of other years is March 1."""
    if year < date.min.year:
        return date.min
    if number <= days_of_month(year, month):
        return date(year, month, number)
    return date(year, month + 1, 1) if month < 12 else date(year, 12, 31)


# --- business days --------------------------------------------------------------------------------


def is_business_day(day: date, days: BusinessCalendar) -> bool:
    """Return whether a day is neither on a weekend nor a holiday of a calendar."""
    return day.weekday() not in days.weekends and day not in days.holidays


def business_day_from(day: date, direction: int, days: BusinessCalendar) -> date | Absent:
    """Return the first business day on or after a day (direction 1), or the last one on or before it (-1)."""
    if len(set(days.weekends)) == _WEEK:
        return NOT_APPLICABLE
    while not is_business_day(day, days) and day not in (date.min, date.max):
        day += timedelta(days=direction)
    return day


def business_days_away(day: date, amount: int, direction: int, days: BusinessCalendar) -> date | Absent:
    """Return the day that is so many business days after or before a day, which is not counted itself."""
    found: date | Absent = day
    for _ in range(amount):
        if isinstance(found, Absent) or found == (date.max if direction > 0 else date.min):
            return found
        found = business_day_from(shift_day(found, direction, "days"), direction, days)
    return found
