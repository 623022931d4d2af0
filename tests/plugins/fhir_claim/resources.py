"""Made-up FHIR R4 resources, and claims of the model written as such. Nobody in them exists."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, OtherPayer, ServiceLine
from rules_engine.plugins import fhir_claim

CPT = "http://www.ama-assn.org/go/cpt"
HCPCS = "https://www.cms.gov/Medicare/Coding/HCPCSReleaseCodeSets"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
NPI = "http://hl7.org/fhir/sid/us-npi"
EIN = "urn:oid:2.16.840.1.113883.4.4"
NUCC = "http://nucc.org/provider-taxonomy"
X12 = "https://codesystem.x12.org/005010/"
TERMS = "http://terminology.hl7.org/CodeSystem/"
ORDERS = {"primary": 1, "secondary": 2, "tertiary": 3}
ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"

Resource = dict[str, Any]


def coded(system: str, code: str) -> Resource:
    """Return a CodeableConcept."""
    return {"coding": [{"system": system, "code": code}]}


def to(address: str) -> Resource:
    """Return a reference."""
    return {"reference": address}


def npi(value: str) -> Resource:
    """Return a reference by NPI."""
    return {"identifier": {"system": NPI, "value": value}}


def dollars(amount: object) -> Resource:
    """Return an amount of money."""
    return {"value": amount, "currency": "USD"}


def why_absent(code: str) -> Resource:
    """Return what stands beside or in an element whose value is absent."""
    return {"extension": [{"url": ABSENT, "valueCode": code}]}


def item(number: int = 1, **changes: Any) -> Resource:
    """Return one line of an hour of therapy; a change to None takes the element away."""
    made = {
        "sequence": number,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "productOrService": coded(CPT, "90837"),
        "modifier": [coded(CPT, "95")],
        "servicedDate": "2026-11-16",
        "locationCodeableConcept": coded(POS, "10"),
        "quantity": {"value": 1, "unit": "UN"},
        "net": dollars(175),
        **changes,
    }
    return {key: value for key, value in made.items() if value is not None}


def claim(**changes: Any) -> Resource:
    """Return a claim with one line, which needs no other resource but its coverage and patient."""
    made = {
        "resourceType": "Claim",
        "id": "c1",
        "identifier": [{"system": "http://clinic.example/claims", "value": "C-1001"}],
        "status": "active",
        "type": coded(TERMS + "claim-type", "professional"),
        "use": "claim",
        "patient": to("Patient/p1"),
        "created": "2026-11-17",
        "insurer": {"identifier": {"value": "PLAN1"}, "display": "Example Plan"},
        "provider": npi("1000000012"),
        "priority": {"coding": [{"code": "normal"}]},
        "careTeam": [
            {"sequence": 1, "provider": npi("1000000137"), "role": coded(TERMS + "claimcareteamrole", "primary")}
        ],
        "diagnosis": [{"sequence": 1, "diagnosisCodeableConcept": coded(ICD, "F33.1")}],
        "insurance": [{"sequence": 1, "focal": True, "coverage": to("Coverage/v1")}],
        "item": [item()],
        "total": dollars(175),
        **changes,
    }
    return {key: value for key, value in made.items() if value is not None}


def patient(**changes: Any) -> Resource:
    """Return a patient."""
    return {
        "resourceType": "Patient",
        "id": "p1",
        "name": [{"family": "Sample", "given": ["Alpha", "Q"]}],
        "gender": "female",
        "birthDate": "1948-01-01",
        **changes,
    }


def coverage(**changes: Any) -> Resource:
    """Return the coverage of a patient who is the subscriber."""
    return {
        "resourceType": "Coverage",
        "id": "v1",
        "status": "active",
        "subscriberId": "M-42",
        "beneficiary": to("Patient/p1"),
        "relationship": coded(TERMS + "subscriber-relationship", "self"),
        "payor": [to("Organization/o1")],
        **changes,
    }


def bundle(*resources: Resource) -> Resource:
    """Return a Bundle."""
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": each} for each in resources]}


def whole() -> Resource:
    """Return a file with every resource that is read, each referred to by another."""
    return bundle(
        claim(
            item=[
                item(encounter=[to("Encounter/e1")], locationReference=to("Location/l1"), locationCodeableConcept=None)
            ],
            provider=to("PractitionerRole/r1"),
            referral=to("ServiceRequest/s1"),
            insurer=to("Organization/o1"),
            facility=to("Location/l1"),
            related=[{"claim": to("Claim/c2"), "relationship": coded("http://x.example", "replaced")}],
            diagnosis=[{"sequence": 1, "diagnosisReference": to("Condition/k1")}],
            insurance=[
                {"sequence": 1, "focal": True, "coverage": to("Coverage/v1"), "preAuthRef": ["A-1"]},
                {"sequence": 2, "focal": False, "coverage": to("Coverage/v1"), "claimResponse": to("ClaimResponse/a1")},
            ],
        ),
        patient(),
        coverage(period={"start": "2026-01-01"}, order=1),
        {"resourceType": "Organization", "id": "o1", "identifier": [{"value": "P1"}], "name": "Plan"},
        {"resourceType": "Practitioner", "id": "d1", "qualification": [{"code": coded("http://x.example", "PhD")}]},
        {
            "resourceType": "PractitionerRole",
            "id": "r1",
            "practitioner": to("Practitioner/d1"),
            "organization": to("Organization/o1"),
            "code": [{"text": "psychologist"}],
        },
        {"resourceType": "Location", "id": "l1", "type": [coded(POS, "11")]},
        {"resourceType": "ServiceRequest", "id": "s1", "requisition": {"value": "R-1"}},
        {"resourceType": "Condition", "id": "k1", "code": coded(ICD, "F33.1")},
        {
            "resourceType": "Encounter",
            "id": "e1",
            "class": {"code": "AMB"},
            "subject": to("Patient/p1"),
            "period": {"start": "2026-11-16T14:00:00-05:00", "end": "2026-11-16T20:00:00Z"},
            "length": {"value": 60, "code": "min"},
            "participant": [{"individual": to("PractitionerRole/r1")}],
        },
        {"resourceType": "DocumentReference", "id": "x1", "subject": to("Patient/p1"), "date": "2026-10-01"},
        {"resourceType": "ClaimResponse", "id": "a1", "use": "preauthorization", "patient": to("Patient/p1")},
        claim(id="c2"),
    )


def read(found: Resource | bytes | str) -> Intake:
    """Read a file and check that its claims are accounted for."""
    data = found if isinstance(found, bytes) else (found if isinstance(found, str) else json.dumps(found)).encode()
    intake = fhir_claim.rules_engine_read(data, "claims.json")
    assert intake is not None
    check(intake)
    return intake


def check(intake: Intake) -> None:
    """Check what holds for every file: no claim is lost in silence, and every fault has its words and place."""
    assert intake.found == len(intake.claims) + sum(each.lost for each in intake.rejections)
    for each in intake.rejections:
        assert each.code and each.message and each.source == "claims.json"


def one(found: Resource | bytes | str) -> Claim:
    """Return the only claim of a file that has no fault."""
    intake = read(found)
    assert [(each.code, each.pointer) for each in intake.rejections] == []
    (made,) = intake.claims
    return made


def faults(found: Resource | bytes | str) -> list[tuple[str, str]]:
    """Return code and pointer of each fault of a file from which no claim comes."""
    intake = read(found)
    assert intake.claims == ()
    return [(each.code, each.pointer) for each in intake.rejections]


# --- a claim of the model, written as FHIR --------------------------------------------------------------------------


def written(claims: tuple[Claim, ...]) -> Resource:
    """Return claims as a Bundle, with the patients and coverages they need."""
    return bundle(*[resource for number, each in enumerate(claims) for resource in as_fhir(each, number)])


def as_fhir(made: Claim, number: int) -> list[Resource]:
    """Return a claim with its patient and coverage."""
    subscriber, _, rest = str(made.patient_id).partition("/")
    born, _, first_name = rest.partition("/")
    who = {
        "resourceType": "Patient",
        "id": f"p{number}",
        "birthDate": born or str(made.patient_birth_date),
        "gender": {"F": "female", "M": "male"}[str(made.patient_sex)],
    }
    if first_name:
        who["name"] = [{"given": [first_name.title()]}]
    covers = {
        "resourceType": "Coverage",
        "id": f"v{number}",
        "status": "active",
        "subscriberId": subscriber,
        "beneficiary": to(f"Patient/p{number}"),
        "relationship": coded(TERMS + "subscriber-relationship", "child" if first_name else "self"),
        "type": coded(X12 + "1032", str(made.filing_indicator)),
        "payor": [{"display": str(made.payer_name)}],
        "order": ORDERS[str(made.payer_order)],
    }
    if not isinstance(made.group_number, Absent):
        covers["class"] = [{"type": coded(TERMS + "coverage-class", "group"), "value": made.group_number}]
    others = [each for place, other in enumerate(_others(made), 2) for each in _other_payer(other, number, place)]
    return [_claim(made, number), who, covers, *others]


def _others(made: Claim) -> tuple[OtherPayer, ...]:
    return () if isinstance(made.other_payers, Absent) else made.other_payers


def _other_payer(made: OtherPayer, number: int, place: int) -> list[Resource]:
    """Return the coverage of another payer, and its answer when it has paid something. place: among the insurances."""
    named = {"identifier": {"value": made.payer_id}, "display": made.name}
    covers = {
        "resourceType": "Coverage",
        "id": f"v{number}-{place}",
        "status": "active",
        "beneficiary": to(f"Patient/p{number}"),
        "payor": [named],
        "order": ORDERS[str(made.order)],
    }
    if isinstance(made.paid, Absent):
        return [covers]
    answer = {
        "resourceType": "ClaimResponse",
        "id": f"a{number}-{place}",
        "status": "active",
        "payment": {"amount": dollars(_number(made.paid))},
    }
    return [covers, answer]


def _insurances(made: Claim, number: int) -> list[Resource]:
    found: list[Resource] = []
    for place, other in enumerate(_others(made), 2):
        entry: Resource = {"sequence": place, "focal": False, "coverage": to(f"Coverage/v{number}-{place}")}
        if not isinstance(other.paid, Absent):
            entry["claimResponse"] = to(f"ClaimResponse/a{number}-{place}")
        found.append(entry)
    return found


def _claim(made: Claim, number: int) -> Resource:
    renderers = list(dict.fromkeys((str(each.rendering_npi), str(each.rendering_taxonomy)) for each in made.lines))
    insurance: Resource = {"sequence": 1, "focal": True, "coverage": to(f"Coverage/v{number}")}
    if not isinstance(made.authorization_number, Absent):
        insurance["preAuthRef"] = [made.authorization_number]
    assert isinstance(made.diagnoses, tuple)
    return claim(
        id=f"c{number}",
        identifier=[{"value": made.claim_id}],
        patient=to(f"Patient/p{number}"),
        created=str(made.submission_date),
        insurer={"identifier": {"value": made.payer_id}, "display": made.payer_name},
        provider=npi(str(made.billing_npi)),
        careTeam=[
            {
                "sequence": place,
                "provider": npi(who),
                "role": coded(TERMS + "claimcareteamrole", "primary"),
                "qualification": coded(NUCC, taxonomy),
            }
            for place, (who, taxonomy) in enumerate(renderers, 1)
        ],
        diagnosis=[
            {
                "sequence": each.position,
                "diagnosisCodeableConcept": coded(ICD, f"{each.code[:3]}.{each.code[3:]}".rstrip(".")),
            }
            for each in made.diagnoses
        ],
        supportingInfo=[{"sequence": 1, "category": coded(X12 + "1514", "delay"), "code": _delay(made)}],
        insurance=[insurance, *_insurances(made, number)],
        item=[_item(each, renderers) for each in made.lines],
        total=dollars(_number(made.charge)),
    )


def _delay(made: Claim) -> Resource:
    """Return the delay reason; that a claim has none is said too, as an 837P says it by an empty element."""
    if isinstance(made.delay_reason, Absent):
        return coded(TERMS + "data-absent-reason", "unknown")
    return coded(X12 + "1514", made.delay_reason)


def _item(line: ServiceLine, renderers: list[tuple[str, str]]) -> Resource:
    assert isinstance(line.modifiers, tuple)
    assert isinstance(line.diagnosis_pointers, tuple)
    return item(
        line.number,
        careTeamSequence=[1 + renderers.index((str(line.rendering_npi), str(line.rendering_taxonomy)))],
        diagnosisSequence=list(line.diagnosis_pointers) or None,
        productOrService=coded(CPT if str(line.code).isdigit() else HCPCS, str(line.code)),
        modifier=[coded(HCPCS, each) for each in line.modifiers] or None,
        servicedDate=str(line.service_date),
        locationCodeableConcept=coded(POS, str(line.place_of_service)),
        quantity={"value": _number(line.units), "unit": line.unit_basis},
        net=dollars(_number(line.charge)),
    )


def _number(value: object) -> int | float:
    assert isinstance(value, Decimal)
    return int(value) if value == int(value) else float(value)
