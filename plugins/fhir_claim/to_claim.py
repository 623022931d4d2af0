"""One Claim resource as a claim."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from msgspec import UNSET, Struct

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Claim as ModelClaim
from rules_engine.claims.model import Diagnosis, ServiceLine

from .claim_schema import Claim, ClaimDiagnosis, Insurance
from .places import Places
from .resources import Resource
from .schema import OTHER_RELEASES, Condition, Coverage, ServiceRequest
from .systems import CLAIM_TYPES, DIAGNOSES
from .to_info import to_frequency, to_info, to_original
from .to_line import Inherited, to_line
from .to_party import payer, provider
from .to_patient import COVERAGES, PATIENTS, check_owner, to_billed, to_person
from .to_payer import focal_of, to_payers
from .to_team import Team
from .values import DIAGNOSIS, NOTHING, TEXT, UNREADABLE, Found, Values

_PATHS: Final = {
    "lines": ("/item",),
    "charge": ("/total/value",),
    "submission_date": ("/created",),
    "diagnoses": ("/diagnosis",),
    "other_payers": ("/insurance",),
}
_DIAGNOSIS: Final = {"code": ("/diagnosisCodeableConcept",), "position": ("/sequence",)}
_REQUIRED: Final = ("status", "use", "patient", "created", "provider")
_NEEDED: Final = attrgetter(*_REQUIRED)
_USES: Final = frozenset({"claim", "preauthorization", "predetermination"})
_LIVE: Final = frozenset({"active", "draft"})
_DEAD: Final = frozenset({"cancelled", "entered-in-error"})
_OTHERS: Final = attrgetter(*OTHER_RELEASES[Claim])
_NONE: Final = (UNSET,) * len(OTHER_RELEASES[Claim])
_FACILITIES: Final = frozenset({"Location", "Organization"})
_REQUESTS: Final = frozenset({"ServiceRequest"})
_CONDITIONS: Final = frozenset({"Condition"})


class _Payers(Struct, frozen=True, gc=False):
    """The insurance that is billed. number: its place among the insurances of the claim; None without any."""

    number: int | None
    insurance: Insurance
    at: str
    coverage: Resource | None


def to_claim(resource: Resource, values: Values) -> ModelClaim:
    """Return the claim. Its faults are kept by `values`; with one that is not harmless it is not to be used."""
    claim, at = resource.value, resource.at
    assert isinstance(claim, Claim)
    refuse(claim, at, values)
    number = _number(claim, at, values)
    billed = _billed(claim, resource, values)
    patient = values.target(claim.patient, resource, f"{at}/patient", PATIENTS)
    if billed.coverage is not None:
        check_owner(claim, billed.coverage, patient, values)
    person = to_person(patient, billed.coverage, values)
    biller = provider(claim.provider, resource, f"{at}/provider", values, bills=True)
    found = {"claim_id": number, **_facts(claim, resource, billed, values), **to_info(claim, at, values)}
    found["billing_npi"], found["billing_tax_id"], found["billing_taxonomy"] = (
        biller.npi,
        biller.tax_id,
        biller.taxonomy,
    )
    renders = (biller.npi, biller.taxonomy) if biller.is_person else (NOTHING, NOTHING)
    inherited = _inherited(claim, resource, found["authorization_number"], found["referral_number"], values)
    pointers = {**{name: each.pointer for name, each in found.items()}, **person.pointers}
    known = {name: each.value for name, each in found.items()}
    known["claim_id"] = number.value if isinstance(number.value, str) else ""
    made = ModelClaim(
        **known,
        lines=_lines(claim, resource, inherited, Team(claim, resource, *renders, values), values),
        charge=values.dollars(claim.total, f"{at}/total"),
        submission_date=values.day(claim.created, f"{at}/created", claim.created_side),
        diagnoses=_diagnoses(claim, resource, values),
        subscriber_id=person.subscriber_id,
        patient_id=person.key,
        patient_birth_date=person.birth_date,
        patient_sex=person.sex,
        other_payers=to_payers(claim, billed.number, resource, values),
        origins=Places(values.file, at, _PATHS, pointers),
    )
    _check_total(made, at, values)
    return made


def _billed(claim: Claim, resource: Resource, values: Values) -> _Payers:
    number = focal_of(claim, resource.at, values)
    insurance = Insurance() if number is None else claim.insurance[number]
    at = f"{resource.at}/insurance/{number}"
    return _Payers(number, insurance, at, values.target(insurance.coverage, resource, f"{at}/coverage", COVERAGES))


def _facts(claim: Claim, resource: Resource, billed: _Payers, values: Values) -> dict[str, Found]:
    """Return attribute of the claim → what the claim and the billed insurance say of it."""
    coverage, at = billed.coverage, resource.at
    sequence = 0 if billed.insurance.sequence is UNSET else billed.insurance.sequence
    side = to_billed(coverage, sequence, billed.at, values)
    who = payer(claim.insurer, resource, f"{at}/insurer", values)
    covers = coverage.value if coverage is not None and claim.insurer is UNSET else None
    if coverage is not None and isinstance(covers, Coverage) and covers.payor:
        who = payer(covers.payor[0], coverage, f"{coverage.at}/payor/0", values)
    return {
        "payer_id": who.payer_id,
        "payer_name": who.name,
        "payer_order": side.order,
        "filing_indicator": side.filing_indicator,
        "group_number": side.group_number,
        "frequency": to_frequency(claim, at, values),
        "original_claim_number": to_original(claim, resource, values),
        "authorization_number": _authorization(billed.insurance, billed.at, values),
        "referral_number": _referral(claim, resource, values),
    }


def refuse(claim: Claim, at: str, values: Values) -> None:
    """Note what makes the resource something else than a professional bill in FHIR R4."""
    needed = _NEEDED(claim)
    for name in _REQUIRED if UNSET in needed else ():
        if getattr(claim, name) is UNSET and not (name == "created" and claim.created_side is not UNSET):
            values.note(f"{at}/{name}", "missing-element")
    if claim.use is not UNSET and claim.use != "claim":
        values.note(f"{at}/use", "not-a-bill" if claim.use in _USES else "unknown-use")
    if claim.status is not UNSET and claim.status not in _LIVE:
        values.note(f"{at}/status", "not-in-force" if claim.status in _DEAD else "unknown-status")
    types = [] if claim.type is UNSET else [each.code for each in claim.type.coding if each.system in CLAIM_TYPES]
    if types and "professional" not in types:
        values.note(f"{at}/type", "not-professional")
    if claim.modifier_extension:
        values.note(f"{at}/modifierExtension", "modifier-extension")
    if claim.implicit_rules is not UNSET:
        values.note(f"{at}/implicitRules", "implicit-rules")
    if _OTHERS(claim) != _NONE:
        values.note(at, "other-release")


def _number(claim: Claim, at: str, values: Values) -> Found:
    """Return the sender's number of the claim: its first identifier, else its id."""
    found = values.identifier(claim.identifier, f"{at}/identifier", frozenset(), TEXT)
    if found is NOTHING and claim.id is not UNSET:
        found = Found(values.leaf(TEXT, claim.id, f"{at}/id"), f"{at}/id")
    if found is NOTHING:
        values.note(at, "missing-claim-id")
    return found


def _authorization(billed: Insurance, at: str, values: Values) -> Found:
    """Return the authorization number. Of several nobody can say which line has which."""
    numbers = [each for each in billed.pre_auth_ref if each is not None]
    if len(numbers) > 1:
        return Found(UNREADABLE, f"{at}/preAuthRef")
    if not numbers:
        return NOTHING
    where = f"{at}/preAuthRef/{billed.pre_auth_ref.index(numbers[0])}"
    return Found(values.leaf(TEXT, numbers[0], where), where)


def _referral(claim: Claim, resource: Resource, values: Values) -> Found:
    """Return the number of the referral: beside the reference, else of the request it leads to."""
    if claim.referral is UNSET:
        return NOTHING
    at = f"{resource.at}/referral"
    mark = claim.referral.identifier
    if mark is not UNSET and mark.value is not UNSET:
        return Found(values.leaf(TEXT, mark.value, f"{at}/identifier/value"), f"{at}/identifier/value")
    target = values.target(claim.referral, resource, at, _REQUESTS)
    if target is None or not isinstance(target.value, ServiceRequest):
        return NOTHING
    found = values.identifier(target.value.identifier, f"{target.at}/identifier", frozenset(), TEXT)
    requisition = target.value.requisition
    if found is NOTHING and requisition is not UNSET and requisition.value is not UNSET:
        where = f"{target.at}/requisition/value"
        found = Found(values.leaf(TEXT, requisition.value, where), where)
    return found


def _diagnoses(claim: Claim, resource: Resource, values: Values) -> tuple[Diagnosis, ...] | Absent:
    """Return the diagnoses by their sequence; absent as a whole when one of them is, as pointers count all."""
    found: dict[int, Diagnosis] = {}
    absent: Absent | None = None
    for number, each in enumerate(claim.diagnosis):
        at = f"{resource.at}/diagnosis/{number}"
        position = values.positive(each.sequence, f"{at}/sequence")
        code = _diagnosis(each, resource, at, values)
        if isinstance(code.value, Absent):
            absent = code.value
        elif position is not None:
            if position in found:
                values.note(f"{at}/sequence", "repeated-position")
            places = Places(values.file, at, _DIAGNOSIS, {"code": code.pointer})
            found[position] = Diagnosis(code=code.value, position=position, origins=places)
    return tuple([found[position] for position in sorted(found)]) if absent is None else absent


def _diagnosis(diagnosis: ClaimDiagnosis, resource: Resource, at: str, values: Values) -> Found:
    if diagnosis.diagnosis_codeable_concept is not UNSET:
        where = f"{at}/diagnosisCodeableConcept"
        return values.code(diagnosis.diagnosis_codeable_concept, DIAGNOSES, DIAGNOSIS, where, without_dot)
    if diagnosis.diagnosis_reference is UNSET:
        return Found(values.note(at, "missing-element"))
    target = values.target(diagnosis.diagnosis_reference, resource, f"{at}/diagnosisReference", _CONDITIONS)
    if target is None or not isinstance(target.value, Condition):
        return NOTHING
    return values.code(target.value.code, DIAGNOSES, DIAGNOSIS, f"{target.at}/code", without_dot)


def without_dot(code: str) -> str:
    """Return a diagnosis code without its dot.

    >>> without_dot("F33.1")
    'F331'
    """
    return code.replace(".", "", 1)


def _inherited(claim: Claim, resource: Resource, authorization: Found, referral: Found, values: Values) -> Inherited:
    at = f"{resource.at}/facility"
    facility = values.target(claim.facility, resource, at, _FACILITIES)
    npi = provider(claim.facility, resource, at, values).npi
    pointers = {
        "facility_npi": npi.pointer,
        "authorization_number": authorization.pointer,
        "referral_number": referral.pointer,
    }
    positions = frozenset(each.sequence for each in claim.diagnosis if isinstance(each.sequence, int))
    return Inherited(facility, npi, authorization, referral, positions, pointers)


def _lines(
    claim: Claim, resource: Resource, inherited: Inherited, team: Team, values: Values
) -> tuple[ServiceLine, ...]:
    at = resource.at
    if not claim.item:
        values.note(f"{at}/item", "claim-without-lines")
    found: dict[int, ServiceLine] = {}
    for number, item in enumerate(claim.item):
        line = to_line(item, f"{at}/item/{number}", inherited, team, resource, values)
        if line is None:
            continue
        if line.number in found:
            values.note(f"{at}/item/{number}/sequence", "repeated-line-number")
        found[line.number] = line
    return tuple(found.values())


def _check_total(claim: ModelClaim, at: str, values: Values) -> None:
    charges: Iterable[Any] = [line.charge for line in claim.lines]
    if not isinstance(claim.charge, Decimal) or not all(isinstance(each, Decimal) for each in charges):
        return
    if sum(charges, Decimal(0)) != claim.charge:
        values.note(f"{at}/total", "charge-total")
