"""What one rule says of lines, and how grave that is."""

from __future__ import annotations

from typing import Final

import numpy as np

from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.force import rule_in_force
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN, Truth, always, every, some
from rules_engine.interpreters.columnar.outcomes import NOT_ASKED, NOT_MET, OUT, UNSURE, weighed
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir.rulebook import ACTIONS, Outcome, Rule

PASSES, WARN, HOLD, NEEDS, FAILS = range(5)
"""Verdicts as numbers, of which the greatest is the gravest."""
REFUSES: Final = ("deny", "return", "route")
LESSENS: Final = ("reduce", "cut back", "downcode", "reclassify")


def apply(scene: Scene, rule: Rule, costly: bool) -> Array | None:
    """Return the outcome of a rule in each row, or None when it is in force for none. costly: it searches."""
    scene.used_up = None
    force = rule_in_force(scene, rule)
    if force.is_always(FALSE):
        return None
    applies = _applies(scene, rule)
    if applies.is_always(FALSE):
        return weighed(force, applies, np.full(scene.size, NOT_ASKED, np.uint8), always(FALSE), scene.size)
    if costly and not (force.is_constant and applies.is_constant):
        return _for_some(scene, rule, force, applies)
    return _asked(scene, rule, force, applies)


def _applies(scene: Scene, rule: Rule) -> Truth:
    conditions = [each for each in (rule.scope, rule.when) if each is not None]
    return every([scene.truth(each) for each in conditions])


def _for_some(scene: Scene, rule: Rule, force: Truth, applies: Truth) -> Array:
    """Search only for the lines to which the rule may apply."""
    asked = np.minimum(force.rows(scene.size), applies.rows(scene.size))
    rows = np.flatnonzero(asked != FALSE)
    found = np.where(force.rows(scene.size) == FALSE, np.uint8(OUT), np.uint8(NOT_ASKED))
    if len(rows):
        part = scene.part(rows, len(rows))
        found[rows] = _asked(part, rule, force.at(rows), applies.at(rows))
        if part.used_up is not None:
            scene.used_up = part.used_up.at(_places(rows, scene.size))
    return found


def _places(rows: Array, size: int) -> Array:
    """Return where each of `size` rows stands among some of them; of others it makes no difference."""
    found = np.zeros(size, np.int64)
    found[rows] = np.arange(len(rows))
    return found


def _asked(scene: Scene, rule: Rule, force: Truth, applies: Truth) -> Array:
    asked = scene.requirement(rule.requirements[0])
    for each in rule.requirements[1:]:
        asked = np.minimum(asked, scene.requirement(each))
    excused = always(FALSE)
    if rule.excuses and bool((asked <= UNSURE).any()):
        excused = some([scene.truth(each) for each in rule.excuses])
    found = weighed(force, applies, asked, excused, scene.size)
    return np.broadcast_to(found, (scene.size,)) if len(found) != scene.size else found


# --- how grave it is ------------------------------------------------------------------------------


def gravity(scene: Scene, rule: Rule, outcome: Array) -> tuple[Array, Array]:
    """Return for each row the verdict that follows, and whether the line is refused, or (1) may be.

    outcome: not met or unknown in every row. The second: 2 refused, 1 open, 0 neither.
    """
    actions, milder = _actions(scene, rule)
    failed, open_, refuses = (np.asarray([of(each) for each in ACTIONS], np.uint8) for of in (_fails, _open, _refuses))
    is_failed = outcome == NOT_MET
    verdict = np.where(is_failed, failed[actions], open_[actions])
    standing = np.where(is_failed & ~milder, np.uint8(2), np.uint8(1)) * refuses[actions]
    return verdict, standing


def _actions(scene: Scene, rule: Rule) -> tuple[Array, Array]:
    """Return which consequence follows in each row, gravest first, and where a milder one may follow."""
    own = _rank(rule.outcome)
    if not rule.guarded:
        return np.full(scene.size, own), np.zeros(scene.size, bool)
    held = np.full(scene.size, len(ACTIONS))
    may_be = np.full(scene.size, own)
    open_ = np.zeros(scene.size, bool)
    for each in rule.guarded:
        truth = np.full(scene.size, TRUE) if each.guard is None else scene.truth(each.guard).rows(scene.size)
        held = np.where(truth == TRUE, np.minimum(held, _rank(each)), held)
        may_be = np.where(truth == UNKNOWN, np.minimum(may_be, _rank(each)), may_be)
        open_ |= (truth == UNKNOWN) & (each.guard is not None)
    return np.where(held < len(ACTIONS), held, may_be), open_ & (held == len(ACTIONS))


def _rank(outcome: Outcome) -> int:
    return ACTIONS.index(outcome.action)


def _fails(action: str) -> int:
    return FAILS if action in REFUSES else HOLD if action == "hold" else PASSES if action == "inform" else WARN


def _open(action: str) -> int:
    return NEEDS if action in (*REFUSES, "hold", *LESSENS) else PASSES


def _refuses(action: str) -> int:
    return int(action in REFUSES)
