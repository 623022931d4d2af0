"""What one rule says of one line, of a claim, or of a group of its lines."""

from __future__ import annotations

from collections.abc import Sequence

from rules_engine.interpreters.row.consequences import adjustment, amount_after, consequence
from rules_engine.interpreters.row.force import rule_in_force
from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_ASKED, NOT_MET, TRUE, UNKNOWN, UNSURE, both, some
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.settle import force_needs, settling
from rules_engine.ir.nodes import Requirement
from rules_engine.ir.rulebook import Rule
from rules_engine.trace.result import Need, RuleOutcome, RuleResult, Truth

EXCUSED = RuleOutcome.EXCUSED


def apply(scene: Scene, rule: Rule, lines: tuple[int, ...] = ()) -> RuleResult | None:
    """Return the outcome of a rule for this line, or None when it is not in force. lines: of the group that it is of.

    Everything is looked at, nothing stops at the first failure.
    """
    force = rule_in_force(scene, rule)
    if force is FALSE:
        return None
    applies = _applies(scene, rule)
    asked = NOT_ASKED
    outcome = NOT_ASKED
    if applies is not FALSE:
        asked = together([scene.requirement(each) for each in rule.requirements])
        excused = some([scene.truth(each) for each in rule.excuses]) if asked in (NOT_MET, UNSURE) else FALSE
        outcome = weighed(force, applies, asked, excused)
    open_parts = rule.requirements if asked is UNSURE else ()
    return result(scene, rule, outcome, force, lines, open_parts)


def _applies(scene: Scene, rule: Rule) -> Truth:
    """A rule speaks of the claims for which its rulebook holds, when its own `when` does."""
    if rule.scope is None:
        return TRUE if rule.when is None else scene.truth(rule.when)
    found = scene.truth(rule.scope)
    return found if found is FALSE or rule.when is None else both(found, scene.truth(rule.when))


def together(found: Sequence[RuleOutcome]) -> RuleOutcome:
    """Several requirements must all hold; a table without a matching row asks nothing."""
    if len(found) == 1:
        return found[0]
    return next((each for each in (NOT_MET, UNSURE, MET) if each in found), NOT_ASKED)


def weighed(force: Truth, applies: Truth, asked: RuleOutcome, excused: Truth) -> RuleOutcome:
    """An excuse that holds settles a requirement that is not met or not known; an unknown excuse leaves it unknown."""
    if asked is NOT_ASKED or (asked is MET and force is TRUE and applies is TRUE):
        return asked
    if force is UNKNOWN or applies is UNKNOWN:
        return UNSURE
    if asked is not MET and excused is TRUE:
        return EXCUSED
    if asked is NOT_MET and excused is UNKNOWN:
        return UNSURE
    return asked


def result(
    scene: Scene, rule: Rule, outcome: RuleOutcome, force: Truth, lines: tuple[int, ...], asked: Sequence[Requirement]
) -> RuleResult:
    """Return the whole result. asked: the requirements, while they are not settled."""
    follows = consequence(scene, rule) if outcome in (NOT_MET, UNSURE) else None
    needs = _needs(scene, rule, force, asked) if outcome is UNSURE else ()
    changes = outcome is NOT_MET or id(rule) in scene.case.plan.paying
    does = adjustment(scene, rule, outcome, follows) if changes else None
    number = 0 if rule.subject == "claim" else scene.this.line.number
    if rule.name in scene.case.plan.chained:
        scene.case.left[rule.name, number] = amount_after(scene, rule, outcome, follows)
        scene.case.asked[rule.name, number] = needs
    return RuleResult(rule, scene.this, number, outcome, scene.records, needs, follows, does, lines)


def _needs(scene: Scene, rule: Rule, force: Truth, asked: Sequence[Requirement]) -> tuple[Need, ...]:
    conditions = [each for each in (rule.scope, rule.when) if each is not None]
    needs = settling(scene, (*conditions, *asked, *rule.excuses))
    return needs if force is not UNKNOWN else tuple(sorted({*needs, *force_needs(scene, rule)}))
