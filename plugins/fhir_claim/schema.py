"""The parts of FHIR R4 resources that are read, as typed values; what is not named here is skipped unread.

Numbers stay the text that was sent (`Raw`), so that nothing is rounded. Attributes are the elements of FHIR in snake
case. A key that only another release of FHIR has is typed `Raw` and named in `OTHER_RELEASES`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from msgspec import UNSET, Raw, Struct, UnsetType, field

Text = str | UnsetType
Number = Raw | UnsetType
Whole = int | UnsetType


class Part(Struct, rename="camel", gc=False):
    """What all parts of a resource share."""


class Extension(Part):
    """An extension; only the reason why data is absent is read."""

    url: Text = UNSET
    value_code: Text = UNSET


class Beside(Part):
    """What stands beside a primitive value, under its name with a line before it."""

    extension: list[Extension] = []


Side = Beside | UnsetType


class Coding(Part):
    """One code of a code system."""

    system: Text = UNSET
    code: Text = UNSET
    display: Text = UNSET


class Concept(Part):
    """A CodeableConcept."""

    coding: list[Coding] = []
    text: Text = UNSET
    extension: list[Extension] = []


MaybeConcept = Concept | UnsetType


class Identifier(Part):
    """An identifier."""

    system: Text = UNSET
    value: Text = UNSET
    use: Text = UNSET
    type: MaybeConcept = UNSET


MaybeIdentifier = Identifier | UnsetType


class Reference(Part):
    """A reference to another resource, by its address or by an identifier."""

    reference: Text = UNSET
    identifier: MaybeIdentifier = UNSET
    display: Text = UNSET
    extension: list[Extension] = []


MaybeReference = Reference | UnsetType


class Period(Part):
    """A span; both ends hold."""

    start: Text = UNSET
    end: Text = UNSET


MaybePeriod = Period | UnsetType


class Money(Part):
    """An amount of money."""

    value: Number = UNSET
    currency: Text = UNSET
    extension: list[Extension] = []


MaybeMoney = Money | UnsetType


class Quantity(Part):
    """A count or a measure."""

    value: Number = UNSET
    unit: Text = UNSET
    code: Text = UNSET
    extension: list[Extension] = []


MaybeQuantity = Quantity | UnsetType


class CareTeam(Part):
    """One member of the care team."""

    sequence: Whole = UNSET
    provider: MaybeReference = UNSET
    role: MaybeConcept = UNSET
    qualification: MaybeConcept = UNSET


class SupportingInfo(Part):
    """One piece of further information. Its text values are never read."""

    category: MaybeConcept = UNSET
    code: MaybeConcept = UNSET
    timing_date: Text = UNSET
    timing_period: MaybePeriod = UNSET
    value_reference: MaybeReference = UNSET


class ClaimDiagnosis(Part):
    """One diagnosis of a claim."""

    sequence: Whole = UNSET
    diagnosis_codeable_concept: MaybeConcept = UNSET
    diagnosis_reference: MaybeReference = UNSET


class Insurance(Part):
    """One coverage of a claim."""

    sequence: Whole = UNSET
    focal: bool | UnsetType = UNSET
    coverage: MaybeReference = UNSET
    pre_auth_ref: list[str | None] = []
    claim_response: MaybeReference = UNSET


class Related(Part):
    """A related claim."""

    claim: MaybeReference = UNSET
    relationship: MaybeConcept = UNSET
    reference: MaybeIdentifier = UNSET


class Item(Part):
    """One service line."""

    sequence: Whole = UNSET
    care_team_sequence: list[int] = []
    diagnosis_sequence: list[int] = []
    product_or_service: MaybeConcept = UNSET
    modifier: list[Concept] = []
    serviced_date: Text = UNSET
    serviced_date_side: Side = field(default=UNSET, name="_servicedDate")
    serviced_period: MaybePeriod = UNSET
    location_codeable_concept: MaybeConcept = UNSET
    location_reference: MaybeReference = UNSET
    quantity: MaybeQuantity = UNSET
    net: MaybeMoney = UNSET
    encounter: list[Reference] = []
    detail: list[Raw] = []
    modifier_extension: list[Raw] = []
    service: Number = UNSET
    care_team_link_id: Number = UNSET
    product_or_service_end: Number = UNSET
    trace_number: Number = UNSET
    request: Number = UNSET


class Claim(Part):
    """A claim."""

    id: Text = UNSET
    implicit_rules: Text = UNSET
    contained: list[Raw] = []
    identifier: list[Identifier] = []
    status: Text = UNSET
    type: MaybeConcept = UNSET
    use: Text = UNSET
    patient: MaybeReference = UNSET
    created: Text = UNSET
    created_side: Side = field(default=UNSET, name="_created")
    insurer: MaybeReference = UNSET
    provider: MaybeReference = UNSET
    related: list[Related] = []
    referral: MaybeReference = UNSET
    facility: MaybeReference = UNSET
    care_team: list[CareTeam] = []
    supporting_info: list[SupportingInfo] = []
    diagnosis: list[ClaimDiagnosis] = []
    insurance: list[Insurance] = []
    item: list[Item] = []
    total: MaybeMoney = UNSET
    modifier_extension: list[Raw] = []
    information: Number = UNSET
    organization: Number = UNSET
    trace_number: Number = UNSET
    event: Number = UNSET
    patient_paid: Number = UNSET
    diagnosis_related_group: Number = UNSET
    encounter: Number = UNSET


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
    reason_code: list[Concept] = []
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
