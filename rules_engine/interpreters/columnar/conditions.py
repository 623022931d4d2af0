"""What conditions say in each row: true, false or unknown. Comparing with an absence is unknown."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

import numpy as np

from rules_engine.batches.vector import NOT_SUPPLIED, UNREADABLE, Array, Kind, Vector
from rules_engine.interpreters.columnar import days
from rules_engine.interpreters.columnar.arithmetic import absence, alike, index_of, side_by_side
from rules_engine.interpreters.columnar.kleene import (
    FALSE,
    TRUE,
    UNKNOWN,
    Truth,
    always,
    count_of,
    every,
    of,
    turned,
    within,
)
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n

COMPARISONS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "is": operator.eq,
    "is not": operator.ne,
    "at least": operator.ge,
    "at most": operator.le,
    "more than": operator.gt,
    "less than": operator.lt,
}
_MINUTE: Final = 60 * 1_000_000


def compare(scene: Scene, node: n.Compare) -> Truth:
    """Two values, compared."""
    return compared(node.op, scene.value(node.left), scene.value(node.right))


def compared(op: str, left: Vector, right: Vector) -> Truth:
    """Return what comparing two vectors comes to in each row."""
    one, other = side_by_side(left, right)
    if Kind.NOTHING in (one.kind, other.kind):
        return always(UNKNOWN)
    a, b = alike(one, other)
    holds = np.asarray(COMPARISONS[op](a, b))
    return of(holds.astype(bool), absence(one, other), index_of(one, other))


def between(scene: Scene, node: n.Between) -> Truth:
    """A value from one to another; both ends count."""
    found, low, high = scene.value(node.value), scene.value(node.low), scene.value(node.high)
    lower, upper = compared("at least", found, low), compared("at most", found, high)
    return _unless_unknown(every((lower, upper)), lower, upper, scene.size)


def _unless_unknown(both: Truth, one: Truth, other: Truth, size: int) -> Truth:
    """An end that is absent leaves the whole unknown, also where the other end already says no."""
    if not ((one.values == UNKNOWN).any() or (other.values == UNKNOWN).any()):
        return both
    gone = (one.rows(size) == UNKNOWN) | (other.rows(size) == UNKNOWN)
    return Truth(np.where(gone, np.uint8(UNKNOWN), both.rows(size)))


def in_span(code: str, low: str, high: str) -> bool:
    """Return whether a code lies in a span, both ends in; 0100T does not lie in 00100 to 01999."""
    if not (low <= code <= high and len(code) == len(low)):
        return False
    return all(a == b or (a.isdigit() and b.isdigit()) for a, b in zip(code, low, strict=False))


def told(vector: Vector, holds: Callable[[Any], bool]) -> Truth:
    """Return what a test of one value says in each row: it is asked once for each entry."""
    if vector.kind is Kind.NOTHING:
        return always(UNKNOWN)
    if vector.kind is Kind.OBJECT:
        said = [value is not None and holds(value) for value in vector.values]
    else:
        whole = Vector(vector.kind, vector.values, None, None, vector.places)
        said = [holds(whole.entry(k)) for k in range(len(vector.values))]
    return of(np.asarray(said, bool), vector.absent, vector.index)


def is_in(scene: Scene, node: n.In) -> Truth:
    """A value is one of a set."""
    known = scene.book.known_items(node)

    def holds(value: str) -> bool:
        found = known.get(value)
        if found is None:
            found = known[value] = any(in_span(value, low, high) for low, high in node.ranges)
        return found is not node.negated

    return told(scene.value(node.value), holds)


def under(scene: Scene, node: n.Under) -> Truth:
    """A code stands under its beginnings; a span compares as many signs as its ends have."""

    def holds(code: str) -> bool:
        found = code.startswith(node.roots) or any(
            low <= code[: len(low)] and code[: len(high)] <= high for low, high in node.ranges
        )
        return found is not node.negated

    return told(scene.value(node.value), holds)


def includes(scene: Scene, node: n.Includes) -> Truth:
    """So many of the items are in a list; an item that is absent may be."""
    listed = scene.value(node.value)
    literals = [each.value for each in node.items if type(each) is n.Literal]
    if len(literals) == len(node.items):
        return told(listed, lambda there: _counts(sum(each in there for each in literals), node))
    if listed.kind is Kind.NOTHING:
        return always(UNKNOWN)
    found = [_is_listed(scene, node, item, listed) for item in node.items]
    low, high = np.zeros(scene.size, np.int32), np.zeros(scene.size, np.int32)
    for each in found:
        rows = each.rows(scene.size)
        low += rows == TRUE
        high += rows != FALSE
    said = within(low, high, node.least, node.most)
    if listed.absent is None:
        return Truth(said)
    gone = np.broadcast_to(listed.spread().absent != 0, (scene.size,))
    return Truth(np.where(gone, np.uint8(UNKNOWN), said))


def _counts(sure: int, node: n.Includes) -> bool:
    return sure >= node.least and (node.most < 0 or sure <= node.most)


def _is_listed(scene: Scene, node: n.Includes, item: Any, listed: Vector) -> Truth:
    if type(item) is n.Literal:
        return told(listed, lambda there: item.value in there)
    if type(item) is n.Meant:
        found: Truth = scene.book.meant(scene, item, node.value, listed)
        return found
    one, other = side_by_side(scene.value(item), listed)
    if other.kind is Kind.NOTHING or one.kind is Kind.NOTHING:
        return always(UNKNOWN)
    wanted, there = np.broadcast_arrays(one.values, other.values)
    whole = Vector(one.kind, wanted, None, None, one.places)
    is_there = [there[k] is not None and whole.entry(k) in there[k] for k in range(len(there))]
    return of(np.asarray(is_there, bool), absence(one, other), index_of(one, other))


def presence(scene: Scene, node: n.Presence) -> Truth:
    """`documented` is unknown while the part that would hold it never came; `supplied` is always known."""
    found = scene.value(node.field)
    absent = np.zeros(len(found.values), np.uint8) if found.absent is None else found.absent
    if node.mode == "supplied":
        return turned(of(absent != NOT_SUPPLIED, None, found.index), node.negated)
    there = absent == 0
    if found.kind is Kind.OBJECT:
        filled = [each is not False and each != () for each in found.values]
        there = there & np.asarray(filled, bool)
    open_ = np.where((absent == NOT_SUPPLIED) | (absent == UNREADABLE), absent, 0)
    return of(there ^ node.negated, open_, found.index)


def near(scene: Scene, node: n.Near) -> Truth:
    """A day or a time of day within an amount of another; both ends are in."""
    one, other = side_by_side(scene.value(node.value), scene.value(node.anchor))
    if Kind.NOTHING in (one.kind, other.kind):
        return always(UNKNOWN)
    if other.kind is Kind.TIME:
        holds = _near_time(node, one.values // _MINUTE - other.values // _MINUTE)
    else:
        amount = int(node.amount)
        low = other.values if node.kind == "after" else days.shifted(other.values, -amount, node.unit)
        high = other.values if node.kind == "before" else days.shifted(other.values, amount, node.unit)
        holds = (low <= one.values) & (one.values <= high)
    return of(holds, absence(one, other), index_of(one, other))


def _near_time(node: n.Near, minutes: Array) -> Array:
    amount = int(node.amount * (60 if node.unit == "hours" else 1) // Decimal(1))
    low = 0 if node.kind == "after" else -amount
    high = 0 if node.kind == "before" else amount
    return (low <= minutes) & (minutes <= high)


def business_test(scene: Scene, node: n.BusinessTest) -> Truth:
    """A date is a business day."""
    return told(scene.value(node.value), lambda day: days.is_business_day(day, node.calendar) is not node.negated)


# --- put together ---------------------------------------------------------------------------------


def many(scene: Scene, node: n.CountOf) -> Truth:
    """So many of the arguments hold."""
    return count_of([scene.truth(each) for each in node.arguments], node.least, node.most, scene.size)


def is_not(scene: Scene, node: n.Not) -> Truth:
    """The argument does not hold."""
    return turned(scene.truth(node.argument))


def term(scene: Scene, node: n.TermRef) -> Truth:
    """A term holds when its meaning does."""
    return scene.truth(node.body)
