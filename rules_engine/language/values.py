"""Lists of values: single codes, spans of codes, named sets, words of a domain."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Expression, Literal
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.amounts import PATTERNS, word
from rules_engine.language.context import MAX_ELEMENTS, Context, Surface, tokens, unquoted, words


def code_values(
    ctx: Context, values: list[Surface], wanted: Type
) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """Return single codes (sorted, each once) and spans of codes named by a list of values."""
    items: set[str] = set()
    ranges: set[tuple[str, str]] = set()
    if len(values) > MAX_ELEMENTS:
        raise ctx.fault("statement-too-large", values[MAX_ELEMENTS], limit=MAX_ELEMENTS)
    for value in values:
        _collect(ctx, value, wanted, items, ranges)
        if len(items) + len(ranges) > MAX_ELEMENTS:
            raise ctx.fault("statement-too-large", value, limit=MAX_ELEMENTS)
    return tuple(sorted(items)), tuple(sorted(ranges))


def _collect(ctx: Context, value: Surface, wanted: Type, items: set[str], ranges: set[tuple[str, str]]) -> None:
    inner = value.children[0]
    if isinstance(inner, Token):
        text = unquoted(inner) if inner.type == "STRING" else str(inner)
        items.add(word(ctx, inner, text, wanted))
    elif inner.data == "range":
        ranges.add(_range(ctx, inner, wanted))
    elif inner.data == "amount":
        items.add(word(ctx, inner, _plain(ctx, inner, wanted), wanted))
    else:
        _named(ctx, inner, wanted, items, ranges)


def holds_codes(wanted: Type) -> bool:
    """Return whether a type can be held against a named set: sets hold procedure codes."""
    return wanted.kind is TypeKind.SYMBOL and wanted.domain in ("procedure code", "code", "text")


def _plain(ctx: Context, amount: Surface, wanted: Type) -> str:
    number, *unit = tokens(amount)
    if unit:
        raise ctx.fault("type-mismatch", amount, left=wanted.says, right=str(unit[0]))
    return str(number)


def _range(ctx: Context, tree: Surface, wanted: Type) -> tuple[str, str]:
    first, last, *unit = tokens(tree)
    if unit:
        raise ctx.fault("type-mismatch", tree, left=wanted.says, right=str(unit[0]))
    low, high = (word(ctx, token, str(token), wanted) for token in (first, last))
    if low > high:
        raise ctx.fault("empty-range", tree)
    if wanted.domain == "procedure code" and _letters(low) != _letters(high):
        cure = "both ends have the same letter in the same place"
        raise ctx.fault("bad-code", tree, found=f"{first} to {last}", what="a span of codes", help=cure)
    return low, high


def _letters(code: str) -> str:
    return "".join("0" if sign.isdigit() else sign for sign in code)


def _named(ctx: Context, phrase: Surface, wanted: Type, items: set[str], ranges: set[tuple[str, str]]) -> None:
    name = words(phrase)
    found = ctx.scope.sets.get(name)
    if found is not None and not wanted.values and holds_codes(wanted):
        items.update(found.items)
        ranges.update(found.ranges)
        return
    if found is not None and wanted.domain in PATTERNS:
        raise ctx.fault("type-mismatch", phrase, left=wanted.says, right=f"the set `{name}`")
    if wanted.domain in ("procedure code", "modifier", "place code", "diagnosis code", "code root"):
        raise ctx.fault("unknown-set", phrase, found=name, help=nearest(name, ctx.scope.sets))
    items.add(word(ctx, phrase, name, wanted))


def set_values(ctx: Context, values: list[Surface], wanted: Type) -> tuple[Expression, ...]:
    """Return each single value as a literal; named sets are opened, spans are refused."""
    items, ranges = code_values(ctx, values, wanted)
    if ranges:
        raise ctx.fault("not-a-list", values[0], field="a span of codes")
    at = values[0]
    kind = Type(TypeKind.SYMBOL, wanted.domain)
    numbers = wanted.domain == "number"
    return tuple(Literal(ctx.node(at), Decimal(item) if numbers else item, kind) for item in items)


def opened(items: Iterable[str], ranges: Iterable[tuple[str, str]]) -> set[str]:
    """Return single codes and every code of spans, whose ends have the same letter in the same place."""
    found = set(items)
    for low, high in ranges:
        head, tail = low[:1].strip("0123456789"), low[-1:].strip("0123456789")
        width = len(low) - len(head) - len(tail)
        first, last = (int(end[len(head) : len(head) + width]) for end in (low, high))
        found.update(f"{head}{n:0{width}d}{tail}" for n in range(first, last + 1))
    return found
