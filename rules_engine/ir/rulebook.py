"""A rule with its dates, sources and consequence, and the rulebook that holds rules: one value, hashed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs

from rules_engine.ir.nodes import Condition, Constant, Cycle, Requirement, Same
from rules_engine.ir.types import Type
from rules_engine.value import Value

ACTIONS = ("deny", "return", "route", "hold", "reduce", "cut back", "downcode", "reclassify", "warn", "inform")
"""Consequences, gravest first. `route`: the claim is another payer's; from `reduce` on it is payable, but less."""


@attrs.frozen(eq=False, repr=False)
class Place(Value):
    """Where something is written: file (relative to its rules folder), offsets, line and column from 1."""

    file: str
    start: int
    stop: int
    line: int
    column: int


@attrs.frozen(eq=False, repr=False)
class Validity(Value):
    """When a rule holds, on two axes.

    from_day, through_day: both days hold, on `axis`: the name of a date of the line ("service date", "received date",
    "treatment start" …), which is read at `path`.
    known_from, known_through: the days on which the rule was published; both hold.
    """

    from_day: date | None = None
    through_day: date | None = None
    axis: str = "service date"
    path: tuple[str, ...] = ("line", "service_date")
    known_from: date | None = None
    known_through: date | None = None


@attrs.frozen(eq=False, repr=False)
class Citation(Value):
    """Where a rule comes from: a source of the rulebook, and the clause in it."""

    source: str
    clause: str = ""


@attrs.frozen(eq=False, repr=False)
class Clause(Value):
    """One clause of a source, in our own words (`says`), whether a rule encodes it or not.

    from_day, through_day: the days for which it holds, both in. last_seen: the last day on which it was seen in force,
    when nobody knows whether it still is. read: the day a person read it. confidence: "high" read, "medium" told by
    another. fact: its number in a register of facts. unruled: why no rule encodes it; empty when one may.
    """

    name: str
    says: str = ""
    from_day: date | None = None
    through_day: date | None = None
    last_seen: date | None = None
    read: date | None = None
    confidence: str = "high"
    fact: str = ""
    unruled: str = ""


@attrs.frozen(eq=False, repr=False)
class Source(Value):
    """A published policy. checked: the day a person last read it. confidence: "high" read, "medium" second-hand.

    superseded: the day from which the source no longer holds, or None.
    """

    name: str
    title: str
    publisher: str = ""
    link: str = ""
    checked: date | None = None
    confidence: str = "high"
    clauses: tuple[Clause, ...] = ()
    superseded: date | None = None


@attrs.frozen(eq=False, repr=False)
class Outcome(Value):
    """What follows when a requirement is not met.

    guard: holds for which cases, or None. action: one of `ACTIONS`; amount and unit: of `reduce`; of `cut back` the
    step to which units are rounded (None: not rounded) and in `mode` how ("full", "half", "past half").
    target: the rule whose table gives the code (`downcode`), the class (`reclassify`), the payer (`route`).
    group, carc, rarcs: adjustment codes, as "CO", "4", ("N519",). owner: who can mend it.
    other_line: it aims at the line found. offers: fields with the values among which the biller may choose.
    """

    action: str = "deny"
    group: str = ""
    carc: str = ""
    rarcs: tuple[str, ...] = ()
    say: str = ""
    owner: str = ""
    guard: Condition | None = None
    amount: Decimal | None = None
    unit: str = ""
    other_line: bool = False
    mode: str = ""
    target: str = ""
    offers: tuple[tuple[str, tuple[str, ...]], ...] = ()


@attrs.frozen(eq=False, repr=False)
class Withdrawal(Value):
    """Days on which an inherited rule does not hold; scope: only for these claims, or None."""

    validity: Validity
    scope: Condition | None = None


@attrs.frozen(eq=False, repr=False)
class DatedValue(Value):
    """One version of a named value. amount: in the unit of the value's type. scope: only for these claims, or None."""

    amount: Decimal
    validity: Validity
    citations: tuple[Citation, ...] = ()
    scope: Condition | None = None


@attrs.frozen(eq=False, repr=False)
class Meaning(Value):
    """What a payer reads into modifiers on some days; an empty meaning: they change nothing, so no rule sees them."""

    modifiers: tuple[str, ...]
    meaning: str
    validity: Validity
    citations: tuple[Citation, ...] = ()
    scope: Condition | None = None


@attrs.frozen(eq=False, repr=False)
class Reference(Value):
    """A table of facts. columns: name and type. first_day, last_day: names of the columns that bound a row's days.

    rows: in the order of the columns; an empty cell is None. file: where they are loaded from, empty when they are
    written in the rules. digest: of the rows; empty while the file is not loaded, and then nothing of it is known.
    """

    name: str
    columns: tuple[tuple[str, Type], ...]
    first_day: str
    last_day: str
    file: str
    rows: tuple[tuple[Constant | None, ...], ...]
    digest: str
    place: Place = attrs.field(eq=False)


@attrs.frozen(eq=False, repr=False)
class FieldNote(Value):
    """What a reader is told of a field: class and addresses."""

    name: str
    field_class: str
    unit: str = ""
    x12: str = ""
    cms1500: str = ""
    fhir: str = ""


@attrs.frozen(eq=False, repr=False)
class Rule(Value):
    """One rule. `address` is what systems store: `payer/rule-name@from-date`.

    subject: "line", "claim", or "group": the lines of the claim that have the same `keys`; it is judged on the first.
    scope: for which claims its rulebook holds, or None for all. outcome: what follows when no guarded outcome does.
    after: the rules that come before it where an order of processing counts, nearest first. stage: 1, or 2 when it asks
    for the verdict of a line, which the rules of stage 1 give. looks_code_up: it applies only to lines whose code
    stands in a reference.

    withdrawn: days on which a rulebook that extends its own takes it back, or puts its own in its place.
    codes: the procedure codes that it can apply to (sorted), or None when it may apply to any.
    texts, places: side tables by node id: the author's words of that node, and where they stand.
    """

    name: str
    rulebook: str
    title: str
    subject: str
    validity: Validity
    when: Condition | None
    requirements: tuple[Requirement, ...]
    excuses: tuple[Condition, ...]
    outcome: Outcome
    citations: tuple[Citation, ...]
    confidence: str
    note: str
    codes: tuple[str, ...] | None
    place: Place = attrs.field(eq=False)
    texts: Mapping[int, str] = attrs.field(eq=False)
    places: Mapping[int, tuple[int, int, int, int]] = attrs.field(eq=False)
    withdrawn: tuple[Withdrawal, ...] = ()
    scope: Condition | None = None
    keys: tuple[Same | Cycle, ...] = ()
    guarded: tuple[Outcome, ...] = ()
    after: tuple[str, ...] = ()
    stage: int = 1
    looks_code_up: bool = False

    @property
    def address(self) -> str:
        """Return the stable id of the rule."""
        day = self.validity.from_day
        return f"{self.rulebook}/{self.name}" + (f"@{day.isoformat()}" if day else "")


@attrs.frozen(eq=False, repr=False)
class Coverage(Value):
    """Codes that a payer covers, or excludes, in a span of days. kind: "covers", "excludes".

    Kind "complete": the list of covered codes is whole, so that an unlisted code is not covered.
    scope: for which claims its rulebook holds, or None for all.
    """

    kind: str
    rulebook: str
    items: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]
    validity: Validity
    when: Condition | None
    outcome: Outcome
    citations: tuple[Citation, ...]
    confidence: str
    place: Place = attrs.field(eq=False)
    text: str = attrs.field(eq=False)
    scope: Condition | None = None


@attrs.frozen(eq=False, repr=False)
class Rulebook(Value):
    """A payer's rules with everything inherited already in place.

    digest: SHA-256 over the texts that it was compiled from, in hexadecimal.
    overlays: rulebooks that extend it for some claims only (`applies when`); what they say is in place, with its scope.
    values: by name, nearest rulebook first; the first version that holds counts. meanings: nearest first.
    """

    name: str
    title: str
    identifiers: tuple[str, ...]
    chain: tuple[str, ...]  # names from this rulebook to the root that it extends
    rules: tuple[Rule, ...]
    coverage: tuple[Coverage, ...]
    sources: Mapping[str, Source]
    fields: Mapping[str, FieldNote]
    digest: str
    overlays: tuple[str, ...] = ()
    values: Mapping[str, tuple[DatedValue, ...]] = attrs.field(factory=dict)
    meanings: tuple[Meaning, ...] = ()
    references: Mapping[str, Reference] = attrs.field(factory=dict)
