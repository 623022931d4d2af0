"""What each kind of requirement says in each row, as outcomes."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import numpy as np

from rules_engine.batches.vector import Array, Kind, Vector
from rules_engine.interpreters.columnar.arithmetic import mapped
from rules_engine.interpreters.columnar.conditions import compared
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, Truth, count_of, every, some, turned
from rules_engine.interpreters.columnar.outcomes import NOT_ASKED, NOT_MET, UNSURE
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n

_CENT: Final = Decimal("0.01")


def requires(scene: Scene, node: n.Requires) -> Array:
    """The condition must hold."""
    return scene.truth(node.condition).rows(scene.size)


def forbids(scene: Scene, node: n.Forbids) -> Array:
    """The condition must not hold."""
    return turned(scene.truth(node.condition)).rows(scene.size)


def table(scene: Scene, node: n.Table) -> Array:
    """Every row whose `when` cells hold must hold; a row of which that is unknown leaves the table unknown."""
    found = np.full(scene.size, NOT_ASKED, np.uint8)
    for each in node.rows:
        said = _row(scene, each)
        if said is not None:
            np.minimum(found, said, out=found)
    without = {"not met": NOT_MET, "unknown": UNSURE}.get(node.without)
    return found if without is None else np.where(found == NOT_ASKED, np.uint8(without), found)


def _row(scene: Scene, node: n.Row) -> Array | None:
    when = every([scene.truth(cell) for cell in node.when])
    if when.is_always(FALSE):
        return None
    cells = every([scene.truth(cell) for cell in node.cells]).rows(scene.size)
    if when.is_always(TRUE):
        return cells
    holds = when.rows(scene.size)
    return np.where(holds == FALSE, np.uint8(NOT_ASKED), np.where(holds == TRUE, cells, np.uint8(UNSURE)))


def record(scene: Scene, node: n.RecordNeed) -> Array:
    """Every element must be there."""
    return every([_element(scene, each) for each in node.elements]).rows(scene.size)


def _element(scene: Scene, node: n.Element) -> Truth:
    there = [scene.truth(option) for option in node.alternatives]
    parts = [count_of(there, node.least, -1, scene.size)]
    if node.where is not None:
        parts.append(scene.truth(node.where))
    found = every(parts)
    return found if node.unless is None else some([found, scene.truth(node.unless)])


def payment(scene: Scene, node: n.Payment) -> Array:
    """What the payer did allow or pay is what it says, to the cent."""
    return compared("is", cents(scene.value(node.value)), cents(scene.value(node.amount))).rows(scene.size)


def cents(amount: Vector) -> Vector:
    """Return amounts in dollars rounded to the cent, half a cent up; one too large for that stays as it is."""
    if amount.kind is Kind.NOTHING or (not amount.is_decimal and amount.places <= 2):
        return amount
    return mapped(amount, _to_the_cent)


def _to_the_cent(amount: Decimal) -> Any:
    try:
        return amount.quantize(_CENT, ROUND_HALF_UP)
    except ArithmeticError:
        return amount
