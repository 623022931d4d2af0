"""What a rule asks, as blocks of a page: sentences, lists, tables. One function for each kind of requirement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Items, Paragraph
from rules_engine.interpreters.english.conditions import condition, nested
from rules_engine.interpreters.english.limits import limit, quota, rank
from rules_engine.interpreters.english.selections import things
from rules_engine.interpreters.english.tables import table, table_row
from rules_engine.interpreters.english.values import value
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n


def requirement(voice: Voice, node: Any) -> list[Block]:
    """Return the blocks of a requirement."""
    told = list(PHRASES[type(node)](voice, node))
    if node.missing == "not met":
        told.append(Paragraph("What is missing there counts as not met."))
    return told


def all_of(voice: Voice, lead: str, node: Any, mood: Mood) -> Block:
    """Return a condition as a sentence, or as a list when it joins three or more by `and`, or two long ones."""
    is_list = isinstance(node, n.CountOf) and node.least == len(node.arguments) and mood in (Mood.IS, Mood.MUST)
    parts = [condition(voice, each, mood) for each in node.arguments] if is_list else []
    if is_list and (len(parts) > 2 or sum(map(len, parts)) > 160):
        return Items(f"{lead} all of this {'holds' if mood is Mood.IS else 'must hold'}:".strip(), _items(parts))
    return Paragraph(w.sentence(f"{lead} {condition(voice, node, mood)}".strip()))


def _items(parts: list[str]) -> tuple[str, ...]:
    return tuple(w.sentence(each) for each in parts)


def _requires(voice: Voice, node: n.Requires) -> Iterator[Block]:
    yield all_of(voice, "", node.condition, Mood.MUST)


def _forbids(voice: Voice, node: n.Forbids) -> Iterator[Block]:
    yield Paragraph(w.sentence(condition(voice, node.condition, Mood.MUST_NOT)))


def _record(voice: Voice, node: n.RecordNeed) -> Iterator[Block]:
    yield Items(
        f"The record must hold everything of the {w.quoted(node.name)}:",
        tuple(w.sentence(element(voice, each)) for each in node.elements),
    )


def element(voice: Voice, node: n.Element) -> str:
    """Return one thing that a record must hold."""
    options = [_held(voice, each) for each in node.alternatives]
    if len(options) == 1:
        told = options[0]
    elif node.least == 1:
        told = f"either {' or '.join(options)}"
    else:
        told = f"at least {node.least} of {w.listed(options)}"
    if node.where is not None:
        told += f", where {condition(voice, node.where, Mood.IS)}"
    if node.unless is not None:
        told += f"; or else {condition(voice, node.unless, Mood.IS)}"
    return told


def _held(voice: Voice, node: Any) -> str:
    if isinstance(node, n.Presence) and not node.negated and node.mode == "documented":
        return f"the {node.field.name}" if isinstance(node.field, n.Field) else value(voice, node.field)
    if isinstance(node, n.CountOf) and node.least == len(node.arguments):
        return w.listed(_held(voice, each) for each in node.arguments)
    return nested(voice, node, Mood.IS)


def _payment(voice: Voice, node: n.Payment) -> Iterator[Block]:
    yield Paragraph(w.sentence(f"the {node.amount.name} must be {value(voice, node.value)}, to the cent"))


PARTS: Final[dict[type, Callable[..., Any]]] = {
    n.Selection: things,
    n.Row: table_row,
    n.Element: element,
    n.Quota: quota,
    n.Rank: rank,
}
"""What words the parts of requirements and conditions that are no requirement, condition, value or place."""

PHRASES: Final[dict[type, Callable[[Voice, Any], Iterator[Block]]]] = {
    n.Requires: _requires,
    n.Forbids: _forbids,
    n.Table: table,
    n.RecordNeed: _record,
    n.Limit: limit,
    n.Payment: _payment,
}
