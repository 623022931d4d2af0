"""Which dated statement is in force for each row: rules, coverage, values, meanings of modifiers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import numpy as np

from rules_engine.batches.vector import NOT_DOCUMENTED, NOT_SUPPLIED, Array, Kind, Vector, numbers
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN, Truth, always, every, of, some, turned
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir.rulebook import Coverage, DatedValue, Meaning, Rule, Validity, Withdrawal

AS_BILLED: Final = "as billed"


def in_force(scene: Scene, validity: Validity) -> Truth:
    """Return whether a statement is in force: by its date axis, and by what was known. Both ends hold."""
    known_on = scene.book.known_on
    first, last = validity.from_day, validity.through_day
    if known_on is not None and not _holds(known_on, validity.known_from, validity.known_through):
        return always(FALSE)
    if known_on is None and validity.known_through is not None:
        return always(FALSE)  # with today's knowledge, what was withdrawn is gone
    if first is None and last is None:
        return always(TRUE)
    found: Truth = scene.once(("force", validity.path, first, last), lambda: _on_axis(scene, validity))
    return found


def _on_axis(scene: Scene, validity: Validity) -> Truth:
    day = scene.read(validity.path)
    if day.kind is Kind.NOTHING:
        return always(UNKNOWN)
    holds = np.ones(len(day.values), bool)
    if validity.from_day is not None:
        holds &= day.values >= validity.from_day.toordinal()
    if validity.through_day is not None:
        holds &= day.values <= validity.through_day.toordinal()
    return of(holds, day.absent, day.index)


def _holds(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def applies(scene: Scene, statement: Coverage | DatedValue | Meaning | Withdrawal) -> Truth:
    """Return whether a dated statement is in force, and its rulebook speaks of the claim."""
    found = in_force(scene, statement.validity)
    if found.is_always(FALSE) or statement.scope is None:
        return found
    return every((found, scene.truth(statement.scope)))


def rule_in_force(scene: Scene, rule: Rule) -> Truth:
    """Return whether a rule holds, and is not withdrawn or replaced, on the day of each line."""
    return every((in_force(scene, rule.validity), *[turned(applies(scene, span)) for span in rule.withdrawn]))


def named_value(scene: Scene, versions: tuple[DatedValue, ...]) -> Vector:
    """The first version that is in force counts; when that is not known of one, the value is not known."""
    held, places = numbers([each.amount for each in versions]) if versions else (np.zeros(1, np.int64), 0)
    values = np.zeros(scene.size, held.dtype)
    if held.dtype == object:
        values[:] = held[0]
    absent = np.full(scene.size, NOT_DOCUMENTED, np.uint8)
    open_ = np.ones(scene.size, bool)
    for number, version in enumerate(versions):
        rows = applies(scene, version).rows(scene.size)
        here = open_ & (rows != FALSE)
        values[here] = held[number]
        absent[here] = np.where(rows[here] == TRUE, np.uint8(0), np.uint8(NOT_SUPPLIED))
        open_ &= rows == FALSE
        if not open_.any():
            break
    if len(values) and len(versions) and not absent.any() and (values == values[0]).all():
        return Vector(Kind.NUMBER, values[:1], None, None, places)
    return Vector(Kind.NUMBER, values, absent if absent.any() else None, None, places)


# --- what a payer reads into modifiers ------------------------------------------------------------


def carries(scene: Scene, meanings: tuple[Meaning, ...], modifier: str, meaning: str) -> Truth:
    """Return whether a modifier has a meaning: the nearest statement in force counts, else it means what is billed."""
    size = scene.size
    may: Array = np.zeros(size, bool)  # it may mean this
    other: Array = np.zeros(size, bool)  # it may mean something else
    open_ = np.ones(size, bool)
    for each in meanings:
        if modifier not in each.modifiers:
            continue
        rows = applies(scene, each).rows(size)
        here = open_ & (rows != FALSE)
        if each.meaning == meaning:
            may = may | here
        else:
            other = other | here
        open_ = open_ & (rows != TRUE)
    if meaning == AS_BILLED:
        may = may | open_
    else:
        other = other | open_
    return Truth(np.where(may, np.where(other, np.uint8(UNKNOWN), np.uint8(TRUE)), np.uint8(FALSE)))


def meant(scene: Scene, meanings: tuple[Meaning, ...], meaning: str, listed: Vector) -> Truth:
    """Return whether one of the modifiers listed carries a meaning."""
    if listed.kind is Kind.NOTHING:
        return always(UNKNOWN)
    speaking = {modifier for each in meanings for modifier in each.modifiers}
    there = {modifier for entry in listed.values if entry is not None for modifier in entry}
    found: list[Truth] = []
    if meaning == AS_BILLED:
        found.append(_some_of(listed, there - speaking))
    for modifier in sorted(there & speaking):
        found.append(every((_some_of(listed, {modifier}), carries(scene, meanings, modifier, meaning))))
    return some(found)


def _some_of(listed: Vector, modifiers: set[Any]) -> Truth:
    holds = [entry is not None and not modifiers.isdisjoint(entry) for entry in listed.values]
    return of(np.asarray(holds, bool), None, listed.index)
