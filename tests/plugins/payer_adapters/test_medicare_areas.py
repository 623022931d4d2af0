"""Names and numbers of Medicare's contractors tell the contractor area of a claim."""

from __future__ import annotations

import pytest

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.hooks import manager
from rules_engine.plugins.medicare_areas.areas import AREA_OF

from .made_up import adapted, joined, json_file, read_facts, records_file, rule_of, table_file, traced, x12_file

TEXAS = ("04412", "MEDICARE")
NAMED = ("PAYER1", "Medicare Texas Part B")


@pytest.mark.parametrize(("units", "outcome"), [("1", "met"), ("2", "not met")])
@pytest.mark.parametrize("payer", [TEXAS, NAMED])
def test_an_837p_tells_the_area_that_decides(
    payer: tuple[str, str], units: str, outcome: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = x12_file(payer, "20250310", ["90837"], units=units)
    rule = rule_of(traced(file), "area-one-unit")
    assert rule.outcome == outcome
    monkeypatch.setattr(manager, "ADAPTERS", {})
    assert rule_of(traced(file, payer="medicare-part-b"), "area-one-unit").outcome == "unknown"


def test_a_document_and_a_table_tell_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    files = (json_file(TEXAS, "2025-03-10", ["90837"]), table_file(NAMED, "2025-03-10", "90837"))
    assert [rule_of(traced(file), "area-one-unit").outcome for file in files] == ["met", "met"]
    monkeypatch.setattr(manager, "ADAPTERS", {})
    claims = [traced(file, payer="medicare-part-b") for file in files]
    assert [rule_of(claim, "area-one-unit").outcome for claim in claims] == ["unknown", "unknown"]


def test_a_rule_of_another_area_does_not_apply() -> None:
    file = x12_file(("PAYER1", "MEDICARE VERMONT PART B"), "20250310", ["90837"], units="2")
    assert rule_of(traced(file), "area-one-unit").outcome == "not applicable"


def test_the_area_leads_to_the_bytes_of_the_number() -> None:
    data, name = x12_file(TEXAS, "20250310", ["90837"])
    member = adapted((data, name)).member
    place = member.origins["contractor_area"]
    assert (data[place.start : place.stop], place.loop, place.element) == (b"04412", "2010BB", "NM109")
    assert (member.contractor_area, member.patient_id) == ("JH", "MEMBER1")


def test_the_trace_names_where_the_area_was_read() -> None:
    rule = rule_of(traced(json_file(NAMED, "2025-03-10", ["90837"])), "area-one-unit")
    facts = read_facts(rule)
    assert facts["contractor area"].value == "JH"
    assert [place.pointer for place in facts["contractor area"].origins] == ["/claim/payer_name"]


def test_the_record_of_the_member_goes_before() -> None:
    record = records_file(member={"patient_id": "MEMBER1", "contractor_area": "JK"})
    found = adapted(x12_file(TEXAS, "20250310", ["90837"]), record)
    assert found.member.contractor_area == "JK"
    assert found.member.origins["contractor_area"].source == "records.json"


def test_a_record_without_an_area_keeps_what_it_says() -> None:
    record = records_file(member={"patient_id": "MEMBER1", "product": "Medicare Advantage"})
    member = adapted(x12_file(TEXAS, "20250310", ["90837"]), record).member
    assert (member.contractor_area, member.product) == ("JH", "Medicare Advantage")


def test_a_number_and_a_name_that_disagree_tell_nothing() -> None:
    file = x12_file(("04412", "MEDICARE VERMONT PART B"), "20250310", ["90837"])
    assert adapted(file) == joined(file)


@pytest.mark.parametrize(
    "payer", [("12345", "MEDICARE"), ("MEDICARE", "MEDICARE PART B"), ("X", "MEDICARE OHIO PART B")]
)
def test_what_tells_no_area_is_left_alone(payer: tuple[str, str]) -> None:
    assert adapted(x12_file(payer, "20250310", ["90837"])).member == NOT_SUPPLIED


def test_an_id_of_another_payer_goes_before_the_name() -> None:
    claim = traced(x12_file(("AETNA", "MEDICARE TEXAS PART B"), "20250310", ["90837"]))
    assert claim.rulebook.name == "aetna"


def test_each_area_has_its_states() -> None:
    areas = [area for mark, area in AREA_OF.items() if mark.startswith("MEDICARE")]
    assert {area: areas.count(area) for area in areas} == {"J6": 3, "JK": 8, "JH": 7, "JL": 5}
