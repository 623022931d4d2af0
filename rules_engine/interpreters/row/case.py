"""What all rules share while one claim is read: its lines, those of other claims, and what rules left so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Dossier, History
from rules_engine.interpreters.row.plan import plan_of
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import Need


class Case:
    """One claim before one rulebook.

    lines: those of the claim, each one frame for all rules. left: by rule and line, the amount that a rule left of the
    line. asked: what would settle the result of such a rule.
    """

    __slots__ = ("_earlier", "_others", "asked", "dossier", "known_on", "left", "lines", "mutes", "plan", "rulebook")

    def __init__(self, dossier: Dossier, rulebook: Rulebook, known_on: date | None = None) -> None:
        self.dossier = dossier
        self.rulebook = rulebook
        self.known_on = known_on
        self.plan = plan_of(rulebook)
        self.mutes = self.plan.mutes
        self.lines = tuple([LineFrame(dossier, dossier.claim, line) for line in dossier.claim.lines])
        self.left: dict[tuple[str, int], Decimal | Absent] = {}
        self.asked: dict[tuple[str, int], tuple[Need, ...]] = {}
        self._earlier: tuple[LineFrame, ...] | None = None
        self._others: tuple[LineFrame, ...] | None = None

    @property
    def earlier(self) -> tuple[LineFrame, ...]:
        """Return the lines of the patient's other claims."""
        if self._earlier is None:
            self._earlier = tuple(_frames(self.dossier, self.dossier.history))
        return self._earlier

    @property
    def others(self) -> tuple[LineFrame, ...]:
        """Return the lines of other patients, who share no record of this patient."""
        if self._others is None:
            theirs = attrs.evolve(
                self.dossier,
                member=NOT_SUPPLIED,
                authorizations=NOT_SUPPLIED,
                documents=NOT_SUPPLIED,
                answers=NOT_SUPPLIED,
            )
            self._others = tuple(_frames(theirs, self.dossier.other_patients))
        return self._others

    def is_of_other_patient(self, frame: LineFrame) -> bool:
        """Return whether a line is one of `others`."""
        return frame.dossier is not self.dossier


def _frames(dossier: Dossier, history: History | Absent) -> Iterable[LineFrame]:
    """Voided lines were taken back: they never count."""
    if isinstance(history, Absent):
        return ()
    lines = [(claim, line) for claim in history.claims for line in claim.lines if line.status != "voided"]
    return [LineFrame(dossier, claim, line) for claim, line in lines]
