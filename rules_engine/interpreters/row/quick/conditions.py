"""Conditions and values as functions of a scene, with what does not change from claim to claim taken out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial
from typing import Any, Final

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.interpreters.row.calendars import shift_day
from rules_engine.interpreters.row.conditions import COMPARISONS, in_span
from rules_engine.interpreters.row.force import HEARD
from rules_engine.interpreters.row.kleene import FALSE, TRUE, UNKNOWN, within
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth

Value = Callable[[Scene], Any]
Test = Callable[[Scene], Truth]
_NEVER_CAME: Final = (AbsenceKind.NOT_SUPPLIED, AbsenceKind.UNREADABLE)


def value_of(node: Any, mutes: bool) -> Value:
    """Return what reads and records a value. mutes: modifiers of the rulebook may change nothing."""
    make = _VALUES.get(type(node))
    if make is None or (mutes and getattr(node, "path", ()) in HEARD):
        return partial(_by_reference, Scene.value, node)
    return make(node, mutes)


def truth_of(node: Any, mutes: bool) -> Test:
    """Return what finds and records the truth of a condition."""
    make = _TRUTHS.get(type(node))
    return partial(_by_reference, Scene.truth, node) if make is None else make(node, mutes)


def _by_reference(read: Callable[[Scene, Any], Any], node: Any, scene: Scene) -> Any:
    return read(scene, node)


# --- values ---------------------------------------------------------------------------------------


def _literal(node: n.Literal, mutes: bool) -> Value:
    value = node.value
    return lambda scene: value


def _field(node: n.Field, mutes: bool) -> Value:
    """A fact of this line: what is asked of a thing sought stands in a search, which the reference reads."""
    key, path = node.node_id, node.path

    def read(scene: Scene) -> Any:
        found = scene.records[key] = scene.this.read(path)
        return found

    return read


def _shift(node: n.ShiftDate, mutes: bool) -> Value:
    if type(node.amount) is not Decimal:
        return partial(_by_reference, Scene.value, node)
    key, start, unit = node.node_id, value_of(node.start, mutes), node.unit
    amount = int(node.amount) * node.direction

    def read(scene: Scene) -> Any:
        day = start(scene)
        found = scene.records[key] = day if type(day) is Absent else shift_day(day, amount, unit)
        return found

    return read


# --- conditions -----------------------------------------------------------------------------------


def _compare(node: n.Compare, mutes: bool) -> Test:
    key, left, right = node.node_id, value_of(node.left, mutes), value_of(node.right, mutes)
    holds = COMPARISONS[node.op]

    def test(scene: Scene) -> Truth:
        one, other = left(scene), right(scene)
        found = UNKNOWN if type(one) is Absent or type(other) is Absent else TRUE if holds(one, other) else FALSE
        scene.records[key] = found
        return found

    return test


def _between(node: n.Between, mutes: bool) -> Test:
    key, value = node.node_id, value_of(node.value, mutes)
    least, most = value_of(node.low, mutes), value_of(node.high, mutes)

    def test(scene: Scene) -> Truth:
        at, low, high = value(scene), least(scene), most(scene)
        if type(at) is Absent or type(low) is Absent or type(high) is Absent:
            found = UNKNOWN
        else:
            found = TRUE if low <= at <= high else FALSE
        scene.records[key] = found
        return found

    return test


def _is_in(node: n.In, mutes: bool) -> Test:
    key, value = node.node_id, value_of(node.value, mutes)
    items, ranges = frozenset(node.items), node.ranges
    inside, outside = (FALSE, TRUE) if node.negated else (TRUE, FALSE)

    def test(scene: Scene) -> Truth:
        at = value(scene)
        if type(at) is Absent:
            found = UNKNOWN
        elif at in items or (ranges and any(in_span(at, low, high) for low, high in ranges)):
            found = inside
        else:
            found = outside
        scene.records[key] = found
        return found

    return test


def _includes(node: n.Includes, mutes: bool) -> Test:
    """Only lists of literals: whether an item that is read is there may be unknown."""
    if not all(type(item) is n.Literal for item in node.items):
        return partial(_by_reference, Scene.truth, node)
    key, value = node.node_id, value_of(node.value, mutes)
    items, least, most = [item.value for item in node.items if type(item) is n.Literal], node.least, node.most

    def test(scene: Scene) -> Truth:
        listed = value(scene)
        if type(listed) is Absent:
            found = UNKNOWN
        else:
            there = 0
            for item in items:
                if item in listed:
                    there += 1
            found = TRUE if there >= least and (most < 0 or there <= most) else FALSE
        scene.records[key] = found
        return found

    return test


def _presence(node: n.Presence, mutes: bool) -> Test:
    if node.mode == "supplied":
        return partial(_by_reference, Scene.truth, node)
    key, value = node.node_id, value_of(node.field, mutes)
    there, missing = (FALSE, TRUE) if node.negated else (TRUE, FALSE)

    def test(scene: Scene) -> Truth:
        at = value(scene)
        if type(at) is Absent:
            found = UNKNOWN if at.kind in _NEVER_CAME else missing
        else:
            found = missing if at is False or at == () else there
        scene.records[key] = found
        return found

    return test


def _count_of(node: n.CountOf, mutes: bool) -> Test:
    key, least, most = node.node_id, node.least, node.most
    arguments = [truth_of(argument, mutes) for argument in node.arguments]

    def test(scene: Scene) -> Truth:
        sure = unsure = 0
        for argument in arguments:
            truth = argument(scene)
            if truth is TRUE:
                sure += 1
            elif truth is UNKNOWN:
                unsure += 1
        found = scene.records[key] = within(sure, sure + unsure, least, most)
        return found

    return test


def _is_not(node: n.Not, mutes: bool) -> Test:
    key, argument = node.node_id, truth_of(node.argument, mutes)

    def test(scene: Scene) -> Truth:
        truth = argument(scene)
        found = scene.records[key] = FALSE if truth is TRUE else TRUE if truth is FALSE else UNKNOWN
        return found

    return test


def _term(node: n.TermRef, mutes: bool) -> Test:
    key, body = node.node_id, truth_of(node.body, mutes)

    def test(scene: Scene) -> Truth:
        found = scene.records[key] = body(scene)
        return found

    return test


_VALUES: Final[dict[type, Callable[[Any, bool], Value]]] = {n.Literal: _literal, n.Field: _field, n.ShiftDate: _shift}
_TRUTHS: Final[dict[type, Callable[[Any, bool], Test]]] = {
    n.Compare: _compare,
    n.Between: _between,
    n.In: _is_in,
    n.Includes: _includes,
    n.Presence: _presence,
    n.CountOf: _count_of,
    n.Not: _is_not,
    n.TermRef: _term,
}
