"""Values: surface to typed IR. A literal takes its type from the other side."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from lark import Token, Tree

from rules_engine.ir.nodes import (
    AmountSoFar,
    Arithmetic,
    AsOf,
    CountSteps,
    Expression,
    Field,
    IntervalLength,
    Intervals,
    Literal,
    NamedValue,
    Owner,
    Pick,
    RunningCount,
)
from rules_engine.ir.types import DATE, FLAG, NUMBER, Type, TypeKind, quantity
from rules_engine.language.amounts import amount, literal, measured, span_of, symbol, unit_of
from rules_engine.language.context import Context, Surface, subtrees, tokens, words
from rules_engine.language.dates import business_day, business_shift, shift
from rules_engine.language.fields import cycle_day, field
from rules_engine.language.references import lookup

STEP_MODES: Final = {
    "steps_full": "full",
    "steps_started": "started",
    "steps_half": "half",
    "steps_past_half": "past half",
    "steps_least": "least",
}
_INTERVALS: Final = {"without_times": "leaving out", "shared_times": "shared", "joined_times": "joined"}
_DOLLARS: Final = quantity("dollars")


def expression(ctx: Context, tree: Surface | Token, wanted: Type | None = None) -> Expression:
    """Return the typed value at `tree`. wanted: the type of the other side, which literals take."""
    if isinstance(tree, Token):
        return literal(ctx, tree, wanted)
    ctx.enter(tree)
    try:
        return _tree(ctx, tree, wanted)
    finally:
        ctx.leave()


def _tree(ctx: Context, tree: Surface, wanted: Type | None) -> Expression:
    match tree.data:
        case "amount":
            return amount(ctx, tree, wanted)
        case "field":
            return _phrase(ctx, tree, wanted)
        case "this":
            return field(ctx, subtrees(tree)[0], tree, Owner.THIS)
        case "later" | "earlier" | "greater" | "lesser":
            return _pick(ctx, tree, wanted)
        case "inherited":
            raise ctx.fault("not-constant", tree, found="inherited")
    return _WORKED_OUT[tree.data](ctx, tree)


def _phrase(ctx: Context, tree: Surface, wanted: Type | None) -> Expression:
    """A phrase is a word of the other side's domain, or else a field, a day of a cycle, or a named value."""
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if wanted == FLAG and name in ("yes", "no"):
        return Literal(ctx.node(phrase), name == "yes", FLAG)
    if wanted is not None and name in wanted.values:
        return symbol(ctx, phrase, name, wanted)
    if ctx.vocabulary.field(ctx.kind, name):
        return field(ctx, phrase, tree)
    found = _named(ctx, tree, name) or cycle_day(ctx, tree, name)
    if found is not None:
        return found
    if wanted is not None and wanted.kind is TypeKind.SYMBOL and not wanted.domain.endswith("code"):
        return symbol(ctx, phrase, name, wanted)
    return field(ctx, phrase, tree)


def _named(ctx: Context, tree: Surface, name: str) -> Expression | None:
    """Return what a name stands for besides a field: a value of the rulebook, or what a limit or payment works out."""
    if name in ctx.scope.values:
        return NamedValue(ctx.node(tree), name, ctx.scope.values[name])
    if name == "running count" and ctx.running is not None:
        return RunningCount(ctx.node(tree), ctx.running)
    if name == "amount so far" and ctx.after:
        return AmountSoFar(ctx.node(tree), ctx.after, _DOLLARS)
    return None


def _as_of(ctx: Context, tree: Surface) -> AsOf:
    what, when = subtrees(tree)
    of = field(ctx, what, what, on_a_day=True)
    at = cycle_day(ctx, when, words(when)) or field(ctx, when, when)
    if at.type != DATE:
        raise ctx.fault("type-mismatch", when, left="a day to read it on", right=at.type.says)
    return AsOf(ctx.node(tree), of, at, of.type)


# --- arithmetic -------------------------------------------------------------------------------------------------------


def _arithmetic(ctx: Context, tree: Surface) -> Arithmetic:
    left, right = expression(ctx, tree.children[0]), expression(ctx, tree.children[1])
    ops = {"plus": "+", "minus": "-", "times": "*", "divided": "/"}
    op = ops[tree.data]
    return Arithmetic(ctx.node(tree), op, left, right, _unit_type(ctx, tree, op, left.type, right.type))


def _unit_type(ctx: Context, tree: Surface, op: str, left: Type, right: Type) -> Type:
    bad = [t for t in (left, right) if t.kind is not TypeKind.QUANTITY]
    if bad:
        raise ctx.fault("type-mismatch", tree, left=bad[0].says, right="arithmetic")
    units = {t.domain for t in (left, right) if t.domain}
    if op in "+-" and (left.domain != right.domain):
        _bare(ctx, tree, left, right)
        raise ctx.fault("unit-mismatch", tree, left=left.says, right=right.says, help="both sides need one unit")
    if op == "/" and left.domain == right.domain:
        return NUMBER
    if op == "*" and "units" in units and len(units) == 2:  # so many units of so much each
        return quantity(next(unit for unit in units if unit != "units"))
    if len(units) > 1:
        raise ctx.fault("unit-mismatch", tree, left=left.says, right=right.says)
    return quantity(units.pop() if units else "")


def _bare(ctx: Context, tree: Surface, left: Type, right: Type) -> None:
    """Say so when one side of a sum is a number without a unit."""
    for side, other in ((0, right), (1, left)):
        number = tree.children[side]
        if isinstance(number, Tree) and number.data == "amount" and len(number.children) == 1:
            raise ctx.fault("unit-missing", number, found=str(number.children[0]), unit=other.says)


def _pick(ctx: Context, tree: Surface, wanted: Type | None) -> Pick:
    arguments = tuple([expression(ctx, child, wanted) for child in tree.children])
    kinds = {a.type.kind for a in arguments}
    needed = TypeKind.DATE if tree.data in ("later", "earlier") else TypeKind.QUANTITY
    if kinds != {needed} or len({a.type.domain for a in arguments}) != 1:
        cure = "use `earlier of` and `later of` for dates, `lesser of` and `greater of` for amounts of one unit"
        raise ctx.fault("unit-mismatch", tree, left=arguments[0].type.says, right=arguments[-1].type.says, help=cure)
    return Pick(ctx.node(tree), tree.data, arguments, arguments[0].type)


def _steps(ctx: Context, tree: Surface) -> CountSteps:
    mode = STEP_MODES[tree.data]
    step, unit = step_of(ctx, tree.children[1])
    counted = expression(ctx, tree.children[0])
    if counted.type != quantity(unit):
        raise ctx.fault("unit-mismatch", tree, left=counted.type.says, right=unit)
    least = _least(ctx, tree, step, quantity(unit)) if mode == "least" else Decimal(0)
    return CountSteps(ctx.node(tree), counted, step, mode, least, NUMBER)


def step_of(ctx: Context, tree: Surface | Token) -> tuple[Decimal, str]:
    """Return size and unit of a step, which is more than nothing."""
    assert isinstance(tree, Tree)
    step, unit = span_of(ctx, tree)
    if step <= 0:
        found = " ".join(str(token) for token in tokens(tree))
        raise ctx.fault("bad-code", tree, found=found, what="a step")
    return step, unit


def _least(ctx: Context, tree: Surface, step: Decimal, wanted: Type) -> Decimal:
    """Return from how much on the last step counts: more than nothing, at most a whole step."""
    number, unit = tokens(tree)[-2:]
    least = measured(ctx, number, Decimal(str(number)), unit_of(unit), wanted).value
    if not isinstance(least, Decimal) or not 0 < least <= step:
        raise ctx.fault("bad-code", number, found=f"{number} {unit}", what="a part of a step")
    return least


# --- minutes of the clock ---------------------------------------------------------------------------------------------


def _interval_length(ctx: Context, tree: Surface) -> IntervalLength:
    mode = "total" if tree.data == "duration" else "longest"
    first, *rest = subtrees(subtrees(tree)[0])
    found: Field | Intervals = _clock(ctx, first)
    for part in rest:
        found = Intervals(ctx.node(part), _INTERVALS[str(part.data)], found, _clock(ctx, subtrees(part)[0]))
    return IntervalLength(ctx.node(tree), mode, found, quantity("minutes"))


def _clock(ctx: Context, tree: Surface) -> Field:
    owner = Owner.THIS if tree.data == "this" else None
    found = field(ctx, subtrees(tree)[0], tree, owner)
    if found.type.domain != "intervals":
        raise ctx.fault("type-mismatch", tree, left="a time from start to stop", right=found.type.says)
    return found


def _aggregate(ctx: Context, tree: Surface) -> Expression:
    from rules_engine.language.aggregates import aggregate  # aggregates hold conditions, which hold expressions

    return aggregate(ctx, tree)


_WORKED_OUT: Final[dict[str, Callable[[Context, Surface], Expression]]] = {
    "as_of": _as_of,
    "lookup": lookup,
    **dict.fromkeys(("plus", "minus", "times", "divided"), _arithmetic),
    **dict.fromkeys(("shift_after", "shift_before"), shift),
    **dict.fromkeys(("business_after", "business_before"), business_shift),
    **dict.fromkeys(("business_first", "business_last"), business_day),
    **dict.fromkeys(STEP_MODES, _steps),
    **dict.fromkeys(("duration", "longest_stretch"), _interval_length),
    **dict.fromkeys(("total", "highest", "lowest", "average", "latest", "earliest"), _aggregate),
    **dict.fromkeys(("number_of", "number_different", "first_event", "latest_event"), _aggregate),
}
