"""Names of facts: which field a phrase is, of what it is, and whether a rule about several lines may read it."""

from __future__ import annotations

from typing import Final

import attrs
from lark import Token

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Cycle, CycleDay, Expression, Field, Owner
from rules_engine.ir.types import DATE
from rules_engine.language.context import Context, CycleWord, Surface, words
from rules_engine.language.vocabulary import FieldWord

CALENDAR_CYCLES: Final = {
    "day": "day",
    "week": "week",
    "month": "month",
    "year": "year",
    "calendar week": "week",
    "calendar month": "month",
    "calendar year": "year",
}
_OF_THE_CLAIM: Final = frozenset({"claim", "member", "dossier"})
_WORKED_OUT_FOR_THE_CLAIM: Final = frozenset({"derived.birth_date", "derived.filing_date"})


def field(
    ctx: Context, phrase: Surface, at: Surface | Token, owner: Owner | None = None, *, on_a_day: bool = False
) -> Field:
    """Return the field named by `phrase`. Without `this`, after `where`, it is of the thing sought.

    on_a_day: it is read as of a date, so that an age hangs on no line.
    """
    name = words(phrase)
    kind = "line" if owner is Owner.THIS else ctx.kind
    word = ctx.vocabulary.field(kind, name)
    if word is None:
        raise ctx.fault("unknown-field", phrase, found=name, help=_cure(ctx, kind, name))
    sought = ctx.seeking and owner is not Owner.THIS
    if not sought and not (on_a_day and word.path == ("derived", "age")):
        check_level(ctx, phrase, word.path, word.name)
    return made_field(ctx, word, at, Owner.SOUGHT if sought else Owner.THIS)


def made_field(ctx: Context, word: FieldWord, at: Surface | Token, owner: Owner) -> Field:
    """Return the field node for a word of the vocabulary, and note that it is used."""
    ctx.fields[f"{word.kind}:{word.name}"] = word
    return Field(ctx.node(at), owner, word.name, word.path, word.type)


def is_of_one_line(path: tuple[str, ...]) -> bool:
    """Return whether lines of one claim can differ in what lies at a path."""
    return path[0] not in _OF_THE_CLAIM and ".".join(path) not in _WORKED_OUT_FOR_THE_CLAIM


def check_level(ctx: Context, at: Surface | Token, path: tuple[str, ...], name: str) -> None:
    """Record a fault when a rule about several lines reads what lines can differ in."""
    if ctx.level is None or not is_of_one_line(path) or {path[0], ".".join(path)} & ctx.level:
        return
    raise ctx.fault("field-of-a-line", at, found=name)


def _cure(ctx: Context, kind: str, name: str) -> str:
    if kind != "line" and ctx.vocabulary.field("line", name):
        return f"{kind} has none; of the line it is `this {name}`"
    if name in ctx.scope.sets:
        return f"it is a set of codes: write `is in {name}`"
    if name in ctx.scope.terms:
        return f"it is a term: write `it is {'an' if name[0] in 'aeiou' else 'a'} {name}`"
    known = [*ctx.vocabulary.fields.get(kind, {}), *(ctx.scope.values if kind == "line" else ())]
    return nearest(name, known) or f"the fields of a {kind} stand in grammar/vocabulary.csv"


# --- days and cycles --------------------------------------------------------------------------------------------------


def service_date(ctx: Context, at: Surface | Token) -> Field:
    """Return the service date of the thing sought, or else of what the rule speaks of."""
    word = ctx.vocabulary.fields["line"]["service date"]
    if ctx.seeking and ctx.kind == "line":
        return made_field(ctx, word, at, Owner.SOUGHT)
    check_level(ctx, at, word.path, word.name)
    return made_field(ctx, word, at, Owner.THIS)


def cycle_named(ctx: Context, at: Surface | Token, name: str) -> Cycle | None:
    """Return the cycle called `name`, of the calendar or of the rulebook, anchored at the service date; or None."""
    if name in ctx.scope.cycles:
        return _of_the_rulebook(ctx, at, name, ctx.scope.cycles[name])
    if name in CALENDAR_CYCLES:
        unit = CALENDAR_CYCLES[name]
        return Cycle(ctx.node(at), unit, _anchor(ctx, at, unit))
    return None


def _anchor(ctx: Context, at: Surface | Token, cycle: str) -> Field:
    """Return the day that says which cycle is meant; a group that is kept apart by it has all its lines in one."""
    is_one = ctx.level is not None and f"cycle.{cycle}" in ctx.level
    return service_date(attrs.evolve(ctx, level=None) if is_one else ctx, at)


def _of_the_rulebook(ctx: Context, at: Surface | Token, name: str, cycle: CycleWord) -> Cycle:
    start = None
    if cycle.start:
        word = ctx.vocabulary.fields["line"][cycle.start]
        check_level(ctx, at, word.path, word.name)
        start = made_field(ctx, word, at, Owner.THIS)
    anchor = _anchor(ctx, at, name)
    return Cycle(ctx.node(at), cycle.unit, anchor, cycle.month, cycle.day, cycle.weekday, start, name)


def cycle_day(ctx: Context, at: Surface | Token, name: str) -> Expression | None:
    """Return `NAME start` or `NAME end` of a cycle of the rulebook, or None when the name is no such day."""
    cycle, _, which = name.rpartition(" ")
    if which not in ("start", "end") or cycle not in ctx.scope.cycles:
        return None
    found = cycle_named(ctx, at, cycle)
    assert found is not None
    return CycleDay(ctx.node(at), found, which, DATE)
