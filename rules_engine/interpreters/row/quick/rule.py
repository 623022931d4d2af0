"""What one rule says of one line, with its parts made ready once."""

from __future__ import annotations

from rules_engine.interpreters.row import rule as reference
from rules_engine.interpreters.row.force import in_force
from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_ASKED, NOT_MET, TRUE, UNSURE, some
from rules_engine.interpreters.row.plan import Plan, Read
from rules_engine.interpreters.row.quick.conditions import truth_of
from rules_engine.interpreters.row.quick.requirements import asking
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir.rulebook import Rule
from rules_engine.trace.result import RuleResult


def ready(plan: Plan, number: int) -> Read:
    """Return what reads a rule of a rulebook, made when the rule is first asked for. number: its place in the order."""
    found = plan.ready.get(number)
    if found is None:
        found = plan.ready[number] = make_ready(plan, plan.order[number][1])
    return found


def make_ready(plan: Plan, rule: Rule) -> Read:
    """Return what does for one rule as `apply` of the reference does, with its parts taken apart once."""
    if rule.scope is not None or rule.withdrawn:
        return lambda scene, lines: reference.apply(scene, rule, lines)
    validity, excuses, is_of_claim = rule.validity, rule.excuses, rule.subject == "claim"
    when = None if rule.when is None else truth_of(rule.when, plan.mutes)
    asks = [asking(each, plan.mutes) for each in rule.requirements]
    has_one, only = len(asks) == 1, asks[0]
    is_plain = id(rule) not in plan.paying and rule.name not in plan.chained  # what is met changes nothing

    def read(scene: Scene, lines: tuple[int, ...]) -> RuleResult | None:
        force = in_force(validity, scene.this, scene.case.known_on)
        if force is FALSE:
            return None
        applies = TRUE if when is None else when(scene)
        asked = outcome = NOT_ASKED
        if applies is not FALSE:
            asked = only(scene) if has_one else reference.together([ask(scene) for ask in asks])
            if asked is MET and force is TRUE and applies is TRUE:
                outcome = MET
            else:
                excused = some([scene.truth(each) for each in excuses]) if asked in (NOT_MET, UNSURE) else FALSE
                outcome = reference.weighed(force, applies, asked, excused)
        if is_plain and (outcome is MET or outcome is NOT_ASKED):
            number = 0 if is_of_claim else scene.this.line.number
            return RuleResult(rule, scene.this, number, outcome, scene.records, (), None, None, lines)
        return reference.result(scene, rule, outcome, force, lines, rule.requirements if asked is UNSURE else ())

    return read
