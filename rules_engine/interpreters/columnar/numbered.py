"""Features of lines as small numbers that stay the same from batch to batch."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import numpy as np

from rules_engine.batches.batch import Batch
from rules_engine.batches.vector import Array, Kind, Vector, small
from rules_engine.interpreters.columnar.days import LAST
from rules_engine.interpreters.columnar.features import Bound, Feature

MOST_VALUES: Final = 2**12
"""A feature with more values is not numbered."""
_ABSENCES: Final = 5
_MOST_PLACES: Final = 6
_NEAR: Final = 2**16
_FAR: Final = LAST - 400_000
"""From here on, days after it may be moved to the end of time, and no longer tell how far apart they are."""


class TooManyError(Exception):
    """A feature of which there are too many values."""


class Numbering:
    """One feature as small numbers. count: how many there may be; it only grows."""

    def __init__(self, feature: Feature, bounds: Iterable[Bound]) -> None:
        self.feature = feature
        self._bounds = sorted(bounds)
        self._codes: dict[Any, int] = {}
        self.count = 8 if feature.kind == "value" else 2 * len(self._bounds) + 1 + _ABSENCES

    def of(self, batch: Batch) -> tuple[Array, Array | None]:
        """Return numbers, one an entry, and the index from lines to entries.

        Raises TooManyError, or CannotError when the batch cannot say what is looked at.
        """
        vector = batch.read(self.feature.path)
        match self.feature.kind:
            case "value":
                return self._values(vector)
            case "bounds":
                return self._between(vector), vector.index
        return self._apart(vector, batch.read(self.feature.other))

    # --- values ------------------------------------------------------------------------------------

    def _values(self, vector: Vector) -> tuple[Array, Array | None]:
        """Each value has a number of its own, and so has each kind of absence."""
        if len(vector.values) > MOST_VALUES:
            vector = _by_entries(vector)
        codes = self._codes
        numbers = [codes.setdefault(each, len(codes)) for each in _keys(vector)]
        if len(codes) > MOST_VALUES:
            raise TooManyError
        while self.count < len(codes):
            self.count *= 2
        return np.asarray(numbers, small(self.count)), vector.index

    # --- bounds ------------------------------------------------------------------------------------

    def _between(self, vector: Vector) -> Array:
        if vector.kind is Kind.NOTHING:
            return self._with_absences(np.zeros(len(vector.values), np.uint16), vector.absent)
        if vector.kind is Kind.OBJECT:
            raise TooManyError
        if vector.is_decimal or vector.places > _MOST_PLACES:
            raise TooManyError
        scaled = [_held(each, vector.places) for each in self._bounds]
        return self._with_absences(_steps(vector.values, scaled), vector.absent)

    def _with_absences(self, numbers: Array, absent: Array | None) -> Array:
        if absent is None:
            return numbers
        return np.where(absent != 0, absent + numbers.dtype.type(2 * len(self._bounds)), numbers)

    # --- days apart --------------------------------------------------------------------------------

    def _apart(self, vector: Vector, other: Vector) -> tuple[Array, Array | None]:
        one, two = vector.spread(), other.spread()
        for each in (one, two):
            if each.kind is Kind.DATE and len(each.values) and int(each.values.max()) > _FAR:
                raise TooManyError
        absent = one.absent if two.absent is None else two.absent if one.absent is None else None
        if one.absent is not None and two.absent is not None:
            absent = np.where(one.absent != 0, one.absent, two.absent)
        if Kind.NOTHING in (one.kind, two.kind):
            size = max(len(one.values), len(two.values))
            gone = absent if absent is not None else np.zeros(1, np.uint8)
            return self._with_absences(np.zeros(size, np.uint16), np.broadcast_to(gone, (size,))), None
        steps = _steps(one.values - two.values, [_held(each, 0) for each in self._bounds])
        return self._with_absences(steps, absent), None


def _keys(vector: Vector) -> list[Any]:
    """Return for each entry what tells it from others; what is absent is told from what is there."""
    held: list[Any] = vector.values.tolist()
    if vector.kind is not Kind.OBJECT:
        held = [(vector.kind, vector.places, each) for each in held]
    if vector.absent is None:
        return held
    return [("absent", gone) if gone else each for each, gone in zip(held, vector.absent.tolist(), strict=True)]


def _by_entries(vector: Vector) -> Vector:
    """Return a vector of whole numbers that lie near each other with an entry for each of them."""
    if vector.index is not None or vector.values.dtype == object or vector.kind is Kind.NOTHING:
        raise TooManyError
    least, most = int(vector.values.min()), int(vector.values.max())
    if most - least >= MOST_VALUES - _ABSENCES:
        raise TooManyError
    values = np.arange(least, most + 1 + _ABSENCES)
    index = (vector.values - least).astype(small(len(values)))
    if vector.absent is None:
        return Vector(vector.kind, values, None, index, vector.places)
    absent = np.concatenate((np.zeros(most + 1 - least, np.uint8), np.arange(_ABSENCES, dtype=np.uint8)))
    index = np.where(vector.absent != 0, vector.absent.astype(np.int64) + (most + 1 - least), index)
    return Vector(vector.kind, values, absent, index.astype(small(len(values))), vector.places)


def _held(bound: Bound, places: int) -> tuple[int, int]:
    """Return the least number that reaches a bound, and the greatest one that does not go beyond it."""
    if isinstance(bound, date):
        return bound.toordinal(), bound.toordinal()
    scaled = bound.scaleb(places)
    floor = int(scaled.to_integral_value("ROUND_FLOOR"))
    return floor if floor == scaled else floor + 1, floor


def _steps(values: Array, bounds: list[tuple[int, int]]) -> Array:
    """Return between which bounds values lie: one number below, one at, and one above each bound.

    Many values that lie near each other are looked up by their distance from the least.
    """
    kind = small(2 * len(bounds) + 1 + _ABSENCES)
    if len(values) > _NEAR:
        least, most = int(values.min()), int(values.max())
        if most - least < _NEAR:
            return np.take(_steps(np.arange(least, most + 1), bounds), values - least, mode="clip")
    reached = np.searchsorted([each for each, _ in bounds], values, side="right")
    return (reached + np.searchsorted([each for _, each in bounds], values, side="left")).astype(kind)
