"""The tree of a rule as it was evaluated: each part with the author's words, what it came to, and the facts it read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from rules_engine.claims.absence import Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.ir.types import TypeKind
from rules_engine.trace.bases import basis_of
from rules_engine.trace.evidence import View, Witness, unit_words
from rules_engine.trace.model import NOT_SHOWN, Evidence, Search, Seen, Step, WrittenAt
from rules_engine.trace.order import Placed, in_order, order_words, quota_words
from rules_engine.trace.result import Candidates, RuleOutcome, Truth
from rules_engine.trace.words import ABSENCES, children, shown, value_text

_KINDS: Final[dict[type, str]] = {
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
NOT_LOOKED_AT: Final = "not looked at"
_OUTCOMES: Final[dict[Any, str]] = {each: each.value for each in (*Truth, *RuleOutcome)}


class Tracer:
    """Makes the steps of one rule for one line."""

    def __init__(self, rule: Rule, witness: Witness, rulebook: Rulebook) -> None:
        self.texts = rule.texts
        self._rulebook = rulebook
        self._places = rule.places
        self._file = rule.place.file
        self._witness = witness

    def step(self, view: View, node: Any, part: str = "", inside: str = "", text: str = "") -> Step:
        """Return the step of a node with everything below it.

        inside: the term or record that is being read. text: words to use in place of the author's.
        """
        below = _definition(node) or inside
        evidence: list[Evidence] = []
        steps: list[Step] = []
        looked_at = node.node_id in view.records
        if looked_at:
            self._gather(view, node, below, evidence, steps)
        found = view.records.get(node.node_id)
        return Step(
            part=part,
            kind=_kind(node),
            text=text or self.text(node),
            outcome=_outcome(node, found),
            missing_is_not_met=getattr(node, "missing", "") == "not met",
            value="" if type(node) not in _VALUES else shown(node, found),
            evidence=tuple(evidence),
            basis=basis_of(node, found, view.this, self._rulebook) if looked_at else None,
            search=self.search(view, node, below, True) if looked_at else None,
            written_at=self.written_at(node, inside),
            defined_in=inside,
            steps=tuple(steps),
        )

    def facts(self, view: View, node: Any) -> list[Evidence]:
        """Return the facts that a part read itself, without those of its parts."""
        evidence = self._own_facts(view, node)
        for child in parts(node):
            self._gather_facts(view, child, evidence)
        return evidence

    def _own_facts(self, view: View, node: Any) -> list[Evidence]:
        """Return the facts that a part reads without naming them."""
        if isinstance(node, n.Attested):
            return [self._witness.of_answers(view.this, node)]
        return []

    def all_facts(self, view: View, node: Any) -> list[Evidence]:
        """Return the facts that a part and everything below it read, each once."""
        found = self.facts(view, node)
        for child in parts(node):
            if type(child) in _KINDS:
                found += [each for each in self.all_facts(view, child) if not is_among(each, found)]
        return found

    def text(self, node: Any) -> str:
        """Return the author's words; a table is told by its headings, a row with them."""
        match node:
            case n.Row():
                return row_text(self.texts, node)
            case n.Table():
                return _table_text(node)
            case n.TermRef():  # `it is not a …` is written over the term and over its opposite
                return self.texts.get(node.node_id, "").replace("it is not ", "it is ", 1)
            case _:
                return self.texts.get(node.node_id, "")

    def value(self, view: View, node: Any) -> str:
        """Return what a worked-out value came to, in words; empty when it was not looked at."""
        found = view.records.get(node.node_id)
        if isinstance(found, Absent):
            return ABSENCES[found.kind.value]
        told = shown(node, found)
        unit = node.type.domain if node.type.kind is TypeKind.QUANTITY and told else ""
        return f"{told} {unit_words(told, unit)}" if unit else told

    def written_at(self, node: Any, inside: str = "") -> WrittenAt:
        """Return where a node is written. What stands in a definition may stand in another file."""
        place = self._places.get(node.node_id)
        line, column = place[2:] if place else (0, 0)
        return WrittenAt("" if inside else self._file, line, column)

    def _gather(self, view: View, node: Any, inside: str, evidence: list[Evidence], steps: list[Step]) -> None:
        """Facts become evidence of the part that read them, values that are worked out and conditions become steps."""
        is_row = type(node) is n.Row
        evidence += self._own_facts(view, node)
        for child in parts(node):
            if not self._gather_facts(view, child, evidence) and type(child) in _KINDS:
                steps.append(self.step(view, child, "", inside, cell_text(self.texts, child) if is_row else ""))
            hung_on = [each for each in _anchors(child) if each.node_id in view.records]
            steps += [self.step(view, each, "", inside) for each in hung_on]

    def _gather_facts(self, view: View, child: Any, evidence: list[Evidence]) -> bool:
        """Add the facts of a node that is nothing but facts; return whether it is."""
        kind = type(child)
        if kind is n.Field:
            _add(evidence, self._witness.of_field(view, child))
        elif kind is n.AsOf:
            _add(evidence, self._witness.of_date(view, child))
            for field in _fields(child.at):
                _add(evidence, self._witness.of_field(view, field))
        elif kind is n.Same:
            _add(evidence, self._witness.of_same(view, child))
        elif kind is n.Selection:
            self._gather_places(view, child, evidence)
        elif kind is n.Cycle:
            for field in _fields(child):
                _add(evidence, self._witness.of_field(view, field))
        else:
            return False
        return True

    def _gather_places(self, view: View, selection: n.Selection, evidence: list[Evidence]) -> None:
        """The `where` of a selection is not asked of this line: it stands with each candidate."""
        for place in selection.places:
            if isinstance(place, n.Same):
                _add(evidence, self._witness.of_same(view, place))
                continue
            for child in children(place):
                for field in _fields(child):
                    _add(evidence, self._witness.of_field(view, field))

    # --- searches --------------------------------------------------------------------------------------------------

    def search(self, view: View, node: Any, inside: str = "", with_steps: bool = False) -> Search | None:
        """Return what a node looked for among lines or entries, or None when it looked for nothing."""
        selection = getattr(node, "selection", None)
        if selection is None:
            return None
        key = node.node_id if isinstance(node, n.Quantified) else selection.node_id
        found = view.records.get(key)
        if not isinstance(found, Candidates):
            return None
        measured = getattr(node, "value", None)
        limit = node if isinstance(node, n.Limit) else None
        return Search(
            counted=sum(1 for each in found.looked_at if each.truth is Truth.TRUE),
            unsure=sum(1 for each in found.looked_at if each.truth is Truth.UNKNOWN),
            amount="" if found.amount is None else value_text(found.amount),
            most="" if limit is None else _most(view, limit),
            quotas=() if limit is None else quota_words(limit),
            order=() if limit is None else order_words(limit),
            not_seen=found.missing,
            looked_at=tuple(
                self._seen(selection, number, each, measured, self._why(view, selection, each, inside, with_steps))
                for number, each in enumerate(in_order(found.looked_at, node), 1)
            ),
        )

    def _why(self, view: View, selection: n.Selection, held: Placed, inside: str, with_steps: bool) -> tuple[Step, ...]:
        each = held.candidate
        inner = View(view.this, each.records, each.frame, selection.kind, each.of_other_patient)
        asked = (selection.where, selection.earlier) if with_steps else ()
        return tuple(
            self.step(inner, part, "", inside) for part in asked if part is not None and part.node_id in each.records
        )

    def _seen(self, selection: n.Selection, number: int, held: Placed, measured: Any, steps: tuple[Step, ...]) -> Seen:
        each, kind = held.candidate, selection.kind
        origins = self._witness.place_of(each.frame)
        value = "" if measured is None else shown(measured, each.records.get(measured.node_id))
        if not isinstance(each.frame, LineFrame):
            return Seen(kind, "", 0, number, "", None, "", each.truth.value, value, 0, "", origins, steps)
        line = each.frame.line
        return Seen(
            kind="line",
            claim_id=NOT_SHOWN if each.of_other_patient else each.frame.claim.claim_id,
            line=line.number,
            entry=0,
            code=value_text(line.code),
            service_date=line.service_date if isinstance(line.service_date, date) else None,
            status=value_text(line.status),
            counted=each.truth.value,
            value=value,
            place=held.place,
            running=held.running,
            origins=origins,
            steps=steps,
        )


_VALUES: Final = frozenset(
    {n.Arithmetic, n.Pick, n.ShiftDate, n.CountSteps, n.Aggregate, n.BusinessShift, n.BusinessDay, n.CycleDay, n.Lookup}
    | {n.Intervals, n.IntervalLength, n.NamedValue, n.Meant, n.RunningCount, n.AmountSoFar}
)


def parts(node: Any) -> list[Any]:
    """Return the parts of a node that are asked once; what is measured of each thing sought stands with that thing."""
    below = children(node)
    if not isinstance(node, n.Limit | n.Aggregate):
        return below
    return [each for each in below if each is not node.value and not isinstance(each, n.Rank)]


def _anchors(node: Any) -> list[Any]:
    """Return the worked-out values on which a reading as of a date or the places of a selection hang."""
    if isinstance(node, n.AsOf):
        return [node.at] if type(node.at) in _VALUES else []
    places = node.places if isinstance(node, n.Selection) else ()
    return [each for place in places for each in children(place) if type(each) in _VALUES]


def _most(view: View, limit: n.Limit) -> str:
    found = limit.most.value if isinstance(limit.most, n.Literal) else view.records.get(limit.most.node_id)
    return shown(limit.most, found)


def _outcome(node: Any, found: Any) -> str:
    if type(node) in _VALUES:
        return ""
    if isinstance(found, Candidates):
        return found.truth.value
    return _OUTCOMES.get(found, NOT_LOOKED_AT) if type(found) is not Absent else NOT_LOOKED_AT


def _kind(node: Any) -> str:
    if isinstance(node, n.CountOf) and node.least == len(node.arguments):
        return "all of"
    return _KINDS[type(node)]


def _table_text(table: n.Table) -> str:
    when = dict.fromkeys(_heading(cell) for row in table.rows for cell in row.when)
    then = dict.fromkeys(_heading(cell) for row in table.rows for cell in row.cells)
    return f"table of {', '.join(then)}" + (f" by {', '.join(when)}" if when else "")


def _heading(cell: Any) -> str:
    head = cell.left if isinstance(cell, n.Compare) else cell.value
    return str(getattr(head, "name", ""))


def _definition(node: Any) -> str:
    return node.name if isinstance(node, n.TermRef | n.RecordNeed) else ""


def _add(evidence: list[Evidence], found: Evidence | None) -> None:
    if found is not None and not is_among(found, evidence):
        evidence.append(found)


def is_among(sought: Evidence, evidence: Iterable[Evidence]) -> bool:
    """Return whether a fact is among others. A claim has each fact once, so that identity tells it."""
    return any(sought is each for each in evidence)


def _fields(node: Any) -> list[n.Field]:
    if isinstance(node, n.Field):
        return [node]
    return [field for child in children(node) for field in _fields(child)]


def row_text(texts: Any, row: n.Row) -> str:
    """Return a row of a table as a sentence: its `when` cells, then what must hold."""
    when = " and ".join(cell_text(texts, cell) for cell in row.when)
    then = " and ".join(cell_text(texts, cell) for cell in row.cells)
    return f"{when}: {then}" if when else then


def cell_text(texts: Any, cell: Any) -> str:
    """Return a cell of a table with its heading."""
    return f"{_heading(cell)} {texts.get(cell.node_id, '')}"
