"""Selections: things of one kind, in places, for which a condition holds."""

from __future__ import annotations

from decimal import Decimal

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Condition,
    CountOf,
    Covering,
    Expression,
    OnClaim,
    Overlapping,
    Place,
    Same,
    Selection,
    Window,
)
from rules_engine.ir.types import DATE
from rules_engine.language.amounts import span_of
from rules_engine.language.context import Context, Surface, Written, subtrees, tokens, words
from rules_engine.language.expressions import expression
from rules_engine.language.fields import check_level, cycle_named, service_date
from rules_engine.language.vocabulary import KindWord


def selection(ctx: Context, tree: Surface, where: Surface | None, other: bool = False) -> Selection:
    """Return the selection at `tree`; `where` holds its condition, if any. other: it leaves this line out."""
    from rules_engine.language.conditions import condition  # conditions hold selections

    phrase, *places = subtrees(tree)
    base = entries_named(ctx, phrase, tree)
    kind = ctx.vocabulary.kinds[base.kind]
    inner = ctx.seek(kind.name)
    everyone = [each for each in places if over_all(ctx, kind, each)]
    asked = [each for each in places if each not in everyone and not _is_own_session(kind, each)]
    found = tuple([place(ctx, kind, each) for each in asked])
    holds: Condition | None = condition(inner, where.children[0]) if where is not None else None
    is_everyone = base.all_patients or bool(everyone)
    both = tuple(each for each in (base.where, holds) if each is not None)
    joined = CountOf(ctx.node(tree), 2, -1, both) if len(both) == 2 else (both[0] if both else None)
    return Selection(ctx.node(tree), kind.name, kind.path, (*base.places, *found), joined, other, is_everyone)


def entries_named(ctx: Context, phrase: Surface, tree: Surface) -> Selection:
    """Return all things that a phrase names: a kind of the vocabulary, or entries that the rulebook defines."""
    written = _defined(ctx, words(phrase))
    if written is not None:
        return _entries(ctx, phrase, written)
    kind = kind_word(ctx, phrase)
    if kind.path and not ctx.seeking:
        check_level(ctx, phrase, kind.path, kind.name)
    return Selection(ctx.node(tree), kind.name, kind.path, (), None, False, False)


def _defined(ctx: Context, name: str) -> Written | None:
    entries = ctx.scope.entries
    return entries.get(name) or (entries.get(name.removesuffix("s")) if name not in ctx.vocabulary.kinds else None)


def _entries(ctx: Context, phrase: Surface, written: Written) -> Selection:
    name = words(phrase)
    if name in ctx.open_terms:
        raise ctx.fault("circle", phrase, found=name)
    chosen, *where = [part for part in subtrees(written.tree) if part.data in ("selection", "where")]
    ctx.enter(phrase)
    try:
        inner = ctx.within(name, written)
        return ctx.meaning(name, phrase, lambda: selection(inner, chosen, where[0] if where else None))
    finally:
        ctx.leave()


def _is_own_session(kind: KindWord, tree: Surface) -> bool:
    """Return whether a place is `in the same session`, said of what stands in the record of one session."""
    is_session = tree.data in ("same", "on_same") and words(subtrees(tree)[0]) == "session"
    return is_session and kind.path[:1] in (("session",), ("sessions",))


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
        cure = nearest(words(phrase), [*ctx.vocabulary.kinds, *ctx.scope.entries])
        raise ctx.fault("unknown-kind", phrase, found=words(phrase), help=cure)
    return kind


def place(ctx: Context, kind: KindWord, tree: Surface) -> Place:
    """Return one place of a selection; what it hangs on is of what the rule speaks of."""
    outer = ctx.outside()
    match tree.data:
        case "on_same" | "same":
            return same(outer, kind, tree)
        case "covering":
            return _covering(outer, kind, tree)
    if kind.name != "line":
        raise ctx.fault("no-span", tree, kind=kind.name)
    return _overlapping(outer, tree) if tree.data == "overlapping" else _window(outer, tree)


def same(ctx: Context, kind: KindWord, tree: Surface) -> Place:
    """Return `on the same day`, `in the same calendar month`, `on the same claim`, or `… the same FIELD`."""
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if name == "claim" and kind.name == "line":
        return OnClaim(ctx.node(tree))
    if kind.name != "line" and (name == "day" or name in ctx.scope.cycles):
        raise ctx.fault("no-span", tree, kind=kind.name)
    word = ctx.vocabulary.field("line", name)
    if word is None:
        cycle = cycle_named(ctx, tree, name)
        if cycle is not None:
            return cycle
    if word is None or kind.name != "line":
        known = [*ctx.vocabulary.fields["line"], "day", "claim", *ctx.scope.cycles]
        raise ctx.fault("unknown-field", phrase, found=name, help=nearest(name, known))
    check_level(ctx, phrase, word.path, word.name)
    ctx.fields[f"line:{name}"] = word
    return Same(ctx.node(tree), name, word.path)


def _covering(ctx: Context, kind: KindWord, tree: Surface) -> Covering:
    if not kind.start:
        raise ctx.fault("no-span", tree, kind=kind.name)
    return Covering(ctx.node(tree), anchor(ctx, tree.children[0]), kind.start, kind.end)


def _overlapping(ctx: Context, tree: Surface) -> Overlapping:
    from rules_engine.ir.nodes import Field

    point = expression(ctx, tree.children[0])
    if not isinstance(point, Field) or point.type.domain != "intervals":
        raise ctx.fault("type-mismatch", tree, left="a time from start to stop", right=point.type.says)
    return Overlapping(ctx.node(tree), point, point.path)


def anchor(ctx: Context, tree: Surface | Token) -> Expression:
    """Return the date that a span or window hangs on; its fields are of what the rule speaks of."""
    found = expression(ctx.outside(), tree, DATE)
    if found.type != DATE:
        raise ctx.fault("type-mismatch", tree, left="a date", right=found.type.says)
    return found


def _window(ctx: Context, tree: Surface) -> Window:
    kind = tree.data.removeprefix("window_")
    if kind in ("until", "since"):
        return Window(ctx.node(tree), kind, Decimal(0), "days", anchor(ctx, tree.children[0]))
    amount, unit = days_of(ctx, subtrees(tree)[0])
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
