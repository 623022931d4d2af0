"""The classes in which lines have a place, and how many of them have one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Final

import numpy as np

from rules_engine.batches.batch import CannotError
from rules_engine.batches.vector import Array, Kind, Vector
from rules_engine.interpreters.columnar.conditions import in_span
from rules_engine.ir import nodes as n

MOST_TOGETHER: Final = 10
"""So many quotas may share codes with each other; the work doubles with each."""

Classes = tuple[int, ...]


class Places:
    """The places that quotas leave for lines."""

    def __init__(self, quotas: Sequence[n.Quota]) -> None:
        self._quotas = quotas
        self._numbers: dict[Classes, int] = {}

    def classes(self, code: Vector, size: int) -> Array:
        """Return a number for the classes to which the code of each row belongs, -1 where it is absent."""
        if code.kind is Kind.NOTHING:
            return np.full(size, -1)
        found = [-1 if each is None else self._number(each) for each in code.values]
        return Vector(Kind.NUMBER, np.asarray(found, np.int64), None, code.index).rows(size)

    def _number(self, code: str) -> int:
        classes = tuple([place for place, quota in enumerate(self._quotas) if _is_of(code, quota)])
        return self._numbers.setdefault(classes, len(self._numbers))

    def counted(self, owner: Array, classes: Array, size: int) -> Array:
        """Return how many lines of each classes each row has: a column for each number that was given."""
        there = classes >= 0
        width = len(self._numbers)
        flat = np.bincount(owner[there] * width + classes[there], minlength=size * width)
        return flat.reshape(size, width)

    def placed(self, counted: Array) -> Array:
        """Return how many lines have a place at most, each in one class; a line of no class always has one.

        Quotas that share codes are looked at together. Of these, lines are without a place only where some of the
        quotas are full of lines that have no other: so the least of the sums over all such sets is the number.
        """
        kinds = list(self._numbers)
        found = np.zeros(len(counted), np.int64)
        for group in _groups(kinds):
            columns = [k for k, each in enumerate(kinds) if each and each[0] in group]
            least = counted[:, columns].sum(axis=1)
            for full in _subsets(sorted(group)):
                free = [k for k in columns if not full.issuperset(kinds[k])]
                most = sum(self._quotas[each].most for each in full)
                least = np.minimum(least, counted[:, free].sum(axis=1) + most)
            found += least
        if () in self._numbers:
            found += counted[:, self._numbers[()]]
        return found


def _is_of(code: str, quota: n.Quota) -> bool:
    return code in quota.items or any(in_span(code, low, high) for low, high in quota.ranges)


def _groups(kinds: Sequence[Classes]) -> list[set[int]]:
    """Return the quotas that lines belong to, put together where a line belongs to several."""
    found: list[set[int]] = []
    for each in kinds:
        met = [group for group in found if not group.isdisjoint(each)]
        found = [group for group in found if group.isdisjoint(each)]
        if each:
            found.append(set(each).union(*met))
    return found


def _subsets(members: Sequence[int]) -> Iterator[frozenset[int]]:
    if len(members) > MOST_TOGETHER:
        raise CannotError("many classes that share codes")
    for size in range(1, len(members) + 1):
        yield from map(frozenset, combinations(members, size))
