"""Coverage statements: which codes a payer covers or excludes, and whether its list is whole."""

from __future__ import annotations

from typing import Final

from rules_engine.ir.rulebook import Coverage, Outcome
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.clauses import (
    each_once,
    gather,
    has_errors,
    place_of,
    scope_of,
    shared,
    validity,
    whens,
)
from rules_engine.language.context import Context, Surface, subtrees
from rules_engine.language.outcomes import check_codes, lower_outcome
from rules_engine.language.values import code_values

CODE: Final = Type(TypeKind.SYMBOL, "procedure code")


def lower_coverage(ctx: Context, tree: Surface, book: str, default: Outcome) -> Coverage | None:
    """Return the coverage statement at `tree`, or None when it has faults."""
    before = len(ctx.diagnostics)
    parts = subtrees(tree)
    codes = gather(lambda v: code_values(ctx, [v], CODE), [p for p in parts if p.data == "value"])
    said = shared(ctx, parts)
    each_once(ctx, [p for p in parts if p.data != "adjustment"])
    adjusted = [type(tree)("otherwise", [p]) for p in parts if p.data == "adjustment"]
    if tree.data != "complete" and not said.citations and not any(p.data == "cites" for p in parts):
        ctx.note("no-citation", tree, found=str(tree.data))
    held = validity(ctx, parts)
    check_codes(ctx, adjusted, held.through_day)
    found = Coverage(
        kind=str(tree.data),
        rulebook=book,
        items=tuple(sorted({i for items, _ in codes for i in items})),
        ranges=tuple(sorted({r for _, ranges in codes for r in ranges})),
        validity=held,
        when=whens(ctx, parts),
        outcome=lower_outcome(ctx, adjusted, default),
        citations=said.citations,
        confidence=said.confidence,
        place=place_of(ctx, tree),
        text=" ".join(ctx.text[ctx.span(tree).start : ctx.span(tree).stop].split()),
        scope=scope_of(ctx, ctx.scope.applies),
    )
    return None if has_errors(ctx, before) else found
