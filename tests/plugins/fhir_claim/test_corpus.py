"""Resources that others wrote: every one is read or refused by name, and what is read is what a plain reader sees.

The files are not part of the project. `PAYER_RULES_FHIR_CORPUS` names a folder with FHIR R4 resources as JSON.
"""

from __future__ import annotations

import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.plugins.fhir_claim.schema import RESOURCES

from .resources import TERMS, check, coded, read

VARIABLE = "PAYER_RULES_FHIR_CORPUS"
FOLDER = os.environ.get(VARIABLE, "")
FILES = sorted(Path(FOLDER).rglob("*.json")) if FOLDER else []
pytestmark = pytest.mark.skipif(not FOLDER, reason=f"set {VARIABLE} to a folder of FHIR R4 resources as JSON")

# Codes that say what is wrong with a claim for this engine, and not that it could not be read.
_NOT_OURS = {
    "not-professional",
    "not-a-bill",
    "unknown-code-system",
    "nested-lines",
    "bad-procedure-code",
    "bad-diagnosis",
}
_HARMLESS = {"charge-total", "pointer-without-diagnosis"}


def raw_of(path: Path) -> Any:
    """Return a file as a plain reader sees it, numbers as their text."""
    return json.loads(path.read_text("utf-8"), parse_float=Decimal)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_resource_is_read_or_refused_by_name(path: Path) -> None:
    kind = raw_of(path)["resourceType"]
    intake = read(path.read_bytes())
    assert intake.found == int(kind == "Claim")
    codes = {each.code for each in intake.rejections}
    if kind not in RESOURCES:
        assert codes == {"unread-resource"}
    else:
        assert codes <= _NOT_OURS | _HARMLESS


def as_bill(raw: dict[str, Any]) -> Intake:
    """Return a claim of the corpus, read as if it were a professional bill in codes that are read."""
    changed = {**raw, "type": coded(TERMS + "claim-type", "professional"), "use": "claim"}
    changed["item"] = [
        {
            **{key: value for key, value in each.items() if key != "detail"},
            "productOrService": {"coding": [{"code": "90837"}]},
        }
        for each in raw["item"]
    ]
    changed["diagnosis"] = [
        {"sequence": each["sequence"], "diagnosisCodeableConcept": {"coding": [{"code": "F331"}]}}
        for each in raw.get("diagnosis", [])
    ]
    return read(json.dumps(changed, default=float))


@pytest.mark.parametrize("path", [each for each in FILES if each.name.startswith("Claim-")], ids=lambda path: path.stem)
def test_a_claim_says_what_its_elements_say(path: Path) -> None:
    raw = raw_of(path)
    intake = as_bill(raw)
    check(intake)
    assert {each.code for each in intake.rejections} <= _HARMLESS | {"unknown-code-system", "bad-modifier"}
    for made in intake.claims:
        assert made.claim_id == raw["identifier"][0]["value"]
        assert str(made.submission_date) == raw["created"][:10]
        assert [line.number for line in made.lines] == [each["sequence"] for each in raw["item"]]
        assert [line.charge for line in made.lines] == [Decimal(str(each["net"]["value"])) for each in raw["item"]]
        assert [str(line.service_date) for line in made.lines if not isinstance(line.service_date, Absent)] == [
            each["servicedDate"] for each in raw["item"] if "servicedDate" in each
        ]
        for line, each in zip(made.lines, raw["item"], strict=True):
            origin = line.origins["charge"]
            assert origin.pointer == f"/item/{raw['item'].index(each)}/net/value"


def test_all_of_them_together_find_each_other() -> None:
    lines = [json.dumps(raw_of(path), default=float) for path in FILES]
    intake = read("\n".join(lines))
    assert intake.found == sum(path.name.startswith("Claim-") for path in FILES)
