"""Days of the oracle: (year, month, day), walked one at a time."""

from __future__ import annotations

Day = tuple[int, int, int]


def moved(day: Day, amount: int, unit: str) -> Day:
    """Move a day by days, months or years; a day that the month lacks becomes its last."""
    if unit == "days":
        for _ in range(abs(amount)):
            day = next_day(day) if amount > 0 else day_before(day)
        return day
    months = day[0] * 12 + day[1] - 1 + amount * (12 if unit == "years" else 1)
    year, month = months // 12, months % 12 + 1
    return (year, month, min(day[2], length(year, month)))


def length(year: int, month: int) -> int:
    leap = (year % 4 == 0 and year % 100 != 0) or year % 400 == 0
    return [31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]


def next_day(day: Day) -> Day:
    year, month, number = day
    if number < length(year, month):
        return (year, month, number + 1)
    return (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)


def day_before(day: Day) -> Day:
    year, month, number = day
    if number > 1:
        return (year, month, number - 1)
    return (year, month - 1, length(year, month - 1)) if month > 1 else (year - 1, 12, 31)


# --- business days and cycles -----------------------------------------------------------------------------------------


def weekday(day: Day) -> int:
    """Return the day of the week, 0 for Monday (Zeller's congruence)."""
    year, month, number = day
    if month < 3:
        year, month = year - 1, month + 12
    return (number + 13 * (month + 1) // 5 + year + year // 4 - year // 100 + year // 400 + 5) % 7


def is_open(day: Day, holidays: list[Day]) -> bool:
    return weekday(day) < 5 and day not in holidays


def opened(day: Day, amount: int, step: int, holidays: list[Day]) -> Day:
    """Move a day by business days; by none, to the nearest business day unless it is one."""
    walk = next_day if step > 0 else day_before
    while amount == 0 and not is_open(day, holidays):
        day = walk(day)
    while amount > 0:
        day = walk(day)
        amount -= is_open(day, holidays)
    return day


def cycle_start(day: Day, cycle: tuple[str, ...] | tuple[str, int] | tuple[str, int, int]) -> Day:
    """Walk back to the first day of a cycle."""
    while not starts(day, cycle):
        day = day_before(day)
    return day


def starts(day: Day, cycle: tuple[object, ...]) -> bool:
    match cycle:
        case ("week", first):
            return weekday(day) == first
        case ("month",):
            return day[2] == 1
        case ("year", 2, 29) if length(day[0], 2) == 28:
            return day[1:] == (3, 1)
        case ("year", month, number):
            return day[1:] == (month, number)
    return True
