"""Rules and coverage statements: surface to typed IR."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

import attrs
from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.adjustment import ended_on
from rules_engine.ir.nodes import Compare, Condition, CountOf, Field, In, Literal, Owner, Requirement, Table, TermRef
from rules_engine.ir.rulebook import Citation, Coverage, Outcome, Place, Rule, Validity
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, FaultError, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.expressions import day
from rules_engine.language.requirements import requirement
from rules_engine.language.values import code_values, opened

OWNERS: Final = ("front desk", "biller", "clinician", "enrolment", "admin", "payer")
_ACTIONS: Final = {"deny": "deny", "return_claim": "return", "hold": "hold", "warn": "warn", "inform": "inform"}
_AXES: Final = {
    "by_service_date": "service date",
    "by_received_date": "received date",
    "by_treatment_start": "treatment start",
}
_ONCE: Final = {
    "about_claim": "about",
    "about_line": "about",
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
    "extends": "extends",
    "adjustment": "as",
    "say": "say",
    "ask": "ask",
    **dict.fromkeys(_ACTIONS, "deny, return, hold, warn or inform"),
}
_CODE: Final = Type(TypeKind.SYMBOL, "procedure code")
T = TypeVar("T")


def lower_rule(ctx: Context, tree: Surface, book: str, default: Outcome) -> Rule | None:
    """Return the rule at `tree`, or None when it has faults (all of them are recorded)."""
    before = len(ctx.diagnostics)
    name, title, clauses = _head(tree)
    each_once(ctx, clauses)
    missing = "not met" if _first(clauses, "treat") else "unknown"
    when = _when(ctx, clauses)
    asked = [c for c in clauses if c.data in ("requires", "forbids", "limits")]
    requirements = _gather(lambda c: requirement(ctx, c, missing), asked)
    excuses = _gather(lambda c: condition(ctx, c.children[0]), [c for c in clauses if c.data == "unless"])
    outcome = lower_outcome(ctx, [c for c in clauses if c.data == "otherwise"], default)
    shared = _shared(ctx, clauses)
    if not asked:
        ctx.note("no-requirement", _name_of(tree), found=name)
    rule = Rule(
        name=name,
        rulebook=book,
        title=title,
        subject="claim" if _first(clauses, "about_claim") else "line",
        validity=validity(ctx, clauses),
        when=when,
        requirements=requirements,
        excuses=excuses,
        outcome=outcome,
        citations=shared.citations,
        confidence=shared.confidence,
        note=shared.note,
        codes=guard_codes(when, requirements),
        place=place_of(ctx, tree),
        texts=ctx.texts,
        places=ctx.places,
    )
    _check_rule(ctx, tree, rule)
    return None if _has_errors(ctx, before) else rule


def _has_errors(ctx: Context, since: int) -> bool:
    return any(d.severity.value == "error" for d in ctx.diagnostics[since:])


def _gather(lower: Callable[[Surface], T], clauses: list[Surface]) -> tuple[T, ...]:
    """Lower each clause; one with a fault is left out, so that the faults of all are found."""
    found: list[T] = []
    for clause in clauses:
        try:
            found.append(lower(clause))
        except FaultError:
            continue
    return tuple(found)


def _head(tree: Surface) -> tuple[str, str, list[Surface]]:
    name = words(subtrees(tree)[0])
    title = next((unquoted(t) for t in tokens(tree)), "")
    return name, title, subtrees(tree)[1:]


def _name_of(tree: Surface) -> Surface:
    return subtrees(tree)[0]


def _first(clauses: list[Surface], data: str) -> Surface | None:
    return next((c for c in clauses if c.data == data), None)


def each_once(ctx: Context, clauses: list[Surface]) -> None:
    """Record a clause that stands twice where only one can count: its position would decide."""
    seen: set[str] = set()
    for clause in clauses:
        key = _ONCE.get(str(clause.data), "")
        if key in seen:
            ctx.note("clause-twice", clause, found=key)
        seen.update({key} - {""})


def _when(ctx: Context, clauses: list[Surface]) -> Condition | None:
    whens = [c for c in clauses if c.data == "when"]
    found = _gather(lambda c: condition(ctx, c.children[0]), whens)
    if len(found) > 1:
        return CountOf(ctx.node(whens[0]), len(found), -1, found)
    return found[0] if found else None


def _check_rule(ctx: Context, tree: Surface, rule: Rule) -> None:
    if not any(clause.data == "cites" for clause in subtrees(tree)):
        ctx.note("no-citation", _name_of(tree), found=rule.name)
    if rule.confidence == "low":
        ctx.note("low-confidence", _name_of(tree), found=rule.name)
    if rule.confidence != "high" and rule.outcome.action in ("deny", "return"):
        ctx.note("deny-on-hearsay", _name_of(tree), found=rule.name, confidence=rule.confidence)


@attrs.frozen(eq=False, repr=False)
class Shared:
    """What rules and coverage statements both carry."""

    citations: tuple[Citation, ...]
    confidence: str
    note: str


def _shared(ctx: Context, clauses: list[Surface]) -> Shared:
    cited = _gather(lambda c: _citation(ctx, c), [c for c in clauses if c.data == "cites"])
    stated = next(
        (str(c.data).removeprefix("confidence_") for c in clauses if str(c.data).startswith("confidence_")), ""
    )
    notes = " ".join(unquoted(tokens(c)[0]) for c in clauses if c.data == "remember")
    return Shared(cited, stated or _weakest(ctx, cited), notes)


def _weakest(ctx: Context, cited: tuple[Citation, ...]) -> str:
    """A rule is as sure as the surest source that it cites."""
    levels = {ctx.scope.sources[c.source].confidence for c in cited}
    return next((level for level in ("high", "medium", "low") if level in levels), "high")


def _citation(ctx: Context, tree: Surface) -> Citation:
    name = words(subtrees(tree)[0])
    source = ctx.scope.sources.get(name)
    if source is None:
        raise ctx.fault("unknown-source", subtrees(tree)[0], found=name, help=nearest(name, ctx.scope.sources))
    clause = unquoted(tokens(tree)[0]) if tokens(tree) else ""
    known = [c.name for c in source.clauses]
    if clause and known and clause not in known:
        raise ctx.fault("unknown-clause", tree, source=name, found=clause, help=nearest(clause, known))
    return Citation(name, clause)


def validity(ctx: Context, clauses: list[Surface]) -> Validity:
    """Return the days on which a statement holds; records reversed days and mixed axes."""
    ends = {str(c.data): c for c in clauses if c.data in ("from", "through", "known_from", "known_through")}
    days = {name: _day(ctx, c) for name, c in ends.items()}
    axes = {name: _axis(c) for name, c in ends.items() if name in ("from", "through")}
    if days.get("from") and days.get("through") and days["from"] > days["through"]:  # type: ignore[operator]
        ctx.note("dates-reversed", ends["through"])
    if len(set(axes.values())) > 1:
        ctx.note("two-axes", ends["through"])
    return Validity(
        days.get("from"),
        days.get("through"),
        next(iter(axes.values()), "service date"),
        days.get("known_from"),
        days.get("known_through"),
    )


def _day(ctx: Context, clause: Surface) -> date | None:
    try:
        return day(ctx, tokens(clause)[0])
    except FaultError:
        return None


def _axis(clause: Surface) -> str:
    return next((_AXES[str(t.data)] for t in subtrees(clause)), "service date")


def lower_outcome(ctx: Context, clauses: list[Surface], default: Outcome) -> Outcome:
    """Return the consequence of a rule; what it does not say comes from the rulebook's default."""
    outcome = default
    parts = [part for clause in clauses for part in subtrees(clause)]
    each_once(ctx, parts)
    for part in parts:
        try:
            outcome = attrs.evolve(outcome, **_part(ctx, part))  # type: ignore[arg-type]
        except FaultError:
            continue
    return outcome


def _part(ctx: Context, part: Surface) -> dict[str, object]:
    if part.data in _ACTIONS:
        return {"action": _ACTIONS[str(part.data)], "other_line": bool(subtrees(part))}
    if part.data == "adjustment":
        return _adjustment(ctx, part)
    if part.data == "say":
        return {"say": unquoted(tokens(part)[0])}
    owner = words(subtrees(part)[0])
    if owner not in OWNERS:
        raise ctx.fault(
            "unknown-owner", part, found=owner, help=nearest(owner, OWNERS) or "one of: " + ", ".join(OWNERS)
        )
    return {"owner": owner}


def _adjustment(ctx: Context, part: Surface) -> dict[str, object]:
    token = tokens(part)[0]
    group, _, carc = str(token).partition("-")
    remarks = tuple(str(t) for remark in subtrees(part) for t in tokens(remark))
    for code in (carc, *remarks):
        ended = ended_on(code)
        if ended:
            ctx.note("ended-code", token, found=code, day=ended)
    return {"group": group, "carc": carc, "rarcs": remarks}


def place_of(ctx: Context, tree: Surface | Token) -> Place:
    """Return where a statement is written."""
    span = ctx.span(tree)
    return Place(span.file, span.start, span.stop, span.line, span.column)


def lower_coverage(ctx: Context, tree: Surface, book: str, default: Outcome) -> Coverage | None:
    """Return the coverage statement at `tree`, or None when it has faults."""
    before = len(ctx.diagnostics)
    parts = subtrees(tree)
    values = [p for p in parts if p.data == "value"]
    codes = _gather(lambda v: code_values(ctx, [v], _CODE), values)
    shared = _shared(ctx, parts)
    each_once(ctx, [p for p in parts if p.data != "adjustment"])
    adjusted = [type(tree)("otherwise", [p]) for p in parts if p.data == "adjustment"]
    if not any(part.data == "cites" for part in parts):
        ctx.note("no-citation", tree, found=str(tree.data))
    found = Coverage(
        kind=str(tree.data),
        rulebook=book,
        items=tuple(sorted({i for items, _ in codes for i in items})),
        ranges=tuple(sorted({r for _, ranges in codes for r in ranges})),
        validity=validity(ctx, parts),
        when=_when(ctx, parts),
        outcome=lower_outcome(ctx, adjusted, default),
        citations=shared.citations,
        confidence=shared.confidence,
        place=place_of(ctx, tree),
        text=" ".join(ctx.text[ctx.span(tree).start : ctx.span(tree).stop].split()),
    )
    return None if _has_errors(ctx, before) else found


# --- which codes a rule can apply to, so that others are passed over ------------------------------


def guard_codes(when: Condition | None, requirements: tuple[Requirement, ...]) -> tuple[str, ...] | None:
    """Return the procedure codes outside which a rule never applies, or None when there is no such list."""
    found = _codes_of(when) if when is not None else None
    if found is None and len(requirements) == 1 and isinstance(requirements[0], Table):
        found = _table_codes(requirements[0])
    return tuple(sorted(found)) if found is not None else None


def _codes_of(test: Condition) -> set[str] | None:
    match test:
        case In(value=Field(owner=Owner.THIS, path=("line", "code")), negated=False):
            return opened(test.items, test.ranges)
        case Compare(op="is", left=Field(owner=Owner.THIS, path=("line", "code")), right=Literal(value=code)):
            return {str(code)}
        case TermRef():
            return _codes_of(test.body)
        case CountOf():
            return _codes_of_count(test)
    return None


def _codes_of_count(test: CountOf) -> set[str] | None:
    parts = [_codes_of(argument) for argument in test.arguments]
    known = [p for p in parts if p is not None]
    if test.least == len(parts) and known:  # all must hold
        return set.intersection(*known)
    if test.least >= 1 and len(known) == len(parts):
        return set.union(*known)
    return None


def _table_codes(table: Table) -> set[str] | None:
    if table.without != "not applicable":
        return None
    rows = [[c for c in map(_codes_of, row.when) if c is not None] for row in table.rows]
    if not all(rows):
        return None
    return set().union(*(set.intersection(*row) for row in rows))
