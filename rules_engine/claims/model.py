"""The dossier: everything known about one claim, as frozen values.

Every attribute is a value or an `Absent`; nothing is None. A list that came is a tuple, and an empty tuple means
"known to be none". `origins` of an entity says where each of its attributes was read; it takes no part in equality.
No entity shows its values in its repr. What rules call these attributes, and their addresses on X12, CMS-1500 and FHIR,
stands in `grammar/vocabulary.csv`.
"""

from __future__ import annotations

from collections.abc import Sequence
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
    """Another payer of the same claim (loops 2320 and 2330). order: "primary", "secondary"; its days: the coverage."""

    payer_id: Text = NOT_SUPPLIED
    name: Text = NOT_SUPPLIED
    order: Text = NOT_SUPPLIED
    paid: Amount = NOT_SUPPLIED
    remittance_date: Day = NOT_SUPPLIED
    status: Text = NOT_SUPPLIED  # "paid", "denied"
    start_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    adjustments: Codes = NOT_SUPPLIED  # "CO-97", "PR-1"
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
    paid: Amount = NOT_SUPPLIED  # US dollars
    remittance_date: Day = NOT_SUPPLIED
    note: Text = NOT_SUPPLIED  # as sent with the line, for adapters; no rule reads it
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
    remittance_date: Day = NOT_SUPPLIED  # the day of this payer's answer
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
    person: Text = NOT_SUPPLIED  # one id for one person; made up, never printed
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Interval(Entity):
    """A part of a session. One that stops before it starts runs over midnight."""

    kind: Text = NOT_SUPPLIED  # "contact", "travel", "paperwork", "meal"
    start: Clock = NOT_SUPPLIED
    stop: Clock = NOT_SUPPLIED
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
    session_id: Text = NOT_SUPPLIED  # one id for one session, whoever was in it
    treatment_start: Day = NOT_SUPPLIED
    course: Text = NOT_SUPPLIED  # one id for one course of treatment
    purpose: Text = NOT_SUPPLIED
    visit_kind: Text = NOT_SUPPLIED
    visit_reason: Text = NOT_SUPPLIED
    visit_sequence: Text = NOT_SUPPLIED  # "initial", "repeat"
    contact_minutes: Amount = NOT_SUPPLIED  # face to face
    similarity: Amount = NOT_SUPPLIED  # of the note to earlier notes: 0 to 1
    assessor_npi: Text = NOT_SUPPLIED
    intervals: tuple[Interval, ...] | Absent = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)

    @property
    def length(self) -> Amount:
        """Minutes of the session: the total that was recorded, else stop minus start (over midnight too)."""
        if not isinstance(self.minutes, Absent) or isinstance(self.start, Absent) or isinstance(self.stop, Absent):
            return self.minutes
        minutes = (self.stop.hour - self.start.hour) * 60 + self.stop.minute - self.start.minute
        return Decimal(minutes % 1440)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Authorization(Entity):
    """One authorization, referral or notice of the ledger. A span holds both its days."""

    number: Text = NOT_SUPPLIED
    patient_id: Text = NOT_SUPPLIED
    kind: Text = NOT_SUPPLIED  # "prior authorization", "referral", "notice", "extension", "not needed"
    status: Text = NOT_SUPPLIED  # "approved", "denied", "pending"
    codes: Codes = NOT_SUPPLIED
    provider_npi: Text = NOT_SUPPLIED
    start_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    requested_date: Day = NOT_SUPPLIED
    units: Amount = NOT_SUPPLIED
    units_left: Amount = NOT_SUPPLIED
    modifiers: Codes = NOT_SUPPLIED
    unit_period: Text = NOT_SUPPLIED  # "day", "week", "month", "whole"
    requested_units: Amount = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Licence(Entity):
    """A licence, a certificate or an enrolment of a provider over a span of days; both days hold."""

    kind: Text = NOT_SUPPLIED
    state: Text = NOT_SUPPLIED
    payer_id: Text = NOT_SUPPLIED
    level: Text = NOT_SUPPLIED  # "trainee", "associate", "independent"
    hours: Codes = NOT_SUPPLIED  # "extended" …
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
    degree: Text = NOT_SUPPLIED
    supervised_hours: Amount = NOT_SUPPLIED
    site_kind: Text = NOT_SUPPLIED  # "FQHC", "RHC", "CBHC", "school" …
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
class Stay(Entity):
    """A span of days that the patient spends in one place; both days hold."""

    kind: Text = NOT_SUPPLIED  # "inpatient", "custody", "hospice", "residential"
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
    plan: Text = NOT_SUPPLIED
    employer: Text = NOT_SUPPLIED
    network: Text = NOT_SUPPLIED
    assignment: Text = NOT_SUPPLIED
    eligibility_groups: Codes = NOT_SUPPLIED
    benefit_year_start: Day = NOT_SUPPLIED
    deductible_left: Amount = NOT_SUPPLIED  # US dollars
    coinsurance: Amount = NOT_SUPPLIED  # a share: 0 to 1
    stays: tuple[Stay, ...] | Absent = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Document(Entity):
    """One paper of the patient's record: facts about it, never its text. A span holds both its days."""

    number: Text = NOT_SUPPLIED
    patient_id: Text = NOT_SUPPLIED
    kind: Text = NOT_SUPPLIED  # "plan", "assessment", "order", "referral", "court order", "advance notice" …
    subject: Text = NOT_SUPPLIED
    created_date: Day = NOT_SUPPLIED
    signed_date: Day = NOT_SUPPLIED
    reviewed_date: Day = NOT_SUPPLIED
    signer_credential: Text = NOT_SUPPLIED
    signature_kind: Text = NOT_SUPPLIED  # "handwritten", "electronic", "stamp", "image"
    author_npi: Text = NOT_SUPPLIED
    start_date: Day = NOT_SUPPLIED
    end_date: Day = NOT_SUPPLIED
    codes: Codes = NOT_SUPPLIED
    device_class: Text = NOT_SUPPLIED
    clearance: Text = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Answer(Entity):
    """What a named person answered to a question of judgement. Without a line number it is of the whole claim."""

    claim_id: Text = NOT_SUPPLIED
    line_number: int | Absent = NOT_SUPPLIED
    role: Text = NOT_SUPPLIED
    question: Text = NOT_SUPPLIED
    holds: Flag = NOT_SUPPLIED
    answered_date: Day = NOT_SUPPLIED
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class History(Entity):
    """Earlier claims of the patient, or claims of other patients, and the days for which they are known to be all.

    complete_from, complete_through: both days hold. Outside them, what is not found is not known.
    """

    claims: Sequence[Claim] = ()
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
    documents: tuple[Document, ...] | Absent = NOT_SUPPLIED
    answers: tuple[Answer, ...] | Absent = NOT_SUPPLIED
    other_patients: History | Absent = NOT_SUPPLIED
