"""IR to plain data and back: lists, strings and numbers only, so that reading it can run nothing.

A node is `[number of its class, field, field …]`. Tuples, dates and decimals are lists that
begin with a negative number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any, Final

import attrs

from rules_engine.ir import example, nodes, rulebook, types

VERSION: Final = 2
CLASSES: Final[tuple[type, ...]] = (
    types.Type,
    nodes.Literal,
    nodes.Field,
    nodes.AsOf,
    nodes.Arithmetic,
    nodes.Pick,
    nodes.ShiftDate,
    nodes.BusinessCalendar,
    nodes.BusinessShift,
    nodes.BusinessDay,
    nodes.CycleDay,
    nodes.Lookup,
    nodes.Intervals,
    nodes.IntervalLength,
    nodes.NamedValue,
    nodes.Meant,
    nodes.RunningCount,
    nodes.AmountSoFar,
    nodes.CountSteps,
    nodes.Aggregate,
    nodes.Same,
    nodes.OnClaim,
    nodes.Covering,
    nodes.Overlapping,
    nodes.Window,
    nodes.Cycle,
    nodes.Selection,
    nodes.Compare,
    nodes.Between,
    nodes.In,
    nodes.InRows,
    nodes.BusinessTest,
    nodes.Attested,
    nodes.Under,
    nodes.Includes,
    nodes.Presence,
    nodes.Near,
    nodes.CountOf,
    nodes.Not,
    nodes.Quantified,
    nodes.TermRef,
    nodes.Requires,
    nodes.Forbids,
    nodes.Row,
    nodes.Table,
    nodes.Element,
    nodes.RecordNeed,
    nodes.Quota,
    nodes.Rank,
    nodes.Limit,
    nodes.Payment,
    rulebook.Place,
    rulebook.Validity,
    rulebook.Citation,
    rulebook.Clause,
    rulebook.Source,
    rulebook.Outcome,
    rulebook.Withdrawal,
    rulebook.DatedValue,
    rulebook.Meaning,
    rulebook.Reference,
    rulebook.FieldNote,
    rulebook.Rule,
    rulebook.Coverage,
    rulebook.Rulebook,
    example.Fact,
    example.Entry,
    example.Expectation,
    example.Example,
)
_ENUMS: Final[tuple[type[Enum], ...]] = (types.TypeKind, nodes.Owner)
_TUPLE, _DICT, _DECIMAL, _DATE, _TIME, _ENUM = -1, -2, -3, -4, -5, -10
_NUMBER: Final = {cls: number for number, cls in enumerate(CLASSES)}
_NAMES: Final = {cls: tuple(attrs.fields_dict(cls)) for cls in CLASSES}


def _fields(value: Any) -> list[Any]:
    return [getattr(value, name) for name in _NAMES[type(value)]]


def encode(value: Any) -> Any:
    """Return `value` (IR, or anything that IR holds) as plain data. Raises TypeError for anything else."""
    number = _NUMBER.get(type(value))
    if number is not None:
        return [number, *map(encode, _fields(value))]
    match value:
        case None | bool() | str() | int():
            return value
        case tuple():
            return [_TUPLE, *map(encode, value)]
        case dict():
            return [_DICT, *(part for key in value for part in (key, encode(value[key])))]
        case Decimal():
            return [_DECIMAL, str(value)]
        case date():
            return [_DATE, value.isoformat()]
        case time():
            return [_TIME, value.isoformat()]
    return _encode_enum(value)


def _encode_enum(value: Any) -> Any:
    for number, enum in enumerate(_ENUMS):
        if isinstance(value, enum):
            return [_ENUM - number, value.value]
    raise TypeError(f"not part of the IR: {type(value).__name__}")


def decode(data: Any) -> Any:
    """Return what `encode` was given. Raises ValueError for data that it did not write."""
    if type(data) is not list:
        return data
    try:
        return _decode(data)
    except (IndexError, TypeError, ArithmeticError, AttributeError, RecursionError) as fault:
        raise ValueError("not an encoded IR") from fault


def _decode(data: list[Any]) -> Any:
    number = data[0]
    if number >= 0:
        return CLASSES[number](*[_decode(part) if type(part) is list else part for part in data[1:]])
    if number == _TUPLE:
        return tuple([_decode(part) if type(part) is list else part for part in data[1:]])
    if number == _DICT:
        parts = [_decode(part) if type(part) is list else part for part in data[1:]]
        return dict(zip(parts[::2], parts[1::2], strict=True))
    if number in _READERS:
        return _READERS[number](data[1])
    if number > _ENUM:
        raise ValueError("not an encoded IR")
    return _ENUMS[_ENUM - number](data[1])


_READERS: Final[dict[int, Callable[[str], Any]]] = {
    _DECIMAL: Decimal,
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
}
