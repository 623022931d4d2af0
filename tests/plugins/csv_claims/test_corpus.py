"""A large table that others made, with a mapping written here.

The file is not part of the project. `PAYER_RULES_CSV_CORPUS` names a folder with `medical_claim.csv`, the demonstration
claims of the Tuva project: 6,075 lines.
"""

from __future__ import annotations

import csv
import json
import os
from decimal import Decimal
from pathlib import Path

import pytest

from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.plugins import csv_claims

from .tables import check_account, mapping

VARIABLE = "PAYER_RULES_CSV_CORPUS"
FOLDER = os.environ.get(VARIABLE, "")
pytestmark = pytest.mark.skipif(not FOLDER, reason=f"set {VARIABLE} to a folder with medical_claim.csv")

UNUSED = [f"diagnosis_code_{n}" for n in range(13, 26)]
MAPPING = mapping(
    {
        "claim_id": "claim.claim_id",
        "claim_line_number": "line.number",
        "patient_id": "claim.patient_id",
        "claim_line_start_date": "line.service_date",
        "claim_line_end_date": "line.service_date_end",
        "place_of_service_code": "line.place_of_service",
        "service_unit_quantity": "line.units",
        "hcpcs_code": "line.code",
        **{f"hcpcs_modifier_{n}": f"line.modifiers.{n}" for n in range(1, 6)},
        "rendering_npi": "line.rendering_npi",
        "facility_npi": "line.facility_npi",
        "billing_npi": "claim.billing_npi",
        "charge_amount": "line.charge",
        "allowed_amount": "line.allowed_amount",
        "paid_amount": "line.paid",
        **{f"diagnosis_code_{n}": f"claim.diagnoses.{n}.code" for n in range(1, 13)},
        **dict.fromkeys(UNUSED),
    },
    well_known=False,
    constants={"line.unit_basis": "UN"},
)


def read(data: bytes) -> Intake:
    """Read the table with its mapping, and check its account."""
    intake = csv_claims.rules_engine_read(data, "medical_claim.csv", MAPPING)
    assert intake is not None
    check_account(intake)
    return intake


def present(value: object) -> object:
    """Return a value, or None where it is absent."""
    return None if isinstance(value, Absent) else value


def test_every_line_of_the_table_is_read_as_another_reader_reads_it() -> None:
    data = Path(FOLDER, "medical_claim.csv").read_bytes()
    rows = list(csv.DictReader(data.decode().splitlines()))
    intake = read(data)
    assert intake.rejections == ()
    assert intake.found == len(intake.claims) == len({row["claim_id"] for row in rows})
    found = {(claim.claim_id, line.number): (claim, line) for claim in intake.claims for line in claim.lines}
    assert len(found) == len(rows) == 6075
    for row in rows:
        claim, line = found[row["claim_id"], int(row["claim_line_number"])]
        assert present(line.code) == (row["hcpcs_code"] or None)
        assert line.modifiers == tuple(row[f"hcpcs_modifier_{n}"] for n in range(1, 6) if row[f"hcpcs_modifier_{n}"])
        assert str(present(line.service_date)) == (row["claim_line_start_date"] or "None")
        assert present(line.charge) == (Decimal(row["charge_amount"]) if row["charge_amount"] else None)
        assert present(line.place_of_service) == (row["place_of_service_code"] or None)
        codes = [row[f"diagnosis_code_{n}"] for n in range(1, 13) if row[f"diagnosis_code_{n}"]]
        diagnoses = claim.diagnoses if isinstance(claim.diagnoses, tuple) else ()
        assert [each.code for each in diagnoses] == codes


def test_columns_that_are_not_used_are_told() -> None:
    data = Path(FOLDER, "medical_claim.csv").read_bytes()
    columns = json.loads(MAPPING[0])["columns"]
    unused = len(data.split(b"\n", 1)[0].split(b",")) - len(columns)
    (note,) = read(data).notes
    assert note.message.startswith(f"{unused} columns not used:")
