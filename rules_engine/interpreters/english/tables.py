"""A decision table as a table: one column for each fact, one row for each row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Grid, Paragraph
from rules_engine.interpreters.english.conditions import between_words, condition, in_words
from rules_engine.interpreters.english.values import value, value_of
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind

_WITHOUT: Final = {
    "not applicable": "When no row fits, nothing is asked.",
    "not met": "When no row fits, the rule is not met.",
    "unknown": "When no row fits, the outcome is not known.",
}
_SPANS: Final = "Both ends of every span are included."


def table(voice: Voice, node: n.Table) -> Iterator[Block]:
    """Give the blocks of a table."""
    whens = _heads(voice, [cell for row in node.rows for cell in row.when])
    thens = _heads(voice, [cell for row in node.rows for cell in row.cells])
    rows = tuple(table_row(voice, each, whens, thens) for each in node.rows)
    lead = "Where a row fits, the rest of it must hold." if whens else "Each row must hold."
    spans = _SPANS if any(isinstance(cell, n.Between) for row in node.rows for cell in (*row.when, *row.cells)) else ""
    yield Paragraph(" ".join(part for part in (lead, spans, _WITHOUT[node.without]) if part))
    head = (*(f"if the {each} {_is(each)}" for each in whens), *(f"the {each} must be" for each in thens))
    yield Grid(head, rows)


def _is(name: str) -> str:
    return "are" if w.is_plural(name) else "is"


def _heads(voice: Voice, cells: list[Any]) -> list[str]:
    return list(dict.fromkeys(_head(voice, cell) for cell in cells))


def _head(voice: Voice, cell: Any) -> str:
    held = getattr(cell, "left", None) or getattr(cell, "value", None) or getattr(cell, "field", None)
    return getattr(held, "name", "") or (value(voice, held).removeprefix("the ") if held is not None else "record")


def table_row(voice: Voice, row: n.Row, whens: list[str], thens: list[str]) -> tuple[str, ...]:
    """Return the cells of a row under the headings of its table; what a row leaves open may be anything."""
    return (*_under(voice, row.when, whens), *_under(voice, row.cells, thens))


def _under(voice: Voice, cells: tuple[Any, ...], heads: list[str]) -> Iterator[str]:
    for head in heads:
        told = [cell_words(voice, each) for each in cells if _head(voice, each) == head]
        yield " and ".join(told) or "anything"


def cell_words(voice: Voice, cell: Any) -> str:
    """Return a cell without the fact that its column is about."""
    match cell:
        case n.Compare():
            return _compared(cell, value_of(voice, cell.right, None))
        case n.Between():
            return between_words(voice, cell).removeprefix("from ")
        case n.In():
            told = in_words(voice, cell).removeprefix("one of ")
            return f"not {told}" if cell.negated else told
        case n.Includes():
            told = w.listed((value(voice, each) for each in cell.items), "and" if cell.least > 1 else "or")
            return f"all of {told}" if cell.least > 1 else told
        case _:
            return condition(voice, cell, Mood.IS)


def _compared(cell: n.Compare, told: str) -> str:
    is_date = cell.left.type.kind is TypeKind.DATE
    more, less = ("later", "earlier") if is_date else ("more", "less")
    return {
        "is": told,
        "is not": f"not {told}",
        "at least": f"{told} or {more}",
        "at most": f"{told} or {less}",
        "more than": f"{more} than {told}",
        "less than": f"{less} than {told}",
    }[cell.op]
