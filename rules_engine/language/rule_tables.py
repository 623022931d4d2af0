"""Tables of a rule: a row for each case, a column for each fact."""

from __future__ import annotations

from lark import Token

from rules_engine.ir.nodes import Between, Compare, Condition, Field, In, Includes, Row, Table
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.amounts import ORDERED, span_of_amounts
from rules_engine.language.context import Context, FaultError, Surface, subtrees
from rules_engine.language.expressions import expression
from rules_engine.language.fields import field
from rules_engine.language.values import code_values, set_values


def table(ctx: Context, tree: Surface, missing: str) -> Table:
    """Return the table at `tree`: columns headed `when` choose the rows, the other cells must then hold."""
    header, *rest = subtrees(tree)
    heads = [(head.data == "head_when", field(ctx, subtrees(head)[0], head)) for head in subtrees(header)]
    if all(is_when for is_when, _ in heads):
        raise ctx.fault("no-then-column", header)
    rows = tuple(_row(ctx, row, heads) for row in rest if row.data == "row")
    without = {"no_row_not_met": "not met", "no_row_unknown": "unknown"}
    named = next((without[str(t.data)] for t in rest if t.data in without), "not applicable")
    return Table(ctx.node(tree), rows, named, missing)


def _row(ctx: Context, tree: Surface, heads: list[tuple[bool, Field]]) -> Row:
    cells = subtrees(tree)
    if tree.meta.line != tree.meta.end_line:
        raise FaultError  # told by the reader: the row runs over a line end
    if len(cells) != len(heads):
        raise ctx.fault("cell-count", tree, found=len(cells), wanted=len(heads))
    number = ctx.node(tree)
    pairs = [(is_when, _cell(ctx, cell, head)) for (is_when, head), cell in zip(heads, cells, strict=True)]
    when = tuple(c for is_when, c in pairs if is_when and c is not None)
    return Row(number, when, tuple(c for is_when, c in pairs if not is_when and c is not None))


def _cell(ctx: Context, cell: Surface, head: Field) -> Condition | None:
    match cell.data:
        case "cell_any":
            return None
        case "cell_least" | "cell_most":
            if head.type.kind not in ORDERED:
                raise ctx.fault("no-order", cell, left=head.type.says)
            op = "at least" if cell.data == "cell_least" else "at most"
            return Compare(ctx.node(cell), op, head, expression(ctx, cell.children[0], head.type))
    return _value_cell(ctx, cell, head)


def _value_cell(ctx: Context, cell: Surface, head: Field) -> Condition:
    values = subtrees(cell)
    negated = cell.data == "cell_not"
    if head.type.is_list:
        return _list_cell(ctx, cell, head, values)
    if cell.data == "cell_all":
        raise ctx.fault("not-a-list", cell, field=head.name)
    if head.type.kind is not TypeKind.QUANTITY:
        items, ranges = code_values(ctx, values, head.type)
        return In(ctx.node(cell), head, items, ranges, negated, "")
    inner = values[0].children[0]
    if len(values) > 1 or isinstance(inner, Token) or inner.data not in ("range", "amount"):
        raise ctx.fault("type-mismatch", cell, left=head.type.says, right="this cell")
    if inner.data == "amount":
        return Compare(ctx.node(cell), "is not" if negated else "is", head, expression(ctx, inner, head.type))
    return Between(ctx.node(cell), head, *span_of_amounts(ctx, inner, head.type))


def _list_cell(ctx: Context, cell: Surface, head: Field, values: list[Surface]) -> Includes:
    """A cell below a list: one of the values is in it, all of them are (`all of`), or none (`not`)."""
    items = set_values(ctx, values, Type(TypeKind.SYMBOL, head.type.domain))
    least, most = {"cell_all": (len(items), -1), "cell_not": (0, 0)}.get(str(cell.data), (1, -1))
    return Includes(ctx.node(cell), head, items, least, most)
