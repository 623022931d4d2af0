"""Findings and rejections to claim status category codes and claim status codes.

The numbers are those of the X12 external code lists 507 and 508. Which number a finding gets is said here and by nobody
else: a payer or a clearing house may choose others.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from rules_engine.claims.rejection import Rejection
from rules_engine.trace.findings import BLOCKING
from rules_engine.trace.model import ClaimTrace, Finding


class Status(NamedTuple):
    """STC01: category, status, and of which entity it speaks; empty when of none."""

    category: str
    status: str
    entity: str = ""


ACCEPTED: Final = Status("A2", "20")
RECEIVED: Final = Status("A1", "19")
UNPROCESSABLE: Final = Status("A3", "21")
_MISSING: Final = "A6"
_INVALID: Final = "A7"
_IN_RELATION: Final = "A8"
_ANYTHING: Final = "21"
_NPI: Final = "562"
_ENTITIES: Final = {
    "billing provider": "85", "rendering provider": "82", "referring provider": "DN", "supervising provider": "DQ",
    "ordering provider": "DK", "facility": "77",
}  # fmt: skip
# What rules call a fact → status code. What is not here is told by the general one.
_BY_FACT: Final = {
    "code": "454",
    "modifiers": "453",
    "charge": "178",
    "units": "476",
    "place of service": "249",
    "service date": "187",
    "diagnosis": "255",
    "diagnoses": "255",
    "first diagnosis": "254",
    "authorization number": "48",
    "referral number": "48",
    "filing date": "718",
    "session minutes": "263",
    "treatment plan": "349",
    "plan created date": "349",
    "plan reviewed date": "349",
    "plan end date": "349",
    "plan signature date": "349",
    "plan signer credential": "349",
    "signature": "297",
    "signature kind": "297",
    "signature date": "297",
}
# Adjustment reason that the rule names → status code.
_BY_REASON: Final = {"18": "54", "29": "718", "4": "453", "5": "249", "11": "255", "197": "48"}
# Element of X12 or column of a table, as rejections name them → status code.
_BY_ELEMENT: Final = {
    "SV101": "454", "SV102": "178", "SV104": "476", "SV105": "249", "DTP03": "187", "HI01": "254", "CLM02": "178",
    "CLM05": "249",
}  # fmt: skip
_WORDS_OF_MISSING: Final = ("missing", "no-", "empty", "truncated")
_WORDS_OF_RELATION: Final = ("conflicting", "repeated", "charge-total", "reversed", "pointer", "doubtful")


def of_claim(trace: ClaimTrace) -> tuple[Status, ...]:
    """Return the statuses of a claim: accepted, or one for each thing that keeps it from being sent, each once."""
    if trace.verdict in ("passes", "warn"):
        return (ACCEPTED,)
    found = [of_finding(each) for each in trace.findings if each.action in BLOCKING and not each.line]
    return tuple(dict.fromkeys(found)) or (UNPROCESSABLE,)


def of_finding(finding: Finding) -> Status:
    """Return the status of one finding: what is missing, or what is not as a rule asks."""
    unknown = finding.outcome in ("unknown", "unchecked")
    names = [each.name for each in finding.needs] if unknown else [each.name for each in finding.evidence]
    category = _MISSING if unknown else _IN_RELATION if len(set(names)) > 1 else _INVALID
    if not unknown and finding.consequence.carc in _BY_REASON:
        return Status(category, _BY_REASON[finding.consequence.carc])
    for name in names:
        if name in _ENTITIES:
            return Status(category, _NPI, _ENTITIES[name])
        if name in _BY_FACT:
            return Status(category, _BY_FACT[name])
    return Status(category, _ANYTHING)


def of_rejection(each: Rejection) -> Status:
    """Return the status of what could not be read."""
    if not each.claim_id:
        return UNPROCESSABLE
    category = _INVALID
    if each.code.startswith(_WORDS_OF_MISSING):
        category = _MISSING
    elif each.code.startswith(_WORDS_OF_RELATION):
        category = _IN_RELATION
    return Status(category, _BY_ELEMENT.get(each.element.partition("-")[0], _ANYTHING))
