"""Times of a session in columns: sets of minutes, a Python value an entry, worked out once for each different one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np

from rules_engine.batches.vector import Array, Kind, Vector, objects
from rules_engine.interpreters.columnar.arithmetic import absence, index_of, mapped, side_by_side
from rules_engine.interpreters.columnar.days import FIRST, LAST, shifted
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n

if TYPE_CHECKING:
    from rules_engine.interpreters.columnar.pairs import Pairs

Minutes = tuple[tuple[Decimal, Decimal], ...]
_A_DAY = 1440
_DAY = ("line", "service_date")


def times(scene: Scene, node: n.Intervals) -> Vector:
    """Times put together: what one leaves of the other, what both share, or what either holds."""
    one, other = side_by_side(scene.value(node.left), scene.value(node.right))
    absent, index = absence(one, other), index_of(one, other)
    left, right = np.broadcast_arrays(one.values, other.values)
    if Kind.NOTHING in (one.kind, other.kind):
        gone = np.broadcast_to(absent, left.shape) if absent is not None else None
        return Vector(Kind.NOTHING, np.zeros(len(left), np.int8), gone, index)
    made = [None if a is None or b is None else _put(node.op, a, b) for a, b in zip(left, right, strict=True)]
    return Vector(Kind.OBJECT, objects(made), absent, index)


def _put(op: str, left: Minutes, right: Minutes) -> Minutes:
    match op:
        case "leaving out":
            return without(left, right)
        case "shared":
            return shared(left, right)
    return joined((*left, *right))


def length(scene: Scene, node: n.IntervalLength) -> Vector:
    """The minutes of a set of times in all, or of its longest stretch."""
    return mapped(scene.value(node.intervals), total if node.mode == "total" else longest)


def joined(pairs: Iterable[tuple[Decimal, Decimal]]) -> Minutes:
    """Return what any of the pairs holds; pairs that touch become one."""
    found: list[tuple[Decimal, Decimal]] = []
    for start, stop in sorted(pairs):
        if start >= stop:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], stop))
        else:
            found.append((start, stop))
    return tuple(found)


def shared(left: Minutes, right: Minutes) -> Minutes:
    """Return what both hold."""
    return joined((max(a, c), min(b, d)) for a, b in left for c, d in right)


def without(left: Minutes, right: Minutes) -> Minutes:
    """Return what the left holds and the right does not."""
    found = joined(left)
    for start, stop in right:
        if start < stop:
            found = joined([part for a, b in found for part in ((a, min(b, start)), (max(a, stop), b))])
    return found


def total(pairs: Minutes) -> Decimal:
    """Return how many minutes a set has in all."""
    return sum((stop - start for start, stop in joined(pairs)), Decimal(0))


def longest(pairs: Minutes) -> Decimal:
    """Return how many minutes its longest stretch without a gap has; none has no minutes."""
    return max((stop - start for start, stop in joined(pairs)), default=Decimal(0))


# --- at the same time -----------------------------------------------------------------------------


def overlap_days(scene: Scene, node: n.Overlapping) -> tuple[Array, Array, Array | None]:
    """What began the day before may run over midnight; only what runs over midnight itself meets the day after."""
    day = scene.read(_DAY).spread()
    spans = scene.value(node.point)
    held = np.broadcast_to(spans.spread().values, (scene.size,))
    at = np.broadcast_to(np.ones(1, np.int64) if day.kind is Kind.NOTHING else day.values, (scene.size,))
    some = np.asarray([bool(each) for each in held], bool) if spans.kind is Kind.OBJECT else np.zeros(scene.size, bool)
    later = [each is not None and any(stop > _A_DAY for _, stop in each) for each in _sets(spans, held)]
    first = np.where(some, shifted(at, -1, "days"), LAST)
    last = np.where(some, np.where(np.asarray(later, bool), shifted(at, 1, "days"), at), FIRST)
    gone = absence(day, spans.spread())
    return first, last, None if gone is None else np.broadcast_to(gone, (scene.size,))


def _sets(spans: Vector, held: Array) -> Iterable[Any]:
    return held if spans.kind is Kind.OBJECT else [None] * len(held)


def overlaps(scene: Scene, place: n.Overlapping, looked: Pairs) -> Array:
    """Return whether lines have a minute in common with those beside which they stand."""
    size = len(looked.owner)
    mine, theirs = scene.read(place.point.path).at(looked.owner), looked.sought.read(place.path)
    own_day, day = scene.read(_DAY).at(looked.owner), looked.sought.read(_DAY)
    found = np.full(size, FALSE, np.uint8)
    for row in range(size):
        sides = (_moments(own_day, mine, row), _moments(day, theirs, row))
        if None in sides:
            found[row] = UNKNOWN
        elif shared(*sides):  # type: ignore[arg-type]
            found[row] = TRUE
    return found


def _moments(day: Vector, spans: Vector, row: int) -> Minutes | None:
    """Return the minutes of a row since the first day there is; None when they are absent."""
    at, found = day.row(row), spans.row(row)
    if not hasattr(at, "toordinal") or not isinstance(found, tuple):
        return None
    midnight = Decimal(at.toordinal() * _A_DAY)
    return tuple([(midnight + start, midnight + stop) for start, stop in found])
