"""Sets of intervals: pairs (start, stop) of minutes. Results hold no empty pair, in order, none touching the next."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

Minutes = tuple[tuple[Decimal, Decimal], ...]


def joined(pairs: Iterable[tuple[Decimal, Decimal]]) -> Minutes:
    """Return what any of the pairs holds; pairs that touch become one.

    >>> joined([(Decimal(30), Decimal(40)), (Decimal(0), Decimal(30))])
    ((Decimal('0'), Decimal('40')),)
    """
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


def overlap(left: Minutes, right: Minutes) -> bool:
    """Return whether both hold a minute, or a part of it, in common."""
    return shared(left, right) != ()
