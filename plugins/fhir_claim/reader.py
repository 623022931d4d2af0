"""A FHIR file to an intake: its resources, its claims, the records about them, and everything refused."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.collector import paused
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim
from rules_engine.claims.read.refusals import Refusals

from .document import Document, UnreadableError, open_document
from .faults import HARMLESS, Faults, is_readable
from .records import Records
from .to_claim import to_claim
from .values import Values

_CLAIM_ID_LIMIT: Final = 80  # characters that a message shows


def read(data: bytes, source: str) -> Intake:
    """Return what a FHIR file holds. Never an exception, whatever the bytes are; each fault is a rejection."""
    with paused():
        refusals = Refusals(source)
        try:
            document = open_document(data, source)
        except UnreadableError as error:
            refuse(refusals, error.faults, lost=error.lost)
            return Intake(found=error.lost, rejections=refusals.taken())
        return _read(document, refusals)


def _read(document: Document, refusals: Refusals) -> Intake:
    values = Values(document.file, document.index)
    for faults, lost in document.refused:
        refuse(refusals, faults, lost=lost)
    claims: list[Claim] = []
    records = Records(document, values)
    resources = document.index.of_kind("Claim")
    for resource in resources:
        if resource.value is None:
            refuse(refusals, resource.faults, lost=1)
            continue
        values.faults = []
        claim = to_claim(resource, values)
        records.note_claim(resource, claim)
        if is_readable(values.faults):
            claims.append(claim)
        refuse(refusals, values.faults, lost=1, claim_id=claim.claim_id)
    parts = records.parts(refusals)
    lost = sum(lost for _, lost in document.refused)
    return Intake(claims=tuple(claims), found=len(resources) + lost, rejections=refusals.taken(), **parts)


def refuse(refusals: Refusals, faults: Faults, *, lost: int, claim_id: str = "", part: str = "") -> None:
    """Report the faults of one resource. The first that is not harmless loses it."""
    is_shown = len(claim_id) <= _CLAIM_ID_LIMIT
    for at, each in faults:
        loses = lost if each.code not in HARMLESS else 0
        refusals.add(at, each, lost=loses, claim_id=claim_id if is_shown else "", part=part)
        lost -= loses
