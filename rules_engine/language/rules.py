"""Rules: surface to typed IR."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import attrs

from rules_engine.ir.nodes import Condition, Cycle, Limit, Payment, Requirement, Same
from rules_engine.ir.rulebook import Outcome, Rule
from rules_engine.ir.types import Type
from rules_engine.language.clauses import (
    each_once,
    first,
    gather,
    has_errors,
    place_of,
    scope_of,
    shared,
    validity,
    whens,
)
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, FaultError, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.fields import CALENDAR_CYCLES
from rules_engine.language.guard_codes import guard_codes, looks_code_up
from rules_engine.language.limits import keys_of, measure_type
from rules_engine.language.outcomes import check_codes, lower_outcomes
from rules_engine.language.requirements import requirement

_ASKS: Final = ("requires", "forbids", "limits", "allows", "pays")
_STANDING: Final = ("derived", "standing")
_OF_A_SESSION: Final = frozenset({"session", "sessions", "derived.session_minutes", "derived.session_time"})


def lower_rule(ctx: Context, tree: Surface, book: str, default: Outcome) -> Rule | None:
    """Return the rule at `tree`, or None when it has faults (all of them are recorded)."""
    before = len(ctx.diagnostics)
    head, *clauses = subtrees(tree)
    each_once(ctx, clauses)
    follows = [c for c in clauses if c.data == "otherwise"]
    ctx.ranking = _ranking(ctx, follows)
    subject, keys, ctx.level = _subject(ctx, clauses)
    when = whens(ctx, clauses)
    requirements = _requirements(ctx, head, clauses)
    ctx.running = _running(requirements)
    held, said = validity(ctx, clauses), shared(ctx, clauses)
    outcome, guarded = lower_outcomes(ctx, follows, _default(default, requirements))
    check_codes(ctx, follows, held.through_day)
    rule = Rule(
        name=words(head),
        rulebook=book,
        title=next((unquoted(t) for t in tokens(tree)), ""),
        subject=subject,
        validity=held,
        when=when,
        requirements=requirements,
        excuses=gather(lambda c: condition(ctx, c.children[0]), [c for c in clauses if c.data == "unless"]),
        outcome=outcome,
        citations=said.citations,
        confidence=said.confidence,
        note=said.note,
        codes=guard_codes(when, requirements),
        looks_code_up=looks_code_up(when),
        place=place_of(ctx, tree),
        texts=ctx.texts,
        places=ctx.places,
        scope=_scope(ctx),
        keys=keys,
        guarded=guarded,
        after=ctx.after,
        stage=2 if any(word.path == _STANDING for word in ctx.fields.values()) else 1,
    )
    _check(ctx, head, clauses, rule)
    return None if has_errors(ctx, before) else rule


def _requirements(ctx: Context, head: Surface, clauses: list[Surface]) -> tuple[Requirement, ...]:
    asked = [c for c in clauses if c.data in _ASKS]
    if not asked:
        ctx.note("no-requirement", head, found=words(head))
    missing = "not met" if first(clauses, "treat") else "unknown"
    return gather(lambda c: requirement(ctx, c, missing), asked)


def _scope(ctx: Context) -> Condition | None:
    try:
        return scope_of(attrs.evolve(ctx, level=None), ctx.scope.applies)
    except FaultError:
        return None


def _check(ctx: Context, head: Surface, clauses: list[Surface], rule: Rule) -> None:
    if first(clauses, "cites") is None:
        ctx.note("no-citation", head, found=rule.name)
    if rule.confidence == "low":
        ctx.note("low-confidence", head, found=rule.name)
    gravest = {rule.outcome.action, *(each.action for each in rule.guarded)}
    if rule.confidence != "high" and gravest & {"deny", "return", "route"}:
        ctx.note("deny-on-hearsay", head, found=rule.name, confidence=rule.confidence)


def _default(default: Outcome, requirements: tuple[Requirement, ...]) -> Outcome:
    """A rule that only pays tells what is paid, unless it says what follows from another amount."""
    only_pays = bool(requirements) and all(isinstance(each, Payment) for each in requirements)
    return attrs.evolve(default, action="inform") if only_pays else default


# --- limits -----------------------------------------------------------------------------------------------------------


def _ranking(ctx: Context, follows: list[Surface]) -> tuple[Surface, ...]:
    """Return the order in which lines use up the rule's limits: each consequence that names one names the same."""
    named = [tuple(subtrees(part)) for clause in follows for part in subtrees(clause) if part.data == "ranked"]
    for clause, other in pairwise(named):
        if [(r.data, words(subtrees(r)[0])) for r in clause] != [(r.data, words(subtrees(r)[0])) for r in other]:
            ctx.note("two-rankings", other[0])
    return named[0] if named else ()


def _running(requirements: tuple[Requirement, ...]) -> Type | None:
    """Return the type of the running count that guards may ask for: that of the rule's first limit."""
    limit = next((each for each in requirements if isinstance(each, Limit)), None)
    if limit is None:
        return None
    counts = measure_type(limit.measure, limit.value)
    return Type(counts.kind, counts.domain)


# --- subjects ---------------------------------------------------------------------------------------------------------


def _subject(ctx: Context, clauses: list[Surface]) -> tuple[str, tuple[Same | Cycle, ...], frozenset[str] | None]:
    """Return what a rule speaks of, the keys of a group, and which facts of a line it may then read."""
    about = first(clauses, "about_each")
    claim = first(clauses, "about_claim")
    if claim is not None and about is None:
        return "claim", (), frozenset()
    if about is None or claim is not None:  # said twice: told already
        return "line", (), None
    name = words(subtrees(about)[0])
    if name == "claim":
        return "claim", (), frozenset()
    if name == "line":
        return "line", (), None
    return _group(ctx, about)


def _group(ctx: Context, about: Surface) -> tuple[str, tuple[Same | Cycle, ...], frozenset[str] | None]:
    phrase, *pers = subtrees(about)
    per = type(about)("per", [phrase], about.meta)
    try:
        keys, cycles = keys_of(ctx, [per, *pers])
    except FaultError:
        return "group", (), None
    level = {".".join(key.path) for key in keys}
    names = {words(phrase), *(words(subtrees(each)[0]) for each in pers)}
    level |= {f"cycle.{CALENDAR_CYCLES.get(name, name)}" for name in names}
    if any(CALENDAR_CYCLES.get(name) == "day" for name in names):
        level |= {"line.service_date", "derived.service_weekday", "derived.service_month"}
    if any(CALENDAR_CYCLES.get(name) == "month" for name in names):
        level |= {"derived.service_month", "cycle.year"}
    if "session.session_id" in level:
        level |= _OF_A_SESSION
    if "line.rendering_npi" in level:
        level.add("rendering")
    both: tuple[Same | Cycle, ...] = (*keys, *(each for each in cycles if isinstance(each, Cycle)))
    return "group", both, frozenset(level)
