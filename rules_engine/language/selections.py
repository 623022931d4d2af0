"""Selections: things of one kind, in places, for which a condition holds."""

from __future__ import annotations

from decimal import Decimal

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Condition,
    Covering,
    Cycle,
    Expression,
    Field,
    OnClaim,
    Owner,
    Place,
    Same,
    Selection,
    Window,
)
from rules_engine.ir.types import DATE
from rules_engine.language.context import Context, Surface, subtrees, tokens, words
from rules_engine.language.expressions import expression, made_field, span_of
from rules_engine.language.vocabulary import KindWord

CYCLES = {"day": "day", "calendar week": "week", "calendar month": "month", "calendar year": "year"}


def selection(ctx: Context, tree: Surface, where: Surface | None, other: bool = False) -> Selection:
    """Return the selection at `tree`; `where` holds its condition, if any. other: it leaves this line out."""
    from rules_engine.language.conditions import condition  # conditions hold selections

    phrase, *places = subtrees(tree)
    kind = kind_word(ctx, phrase)
    inner = ctx.seek(kind.name)
    found = tuple(place(ctx, kind, each) for each in places if not over_all(ctx, kind, each))
    holds: Condition | None = condition(inner, where.children[0]) if where is not None else None
    everyone = len(found) < len(places)
    return Selection(ctx.node(tree), kind.name, kind.path, found, holds, other, everyone)


def over_all(ctx: Context, kind: KindWord, tree: Surface) -> bool:
    """Return whether a place is `over all patients`; nothing else can be let go, and only for lines."""
    if tree.data != "over_all":
        return False
    phrase = subtrees(tree)[0]
    if words(phrase) != "patients":
        raise ctx.fault("unknown-kind", phrase, found=words(phrase), help="only `over all patients` can be said")
    if kind.name != "line":
        cure = "only lines can be those of other patients"
        raise ctx.fault("unexpected-text", tree, found="over all patients", help=cure)
    return True


def kind_word(ctx: Context, phrase: Surface) -> KindWord:
    """Return the kind of entry named in the singular or plural."""
    kind = ctx.vocabulary.kinds.get(words(phrase))
    if kind is None:
        cure = nearest(words(phrase), ctx.vocabulary.kinds)
        raise ctx.fault("unknown-kind", phrase, found=words(phrase), help=cure)
    return kind


def place(ctx: Context, kind: KindWord, tree: Surface) -> Place:
    """Return one place of a selection."""
    match tree.data:
        case "on_same" | "same":
            return same(ctx, kind, tree)
        case "covering":
            return _covering(ctx, kind, tree)
    if kind.name != "line":
        raise ctx.fault("no-span", tree, kind=kind.name)
    return _window(ctx, tree)


def same(ctx: Context, kind: KindWord, tree: Surface) -> Place:
    """Return `on the same day`, `on the same claim`, or `… the same FIELD`."""
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if name == "claim" and kind.name == "line":
        return OnClaim(ctx.node(tree))
    if name == "day" and kind.name != "line":
        raise ctx.fault("no-span", tree, kind=kind.name)
    if name == "day":
        return Cycle(ctx.node(tree), "day", service_date(ctx, tree))
    word = ctx.vocabulary.field("line", name)
    if word is None or kind.name != "line":
        known = [*ctx.vocabulary.fields["line"], "day", "claim"]
        raise ctx.fault("unknown-field", phrase, found=name, help=nearest(name, known))
    ctx.fields[f"line:{name}"] = word
    return Same(ctx.node(tree), name, word.path)


def service_date(ctx: Context, at: Surface) -> Field:
    """Return the service date of what the rule speaks of."""
    word = ctx.vocabulary.fields["line"]["service date"]
    return made_field(ctx, word, at, Owner.THIS)


def _covering(ctx: Context, kind: KindWord, tree: Surface) -> Covering:
    if not kind.start:
        raise ctx.fault("no-span", tree, kind=kind.name)
    return Covering(ctx.node(tree), anchor(ctx, tree.children[0]), kind.start, kind.end)


def anchor(ctx: Context, tree: Surface | Token) -> Expression:
    """Return the date that a span or window hangs on; its fields are of what the rule speaks of."""
    from attrs import evolve

    outer = evolve(ctx, kind="line", seeking=False)
    found = expression(outer, tree, DATE)
    if found.type != DATE:
        raise ctx.fault("type-mismatch", tree, left="a date", right=found.type.says)
    return found


def _window(ctx: Context, tree: Surface) -> Window:
    amount, unit = days_of(ctx, subtrees(tree)[0])
    kind = tree.data.removeprefix("window_")
    at = service_date(ctx, tree) if kind == "any" else anchor(ctx, tree.children[1])
    return Window(ctx.node(tree), kind, amount, unit, at)


def days_of(ctx: Context, tree: Surface) -> tuple[Decimal, str]:
    """Return a whole amount of days, months or years."""
    amount, unit = span_of(ctx, tree)
    if unit not in ("days", "months", "years"):
        raise ctx.fault("unit-mismatch", tree, left="a span of days", right=unit)
    if amount != amount.to_integral_value():
        found = " ".join(str(token) for token in tokens(tree))
        raise ctx.fault("bad-code", tree, found=found, what=f"a whole number of {unit}")
    return amount, unit
