"""Which dated statement is in force for a line: rules, coverage, values, and what is read into modifiers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.frame import read as read_entry
from rules_engine.interpreters.row.kleene import FALSE, TRUE, UNKNOWN, both, of, some
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Coverage, DatedValue, Meaning, Rule, Validity, Withdrawal
from rules_engine.trace.result import Truth

HEARD: Final = (("line", "modifiers"), ("derived", "modifier_entries"))
"""Where modifiers are read, of which some may change nothing."""

NOTHING: Final = ""
AS_BILLED: Final = "as billed"
"""What a modifier may mean besides the meanings that rulebooks name."""


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
    if isinstance(day, Absent):
        return UNKNOWN
    return TRUE if (first is None or first <= day) and (last is None or day <= last) else FALSE


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


def readings(scene: Scene, frame: LineFrame, modifier: str) -> frozenset[str]:
    """Return all that a modifier may mean for a line: one thing, unless it is not known which statement is in force.

    The nearest statement counts; a modifier of which none speaks means what it is billed for.
    """
    found: list[str] = []
    for each in scene.case.rulebook.meanings:
        holds = applies(scene, frame, each) if modifier in each.modifiers else FALSE
        if holds is not FALSE:
            found.append(each.meaning)
        if holds is TRUE:
            return frozenset(found)
    return frozenset((*found, AS_BILLED))


def carries(scene: Scene, frame: LineFrame, modifier: str, meaning: str) -> Truth:
    """Return whether a modifier has a meaning for a line."""
    found = readings(scene, frame, modifier)
    return of(meaning in found) if len(found) == 1 or meaning not in found else UNKNOWN


def heard(scene: Scene, frame: LineFrame, path: tuple[str, ...]) -> Any:
    """Return the modifiers of a line without those that change nothing; absent when that is not known of one."""
    listed = frame.read(path)
    if type(listed) is Absent:
        return listed
    silent = [(each, carries(scene, frame, modifier_of(each), NOTHING)) for each in listed]
    if any(holds is UNKNOWN for _, holds in silent):
        return NOT_SUPPLIED
    return tuple([each for each, holds in silent if holds is FALSE])


def modifier_of(entry: Any) -> str:
    """Return the modifier of an entry of the list, or of the list of places."""
    return str(entry if isinstance(entry, str) else entry.code)


def read(scene: Scene, holder: Any, path: tuple[str, ...]) -> Any:
    """Return what a line, or an entry, has at a path, as the rulebook at hand reads it."""
    if type(holder) is not LineFrame:
        return read_entry(holder, path)
    return heard(scene, holder, path) if scene.case.mutes and path in HEARD else holder.read(path)


def meant(scene: Scene, node: n.Meant, frame: LineFrame, listed: tuple[str, ...]) -> Truth:
    """Return whether one of the modifiers listed carries a meaning; recorded are those that do."""
    found = [(each, carries(scene, frame, each, node.name)) for each in listed]
    holds = some([each for _, each in found])
    carriers = tuple([each for each, carried in found if carried is TRUE])
    scene.records[node.node_id] = NOT_SUPPLIED if holds is UNKNOWN else carriers
    return holds
