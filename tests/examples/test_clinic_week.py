"""The clinic week comes out as its own page says, and every value leads back to the bytes of the file."""

from __future__ import annotations

import csv
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from rules_engine.engine import Checked, check
from rules_engine.trace.model import ClaimTrace, Evidence, Step

ROOT = Path(__file__).parents[2]
WEEK = ROOT / "examples" / "clinic_week"
RECORDS = ("documentation.json", "history.json", "registry.json")
EXPECTED = list(csv.DictReader((WEEK / "expected.csv").read_text("utf-8").splitlines()))


@cache
def week(claims: str = "claims.837") -> Checked:
    """Return the week as checked with its records."""
    files = [((WEEK / name).read_bytes(), name) for name in (claims, *RECORDS)]
    return check(files, full=True)


@cache
def traces() -> dict[str, ClaimTrace]:
    """Return the trace of each claim by its id."""
    return {trace.claim_id: trace for trace in week().report.claims}


@pytest.mark.parametrize("row", EXPECTED, ids=lambda row: row["claim_id"])
def test_a_claim_comes_out_as_its_row_says(row: dict[str, str]) -> None:
    trace = traces()[row["claim_id"]]
    assert trace.verdict == row["verdict"], [(f.rule, f.outcome) for f in trace.findings]


def test_every_claim_has_a_row_and_every_outcome_occurs() -> None:
    assert {row["claim_id"] for row in EXPECTED} == set(traces())
    assert {row["verdict"] for row in EXPECTED} == {"fails", "needs information", "hold", "warn", "passes"}
    outcomes = {rule.outcome for trace in traces().values() for rule in trace.rules}
    assert outcomes == {"met", "not met", "unknown", "not applicable", "excused"}


def test_the_files_are_what_the_tables_say() -> None:
    command = [sys.executable, str(WEEK / "make.py"), "--check"]
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_broken_file_loses_no_claim() -> None:
    report = week("broken.837").report
    assert report.found == 6
    assert report.judged + report.rejected == report.found
    assert {(r.claim_id, r.lost) for r in report.rejections if r.lost} == {("CW-2026-004", 1), ("CW-2026-022", 1)}
    assert all(r.segment and r.stop > r.start for r in report.rejections)


def _evidence(steps: tuple[Step, ...]) -> list[Evidence]:
    found = []
    for step in steps:
        found += [*step.evidence, *_evidence(step.steps)]
    return found


def test_a_finding_leads_to_the_rule_its_line_its_source_and_the_bytes() -> None:
    trace = traces()["CW-2026-012"]  # a line that carries modifier GZ
    (finding,) = [f for f in trace.findings if f.action == "deny"]
    written = finding.written_at
    line = (ROOT / "rules" / written.file).read_text("utf-8").splitlines()[written.line - 1]
    assert line.startswith(f"rule {finding.rule.split('/')[1].split('@')[0]}")
    assert finding.citations
    assert finding.citations[0].link
    (fact,) = [e for e in finding.evidence if e.name == "modifiers"]
    (origin,) = fact.origins
    data = (WEEK / origin.source).read_bytes()
    assert data[origin.start : origin.stop] == b"GZ"
    assert fact.value == "GZ"


def test_every_value_of_the_claim_file_stands_at_its_bytes() -> None:
    data = (WEEK / "claims.837").read_bytes()
    checked = 0
    for trace in traces().values():
        for fact in (e for rule in trace.rules for e in _evidence(rule.steps)):
            for origin in fact.origins:
                if origin.source != "claims.837" or fact.absence or fact.of_record:
                    continue
                raw = data[origin.start : origin.stop].decode()
                assert raw
                if fact.name in ("code", "place of service", "rendering provider", "payer id"):
                    assert raw == fact.value
                    checked += 1
    assert checked > 500
