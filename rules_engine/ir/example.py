"""An example: facts of one claim, and what the rules must say of it."""

from __future__ import annotations

from datetime import date

import attrs

from rules_engine.ir.nodes import Constant
from rules_engine.ir.rulebook import Place
from rules_engine.value import Value

Given = Constant | tuple[str | int, ...] | None
"""A value, several values, or None together with `Fact.absent`."""


@attrs.frozen(eq=False, repr=False)
class Fact(Value):
    """One fact of an example. path: as in the vocabulary. absent: "not supplied", "not documented", or empty."""

    path: tuple[str, ...]
    value: Given = None
    absent: str = ""


@attrs.frozen(eq=False, repr=False)
class Entry(Value):
    """A further entry of the dossier: kind ("line" means earlier history) and its facts. No facts: known to be none."""

    kind: str
    facts: tuple[Fact, ...]


@attrs.frozen(eq=False, repr=False)
class Expectation(Value):
    """What must come out. line: from 1. because: facts that are missing.

    about: "rule", "coverage", "verdict"; "gives": the words of the adjustment that a rule
    makes, or the codes of the answer ("CO-119 N362"); "first": the rule
    whose failure is told first.
    """

    about: str
    name: str
    outcome: str
    line: int
    because: tuple[str, ...]
    place: Place = attrs.field(eq=False)


@attrs.frozen(eq=False, repr=False)
class Example(Value):
    """One example.

    lines: the facts of each billed line. complete: the days for which history is whole.
    others_complete: the days for which the lines of other patients are whole.
    """

    title: str
    rulebook: str
    on: date
    known_on: date | None
    lines: tuple[tuple[Fact, ...], ...]
    entries: tuple[Entry, ...]
    complete: tuple[date, date] | None
    expects: tuple[Expectation, ...]
    place: Place = attrs.field(eq=False)
    others_complete: tuple[date, date] | None = None
