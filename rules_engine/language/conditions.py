"""Conditions: surface to typed IR, each comparison checked for types and units."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from lark import Token, Tree

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Attested,
    Condition,
    CountOf,
    Expression,
    Includes,
    Meant,
    Not,
    Owner,
    Quantified,
    TermRef,
)
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.amounts import whole
from rules_engine.language.comparisons import check_pair, comparison, words_of
from rules_engine.language.context import (
    Context,
    FaultError,
    Surface,
    TooLargeError,
    subtrees,
    tokens,
    unquoted,
    words,
)
from rules_engine.language.expressions import expression
from rules_engine.language.fields import field
from rules_engine.language.selections import selection
from rules_engine.language.values import set_values

_QUANTIFIERS: Final = {"some": (1, -1), "another": (1, -1), "no": (0, 0), "no_other": (0, 0)}
_INCLUDES: Final = {"include_one": (1, -1), "include_any": (1, -1), "include_none": (0, 0)}


def condition(ctx: Context, tree: Surface | Token) -> Condition:
    """Return the typed condition at `tree`. Raises FaultError after its faults are recorded."""
    if isinstance(tree, Token):
        raise ctx.fault("unexpected-text", tree, found=str(tree), help="write a comparison, such as `code is 90837`")
    ctx.enter(tree)
    try:
        return _CONDITIONS[tree.data](ctx, tree)
    finally:
        ctx.leave()


def _all(ctx: Context, tree: Surface) -> CountOf:
    arguments = _each(ctx, tree.children)
    return CountOf(ctx.node(tree), len(arguments), -1, arguments)


def _any(ctx: Context, tree: Surface) -> CountOf:
    return CountOf(ctx.node(tree), 1, -1, _each(ctx, tree.children))


def _k_of_n(ctx: Context, tree: Surface) -> CountOf:
    number, *arguments = tree.children
    return CountOf(ctx.node(tree), whole(ctx, number), -1, _each(ctx, arguments))


def _each(ctx: Context, trees: list[Surface | Token]) -> tuple[Condition, ...]:
    """Lower every argument, so that the faults of all are found."""
    lowered: list[Condition] = []
    fault: FaultError | None = None
    for tree in trees:
        try:
            lowered.append(condition(ctx, tree))
        except TooLargeError:
            raise
        except FaultError as found:
            fault = found
    if fault is not None:
        raise fault
    return tuple(lowered)


def _negation(ctx: Context, tree: Surface) -> Not:
    return Not(ctx.node(tree), condition(ctx, tree.children[0]))


def _term(ctx: Context, tree: Surface) -> Condition:
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if name not in ctx.scope.terms:
        raise ctx.fault("unknown-term", phrase, found=name, help=nearest(name, ctx.scope.terms))
    if name in ctx.open_terms:
        raise ctx.fault("circle", phrase, found=name)
    written = ctx.scope.terms[name]
    number = ctx.node(tree)
    body = ctx.meaning(name, phrase, lambda: condition(ctx.within(name, written), written.tree))
    found = TermRef(number, name, body)
    return found if tree.data == "term_is" else Not(ctx.node(tree), found)


def _confirms(ctx: Context, tree: Surface) -> Attested:
    return Attested(ctx.node(tree), words(subtrees(tree)[0]), unquoted(tokens(tree)[0]))


def _sought(ctx: Context, tree: Surface) -> Quantified:
    quantifier, chosen, *where = _as_kind(ctx, subtrees(tree))
    inside = where[0] if where else None
    if inside is not None and tree.data == "sought_open":
        inside = _wrapped(inside)
    least, most = _bounds(ctx, quantifier)
    other = quantifier.data in ("another", "no_other")
    return Quantified(ctx.node(tree), least, most, selection(ctx, chosen, inside, other))


def _as_kind(ctx: Context, parts: list[Surface]) -> list[Surface]:
    """`no other payer` asks for no payer of the kind `other payer`: the longer name is meant where there is one."""
    quantifier, chosen, *where = parts
    phrase, *places = subtrees(chosen)
    longer = f"other {words(phrase)}"
    if quantifier.data != "no_other" or words(phrase) in ctx.vocabulary.kinds or longer not in ctx.vocabulary.kinds:
        return parts
    named = type(phrase)("phrase", [Token("WORD", "other"), *phrase.children], phrase.meta)
    return [
        type(quantifier)("no", [], quantifier.meta),
        type(chosen)("selection", [named, *places], chosen.meta),
        *where,
    ]


def _wrapped(tree: Surface) -> Surface:
    return type(tree)("bracket", [tree], tree.meta)


def _bounds(ctx: Context, quantifier: Surface) -> tuple[int, int]:
    if quantifier.data in _QUANTIFIERS:
        return _QUANTIFIERS[quantifier.data]
    number = whole(ctx, tokens(quantifier)[0])
    return {"exactly": (number, number), "at_least": (number, -1), "at_most": (0, number)}[quantifier.data]


def _includes(ctx: Context, tree: Surface) -> Includes:
    left = expression(ctx, tree.children[0])
    items = subtrees(tree)[-1]
    if not left.type.is_list:
        raise ctx.fault("not-a-list", tree, field=words_of(left))
    wanted = Type(TypeKind.SYMBOL, left.type.domain)
    found: list[Expression] = []
    for item in items.find_data("item"):
        found += _item(ctx, item, wanted)
    least, most = _counts(ctx, items, len(found))
    return Includes(ctx.node(tree), left, tuple(found), least, most)


def _counts(ctx: Context, items: Surface, count: int) -> tuple[int, int]:
    if items.data in _INCLUDES:
        return _INCLUDES[items.data]
    if items.data == "include_all":
        return count, -1
    number = whole(ctx, tokens(items)[0])
    return number, number


def _item(ctx: Context, tree: Surface, wanted: Type) -> list[Expression]:
    inner = subtrees(tree)[0]
    if inner.data == "this_field":
        found = field(ctx, subtrees(inner)[0], inner, Owner.THIS)
        check_pair(ctx, inner, wanted, found.type)
        return [found]
    meant = inner.children[0] if inner.data == "value" else None
    if wanted.domain == "modifier" and isinstance(meant, Tree) and words(meant) in ctx.scope.meanings:
        return [Meant(ctx.node(inner), words(meant), wanted)]
    return list(set_values(ctx, [inner], wanted))


_CONDITIONS: Final[dict[str, Callable[[Context, Surface], Condition]]] = {
    "conjunction": _all,
    "disjunction": _any,
    "k_of_n": _k_of_n,
    "negation": _negation,
    "confirms": _confirms,
    "term_is": _term,
    "term_is_not": _term,
    "sought": _sought,
    "sought_open": _sought,
    "includes": _includes,
    "comparison": comparison,
}
