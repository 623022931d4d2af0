"""Which kinds of nodes and statements, with which of their options, the drawn books hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final, get_args

from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rulebook
from rules_engine.ir.walk import walk

OPTIONS: Final = ("op", "mode", "unit", "kind", "which", "measure", "without", "missing", "direction", "owner")
"""Attributes whose values are choices of the language."""
WANTED: Final = {
    "Compare op": ("is", "is not", "at least", "at most", "more than", "less than"),
    "Arithmetic op": ("+", "-", "*", "/"),
    "Pick mode": ("later", "earlier", "greater", "lesser"),
    "ShiftDate unit": ("days", "months", "years"),
    "ShiftDate direction": (1, -1),
    "BusinessShift direction": (1, -1),
    "BusinessDay direction": (1, -1),
    "CycleDay which": ("start", "end"),
    "IntervalLength mode": ("total", "longest"),
    "Intervals op": ("leaving out", "shared", "joined"),
    "CountSteps mode": ("full", "started", "half", "past half", "least"),
    "Aggregate op": ("total", "number", "distinct", "earliest", "latest", "highest", "lowest", "average"),
    "Near kind": ("before", "after", "around"),
    "Presence mode": ("documented", "supplied"),
    "Window kind": ("before", "after", "any", "until", "since"),
    "Window unit": ("days", "months", "years"),
    "Cycle unit": ("day", "week", "month", "year"),
    "Limit measure": ("lines", "different", "total"),
    "Limit missing": ("unknown", "not met"),
    "Table without": ("not applicable", "not met", "unknown"),
    "Requires missing": ("unknown", "not met"),
    "Field owner": (n.Owner.THIS, n.Owner.SOUGHT),
}
STATEMENTS: Final = (
    "rule about the line", "rule about the claim", "rule about a group", "rule of the second stage", "withdrawn rule",
    "rule for some claims", "guard", "excuse", "value of several versions", "value for some claims", "meaning",
    "meaning for some claims", "nothing meant", "covers", "excludes", "complete", "coverage with a condition",
    "dated rule", "rule by another date", "published rule", "ranked limit", "limit with places", "limit with classes",
    "limit by a named value", "dated reference", "filtered rows", "negated rows", "reference not loaded",
    "cycle from a date", "condition on earlier claims",
)  # fmt: skip


def seen_in(rulebook: Rulebook) -> Counter[str]:
    """Return how often each kind of node, option and statement stands in a rulebook."""
    found: Counter[str] = Counter(_statements(rulebook))
    for top in tops(rulebook):
        for node in walk(top):
            kind = type(node).__name__
            found[kind] += 1
            for name in OPTIONS:
                if f"{kind} {name}" in WANTED:
                    found[f"{kind} {name} {getattr(node, name)}"] += 1
            found.update(_special(rulebook, node))
    return found


def wanted() -> Iterator[str]:
    """Yield everything that must occur."""
    for kind in get_args(n.Node):
        yield kind.__name__
    for name, values in WANTED.items():
        yield from (f"{name} {value}" for value in values)
    yield from STATEMENTS


def tops(rulebook: Rulebook) -> Iterator[Any]:
    """Yield the nodes that stand at the top of the rules and statements of a rulebook."""
    for rule in rulebook.rules:
        yield from (each for each in (rule.scope, rule.when) if each is not None)
        yield from (*rule.requirements, *rule.excuses, *rule.keys)
        yield from (each.guard for each in (*rule.guarded, rule.outcome) if each.guard is not None)
    for coverage in rulebook.coverage:
        yield from (each for each in (coverage.when, coverage.scope) if each is not None)


def _statements(rulebook: Rulebook) -> Iterator[str]:
    for rule in rulebook.rules:
        yield f"rule about {'a' if rule.subject == 'group' else 'the'} {rule.subject}"
        dates = rule.validity
        told = {
            "rule of the second stage": rule.stage > 1,
            "withdrawn rule": rule.withdrawn,
            "rule for some claims": rule.scope is not None,
            "guard": rule.guarded,
            "excuse": rule.excuses,
            "dated rule": dates.from_day or dates.through_day,
            "rule by another date": dates.axis != "service date" and (dates.from_day or dates.through_day),
            "published rule": dates.known_from or dates.known_through,
        }
        yield from (name for name, is_so in told.items() if is_so)
    for versions in rulebook.values.values():
        yield from ["value of several versions"] * (len(versions) > 1)
        yield from ("value for some claims" for each in versions if each.scope is not None)
    for each in rulebook.meanings:
        yield "meaning" if each.meaning else "nothing meant"
        yield from ["meaning for some claims"] * (each.scope is not None)
    for coverage in rulebook.coverage:
        yield coverage.kind
        yield from ["coverage with a condition"] * (coverage.when is not None)


def _special(rulebook: Rulebook, node: Any) -> Iterator[str]:
    match node:
        case n.Limit():
            yield from ["ranked limit"] * bool(node.ranking)
            yield from ["limit with places"] * (len(node.selection.places) > 1)
            yield from ["limit with classes"] * bool(node.quotas)
            yield from ["limit by a named value"] * isinstance(node.most, n.NamedValue)
        case n.InRows() | n.Lookup():
            reference = rulebook.references[node.reference]
            yield from ["dated reference"] * bool(reference.first_day)
            yield from ["reference not loaded"] * (not reference.digest)
            if isinstance(node, n.InRows):
                yield from ["filtered rows"] * bool(node.filters)
                yield from ["negated rows"] * node.negated
        case n.Cycle():
            yield from ["cycle from a date"] * (node.start is not None)
        case n.Selection():
            yield from ["condition on earlier claims"] * (node.earlier is not None)
