"""Values: what is read, looked up or worked out from a dossier."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

import attrs

from rules_engine.ir.types import Type
from rules_engine.value import Value

if TYPE_CHECKING:
    from rules_engine.ir.nodes.selections import Cycle, Selection

Constant = str | Decimal | date | time | bool


class Owner(Enum):
    """Whose field is read: that of the thing the rule speaks of, or of the thing sought after `where`."""

    THIS = "this"
    SOUGHT = "sought"


@attrs.frozen(eq=False, repr=False)
class Literal(Value):
    """A value written in the rule."""

    node_id: int = attrs.field(eq=False)
    value: Constant
    type: Type


@attrs.frozen(eq=False, repr=False)
class Field(Value):
    """A fact of the dossier. path: attributes from the frame; a last part "#x" asks a list of elements for x."""

    node_id: int = attrs.field(eq=False)
    owner: Owner
    name: str
    path: tuple[str, ...]
    type: Type


@attrs.frozen(eq=False, repr=False)
class AsOf(Value):
    """A field read as of a date: `patient age on service date`."""

    node_id: int = attrs.field(eq=False)
    field: Field
    at: Expression
    type: Type


@attrs.frozen(eq=False, repr=False)
class Arithmetic(Value):
    """left op right, with op one of + - * /; units are checked."""

    node_id: int = attrs.field(eq=False)
    op: str
    left: Expression
    right: Expression
    type: Type


@attrs.frozen(eq=False, repr=False)
class Pick(Value):
    """The later, earlier, greater or lesser of several values."""

    node_id: int = attrs.field(eq=False)
    mode: str
    arguments: tuple[Expression, ...]
    type: Type


@attrs.frozen(eq=False, repr=False)
class ShiftDate(Value):
    """A date moved by whole days, months or years; direction: 1 after, -1 before. A named value may give the amount."""

    node_id: int = attrs.field(eq=False)
    start: Expression
    amount: Decimal | NamedValue
    unit: str
    direction: int
    type: Type


@attrs.frozen(eq=False, repr=False)
class BusinessCalendar(Value):
    """Which days are no business days. weekends: 0 is Monday; holidays: sorted."""

    name: str
    weekends: tuple[int, ...]
    holidays: tuple[date, ...]


@attrs.frozen(eq=False, repr=False)
class BusinessShift(Value):
    """So many business days after or before a date, which is not counted itself; direction: 1 after, -1 before."""

    node_id: int = attrs.field(eq=False)
    start: Expression
    amount: int
    direction: int
    calendar: BusinessCalendar
    type: Type


@attrs.frozen(eq=False, repr=False)
class BusinessDay(Value):
    """The first business day on or after a date (direction 1), or the last one on or before it (-1)."""

    node_id: int = attrs.field(eq=False)
    start: Expression
    direction: int
    calendar: BusinessCalendar
    type: Type


@attrs.frozen(eq=False, repr=False)
class CycleDay(Value):
    """The first ("start") or last day ("end") of the cycle that holds the cycle's anchor."""

    node_id: int = attrs.field(eq=False)
    cycle: Cycle
    which: str
    type: Type


@attrs.frozen(eq=False, repr=False)
class Lookup(Value):
    """What a reference has in `column` where its first other columns are the keys, on the day of service of this line.

    No such row is not documented; a reference that is not loaded is not supplied; rows that differ are unreadable.
    """

    node_id: int = attrs.field(eq=False)
    reference: str
    column: str
    keys: tuple[Expression, ...]
    type: Type


@attrs.frozen(eq=False, repr=False)
class Intervals(Value):
    """Minutes of the clock put together. op: "leaving out", "shared", "joined"."""

    node_id: int = attrs.field(eq=False)
    op: str
    left: Field | Intervals
    right: Field


@attrs.frozen(eq=False, repr=False)
class IntervalLength(Value):
    """How many minutes an interval set has in all ("total"), or its longest stretch without a gap ("longest")."""

    node_id: int = attrs.field(eq=False)
    mode: str
    intervals: Field | Intervals
    type: Type


@attrs.frozen(eq=False, repr=False)
class NamedValue(Value):
    """A value that the rulebook at hand names; a rulebook that extends another may give it another amount."""

    node_id: int = attrs.field(eq=False)
    name: str
    type: Type


@attrs.frozen(eq=False, repr=False)
class Meant(Value):
    """The modifiers to which the rulebook at hand gives a meaning; one of them stands for all."""

    node_id: int = attrs.field(eq=False)
    name: str
    type: Type


@attrs.frozen(eq=False, repr=False)
class RunningCount(Value):
    """How much of the rule's limit is used up with this line, by the lines ranked before it and itself."""

    node_id: int = attrs.field(eq=False)
    type: Type


@attrs.frozen(eq=False, repr=False)
class AmountSoFar(Value):
    """What the first of these rules that paid for the line left of it, in dollars. rules: nearest first."""

    node_id: int = attrs.field(eq=False)
    rules: tuple[str, ...]
    type: Type


@attrs.frozen(eq=False, repr=False)
class CountSteps(Value):
    """How many steps an amount gives, never below zero.

    mode: "full", "started", "half" (half a step counts), "past half" (more than half counts),
    "least" (the last step counts from `least` on).
    """

    node_id: int = attrs.field(eq=False)
    amount: Expression
    step: Decimal
    mode: str
    least: Decimal
    type: Type


@attrs.frozen(eq=False, repr=False)
class Aggregate(Value):
    """total, number, distinct, earliest, latest, highest, lowest or average over a selection.

    value: what is added or compared for each thing selected; None for "number". Of nothing there is no earliest,
    latest, highest, lowest or average: not applicable.
    """

    node_id: int = attrs.field(eq=False)
    op: str
    value: Expression | None
    selection: Selection
    type: Type


Expression = (
    Literal
    | Field
    | AsOf
    | Arithmetic
    | Pick
    | ShiftDate
    | BusinessShift
    | BusinessDay
    | CycleDay
    | Lookup
    | IntervalLength
    | NamedValue
    | Meant
    | RunningCount
    | AmountSoFar
    | CountSteps
    | Aggregate
)
