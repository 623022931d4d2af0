"""Builds the earlier claims of the practice as plain data, named as in `rules_engine/claims/model.py`."""

from __future__ import annotations

from datetime import date

from edi_writer import CHARGES
from people import (
    ALPHA,
    CHARLIE,
    COUNSELOR,
    DELTA,
    FAMILY_THERAPIST,
    FOXTROT,
    NURSE_PRACTITIONER,
    OSCAR,
    PHYSICIAN,
    PSYCHOLOGIST,
    SOCIAL_WORKER,
    TANGO,
)
from week import Clinician, Patient, Record


def history() -> Record:
    """Return the earlier claims, known to be all from November 2025 until the day before the week is filed."""
    rows = (
        # An evaluation in spring: psychotherapy after it stays payable.
        _earlier("CW-2026-H01", date(2026, 3, 2), ALPHA, SOCIAL_WORKER, code="90791", status="paid", allowed=171),
        # Billed again as CW-2026-014, every field the same.
        _earlier("CW-2026-H02", date(2026, 10, 12), DELTA, FAMILY_THERAPIST, code="90837", status="paid", allowed=144),
        # Therapy by the clinician who bills an office visit of the same day as CW-2026-031.
        _earlier("CW-2026-H03", date(2026, 11, 12), OSCAR, NURSE_PRACTITIONER, code="90834", status="pending"),
        # Office visit of the day of CW-2026-003 by another clinician.
        _earlier("CW-2026-H04", date(2026, 11, 10), CHARLIE, NURSE_PRACTITIONER, code="99213", status="pending"),
        # A denied line of another day.
        _earlier("CW-2026-H05", date(2026, 10, 26), FOXTROT, PSYCHOLOGIST, code="90837", status="denied", allowed=0),
        # Care management of the month before CW-2026-051.
        _earlier("CW-2026-H06", date(2026, 10, 30), TANGO, PHYSICIAN, code="99484", status="paid", allowed=49),
        # Sent in error and taken back.
        _earlier("CW-2026-H07", date(2026, 11, 2), ALPHA, COUNSELOR, code="90834", status="voided"),
    )
    return {"history": {"complete_from": "2025-11-01", "complete_through": "2026-11-15", "claims": list(rows)}}


def _earlier(
    claim_id: str,
    day: date,
    patient: Patient,
    clinician: Clinician,
    *,
    code: str,
    status: str,
    allowed: int | None = None,
) -> Record:
    line: Record = {
        "number": 1,
        "code": code,
        "modifiers": [],
        "charge": CHARGES[code],
        "unit_basis": "UN",
        "units": 1,
        "place_of_service": "11",
        "diagnosis_pointers": list(range(1, len(patient.diagnoses) + 1)),
        "service_date": day.isoformat(),
        "service_date_end": day.isoformat(),
        "rendering_npi": clinician.npi,
        "rendering_taxonomy": clinician.taxonomy,
        "status": status,
    }
    if allowed is not None:
        line["allowed_amount"] = allowed
    return {
        "claim_id": claim_id,
        "payer_id": patient.payer.payer_id,
        "payer_name": patient.payer.name,
        "subscriber_id": patient.member_id,
        "patient_id": patient.member_id,
        "patient_birth_date": patient.birth_date.isoformat(),
        "frequency": "original",
        "place_of_service": "11",
        "charge": CHARGES[code],
        "billing_npi": clinician.office.npi,
        "diagnoses": [{"code": dx, "position": place} for place, dx in enumerate(patient.diagnoses, start=1)],
        "lines": [line],
    }
