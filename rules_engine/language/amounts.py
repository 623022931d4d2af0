"""What is written out: codes and words of a domain, amounts with their units, days and times of day."""

from __future__ import annotations

import re
from datetime import date, time
from decimal import Decimal
from typing import Final

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Literal
from rules_engine.ir.types import DATE, NUMBER, TEXT, TIME, Type, TypeKind, quantity
from rules_engine.language.context import Context, Surface, tokens, unquoted

PATTERNS: Final = {
    "procedure code": (re.compile(r"[0-9]{4}[0-9A-Z]|[A-Z][0-9]{4}"), "a procedure code: five signs, such as 90837"),
    "modifier": (re.compile(r"[0-9A-Z]{2}"), "a modifier: two signs, such as 95"),
    "place code": (re.compile(r"[0-9]{2}"), "a place of service: two digits, such as 02"),
    "diagnosis code": (re.compile(r"[A-Z][0-9][0-9A-Z](\.?[0-9A-Z]{1,4})?"), "a diagnosis code, such as F32.1"),
    "number": (re.compile(r"[0-9]{1,9}"), "a whole number"),
}
UNITS: Final = {
    "minute": "minutes",
    "day": "days",
    "month": "months",
    "year": "years",
    "unit": "units",
    "dollar": "dollars",
    "person": "people",
    "week": "weeks",
    "hour": "hours",
    "visit": "visits",
}
WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ORDERED: Final = (TypeKind.QUANTITY, TypeKind.DATE, TypeKind.TIME)
_FACTORS: Final = {"hours": ("minutes", 60), "weeks": ("days", 7)}


def literal(ctx: Context, token: Token, wanted: Type | None) -> Literal:
    """Return the value that one token writes. wanted: the type of the other side, which it takes."""
    match token.type:
        case "DATE":
            return Literal(ctx.node(token), day(ctx, token), DATE)
        case "TIME":
            return Literal(ctx.node(token), clock(ctx, token), TIME)
        case "STRING":
            return symbol(ctx, token, unquoted(token), wanted)
    return symbol(ctx, token, str(token), wanted)


def day(ctx: Context, token: Token) -> date:
    """Return the calendar day written as year-month-day."""
    try:
        return date.fromisoformat(str(token))
    except ValueError:
        raise ctx.fault("bad-date", token, found=str(token)) from None


def clock(ctx: Context, token: Token) -> time:
    """Return the time of day written as hours and minutes."""
    try:
        return time.fromisoformat(str(token))
    except ValueError:
        raise ctx.fault(
            "bad-code", token, found=str(token), what="a time of day", help="write 08:00 to 23:59"
        ) from None


def symbol(ctx: Context, at: Surface | Token, text: str, wanted: Type | None) -> Literal:
    """Return a code or word, checked against the domain that the other side has."""
    kind = wanted or TEXT
    value = word(ctx, at, text, kind)
    return Literal(ctx.node(at), value, Type(TypeKind.SYMBOL, kind.domain, values=kind.values))


def word(ctx: Context, at: Surface | Token, text: str, kind: Type) -> str:
    """Return a code or word as it is compared, checked against its domain."""
    if kind.kind is not TypeKind.SYMBOL:
        raise ctx.fault("type-mismatch", at, left=kind.says, right=f"the code `{text}`")
    _check_domain(ctx, at, text, kind)
    return text.replace(".", "") if kind.domain in ("diagnosis code", "code root") else text


def _check_domain(ctx: Context, at: Surface | Token, text: str, kind: Type) -> None:
    if kind.values and text not in kind.values:
        cure = nearest(text, kind.values) or "it is one of: " + ", ".join(kind.values)
        raise ctx.fault("unknown-value", at, found=text, field=kind.domain, help=cure)
    if kind.domain in PATTERNS and not PATTERNS[kind.domain][0].fullmatch(text):
        raise ctx.fault("bad-code", at, found=text, what=PATTERNS[kind.domain][1])


def unit_of(token: Token | str) -> str:
    """Return the unit in the plural: `minute` and `minutes` are one."""
    word = str(token)
    return UNITS.get(word, word)


def whole(ctx: Context, number: Surface | Token) -> int:
    """Return a count."""
    digits, what = PATTERNS["number"]
    if not digits.fullmatch(str(number)):
        raise ctx.fault("bad-code", number, found=str(number), what=what)
    return int(str(number))


def span_of(ctx: Context, tree: Surface) -> tuple[Decimal, str]:
    """Return amount and unit of `90 days`; weeks become days, hours minutes."""
    number, unit = tokens(tree)[0], unit_of(tokens(tree)[1])
    into, factor = _FACTORS.get(unit, (unit, 1))
    return Decimal(str(number)) * factor, into


def amount(ctx: Context, tree: Surface, wanted: Type | None) -> Literal:
    """Return digits with or without a unit."""
    number, *unit = tokens(tree)
    if not unit:
        return bare_number(ctx, number, wanted)
    return measured(ctx, tree, Decimal(str(number)), unit_of(unit[0]), wanted)


def measured(ctx: Context, at: Surface | Token, number: Decimal, unit: str, wanted: Type | None) -> Literal:
    """Return an amount with its unit; percent is a bare number, hours become minutes, weeks days."""
    into, factor = _FACTORS.get(unit, (unit, 1))
    if unit == "percent":
        into, factor, number = "", 1, number / 100
    if wanted is not None and wanted.kind is not TypeKind.QUANTITY:
        raise ctx.fault("type-mismatch", at, left=wanted.says, right=unit)
    if wanted is not None and wanted.domain != into:
        raise ctx.fault("unit-mismatch", at, left=wanted.says, right=unit, help=_unit_cure(wanted))
    return Literal(ctx.node(at), number * factor, quantity(into))


def span_of_amounts(ctx: Context, tree: Surface, kind: Type) -> tuple[Literal, Literal]:
    """Return the two ends of `16 to 37 minutes`, both of a type."""
    low, high, *unit = tokens(tree)
    for end in (low, high):
        if end.type != "NUMBER":
            raise ctx.fault("type-mismatch", end, left=kind.says, right=f"the code `{end}`")
    named = unit_of(unit[0]) if unit else kind.domain
    first, last = (measured(ctx, tree, Decimal(str(end)), named, kind) for end in (low, high))
    if first.value > last.value:  # type: ignore[operator]
        raise ctx.fault("empty-range", tree)
    return first, last


def _unit_cure(wanted: Type) -> str:
    return f"give the amount in {wanted.domain}" if wanted.domain else "give a number without a unit"


def bare_number(ctx: Context, token: Token, wanted: Type | None) -> Literal:
    """Return digits as what the other side is: a code, or an amount in its unit."""
    if wanted is None:
        return Literal(ctx.node(token), Decimal(str(token)), NUMBER)
    if wanted.kind is TypeKind.SYMBOL:
        return symbol(ctx, token, str(token), wanted)
    if wanted.kind is TypeKind.QUANTITY:
        return Literal(ctx.node(token), Decimal(str(token)), wanted)
    raise ctx.fault("type-mismatch", token, left=wanted.says, right="a number")
