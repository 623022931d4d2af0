"""The ways of the made-up Sample Plan: modifiers of its own, and an older payer id."""

from __future__ import annotations

from typing import Final

import attrs

from rules_engine.claims.model import Dossier, ServiceLine

PAYERS: Final = ("SAMPLE PLAN", "SAMPLE OLD")
_PAYER_ID: Final = "SAMPLE PLAN"
_MODIFIERS: Final = {"ZV": "95", "ZA": "93"}  # by video, by telephone


def adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with the payer's one id and with modifiers that rules know, or None when it has them.

    What is changed keeps the origin of what it was read from: `origins` goes by attribute, and evolving keeps it.
    """
    claim = dossier.claim
    lines = tuple([_line(each) for each in claim.lines])
    if claim.payer_id == _PAYER_ID and lines == claim.lines:
        return None
    return attrs.evolve(dossier, claim=attrs.evolve(claim, payer_id=_PAYER_ID, lines=lines))


def _line(line: ServiceLine) -> ServiceLine:
    if not isinstance(line.modifiers, tuple):
        return line
    return attrs.evolve(line, modifiers=tuple([_MODIFIERS.get(each, each) for each in line.modifiers]))
