"""What is left of a requirement: rows that cannot fit are gone, what is there already is not asked for again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs

from rules_engine.interpreters.residual.conditions import condition, every, settled, threshold, truth_of
from rules_engine.interpreters.residual.known import Known
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth


def requirement(known: Known, node: Any) -> Any:
    """Return what is left of a requirement; it says the same of every completion."""
    return PARTS[type(node)](known, node)


def _condition(known: Known, node: Any) -> Any:
    left = condition(known, node.condition)
    return node if left is node.condition else attrs.evolve(node, condition=left)


def _table(known: Known, node: n.Table) -> Any:
    """A table of which only rows are left that fit for sure asks that all their cells hold."""
    rows = tuple(left for each in node.rows if (left := _row(known, each)) is not None)
    if rows and not any(row.when for row in rows):
        cells = every(node, (cell for row in rows for cell in row.cells))
        return n.Requires(node.node_id, cells, node.missing)
    return attrs.evolve(node, rows=rows)


def _row(known: Known, node: n.Row) -> n.Row | None:
    """Return a row without the cells that hold, or None when it cannot fit."""
    when = [condition(known, cell) for cell in node.when]
    if any(truth_of(cell) is Truth.FALSE for cell in when):
        return None
    cells = [condition(known, cell) for cell in node.cells]
    return attrs.evolve(node, when=_open(when), cells=_failing(node, cells) or _open(cells))


def _open(cells: list[Any]) -> tuple[Any, ...]:
    return tuple(each for each in cells if truth_of(each) is Truth.UNKNOWN)


def _failing(node: n.Row, cells: list[Any]) -> tuple[Any, ...]:
    """A row of which one cell does not hold is not met, whatever the others come to."""
    return (settled(False, node),) if any(truth_of(each) is Truth.FALSE for each in cells) else ()


def _record(known: Known, node: n.RecordNeed) -> n.RecordNeed:
    elements = (_element(known, each) for each in node.elements)
    return attrs.evolve(node, elements=tuple(each for each in elements if each is not None))


def _element(known: Known, node: n.Element) -> n.Element | None:
    """Return what is left of a part of a record, or None when it is there, or excused."""
    unless = None if node.unless is None else condition(known, node.unless)
    if unless is not None and truth_of(unless) is Truth.TRUE:
        return None
    stands_in = None if unless is None or truth_of(unless) is Truth.FALSE else unless
    options = [condition(known, each) for each in node.alternatives]
    least = max(0, node.least - sum(truth_of(each) is Truth.TRUE for each in options))
    left = _open(options)
    where = None if node.where is None else condition(known, node.where)
    if where is not None and truth_of(where) is Truth.TRUE:
        where = None
    if least == 0 and where is None:
        return None
    if least > len(left) or (where is not None and truth_of(where) is Truth.FALSE):
        return attrs.evolve(node, least=1, alternatives=(), where=None, unless=stands_in)
    return attrs.evolve(node, least=least, alternatives=left, where=where, unless=stands_in)


def _limit(known: Known, node: n.Limit) -> n.Limit:
    """What a limit counts hangs on other lines: it stays as it is. How much there is may be known."""
    most = threshold(known, node.most)
    return node if most is node.most else attrs.evolve(node, most=most)


def _payment(known: Known, node: n.Payment) -> n.Payment:
    """Payments hang on each other: they stay as they are."""
    return node


PARTS: Final[dict[type, Callable[[Known, Any], Any]]] = {
    n.Requires: _condition,
    n.Forbids: _condition,
    n.Table: _table,
    n.RecordNeed: _record,
    n.Limit: _limit,
    n.Payment: _payment,
}
"""What is left of each kind of requirement."""


# --- what it says already -----------------------------------------------------------------------------------------


def is_settled(node: Any) -> bool:
    """Return whether what is left of a requirement says the same of every completion."""
    match node:
        case n.Requires() | n.Forbids():
            return truth_of(node.condition) is not Truth.UNKNOWN
        case n.Table():
            return not node.rows
        case n.RecordNeed():
            return all(not each.alternatives and each.unless is None for each in node.elements)
    return False


def is_failing(node: Any) -> bool:
    """Return whether what is left of a requirement is met by no completion."""
    match node:
        case n.Requires():
            return truth_of(node.condition) is Truth.FALSE
        case n.Forbids():
            return truth_of(node.condition) is Truth.TRUE
        case n.Table():
            return not node.rows and node.without == "not met"
        case n.RecordNeed():
            return any(not each.alternatives and each.unless is None for each in node.elements)
    return False
