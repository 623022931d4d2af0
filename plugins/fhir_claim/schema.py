"""The resources of FHIR R4 that are read, as far as they are read; what is not named here is skipped unread.

A key that only another release of FHIR has is typed `Number` and named in `OTHER_RELEASES`.
"""

# ruff: noqa: RUF012 - each value of msgspec has an empty list of its own

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import UNSET, Raw, UnsetType, field

from .claim_schema import Claim, Item
from .datatypes import (
    Coding,
    Concept,
    Identifier,
    MaybeConcept,
    MaybeIdentifier,
    MaybeMoney,
    MaybePeriod,
    MaybeQuantity,
    MaybeReference,
    Number,
    Part,
    Reference,
    Side,
    Text,
    Whole,
)


class HumanName(Part):
    """A name."""

    use: Text = UNSET
    given: list[str | None] = []


class Patient(Part):
    """A patient."""

    id: Text = UNSET
    identifier: list[Identifier] = []
    name: list[HumanName] = []
    gender: Text = UNSET
    birth_date: Text = UNSET
    birth_date_side: Side = field(default=UNSET, name="_birthDate")


class CoverageClass(Part):
    """A group, plan or other class of a coverage."""

    type: MaybeConcept = UNSET
    value: Text = UNSET
    name: Text = UNSET


class Coverage(Part):
    """An insurance."""

    id: Text = UNSET
    contained: list[Raw] = []
    identifier: list[Identifier] = []
    status: Text = UNSET
    type: MaybeConcept = UNSET
    subscriber: MaybeReference = UNSET
    subscriber_id: Text = UNSET
    subscriber_id_side: Side = field(default=UNSET, name="_subscriberId")
    beneficiary: MaybeReference = UNSET
    relationship: MaybeConcept = UNSET
    period: MaybePeriod = UNSET
    payor: list[Reference] = []
    classes: list[CoverageClass] = field(default_factory=list, name="class")
    order: Whole = UNSET
    network: Text = UNSET
    modifier_extension: list[Raw] = []
    kind: Number = UNSET
    insurer: Number = UNSET


class Organization(Part):
    """An organization."""

    id: Text = UNSET
    identifier: list[Identifier] = []
    name: Text = UNSET
    type: list[Concept] = []


class Qualification(Part):
    """A degree or certificate."""

    code: MaybeConcept = UNSET


class Practitioner(Part):
    """A clinician."""

    id: Text = UNSET
    identifier: list[Identifier] = []
    qualification: list[Qualification] = []


class PractitionerRole(Part):
    """What a clinician does at an organization."""

    id: Text = UNSET
    contained: list[Raw] = []
    identifier: list[Identifier] = []
    practitioner: MaybeReference = UNSET
    organization: MaybeReference = UNSET
    code: list[Concept] = []
    specialty: list[Concept] = []


class Location(Part):
    """A place."""

    id: Text = UNSET
    contained: list[Raw] = []
    identifier: list[Identifier] = []
    type: list[Concept] = []
    physical_type: MaybeConcept = UNSET
    managing_organization: MaybeReference = UNSET


class ServiceRequest(Part):
    """An order or a referral."""

    id: Text = UNSET
    identifier: list[Identifier] = []
    requisition: MaybeIdentifier = UNSET


class Condition(Part):
    """A diagnosis of the record."""

    id: Text = UNSET
    code: MaybeConcept = UNSET


class Participant(Part):
    """Somebody who took part in an encounter."""

    individual: MaybeReference = UNSET


class EncounterLocation(Part):
    """Where an encounter was held."""

    location: MaybeReference = UNSET


class EncounterDiagnosis(Part):
    """A diagnosis that belongs to an encounter."""

    condition: MaybeReference = UNSET
    rank: Whole = UNSET


class Encounter(Part):
    """A session."""

    id: Text = UNSET
    contained: list[Raw] = []
    identifier: list[Identifier] = []
    status: Text = UNSET
    class_: Coding | UnsetType = field(default=UNSET, name="class")
    type: list[Concept] = []
    subject: MaybeReference = UNSET
    participant: list[Participant] = []
    period: MaybePeriod = UNSET
    length: MaybeQuantity = UNSET
    diagnosis: list[EncounterDiagnosis] = []
    location: list[EncounterLocation] = []
    actual_period: Number = UNSET


class DocumentContext(Part):
    """What a document is about."""

    period: MaybePeriod = UNSET


class DocumentReference(Part):
    """A paper of the record: what it is, never what it says."""

    id: Text = UNSET
    contained: list[Raw] = []
    master_identifier: MaybeIdentifier = UNSET
    identifier: list[Identifier] = []
    status: Text = UNSET
    type: MaybeConcept = UNSET
    category: list[Concept] = []
    subject: MaybeReference = UNSET
    date: Text = UNSET
    author: list[Reference] = []
    context: DocumentContext | UnsetType = UNSET


class Payment(Part):
    """A payment."""

    date: Text = UNSET
    amount: MaybeMoney = UNSET


class ReviewExtension(Part):
    """An extension of an adjudication, with the code of a reviewer's answer in it."""

    url: Text = UNSET
    value_codeable_concept: MaybeConcept = UNSET
    extension: list[ReviewExtension] = []


class Adjudication(Part):
    """One part of an answer."""

    extension: list[ReviewExtension] = []


class ResponseItem(Part):
    """The answer to one line."""

    adjudication: list[Adjudication] = []


class ClaimResponse(Part):
    """A payer's answer."""

    id: Text = UNSET
    contained: list[Raw] = []
    status: Text = UNSET
    use: Text = UNSET
    patient: MaybeReference = UNSET
    created: Text = UNSET
    requestor: MaybeReference = UNSET
    outcome: Text = UNSET
    pre_auth_ref: Text = UNSET
    pre_auth_period: MaybePeriod = UNSET
    item: list[ResponseItem] = []
    payment: Payment | UnsetType = UNSET


RESOURCES: Final[Mapping[str, type[Part]]] = {
    kind.__name__: kind
    for kind in (
        Claim,
        Coverage,
        Patient,
        Organization,
        Practitioner,
        PractitionerRole,
        Location,
        ServiceRequest,
        Condition,
        Encounter,
        DocumentReference,
        ClaimResponse,
    )
}

# Attribute that R4 does not have → the release that has it.
OTHER_RELEASES: Final[Mapping[type[Part], Mapping[str, str]]] = {
    Claim: {
        **dict.fromkeys(("information", "organization"), "STU3"),
        **dict.fromkeys(("trace_number", "event", "patient_paid", "diagnosis_related_group", "encounter"), "R5"),
    },
    Item: {
        **dict.fromkeys(("service", "care_team_link_id"), "STU3"),
        **dict.fromkeys(("product_or_service_end", "trace_number", "request"), "R5"),
    },
    Coverage: dict.fromkeys(("kind", "insurer"), "R5"),
    Encounter: {"actual_period": "R5"},
}


class Head(Part):
    """What tells resources apart."""

    resource_type: Number = UNSET


class Entry(Part):
    """One entry of a Bundle."""

    full_url: Text = UNSET
    resource: Raw | UnsetType = UNSET


class Bundle(Part):
    """A Bundle."""

    entry: list[Entry] = []
