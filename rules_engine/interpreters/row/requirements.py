"""What each kind of requirement says of a line: met, not met, unknown, or that it asks nothing."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

from rules_engine.claims.absence import Absent
from rules_engine.interpreters.row.kleene import (
    FALSE,
    MET,
    NOT_ASKED,
    NOT_MET,
    TRUE,
    UNKNOWN,
    UNSURE,
    every,
    of,
    outcome,
    some,
    turned,
    within,
)
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.trace.result import RuleOutcome, Truth

_CENT: Final = Decimal("0.01")


def requires(scene: Scene, node: n.Requires) -> RuleOutcome:
    """The condition must hold."""
    return outcome(scene.truth(node.condition))


def forbids(scene: Scene, node: n.Forbids) -> RuleOutcome:
    """The condition must not hold."""
    return outcome(turned(scene.truth(node.condition), True))


def table(scene: Scene, node: n.Table) -> RuleOutcome:
    """Every row whose `when` cells hold must hold; a row of which that is unknown leaves the table unknown."""
    found = [row(scene, each) for each in node.rows]
    if NOT_MET in found:
        return NOT_MET
    if UNSURE in found:
        return UNSURE
    if MET in found:
        return MET
    return {"not met": NOT_MET, "unknown": UNSURE}.get(node.without, NOT_ASKED)


def row(scene: Scene, node: n.Row) -> RuleOutcome:
    """A row asks something of the lines for which its `when` cells hold."""
    when = [scene.truth(cell) for cell in node.when]
    if FALSE in when:
        found = NOT_ASKED
    else:
        cells = [scene.truth(cell) for cell in node.cells]
        holds = FALSE if FALSE in cells else UNKNOWN if UNKNOWN in cells else TRUE
        found = UNSURE if UNKNOWN in when else outcome(holds)
    scene.records[node.node_id] = found
    return found


def record(scene: Scene, node: n.RecordNeed) -> RuleOutcome:
    """Every element must be there."""
    return outcome(every([element(scene, each) for each in node.elements]))


def element(scene: Scene, node: n.Element) -> Truth:
    """So many of the alternatives hold, and what must be true of them; or what stands in for it does."""
    there = [scene.truth(option) for option in node.alternatives]
    sure = there.count(TRUE)
    parts = [within(sure, sure + there.count(UNKNOWN), node.least, -1)]
    if node.where is not None:
        parts.append(scene.truth(node.where))
    found = every(parts)
    if node.unless is not None and found is not TRUE:
        found = some([found, scene.truth(node.unless)])
    scene.records[node.node_id] = found
    return found


def payment(scene: Scene, node: n.Payment) -> RuleOutcome:
    """What the payer did allow or pay is what it says, to the cent."""
    value, amount = scene.value(node.value), scene.value(node.amount)
    if isinstance(value, Absent) or isinstance(amount, Absent):
        return UNSURE
    return outcome(of(cents(value) == cents(amount)))


def cents(amount: Decimal) -> Any:
    """Return an amount in dollars rounded to the cent, half a cent up; one too large for that stays as it is."""
    try:
        return amount.quantize(_CENT, ROUND_HALF_UP)
    except ArithmeticError:
        return amount
