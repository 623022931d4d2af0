"""The dossier: everything known about one claim, as frozen values.

Every attribute is a value or an `Absent`; nothing is None. A list that came is a tuple, and an empty tuple means
"known to be none". `origins` of an entity says where each of its attributes was read; it takes no part in equality.
No entity shows its values in its repr. What rules call these attributes, and their addresses on X12, CMS-1500 and FHIR,
stands in `grammar/vocabulary.csv`.
"""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.value import Value

Text = str | Absent
Day = date | Absent
Clock = time | Absent
Amount = Decimal | Absent
Flag = bool | Absent
Codes = tuple[str, ...] | Absent


class Entity(Value):
    """What all parts of a dossier share: equality by facts, and a repr without any of them."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Diagnosis(Entity):
    """One diagnosis of a claim. position: 1 is the first, as pointers count."""

    code: str  # without the dot: "F329"
    position: int
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class OtherPayer(Entity):
    """Another payer of the same claim (loops 2320 and 2330). order: "primary", "secondary" and so on."""

    payer_id: Text = NOT_SUPPLIED
    name: Text = NOT_SUPPLIED
    order: Text = NOT_SUPPLIED
    paid: Amount = NOT_SUPPLIED
    remittance_date: Day = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class ServiceLine(Entity):
    """One billed line. Values that a line inherits from its claim (place, renderer) stand here already."""

    number: int
    code: Text = NOT_SUPPLIED  # procedure code: "90837"
    modifiers: Codes = NOT_SUPPLIED  # in the order billed
    charge: Amount = NOT_SUPPLIED  # US dollars
    unit_basis: Text = NOT_SUPPLIED  # "UN" units, "MJ" minutes
    units: Amount = NOT_SUPPLIED  # may have decimals
    place_of_service: Text = NOT_SUPPLIED  # two digits: "02"
    diagnosis_pointers: tuple[int, ...] | Absent = NOT_SUPPLIED
    emergency: Flag = NOT_SUPPLIED
    service_date: Day = NOT_SUPPLIED  # the first day of a span
    service_date_end: Day = NOT_SUPPLIED  # the last day of a span; the same day when there is no span
    rendering_npi: Text = NOT_SUPPLIED
    rendering_taxonomy: Text = NOT_SUPPLIED
    referring_npi: Text = NOT_SUPPLIED
    ordering_npi: Text = NOT_SUPPLIED
    supervising_npi: Text = NOT_SUPPLIED
    facility_npi: Text = NOT_SUPPLIED
    authorization_number: Text = NOT_SUPPLIED
    referral_number: Text = NOT_SUPPLIED
    status: Text = NOT_SUPPLIED  # "paid", "denied", "pending", "voided"
    allowed_amount: Amount = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Claim(Entity):
    """One claim as sent, with its lines.

    patient_id: the key that joins claims of one person: the subscriber's id, with the patient's birth date and name
    when the patient is a dependent. It is never printed.
    """

    claim_id: str
    lines: tuple[ServiceLine, ...] = ()
    charge: Amount = NOT_SUPPLIED
    place_of_service: Text = NOT_SUPPLIED
    frequency: Text = NOT_SUPPLIED  # "original", "corrected", "replacement", "void"
    original_claim_number: Text = NOT_SUPPLIED
    provider_signature: Flag = NOT_SUPPLIED
    assignment: Text = NOT_SUPPLIED
    delay_reason: Text = NOT_SUPPLIED
    submission_date: Day = NOT_SUPPLIED
    received_date: Day = NOT_SUPPLIED
    onset_date: Day = NOT_SUPPLIED
    admission_date: Day = NOT_SUPPLIED
    discharge_date: Day = NOT_SUPPLIED
    patient_paid: Amount = NOT_SUPPLIED
    authorization_number: Text = NOT_SUPPLIED
    referral_number: Text = NOT_SUPPLIED
    diagnoses: tuple[Diagnosis, ...] | Absent = NOT_SUPPLIED
    payer_id: Text = NOT_SUPPLIED
    payer_name: Text = NOT_SUPPLIED
    payer_order: Text = NOT_SUPPLIED  # "primary", "secondary", "tertiary"
    filing_indicator: Text = NOT_SUPPLIED  # SBR09: "MB", "CI" …
    group_number: Text = NOT_SUPPLIED
    subscriber_id: Text = NOT_SUPPLIED
    patient_id: Text = NOT_SUPPLIED
    patient_birth_date: Day = NOT_SUPPLIED
    patient_sex: Text = NOT_SUPPLIED
    billing_npi: Text = NOT_SUPPLIED
    billing_tax_id: Text = NOT_SUPPLIED
    billing_taxonomy: Text = NOT_SUPPLIED
    other_payers: tuple[OtherPayer, ...] | Absent = NOT_SUPPLIED
    attachments: Codes = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Participant(Entity):
    """One person in a session besides the clinician. minutes: minutes present."""

    role: Text = NOT_SUPPLIED  # "patient", "spouse", "parent", "child", "other"
    age: Amount = NOT_SUPPLIED
    relation: Text = NOT_SUPPLIED
    minutes: Amount = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Signature(Entity):
    """Who signed a record, how and when."""

    kind: Text = NOT_SUPPLIED  # "handwritten", "electronic", "stamp", "image"
    credential: Text = NOT_SUPPLIED
    signed_date: Day = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class TreatmentPlan(Entity):
    """The plan of treatment that a session stands under."""

    created_date: Day = NOT_SUPPLIED
    reviewed_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    signed_date: Day = NOT_SUPPLIED
    signer_credential: Text = NOT_SUPPLIED
    codes: Codes = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Consent(Entity):
    """One consent or refusal in the record."""

    subject: Text = NOT_SUPPLIED
    answer: Text = NOT_SUPPLIED  # "given", "refused"
    kind: Text = NOT_SUPPLIED  # "verbal", "written"
    consent_date: Day = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Session(Entity):
    """The record of one session: facts about the service, never the text of a note.

    `elements` names the parts of the note that are there ("interventions", "progress", "mental status" …); a name that
    is not in it is not documented.
    """

    claim_id: Text = NOT_SUPPLIED
    line_number: int | Absent = NOT_SUPPLIED
    patient_id: Text = NOT_SUPPLIED
    service_date: Day = NOT_SUPPLIED
    start: Clock = NOT_SUPPLIED
    stop: Clock = NOT_SUPPLIED
    minutes: Amount = NOT_SUPPLIED
    therapy_minutes: Amount = NOT_SUPPLIED
    visit_minutes: Amount = NOT_SUPPLIED
    level_basis: Text = NOT_SUPPLIED  # "time", "decision making"
    month_minutes: Amount = NOT_SUPPLIED  # minutes of the calendar month, for monthly services
    mode: Text = NOT_SUPPLIED  # "in person", "video", "audio"
    audio_reason: Text = NOT_SUPPLIED
    patient_location: Text = NOT_SUPPLIED  # "home", "not home"
    patient_country: Text = NOT_SUPPLIED
    clinician_country: Text = NOT_SUPPLIED
    clinician_npi: Text = NOT_SUPPLIED
    participants: tuple[Participant, ...] | Absent = NOT_SUPPLIED
    group_size: Amount = NOT_SUPPLIED
    staff_count: Amount = NOT_SUPPLIED
    tests: Codes = NOT_SUPPLIED
    test_giver: Text = NOT_SUPPLIED  # "professional", "technician"
    complexity_factors: Codes = NOT_SUPPLIED
    elements: Codes = NOT_SUPPLIED
    diagnosis: Text = NOT_SUPPLIED
    attestation: Flag = NOT_SUPPLIED
    created_date: Day = NOT_SUPPLIED
    supervision_level: Text = NOT_SUPPLIED  # "general", "direct", "personal"
    signature: Signature | Absent = NOT_SUPPLIED
    plan: TreatmentPlan | Absent = NOT_SUPPLIED
    consents: tuple[Consent, ...] | Absent = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Authorization(Entity):
    """One authorization, referral or notice of the ledger. A span holds both its days."""

    number: Text = NOT_SUPPLIED
    patient_id: Text = NOT_SUPPLIED
    kind: Text = NOT_SUPPLIED  # "prior authorization", "referral", "notice", "extension"
    status: Text = NOT_SUPPLIED  # "approved", "denied", "pending"
    codes: Codes = NOT_SUPPLIED
    provider_npi: Text = NOT_SUPPLIED
    start_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    requested_date: Day = NOT_SUPPLIED
    units: Amount = NOT_SUPPLIED
    units_left: Amount = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Licence(Entity):
    """A licence or an enrolment of a provider over a span of days; both days hold."""

    kind: Text = NOT_SUPPLIED
    state: Text = NOT_SUPPLIED
    payer_id: Text = NOT_SUPPLIED
    start_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Provider(Entity):
    """One provider of the registry, found by NPI."""

    npi: str
    kind: Text = NOT_SUPPLIED  # "clinical psychologist", "clinical social worker" …
    licence_level: Text = NOT_SUPPLIED  # "trainee", "associate", "independent"
    specialty: Text = NOT_SUPPLIED
    group_npi: Text = NOT_SUPPLIED
    supervisor_npi: Text = NOT_SUPPLIED
    licences: tuple[Licence, ...] | Absent = NOT_SUPPLIED
    enrolments: tuple[Licence, ...] | Absent = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Coverage(Entity):
    """A span of a member's coverage; both days hold."""

    payer_id: Text = NOT_SUPPLIED
    product: Text = NOT_SUPPLIED
    start_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Member(Entity):
    """What the payer's member file says of the patient."""

    patient_id: Text = NOT_SUPPLIED
    birth_date: Day = NOT_SUPPLIED
    status: Text = NOT_SUPPLIED
    contractor_area: Text = NOT_SUPPLIED  # Medicare contractor: "JH", "JL", "J6", "JK" …
    product: Text = NOT_SUPPLIED
    state: Text = NOT_SUPPLIED
    inpatient: Flag = NOT_SUPPLIED
    coverages: tuple[Coverage, ...] | Absent = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class History(Entity):
    """Earlier claims of the patient, and the days for which they are known to be all.

    complete_from, complete_through: both days hold. Outside them, what is not found is not known.
    """

    claims: tuple[Claim, ...] = ()
    complete_from: Day = NOT_SUPPLIED
    complete_through: Day = NOT_SUPPLIED


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Dossier(Entity):
    """Everything known about one claim; each part may be missing."""

    claim: Claim
    sessions: tuple[Session, ...] | Absent = NOT_SUPPLIED
    history: History | Absent = NOT_SUPPLIED
    authorizations: tuple[Authorization, ...] | Absent = NOT_SUPPLIED
    providers: tuple[Provider, ...] | Absent = NOT_SUPPLIED
    member: Member | Absent = NOT_SUPPLIED
