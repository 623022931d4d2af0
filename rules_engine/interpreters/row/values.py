"""What expressions come to: a Python value or an `Absent`. Whatever is worked out from an absence is that absence."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.frame import age_on
from rules_engine.interpreters.row import intervals
from rules_engine.interpreters.row.calendars import business_day_from, business_days_away, shift_day
from rules_engine.interpreters.row.force import read
from rules_engine.interpreters.row.limits import running_count
from rules_engine.interpreters.row.lines import cycle_days
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.selections import selected
from rules_engine.ir import nodes as n

THIS = n.Owner.THIS
TOO_LARGE = Absent(AbsenceKind.UNREADABLE)
"""Stands for a number that has more digits than can be worked with."""


def field(scene: Scene, node: n.Field) -> Any:
    """A fact of this line, or of the thing sought."""
    if node.owner is THIS and not scene.case.mutes:
        return scene.this.read(node.path)
    return read(scene, scene.this if node.owner is THIS else scene.sought, node.path)


def as_of(scene: Scene, node: n.AsOf) -> Any:
    """An age is worked out anew for the day; any other fact is read as it is, once the day is known."""
    frame = scene.this if node.field.owner is THIS else scene.sought
    at = scene.value(node.at)
    if node.field.path == ("derived", "age"):
        scene.records[node.field.node_id] = found = age_on(frame, at)
        return found
    return at if type(at) is Absent else scene.value(node.field)


def arithmetic(scene: Scene, node: n.Arithmetic) -> Any:
    """Nothing divided by nothing is no share."""
    left, right = scene.value(node.left), scene.value(node.right)
    for side in (left, right):
        if type(side) is Absent:
            return side
    try:
        match node.op:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        return left / right if right else NOT_APPLICABLE
    except ArithmeticError:
        return TOO_LARGE


def pick(scene: Scene, node: n.Pick) -> Any:
    """The later or greater of several values, or the earlier or lesser; all must be there, but for what never was."""
    values = [scene.value(argument) for argument in node.arguments]
    found = [each for each in values if each != NOT_APPLICABLE] or values
    absent = next((each for each in found if type(each) is Absent), None)
    if absent is not None:
        return absent
    return max(found) if node.mode in ("later", "greater") else min(found)


# --- days -----------------------------------------------------------------------------------------


def shift(scene: Scene, node: n.ShiftDate) -> Any:
    """A date moved by whole days, months or years."""
    start = scene.value(node.start)
    amount = node.amount if type(node.amount) is Decimal else scene.value(node.amount)
    if type(start) is Absent or type(amount) is Absent:
        return start if type(start) is Absent else amount
    return shift_day(start, int(amount) * node.direction, node.unit)


def business_shift(scene: Scene, node: n.BusinessShift) -> Any:
    """A date moved by business days; the date itself is not counted."""
    start = scene.value(node.start)
    return start if type(start) is Absent else business_days_away(start, node.amount, node.direction, node.calendar)


def business_day(scene: Scene, node: n.BusinessDay) -> Any:
    """A date, rolled to a business day unless it is one."""
    start = scene.value(node.start)
    return start if type(start) is Absent else business_day_from(start, node.direction, node.calendar)


def cycle_day(scene: Scene, node: n.CycleDay) -> Any:
    """The first or last day of a cycle."""
    days = cycle_days(scene, node.cycle)
    if isinstance(days, Absent):
        return days
    return days[0] if node.which == "start" else days[1]


# --- counts and times -----------------------------------------------------------------------------


def steps(scene: Scene, node: n.CountSteps) -> Any:
    """Below zero there are no steps. `from half`: half a step counts; `past half`: only more than half does."""
    amount = scene.value(node.amount)
    if type(amount) is Absent:
        return amount
    return count_steps(amount, node.step, node.mode, node.least)


def count_steps(amount: Decimal, step: Decimal, mode: str, least: Decimal = Decimal(0)) -> Decimal | Absent:
    """Return how many steps an amount gives."""
    if amount <= 0:
        return Decimal(0)
    try:
        whole, rest = divmod(amount, step)
    except ArithmeticError:
        return TOO_LARGE
    extra = {
        "full": False,
        "started": rest > 0,
        "half": rest * 2 >= step,
        "past half": rest * 2 > step,
        "least": rest >= least,
    }[mode]
    return whole + (1 if extra else 0)


def times(scene: Scene, node: n.Intervals) -> Any:
    """Times put together: what one leaves of the other, what both share, or what either holds."""
    left, right = scene.value(node.left), scene.value(node.right)
    for side in (left, right):
        if type(side) is Absent:
            return side
    match node.op:
        case "leaving out":
            return intervals.without(left, right)
        case "shared":
            return intervals.shared(left, right)
    return intervals.joined((*left, *right))


def length(scene: Scene, node: n.IntervalLength) -> Any:
    """The minutes of a set of times in all, or of its longest stretch."""
    found = scene.value(node.intervals)
    if type(found) is Absent:
        return found
    return intervals.total(found) if node.mode == "total" else intervals.longest(found)


# --- over several things --------------------------------------------------------------------------


def aggregate(scene: Scene, node: n.Aggregate) -> Any:
    """An aggregate is known only when the search saw everything and every value is there."""
    chosen = selected(scene, node.selection)
    if isinstance(chosen, Absent):
        return chosen
    if node.op == "number":
        return Decimal(len(chosen))
    found = [scene.inside(each.frame, each.records).value(node.value) for each in chosen]
    absent = next((each for each in found if type(each) is Absent), None)
    return absent if absent is not None else _together(node.op, found)


def _together(op: str, found: list[Any]) -> Any:
    if op == "distinct":
        return Decimal(len(set(found)))
    if op == "total":
        return sum(found, Decimal(0))
    if not found:
        return NOT_APPLICABLE
    if op == "average":
        return sum(found, Decimal(0)) / len(found)
    return max(found) if op in ("latest", "highest") else min(found)


def running(scene: Scene, node: n.RunningCount) -> Any:
    """What this line and those before it use up of the rule's first limit."""
    return NOT_SUPPLIED if scene.use is None else running_count(scene, scene.use)


def amount_so_far(scene: Scene, node: n.AmountSoFar) -> Any:
    """What the rules before left of the line."""
    return amount_left(scene, node.rules)


def amount_left(scene: Scene, rules: tuple[str, ...]) -> Any:
    """Return what the nearest of some rules left of this line; when none did, its charge."""
    line, left = scene.this.line, scene.case.left
    for name in rules:
        if (name, line.number) in left:
            return left[name, line.number]
    return line.charge
