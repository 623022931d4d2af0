"""Limits: how much of what, for whom and when, which lines count, and in which order they use it up."""

from __future__ import annotations

from typing import Final

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Condition, Expression, Field, Limit, Owner, Place, Quota, Rank, Same, Selection
from rules_engine.ir.types import Type, TypeKind, quantity
from rules_engine.language.amounts import ORDERED, whole
from rules_engine.language.comparisons import check_pair
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, Surface, subtrees, tokens, words
from rules_engine.language.expressions import expression
from rules_engine.language.fields import CALENDAR_CYCLES, check_level, cycle_named, field, made_field
from rules_engine.language.selections import entries_named, over_all, place

LINES: Final = ("lines", "visits", "sessions")
_PLACES: Final = frozenset(
    {"same", "on_same", "covering", "overlapping"}
    | {"window_before", "window_after", "window_any", "window_until", "window_since"}
)


def limit(ctx: Context, tree: Surface, missing: str) -> Limit:
    """Return the limit at `tree`, with the order in which the rule's consequences rank the lines."""
    parts = subtrees(tree)
    measure, value = _measure(ctx, parts[0])
    wanted = measure_type(measure, value)
    most = expression(ctx, _without_unit(parts[1], measure), Type(wanted.kind, wanted.domain))
    check_pair(ctx, parts[1], wanted, most.type)
    keys, cycles = keys_of(ctx, [p for p in parts[2:] if p.data == "per"])
    quotas = tuple(_quota(ctx, q) for p in parts if p.data == "quotas" for q in subtrees(p))
    ranking = tuple(_rank(ctx, rank) for rank in ctx.ranking)
    counted = _counted(ctx, tree, parts[2:], cycles)
    return Limit(ctx.node(tree), measure, value, most, keys, counted, missing, quotas, ranking)


def _without_unit(tree: Surface, measure: str) -> Surface:
    """`limits visits to 30 visits` says the unit twice."""
    number, *unit = tree.children
    is_twice = measure != "total" and tree.data == "amount" and unit and str(unit[0]).rstrip("s") == "visit"
    return type(tree)("amount", [number], tree.meta) if is_twice else tree


def measure_type(measure: str, value: Expression | None) -> Type:
    """Return the type of what a limit counts up: that of its value, or a number of lines."""
    return value.type if value is not None and measure == "total" else quantity("units")


def _measure(ctx: Context, tree: Surface) -> tuple[str, Expression | None]:
    inner = ctx.seek("line")
    what = subtrees(tree)[0]
    if tree.data == "measure_lines" and words(what) in LINES:
        return "lines", None
    value = field(inner, what, what) if what.data == "phrase" else expression(inner, what)
    if tree.data == "measure_different":
        return "different", value
    if value.type.kind is not TypeKind.QUANTITY:
        raise ctx.fault("type-mismatch", tree, left=value.type.says, right="a total")
    return "total", value


def keys_of(ctx: Context, trees: list[Surface]) -> tuple[tuple[Same, ...], tuple[Place, ...]]:
    """Return for whom and when: fields whose value is the same, and cycles of the calendar or of the rulebook."""
    keys: list[Same] = []
    cycles: list[Place] = []
    for per in trees:
        phrase = subtrees(per)[0]
        word = ctx.vocabulary.field("line", words(phrase))
        cycle = cycle_named(ctx, per, words(phrase)) if word is None else None
        if cycle is not None:
            cycles.append(cycle)
        elif word is not None:
            check_level(ctx, phrase, word.path, word.name)
            made_field(ctx, word, per, Owner.THIS)
            keys.append(Same(ctx.node(per), word.name, word.path))
        else:
            known = [*CALENDAR_CYCLES, *ctx.scope.cycles, *ctx.vocabulary.fields["line"]]
            raise ctx.fault("unknown-field", phrase, found=words(phrase), help=nearest(words(phrase), known))
    return tuple(keys), tuple(cycles)


def _quota(ctx: Context, tree: Surface) -> Quota:
    phrase = subtrees(tree)[0]
    found = ctx.scope.sets.get(words(phrase))
    if found is None:
        raise ctx.fault("unknown-set", phrase, found=words(phrase), help=nearest(words(phrase), ctx.scope.sets))
    most = whole(ctx, tokens(tree)[0])
    return Quota(ctx.node(tree), most, words(phrase), found.items, found.ranges)


def _rank(ctx: Context, tree: Surface) -> Rank:
    phrase = subtrees(tree)[0]
    found: Field = field(ctx.seek("line"), phrase, phrase)
    if found.type.kind not in ORDERED or found.type.is_list:
        raise ctx.fault("no-order", phrase, left=found.type.says)
    return Rank(ctx.node(tree), found, tree.data == "rank_highest")


def _counted(ctx: Context, tree: Surface, parts: list[Surface], cycles: tuple[Place, ...]) -> Selection:
    kind = ctx.vocabulary.kinds["line"]
    places = [place(ctx, kind, p) for p in parts if p.data in _PLACES]
    everyone = [over_all(ctx, kind, p) for p in parts if p.data == "over_all"]
    counting = next((p for p in parts if p.data == "counting"), None)
    holds = counted_lines(ctx, counting) if counting is not None else None
    return Selection(ctx.node(tree), "line", (), (*cycles, *places), holds, True, bool(everyone), earlier_lines(ctx))


def counted_lines(ctx: Context, counting: Surface) -> Condition:
    """Return the condition of a `counting` clause."""
    phrase, where = subtrees(counting)
    if entries_named(ctx, phrase, counting).kind != "line":
        raise ctx.fault("unknown-kind", phrase, found=words(phrase), help="a limit counts lines")
    return condition(ctx.seek("line"), where.children[0])


def earlier_lines(ctx: Context) -> Condition | None:
    """Return which lines of other claims count, where the rulebook says so for all its limits."""
    written = ctx.scope.counting
    return counted_lines(ctx.within("default counting", written), written.tree) if written is not None else None
