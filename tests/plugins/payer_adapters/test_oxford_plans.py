"""The payer id of Oxford plans tells the product."""

from __future__ import annotations

from typing import Any

import pytest

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.hooks import manager

from .made_up import File, adapted, json_file, read_facts, records_file, rule_of, traced, x12_file

OXFORD = ("06111", "OXFORD HEALTH PLANS")
RULE = "filing-in-time"


def document(filed: str = "2025-04-01", **others: Any) -> File:
    return json_file(OXFORD, "2025-03-10", ["90837"], claim={"submission_date": filed, **others})


@pytest.mark.parametrize(
    ("file", "outcome"),
    [
        (x12_file(OXFORD, "20250310", ["90837"], filed="20250401"), "met"),
        (x12_file(OXFORD, "20250310", ["90837"], filed="20251001"), "not met"),
        (document(), "met"),
        (document("2025-10-01"), "not met"),
    ],
)
def test_the_product_decides(file: File, outcome: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert rule_of(traced(file), RULE).outcome == outcome
    monkeypatch.setattr(manager, "ADAPTERS", {})
    assert rule_of(traced(file), RULE).outcome == "unknown"


def test_the_trace_names_where_the_product_was_read() -> None:
    rule = rule_of(traced(document()), RULE)
    facts = read_facts(rule)
    assert (facts["product"].value, facts["product"].origins[0].pointer) == ("Oxford", "/claim/payer_id")


@pytest.mark.parametrize("indicator", ["16", "MA", "MB", "MC"])
def test_a_public_programme_contradicts_the_product(indicator: str) -> None:
    found = adapted(x12_file(OXFORD, "20250310", ["90837"], indicator=indicator))
    assert (found.member, found.claim.payer_id) == (NOT_SUPPLIED, "OXFORD HEALTH PLANS")


def test_the_record_of_the_member_goes_before() -> None:
    record = records_file(member={"patient_id": "MEMBER1", "product": "Fully Insured Group"})
    found = adapted(x12_file(OXFORD, "20250310", ["90837"]), record)
    assert found.member.product == "Fully Insured Group"


def test_the_name_alone_tells_no_product() -> None:
    found = adapted(x12_file(("PAYER1", "OXFORD HEALTH PLANS"), "20250310", ["90837"]))
    assert found.member == NOT_SUPPLIED
