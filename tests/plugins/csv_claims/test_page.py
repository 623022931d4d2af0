"""What docs/csv.md shows is read as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema
import pytest

from rules_engine.claims.read.faults import FaultError
from rules_engine.plugins import csv_claims
from rules_engine.plugins.csv_claims.cells import Manner, value_of
from rules_engine.plugins.csv_claims.headers import well_known
from rules_engine.plugins.csv_claims.mapping import read_mapping
from rules_engine.plugins.csv_claims.targets import target

from .tables import read

PAGE = (Path(__file__).parents[3] / "docs" / "csv.md").read_text("utf-8")
SCHEMA = json.loads((Path(csv_claims.__file__).parent / "mapping.schema.json").read_text("utf-8"))


def block(kind: str) -> str:
    """Return the one fenced block of a kind."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    return found


def test_the_example_is_two_claims_without_fault() -> None:
    intake = read(block("csv").encode())
    assert [(claim.claim_id, len(claim.lines)) for claim in intake.claims] == [("C-1001", 1), ("C-1002", 2)]
    assert (intake.rejections, intake.notes) == ((), ())


def test_the_mapping_of_the_page_is_sound() -> None:
    document = block("json")
    read_mapping(document.encode(), "june.csv.mapping.json")
    jsonschema.validate(json.loads(document), SCHEMA)


def test_the_tables_of_the_page_name_every_key_of_a_mapping() -> None:
    for part in (SCHEMA["properties"], SCHEMA["$defs"]["column"]["properties"]):
        for key in part:
            assert f"`{key}`" in PAGE, key


@pytest.mark.parametrize(
    "name", re.findall(r'"([A-Z][A-Za-z0-9 ]+)"', PAGE.split("By a well-known name")[1].split("3.")[0])
)
def test_the_names_of_the_page_are_known_or_said_not_to_be(name: str) -> None:
    assert bool(well_known(name)) is (name not in ("NPI", "Date", "Provider", "Status"))


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("line.service_date", ["2026-11-16", "20261116"], ["11/16/2026", "11/9/26"]),
        ("session.start", ["14:00", "14:00:30", "2:00 PM"], ["2:00"]),
        ("line.charge", ["150", "150.25", "-12.50"], ["$150", "1,150.00"]),
        ("line.emergency", ["true", "false"], ["Y", "1"]),
        ("claim.diagnoses.1.code", ["F33.1", "F331"], ["depression"]),
        ("line.place_of_service", ["02"], ["2"]),
        ("claim.claim_id", ["C-1"], ["1.23E+12"]),
    ],
)
def test_cells_are_read_and_refused_as_the_page_says(name: str, good: list[str], bad: list[str]) -> None:
    for text in good:
        assert value_of(text, target(name), Manner()) is not None
        assert f"`{text}`" in PAGE or name == "claim.claim_id"
    for text in bad:
        assert f"`{text}`" in PAGE
        with pytest.raises(FaultError, match=r"bad-|shortened"):
            value_of(text, target(name), Manner())
