"""Comparisons: what stands on both sides of `is`, checked for types and units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Between,
    BusinessTest,
    Compare,
    Condition,
    CountOf,
    Expression,
    Field,
    In,
    Literal,
    Lookup,
    Near,
    Not,
    Presence,
    Under,
)
from rules_engine.ir.types import DATE, TIME, Type, TypeKind
from rules_engine.language.amounts import ORDERED, span_of, span_of_amounts, symbol
from rules_engine.language.context import Context, Surface, subtrees, words
from rules_engine.language.dates import calendar_named
from rules_engine.language.expressions import expression
from rules_engine.language.references import in_rows
from rules_engine.language.selections import anchor, days_of
from rules_engine.language.values import code_values, holds_codes

_COMPARE: Final = {
    "is": "is",
    "is_not": "is not",
    "at_least_value": "at least",
    "at_most_value": "at most",
    "more_than": "more than",
    "less_than": "less than",
    "before": "less than",
    "after": "more than",
    "no_later": "at most",
    "no_earlier": "at least",
}


def words_of(value: Expression) -> str:
    """Return the name of a field, or "this value"."""
    return value.name if isinstance(value, Field) else "this value"


def comparison(ctx: Context, tree: Surface) -> Condition:
    """Return the condition that a value and what is said of it make."""
    first, predicate = tree.children[0], tree.children[1]
    assert not isinstance(predicate, Token)
    if isinstance(first, Tree) and first.data == "together":
        return in_rows(ctx, tree, list(first.children), predicate)
    if predicate.data in ("in_set", "not_in_set") and words(subtrees(predicate)[0]) in ctx.scope.references:
        return in_rows(ctx, tree, [first], predicate)
    left = expression(ctx, first)
    data = str(predicate.data)
    if data in ("documented", "not_documented", "supplied", "not_supplied"):
        return _presence(ctx, tree, left, data)
    if left.type.is_list:
        raise ctx.fault("is-a-list", tree, field=words_of(left))
    if data in _COMPARE:
        return _compare(ctx, tree, left, _COMPARE[data], predicate.children[0])
    return _PREDICATES[data](ctx, tree, left, predicate)


def _presence(ctx: Context, tree: Surface, left: Expression, data: str) -> Presence:
    if not isinstance(left, Field | Lookup):
        raise ctx.fault("type-mismatch", tree, left="a value that is worked out", right="presence")
    return Presence(ctx.node(tree), left, data.removeprefix("not_"), data.startswith("not_"))


def _compare(ctx: Context, tree: Surface, left: Expression, op: str, other: Surface | Token) -> Condition:
    negated = _negated_word(left.type, op, other)
    if negated:  # `patient location kind is not home`
        return Compare(ctx.node(tree), "is", left, symbol(ctx, other, negated, left.type))
    right = expression(ctx, other, left.type)
    if left.type.is_scale and isinstance(right, Literal) and op not in ("is", "is not"):
        return In(ctx.node(tree), left, _of_scale(left.type, op, str(right.value)), (), False, "")
    if op not in ("is", "is not") and left.type.kind not in ORDERED:
        raise ctx.fault("no-order", tree, left=left.type.says)
    check_pair(ctx, tree, left.type, right.type)
    return Compare(ctx.node(tree), op, left, right)


def _negated_word(kind: Type, op: str, other: Surface | Token) -> str:
    """Return the word of a closed list that begins with `not`, where that and no other word is written."""
    name = words(subtrees(other)[0]) if op == "is not" and isinstance(other, Tree) and other.data == "field" else ""
    return f"not {name}" if name and name not in kind.values and f"not {name}" in kind.values else ""


def _of_scale(scale: Type, op: str, word: str) -> tuple[str, ...]:
    """Return the words of a scale that stand at, above or below one of them; they stand in rising order."""
    at = scale.values.index(word)
    bounds = {"at least": (at, None), "more than": (at + 1, None), "at most": (0, at + 1), "less than": (0, at)}
    low, high = bounds[op]
    return scale.values[low:high]


def _of_span(ctx: Context, tree: Surface, scale: Type, low: str, high: str) -> tuple[str, ...]:
    found = tuple([word for word in _of_scale(scale, "at least", low) if word in _of_scale(scale, "at most", high)])
    if not found:
        raise ctx.fault("empty-range", tree)
    return found


def check_pair(ctx: Context, tree: Surface | Token, left: Type, right: Type) -> None:
    """Record a fault when two types cannot be compared; units never mix, symbols keep to their domain."""
    if right.is_list:
        raise ctx.fault("type-mismatch", tree, left=left.says, right=right.says)
    if left.kind is not right.kind:
        raise ctx.fault("type-mismatch", tree, left=left.says, right=right.says)
    loose = left.kind is TypeKind.SYMBOL and {"code", "text"} & {left.domain, right.domain}
    counts = left.kind is TypeKind.QUANTITY and {left.domain, right.domain} == {"", "units"}
    alike = left.values != () and left.values == right.values
    if left.domain != right.domain and not loose and not counts and not alike:
        raise ctx.fault("unit-mismatch", tree, left=left.says, right=right.says)


def _is_any(ctx: Context, tree: Surface, left: Expression, predicate: Surface) -> Condition:
    negated = predicate.data == "is_none"
    if left.type.kind is TypeKind.QUANTITY:
        return _any_amount(ctx, tree, left, subtrees(predicate), negated)
    items, ranges = code_values(ctx, subtrees(predicate), left.type)
    return In(ctx.node(tree), left, items, ranges, negated, "")


def _any_amount(ctx: Context, tree: Surface, left: Expression, values: list[Surface], negated: bool) -> Condition:
    """One of several amounts, or of spans of them: `units is any of 1, 2, 4 to 6`."""
    found: list[Condition] = []
    for value in values:
        inner = value.children[0]
        if isinstance(inner, Tree) and inner.data == "range":
            found.append(Between(ctx.node(value), left, *span_of_amounts(ctx, inner, left.type)))
        elif isinstance(inner, Tree) and inner.data == "phrase":
            raise ctx.fault("type-mismatch", inner, left=left.type.says, right=f"the name `{words(inner)}`")
        else:
            right = expression(ctx, inner, left.type)
            check_pair(ctx, value, left.type, right.type)
            found.append(Compare(ctx.node(value), "is", left, right))
    either = CountOf(ctx.node(tree), 1, -1, tuple(found))
    return Not(ctx.node(tree), either) if negated else either


def _in_set(ctx: Context, tree: Surface, left: Expression, predicate: Surface) -> Condition:
    phrase, *filters = subtrees(predicate)
    name = words(phrase)
    if f"in {name}" in left.type.values:  # `session mode is in person`
        op = "is" if predicate.data == "in_set" else "is not"
        return Compare(ctx.node(tree), op, left, symbol(ctx, phrase, f"in {name}", left.type))
    found = ctx.scope.sets.get(name)
    if found is None:
        known = [*ctx.scope.sets, *ctx.scope.references]
        raise ctx.fault("unknown-set", phrase, found=name, help=nearest(name, known))
    for part in filters:
        raise ctx.fault("unknown-reference", part, found=name, help="a set of codes has no columns")
    if not holds_codes(left.type):
        raise ctx.fault("type-mismatch", tree, left=left.type.says, right=f"the set `{name}`")
    return In(ctx.node(tree), left, found.items, found.ranges, predicate.data == "not_in_set", name)


def _from_to(ctx: Context, tree: Surface, left: Expression, predicate: Surface) -> Condition:
    low, high = [expression(ctx, child, left.type) for child in predicate.children]
    if left.type.is_scale and isinstance(low, Literal) and isinstance(high, Literal):
        return In(ctx.node(tree), left, _of_span(ctx, tree, left.type, str(low.value), str(high.value)), (), False, "")
    if left.type.kind not in ORDERED:
        raise ctx.fault("no-order", tree, left=left.type.says)
    check_pair(ctx, tree, left.type, low.type)
    check_pair(ctx, tree, left.type, high.type)
    return Between(ctx.node(tree), left, low, high)


def _near(ctx: Context, tree: Surface, left: Expression, predicate: Surface) -> Condition:
    kind = str(predicate.data).removeprefix("near_")
    if left.type == TIME:
        return _near_time(ctx, tree, left, predicate, kind)
    if left.type != DATE:
        raise ctx.fault("type-mismatch", tree, left=left.type.says, right="a window of days")
    amount, unit = days_of(ctx, subtrees(predicate)[0])
    return Near(ctx.node(tree), left, kind, amount, unit, anchor(ctx, predicate.children[1]))


def _near_time(ctx: Context, tree: Surface, left: Expression, predicate: Surface, kind: str) -> Near:
    amount, unit = span_of(ctx, subtrees(predicate)[0])
    at = expression(ctx, predicate.children[1], TIME)
    if unit != "minutes" or at.type != TIME:
        raise ctx.fault("type-mismatch", tree, left="a time of day", right=unit if unit != "minutes" else at.type.says)
    return Near(ctx.node(tree), left, kind, amount, unit, at)


def _business(ctx: Context, tree: Surface, left: Expression, predicate: Surface) -> Condition:
    if left.type != DATE:
        raise ctx.fault("type-mismatch", tree, left=left.type.says, right="a business day")
    calendar = calendar_named(ctx, subtrees(predicate)[0])
    return BusinessTest(ctx.node(tree), left, calendar, predicate.data == "not_business")


def _under(ctx: Context, tree: Surface, left: Expression, predicate: Surface) -> Condition:
    if left.type.kind is not TypeKind.SYMBOL:
        raise ctx.fault("type-mismatch", tree, left=left.type.says, right="a hierarchy of codes")
    wanted = Type(TypeKind.SYMBOL, "code root" if left.type.domain == "diagnosis code" else left.type.domain)
    items, ranges = code_values(ctx, subtrees(predicate), wanted)
    return Under(ctx.node(tree), left, items, ranges, predicate.data == "is_not_under")


_PREDICATES: Final[dict[str, Callable[[Context, Surface, Expression, Surface], Condition]]] = {
    "is_any": _is_any,
    "is_none": _is_any,
    "in_set": _in_set,
    "not_in_set": _in_set,
    "from_to": _from_to,
    "near_before": _near,
    "near_after": _near,
    "near_around": _near,
    "business": _business,
    "not_business": _business,
    "is_under": _under,
    "is_not_under": _under,
}
