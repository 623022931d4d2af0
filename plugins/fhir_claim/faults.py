"""What can be wrong with a FHIR file or a claim in it: every code with its wording, which holds no value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rules_engine.claims.read.faults import FaultError

MAX_FAULTS: Final = 100  # of one resource

# code: (message, help). What stands here goes before what the reader of dossiers says under the same code.
_WORDING: Final = {
    "xml": ("FHIR as XML is not read", "send FHIR as JSON: Accept: application/fhir+json"),
    "not-a-resource": ("a FHIR resource belongs here, with its `resourceType`", "send a Claim, a Bundle, or NDJSON"),
    "unread-resource": (
        "resources of this type are not read",
        "what is read: Claim, Coverage, Patient, Organization, Practitioner, PractitionerRole, Location, "
        "ServiceRequest, Condition, Encounter, DocumentReference, ClaimResponse",
    ),
    "other-release": ("an element that FHIR R4 does not have", "send the resource as FHIR R4 (4.0.1)"),
    "modifier-extension": (
        "a modifier extension can change what the resource means, and none is known here",
        "send the claim without it",
    ),
    "implicit-rules": ("the claim says that it follows rules of its own", "send the claim without `implicitRules`"),
    "too-deep": ("lists and objects are nested too deep", "no resource that is read needs more than ten levels"),
    "missing-element": ("an element is missing that FHIR R4 asks for", "send the element"),
    "missing-claim-id": ("the claim has neither an identifier nor an id", "send the claim number as `identifier`"),
    "not-a-bill": (
        "the claim is a preauthorization or a predetermination, not a bill",
        "send claims with the use `claim`; authorizations are read from ClaimResponse",
    ),
    "unknown-use": ("not a use of a claim", "claim, preauthorization or predetermination"),
    "not-in-force": ("the claim is cancelled or entered in error", "send claims that are active or drafts"),
    "unknown-status": ("not a status of a claim", "active, cancelled, draft or entered-in-error"),
    "not-professional": (
        "the claim is not a professional one",
        "rules are written for professional claims: type `professional`",
    ),
    "claim-without-lines": ("the claim has no item", "send at least one item"),
    "nested-lines": (
        "an item with details inside it cannot be told apart into lines",
        "send each service as an item of its own",
    ),
    "repeated-line-number": ("two items of one claim have the same sequence", "number the items 1, 2, 3"),
    "repeated-position": ("two diagnoses of one claim have the same sequence", "number the diagnoses 1, 2, 3"),
    "repeated-key": ("this key stands twice in one object", "keep one of them"),
    "empty-text": ("empty text", "FHIR has no empty text: leave the element out"),
    "not-positive": ("a whole number from 1 belongs here", "count from 1"),
    "bad-date": ("not a date", "write a date that exists, such as 2026-11-16; years 1900 to 9999"),
    "reversed-dates": ("the span ends before it begins", "put the earlier day first"),
    "bad-diagnosis": ("not a diagnosis code", "ICD-10-CM with or without its dot, such as F33.1"),
    "foreign-currency": ("an amount that is not in US dollars", "rules are written in USD"),
    "unknown-code-system": (
        "no code of a code system that is read",
        "give the code with the system of CPT, HCPCS, ICD-10-CM or place of service, as docs/fhir.md lists them",
    ),
    "several-codes": ("several codes that differ", "give one code of each code system"),
    "unknown-absent-reason": ("not a reason why data is absent", "use a code of data-absent-reason"),
    "no-focal-insurance": ("the insurance that is billed is not marked", "give exactly one insurance `focal: true`"),
    "ambiguous-reference": ("more than one resource has this address", "give each resource an id of its own"),
    "wrong-target": ("the reference leads to a resource of another type", "refer to a type that FHIR allows here"),
    "unreadable-resource": ("the resource that is referred to cannot be read", "its faults are listed by themselves"),
    "another-patient": ("the coverage is of another patient than the claim", "refer to the coverage of the patient"),
    "charge-total": ("the total is not the sum of the item amounts", "correct the total or the items"),
    "pointer-without-diagnosis": ("a diagnosis that the claim does not have", "correct the diagnosisSequence"),
    "more-faults": ("this resource has more faults", "mend the ones listed and try again"),
}

# These leave the claim readable: they are reported, and nothing is lost by them.
HARMLESS: Final = frozenset({"charge-total", "pointer-without-diagnosis"})

Faults = Sequence[tuple[str, FaultError]]
"""Faults, each with the JSON pointer of its place."""


def fault(code: str) -> FaultError:
    """Return the fault with this code, in the words of FHIR.

    >>> fault("charge-total").message
    'the total is not the sum of the item amounts'
    """
    return FaultError(code, *_WORDING[code])


def in_fhir_words(found: FaultError) -> FaultError:
    """Return a fault of the reader of dossiers as it is said of FHIR."""
    return fault(found.code) if found.code in _WORDING else found


def is_readable(faults: Faults) -> bool:
    """Return whether a claim can be judged in spite of its faults."""
    return all(each.code in HARMLESS for _, each in faults)
