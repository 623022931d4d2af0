"""What all rules share while one claim is read: its lines, those of other claims, and what rules left so far."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
from msgspec import Struct

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.claims.others import lines_of
from rules_engine.interpreters.row.plan import plan_of
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import Need

Subject = tuple[int, LineFrame, tuple[int, ...]]
"""The place of a line in its claim, the line, and the numbers of the lines of its group, if a rule is about groups."""

Functions = Mapping[type, Callable[[Any, Any], Any]]


class Meaning(Struct, frozen=True):
    """What each kind of node means: the function that reads it in a scene. `semantics` has the one there is."""

    values: Functions
    truths: Functions
    requirements: Functions


class Case:
    """One claim before one rulebook.

    values, truths, requirements: what nodes mean. lines: those of the claim, each one frame for all rules. subjects:
    the same, as rules about each line speak of them.
    left: by rule and line, the amount that a rule left of the line. asked: what would settle the result of such a rule.
    open: by line, what would settle the verdict of the line.
    """

    __slots__ = (
        "_earlier",
        "_others",
        "_theirs",
        "asked",
        "dossier",
        "known_on",
        "left",
        "lines",
        "mutes",
        "open",
        "plan",
        "requirements",
        "rulebook",
        "subjects",
        "truths",
        "values",
    )

    def __init__(self, dossier: Dossier, rulebook: Rulebook, known_on: date | None, meaning: Meaning) -> None:
        self.values, self.truths, self.requirements = meaning.values, meaning.truths, meaning.requirements
        self.dossier = dossier
        self.rulebook = rulebook
        self.known_on = known_on
        self.plan = plan_of(rulebook)
        self.mutes = self.plan.mutes
        self.lines = tuple([LineFrame(dossier, dossier.claim, line) for line in dossier.claim.lines])
        self.subjects: tuple[Subject, ...] = tuple([(index, frame, ()) for index, frame in enumerate(self.lines)])
        self.left: dict[tuple[str, int], Decimal | Absent] = {}
        self.asked: dict[tuple[str, int], tuple[Need, ...]] = {}
        self.open: dict[int, tuple[Need, ...]] = {}
        self._earlier: tuple[LineFrame, ...] | None = None
        self._others: dict[tuple[int, int], LineFrame] = {}
        self._theirs: Dossier | None = None

    @property
    def earlier(self) -> tuple[LineFrame, ...]:
        """Return the lines of the patient's other claims."""
        if self._earlier is None:
            found = lines_of(self.dossier.history, date.min, date.max)
            self._earlier = tuple([LineFrame(self.dossier, claim, line) for claim, line in found if _counts(line)])
        return self._earlier

    def others(self, first: date, last: date) -> list[LineFrame]:
        """Return the lines of other patients that may stand on some days; they share no record of this patient."""
        if self._theirs is None:
            self._theirs = attrs.evolve(
                self.dossier,
                member=NOT_SUPPLIED,
                authorizations=NOT_SUPPLIED,
                documents=NOT_SUPPLIED,
                answers=NOT_SUPPLIED,
            )
        found = lines_of(self.dossier.other_patients, first, last)
        return [self._other(self._theirs, claim, line) for claim, line in found if _counts(line)]

    def _other(self, theirs: Dossier, claim: Claim, line: ServiceLine) -> LineFrame:
        key = (id(claim), id(line))
        if key not in self._others:
            self._others[key] = LineFrame(theirs, claim, line)
        return self._others[key]

    def is_of_other_patient(self, frame: LineFrame) -> bool:
        """Return whether a line is one of `others`."""
        return frame.dossier is not self.dossier


def _counts(line: ServiceLine) -> bool:
    """Voided lines were taken back."""
    return line.status != "voided"
