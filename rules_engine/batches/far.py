"""Lines of other patients beside dossiers: a pool stands once for all claims that see it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

import attrs
import numpy as np

from rules_engine.batches.batch import CannotError, Seen
from rules_engine.batches.vector import of_values
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Claim, Dossier, History
from rules_engine.claims.others import Others, Pool, lines_of

MOST_LINES: Final = 5_000_000
"""So many lines of other patients are held; they are more only where every claim knows other providers."""
_NOBODY, _NO_VIEWER = -1, -2


class FarLines:
    """The lines of other patients that claims see. frames: those lines; seen: as rows after `before` other lines.

    Raises CannotError when there are too many.
    """

    def __init__(self, dossiers: Sequence[Dossier], before: int) -> None:
        self.frames: list[LineFrame] = []
        self._holders: list[int] = []
        self._patients: dict[object, int] = {}
        self._runs: dict[tuple[int, ...], tuple[int, int]] = {}
        self._ids: dict[int, dict[object, set[object]]] = {}
        found = [self._run(each) for each in dossiers]
        spans = [span_of(each.other_patients) for each in dossiers]
        self.seen = Seen(
            np.asarray([start + before for start, _ in found], np.int64),
            np.asarray([stop + before for _, stop in found], np.int64),
            np.asarray([_NOBODY] * before + self._holders, np.int64),
            np.asarray([self._viewer(each) for each in dossiers], np.int64),
            of_values([first for first, _ in spans]),
            of_values([last for _, last in spans]),
        )

    def _viewer(self, dossier: Dossier) -> int:
        claims = _claims(dossier)
        return self._patients.get(claims.own, _NO_VIEWER) if isinstance(claims, Others) else _NO_VIEWER

    def _run(self, dossier: Dossier) -> tuple[int, int]:
        """Return the run of lines that a claim sees, those of its own patient in a pool too."""
        claims = _claims(dossier)
        if not isinstance(claims, Others):
            return self._added(theirs_of(dossier), dossier.other_patients, False)
        if self._names_others(dossier, claims):
            return self._added(theirs_of(dossier), dossier.other_patients, False)
        key = (id(claims.pool), id(dossier.providers))
        if key not in self._runs:
            shared = attrs.evolve(theirs_of(dossier), claim=attrs.evolve(dossier.claim), sessions=NOT_SUPPLIED)
            self._runs[key] = self._added(shared, claims.pool, True)
        return self._runs[key]

    def _added(self, theirs: Dossier, of: Pool | History | Absent, is_pool: bool) -> tuple[int, int]:
        start = len(self.frames)
        found = of.lines(date.min, date.max) if isinstance(of, Pool) else lines_of(of, date.min, date.max)
        for claim, line in found:
            if line.status != "voided":
                self.frames.append(LineFrame(theirs, claim, line))
                patient = self._patients.setdefault(claim.patient_id, len(self._patients))
                self._holders.append(patient if is_pool else _NOBODY)
        if len(self.frames) > MOST_LINES:
            raise CannotError("very many lines of other patients")
        return start, len(self.frames)

    def _names_others(self, dossier: Dossier, others: Others) -> bool:
        """Return whether session records of the patient carry the id of a claim of somebody else."""
        if isinstance(dossier.sessions, Absent):
            return False
        ids = self._ids.get(id(others.pool))
        if ids is None:
            ids = self._ids[id(others.pool)] = {}
            for claim in others.pool.claims:
                ids.setdefault(claim.claim_id, set()).add(claim.patient_id)
        named = {each.claim_id for each in dossier.sessions} - {dossier.claim.claim_id}
        return any(ids.get(each, set()) - {others.own} for each in named)


def _claims(dossier: Dossier) -> Sequence[Claim]:
    return () if isinstance(dossier.other_patients, Absent) else dossier.other_patients.claims


def theirs_of(dossier: Dossier) -> Dossier:
    """Return what lines of other patients share with a dossier: no record of its patient."""
    none = NOT_SUPPLIED
    return attrs.evolve(dossier, member=none, authorizations=none, documents=none, answers=none)


def span_of(history: History | Absent) -> tuple[Any, Any]:
    """Return the days for which a history is whole, or why they are not known."""
    if isinstance(history, Absent):
        return NOT_SUPPLIED, NOT_SUPPLIED
    return history.complete_from, history.complete_through
