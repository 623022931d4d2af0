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
from rules_engine.trace.model import NOT_SHOWN, Evidence, Search, Seen, Step
from rules_engine.trace.order import Placed, in_order, order_words, quota_words
from rules_engine.trace.outline import (
    FACTS,
    FIELD,
    STEP,
    Outline,
    cell_text,
    is_step,
    outline_of,
    parts,
    row_text,
    text_of,
)
from rules_engine.trace.result import Candidates, RuleOutcome, Truth
from rules_engine.trace.words import ABSENCES, children, shown, value_text

__all__ = ["NOT_LOOKED_AT", "Tracer", "cell_text", "is_among", "parts", "row_text"]

NOT_LOOKED_AT: Final = "not looked at"
_WORDS: Final = {id(each): str(each.value) for each in (*Truth, *RuleOutcome)}  # there is one of each, for ever


class Tracer:
    """Makes the steps of one rule for one line."""

    def __init__(self, rule: Rule, witness: Witness, rulebook: Rulebook) -> None:
        self.texts = rule.texts
        self._rulebook = rulebook
        self.outline = outline_of(rulebook, rule)
        self._witness = witness

    def step(self, view: View, node: Any, part: str = "", inside: str = "", text: str = "") -> Step:
        """Return the step of a node with everything below it.

        inside: the term or record that is being read. text: words to use in place of the author's.
        """
        outline = self.outline.step(node, inside)
        looked_at = node.node_id in view.records
        found = view.records.get(node.node_id)
        evidence, steps = self._gather(view, node, outline) if looked_at else ([], [])
        return Step(
            part=part,
            kind=outline.kind,
            text=text or outline.text,
            outcome="" if outline.is_value else _outcome(found),
            missing_is_not_met=outline.missing_is_not_met,
            value=shown(node, found) if outline.is_value else "",
            evidence=tuple(evidence),
            basis=basis_of(node, found, view.this, self._rulebook) if looked_at and outline.may_rest else None,
            search=self.search(view, node, outline.below, True) if looked_at and outline.searches else None,
            written_at=outline.written_at,
            defined_in=inside,
            steps=tuple(steps),
        )

    def text(self, node: Any) -> str:
        """Return the author's words; a table is told by its headings, a row with them."""
        return text_of(self.texts, node)

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
            if is_step(child):
                found += [each for each in self.all_facts(view, child) if not is_among(each, found)]
        return found

    def value(self, view: View, node: Any) -> str:
        """Return what a worked-out value came to, in words; empty when it was not looked at."""
        found = view.records.get(node.node_id)
        if isinstance(found, Absent):
            return ABSENCES[found.kind.value]
        told = shown(node, found)
        unit = node.type.domain if node.type.kind is TypeKind.QUANTITY and told else ""
        return f"{told} {unit_words(told, unit)}" if unit else told

    def _gather(self, view: View, node: Any, outline: Outline) -> tuple[list[Evidence], list[Step]]:
        """Facts become evidence of the part that read them, values that are worked out and conditions become steps."""
        evidence: list[Evidence] = self._own_facts(view, node) if outline.is_attested else []
        steps: list[Step] = []
        for child, becomes, text, anchors in outline.parts:
            if becomes is FIELD:
                _add(evidence, self._witness.of_field(view, child))
            elif becomes is FACTS:
                self._gather_facts(view, child, evidence)
            elif becomes is STEP:
                steps.append(self.step(view, child, "", outline.below, text))
            for each in anchors:
                if each.node_id in view.records:
                    steps.append(self.step(view, each, "", outline.below))
        return evidence, steps

    def _gather_facts(self, view: View, child: Any, evidence: list[Evidence]) -> None:
        """Add the facts of a node when it is nothing but facts."""
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


def _most(view: View, limit: n.Limit) -> str:
    found = limit.most.value if isinstance(limit.most, n.Literal) else view.records.get(limit.most.node_id)
    return shown(limit.most, found)


def _outcome(found: Any) -> str:
    word = _WORDS.get(id(found))
    if word is not None:
        return word
    return found.truth.value if isinstance(found, Candidates) else NOT_LOOKED_AT


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
