"""What follows when a rule is not met: the action, the adjustment codes, the sentence, who can mend it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

import attrs

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.adjustment import ended_on
from rules_engine.ir.rulebook import Outcome
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.amounts import unit_of
from rules_engine.language.clauses import ACTIONS, each_once, first
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, FaultError, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.expressions import STEP_MODES, step_of
from rules_engine.language.fields import field
from rules_engine.language.values import set_values

OWNERS: Final = ("front desk", "biller", "clinician", "enrolment", "admin", "payer")
_CUTS: Final = ("percent", "dollars")
_TARGETS: Final = ("downcode", "reclassify", "route")


def lower_outcomes(ctx: Context, clauses: list[Surface], default: Outcome) -> tuple[Outcome, tuple[Outcome, ...]]:
    """Return what follows in general, and the consequences that are guarded by a condition of their own.

    Several `otherwise` without a guard are one; what they do not say comes from the rulebook's default.
    """
    plain = [c for c in clauses if first(subtrees(c), "guard") is None]
    outcome = lower_outcome(ctx, plain, default)
    guarded = []
    for clause in clauses:
        guard = first(subtrees(clause), "guard")
        if guard is None:
            continue
        try:
            holds = condition(ctx, guard.children[0])
        except FaultError:
            continue
        guarded.append(attrs.evolve(lower_outcome(ctx, [clause], outcome), guard=holds))
    return outcome, tuple(sorted(guarded, key=lambda each: ctx.texts[each.guard.node_id] if each.guard else ""))


def lower_outcome(ctx: Context, clauses: list[Surface], default: Outcome) -> Outcome:
    """Return the consequence that some clauses say together; what they do not say comes from `default`."""
    outcome = default
    parts = [part for clause in clauses for part in subtrees(clause) if part.data not in ("guard", "ranked")]
    each_once(ctx, parts)
    for part in parts:
        try:
            outcome = attrs.evolve(outcome, **_part(ctx, part, outcome))  # type: ignore[arg-type]
        except FaultError:
            continue
    return outcome


def _part(ctx: Context, part: Surface, so_far: Outcome) -> dict[str, object]:
    if part.data in ACTIONS:
        return _action(ctx, part)
    match part.data:
        case "adjustment":
            return _adjustment(part)
        case "say":
            return {"say": unquoted(tokens(part)[0])}
        case "offer":
            return {"offers": (*so_far.offers, _offer(ctx, part))}
    owner = words(subtrees(part)[0])
    if owner not in OWNERS:
        cure = nearest(owner, OWNERS) or "one of: " + ", ".join(OWNERS)
        raise ctx.fault("unknown-owner", part, found=owner, help=cure)
    return {"owner": owner}


def _action(ctx: Context, part: Surface) -> dict[str, object]:
    action = ACTIONS[str(part.data)]
    plain: dict[str, object] = {
        "action": action,
        "other_line": False,
        "amount": None,
        "unit": "",
        "mode": "",
        "target": "",
    }
    if part.data in _TARGETS:
        return {**plain, "target": words(subtrees(part)[0])}
    if part.data == "reduce":
        return {**plain, **_reduction(ctx, part)}
    if part.data == "cut_back":
        return {**plain, **_steps(ctx, part)}
    return {**plain, "other_line": bool(subtrees(part))}


def _reduction(ctx: Context, part: Surface) -> dict[str, object]:
    number, unit = tokens(part)
    amount = Decimal(str(number))
    if unit_of(unit) not in _CUTS:
        cure = "reduce by percent or by dollars"
        raise ctx.fault("unit-mismatch", part, left="a payment", right=str(unit), help=cure)
    if unit_of(unit) == "percent" and amount > 100:
        raise ctx.fault("bad-code", number, found=f"{number} {unit}", what="a part of a payment")
    return {"amount": amount, "unit": unit_of(unit)}


def _steps(ctx: Context, part: Surface) -> dict[str, object]:
    """Return the step to which units are rounded, and how."""
    for steps in subtrees(part):
        size, unit = step_of(ctx, subtrees(steps)[0])
        if unit != "units":
            raise ctx.fault("unit-mismatch", steps, left="units", right=unit, help="cut back in steps of units")
        return {"amount": size, "unit": "units", "mode": STEP_MODES[str(steps.data)]}
    return {}


def _adjustment(part: Surface) -> dict[str, object]:
    group, _, carc = str(tokens(part)[0]).partition("-")
    remarks = tuple(str(t) for remark in subtrees(part) for t in tokens(remark))
    return {"group": group, "carc": carc, "rarcs": remarks}


def _offer(ctx: Context, part: Surface) -> tuple[str, tuple[str, ...]]:
    """Return a field and the values that the biller may choose from: never a fact of the record."""
    *values, phrase = subtrees(part)
    found = field(attrs.evolve(ctx, level=None), phrase, phrase)
    note = ctx.vocabulary.fields["line"][found.name].note
    if note.field_class == "clinical":
        raise ctx.fault("clinical-proposal", part, found=found.name)
    if found.type.kind is not TypeKind.SYMBOL:
        raise ctx.fault("type-mismatch", phrase, left=found.type.says, right="a choice of codes or words")
    wanted = Type(TypeKind.SYMBOL, found.type.domain, values=found.type.values)
    return found.name, tuple(str(value.value) for value in set_values(ctx, values, wanted))  # type: ignore[union-attr]


def check_codes(ctx: Context, clauses: list[Surface], last: date | None) -> None:
    """Record adjustment codes that end before the statement does. last: its last day, None when it has none."""
    for part in (part for clause in clauses for part in subtrees(clause) if part.data == "adjustment"):
        token = tokens(part)[0]
        remarks = [str(t) for remark in subtrees(part) for t in tokens(remark)]
        for code in (str(token).partition("-")[2], *remarks):
            ended = ended_on(code)
            if ended is not None and (last is None or last >= ended):
                ctx.note("ended-code", token, found=code, day=ended)
