"""The Claim resource of FHIR R4, as far as it is read.

A key that only another release of FHIR has is a `Number` here, to be noticed and never read.
"""

# ruff: noqa: RUF012 - each value of msgspec has an empty list of its own

from __future__ import annotations

from msgspec import UNSET, Raw, UnsetType, field

from .datatypes import (
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
