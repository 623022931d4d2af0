"""Named values: amounts that a rulebook names, worked out when it is compiled, each with the days on which it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Final

import attrs
from lark import Token

from rules_engine.ir.nodes import Literal
from rules_engine.ir.rulebook import DatedValue, Validity
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.amounts import amount
from rules_engine.language.context import Context, Surface

_OPS: Final[dict[str, Callable[[Decimal, Decimal], Decimal]]] = {
    "plus": lambda a, b: a + b,
    "minus": lambda a, b: a - b,
    "times": lambda a, b: a * b,
    "greater": max,
    "lesser": min,
}
Version = tuple[Decimal, Validity]


@attrs.frozen(eq=False, repr=False)
class Folded:
    """A value that is worked out: its type, and its amount on the days of each inherited version."""

    type: Type
    versions: tuple[Version, ...]


def fold(ctx: Context, tree: Surface, before: tuple[DatedValue, ...], inherited: Type | None) -> Folded:
    """Return what a value statement says. before: the inherited versions; inherited: their type, None without any."""
    if not _says_inherited(tree):
        found, kind = _fold(ctx, tree, None, inherited)
        return Folded(kind, ((found, Validity()),))
    if inherited is None or not before:
        raise ctx.fault("nothing-inherited", tree)
    pairs = [(_fold(ctx, tree, each.amount, inherited), each.validity) for each in before]
    return Folded(inherited, tuple((found, days) for (found, _), days in pairs))


def _says_inherited(tree: Surface) -> bool:
    return any(node.data == "inherited" for node in tree.iter_subtrees())


def _fold(ctx: Context, tree: Surface | Token, inherited: Decimal | None, wanted: Type | None) -> tuple[Decimal, Type]:
    if isinstance(tree, Token):
        raise ctx.fault("not-constant", tree, found=str(tree))
    if tree.data == "inherited" and inherited is not None and wanted is not None:
        return inherited, wanted
    if tree.data == "amount":
        made = amount(ctx, tree, wanted)
        assert isinstance(made, Literal)
        if isinstance(made.value, Decimal) and made.type.kind is TypeKind.QUANTITY:
            return made.value, made.type
    if tree.data not in _OPS:
        raise ctx.fault(
            "not-constant", tree, found=" ".join(ctx.text[ctx.span(tree).start : ctx.span(tree).stop].split())
        )
    ctx.enter(tree)
    try:
        parts = [_fold(ctx, child, inherited, wanted) for child in tree.children]
    finally:
        ctx.leave()
    kind = next((k for _, k in parts if k.domain), parts[0][1])
    for child, (_, other) in zip(tree.children, parts, strict=True):
        if other.domain != kind.domain and tree.data != "times":
            raise ctx.fault("unit-mismatch", child, left=kind.says, right=other.says, help="all parts need one unit")
    total = parts[0][0]
    for found, _ in parts[1:]:
        total = _OPS[str(tree.data)](total, found)
    return total, kind


def joined(versions: tuple[Version, ...], held: Validity) -> Iterator[Version]:
    """Yield each version on the days that its own and the statement's have in common."""
    for found, days in versions:
        first = _later(days.from_day, held.from_day)
        last = _earlier(days.through_day, held.through_day)
        if first is None or last is None or first <= last:
            yield found, attrs.evolve(held, from_day=first, through_day=last)


def _later(one: date | None, other: date | None) -> date | None:
    return max(one, other) if one and other else one or other


def _earlier(one: date | None, other: date | None) -> date | None:
    return min(one, other) if one and other else one or other
