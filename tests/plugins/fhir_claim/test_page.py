"""What docs/fhir.md shows is read as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.shapes import shape_of
from rules_engine.plugins.fhir_claim import systems
from rules_engine.plugins.fhir_claim.schema import RESOURCES

from .resources import one

PAGE = (Path(__file__).parents[3] / "docs" / "fhir.md").read_text("utf-8")
# What FHIR R4 has no element for, what only a payer's answer says, and what has a table of its own.
NOT_OF_CLAIM = {"place_of_service", "provider_signature", "assignment", "remittance_date", "patient_paid", "lines"}
NOT_OF_LINE = {"emergency", "status", "allowed_amount", "paid", "remittance_date", "note"}


def test_the_example_is_a_claim_without_fault() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    made = one(example)
    assert (made.claim_id, made.patient_id, made.lines[0].rendering_npi) == ("C-1001", "M-42", "1000000137")
    assert str(made.lines[0].charge) == "175.00"


@pytest.mark.parametrize("kind", sorted(RESOURCES))
def test_every_resource_that_is_read_is_named(kind: str) -> None:
    assert re.search(rf"\b{kind}\b", PAGE.split("Read are")[1])


@pytest.mark.parametrize(
    ("entity", "start", "not_read"), [(Claim, "### Claim", NOT_OF_CLAIM), (ServiceLine, "### Lines", NOT_OF_LINE)]
)
def test_every_attribute_is_in_its_table_or_not_read(entity: type, start: str, not_read: set[str]) -> None:
    table = PAGE.split(start)[1].split("###")[0]
    assert {name for name in shape_of(entity).fields if f"`{name}`" not in table} == not_read


def test_the_systems_of_the_page_are_read() -> None:
    known = systems.PROCEDURES | systems.DIAGNOSES | systems.PLACES | systems.NPI | systems.TAX_ID | systems.TAXONOMY
    listed = re.findall(r"`((?:https?|urn):[^`]+)`", PAGE.split("### Code systems")[1].split("##")[0])
    assert set(listed) <= known | {systems.X12}
    assert len(listed) == 8
