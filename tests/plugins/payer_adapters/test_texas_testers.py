"""Modifiers of Texas Medicaid tell who gave a psychological service."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier, Provider
from rules_engine.hooks import manager

from .made_up import (
    BILLING,
    CLINICIAN,
    OTHER,
    File,
    adapted,
    again,
    joined,
    json_file,
    read_facts,
    records_file,
    rule_of,
    traced,
    x12_file,
)

TEXAS = ("PAYER1", "TMHP")
RULE = "associate-under-psychologist"
REGISTRY = [{"npi": CLINICIAN, "kind": "psychologist"}, {"npi": OTHER, "supervisor_npi": CLINICIAN}]


def records(level: str = "direct", clinician: str = OTHER, providers: Any = REGISTRY) -> dict[str, Any]:
    session = {"claim_id": "CLAIM1", "line_number": 1, "clinician_npi": clinician, "supervision_level": level}
    return {"documentation": [session], **({"providers": providers} if providers is not None else {})}


def x12(*codes: str, day: str = "20250310", rendering: str = CLINICIAN) -> File:
    return x12_file(TEXAS, day, codes, rendering=rendering)


def told(dossier: Dossier, npi: str = OTHER) -> tuple[Any, Any] | None:
    providers = () if isinstance(dossier.providers, Absent) else dossier.providers
    return next(((each.kind, each.licence_level) for each in providers if each.npi == npi), None)


@pytest.mark.parametrize(
    ("modifier", "level", "outcome"),
    [
        ("UC", "direct", "met"),
        ("UC", "general", "not met"),
        ("U9", "direct", "met"),
        ("U9", "general", "not met"),
        ("AH", "general", "not applicable"),
        ("UB", "direct", "unknown"),
        ("HO", "direct", "unknown"),
    ],
)
def test_the_modifier_decides(modifier: str, level: str, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = f"90837:{modifier}"
    jobs = (
        (json_file(TEXAS, "2025-03-10", [code], **records(level)),),
        (x12(code), records_file(**records(level))),
    )
    assert [rule_of(traced(*job), RULE).outcome for job in jobs] == [outcome, outcome]
    monkeypatch.setattr(manager, "ADAPTERS", {})
    assert [rule_of(traced(*job), RULE).outcome for job in jobs] == ["unknown", "unknown"]


def test_the_profession_leads_to_the_bytes_of_the_modifier() -> None:
    data, name = x12("90837:UC")
    entry = next(each for each in adapted((data, name), records_file(**records())).providers if each.npi == OTHER)
    place = entry.origins["kind"]
    assert (data[place.start : place.stop], place.loop) == (b"UC", "2400")
    assert entry.origins["supervisor_npi"].source == "records.json"


def test_the_trace_names_where_the_profession_was_read() -> None:
    rule = rule_of(traced(x12("90837:UC"), records_file(**records())), RULE)
    facts = read_facts(rule)
    found = facts["session clinician type"]
    assert (found.value, [place.element for place in found.origins]) == (
        "licensed psychological associate",
        ["SV101-3"],
    )


def test_the_registry_goes_before() -> None:
    registry = [{"npi": OTHER, "kind": "clinical social worker"}]
    found = adapted(x12("90837:AH"), records_file(**records(providers=registry)))
    assert told(found) == ("clinical social worker", NOT_SUPPLIED)


def test_a_psychologist_is_told_of_the_rendering_provider_without_any_record() -> None:
    found = adapted(x12("90837:AH"))
    assert told(found, CLINICIAN) == ("clinical psychologist", "independent")


@pytest.mark.parametrize(
    "file",
    [
        *(x12("90837:UC"), x12("90837:U9"), x12("90837:UB")),
        *(x12("90837"), x12("90837:AH:UC"), x12("90837:AH", rendering=""), x12("90837:AH", rendering=BILLING)),
        x12("90837:AH", day="20190630"),
        x12("90837:AH", "90834:UC", rendering=""),
    ],
)
def test_nothing_is_guessed_of_the_rendering_provider(file: File) -> None:
    assert adapted(file) == joined(file)


def test_two_lines_that_tell_different_things_of_one_clinician_tell_nothing() -> None:
    sessions = [{"claim_id": "CLAIM1", "line_number": line, "clinician_npi": OTHER} for line in (1, 2)]
    record = records_file(documentation=sessions)
    assert told(adapted(x12("90837:UC", "90834:UC"), record)) == ("licensed psychological associate", NOT_SUPPLIED)
    assert told(adapted(x12("90837:UC", "90834:U9"), record)) is None


def test_a_delegate_under_the_own_number_is_a_contradiction() -> None:
    assert (
        adapted(x12("90837:UC"), records_file(**records(clinician=CLINICIAN, providers=None))).providers == NOT_SUPPLIED
    )


def test_a_registry_with_two_entries_for_a_number_is_left_alone() -> None:
    twice = (Provider(npi=OTHER, supervisor_npi=CLINICIAN), Provider(npi=OTHER, degree="doctor"))
    given = attrs.evolve(joined(x12("90837:UC"), records_file(**records())), providers=twice)
    assert again(given) is given
