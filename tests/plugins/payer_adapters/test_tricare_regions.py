"""Payer ids and names of TRICARE's regions tell the contractor area of a claim."""

from __future__ import annotations

import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.hooks import manager

from .made_up import adapted, joined, json_file, rule_of, traced, x12_file

WEST, EAST = ("PAYER1", "TRICARE WEST"), ("TREST", "HUMANA MILITARY")


def test_the_region_decides_through_an_837p(monkeypatch: pytest.MonkeyPatch) -> None:
    file = x12_file(EAST, "20220301", ["97153"])
    assert rule_of(traced(file), "session-times").outcome == "not applicable"
    monkeypatch.setattr(manager, "ADAPTERS", {})
    assert rule_of(traced(file, payer="tricare"), "session-times").outcome == "unknown"


@pytest.mark.parametrize(("note", "outcome"), [("0800-0900", "met"), ("at home", "unknown")])
def test_the_notes_of_lines_are_read_under_the_names_of_the_regions(note: str, outcome: str) -> None:
    file = json_file(WEST, "2022-03-01", ["97153"], line={"note": note})
    assert rule_of(traced(file), "session-times").outcome == outcome


@pytest.mark.parametrize(
    ("payer", "day", "area"),
    [
        (("99726", "PLAN"), "20250102", "WEST"),
        (("99727", "PLAN"), "20250102", "EAST"),
        (("99726", "PLAN"), "20241231", NOT_SUPPLIED),
        (("99726", "Tricare West"), "20241231", "WEST"),
        (("trest", "PLAN"), "20190102", "EAST"),
    ],
)
def test_a_number_tells_a_region_since_it_is_that_of_the_region(
    payer: tuple[str, str], day: str, area: str | Absent
) -> None:
    found = adapted(x12_file(payer, day, ["97153"]))
    assert "TRICARE" in (found.claim.payer_id, found.claim.payer_name)
    said = found.member if isinstance(found.member, Absent) else found.member.contractor_area
    assert said == area


def test_the_region_leads_to_the_bytes_of_the_number() -> None:
    data, name = x12_file(EAST, "20220301", ["97153"])
    place = adapted((data, name)).member.origins["contractor_area"]
    assert (data[place.start : place.stop], place.element) == (b"TREST", "NM109")


def test_a_number_and_a_name_that_disagree_tell_nothing() -> None:
    file = x12_file(("TREST", "TRICARE WEST"), "20220301", ["97153"])
    assert adapted(file) == joined(file)


def test_other_payers_are_left_alone() -> None:
    file = x12_file(("PLAN1", "GROVE PLAN"), "20250102", ["97153"])
    assert adapted(file) == joined(file)
