"""IR to plain data and back: lists, strings and numbers only, so that reading it can run nothing.

The data is `[leaves, nodes]`. A node is `[number of its class, place, place …]`: where its parts stand among all leaves
and the nodes before it. What is equal is written once. The last one is the whole. Neither way is recursive, so that
depth is no matter. Tuples and dicts are nodes, and dates, decimals and words of an enum leaves, with a negative number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any, Final

import attrs

from rules_engine.ir import example, nodes, rulebook, types
from rules_engine.ir.side_table import SideTable

VERSION: Final = 3
CLASSES: Final[tuple[type, ...]] = (
    types.Type,
    nodes.Literal,
    nodes.Field,
    nodes.AsOf,
    nodes.Arithmetic,
    nodes.Pick,
    nodes.ShiftDate,
    nodes.BusinessCalendar,
    nodes.BusinessShift,
    nodes.BusinessDay,
    nodes.CycleDay,
    nodes.Lookup,
    nodes.Intervals,
    nodes.IntervalLength,
    nodes.NamedValue,
    nodes.Meant,
    nodes.RunningCount,
    nodes.AmountSoFar,
    nodes.CountSteps,
    nodes.Aggregate,
    nodes.Same,
    nodes.OnClaim,
    nodes.Covering,
    nodes.Overlapping,
    nodes.Window,
    nodes.Cycle,
    nodes.Selection,
    nodes.Compare,
    nodes.Between,
    nodes.In,
    nodes.InRows,
    nodes.BusinessTest,
    nodes.Attested,
    nodes.Under,
    nodes.Includes,
    nodes.Presence,
    nodes.Near,
    nodes.CountOf,
    nodes.Not,
    nodes.Quantified,
    nodes.TermRef,
    nodes.Requires,
    nodes.Forbids,
    nodes.Row,
    nodes.Table,
    nodes.Element,
    nodes.RecordNeed,
    nodes.Quota,
    nodes.Rank,
    nodes.Limit,
    nodes.Payment,
    rulebook.Place,
    rulebook.Validity,
    rulebook.Citation,
    rulebook.Clause,
    rulebook.Source,
    rulebook.Outcome,
    rulebook.Withdrawal,
    rulebook.DatedValue,
    rulebook.Meaning,
    rulebook.Reference,
    rulebook.FieldNote,
    rulebook.Rule,
    rulebook.Coverage,
    rulebook.Rulebook,
    example.Fact,
    example.Entry,
    example.Expectation,
    example.Example,
)


def _reader(cls: type) -> Callable[[Any], Sequence[Any]]:
    """Return what reads all fields of a class."""
    names = tuple(attrs.fields_dict(cls))
    if len(names) == 1:
        return lambda value: (getattr(value, names[0]),)
    read: Callable[[Any], Sequence[Any]] = attrgetter(*names)
    return read


_ENUMS: Final[tuple[type[Enum], ...]] = (types.TypeKind, nodes.Owner)
_TUPLE, _DICT, _DECIMAL, _DATE, _TIME, _SIDE_TABLE, _ENUM = -1, -2, -3, -4, -5, -6, -10
_NUMBER: Final = {cls: number for number, cls in enumerate(CLASSES)}
_READ: Final[dict[type, Callable[[Any], Sequence[Any]]]] = {cls: _reader(cls) for cls in CLASSES}
_PLAIN: Final = frozenset({str, int, bool, type(None)})


def encode(value: Any) -> Any:
    """Return `value` (IR, or anything that IR holds) as plain data. Raises TypeError for anything else."""
    leaves: dict[Any, int] = {}  # places count down from -1 until all leaves are known
    written: dict[tuple[int, ...], int] = {}  # and up from 0
    known: dict[int, int] = {}  # by identity: what is shared is looked at once
    places: list[int] = []  # of the parts of every node that is open
    waiting: list[Any] = [value]
    while waiting:
        found = waiting.pop()
        kind = type(found)
        if kind is _Close:
            begin = len(places) - found.count
            node = (found.number, *places[begin:])
            places[begin:] = [known.setdefault(found.identity, written.setdefault(node, len(written)))]
        elif kind in _PLAIN:
            places.append(leaves.setdefault((kind, found), -1 - len(leaves)))
        elif id(found) in known:
            places.append(known[id(found)])
        elif (parts := _parts(found)) is None:
            leaf = _leaf(found)
            places.append(leaves.setdefault((leaf[0], *leaf[1:]), -1 - len(leaves)))
        else:
            number, inner = parts
            waiting.append(_Close(number, len(inner), id(found)))
            waiting += reversed(inner)
    return _joined(leaves, written)


class _Close:
    """Stands behind the parts of a node: its number, how many parts there are, and whose they are."""

    __slots__ = ("count", "identity", "number")

    def __init__(self, number: int, count: int, identity: int) -> None:
        self.number = number
        self.count = count
        self.identity = identity


def _joined(leaves: dict[Any, int], written: dict[tuple[int, ...], int]) -> list[Any]:
    """Return leaves and nodes, with places counted from the first leaf."""
    first = len(leaves)
    moved = [[n[0], *[first + part if part >= 0 else -1 - part for part in n[1:]]] for n in written]
    return [[key[1] if type(key[0]) is type else list(key) for key in leaves], moved]


def _parts(value: Any) -> tuple[int, Sequence[Any]] | None:
    """Return number and parts of a node; None for a leaf."""
    kind = type(value)
    if kind is tuple:
        return _TUPLE, value
    number = _NUMBER.get(kind)
    if number is not None:
        return number, _READ[kind](value)
    if kind is dict and not _is_side_table(value):
        return _DICT, [part for pair in value.items() for part in pair]
    return None


def _is_side_table(value: dict[Any, Any]) -> bool:
    return bool(value) and all(type(key) is int for key in value)


def _leaf(value: Any) -> list[Any]:
    match value:
        case Decimal():
            return [_DECIMAL, str(value)]
        case date():
            return [_DATE, value.isoformat()]
        case time():
            return [_TIME, value.isoformat()]
        case dict() | SideTable():
            return [_SIDE_TABLE, SideTable.packed(value)]
    for number, enum in enumerate(_ENUMS):
        if isinstance(value, enum):
            return [_ENUM - number, value.value]
    raise TypeError(f"not part of the IR: {type(value).__name__}")


def decode(data: Any) -> Any:
    """Return what `encode` was given. Raises ValueError for data that it did not write."""
    try:
        leaves, written = data
        made = [leaf if type(leaf) in _PLAIN else _read(leaf) for leaf in leaves]
        at = made.__getitem__
        for number, *parts in written:
            found = map(at, parts)
            made.append(CLASSES[number](*found) if number >= 0 else _GATHERED[number](found))
        return made[-1]
    except (IndexError, KeyError, TypeError, ArithmeticError, AttributeError) as fault:
        raise ValueError("not an encoded IR") from fault


def _read(leaf: list[Any]) -> Any:
    number, written = leaf
    return _READERS[number](written)


def _pairs(parts: Iterator[Any]) -> dict[Any, Any]:
    return dict(zip(parts, parts, strict=True))


_GATHERED: Final[dict[int, Callable[[Iterator[Any]], Any]]] = {_TUPLE: tuple, _DICT: _pairs}
_READERS: Final[dict[int, Callable[[Any], Any]]] = {
    _DECIMAL: Decimal,
    _DATE: date.fromisoformat,
    _TIME: time.fromisoformat,
    _SIDE_TABLE: SideTable,
    **{_ENUM - number: enum for number, enum in enumerate(_ENUMS)},
}
