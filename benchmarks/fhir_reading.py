"""Claims a second from FHIR R4 JSON: this reader against `fhirclient`, in the same run.

    python -m benchmarks fhir_reading

Both read the same synthetic files (made-up names and ids, fixed seed), turn by turn: claims a line, as bulk data has
them, and a Bundle that has patient and coverage with each claim. This reader gives whole claims of the model, with
every code and date checked, every key looked at, and the place of each fact; the other gives resources as objects.
"""

from __future__ import annotations

import json
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.figures import Figure
from rules_engine.plugins.fhir_claim.reader import read

CLAIMS = 400
PAIRS = 5
SEED = 4
CODES = ("90832", "90834", "90837", "90839", "90847", "90853", "90791", "99214")
DIAGNOSES = ("F32.9", "F41.1", "F43.10", "F90.2", "F33.9")
TERMS = "http://terminology.hl7.org/CodeSystem/"
CPT = "http://www.ama-assn.org/go/cpt"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
POS = "https://www.cms.gov/Medicare/Coding/place-of-service-codes/Place_of_Service_Code_Set"
NPI = "http://hl7.org/fhir/sid/us-npi"

Resource = dict[str, Any]


def coded(system: str, code: str) -> Resource:
    """Return a CodeableConcept."""
    return {"coding": [{"system": system, "code": code, "display": f"made-up words for {code}"}]}


def narrative(words: str) -> Resource:
    """Return the narrative that a server makes for a resource."""
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{words}</div>'}


def item(number: int, draw: random.Random) -> Resource:
    """Return one line."""
    charge = draw.randint(60, 300)
    return {
        "sequence": number,
        "careTeamSequence": [1],
        "diagnosisSequence": [1],
        "productOrService": coded(CPT, draw.choice(CODES)),
        **({"modifier": [coded(CPT, "95")]} if draw.random() < 0.5 else {}),
        "servicedDate": f"2026-01-{draw.randint(1, 28):02}",
        "locationCodeableConcept": coded(POS, draw.choice(("02", "10", "11"))),
        "quantity": {"value": 1, "unit": "UN"},
        "unitPrice": {"value": charge, "currency": "USD"},
        "net": {"value": charge, "currency": "USD"},
    }


def claim(number: int, draw: random.Random) -> Resource:
    """Return one claim with one to four lines."""
    items = [item(line, draw) for line in range(1, draw.choice((1, 2, 2, 3, 4)) + 1)]
    return {
        "resourceType": "Claim",
        "id": f"claim-{number}",
        "meta": {"versionId": "1", "lastUpdated": "2026-02-01T09:00:00-05:00"},
        "text": narrative(f"Claim {number}"),
        "identifier": [{"system": "http://clinic.example/claims", "value": f"CLAIM{number:07}"}],
        "status": "active",
        "type": coded(TERMS + "claim-type", "professional"),
        "use": "claim",
        "patient": {"reference": f"Patient/patient-{number}"},
        "billablePeriod": {"start": "2026-01-01", "end": "2026-01-31"},
        "created": "2026-02-01",
        "insurer": {"identifier": {"system": "http://plan.example", "value": "PLAN1"}, "display": "Grove Plan"},
        "provider": {"identifier": {"system": NPI, "value": "1000000012"}, "display": "Grove Clinic"},
        "priority": coded(TERMS + "processpriority", "normal"),
        "careTeam": [
            {
                "sequence": 1,
                "provider": {"identifier": {"system": NPI, "value": "1000000137"}},
                "role": coded(TERMS + "claimcareteamrole", "primary"),
            }
        ],
        "diagnosis": [
            {"sequence": place, "diagnosisCodeableConcept": coded(ICD, code)}
            for place, code in enumerate(draw.sample(DIAGNOSES, draw.randint(1, 3)), 1)
        ],
        "insurance": [{"sequence": 1, "focal": True, "coverage": {"reference": f"Coverage/coverage-{number}"}}],
        "item": items,
        "total": {"value": sum(each["net"]["value"] for each in items), "currency": "USD"},
    }


def patient(number: int) -> Resource:
    """Return the patient of a claim."""
    return {
        "resourceType": "Patient",
        "id": f"patient-{number}",
        "text": narrative("A patient that nobody is"),
        "identifier": [
            {"type": coded(TERMS + "v2-0203", "MR"), "system": "http://clinic.example", "value": f"P{number}"}
        ],
        "name": [{"use": "official", "family": "Alder", "given": ["Birch"]}],
        "telecom": [{"system": "phone", "value": "555-0100", "use": "home"}],
        "gender": "female",
        "birthDate": "1970-01-15",
        "address": [{"line": ["1 Grove Street"], "city": "Anytown", "state": "MA", "postalCode": "02111"}],
    }


def coverage(number: int) -> Resource:
    """Return the coverage of a claim."""
    return {
        "resourceType": "Coverage",
        "id": f"coverage-{number}",
        "text": narrative("A coverage"),
        "status": "active",
        "type": coded("https://codesystem.x12.org/005010/1032", "CI"),
        "subscriberId": f"MEMBER{number:07}",
        "beneficiary": {"reference": f"Patient/patient-{number}"},
        "relationship": coded(TERMS + "subscriber-relationship", "self"),
        "period": {"start": "2026-01-01", "end": "2026-12-31"},
        "payor": [{"display": "Grove Plan"}],
        "class": [{"type": coded(TERMS + "coverage-class", "group"), "value": f"GROUP{number % 7}"}],
    }


def lines(claims: int) -> bytes:
    """Return this many claims, one a line."""
    draw = random.Random(SEED)
    return "".join(json.dumps(claim(number, draw)) + "\n" for number in range(claims)).encode()


def bundle(claims: int) -> bytes:
    """Return a Bundle with this many claims, each with its patient and coverage."""
    draw = random.Random(SEED)
    resources = [each for n in range(claims) for each in (claim(n, draw), patient(n), coverage(n))]
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}
    ).encode()


def read_here(data: bytes) -> int:
    """Read with this project; return the number of claims."""
    intake = read(data, "synthetic.json")
    assert intake.rejections == ()
    return len(intake.claims)


def lines_with_fhirclient(data: bytes) -> int:
    """Read claims a line with fhirclient; return their number."""
    from fhirclient.models.claim import Claim

    return len([Claim(json.loads(line)) for line in data.splitlines()])


def bundle_with_fhirclient(data: bytes) -> int:
    """Read a Bundle with fhirclient; return the number of claims."""
    from fhirclient.models.bundle import Bundle

    return sum(entry.resource.resource_type == "Claim" for entry in Bundle(json.loads(data)).entry)


def rate(reader: Callable[[bytes], int], data: bytes) -> float:
    """Return claims a second of one reading."""
    began = time.perf_counter()
    found = reader(data)
    seconds = time.perf_counter() - began
    if found != CLAIMS:
        raise SystemExit(f"{reader.__name__} found {found} claims, not {CLAIMS}")
    return CLAIMS / seconds


def measure() -> list[Figure]:
    """Return the figures: how many times as fast as fhirclient, of claims a line and of a Bundle."""
    figures = []
    for name, data, other in (
        ("FHIR claims a line", lines(CLAIMS), lines_with_fhirclient),
        ("FHIR Bundle", bundle(CLAIMS), bundle_with_fhirclient),
    ):
        pairs = [(rate(read_here, data), rate(other, data)) for _ in range(PAIRS)]
        ratio = statistics.median(own / theirs for own, theirs in pairs)
        figures += [
            Figure(f"{name}, with the place of every fact: times fhirclient", ratio, 20.0),
            Figure(f"claims/s, {name}", statistics.median(own for own, _ in pairs), None),
            Figure(f"claims/s, {name}, fhirclient", statistics.median(theirs for _, theirs in pairs), None),
        ]
    return figures
