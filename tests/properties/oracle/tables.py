"""Tables of facts of the oracle: rows of code, first day, last day, kind and amount."""

from __future__ import annotations

from typing import Any

from properties.oracle.facts import NEVER_CAME, NOT_IN_RECORD, Facts, Gone, read

Row = tuple[Any, ...]


def on_day(day: Any, row: Row) -> str:
    """Say whether a row holds on a day; an end that is not said is open."""
    _, first, last, *_ = row
    if first is None and last is None:
        return "T"
    if isinstance(day, Gone):
        return "U"
    return "T" if (first is None or first <= day) and (last is None or day <= last) else "F"


def in_rows(claim: Facts, line: Facts, kind: str | None, rows: list[Row]) -> str:
    code, day = read(claim, line, "code"), read(claim, line, "service date")
    if isinstance(code, Gone):
        return "U"
    found = [on_day(day, row) for row in rows if row[0] == code and kind in (None, row[3])]
    return "T" if "T" in found else "U" if "U" in found else "F"


def looked_up(claim: Facts, line: Facts, rows: list[Row]) -> Any:
    """Return the amount of the one row for the code; gone when there is none, or when two say two things."""
    code, day = read(claim, line, "code"), read(claim, line, "service date")
    if isinstance(code, Gone):
        return code
    found = [(on_day(day, row), row[4]) for row in rows if row[0] == code]
    amounts = {amount for holds, amount in found if holds == "T"}
    if "U" in [holds for holds, _ in found] or len(amounts) > 1:
        return NEVER_CAME
    amount = amounts.pop() if amounts else None
    return NOT_IN_RECORD if amount is None else amount
