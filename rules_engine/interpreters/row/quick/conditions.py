"""Values, conditions and requirements as statements; each returns the name of what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.model import ServiceLine
from rules_engine.interpreters.row.calendars import shift_day
from rules_engine.interpreters.row.conditions import in_span
from rules_engine.interpreters.row.force import HEARD
from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_ASKED, NOT_MET, TRUE, UNKNOWN, UNSURE, within
from rules_engine.interpreters.row.quick.source import Source
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth

_SIGNS: Final = {"is": "==", "is not": "!=", "at least": ">=", "at most": "<=", "more than": ">", "less than": "<"}
_OF_LINE: Final = frozenset(attrs.fields_dict(ServiceLine))
_MOST_ITEMS: Final = 40  # of a list in one expression


def value(out: Source, node: Any) -> str:
    """Read a value, as `Scene.value` does."""
    write = _VALUES.get(type(node))
    if write is None or (out.mutes and getattr(node, "path", ()) in HEARD):
        return out.let(f"scene.value({out.name(node)})")
    return write(out, node)


def truth(out: Source, node: Any) -> str:
    """Find the truth of a condition, as `Scene.truth` does."""
    write = _TRUTHS.get(type(node))
    return _by_reference(out, node) if write is None else write(out, node)


def asks(out: Source, node: Any) -> str:
    """Find what a requirement says, as `Scene.requirement` does."""
    if type(node) is not n.Requires and type(node) is not n.Forbids:
        return out.let(f"scene.requirement({out.name(node)})")
    found = truth(out, node.condition)
    good, bad = ("TRUE", "FALSE") if type(node) is n.Requires else ("FALSE", "TRUE")
    otherwise = "NOT_MET" if node.missing == "not met" else "UNSURE"
    return out.record(node.node_id, f"MET if {found} is {good} else NOT_MET if {found} is {bad} else {otherwise}")


def _by_reference(out: Source, node: Any) -> str:
    return out.let(f"scene.truth({out.name(node)})")


# --- values ---------------------------------------------------------------------------------------


def _literal(out: Source, node: n.Literal) -> str:
    return out.name(node.value)


def _field(out: Source, node: n.Field) -> str:
    """A fact of this line: what is asked of a thing sought stands in a search, which the reference reads."""
    return out.record(node.node_id, fact(out, node.path))


def fact(out: Source, path: tuple[str, ...]) -> str:
    """Return the expression of a fact of this line; what the line itself has is there without a look at its path."""
    if len(path) == 2 and path[0] == "line" and path[1] in _OF_LINE:
        return f"line.{path[1]}"
    return f"fact({out.name(path)})"


def _shift(out: Source, node: n.ShiftDate) -> str:
    if type(node.amount) is not Decimal:
        return out.let(f"scene.value({out.name(node)})")
    day, amount, unit = value(out, node.start), int(node.amount) * node.direction, out.name(node.unit)
    return out.record(node.node_id, f"{day} if type({day}) is Absent else shift_day({day}, {amount:d}, {unit})")


# --- conditions -----------------------------------------------------------------------------------


def _unless_absent(parts: Iterable[tuple[Any, str]], found: str) -> str:
    """Return what is found when no part is absent; a literal never is."""
    absent = [f"type({name}) is Absent" for node, name in parts if type(node) is not n.Literal]
    return f"UNKNOWN if {' or '.join(absent)} else {found}" if absent else found


def _compare(out: Source, node: n.Compare) -> str:
    left, right = value(out, node.left), value(out, node.right)
    found = f"TRUE if {left} {_SIGNS[node.op]} {right} else FALSE"
    return out.record(node.node_id, _unless_absent(((node.left, left), (node.right, right)), found))


def _between(out: Source, node: n.Between) -> str:
    at, low, high = value(out, node.value), value(out, node.low), value(out, node.high)
    parts = ((node.value, at), (node.low, low), (node.high, high))
    return out.record(node.node_id, _unless_absent(parts, f"TRUE if {low} <= {at} <= {high} else FALSE"))


def _is_in(out: Source, node: n.In) -> str:
    at = value(out, node.value)
    inside, outside = ("FALSE", "TRUE") if node.negated else ("TRUE", "FALSE")
    spans = f" or in_some_span({at}, {out.name(node.ranges)})" if node.ranges else ""
    found = f"{inside} if {at} in {out.name(frozenset(node.items))}{spans} else {outside}"
    return out.record(node.node_id, _unless_absent(((node.value, at),), found))


def _includes(out: Source, node: n.Includes) -> str:
    """Only lists of literals: whether an item that is read is there may be unknown."""
    if len(node.items) > _MOST_ITEMS or not all(type(item) is n.Literal for item in node.items):
        return _by_reference(out, node)
    listed = value(out, node.value)
    there = " + ".join(f"({value(out, item)} in {listed})" for item in node.items) or "0"
    most = f" <= {node.most:d}" if node.most >= 0 else ""
    found = f"TRUE if {node.least:d} <= {there}{most} else FALSE"
    return out.record(node.node_id, _unless_absent(((node.value, listed),), found))


def _presence(out: Source, node: n.Presence) -> str:
    if node.mode == "supplied":
        return _by_reference(out, node)
    at = value(out, node.field)
    there, missing = ("FALSE", "TRUE") if node.negated else ("TRUE", "FALSE")
    gone = f"(UNKNOWN if never_came({at}) else {missing}) if type({at}) is Absent"
    return out.record(node.node_id, f"{gone} else {missing} if {at} is False or {at} == () else {there}")


def _count_of(out: Source, node: n.CountOf) -> str:
    found = [truth(out, argument) for argument in node.arguments]
    if node.least != len(found) or node.most >= 0 or not found:
        return out.record(
            node.node_id, f"counted(({''.join(f'{each}, ' for each in found)}), {node.least:d}, {node.most:d})"
        )
    fails, opens = (" or ".join(f"{each} is {word}" for each in found) for word in ("FALSE", "UNKNOWN"))
    return out.record(node.node_id, f"FALSE if {fails} else UNKNOWN if {opens} else TRUE")


def _is_not(out: Source, node: n.Not) -> str:
    found = truth(out, node.argument)
    return out.record(node.node_id, f"FALSE if {found} is TRUE else TRUE if {found} is FALSE else UNKNOWN")


def _term(out: Source, node: n.TermRef) -> str:
    return out.record(node.node_id, truth(out, node.body))


_VALUES: Final[dict[type, Callable[[Source, Any], str]]] = {
    n.Literal: _literal,
    n.Field: _field,
    n.ShiftDate: _shift,
}
_TRUTHS: Final[dict[type, Callable[[Source, Any], str]]] = {
    n.Compare: _compare,
    n.Between: _between,
    n.In: _is_in,
    n.Includes: _includes,
    n.Presence: _presence,
    n.CountOf: _count_of,
    n.Not: _is_not,
    n.TermRef: _term,
}


# --- what the statements call ---------------------------------------------------------------------


def in_some_span(code: str, ranges: Sequence[tuple[str, str]]) -> bool:
    """Return whether a code lies in one of some spans."""
    return any(in_span(code, low, high) for low, high in ranges)


def never_came(absent: Absent) -> bool:
    """Return whether it is not known what a record would say, because it never came or cannot be read."""
    return absent.kind in (AbsenceKind.NOT_SUPPLIED, AbsenceKind.UNREADABLE)


def counted(found: Sequence[Truth], least: int, most: int) -> Truth:
    """Return whether so many of some truths hold."""
    sure = found.count(TRUE)
    return within(sure, sure + found.count(UNKNOWN), least, most)


NAMES: Final[dict[str, Any]] = {
    "Absent": Absent,
    "FALSE": FALSE,
    "MET": MET,
    "NOT_ASKED": NOT_ASKED,
    "NOT_MET": NOT_MET,
    "TRUE": TRUE,
    "UNKNOWN": UNKNOWN,
    "UNSURE": UNSURE,
    "counted": counted,
    "in_some_span": in_some_span,
    "never_came": never_came,
    "shift_day": shift_day,
}
"""What the statements name besides what a rule says."""
