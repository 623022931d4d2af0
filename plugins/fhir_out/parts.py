"""Small parts of FHIR resources, and the addresses of the code systems that are written."""

from __future__ import annotations

from typing import Any, Final

Part = dict[str, Any]
"""One object of a resource, as JSON will have it."""

ADJUSTMENT_REASONS: Final = "https://x12.org/codes/claim-adjustment-reason-codes"
ADJUSTMENT_GROUPS: Final = "https://x12.org/codes/claim-adjustment-group-codes"
REMARKS: Final = "https://x12.org/codes/remittance-advice-remark-codes"
CLAIM_TYPES: Final = "http://terminology.hl7.org/CodeSystem/claim-type"
# The words of this project's reports, as code systems.
OUTCOMES: Final = "urn:payer-rules:outcome"
ACTIONS: Final = "urn:payer-rules:action"
RULES: Final = "urn:payer-rules:rule"
REJECTIONS: Final = "urn:payer-rules:rejection"

_ABSENT_REASON: Final = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"


def concept(system: str, code: str, text: str = "") -> Part:
    """Return a CodeableConcept.

    >>> concept(ACTIONS, "deny")
    {'coding': [{'system': 'urn:payer-rules:action', 'code': 'deny'}]}
    """
    made: Part = {"coding": [{"system": system, "code": code}]}
    return {**made, "text": text} if text else made


def absent(reason: str) -> Part:
    """Return what stands in, or beside, an element that FHIR asks for and that is not told. reason: such as masked."""
    return {"extension": [{"url": _ABSENT_REASON, "valueCode": reason}]}


def plain(text: str) -> str:
    """Return a text of a claim as one line: signs that a terminal obeys, or that FHIR forbids, become spaces.

    >>> plain("C-1\x1b[2J")
    'C-1 [2J'
    """
    shown = text if text.isprintable() else "".join(each if each.isprintable() else " " for each in text)
    return " ".join(shown.split())


def sentence(*parts: str) -> str:
    """Return the parts that say something, on one line."""
    return plain("; ".join(part for part in parts if part.strip()))
