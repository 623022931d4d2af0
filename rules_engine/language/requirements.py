"""What a rule asks: requires, forbids, tables, records, limits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import (
    Between,
    Compare,
    Condition,
    CountOf,
    Cycle,
    Element,
    Field,
    Forbids,
    In,
    Limit,
    Owner,
    Place,
    Presence,
    RecordNeed,
    Requirement,
    Requires,
    Row,
    Same,
    Selection,
    Table,
)
from rules_engine.ir.types import Type, TypeKind, quantity
from rules_engine.language.conditions import check_pair, condition
from rules_engine.language.context import Context, FaultError, Surface, subtrees, tokens, words
from rules_engine.language.expressions import ORDERED, expression, field, made_field, measured, unit_of, whole
from rules_engine.language.selections import CYCLES, kind_word, over_all, place, service_date
from rules_engine.language.values import code_values

_LINES: Final = ("lines", "visits", "sessions")


def requirement(ctx: Context, tree: Surface, missing: str) -> Requirement:
    """Return the requirement of a `requires`, `forbids` or `limits` clause."""
    if tree.data == "limits":
        return _limit(ctx, tree, missing)
    inner = tree.children[0]
    if tree.data == "forbids":
        return Forbids(ctx.node(tree), condition(ctx, inner), missing)
    if not isinstance(inner, Token) and inner.data == "table":
        return _table(ctx, inner, missing)
    if not isinstance(inner, Token) and inner.data == "record_need":
        return _record(ctx, inner, missing)
    return Requires(ctx.node(tree), condition(ctx, inner), missing)


# --- tables ---------------------------------------------------------------------------------------


def _table(ctx: Context, tree: Surface, missing: str) -> Table:
    header, *rest = subtrees(tree)
    heads = [(head.data == "head_when", field(ctx, subtrees(head)[0], head)) for head in subtrees(header)]
    for head in (head for _, head in heads if head.type.is_list):
        raise ctx.fault("is-a-list", header, field=head.name)
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
    if head.type.kind is not TypeKind.QUANTITY:
        items, ranges = code_values(ctx, values, head.type)
        return In(ctx.node(cell), head, items, ranges, negated, "")
    inner = values[0].children[0]
    if len(values) > 1 or isinstance(inner, Token) or inner.data not in ("range", "amount"):
        raise ctx.fault("type-mismatch", cell, left=head.type.says, right="this cell")
    if inner.data == "amount":
        return Compare(ctx.node(cell), "is not" if negated else "is", head, expression(ctx, inner, head.type))
    return _range_cell(ctx, cell, inner, head)


def _range_cell(ctx: Context, cell: Surface, inner: Surface, head: Field) -> Between:
    low, high, *unit = tokens(inner)
    for end in (low, high):
        if end.type != "NUMBER":
            raise ctx.fault("type-mismatch", end, left=head.type.says, right=f"the code `{end}`")
    named = unit_of(unit[0]) if unit else head.type.domain
    from decimal import Decimal

    ends = [measured(ctx, inner, Decimal(str(end)), named, head.type) for end in (low, high)]
    if ends[0].value > ends[1].value:  # type: ignore[operator]
        raise ctx.fault("empty-range", inner)
    return Between(ctx.node(cell), head, ends[0], ends[1])


# --- records --------------------------------------------------------------------------------------


def _record(ctx: Context, tree: Surface, missing: str) -> RecordNeed:
    phrase = subtrees(tree)[0]
    name = words(phrase)
    if name not in ctx.scope.records:
        raise ctx.fault("unknown-record", phrase, found=name, help=nearest(name, ctx.scope.records))
    file, text, body = ctx.scope.records[name]
    number = ctx.node(tree)
    inner = ctx.within_term(name, file, text)
    return RecordNeed(number, name, elements_of(inner, body), missing)


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
    phrase, *where = subtrees(need)
    holds = condition(ctx, where[0].children[0]) if where else None
    return Element(ctx.node(need), 1, (_documented(ctx, phrase),), holds)


def _both(ctx: Context, tree: Surface) -> Condition:
    parts = tuple(_documented(ctx, phrase) for phrase in subtrees(tree))
    return parts[0] if len(parts) == 1 else CountOf(ctx.node(tree), len(parts), -1, parts)


def _documented(ctx: Context, phrase: Surface) -> Presence:
    return Presence(ctx.node(phrase), field(ctx, phrase, phrase), "documented", False)


# --- limits ---------------------------------------------------------------------------------------


def _limit(ctx: Context, tree: Surface, missing: str) -> Limit:
    parts = subtrees(tree)
    measure, value = _measure(ctx, parts[0])
    wanted = value.type if value is not None and measure == "total" else quantity("units")
    most = expression(ctx, parts[1], Type(wanted.kind, wanted.domain))
    check_pair(ctx, parts[1], wanted, most.type)
    keys, cycles = _keys(ctx, [p for p in parts[2:] if p.data == "per"])
    return Limit(ctx.node(tree), measure, value, most, keys, _counted(ctx, tree, parts[2:], cycles), missing)


def _measure(ctx: Context, tree: Surface) -> tuple[str, Field | None]:
    phrase = subtrees(tree)[0]
    if tree.data == "measure_lines" and words(phrase) in _LINES:
        return "lines", None
    measured_field = field(ctx.seek("line"), phrase, phrase)
    if tree.data == "measure_different":
        return "different", measured_field
    if measured_field.type.kind is not TypeKind.QUANTITY:
        raise ctx.fault("type-mismatch", tree, left=measured_field.type.says, right="a total")
    return "total", measured_field


def _keys(ctx: Context, trees: list[Surface]) -> tuple[tuple[Same, ...], list[Place]]:
    keys, cycles = [], []
    for per in trees:
        phrase = subtrees(per)[0]
        name = words(phrase)
        if name in CYCLES:
            cycles.append(Cycle(ctx.node(per), CYCLES[name], service_date(ctx, per)))
            continue
        word = ctx.vocabulary.field("line", name)
        if word is None:
            known = [*CYCLES, *ctx.vocabulary.fields["line"]]
            raise ctx.fault("unknown-field", phrase, found=name, help=nearest(name, known))
        made_field(ctx, word, per, Owner.THIS)
        keys.append(Same(ctx.node(per), name, word.path))
    return tuple(keys), list(cycles)


def _counted(ctx: Context, tree: Surface, parts: list[Surface], cycles: list[Place]) -> Selection:
    kind = ctx.vocabulary.kinds["line"]
    windows = ("same", "on_same", "covering", "window_before", "window_after", "window_any")
    places = [place(ctx, kind, p) for p in parts if p.data in windows]
    counting = next((p for p in parts if p.data == "counting"), None)
    everyone = any(over_all(ctx, kind, p) for p in parts)
    if counting is None:
        return Selection(ctx.node(tree), "line", (), (*cycles, *places), None, True, everyone)
    phrase, where = subtrees(counting)
    if kind_word(ctx, phrase).name != "line":
        raise ctx.fault("unknown-kind", phrase, found=words(phrase), help="a limit counts lines")
    holds = condition(ctx.seek("line"), where.children[0])
    return Selection(ctx.node(tree), "line", (), (*cycles, *places), holds, True, everyone)
