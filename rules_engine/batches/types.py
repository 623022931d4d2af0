"""Which Arrow types each kind of value may come in, and how to mend one that it may not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pyarrow as pa
from pyarrow import types as t

from rules_engine.claims.shapes import Kind, Shape

NUMBERS: Final = frozenset({Kind.AMOUNT, Kind.MONEY})
_WORDS: Final = {
    Kind.DAY: "dates (date32), or text such as 2026-11-16",
    Kind.CLOCK: "times of day (time32, time64), or text such as 14:00",
    Kind.AMOUNT: "decimal128 or whole numbers",
    Kind.MONEY: "decimal128 or whole numbers",
    Kind.FLAG: "bool",
    Kind.WHOLE: "whole numbers",
}
_ASKED: Final[dict[Kind, Any]] = {
    Kind.DAY: pa.date32(),
    Kind.CLOCK: pa.time32("s"),
    Kind.AMOUNT: pa.decimal128(18, 6),
    Kind.MONEY: pa.decimal128(18, 6),
    Kind.FLAG: pa.bool_(),
    Kind.WHOLE: pa.int32(),
}


def as_asked(of: Kind | Shape, many: bool, fields: Callable[[Shape], list[tuple[str, Kind, bool]]]) -> pa.DataType:
    """Return the type in which a column is written. fields: what a record in a list holds."""
    if isinstance(of, Shape):
        inner = pa.struct([pa.field(name, as_asked(kind, is_list, fields)) for name, kind, is_list in fields(of)])
        return pa.list_(inner)
    found = _ASKED.get(of, pa.string())
    return pa.list_(found) if many else found


def is_accepted(given: pa.DataType, of: Kind | Shape, many: bool) -> bool:
    """Return whether values of a kind may come in a type. A column of nulls may stand anywhere."""
    if t.is_null(given):
        return True
    if many:
        is_list = t.is_list(given) or t.is_large_list(given)
        return is_list and not isinstance(of, Shape) and is_accepted(given.value_type, of, False)
    if t.is_dictionary(given):
        return not t.is_dictionary(given.value_type) and is_accepted(given.value_type, of, False)
    if of in NUMBERS:
        return t.is_integer(given) or t.is_floating(given) or _is_decimal(given)
    match of:
        case Kind.DAY:
            return t.is_date(given) or is_text(given)
        case Kind.CLOCK:
            return t.is_time(given) or is_text(given)
        case Kind.FLAG:
            return bool(t.is_boolean(given))
        case Kind.WHOLE:
            return t.is_integer(given) or t.is_floating(given) or _is_decimal(given)
    return is_text(given)


def is_text(given: pa.DataType) -> bool:
    """Return whether a type holds text."""
    return bool(t.is_string(given) or t.is_large_string(given) or t.is_string_view(given))


def _is_decimal(given: pa.DataType) -> bool:
    return bool(t.is_decimal(given) and not t.is_decimal256(given))


def accepted(of: Kind | Shape, many: bool) -> str:
    """Return in words what a column takes."""
    if isinstance(of, Shape):
        return "a list of records (list of struct)"
    words = _WORDS.get(of, "text (string, or a dictionary of strings)")
    return f"lists of {words}" if many else words


def remedy(given: pa.DataType, of: Kind | Shape, many: bool) -> str:
    """Return how to mend a column of a type that it may not have."""
    if many:
        return "" if t.is_list(given) or t.is_large_list(given) else "make a list of each value, or cast to list"
    if t.is_timestamp(given):
        where = "the day" if of is Kind.DAY else "the time of day" if of is Kind.CLOCK else "the value"
        return f"a moment depends on a time zone: take {where} at the place of service yourself, and cast"
    if t.is_decimal256(given):
        return "cast to decimal128"
    if of in NUMBERS or of is Kind.WHOLE:
        return "cast to decimal128" if is_text(given) else ""
    if t.is_integer(given) or t.is_floating(given):
        return "leading zeros are lost in numbers: write it as text where it comes from" if of not in _WORDS else ""
    if t.is_binary(given) or t.is_large_binary(given):
        return "cast to string"
    return ""
