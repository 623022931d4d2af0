"""Tables of facts: what a rulebook says of one, and what rules look up in it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Constant, Expression, InRows, Lookup
from rules_engine.ir.rulebook import Place, Reference
from rules_engine.ir.types import DATE, NUMBER, TEXT, Type, TypeKind, quantity
from rules_engine.language.amounts import bare_number, day, measured, symbol, unit_of
from rules_engine.language.context import Context, FaultError, Surface, subtrees, tokens, unquoted, words

_TYPES: Final = {
    "procedure code": Type(TypeKind.SYMBOL, "procedure code"),
    "modifier": Type(TypeKind.SYMBOL, "modifier"),
    "place code": Type(TypeKind.SYMBOL, "place code"),
    "diagnosis code": Type(TypeKind.SYMBOL, "diagnosis code"),
    "code": Type(TypeKind.SYMBOL, "code"),
    "text": TEXT,
    "date": DATE,
    "number": NUMBER,
}
Row = tuple[Constant | None, ...]


def declare_reference(ctx: Context, tree: Surface) -> Reference:
    """Return what a `reference` statement says; its faults are recorded, and what has one is left out."""
    phrase, *clauses = subtrees(tree)
    name = words(phrase)
    columns = _columns(ctx, clauses)
    spans = next((subtrees(c) for c in clauses if c.data == "span_columns"), [])
    known = dict(columns)
    for column in spans:
        if known.get(words(column)) != DATE:
            ctx.note(
                "unknown-column", column, found=words(column), reference=name, help="a row is bounded by two dates"
            )
    file = next((unquoted(tokens(c)[0]) for c in clauses if c.data == "file"), "")
    listed = [row for c in clauses if c.data == "rows" for row in subtrees(c)]
    if not columns or bool(file) == bool(listed):
        ctx.note("empty-reference", tree, found=name)
    rows = tuple(row for tree in listed for row in _row(ctx, tree, columns))
    span = ctx.span(tree)
    first, last = (words(spans[0]), words(spans[1])) if spans else ("", "")
    place = Place(span.file, span.start, span.stop, span.line, span.column)
    return Reference(name, columns, first, last, file, rows, "", place)


def _columns(ctx: Context, clauses: list[Surface]) -> tuple[tuple[str, Type], ...]:
    found: dict[str, Type] = {}
    for column in (column for clause in clauses if clause.data == "columns" for column in subtrees(clause)):
        phrase = subtrees(column)[0]
        if words(phrase) in found:
            ctx.note("name-twice", phrase, what="column", found=words(phrase), other="the same reference")
        found[words(phrase)] = _type(ctx, column)
    return tuple(found.items())


def _type(ctx: Context, column: Surface) -> Type:
    """Return the type of a column: a unit, one of the plain types, or that of a field of a line."""
    for unit in tokens(column):
        return quantity(unit_of(unit))
    phrase = subtrees(column)[1]
    name = words(phrase)
    word = ctx.vocabulary.field("line", name)
    if name in _TYPES:
        return _TYPES[name]
    if word is not None and not word.type.is_list:
        return word.type
    known = [*_TYPES, *ctx.vocabulary.fields["line"]]
    ctx.note("unknown-field", phrase, found=name, help=nearest(name, known))
    return TEXT


def _row(ctx: Context, tree: Surface, columns: tuple[tuple[str, Type], ...]) -> Iterator[Row]:
    cells = subtrees(tree)
    if len(cells) != len(columns):
        ctx.note("cell-count", tree, found=len(cells), wanted=len(columns))
        return
    try:
        yield tuple(_cell(ctx, cell, kind) for cell, (_, kind) in zip(cells, columns, strict=True))
    except FaultError:
        return


def _cell(ctx: Context, cell: Surface, kind: Type) -> Constant | None:
    if cell.data == "cell_any":
        return None
    values = subtrees(cell)
    if cell.data != "cell_values" or len(values) != 1:
        raise ctx.fault(
            "type-mismatch", cell, left=kind.says, right="this cell", help="a cell holds one value, or `any`"
        )
    return constant(ctx, values[0].children[0], kind)


def constant(ctx: Context, value: Surface | Token, kind: Type) -> Constant:
    """Return a written value of a type."""
    if isinstance(value, Token):
        if kind == DATE and value.type == "DATE":
            return day(ctx, value)
        if value.type == "NUMBER":
            return bare_number(ctx, value, kind).value
        return symbol(ctx, value, unquoted(value) if value.type == "STRING" else str(value), kind).value
    if value.data == "phrase":
        return symbol(ctx, value, words(value), kind).value
    number, *unit = tokens(value)
    if value.data != "amount":
        raise ctx.fault("type-mismatch", value, left=kind.says, right="a range")
    if unit:
        return measured(ctx, value, Decimal(str(number)), unit_of(unit[0]), kind).value
    return bare_number(ctx, number, kind).value


# --- reading them -----------------------------------------------------------------------------------------------------


def lookup(ctx: Context, tree: Surface) -> Lookup:
    """Return what a reference has in a column for some keys."""
    column, name, *keys = tree.children
    reference = reference_named(ctx, name)
    kinds = dict(reference.columns)
    if words(column) not in kinds:
        _no_column(ctx, column, reference)
    free = _free(reference, {words(column)})
    found = _keys(ctx, tree, reference, keys, free)
    return Lookup(ctx.node(tree), reference.name, words(column), found, kinds[words(column)])


def in_rows(ctx: Context, tree: Surface, values: list[Surface | Token], predicate: Surface) -> InRows:
    """Return whether a reference has a row that begins with these values."""
    phrase, *filters = subtrees(predicate)
    reference = reference_named(ctx, phrase)
    chosen = tuple(_filter(ctx, each, reference) for part in filters for each in subtrees(part))
    free = _free(reference, {column for column, _ in chosen})
    found = _keys(ctx, tree, reference, values, free)
    return InRows(ctx.node(tree), found, reference.name, chosen, predicate.data == "not_in_set")


def reference_named(ctx: Context, phrase: Surface | Token) -> Reference:
    """Return the reference that the rulebook calls so."""
    name = words(phrase)
    found = ctx.scope.references.get(name)
    if found is None:
        raise ctx.fault("unknown-reference", phrase, found=name, help=nearest(name, ctx.scope.references))
    return found


def _free(reference: Reference, taken: set[str]) -> list[tuple[str, Type]]:
    """Return the columns to which keys can be held, in order."""
    out = taken | {reference.first_day, reference.last_day}
    return [(name, kind) for name, kind in reference.columns if name not in out]


def _keys(
    ctx: Context, tree: Surface, reference: Reference, keys: list[Surface | Token], free: list[tuple[str, Type]]
) -> tuple[Expression, ...]:
    from rules_engine.language.comparisons import check_pair
    from rules_engine.language.expressions import expression

    if len(keys) > len(free):
        raise ctx.fault("too-many-keys", tree, found=len(keys), reference=reference.name, count=len(free))
    found: list[Expression] = []
    for key, (_, kind) in zip(keys, free, strict=False):
        found.append(expression(ctx, key, kind))
        check_pair(ctx, key, kind, found[-1].type)
    return tuple(found)


def _filter(ctx: Context, tree: Surface, reference: Reference) -> tuple[str, Constant]:
    column = subtrees(tree)[0]
    kinds = dict(reference.columns)
    if words(column) not in kinds:
        _no_column(ctx, column, reference)
    return words(column), constant(ctx, tokens(tree)[0], kinds[words(column)])


def _no_column(ctx: Context, column: Surface | Token, reference: Reference) -> None:
    known = [name for name, _ in reference.columns]
    cure = nearest(words(column), known) or "its columns: " + ", ".join(known)
    raise ctx.fault("unknown-column", column, found=words(column), reference=reference.name, help=cure)
