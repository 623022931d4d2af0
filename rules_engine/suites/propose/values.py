"""Values that test cases put into facts: a first one of a kind, those beside a value, one outside of a set."""

from __future__ import annotations

from collections.abc import Container, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, Final

from rules_engine.ir.types import Type, TypeKind

_CENT: Final = Decimal("0.01")
_FIRST_AMOUNT: Final = {"minutes": 60, "years": 30, "dollars": 100}
_FIRST_TIMES: Final = {"start": time(9), "stop": time(10)}
# Stand for any other value of a domain.
_OTHERS: Final = {
    "procedure code": ("90837", "99213", "90791", "90853", "96130", "99499"),
    "modifier": ("U1", "U2", "52", "76"),
    "place code": ("11", "22", "31", "99"),
    "diagnosis code": ("F321", "F411", "Z000", "R69"),
    "number": (1, 2, 3),
    "code": ("A1", "B2", "C3"),
}
_TEXTS: Final = ("one", "another", "a third")
LADDER: Final = (0, 1, 2, 3, 4, 5, 8, 10, 15, 16, 20, 30, 45, 60, 90, 120, 240, 480, 1000)


def first_value(kind: Type, path: tuple[str, ...], day: date) -> Any:
    """Return a value of a type for a fact of which only its presence matters."""
    if kind.is_list:
        return (next(others(kind, ())),)
    match kind.kind:
        case TypeKind.QUANTITY:
            return Decimal(_FIRST_AMOUNT.get(kind.domain, 1))
        case TypeKind.DATE:
            return day
        case TypeKind.TIME:
            return _FIRST_TIMES.get(path[-1], time(9))
        case TypeKind.FLAG | TypeKind.RECORD:
            return True
    return next(others(kind, ()))


def others(kind: Type, but: Container[Any]) -> Iterator[Any]:
    """Yield symbols of a domain that are not among some."""
    known = kind.values or _OTHERS.get(kind.domain, _TEXTS)
    yield from (each for each in known if each not in but)


def beside(value: Any, direction: int, domain: str = "") -> Any:
    """Return the next value below (-1) or above (1); None when there is none."""
    if isinstance(value, bool):
        return None
    if isinstance(value, Decimal):
        return _amount_beside(value, direction, domain)
    try:
        if isinstance(value, date):
            return value + timedelta(days=direction)
        if isinstance(value, time):
            moved = datetime.combine(date(2000, 1, 2), value) + timedelta(minutes=direction)
            return moved.time() if moved.date() == date(2000, 1, 2) else None
    except OverflowError:
        return None
    return None


def _amount_beside(value: Decimal, direction: int, domain: str) -> Decimal | None:
    step = _CENT if domain == "dollars" or value != value.to_integral_value() else Decimal(1)
    if domain == "" and value == 1 and direction < 0:
        step = _CENT
    found = value + direction * step
    return found if found >= 0 else None
