"""Which parts of a rule made its outcome: the smallest parts that are not as they should be, with their facts."""

from __future__ import annotations

from typing import Any

from msgspec import Struct, field

from rules_engine.ir import nodes as n
from rules_engine.trace.evidence import View, Witness, in_words, value_words
from rules_engine.trace.model import NOT_SHOWN, Evidence, Search, Seen
from rules_engine.trace.result import RuleOutcome, Truth
from rules_engine.trace.steps import Tracer, is_among, parts, row_text

_GOOD = (RuleOutcome.MET, RuleOutcome.NOT_APPLICABLE)
_TOLD = (n.Lookup, n.NamedValue, n.RunningCount, n.AmountSoFar, n.IntervalLength)
"""Values that are worked out from more than the facts told beside them, so that what they came to is told too."""


class Blame(Struct):
    """What is collected on the way down: the author's words, the facts, the searches."""

    __repr__ = object.__repr__

    view: View
    tracer: Tracer
    witness: Witness
    required: list[str] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    searches: list[tuple[Any, Search]] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)

    def requirement(self, node: Any) -> None:
        """Collect the parts of a requirement that are not met or not known."""
        if self.view.records.get(node.node_id) in _GOOD:
            return
        self._ask(node)
        if node.missing == "not met" and self._lacks_something():
            self._say("(the rule treats what is missing as not met)")

    def _lacks_something(self) -> bool:
        not_seen = any(search.not_seen or search.unsure for _, search in self.searches)
        return not_seen or any(each.absence for each in self.evidence)

    def _ask(self, node: Any) -> None:
        match node:
            case n.Requires():
                self.condition(node.condition, Truth.TRUE)
            case n.Forbids():
                self._say(self.tracer.text(node))
                self.condition(node.condition, Truth.FALSE, True)
            case n.Table():
                self._table(node)
            case n.RecordNeed():
                for element in node.elements:
                    self._element(node.name, element)
            case n.Limit() | n.Payment():
                self._say(self.tracer.text(node))
                self._look(node)
            case _:
                raise TypeError(f"not a requirement: {type(node).__name__}")

    def condition(self, node: Any, good: Truth, quiet: bool = False) -> None:
        """Collect the parts of a condition that are not `good`. quiet: its words are already said."""
        found = self.view.records.get(node.node_id)
        if getattr(found, "truth", found) is good:
            return
        match node:
            case n.CountOf() if node.least == len(node.arguments):
                for argument in node.arguments:
                    self.condition(argument, good, quiet)
            case n.CountOf():
                self._once(node, quiet)
                for argument in node.arguments:
                    self.condition(argument, good, True)
            case n.Not():
                self._once(node, quiet)
                self.condition(node.argument, Truth.FALSE if good is Truth.TRUE else Truth.TRUE, True)
            case n.TermRef():
                self._once(node, quiet)
                self.condition(node.body, good, True)
            case _:
                self._once(node, quiet)
                self._look(node)

    def _once(self, node: Any, quiet: bool) -> None:
        if not quiet:
            self._say(self.tracer.text(node))

    def _say(self, text: str) -> None:
        if text and text not in self.required:
            self.required.append(text)

    def _table(self, table: n.Table) -> None:
        """Only the rows that failed count; when no row matched, the whole table is said."""
        bad = [row for row in table.rows if self.view.records.get(row.node_id) not in _GOOD]
        for row in bad:
            self._say(row_text(self.tracer.texts, row))
            for cell in (*row.when, *row.cells):
                self.condition(cell, Truth.TRUE, True)
        if not bad:
            self._say(f"a row of the table for {self.tracer.text(table)}")
            for row in table.rows[:1]:
                for cell in row.when:
                    self._look(cell)

    def _element(self, record: str, element: n.Element) -> None:
        if self.view.records.get(element.node_id) is Truth.TRUE:
            return
        self._say(f"{record} holds {self.tracer.text(element)}")
        there = sum(1 for each in element.alternatives if self.view.records.get(each.node_id) is Truth.TRUE)
        if there < element.least:
            for option in element.alternatives:
                self.condition(option, Truth.TRUE, True)
        for each in (element.where, element.unless):
            if each is not None:
                self.condition(each, Truth.TRUE, True)

    def _look(self, node: Any) -> None:
        """Collect every fact that a part read, and what it searched.

        What a search was to share with this line (its day, its clinician) is at fault only when it is not known.
        """
        search = self.tracer.search(self.view, node)
        if search is not None:
            self.searches.append((node, search))
        for each in self.tracer.facts(self.view, node):
            if (search is None or each.absence) and not is_among(each, self.evidence):
                self.evidence.append(each)
        if isinstance(node, _TOLD):
            self.values[self.tracer.text(node)] = self.tracer.value(self.view, node)
        for child in parts(node):
            if not isinstance(child, n.Field | n.AsOf | n.Selection | n.Same):
                self._look(child)

    # --- what was found ------------------------------------------------------------------------------------------

    def found(self) -> str:
        """Return everything that was found instead, in words."""
        there = [in_words(each) for each in self.evidence if not each.absence]
        absent: dict[str, list[str]] = {}
        for each in self.evidence:
            if each.absence:
                absent.setdefault(value_words(each), []).append(each.name)
        there += [f"{text}: {value}" for text, value in self.values.items() if value]
        not_there = [f"{', '.join(names)}: {words}" for words, names in absent.items()]
        return "; ".join((*there, *not_there, *(_search_words(*each) for each in self.searches)))

    def seen(self) -> tuple[Seen, ...]:
        """Return what the searches counted or might count, without their steps."""
        return tuple(each for _, search in self.searches for each in search.looked_at if each.counted != "false")


def _search_words(node: Any, search: Search) -> str:
    sought = [seen_words(each) for each in search.looked_at if each.counted == "true"]
    maybe = [seen_words(each) for each in search.looked_at if each.counted == "unknown"]
    count = f"{search.amount or len(sought)} counted" if isinstance(node, n.Limit) else f"{len(sought) or 'none'} found"
    words = [f"{count} ({', '.join(sought)})" if sought else count]
    if maybe:
        words.append(f"not certain: {', '.join(maybe)}")
    if search.not_seen:
        words.append(f"not seen: {search.not_seen}")
    return "; ".join(words)


def seen_words(each: Seen) -> str:
    """Return one line or entry that a search looked at, in words."""
    if each.kind != "line":
        return f"{each.kind} {each.entry}" + (f" ({each.value})" if each.value else "")
    day = str(each.service_date or "")
    value = f"({each.value})" if each.value else ""
    claim = "another patient" if each.claim_id == NOT_SHOWN else f"claim {each.claim_id}"
    told = (f"{claim} line {each.line}", each.code, day, each.status, value)
    return " ".join(part for part in told if part)
