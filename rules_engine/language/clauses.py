"""What statements have in common: clauses that stand once, dates, citations, and where a statement is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Final, TypeVar

import attrs
from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Condition, CountOf
from rules_engine.ir.rulebook import Citation, Place, Validity
from rules_engine.ir.types import DATE
from rules_engine.language.amounts import day
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, FaultError, Surface, Written, subtrees, tokens, unquoted, words
from rules_engine.language.fields import field

ACTIONS: Final = {
    "deny": "deny",
    "return_claim": "return",
    "hold": "hold",
    "warn": "warn",
    "inform": "inform",
    "reduce": "reduce",
    "cut_back": "cut back",
    "downcode": "downcode",
    "reclassify": "reclassify",
    "route": "route",
}
_AXES: Final = {"service date": ("line", "service_date"), "received date": ("derived", "filing_date")}
_ONCE: Final = {
    "about_claim": "about",
    "about_each": "about",
    "applies_after": "applies after",
    "from": "from",
    "through": "through",
    "known_from": "known from",
    "known_through": "known through",
    "confidence_high": "confidence",
    "confidence_medium": "confidence",
    "confidence_low": "confidence",
    "remember": "remember",
    "treat": "treat missing",
    "replaces": "replaces inherited",
    "publisher": "publisher",
    "link": "link",
    "checked": "checked",
    "superseded": "superseded",
    "last_seen": "last seen",
    "read": "read",
    "told": "told",
    "fact_id": "fact",
    "unruled": "no rule because",
    "extends": "extends",
    "applies": "applies when",
    "default_counting": "default counting",
    "columns": "columns",
    "span_columns": "valid",
    "file": "file",
    "rows": "rows",
    "adjustment": "as",
    "say": "say",
    "ask": "ask",
    **dict.fromkeys(ACTIONS, "the action"),
}
P = TypeVar("P")
T = TypeVar("T")


def has_errors(ctx: Context, since: int) -> bool:
    """Return whether errors were recorded after the first `since` diagnostics."""
    return any(d.severity.value == "error" for d in ctx.diagnostics[since:])


def gather(lower: Callable[[P], T], clauses: Iterable[P]) -> tuple[T, ...]:
    """Lower each clause; one with a fault is left out, so that the faults of all are found."""
    found: list[T] = []
    for clause in clauses:
        try:
            found.append(lower(clause))
        except FaultError:
            continue
    return tuple(found)


def first(clauses: Iterable[Surface], data: str) -> Surface | None:
    """Return the first clause that is called `data`, or None."""
    return next((c for c in clauses if c.data == data), None)


def each_once(ctx: Context, clauses: Iterable[Surface]) -> None:
    """Record a clause that stands twice where only one can count: its position would decide."""
    seen: set[str] = set()
    for clause in clauses:
        key = _ONCE.get(str(clause.data), "")
        if key in seen:
            ctx.note("clause-twice", clause, found=key)
        seen.update({key} - {""})


def place_of(ctx: Context, tree: Surface | Token) -> Place:
    """Return where a statement is written."""
    span = ctx.span(tree)
    return Place(span.file, span.start, span.stop, span.line, span.column)


def whens(ctx: Context, clauses: Iterable[Surface]) -> Condition | None:
    """Return what all `when` clauses say together, or None without any."""
    trees = [c for c in clauses if c.data == "when"]
    found = gather(lambda c: condition(ctx, c.children[0]), trees)
    if len(found) > 1:
        return CountOf(ctx.node(trees[0]), len(found), -1, found)
    return found[0] if found else None


def scope_of(ctx: Context, applies: tuple[Written, ...]) -> Condition | None:
    """Return for which claims a rulebook holds: what it says itself and what those say that it extends."""
    parts = tuple(condition(ctx.within("applies when", each), each.tree) for each in applies)
    if len(parts) > 1:
        return CountOf(ctx.node(applies[0].tree), len(parts), -1, parts)
    return parts[0] if parts else None


@attrs.frozen(eq=False, repr=False)
class Shared:
    """What rules and coverage statements both carry."""

    citations: tuple[Citation, ...]
    confidence: str
    note: str


def shared(ctx: Context, clauses: Iterable[Surface]) -> Shared:
    """Return citations, confidence and notes of a statement."""
    listed = list(clauses)
    cited = citations(ctx, listed)
    stated = next(
        (str(c.data).removeprefix("confidence_") for c in listed if str(c.data).startswith("confidence_")), ""
    )
    notes = " ".join(unquoted(tokens(c)[0]) for c in listed if c.data == "remember")
    return Shared(cited, stated or _surest(ctx, cited), notes)


def citations(ctx: Context, clauses: Iterable[Surface]) -> tuple[Citation, ...]:
    """Return what a statement cites; a source that no longer holds when it ends, or a clause not read, is recorded."""
    listed = list(clauses)
    through = first(listed, "through")
    try:
        last = day(ctx, tokens(through)[0]) if through is not None else date.max
    except FaultError:
        last = date.max
    return gather(lambda c: _citation(ctx, c, last), [c for c in listed if c.data == "cites"])


def _surest(ctx: Context, cited: tuple[Citation, ...]) -> str:
    """A rule is as sure as the surest source that it cites."""
    levels = {_confidence(ctx, each) for each in cited}
    return next((level for level in ("high", "medium", "low") if level in levels), "high")


def _confidence(ctx: Context, cited: Citation) -> str:
    source = ctx.scope.sources[cited.source]
    return next((clause.confidence for clause in source.clauses if clause.name == cited.clause), source.confidence)


def _citation(ctx: Context, tree: Surface, last: date) -> Citation:
    name = words(subtrees(tree)[0])
    source = ctx.scope.sources.get(name)
    if source is None:
        raise ctx.fault("unknown-source", subtrees(tree)[0], found=name, help=nearest(name, ctx.scope.sources))
    clause = unquoted(tokens(tree)[0]) if tokens(tree) else ""
    known = [c.name for c in source.clauses]
    if clause and known and clause not in known:
        raise ctx.fault("unknown-clause", tree, source=name, found=clause, help=nearest(clause, known))
    seen = next((c.last_seen for c in source.clauses if c.name == clause), None)
    if seen is not None and last > seen:
        ctx.note("outlives-its-clause", tree, found=clause, day=seen)
    if source.superseded is not None and last >= source.superseded:
        ctx.note("superseded-source", tree, found=name, day=source.superseded)
    return Citation(name, clause)


# --- dates ------------------------------------------------------------------------------------------------------------


def validity(ctx: Context, clauses: Iterable[Surface]) -> Validity:
    """Return the days on which a statement holds; records reversed days and mixed axes."""
    ends = {str(c.data): c for c in clauses if c.data in ("from", "through", "known_from", "known_through")}
    days = {name: _day(ctx, c) for name, c in ends.items()}
    axes = {name: _axis(ctx, c) for name, c in ends.items() if name in ("from", "through")}
    _check_order(ctx, days.get("from"), days.get("through"), ends.get("through"))
    _check_order(ctx, days.get("known_from"), days.get("known_through"), ends.get("known_through"))
    if len(set(axes.values())) > 1:
        ctx.note("two-axes", ends["through"])
    name, path = next(iter(axes.values()), ("service date", _AXES["service date"]))
    return Validity(
        from_day=days.get("from"),
        through_day=days.get("through"),
        axis=name,
        path=path,
        known_from=days.get("known_from"),
        known_through=days.get("known_through"),
    )


def _check_order(ctx: Context, begin: date | None, end: date | None, at: Surface | None) -> None:
    if begin is not None and end is not None and at is not None and begin > end:
        ctx.note("dates-reversed", at)


def _day(ctx: Context, clause: Surface) -> date | None:
    try:
        return day(ctx, tokens(clause)[0])
    except FaultError:
        return None


def _axis(ctx: Context, clause: Surface) -> tuple[str, tuple[str, ...]]:
    """Return which date of a line the days are compared with; without `by …` its service date."""
    named = next((subtrees(axis)[0] for axis in subtrees(clause)), None)
    name = words(named) if named is not None else "service date"
    if named is None or name in _AXES:
        return name, _AXES[name]
    try:
        found = field(attrs.evolve(ctx, level=None), named, named)
    except FaultError:
        return "service date", _AXES["service date"]
    if found.type != DATE:
        ctx.note("type-mismatch", named, left="a date", right=found.type.says)
    return name, found.path


def overlap(one: Validity, other: Validity) -> bool:
    """Return whether two statements hold on one day, as far as their dates are of one axis."""
    if one.axis != other.axis:
        return False
    apart = _apart(one.from_day, one.through_day, other.from_day, other.through_day)
    return not apart and not _apart(one.known_from, one.known_through, other.known_from, other.known_through)


def _apart(begin: date | None, end: date | None, other_begin: date | None, other_end: date | None) -> bool:
    """Return whether two spans have no day in common; an end that is None is open."""
    after = begin is not None and other_end is not None and begin > other_end
    return after or (end is not None and other_begin is not None and end < other_begin)
