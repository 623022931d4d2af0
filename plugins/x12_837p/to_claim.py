"""One loop 2300 as a claim."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.claims.model import Claim, Diagnosis, ServiceLine

from .addresses import CLAIM
from .faults import Fault, is_readable
from .places import Places, SegmentNumbers, SourceFile
from .records import NOWHERE, ClaimRecord, Scope, Segment, numbers_of
from .to_diagnoses import to_diagnoses
from .to_line import Inherited, to_line
from .to_patient import Patient, to_patient
from .to_payer import order_of, to_payer
from .values import amount, day, flag, is_code, npi, required_amount, text

_FREQUENCY: Final = {"1": "original", "6": "corrected", "7": "replacement", "8": "void"}
_ASSIGNMENT: Final = {"A": "assigned", "B": "assigned for laboratory only", "C": "not assigned"}
_NO_SCOPE: Final = Scope()


class _Shared(NamedTuple):
    """The scopes above a claim; an empty one stands for a level that is not there."""

    header: Scope
    billing: Scope
    subscriber: Scope
    dependent: Scope | None


class _Parts(NamedTuple):
    """What is made before the claim itself."""

    place: str
    frequency: str
    patient: Patient
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[ServiceLine, ...]
    numbers: tuple[SegmentNumbers, ...]


def to_claim(record: ClaimRecord, file: SourceFile, component: str) -> tuple[Claim, list[Fault]]:
    """Return the claim and its faults; with a fault that is not harmless the claim is not to be used."""
    chain = record.scope.chain()
    faults = [fault for scope in chain for fault in scope.faults] + record.faults
    shared = _shared(chain)
    place, frequency = _place_and_frequency(record.segment, component, faults)
    patient = to_patient(shared.subscriber, shared.dependent, faults)
    if isinstance(patient.key, str):
        record.slots["2010BA NM1*patient"] = shared.subscriber.slots["2010BA NM1"]
    diagnoses = to_diagnoses(record.diagnoses, file, component, faults)
    own = numbers_of(record.slots)
    known = diagnoses[-1].position if diagnoses else 0
    inherited = Inherited(record.slots, place, known, own, component, file)
    lines = _lines(record, inherited, faults)
    numbers = (own, *(scope.segment_numbers() for scope in chain))
    claim = _claim(record, shared, _Parts(place, frequency, patient, diagnoses, lines, numbers), file, faults)
    _check(record, claim, faults)
    return claim, faults


def _claim(record: ClaimRecord, shared: _Shared, parts: _Parts, file: SourceFile, faults: list[Fault]) -> Claim:
    clm, slots, patient = record.segment, record.slots, parts.patient
    elements = clm[1]
    coverage = shared.subscriber.slots.get("2000B SBR", NOWHERE)[1]
    payer = shared.subscriber.slots.get("2010BB NM1", NOWHERE)[1]
    biller = shared.billing.slots
    return Claim(
        claim_id=elements[1],
        lines=parts.lines,
        charge=required_amount(clm, 2, faults),
        place_of_service=text(parts.place),
        frequency=text(_FREQUENCY.get(parts.frequency, parts.frequency)),
        original_claim_number=text(slots.get("2300 REF*F8", NOWHERE)[1][2]),
        provider_signature=flag(clm, 6, faults, NOT_DOCUMENTED),
        assignment=text(_ASSIGNMENT.get(elements[7], elements[7])),
        delay_reason=text(elements[20]),
        submission_date=day(shared.header.slots.get("HEADER BHT", NOWHERE), 4, faults),
        onset_date=day(slots.get("2300 DTP*431", NOWHERE), 3, faults, 2),
        admission_date=day(slots.get("2300 DTP*435", NOWHERE), 3, faults, 2),
        discharge_date=day(slots.get("2300 DTP*096", NOWHERE), 3, faults, 2),
        patient_paid=amount(slots.get("2300 AMT*F5", NOWHERE), 2, faults),
        authorization_number=text(slots.get("2300 REF*G1", NOWHERE)[1][2]),
        referral_number=text(slots.get("2300 REF*9F", NOWHERE)[1][2]),
        diagnoses=parts.diagnoses,
        payer_id=text(payer[9]),
        payer_name=text(payer[3]),
        payer_order=order_of(coverage[1]),
        filing_indicator=text(coverage[9]),
        group_number=text(coverage[3]),
        subscriber_id=patient.subscriber_id,
        patient_id=patient.key,
        patient_birth_date=patient.birth_date,
        patient_sex=patient.sex,
        billing_npi=npi(biller.get("2010AA NM1", NOWHERE)),
        billing_tax_id=text((biller.get("2010AA REF*EI") or biller.get("2010AA REF*SY", NOWHERE))[1][2]),
        billing_taxonomy=text(biller.get("2000A PRV", NOWHERE)[1][3]),
        other_payers=tuple(to_payer(payer, record.lines, file, faults) for payer in record.payers),
        attachments=tuple(segment[1][1] for segment in record.attachments if segment[1][1]),
        origins=Places(file, CLAIM, parts.numbers),
    )


def _shared(chain: list[Scope]) -> _Shared:
    levels = {scope.level: scope for scope in chain}
    return _Shared(
        levels.get("", _NO_SCOPE), levels.get("20", _NO_SCOPE), levels.get("22", _NO_SCOPE), levels.get("23")
    )


def _place_and_frequency(clm: Segment, component: str, faults: list[Fault]) -> tuple[str, str]:
    """Return CLM05-1 and CLM05-3; empty when they are."""
    number, elements = clm
    parts = [*elements[5].split(component), "", ""]
    for index in (0, 2):
        if parts[index] and not is_code(parts[index]):
            faults.append(Fault("bad-code", number, "CLM", 5, index + 1))
    return parts[0], parts[2]


def _lines(record: ClaimRecord, inherited: Inherited, faults: list[Fault]) -> tuple[ServiceLine, ...]:
    if not record.lines:
        faults.append(Fault("claim-without-lines", record.segment[0], "CLM"))
    lines: dict[int, ServiceLine] = {}
    for each in record.lines:
        line = to_line(each, inherited, faults)
        if line is None:
            continue
        if line.number in lines:
            faults.append(Fault("repeated-line-number", each.slots["2400 LX"][0], "LX", 1))
        lines[line.number] = line
    return tuple(lines.values())


def _check(record: ClaimRecord, claim: Claim, faults: list[Fault]) -> None:
    """Note an id that is missing, and a total that the lines do not bear out."""
    number = record.segment[0]
    if not claim.claim_id:
        faults.append(Fault("missing-element", number, "CLM", 1))
    total = sum((line.charge for line in claim.lines if isinstance(line.charge, Decimal)), Decimal(0))
    if claim.charge != total and is_readable(faults):
        faults.append(Fault("charge-total", number, "CLM", 2))
