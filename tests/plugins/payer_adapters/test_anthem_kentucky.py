"""Modifiers of Anthem's Kentucky Medicaid plan tell the licence of the rendering provider."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier
from rules_engine.engine import load_rules
from rules_engine.hooks import manager
from rules_engine.language.library import RuleLibrary

from .made_up import (
    BILLING,
    CLINICIAN,
    File,
    adapted,
    joined,
    json_file,
    read_facts,
    records_file,
    rule_of,
    traced,
    x12_file,
)

ANTHEM = ("PAYER1", "ANTHEM KENTUCKY MEDICAID")
RULE = "share-of-the-medicare-fee"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> RuleLibrary:
    """Return the shipped rules with a made-up fee of 100 dollars."""
    fees: Path = tmp_path_factory.mktemp("fees") / "fees.csv"
    fees.write_text("procedure code,fee,first day,last day\n90837,100.00,2020-01-01,2030-12-31\n", encoding="utf-8")
    return load_rules(files={"kentucky-fees": fees})


def document(code: str, allowed: float = 63.75, **others: Any) -> File:
    return json_file(ANTHEM, "2024-03-11", [code], line={"allowed_amount": allowed}, **others)


def kind(dossier: Dossier) -> str | Absent | None:
    providers = () if isinstance(dossier.providers, Absent) else dossier.providers
    return next((each.kind for each in providers if each.npi == CLINICIAN), None)


@pytest.mark.parametrize(
    ("code", "allowed", "outcome"),
    [
        ("90837:AH", 63.75, "met"),
        ("90837:AH", 75, "not met"),
        ("90837:AH:95", 63.75, "met"),
        ("90837:AJ", 63.75, "not applicable"),
        ("90837:HO", 63.75, "unknown"),
        ("90837:AH:HO", 63.75, "unknown"),
        ("90837", 63.75, "unknown"),
    ],
)
def test_the_modifier_decides(
    code: str, allowed: float, outcome: str, library: RuleLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = document(code, allowed)
    assert rule_of(traced(file, library=library), RULE).outcome == outcome
    monkeypatch.setattr(manager, "ADAPTERS", {})
    assert rule_of(traced(file, library=library), RULE).outcome == "unknown"


def test_the_trace_names_where_the_profession_was_read(library: RuleLibrary) -> None:
    rule = rule_of(traced(document("90837:AH"), library=library), RULE)
    facts = read_facts(rule)
    found = facts["rendering provider type"]
    assert (found.value, found.origins[0].pointer) == ("clinical psychologist", "/claim/lines/0/modifiers")


def test_an_837p_tells_it_too() -> None:
    data, name = x12_file(ANTHEM, "20240311", ["90837:95:AJ"])
    (entry,) = adapted((data, name)).providers
    place = entry.origins["kind"]
    assert (entry.npi, entry.kind) == (CLINICIAN, "clinical social worker")
    assert (data[place.start : place.stop], place.loop) == (b"95:AJ", "2400")


def test_the_registry_goes_before() -> None:
    registry = records_file(providers=[{"npi": CLINICIAN, "kind": "psychiatrist"}])
    assert kind(adapted(x12_file(ANTHEM, "20240311", ["90837:AH"]), registry)) == "psychiatrist"


def test_a_registry_that_is_silent_of_the_profession_is_told_it() -> None:
    registry = records_file(providers=[{"npi": CLINICIAN, "degree": "doctor"}])
    (entry,) = adapted(x12_file(ANTHEM, "20240311", ["90837:AH"]), registry).providers
    assert (entry.kind, entry.degree, entry.licence_level) == ("clinical psychologist", "doctor", NOT_SUPPLIED)


@pytest.mark.parametrize(
    ("codes", "day", "rendering"),
    [
        (["90837:AH"], "20250102", CLINICIAN),
        (["99213:AH"], "20240311", CLINICIAN),
        (["90837:AH"], "20240311", BILLING),
        (["90837:AH"], "20240311", ""),
        (["90837:AH", "90834:AJ"], "20240311", CLINICIAN),
        (["90837:AH", "90834:SA"], "20240311", CLINICIAN),
    ],
)
def test_nothing_is_guessed(codes: list[str], day: str, rendering: str) -> None:
    file = x12_file(ANTHEM, day, codes, rendering=rendering)
    assert adapted(file) == joined(file)
