"""The clinic week as CSV, session records and all, comes to the same verdicts and findings as the week as 837P."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules_engine.engine import Checked, check, dossiers, read
from rules_engine.trace.model import ClaimTrace

from ...doors.forms import as_csv  # noqa: TID252  (`plugins` by itself would be that of the engine)

WEEK = Path(__file__).parents[3] / "examples" / "clinic_week"
OTHER_RECORDS = ("history.json", "registry.json")


def given(*names: str) -> list[tuple[bytes, str]]:
    """Return files of the week."""
    return [((WEEK / name).read_bytes(), name) for name in names]


@cache
def table() -> bytes:
    """Return the week as CSV."""
    joined = dossiers(read(given("claims.837", "documentation.json")))
    return as_csv(joined.dossiers)[0]


@cache
def checked(form: str) -> Checked:
    """Return the week as checked from one format."""
    if form == "csv":
        return check([(table(), "claims.csv"), *given(*OTHER_RECORDS)])
    return check(given("claims.837", "documentation.json", *OTHER_RECORDS))


def findings(trace: ClaimTrace) -> list[Any]:
    """Return what stands against a claim, without the places where it was read."""
    return [(f.finding_id, f.outcome, f.action, f.reason, f.found, f.required, f.siblings) for f in trace.findings]


def test_every_claim_is_read_and_every_column_used() -> None:
    found = checked("csv")
    assert (found.report.found, found.report.judged) == (54, 54)
    assert found.notes == ()
    assert found.report.rejections == ()


@pytest.mark.parametrize("number", range(54))
def test_verdict_and_findings_are_the_same(number: int) -> None:
    from_csv, from_x12 = (checked(form).report.claims[number] for form in ("csv", "x12"))
    assert from_csv.claim_id == from_x12.claim_id
    assert from_csv.verdict == from_x12.verdict
    assert findings(from_csv) == findings(from_x12)


def test_the_claims_themselves_are_the_same() -> None:
    (from_csv,) = read([(table(), "claims.csv")])
    (from_x12,) = read(given("claims.837"))
    assert from_csv.claims == from_x12.claims


def test_a_finding_leads_to_the_row_and_the_column() -> None:
    trace = next(each for each in checked("csv").report.claims if each.claim_id == "CW-2026-012")
    (fact,) = [e for f in trace.findings if f.action == "deny" for e in f.evidence if e.name == "modifiers"]
    (origin,) = fact.origins
    assert origin.pointer.endswith('column "line.modifiers"')
    assert table()[origin.start : origin.stop] == b"GZ"
