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

Value = str | Decimal | date | time | bool
node = attrs.frozen


def _id() -> int:
    return attrs.field(eq=False)  # type: ignore[no-any-return]


class Owner(Enum):
    """Whose field is read: that of the thing the rule speaks of, or of the thing sought after `where`."""

    THIS = "this"
    SOUGHT = "sought"


# --- values ---------------------------------------------------------------------------------------


@node
class Literal:
    """A value written in the rule."""

    node_id: int = _id()
    value: Value
    type: Type


@node
class Field:
    """A fact of the dossier. path: attributes from the frame; a last part "#x" asks a list of elements for x."""

    node_id: int = _id()
    owner: Owner
    name: str
    path: tuple[str, ...]
    type: Type


@node
class AsOf:
    """A field read as of a date: `patient age on service date`."""

    node_id: int = _id()
    field: Field
    at: Expression
    type: Type


@node
class Arithmetic:
    """left op right, with op one of + - * /; units are checked."""

    node_id: int = _id()
    op: str
    left: Expression
    right: Expression
    type: Type


@node
class Pick:
    """The later, earlier, greater or lesser of several values."""

    node_id: int = _id()
    mode: str
    arguments: tuple[Expression, ...]
    type: Type


@node
class ShiftDate:
    """A date moved by whole days, months or years; direction: 1 after, -1 before."""

    node_id: int = _id()
    start: Expression
    amount: Decimal
    unit: str
    direction: int
    type: Type


@node
class CountSteps:
    """How many steps an amount gives, never below zero.

    mode: "full", "started", "half" (half a step counts), "past half" (more than half counts),
    "least" (the last step counts from `least` on).
    """

    node_id: int = _id()
    amount: Expression
    step: Decimal
    mode: str
    least: Decimal
    type: Type


@node
class Aggregate:
    """total, number, distinct, earliest, latest, highest, lowest or average over a selection.

    value: what is added or compared for each thing selected; None for "number".
    """

    node_id: int = _id()
    op: str
    value: Expression | None
    selection: Selection
    type: Type


Expression = Literal | Field | AsOf | Arithmetic | Pick | ShiftDate | CountSteps | Aggregate

# --- selections -----------------------------------------------------------------------------------


@node
class Same:
    """On / by / in / for / with the same FIELD: the field of the thing sought equals that of this."""

    node_id: int = _id()
    name: str
    path: tuple[str, ...]


@node
class OnClaim:
    """On the same claim: the only place that is known whole without history."""

    node_id: int = _id()


@node
class Covering:
    """A span of the thing sought that holds a date; both its days hold."""

    node_id: int = _id()
    point: Expression
    start: str
    end: str


@node
class Window:
    """Service dates near an anchor, both ends in. kind: "before", "after", "any" (rolling, ending at the anchor)."""

    node_id: int = _id()
    kind: str
    amount: Decimal
    unit: str
    anchor: Expression


@node
class Cycle:
    """The calendar day, week, month or year of an anchor."""

    node_id: int = _id()
    unit: str
    anchor: Expression


Place = Same | OnClaim | Covering | Window | Cycle


@node
class Selection:
    """Things of one kind, in places, for which a condition holds.

    path: where they lie, from the frame; empty for lines. other: leaves out what the rule speaks of.
    all_patients: lines of other patients count too.
    """

    node_id: int = _id()
    kind: str
    path: tuple[str, ...]
    places: tuple[Place, ...]
    where: Condition | None
    other: bool
    all_patients: bool


# --- conditions -----------------------------------------------------------------------------------


@node
class Compare:
    """left op right. op: "is", "is not", "at least", "at most", "more than", "less than"; dates too."""

    node_id: int = _id()
    op: str
    left: Expression
    right: Expression


@node
class Between:
    """value from low to high; both ends count."""

    node_id: int = _id()
    value: Expression
    low: Expression
    high: Expression


@node
class In:
    """value is one of `items`, or of the spans of codes `ranges` (both ends in)."""

    node_id: int = _id()
    value: Expression
    items: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    negated: bool
    name: str  # the set, when the author named one


@node
class Under:
    """value stands in a hierarchy under one of `roots` (a code is under F32 when it begins so) or spans of them."""

    node_id: int = _id()
    value: Expression
    roots: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    negated: bool


@node
class Includes:
    """Of `items`, at least `least` and at most `most` (-1: no bound) are in the list."""

    node_id: int = _id()
    value: Expression
    items: tuple[Expression, ...]
    least: int
    most: int


@node
class Presence:
    """A fact is documented, or supplied. What was not supplied at all leaves `documented` unknown."""

    node_id: int = _id()
    field: Field
    mode: str
    negated: bool


@node
class Near:
    """A date within an amount before, after or around an anchor; both ends are in."""

    node_id: int = _id()
    value: Expression
    kind: str
    amount: Decimal
    unit: str
    anchor: Expression


@node
class CountOf:
    """At least `least` and at most `most` (-1: no bound) of the arguments hold: `and`, `or`, k of n."""

    node_id: int = _id()
    least: int
    most: int
    arguments: tuple[Condition, ...]


@node
class Not:
    """The argument does not hold."""

    node_id: int = _id()
    argument: Condition


@node
class Quantified:
    """At least `least` and at most `most` (-1: no bound) things of a selection exist."""

    node_id: int = _id()
    least: int
    most: int
    selection: Selection


@node
class TermRef:
    """A defined term, with its meaning in place."""

    node_id: int = _id()
    name: str
    body: Condition


Condition = Compare | Between | In | Under | Includes | Presence | Near | CountOf | Not | Quantified | TermRef

# --- requirements ---------------------------------------------------------------------------------


@node
class Requires:
    """A condition that must hold. missing: "unknown", or "not met" when the author treats missing as not met."""

    node_id: int = _id()
    condition: Condition
    missing: str


@node
class Forbids:
    """A condition that must not hold."""

    node_id: int = _id()
    condition: Condition
    missing: str


@node
class Row:
    """One row of a table: when its `when` cells hold, the others must."""

    node_id: int = _id()
    when: tuple[Condition, ...]
    cells: tuple[Condition, ...]


@node
class Table:
    """Rows that each must hold where they match. without: outcome when no row matches."""

    node_id: int = _id()
    rows: tuple[Row, ...]
    without: str
    missing: str


@node
class Element:
    """One thing that a record must hold: one of the alternatives, and what must be true of it."""

    node_id: int = _id()
    least: int
    alternatives: tuple[Condition, ...]
    where: Condition | None


@node
class RecordNeed:
    """What the record must hold; each element is a requirement of its own in the trace."""

    node_id: int = _id()
    name: str
    elements: tuple[Element, ...]
    missing: str


@node
class Limit:
    """At most so much, in a scope: who (`keys`), where (`selection.places`), which lines (`selection.where`).

    measure: "lines", "different" (with `value`), or "total" (with `value`). This line and history count.
    """

    node_id: int = _id()
    measure: str
    value: Expression | None
    most: Expression
    keys: tuple[Same, ...]
    selection: Selection
    missing: str


Requirement = Requires | Forbids | Table | RecordNeed | Limit
Node = Expression | Condition | Selection | Place | Requirement | Row | Element
