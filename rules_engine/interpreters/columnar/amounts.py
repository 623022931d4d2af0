"""What rules leave of lines in dollars, one rule after another."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import numpy as np

from rules_engine.batches.batch import CannotError
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Kind, Rows, Vector, constant
from rules_engine.interpreters.columnar.arithmetic import alike, combined, mapped
from rules_engine.interpreters.columnar.kleene import TRUE, UNKNOWN
from rules_engine.interpreters.columnar.outcomes import MET, NOT_MET, UNSURE
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import ACTIONS, Outcome, Rule

CHARGE: Final = ("line", "charge")
_NEVER_CAME: Final = Vector(Kind.NOTHING, np.zeros(1, np.int8), np.asarray([NOT_SUPPLIED], np.uint8))


class Amounts:
    """What rules left of the lines of a batch so far, by the name of the rule."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._left: dict[str, tuple[Array, Vector]] = {}
        self._lost: dict[str, str] = {}

    def keep(self, name: str, lines: Array, left: Vector) -> None:
        """Keep what a rule left of some lines."""
        has, held = self._left.get(name) or (np.zeros(self._size, bool), constant(Decimal(0)))
        here, place = np.zeros(self._size, bool), np.zeros(self._size, np.int64)
        here[lines], place[lines] = True, np.arange(len(lines))
        self._left[name] = (has | here, held if not len(lines) else either(here, left.at(place), held))

    def lose(self, name: str, cause: str) -> None:
        """Note that columns cannot say what a rule left."""
        self._lost[name] = cause

    def left(self, rules: Sequence[str], lines: Rows, charge: Vector) -> Vector:
        """Return what the nearest of some rules left of lines; where none did, the charge. Raises CannotError."""
        found = charge
        for name in reversed(rules):
            if name in self._lost:
                raise CannotError(self._lost[name])
            if name in self._left:
                has, left = self._left[name]
                found = either(has[lines], left.at(lines), found)
        return found


def either(takes: Array, one: Vector, other: Vector) -> Vector:
    """Return the numbers of one vector in the rows that a mask takes, and those of another in the others."""
    left, right = _numbers(one.spread()), _numbers(other.spread())
    a, b = alike(left, right)
    places = -1 if a.dtype == object else max(left.places, right.places)
    why = None
    if left.absent is not None or right.absent is not None:
        codes = [np.uint8(0) if each.absent is None else each.absent for each in (left, right)]
        why = np.where(takes, *codes)
    return Vector(Kind.NUMBER, np.where(takes, a, b), why, None, places)


def _numbers(vector: Vector) -> Vector:
    if vector.kind is not Kind.NOTHING:
        return vector
    return Vector(Kind.NUMBER, np.zeros(len(vector.values), np.int64), vector.absent)


def so_far(scene: Scene, rules: Sequence[str]) -> Vector:
    """Return what the nearest of some rules left of each line."""
    found: Vector = scene.batch.amounts.left(rules, scene.rows, scene.read(CHARGE))
    return found


def amount_after(scene: Scene, rule: Rule, outcome: Array) -> Vector:
    """Return what a rule leaves of each line: what it pays, or what was before it, less a reduction."""
    found = so_far(scene, rule.after)
    failing = np.flatnonzero(outcome == NOT_MET)
    if len(failing):
        found = _reduced(scene.part(failing, len(failing)), rule, failing, found, scene.size)
    found = either(outcome == UNSURE, _NEVER_CAME, found)
    paid = next((each for each in rule.requirements if isinstance(each, n.Payment)), None)
    return found if paid is None else either(outcome <= MET, scene.value(paid.value), found)


def _reduced(part: Scene, rule: Rule, rows: Array, before: Vector, size: int) -> Vector:
    """Return what was before, less what follows in some rows. part: their scene."""
    choices = [rule.outcome, *rule.guarded]
    chosen = _chosen(part, choices)
    for number, each in enumerate(choices):
        here = rows[chosen == number]
        if len(here) and each.action == "reduce" and each.amount is not None:
            takes = np.zeros(size, bool)
            takes[here] = True
            before = either(takes, _less(before, each.amount, each.unit), before)
    return before


def _less(before: Vector, amount: Decimal, unit: str) -> Vector:
    match unit:
        case "percent":
            return combined("/", combined("*", before, constant(100 - amount)), constant(Decimal(100)))
        case "dollars":
            return mapped(combined("-", before, constant(amount)), lambda left: max(Decimal(0), left))
    return before


def _chosen(scene: Scene, choices: Sequence[Outcome]) -> Array:
    """Return which consequence follows in each row, by its place among the choices; the first has no guard.

    It is the gravest whose guard holds; when none is known to hold, the gravest of the first and those that may.
    """
    truths = [np.full(scene.size, UNKNOWN)]
    truths += [
        np.full(scene.size, TRUE) if each.guard is None else scene.truth(each.guard).rows(scene.size)
        for each in choices[1:]
    ]
    found = np.full(scene.size, -1)
    order = sorted(range(len(choices)), key=lambda number: _gravity(choices[number]))
    for wanted in (TRUE, UNKNOWN):
        for number in order:
            found = np.where((found < 0) & (truths[number] == wanted), number, found)
    return found


def _gravity(outcome: Outcome) -> tuple[int, Decimal]:
    """Of like actions that take something away, the one that takes more is the graver."""
    return ACTIONS.index(outcome.action), -(outcome.amount or Decimal(0))
