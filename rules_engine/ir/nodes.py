"""The typed IR of one rule: what interpreters read.

Every node has a `node_id`, unique within its rule. Spans, texts and trace values are side tables by that id, and
take no part in equality: two rules that differ only in layout are equal.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from enum import Enum

import attrs

from rules_engine.ir.types import Type
from rules_engine.value import Value

Constant = str | Decimal | date | time | bool


class Owner(Enum):
    """Whose field is read: that of the thing the rule speaks of, or of the thing sought after `where`."""

    THIS = "this"
    SOUGHT = "sought"


# --- values ---------------------------------------------------------------------------------------


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

# --- selections -----------------------------------------------------------------------------------


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


# --- conditions -----------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Compare(Value):
    """left op right. op: "is", "is not", "at least", "at most", "more than", "less than"; dates too."""

    node_id: int = attrs.field(eq=False)
    op: str
    left: Expression
    right: Expression


@attrs.frozen(eq=False, repr=False)
class Between(Value):
    """value from low to high; both ends count."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    low: Expression
    high: Expression


@attrs.frozen(eq=False, repr=False)
class In(Value):
    """value is one of `items`, or of the spans of codes `ranges` (both ends in)."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    items: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    negated: bool
    name: str  # the set, when the author named one


@attrs.frozen(eq=False, repr=False)
class InRows(Value):
    """A reference has a row whose first columns are the values, and whose filtered columns are as said.

    The columns that bound a row's days and those that are filtered are left out of the first ones. filters: pairs of
    column and constant.
    """

    node_id: int = attrs.field(eq=False)
    values: tuple[Expression, ...]
    reference: str
    filters: tuple[tuple[str, Constant], ...]
    negated: bool


@attrs.frozen(eq=False, repr=False)
class BusinessTest(Value):
    """A date is a business day of a calendar."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    calendar: BusinessCalendar
    negated: bool


@attrs.frozen(eq=False, repr=False)
class Attested(Value):
    """A named person answered a question of judgement with yes; unknown until somebody did."""

    node_id: int = attrs.field(eq=False)
    role: str
    question: str


@attrs.frozen(eq=False, repr=False)
class Under(Value):
    """value stands in a hierarchy under one of `roots` (a code is under F32 when it begins so) or spans of them."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    roots: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    negated: bool


@attrs.frozen(eq=False, repr=False)
class Includes(Value):
    """Of `items`, at least `least` and at most `most` (-1: no bound) are in the list."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    items: tuple[Expression, ...]
    least: int
    most: int


@attrs.frozen(eq=False, repr=False)
class Presence(Value):
    """A fact is documented, or supplied. What was not supplied at all leaves `documented` unknown."""

    node_id: int = attrs.field(eq=False)
    field: Field | Lookup
    mode: str
    negated: bool


@attrs.frozen(eq=False, repr=False)
class Near(Value):
    """A date, or a time of day, within an amount before, after or around an anchor; both ends are in."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    kind: str
    amount: Decimal
    unit: str
    anchor: Expression


@attrs.frozen(eq=False, repr=False)
class CountOf(Value):
    """At least `least` and at most `most` (-1: no bound) of the arguments hold: `and`, `or`, k of n."""

    node_id: int = attrs.field(eq=False)
    least: int
    most: int
    arguments: tuple[Condition, ...]


@attrs.frozen(eq=False, repr=False)
class Not(Value):
    """The argument does not hold."""

    node_id: int = attrs.field(eq=False)
    argument: Condition


@attrs.frozen(eq=False, repr=False)
class Quantified(Value):
    """At least `least` and at most `most` (-1: no bound) things of a selection exist."""

    node_id: int = attrs.field(eq=False)
    least: int
    most: int
    selection: Selection


@attrs.frozen(eq=False, repr=False)
class TermRef(Value):
    """A defined term, with its meaning in place."""

    node_id: int = attrs.field(eq=False)
    name: str
    body: Condition


Condition = (
    Compare
    | Between
    | In
    | InRows
    | BusinessTest
    | Attested
    | Under
    | Includes
    | Presence
    | Near
    | CountOf
    | Not
    | Quantified
    | TermRef
)

# --- requirements ---------------------------------------------------------------------------------


@attrs.frozen(eq=False, repr=False)
class Requires(Value):
    """A condition that must hold. missing: "unknown", or "not met" when the author treats missing as not met."""

    node_id: int = attrs.field(eq=False)
    condition: Condition
    missing: str


@attrs.frozen(eq=False, repr=False)
class Forbids(Value):
    """A condition that must not hold."""

    node_id: int = attrs.field(eq=False)
    condition: Condition
    missing: str


@attrs.frozen(eq=False, repr=False)
class Row(Value):
    """One row of a table: when its `when` cells hold, the others must."""

    node_id: int = attrs.field(eq=False)
    when: tuple[Condition, ...]
    cells: tuple[Condition, ...]


@attrs.frozen(eq=False, repr=False)
class Table(Value):
    """Rows that each must hold where they match. without: outcome when no row matches."""

    node_id: int = attrs.field(eq=False)
    rows: tuple[Row, ...]
    without: str
    missing: str


@attrs.frozen(eq=False, repr=False)
class Element(Value):
    """One thing that a record must hold: some of the alternatives, and what must be true; or `unless` holds instead."""

    node_id: int = attrs.field(eq=False)
    least: int
    alternatives: tuple[Condition, ...]
    where: Condition | None
    unless: Condition | None = None


@attrs.frozen(eq=False, repr=False)
class RecordNeed(Value):
    """What the record must hold; each element is a requirement of its own in the trace."""

    node_id: int = attrs.field(eq=False)
    name: str
    elements: tuple[Element, ...]
    missing: str


@attrs.frozen(eq=False, repr=False)
class Quota(Value):
    """At most so many of the lines of a limit may be of these codes; a line of several classes is placed once."""

    node_id: int = attrs.field(eq=False)
    most: int
    name: str
    items: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]


@attrs.frozen(eq=False, repr=False)
class Rank(Value):
    """One key of the order in which lines use up a limit. highest: the highest or latest comes first."""

    node_id: int = attrs.field(eq=False)
    field: Field
    highest: bool


@attrs.frozen(eq=False, repr=False)
class Limit(Value):
    """At most so much, in a scope: who (`keys`), where (`selection.places`), which lines (`selection.where`).

    measure: "lines", "different" (with `value`), or "total" (with `value`). This line and history count.
    Without `ranking` each line is judged as if it came last. With it, only the lines ranked before a line count besides
    itself; after the keys that are named come received date, claim and line number, earliest first.
    """

    node_id: int = attrs.field(eq=False)
    measure: str
    value: Expression | None
    most: Expression
    keys: tuple[Same, ...]
    selection: Selection
    missing: str
    quotas: tuple[Quota, ...] = ()
    ranking: tuple[Rank, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Payment(Value):
    """What the payer allows for the line, in dollars: met when the allowed amount is that, to the cent."""

    node_id: int = attrs.field(eq=False)
    value: Expression
    missing: str


Requirement = Requires | Forbids | Table | RecordNeed | Limit | Payment
Node = Expression | Intervals | Condition | Selection | Place | Requirement | Row | Element | Quota | Rank
