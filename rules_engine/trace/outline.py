"""What is told of a rule alike for every claim: the kinds, words and places of its parts. Made when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple
from weakref import finalize

from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.trace.bases import RESTING
from rules_engine.trace.citing import cited, written_at
from rules_engine.trace.model import WrittenAt
from rules_engine.trace.words import children

KINDS: Final[dict[type, str]] = {
    n.Arithmetic: "arithmetic",
    n.Pick: "pick",
    n.ShiftDate: "shift date",
    n.BusinessShift: "business days",
    n.BusinessDay: "business day",
    n.CycleDay: "cycle day",
    n.Lookup: "lookup",
    n.Intervals: "intervals",
    n.IntervalLength: "length of intervals",
    n.NamedValue: "named value",
    n.Meant: "meaning",
    n.RunningCount: "running count",
    n.AmountSoFar: "amount so far",
    n.CountSteps: "count steps",
    n.Aggregate: "aggregate",
    n.Compare: "compare",
    n.Between: "between",
    n.In: "in",
    n.InRows: "in reference",
    n.BusinessTest: "business day",
    n.Attested: "attested",
    n.Under: "under",
    n.Includes: "includes",
    n.Presence: "presence",
    n.Near: "near",
    n.CountOf: "some of",
    n.Not: "not",
    n.Quantified: "search",
    n.TermRef: "term",
    n.Requires: "requires",
    n.Forbids: "forbids",
    n.Row: "row",
    n.Table: "table",
    n.Element: "element",
    n.RecordNeed: "record",
    n.Limit: "limit",
    n.Payment: "payment",
}
VALUES: Final = frozenset(
    {n.Arithmetic, n.Pick, n.ShiftDate, n.CountSteps, n.Aggregate, n.BusinessShift, n.BusinessDay, n.CycleDay, n.Lookup}
    | {n.Intervals, n.IntervalLength, n.NamedValue, n.Meant, n.RunningCount, n.AmountSoFar}
)


_FACTS: Final = frozenset({n.AsOf, n.Same, n.Selection, n.Cycle})
"""Parts that are nothing but facts, besides fields."""

FIELD, FACTS, STEP, NOTHING = range(4)
"""What a part becomes: the evidence of one fact or of several, a step of its own, or nothing."""


class Part(NamedTuple):
    """A part of a node: what it becomes, the words of a cell with its heading, and the values that it hangs on."""

    node: Any
    becomes: int
    text: str
    anchors: list[Any]


class Outline:
    """One node as every claim tells it. inside: the term or record in whose definition it is written.

    may_rest: whether it may rest on more than facts of the claim. searches: whether it looks for lines or entries.
    """

    __slots__ = (
        "below",
        "is_attested",
        "is_value",
        "kind",
        "may_rest",
        "missing_is_not_met",
        "parts",
        "searches",
        "text",
        "written_at",
    )

    def __init__(self, rule: Rule, node: Any, inside: str) -> None:
        self.kind = _kind(node)
        self.text = text_of(rule.texts, node)
        self.missing_is_not_met = getattr(node, "missing", "") == "not met"
        self.is_value = type(node) in VALUES
        self.is_attested = type(node) is n.Attested
        self.may_rest = type(node) in RESTING
        self.searches = getattr(node, "selection", None) is not None
        self.below = (node.name if isinstance(node, n.TermRef | n.RecordNeed) else "") or inside
        self.written_at = _written_at(rule, node, inside)
        self.parts = [_part(rule, each, type(node) is n.Row) for each in parts(node)]


class RuleOutline:
    """One rule as every claim tells it."""

    __slots__ = ("_steps", "address", "citations", "rule", "written_at")

    def __init__(self, rulebook: Rulebook, rule: Rule) -> None:
        self.rule = rule
        self.address = rule.address
        self.citations = cited(rulebook, rule)
        self.written_at = written_at(rule.place)
        self._steps: dict[tuple[int, str], Outline] = {}

    def step(self, node: Any, inside: str) -> Outline:
        """Return the outline of a node of the rule."""
        key = (node.node_id, inside)
        found = self._steps.get(key)
        if found is None:
            found = self._steps[key] = Outline(self.rule, node, inside)
        return found


def outline_of(rulebook: Rulebook, rule: Rule) -> RuleOutline:
    """Return the outline of a rule of a rulebook, kept as long as the rulebook is."""
    held = _OUTLINES.get(id(rulebook))
    if held is None:
        held = _OUTLINES[id(rulebook)] = {}
        finalize(rulebook, _OUTLINES.pop, id(rulebook), None)
    found = held.get(id(rule))
    if found is None:
        found = held[id(rule)] = RuleOutline(rulebook, rule)
    return found


_OUTLINES: Final[dict[int, dict[int, RuleOutline]]] = {}  # Invariant: an outline holds its rule, and no rulebook.


def _part(rule: Rule, node: Any, is_cell: bool) -> Part:
    kind = type(node)
    becomes = FIELD if kind is n.Field else FACTS if kind in _FACTS else STEP if kind in KINDS else NOTHING
    return Part(node, becomes, cell_text(rule.texts, node) if is_cell else "", _anchors(node))


def _written_at(rule: Rule, node: Any, inside: str) -> WrittenAt:
    """What stands in a definition may stand in another file."""
    place = rule.places.get(node.node_id)
    line, column = place[2:] if place else (0, 0)
    return WrittenAt("" if inside else rule.place.file, line, column)


# --- words and parts of a node ----------------------------------------------------------------------------------------


def text_of(texts: Mapping[int, str], node: Any) -> str:
    """Return the author's words; a table is told by its headings, a row with them."""
    match node:
        case n.Row():
            return row_text(texts, node)
        case n.Table():
            return _table_text(node)
        case n.TermRef():  # `it is not a …` is written over the term and over its opposite
            return texts.get(node.node_id, "").replace("it is not ", "it is ", 1)
        case _:
            return texts.get(node.node_id, "")


def is_step(node: Any) -> bool:
    """Return whether a node has a step of its own."""
    return type(node) in KINDS


def _kind(node: Any) -> str:
    if isinstance(node, n.CountOf) and node.least == len(node.arguments):
        return "all of"
    return KINDS[type(node)]


def _table_text(table: n.Table) -> str:
    when = dict.fromkeys(_heading(cell) for row in table.rows for cell in row.when)
    then = dict.fromkeys(_heading(cell) for row in table.rows for cell in row.cells)
    return f"table of {', '.join(then)}" + (f" by {', '.join(when)}" if when else "")


def _heading(cell: Any) -> str:
    head = cell.left if isinstance(cell, n.Compare) else cell.value
    return str(getattr(head, "name", ""))


def row_text(texts: Any, row: n.Row) -> str:
    """Return a row of a table as a sentence: its `when` cells, then what must hold."""
    when = " and ".join(cell_text(texts, cell) for cell in row.when)
    then = " and ".join(cell_text(texts, cell) for cell in row.cells)
    return f"{when}: {then}" if when else then


def cell_text(texts: Any, cell: Any) -> str:
    """Return a cell of a table with its heading."""
    return f"{_heading(cell)} {texts.get(cell.node_id, '')}"


def parts(node: Any) -> list[Any]:
    """Return the parts of a node that are asked once; what is measured of each thing sought stands with that thing."""
    below = children(node)
    if not isinstance(node, n.Limit | n.Aggregate):
        return below
    return [each for each in below if each is not node.value and not isinstance(each, n.Rank)]


def _anchors(node: Any) -> list[Any]:
    """Return the worked-out values on which a reading as of a date or the places of a selection hang."""
    if isinstance(node, n.AsOf):
        return [node.at] if type(node.at) in VALUES else []
    places = node.places if isinstance(node, n.Selection) else ()
    return [each for place in places for each in children(place) if type(each) in VALUES]
