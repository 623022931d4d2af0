"""Dates that are worked out: moved by days, months or years, by business days, or rolled to one."""

from __future__ import annotations

from decimal import Decimal

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import BusinessCalendar, BusinessDay, BusinessShift, Expression, NamedValue, ShiftDate
from rules_engine.ir.types import DATE
from rules_engine.language.amounts import unit_of, whole
from rules_engine.language.context import Context, Surface, tokens, words


def shift(ctx: Context, tree: Surface) -> Expression:
    """Return a date moved by whole days, months or years, or by a named value of days or months."""
    from rules_engine.language.expressions import expression  # expressions hold dates

    first = tree.children[0]
    direction = 1 if tree.data == "shift_after" else -1
    amount: Decimal | NamedValue
    if isinstance(first, Token):
        amount, unit = _whole_span(ctx, tree, Decimal(str(first)), unit_of(str(tree.children[1])))
    else:
        amount, unit = _named_span(ctx, first)
    start = expression(ctx, tree.children[-1], DATE)
    _is_date(ctx, tree, start)
    return ShiftDate(ctx.node(tree), start, amount, unit, direction, DATE)


def _whole_span(ctx: Context, tree: Surface, amount: Decimal, unit: str) -> tuple[Decimal, str]:
    amount, unit = (amount * 7, "days") if unit == "weeks" else (amount, unit)
    if unit not in ("days", "months", "years") or amount != amount.to_integral_value():
        cure = "move a date by whole days, months or years"
        raise ctx.fault("unit-mismatch", tree, left="a date", right=unit, help=cure)
    return amount, unit


def _named_span(ctx: Context, phrase: Surface) -> tuple[NamedValue, str]:
    name = words(phrase)
    kind = ctx.scope.values.get(name)
    if kind is None:
        raise ctx.fault("unknown-field", phrase, found=name, help=nearest(name, ctx.scope.values))
    if kind.domain not in ("days", "months", "years"):
        raise ctx.fault(
            "unit-mismatch", phrase, left="a date", right=kind.says, help="the value must be in days or months"
        )
    return NamedValue(ctx.node(phrase), name, kind), kind.domain


def _is_date(ctx: Context, tree: Surface, start: Expression) -> None:
    if start.type != DATE:
        raise ctx.fault("type-mismatch", tree, left="a date", right=start.type.says)


def business_shift(ctx: Context, tree: Surface) -> BusinessShift:
    """Return a date moved by business days of a calendar."""
    from rules_engine.language.expressions import expression

    number, unit = tokens(tree)[:2]
    _days_only(ctx, unit)
    direction = 1 if tree.data == "business_after" else -1
    calendar, start = tree.children[-2:]
    found = expression(ctx, start, DATE)
    _is_date(ctx, tree, found)
    return BusinessShift(ctx.node(tree), found, whole(ctx, number), direction, calendar_named(ctx, calendar), DATE)


def business_day(ctx: Context, tree: Surface) -> BusinessDay:
    """Return the first business day on or after a date, or the last one on or before it."""
    from rules_engine.language.expressions import expression

    _days_only(ctx, tokens(tree)[0])
    direction = 1 if tree.data == "business_first" else -1
    calendar, start = tree.children[-2:]
    found = expression(ctx, start, DATE)
    _is_date(ctx, tree, found)
    return BusinessDay(ctx.node(tree), found, direction, calendar_named(ctx, calendar), DATE)


def _days_only(ctx: Context, unit: Token) -> None:
    if unit_of(unit) != "days":
        raise ctx.fault(
            "unit-mismatch", unit, left="a business calendar", right=str(unit), help="count in business days"
        )


def calendar_named(ctx: Context, phrase: Surface | Token) -> BusinessCalendar:
    """Return the business calendar that the rulebook calls so."""
    name = words(phrase)
    found = ctx.scope.calendars.get(name)
    if found is None:
        raise ctx.fault("unknown-calendar", phrase, found=name, help=nearest(name, ctx.scope.calendars))
    return found


def event_of(kind: str) -> str:
    """Return which date says when a thing of a kind was: the field by which the first and the latest are told."""
    return {
        "line": "service date",
        "document": "created date",
        "session": "session date",
        "consent": "consent date",
    }.get(kind, "start date")
