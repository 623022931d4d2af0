"""Conditions: true, false or unknown."""

from __future__ import annotations

from decimal import Decimal

import attrs

from rules_engine.ir.nodes.selections import Selection
from rules_engine.ir.nodes.values import BusinessCalendar, Constant, Expression, Field, Lookup
from rules_engine.value import Value


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
