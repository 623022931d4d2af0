"""What a rule asks: conditions, tables, records, limits, payments."""

from __future__ import annotations

import attrs

from rules_engine.ir.nodes.conditions import Condition
from rules_engine.ir.nodes.selections import Same, Selection
from rules_engine.ir.nodes.values import Expression, Field
from rules_engine.value import Value


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
    """What the payer allows or pays for the line, in dollars: met when the amount is that, to the cent.

    amount: the field of the line that holds what it did allow or pay.
    """

    node_id: int = attrs.field(eq=False)
    value: Expression
    amount: Field
    missing: str


Requirement = Requires | Forbids | Table | RecordNeed | Limit | Payment
