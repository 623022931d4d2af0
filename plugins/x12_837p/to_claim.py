"""One loop 2300 as a claim."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.claims.model import Claim, Diagnosis, OtherPayer, ServiceLine

from .addresses import CLAIM
from .composites import Composites
from .faults import Fault, is_readable
from .places import Places, SegmentNumbers, SourceFile
from .records import NOWHERE, ClaimRecord, Scope, numbers_of
from .to_diagnoses import to_diagnoses
from .to_line import Inherited, inherited_from, to_line
from .to_patient import Patient, to_patient
from .to_payer import order_of, to_payers
from .values import Values, text

_FREQUENCY: Final = {"1": "original", "6": "corrected", "7": "replacement", "8": "void"}
_ASSIGNMENT: Final = {"A": "assigned", "B": "assigned for laboratory only", "C": "not assigned"}
_NO_SCOPE: Final = Scope()


class _Parts(NamedTuple):
    """What is made before the claim itself. levels: HL03 → the scope above the claim; "" is the transaction."""

    levels: dict[str, Scope]
    place: str
    frequency: str
    patient: Patient
    diagnoses: tuple[Diagnosis, ...]
    lines: tuple[ServiceLine, ...]
    payers: tuple[OtherPayer, ...]
    numbers: tuple[SegmentNumbers, ...]


class ClaimMaker:
    """Makes claims of one interchange from their records."""

    def __init__(self, file: SourceFile, component: str) -> None:
        self._file = file
        self._values = Values()
        self._composites = Composites(component)

    def make(self, record: ClaimRecord) -> tuple[Claim, list[Fault]]:
        """Return the claim and its faults; with a fault that is not harmless the claim is not to be used."""
        values, file = self._values, self._file
        chain = record.scope.chain()
        faults = values.faults = [fault for scope in chain for fault in scope.faults] + record.faults
        levels = {scope.level: scope for scope in chain}
        place, frequency = self._composites.place_and_frequency(record.segment, faults)
        patient = to_patient(levels.get("22", _NO_SCOPE), levels.get("23"), values)
        if isinstance(patient.key, str):
            record.slots["2010BA NM1*patient"] = levels["22"].slots["2010BA NM1"]
        _biller_renders(record, levels.get("20", _NO_SCOPE))
        diagnoses = to_diagnoses(record.diagnoses, file, self._composites, faults)
        own = numbers_of(record.slots)
        known = diagnoses[-1].position if diagnoses else 0
        lines = self._lines(record, inherited_from(record.slots, place, known, own, values))
        payers = to_payers(record.payers, record.adjudications, file, values)
        numbers = (own, *[scope.segment_numbers() for scope in chain])
        claim = self._claim(record, _Parts(levels, place, frequency, patient, diagnoses, lines, payers, numbers))
        _check(record, claim, faults)
        return claim, faults

    def _claim(self, record: ClaimRecord, parts: _Parts) -> Claim:
        values, clm, slots, patient = self._values, record.segment, record.slots, parts.patient
        elements, subscriber = clm[1], parts.levels.get("22", _NO_SCOPE).slots
        coverage, payer = subscriber.get("2000B SBR", NOWHERE), subscriber.get("2010BB NM1", NOWHERE)
        biller = parts.levels.get("20", _NO_SCOPE).slots
        return Claim(
            claim_id=elements[1],
            lines=parts.lines,
            charge=values.required_amount(clm, 2),
            place_of_service=parts.place or NOT_DOCUMENTED,
            frequency=_FREQUENCY.get(parts.frequency, parts.frequency) or NOT_DOCUMENTED,
            original_claim_number=text(slots.get("2300 REF*F8", NOWHERE), 2),
            provider_signature=values.flag(clm, 6, NOT_DOCUMENTED),
            assignment=_ASSIGNMENT.get(elements[7], elements[7]) or NOT_DOCUMENTED,
            delay_reason=text(clm, 20),
            submission_date=values.day(parts.levels[""].slots.get("HEADER BHT", NOWHERE), 4),
            onset_date=values.day(slots.get("2300 DTP*431", NOWHERE), 3, 2),
            admission_date=values.day(slots.get("2300 DTP*435", NOWHERE), 3, 2),
            discharge_date=values.day(slots.get("2300 DTP*096", NOWHERE), 3, 2),
            patient_paid=values.amount(slots.get("2300 AMT*F5", NOWHERE), 2),
            authorization_number=text(slots.get("2300 REF*G1", NOWHERE), 2),
            referral_number=text(slots.get("2300 REF*9F", NOWHERE), 2),
            diagnoses=parts.diagnoses,
            payer_id=text(payer, 9),
            payer_name=text(payer, 3),
            payer_order=order_of(coverage[1][1]),
            filing_indicator=text(coverage, 9),
            group_number=text(coverage, 3),
            subscriber_id=patient.subscriber_id,
            patient_id=patient.key,
            patient_birth_date=patient.birth_date,
            patient_sex=patient.sex,
            billing_npi=values.npi(biller.get("2010AA NM1", NOWHERE)),
            billing_tax_id=text(biller.get("2010AA REF*EI") or biller.get("2010AA REF*SY", NOWHERE), 2),
            billing_taxonomy=text(biller.get("2000A PRV", NOWHERE), 3),
            other_payers=parts.payers,
            attachments=tuple([segment[1][1] for segment in record.attachments]),
            origins=Places(self._file, CLAIM, parts.numbers),
        )

    def _lines(self, record: ClaimRecord, inherited: Inherited) -> tuple[ServiceLine, ...]:
        faults = self._values.faults
        if not record.lines:
            faults.append(Fault("claim-without-lines", record.segment[0], "CLM"))
        lines: dict[int, ServiceLine] = {}
        for each in record.lines:
            line = to_line(each, inherited, self._file, self._composites, self._values)
            if line is None:
                continue
            if line.number in lines:
                faults.append(Fault("repeated-line-number", each["2400 LX"][0], "LX", 1))
            lines[line.number] = line
        return tuple(lines.values())


def _biller_renders(record: ClaimRecord, biller: Scope) -> None:
    """Without loop 2310B the billing provider is the one who rendered the service."""
    if "2310B NM1" in record.slots:
        return
    for slot in ("2010AA NM1", "2000A PRV"):
        if slot in biller.slots:
            record.slots[f"{slot}*renderer"] = biller.slots[slot]


def _check(record: ClaimRecord, claim: Claim, faults: list[Fault]) -> None:
    """Note an id that is missing, and a total that the lines do not bear out."""
    number = record.segment[0]
    if not claim.claim_id:
        faults.append(Fault("missing-element", number, "CLM", 1))
    total = Decimal(0)
    for line in claim.lines:
        total += line.charge if isinstance(line.charge, Decimal) else 0
    if claim.charge != total and is_readable(faults):
        faults.append(Fault("charge-total", number, "CLM", 2))
