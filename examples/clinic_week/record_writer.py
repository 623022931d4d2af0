"""Builds the session records and the registry as plain data, named as in `rules_engine/claims/model.py`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from people import CLINICIANS, MEDICARE, ONE, PSYCHOLOGIST
from week import (
    ADD_ONS,
    CRISIS,
    EVALUATION,
    FAMILY,
    GROUP,
    OFFICE_VISITS,
    PSYCHOTHERAPY,
    UNDER_A_PLAN,
    Clinician,
    Held,
    Patient,
    Record,
    Visit,
)

MEDICAL_KINDS: Final = frozenset(
    {"psychiatrist", "physician", "nurse practitioner", "clinical nurse specialist", "physician assistant"}
)
# Parts of a note, by the codes that it stands for.
ELEMENTS: Final = (
    (PSYCHOTHERAPY | ADD_ONS | FAMILY | GROUP, ("modality", "interventions", "progress", "mental status", "symptoms")),
    (OFFICE_VISITS | ADD_ONS | {"90792"}, ("medical examination", "mental status", "symptoms")),
    (ADD_ONS, ("separate service",)),
    (GROUP, ("group participants count",)),
    (CRISIS, ("mental status", "symptoms", "risk assessment", "disposition", "resources mobilized")),
    (EVALUATION, ("mental status", "symptoms", "risk assessment", "disposition")),
)


def documentation(visits: Sequence[Visit]) -> Record:
    """Return the session records of all visits; a visit without a session on record adds none."""
    return {"documentation": [_session(visit, session) for visit in visits for session in visit.sessions]}


def _session(visit: Visit, session: Held) -> Record:
    codes = {line.code for line in visit.lines if session.line in (0, line.number)}
    own_line = visit.second_clinician is not None and session.line == len(visit.lines)
    clinician = visit.second_clinician if own_line and visit.second_clinician else visit.clinician
    record: Record = {}
    if session.line:
        record |= {"claim_id": visit.claim_id, "line_number": session.line}
    else:
        record |= {"patient_id": visit.patient.member_id}
    record |= {"service_date": visit.day.isoformat()}
    if session.start:
        record |= {"start": session.start, "stop": session.stop}
    if session.minutes is not None:
        record |= {"minutes": session.minutes}
    record |= {
        "mode": session.mode,
        "patient_location": "home" if visit.place == "10" else "not home",
        "patient_country": "US",
        "clinician_country": "US",
        "clinician_npi": clinician.npi,
        "diagnosis": visit.coded_diagnoses[0],
        "elements": _elements(codes, clinician),
        "created_date": visit.day.isoformat(),
        "signature": {
            "kind": "electronic",
            "credential": clinician.credential,
            "signed_date": visit.day.isoformat(),
        },
    }
    if codes & OFFICE_VISITS:
        record |= {"level_basis": "decision making"}
    if codes & UNDER_A_PLAN and visit.patient.plan:
        record |= {"plan": _plan(visit.patient, clinician)}
    record |= session.facts
    return {name: value for name, value in record.items() if name not in session.left_out}


def _elements(codes: set[str], clinician: Clinician) -> list[str]:
    found = [element for group, elements in ELEMENTS if codes & group for element in elements]
    if clinician.kind not in MEDICAL_KINDS:
        found.append("physician consultation")
    return list(dict.fromkeys(found))


def _plan(patient: Patient, clinician: Clinician) -> Record:
    plan = patient.plan
    assert plan is not None
    return {
        "created_date": plan.created.isoformat(),
        "reviewed_date": plan.reviewed.isoformat() if plan.reviewed else None,
        "end_date": plan.ends.isoformat(),
        "signed_date": plan.created.isoformat(),
        "signer_credential": clinician.credential,
    }


def registry(visits: Sequence[Visit]) -> Record:
    """Return what payer and practice know of providers, members and authorizations.

    Left out: the clinician of CW-2026-036, and the dependent child of CW-2026-054.
    """
    patients = dict.fromkeys(visit.patient for visit in visits if not visit.patient.parent)
    return {
        "providers": [_provider(clinician) for clinician in CLINICIANS if clinician.kind],
        "members": [_member(patient) for patient in patients],
        "authorizations": [_AUTHORIZATION],
    }


def _provider(clinician: Clinician) -> Record:
    span: Mapping[str, object] = {"start_date": "2024-01-01", "end_date": "2027-12-31"}
    state = clinician.office.state
    return {
        "npi": clinician.npi,
        "kind": clinician.kind,
        "licence_level": "independent",
        "group_npi": clinician.office.npi,
        "licences": [{"kind": clinician.kind, "state": state, **span}],
        "enrolments": [{"payer_id": MEDICARE.payer_id, **span}],
    }


def _member(patient: Patient) -> Record:
    on_medicare = patient.payer == MEDICARE
    product = "Part B" if on_medicare else "PPO"
    member: Record = {
        "patient_id": patient.member_id,
        "birth_date": patient.birth_date.isoformat(),
        "status": "active",
        "product": product,
        "state": patient.state,
        "inpatient": False,
        "coverages": [
            {
                "payer_id": patient.payer.payer_id,
                "product": product,
                "start_date": "2024-01-01",
                "end_date": "2027-12-31",
            }
        ],
    }
    return member | ({"contractor_area": patient.area} if on_medicare else {})


_AUTHORIZATION: Final = {
    "number": "EXAUTH0001",
    "patient_id": ONE.member_id,
    "kind": "prior authorization",
    "status": "approved",
    "codes": ["90834", "90837"],
    "provider_npi": PSYCHOLOGIST.npi,
    "start_date": "2026-10-01",
    "end_date": "2026-12-31",
    "requested_date": "2026-09-15",
    "units": 12,
    "units_left": 9,
}
