"""Selections: things of one kind, in places, for which a condition holds."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

import attrs

from rules_engine.ir.nodes.values import Expression, Field
from rules_engine.value import Value

if TYPE_CHECKING:
    from rules_engine.ir.nodes.conditions import Condition


@attrs.frozen(eq=False, repr=False)
class Same(Value):
    """On / by / in / for / with the same FIELD: the field of the thing sought equals that of this."""

    node_id: int = attrs.field(eq=False)
    name: str
    path: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class OnClaim(Value):
    """On the same claim: the only place that is known whole without history."""

    node_id: int = attrs.field(eq=False)


@attrs.frozen(eq=False, repr=False)
class Covering(Value):
    """A span of the thing sought that holds a date; both its days hold."""

    node_id: int = attrs.field(eq=False)
    point: Expression
    start: str
    end: str


@attrs.frozen(eq=False, repr=False)
class Overlapping(Value):
    """The intervals of the thing sought, on its own day, have a minute in common with those of this.

    point: the interval field of this. path: that of the line sought.
    """

    node_id: int = attrs.field(eq=False)
    point: Field
    path: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Window(Value):
    """Service dates near an anchor, both ends in.

    kind: "before", "after", "any" (rolling, ending at the anchor); "until" and "since": all days before or after it,
    the day itself left out. When the anchor is an event that is known never to have been (not applicable), "before"
    and "until" hold every day, "after" and "since" none.
    """

    node_id: int = attrs.field(eq=False)
    kind: str
    amount: Decimal
    unit: str
    anchor: Expression


@attrs.frozen(eq=False, repr=False)
class Cycle(Value):
    """The day, week, month or year that holds an anchor.

    A year starts on `month` and `day`, or on those of the date that `start` reads (a member's benefit year); who starts
    on February 29 starts on March 1 of other years. A week starts on `weekday` (0 is Monday). name: what the rulebook
    calls it, empty for those of the calendar.
    """

    node_id: int = attrs.field(eq=False)
    unit: str
    anchor: Expression
    month: int = 1
    day: int = 1
    weekday: int = 0
    start: Field | None = None
    name: str = ""


Place = Same | OnClaim | Covering | Overlapping | Window | Cycle


@attrs.frozen(eq=False, repr=False)
class Selection(Value):
    """Things of one kind, in places, for which a condition holds.

    path: where they lie, from the frame; empty for lines. other: leaves out what the rule speaks of.
    all_patients: lines of other patients count too. earlier: what must also hold of lines of other claims.
    """

    node_id: int = attrs.field(eq=False)
    kind: str
    path: tuple[str, ...]
    places: tuple[Place, ...]
    where: Condition | None
    other: bool
    all_patients: bool
    earlier: Condition | None = None
