"""Aggregates over a selection, and events: the first and the latest of things of a kind."""

from __future__ import annotations

from rules_engine.ir.nodes import Aggregate, Expression, Owner
from rules_engine.ir.types import NUMBER, Type, TypeKind
from rules_engine.language.amounts import ORDERED
from rules_engine.language.context import Context, Surface, subtrees
from rules_engine.language.dates import event_of
from rules_engine.language.expressions import expression
from rules_engine.language.fields import field, made_field
from rules_engine.language.selections import entries_named, selection

_OPS = {"number_of": "number", "number_different": "distinct"}
_NUMBERS = ("total", "average")
_RANKED = ("latest", "earliest", "highest", "lowest")


def aggregate(ctx: Context, tree: Surface) -> Aggregate:
    """Return a number of things, or a total, an extreme or an average of one of their values."""
    if tree.data in ("first_event", "latest_event"):
        return _event(ctx, tree)
    parts = subtrees(tree)
    chosen = next(part for part in parts if part.data == "selection")
    found = selection(ctx, chosen, parts[-1] if parts[-1].data == "bracket" else None)
    op = _OPS.get(str(tree.data), str(tree.data))
    value = _value(ctx.seek(found.kind), parts[0]) if parts[0] is not chosen else None
    if value is not None:
        _check(ctx, tree, op, value.type)
    kind = NUMBER if op in ("number", "distinct") or value is None else value.type
    return Aggregate(ctx.node(tree), op, value, found, kind)


def _value(inner: Context, tree: Surface) -> Expression:
    return field(inner, tree, tree) if tree.data == "phrase" else expression(inner, tree)


def _check(ctx: Context, tree: Surface, op: str, kind: Type) -> None:
    if op in _NUMBERS and (kind.kind is not TypeKind.QUANTITY or kind.is_list):
        raise ctx.fault("type-mismatch", tree, left=kind.says, right=f"a{'n' if op == 'average' else ''} {op}")
    if op in _RANKED and (kind.kind not in ORDERED or kind.is_list):
        raise ctx.fault("no-order", tree, left=kind.says)


def _event(ctx: Context, tree: Surface) -> Aggregate:
    """Return the day of the first or the latest thing of a kind."""
    phrase = subtrees(tree)[0]
    outer = ctx.outside()
    found = entries_named(outer, phrase, tree)
    name = event_of(found.kind)
    word = ctx.vocabulary.field(found.kind, name)
    if word is None:
        raise ctx.fault("no-span", tree, kind=found.kind)
    value = made_field(outer.seek(found.kind), word, tree, Owner.SOUGHT)
    op = "earliest" if tree.data == "first_event" else "latest"
    return Aggregate(ctx.node(tree), op, value, found, value.type)
