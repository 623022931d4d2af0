"""What a rule asks: requires, forbids, tables, records, limits, payments."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Condition,
    CountOf,
    Element,
    Forbids,
    Owner,
    Payment,
    Presence,
    RecordNeed,
    Requirement,
    Requires,
)
from rules_engine.ir.types import quantity
from rules_engine.language.amounts import whole
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, Surface, subtrees, tokens, words
from rules_engine.language.expressions import expression
from rules_engine.language.fields import check_level, field, made_field
from rules_engine.language.limits import limit
from rules_engine.language.rule_tables import table

_AMOUNTS: Final = {"allows": "allowed amount", "pays": "paid amount"}


def requirement(ctx: Context, tree: Surface, missing: str) -> Requirement:
    """Return the requirement of a `requires`, `forbids`, `limits`, `allows` or `pays` clause."""
    inner = tree.children[0]
    match tree.data:
        case "limits":
            return limit(ctx, tree, missing)
        case "forbids":
            return Forbids(ctx.node(tree), condition(ctx, inner), missing)
        case "allows" | "pays":
            return _payment(ctx, tree, missing)
    if not isinstance(inner, Token) and inner.data == "table":
        return table(ctx, inner, missing)
    if not isinstance(inner, Token) and inner.data == "record_need":
        return _record(ctx, inner, missing)
    return Requires(ctx.node(tree), condition(ctx, inner), missing)


def _payment(ctx: Context, tree: Surface, missing: str) -> Payment:
    found = expression(ctx, tree.children[0], quantity("dollars"))
    if found.type != quantity("dollars"):
        raise ctx.fault("unit-mismatch", tree, left="a payment", right=found.type.says, help="pay in dollars")
    word = ctx.vocabulary.fields["line"][_AMOUNTS[str(tree.data)]]
    check_level(ctx, tree, word.path, word.name)
    return Payment(ctx.node(tree), found, made_field(ctx, word, tree, Owner.THIS), missing)


def _record(ctx: Context, tree: Surface, missing: str) -> RecordNeed:
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if name not in ctx.scope.records:
        raise ctx.fault("unknown-record", phrase, found=name, help=nearest(name, ctx.scope.records))
    written = ctx.scope.records[name]
    number = ctx.node(tree)
    return RecordNeed(number, name, elements_of(ctx.within(name, written), written.tree), missing)


def elements_of(ctx: Context, record: Surface) -> tuple[Element, ...]:
    """Return what a record must hold, in the order of its text."""
    return tuple(e for holds in subtrees(record) if holds.data == "holds" for e in _elements(ctx, holds))


def _elements(ctx: Context, holds: Surface) -> Iterator[Element]:
    for need in subtrees(holds):
        if need.data == "need":
            yield _need(ctx, need)
        elif need.data == "either":
            options = tuple(_both(ctx, both) for both in subtrees(need))
            yield Element(ctx.node(need), 1, options, None)
        else:
            options = tuple(_documented(ctx, phrase) for phrase in subtrees(need))
            yield Element(ctx.node(need), whole(ctx, tokens(need)[0]), options, None)


def _need(ctx: Context, need: Surface) -> Element:
    phrase, *more = subtrees(need)
    said = {str(part.data): condition(ctx, part.children[0]) for part in more}
    options = (_documented(ctx, phrase),)
    return Element(ctx.node(need), 1, options, said.get("need_where"), said.get("need_unless"))


def _both(ctx: Context, tree: Surface) -> Condition:
    parts = tuple(_documented(ctx, phrase) for phrase in subtrees(tree))
    return parts[0] if len(parts) == 1 else CountOf(ctx.node(tree), len(parts), -1, parts)


def _documented(ctx: Context, phrase: Surface) -> Presence:
    return Presence(ctx.node(phrase), field(ctx, phrase, phrase), "documented", False)
