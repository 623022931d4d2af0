"""What tables of facts say in each row: keys are numbered, put together into one number, and searched for in order."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import attrs
import numpy as np

from rules_engine.batches.vector import (
    NOT_DOCUMENTED,
    NOT_SUPPLIED,
    UNREADABLE,
    Array,
    Kind,
    Vector,
    constant,
    of_entries,
)
from rules_engine.claims import absence as absences
from rules_engine.interpreters.columnar.arithmetic import first_absence
from rules_engine.interpreters.columnar.days import FIRST, LAST
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN, Truth, always, turned
from rules_engine.interpreters.columnar.pairs import runs
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.searches import DAY, rows_of
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Reference

_MOST_DENSE: Final = 2**25
"""So many keys are held as a table of flags."""


@attrs.frozen(eq=False, repr=False)
class Index:
    """Rows of a reference by some columns, in the order of their keys.

    codes: of each column the number of each value. keys: one number a row, rising. order: the row. first, last: days.
    is_dated: whether any row is bound to days. there: of each key whether a row has it, where keys are few and no row
    is bound to days. numbered: of each column the entries that were numbered last, and their numbers.
    """

    codes: tuple[dict[Any, int], ...]
    keys: Array
    order: Array
    first: Array
    last: Array
    is_dated: bool
    there: Array | None
    numbered: list[tuple[Array, Array] | None]


def index_of(reference: Reference, columns: tuple[str, ...]) -> Index:
    """Return the index of a reference by some columns."""
    names = [name for name, _ in reference.columns]
    codes: list[dict[Any, int]] = [{} for _ in columns]
    keys = np.zeros(len(reference.rows), np.int64)
    for held, column in zip(codes, columns, strict=True):
        at = names.index(column)
        number = np.asarray([held.setdefault(row[at], len(held)) for row in reference.rows], np.int64)
        keys = keys * max(1, len(held)) + number
    order = np.argsort(keys, kind="stable")
    first = _bound(reference, names, reference.first_day, FIRST)[order]
    last = _bound(reference, names, reference.last_day, LAST)[order]
    is_dated = bool(((first != FIRST) | (last != LAST)).any())
    space = int(np.prod([max(1, len(each)) for each in codes], dtype=np.float64))
    there = None
    if not is_dated and space <= _MOST_DENSE:
        there = np.zeros(space + 1, bool)  # the last stands for a key that no row has
        there[keys] = True
    return Index(tuple(codes), keys[order], order, first, last, is_dated, there, [None] * len(columns))


def _bound(reference: Reference, names: list[str], column: str, open_: int) -> Array:
    if not column:
        return np.full(len(reference.rows), open_, np.int64)
    at = names.index(column)
    days = [row[at] for row in reference.rows]
    return np.asarray([each.toordinal() if isinstance(each, date) else open_ for each in days], np.int64)


def keys_of(index: Index, wanted: Sequence[Vector], size: int) -> Array:
    """Return the key of each row; -1 where no row of the reference has one of its values."""
    keys = np.zeros(size, np.int64)
    known = np.ones(size, bool)
    for place, (codes, vector) in enumerate(zip(index.codes, wanted, strict=True)):
        held = index.numbered[place]
        if held is None or held[0] is not vector.values:
            probe = Vector(vector.kind, vector.values, None, None, vector.places)
            numbers = [codes.get(probe.entry(k), -1) for k in range(len(vector.values))]
            held = index.numbered[place] = vector.values, np.asarray(numbers, np.int64)
        rows = held[1] if vector.index is None else held[1][vector.index]
        known &= rows >= 0
        keys = keys * max(1, len(codes)) + rows
    return np.where(known, keys, -1)


def in_rows(scene: Scene, node: n.InRows) -> Truth:
    """Some row for the values and the filters lies on the day of service."""
    reference = scene.book.reference(node.reference)
    values = [scene.value(each) for each in node.values]
    if reference is None or any(each.kind is Kind.NOTHING for each in values):
        return always(UNKNOWN)
    filtered = tuple(column for column, _ in node.filters)
    columns = (*_free(reference, filtered)[: len(values)], *filtered)
    index: Index = scene.book.index((node.reference, columns), lambda: index_of(reference, columns))
    wanted = (*values, *[constant(value) for _, value in node.filters])
    gone = first_absence(values, scene.size)
    found = _any_on_day(scene, index, keys_of(index, wanted, scene.size))
    if gone is not None:
        found = np.where(gone != 0, np.uint8(UNKNOWN), found)
    return turned(Truth(found), node.negated)


def _any_on_day(scene: Scene, index: Index, keys: Array) -> Array:
    if index.there is not None:
        return np.where(index.there[keys], np.uint8(TRUE), np.uint8(FALSE))
    low = np.searchsorted(index.keys, keys, side="left")
    if not index.is_dated:
        there = (
            index.keys[np.minimum(low, len(index.keys) - 1)] == keys if len(index.keys) else np.zeros(len(keys), bool)
        )
        return np.where(there, np.uint8(TRUE), np.uint8(FALSE))
    owner, _, holds = _on_day(scene, index, low, np.searchsorted(index.keys, keys, side="right"))
    found = np.full(len(keys), FALSE, np.uint8)
    np.maximum.at(found, owner, holds)
    return found


def _on_day(scene: Scene, index: Index, low: Array, high: Array) -> tuple[Array, Array, Array]:
    """Return rows of the reference beside each row of the scene, and whether they hold on its day."""
    owner, rows = runs(low, high)
    day, gone = rows_of(scene.read(DAY), scene.size)
    first, last = index.first[rows], index.last[rows]
    holds = np.where((first <= day[owner]) & (day[owner] <= last), np.uint8(TRUE), np.uint8(FALSE))
    if gone is not None:
        holds = np.where(gone[owner] != 0, np.uint8(UNKNOWN), holds)
    return owner, rows, np.where((first == FIRST) & (last == LAST), np.uint8(TRUE), holds)


def lookup(scene: Scene, node: n.Lookup) -> Vector:
    """The cell of the row for the keys; rows that agree are one."""
    reference = scene.book.reference(node.reference)
    keys = [scene.value(each) for each in node.keys]
    gone = first_absence(keys, scene.size)
    if reference is None or any(each.kind is Kind.NOTHING for each in keys):
        found = constant(absences.NOT_SUPPLIED)
        why = np.full(scene.size, NOT_SUPPLIED, np.uint8) if gone is None else np.where(gone != 0, gone, NOT_SUPPLIED)
        return Vector(found.kind, np.zeros(scene.size, np.int8), why.astype(np.uint8))
    columns = _free(reference, (node.column,))[: len(keys)]
    index: Index = scene.book.index((node.reference, columns), lambda: index_of(reference, columns))
    cells, code = scene.book.index((node.reference, node.column), lambda: _cells(reference, node.column))
    wanted = keys_of(index, keys, scene.size)
    low, high = (np.searchsorted(index.keys, wanted, side=side) for side in ("left", "right"))
    owner, rows, holds = _on_day(scene, index, low, high)
    entry, why = _agreed(owner, code[index.order[rows]], holds, scene.size)
    unsure = np.zeros(scene.size, bool)
    unsure[owner[holds == UNKNOWN]] = True
    _, no_day = rows_of(scene.read(DAY), scene.size)
    if no_day is not None:
        why = np.where(unsure, no_day, why)
    if gone is not None:
        why = np.where(gone != 0, gone, why)
    absent = cells.absent[entry] if cells.absent is not None else None
    whole = Vector(cells.kind, cells.values[entry], absent, None, cells.places)
    return whole.with_gone(why.astype(np.uint8))


def _cells(reference: Reference, column: str) -> tuple[Vector, Array]:
    """Return the different cells of a column, and which of them each row has; an empty cell is not documented."""
    at = [name for name, _ in reference.columns].index(column)
    codes: dict[Any, int] = {}
    code = np.asarray([codes.setdefault(row[at], len(codes)) for row in reference.rows], np.int64)
    entries = [absences.NOT_DOCUMENTED if each is None else each for each in codes] or [absences.NOT_DOCUMENTED]
    return of_entries(entries), code


def _agreed(owner: Array, code: Array, holds: Array, size: int) -> tuple[Array, Array]:
    """Return the cell on which the rows that hold agree; not documented where there is none."""
    sure = holds == TRUE
    least = np.full(size, np.iinfo(np.int64).max)
    most = np.full(size, -1)
    np.minimum.at(least, owner[sure], code[sure])
    np.maximum.at(most, owner[sure], code[sure])
    why = np.where(most < 0, NOT_DOCUMENTED, np.where(least != most, UNREADABLE, 0))
    return np.maximum(most, 0), why


def _free(reference: Reference, taken: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that values are held to: not those taken, and not those that bound a row's days."""
    out = (*taken, reference.first_day, reference.last_day)
    return tuple([name for name, _ in reference.columns if name not in out])
