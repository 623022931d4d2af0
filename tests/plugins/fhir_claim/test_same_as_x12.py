"""The same claims through 837P and through FHIR come out alike: keys of patients, verdicts, findings."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import attrs
import pytest

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Claim, Diagnosis, ServiceLine
from rules_engine.engine import Checked, check
from rules_engine.plugins import fhir_claim, x12_837p
from rules_engine.trace.model import ClaimTrace

from .resources import written

WEEK = Path(__file__).parents[3] / "examples" / "clinic_week"
RECORDS = [((WEEK / name).read_bytes(), name) for name in ("documentation.json", "history.json", "registry.json")]
# What an 837P says and FHIR R4 has no element for.
ONLY_X12 = {"place_of_service", "provider_signature", "assignment", "emergency", "billing_tax_id", "billing_taxonomy"}


@cache
def x12_claims() -> tuple[Claim, ...]:
    """Return the claims of the week as the 837P reader reads them."""
    intake = x12_837p.rules_engine_read((WEEK / "claims.837").read_bytes(), "claims.837")
    assert intake is not None
    return intake.claims


@cache
def fhir_file() -> bytes:
    """Return the week as a Bundle."""
    return json.dumps(written(x12_claims())).encode()


@cache
def checked(name: str) -> Checked:
    """Return the week as judged from one of its two files."""
    data = (WEEK / "claims.837").read_bytes() if name == "claims.837" else fhir_file()
    return check([(data, name), *RECORDS])


def findings(trace: ClaimTrace) -> list[tuple[str, int, str, str, str, str]]:
    """Return the findings of a claim without the places where values were read."""
    return [(f.rule, f.line, f.outcome, f.action, f.found, f.required) for f in trace.findings]


def test_the_week_is_large_enough_to_tell() -> None:
    assert len(x12_claims()) >= 30


@pytest.mark.parametrize("number", range(len(x12_claims())), ids=[each.claim_id for each in x12_claims()])
def test_a_claim_has_the_same_verdict_and_findings(number: int) -> None:
    one, other = (checked(name).report.claims[number] for name in ("claims.837", "week.json"))
    assert one.claim_id == other.claim_id
    assert one.verdict == other.verdict
    assert findings(one) == findings(other)
    assert one.requests == other.requests


def test_nothing_of_the_week_is_refused_or_left_over() -> None:
    reports = [checked(name) for name in ("claims.837", "week.json")]
    assert reports[0].report.rejections == reports[1].report.rejections == ()
    assert len(reports[0].unmatched) == len(reports[1].unmatched)


def test_every_fact_but_a_few_is_the_same() -> None:
    intake = fhir_claim.rules_engine_read(fhir_file(), "week.json")
    assert intake is not None
    for one, other in zip(x12_claims(), intake.claims, strict=True):
        assert facts(one) == facts(other)
        assert [facts(each) for each in one.lines] == [facts(each) for each in other.lines]


def facts(entity: Claim | ServiceLine | Diagnosis) -> dict[str, object]:
    """Return the facts that both forms can carry; what an element lacks is absent, for whatever reason."""
    names = [each.name for each in attrs.fields(type(entity)) if each.name not in {*ONLY_X12, "origins", "lines"}]
    return {name: None if isinstance(value := getattr(entity, name), Absent) else value for name in names}
