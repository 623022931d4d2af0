"""The order in which lines use up a limit, and the classes in which they have a place."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from rules_engine.claims.absence import Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.interpreters.row.conditions import in_span
from rules_engine.interpreters.row.force import read
from rules_engine.interpreters.row.kleene import FALSE, UNKNOWN, of
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth

RECEIVED: Final = ("derived", "filing_date")
LAST_KEYS: Final = (
    ("received date", RECEIVED, False),
    ("claim id", ("claim", "claim_id"), False),
    ("line number", ("line", "number"), False),
)
"""What decides between lines that are alike in all keys that are named: name, path, whether the highest comes first."""


def keys_of(ranking: Sequence[n.Rank]) -> list[tuple[str, tuple[str, ...], bool]]:
    """Return the name, path and direction of every key of an order."""
    return [*((each.field.name, each.field.path, each.highest) for each in ranking), *LAST_KEYS]


def comes_before(scene: Scene, ranking: Sequence[n.Rank], frame: LineFrame) -> Truth:
    """Return whether a line comes before this one; unknown when a key that would decide is absent."""
    this = scene.this
    for _, path, highest in keys_of(ranking):
        if frame.claim is this.claim and is_of_claim(path):
            continue
        own, other = read(scene, this, path), read(scene, frame, path)
        if isinstance(own, Absent) or isinstance(other, Absent):
            return UNKNOWN
        if own != other:
            return of((other > own) is highest)
    return FALSE


def is_of_claim(path: tuple[str, ...]) -> bool:
    """Return whether all lines of a claim have the same at a path, known or not."""
    return path[0] == "claim" or path == RECEIVED


# --- quotas ---------------------------------------------------------------------------------------


def classes_of(code: str, quotas: Sequence[n.Quota]) -> tuple[int, ...]:
    """Return the places of the quotas to which a code belongs."""
    return tuple([place for place, quota in enumerate(quotas) if _is_of(code, quota)])


def _is_of(code: str, quota: n.Quota) -> bool:
    return code in quota.items or any(in_span(code, low, high) for low, high in quota.ranges)


def placed(codes: Collection[str], quotas: Sequence[n.Quota]) -> int:
    """Return how many lines have a place at most, each in one class; a line of no class always has one.

    Which lines came first makes no difference to the number (the placed sets of a matching are a matroid).

    >>> two = n.Quota(1, 2, "a", ("A", "B"), ())
    >>> one = n.Quota(2, 1, "b", ("B",), ())
    >>> placed(["A", "A", "B"], [two, one]), placed(["A", "A", "A", "X"], [two, one])
    (3, 3)
    """
    wanted = [classes_of(code, quotas) for code in codes]
    holders: dict[int, list[int]] = {place: [] for place in range(len(quotas))}
    free = sum(1 for classes in wanted if not classes)
    return free + sum(
        1 for line, classes in enumerate(wanted) if classes and _place(line, wanted, quotas, holders, set())
    )


def _place(
    line: int,
    wanted: Sequence[tuple[int, ...]],
    quotas: Sequence[n.Quota],
    holders: dict[int, list[int]],
    tried: set[int],
) -> bool:
    """Give a line a place in one of its classes, moving others to another of theirs where that makes room."""
    for place in wanted[line]:
        if place in tried:
            continue
        tried.add(place)
        if len(holders[place]) < quotas[place].most:
            holders[place].append(line)
            return True
        for index, holder in enumerate(holders[place]):
            if _place(holder, wanted, quotas, holders, tried):
                holders[place][index] = line
                return True
    return False
