"""Which dated statement is in force for a line: rules, coverage, values, and what is read into modifiers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.interpreters.row.kleene import FALSE, TRUE, UNKNOWN, both, of
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Coverage, DatedValue, Meaning, Rule, Validity, Withdrawal
from rules_engine.trace.result import Truth

HEARD: Final = (("line", "modifiers"), ("derived", "modifier_entries"))
"""Where modifiers are read, of which some may change nothing."""


def in_force(validity: Validity, frame: LineFrame, known_on: date | None) -> Truth:
    """Return whether a rule is in force for a line: by its date axis, and by what was known. Both ends hold."""
    first, last = validity.from_day, validity.through_day
    if known_on is not None and not _holds(known_on, validity.known_from, validity.known_through):
        return FALSE
    if known_on is None and validity.known_through is not None:
        return FALSE  # with today's knowledge, what was withdrawn is gone
    if first is None and last is None:
        return TRUE
    day = frame.read(validity.path)
    return UNKNOWN if isinstance(day, Absent) else of(_holds(day, first, last))


def _holds(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def applies(scene: Scene, frame: LineFrame, statement: Coverage | DatedValue | Meaning | Withdrawal) -> Truth:
    """Return whether a dated statement is in force for a line, and its rulebook speaks of the line's claim."""
    found = in_force(statement.validity, frame, scene.case.known_on)
    if found is FALSE or statement.scope is None:
        return found
    return both(found, scene.apart(frame).truth(statement.scope))


def rule_in_force(scene: Scene, rule: Rule) -> Truth:
    """Return whether a rule holds, and is not withdrawn or replaced, on the day of this line."""
    found = in_force(rule.validity, scene.this, scene.case.known_on)
    for span in rule.withdrawn:
        taken = applies(scene, scene.this, span)
        if taken is TRUE:
            return FALSE
        if taken is UNKNOWN and found is TRUE:
            found = taken
    return found


def named_value(scene: Scene, node: n.NamedValue) -> Any:
    """The first version that is in force counts; when that is not known of one, the value is not known."""
    for version in scene.case.rulebook.values.get(node.name, ()):
        holds = applies(scene, scene.this, version)
        if holds is not FALSE:
            return version.amount if holds is TRUE else NOT_SUPPLIED
    return NOT_DOCUMENTED


# --- what a payer reads into modifiers ------------------------------------------------------------


def meaning_of(scene: Scene, frame: LineFrame, modifier: str) -> str | Absent:
    """Return what a modifier means for a line, by the nearest statement in force; not documented when none speaks."""
    for each in scene.case.rulebook.meanings:
        holds = applies(scene, frame, each) if modifier in each.modifiers else FALSE
        if holds is not FALSE:
            return each.meaning if holds is TRUE else NOT_SUPPLIED
    return NOT_DOCUMENTED


def heard(scene: Scene, frame: LineFrame, path: tuple[str, ...]) -> Any:
    """Return the modifiers of a line without those that change nothing; absent when that is not known of one."""
    listed = frame.read(path)
    if type(listed) is Absent:
        return listed
    meanings = [(each, meaning_of(scene, frame, each if isinstance(each, str) else each.code)) for each in listed]
    if any(meaning == NOT_SUPPLIED for _, meaning in meanings):
        return NOT_SUPPLIED
    return tuple([each for each, meaning in meanings if meaning != ""])


def read(scene: Scene, frame: LineFrame, path: tuple[str, ...]) -> Any:
    """Return what a line has at a path, as the rulebook at hand reads it."""
    return heard(scene, frame, path) if scene.case.mutes and path in HEARD else frame.read(path)


def meant(scene: Scene, node: n.Meant, frame: LineFrame, listed: tuple[str, ...]) -> Truth:
    """Return whether one of the modifiers listed carries a meaning; recorded are those that do."""
    meanings = [(each, meaning_of(scene, frame, each)) for each in listed]
    carriers = tuple([each for each, meaning in meanings if meaning == node.name])
    is_open = not carriers and any(meaning == NOT_SUPPLIED for _, meaning in meanings)
    scene.records[node.node_id] = NOT_SUPPLIED if is_open else carriers
    return UNKNOWN if is_open else of(carriers != ())
