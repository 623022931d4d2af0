"""A rule as a function of a scene, written once."""

from __future__ import annotations

from typing import Final

from rules_engine.interpreters.row import rule as reference
from rules_engine.interpreters.row.force import in_force
from rules_engine.interpreters.row.kleene import FALSE, NOT_MET, UNSURE, some
from rules_engine.interpreters.row.plan import Plan, Read
from rules_engine.interpreters.row.quick.conditions import NAMES, asks, fact, truth
from rules_engine.interpreters.row.quick.source import Source
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir.rulebook import Rule, Validity
from rules_engine.trace.result import RuleOutcome, RuleResult, Truth

_NAMES: Final = {**NAMES, "RuleResult": RuleResult, "in_force": in_force, "together": reference.together}


def ready(plan: Plan, number: int) -> Read:
    """Return what reads a rule of a rulebook, made when the rule is first asked for. number: its place in the order."""
    found = plan.ready[number] = make_ready(plan, plan.order[number][1])
    return found


def make_ready(plan: Plan, rule: Rule) -> Read:
    """Return a function that does for one rule what `apply` of the reference does."""
    if rule.scope is not None or rule.withdrawn:
        return lambda scene, lines: reference.apply(scene, rule, lines)
    out = Source(_NAMES, plan.mutes)
    out.say("this, records = scene.this, scene.records")
    out.say("line, fact = this.line, this.read")
    force = _force(out, rule.validity)
    result = _result(out, plan, rule, force)
    applies = "TRUE" if rule.when is None else truth(out, rule.when)
    if rule.when is not None:
        out.say(f"if {applies} is FALSE: return {result.format('NOT_ASKED')}")
    found = [asks(out, each) for each in rule.requirements]
    asked = found[0] if len(found) == 1 else out.let(f"together(({''.join(f'{each}, ' for each in found)}))")
    out.say(f"if {asked} is MET and {force} is TRUE and {applies} is TRUE: return {result.format('MET')}")
    out.say(f"return {out.name(_rest(rule))}(scene, {force}, {applies}, {asked}, lines)")
    return out.function("def read(scene, lines):")


def _force(out: Source, validity: Validity) -> str:
    """Find whether the rule is in force, as `in_force` does; there is no more to do when it is not."""
    first, last = validity.from_day, validity.through_day
    if validity.known_from is not None or validity.known_through is not None:
        found = out.let(f"in_force({out.name(validity)}, this, scene.case.known_on)")
    elif first is None and last is None:
        return "TRUE"
    else:
        day = out.let(fact(out, validity.path))
        low = f"{out.name(first)} <= " if first is not None else ""
        high = f" <= {out.name(last)}" if last is not None else ""
        found = out.let(f"UNKNOWN if type({day}) is Absent else TRUE if {low}{day}{high} else FALSE")
    out.say(f"if {found} is FALSE: return None")
    return found


def _result(out: Source, plan: Plan, rule: Rule, force: str) -> str:
    """Return the expression of a result whose outcome stands for `{}`: of one that is met, or asks nothing."""
    if id(rule) in plan.paying or rule.name in plan.chained:
        return f"{out.name(reference.result)}(scene, {out.name(rule)}, {{}}, {force}, lines, ())"
    number = "0" if rule.subject == "claim" else "line.number"
    return f"RuleResult({out.name(rule)}, this, {number}, {{}}, records, (), None, None, lines)"


def _rest(rule: Rule) -> object:
    """Return what reads the rest of a rule that is not met, or of which something is not known."""

    def rest(scene: Scene, force: Truth, applies: Truth, asked: RuleOutcome, lines: tuple[int, ...]) -> RuleResult:
        excused = some([scene.truth(each) for each in rule.excuses]) if asked in (NOT_MET, UNSURE) else FALSE
        outcome = reference.weighed(force, applies, asked, excused)
        return reference.result(scene, rule, outcome, force, lines, rule.requirements if asked is UNSURE else ())

    return rest
