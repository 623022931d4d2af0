"""A report as FHIR: every claim answered, every element there that R4 asks for, and nothing that names a patient."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rules_engine.claims.rejection import Rejection
from rules_engine.engine import check
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins import fhir_out
from rules_engine.trace.model import Report
from rules_engine.trace.report import build_report

WEEK = Path(__file__).parents[3] / "examples" / "clinic_week"
RECORDS = ("documentation.json", "history.json", "registry.json")
OUTCOMES = {"queued", "complete", "error", "partial"}


@cache
def report(claims: str = "claims.837") -> Report:
    """Return the week as judged."""
    return check([((WEEK / name).read_bytes(), name) for name in (claims, *RECORDS)]).report


@cache
def resources(claims: str = "claims.837") -> list[dict[str, Any]]:
    """Return the resources that are written."""
    made = json.loads(fhir_out.write(report(claims)))
    assert (made["resourceType"], made["type"]) == ("Bundle", "collection")
    return [each["resource"] for each in made["entry"]]


def by_claim() -> dict[str, dict[str, Any]]:
    """Return the answer to each claim by its number."""
    return {each["request"]["identifier"]["value"]: each for each in resources() if "request" in each}


def test_every_claim_has_one_answer() -> None:
    assert [each["request"]["identifier"]["value"] for each in resources()] == [c.claim_id for c in report().claims]


def is_concept(part: Any) -> bool:
    """Return whether something is a CodeableConcept with a code."""
    return all(coding["system"] and re.fullmatch(r"\S+( \S+)*", coding["code"]) for coding in part["coding"])


def is_told(part: Any) -> bool:
    """Return whether a reference leads somewhere, or says why it does not."""
    return bool(part.get("identifier") or part.get("display") or part["extension"][0]["valueCode"])


@pytest.mark.parametrize("number", range(len(report().claims)))
def test_an_answer_has_every_element_that_r4_asks_for(number: int) -> None:
    made = resources()[number]
    assert (made["resourceType"], made["status"], made["use"]) == ("ClaimResponse", "active", "claim")
    assert is_concept(made["type"])
    assert is_told(made["patient"]) and is_told(made["insurer"])
    assert made["_created"]["extension"][0]["valueCode"] == "unknown"
    assert made["outcome"] in OUTCOMES
    assert re.fullmatch(r"[A-Za-z0-9\-.]{1,64}", made["id"])
    numbers = [note["number"] for note in made.get("processNote", [])]
    assert numbers == list(range(1, len(numbers) + 1))
    assert all(note["text"] and note["type"] == "display" for note in made.get("processNote", []))
    for line in made["item"]:
        assert line["itemSequence"] > 0
        assert line["adjudication"] and all(is_concept(each["category"]) for each in line["adjudication"])
        assert set(line.get("noteNumber", [])) <= set(numbers)
    assert all(is_concept(each["code"]) for each in made.get("error", []))
    assert_no_empty_part(made)


def assert_no_empty_part(part: Any) -> None:
    """Check what FHIR says of every element: none is empty, and no text holds a control character."""
    if isinstance(part, dict | list):
        assert part
        for each in part.values() if isinstance(part, dict) else part:
            assert_no_empty_part(each)
    elif isinstance(part, str):
        assert part.strip() and part.isprintable()
    else:
        assert part is not None


@pytest.mark.parametrize(
    ("claim_id", "outcome"),
    [
        ("CW-2026-001", "complete"),
        ("CW-2026-010", "error"),
        ("CW-2026-011", "complete"),
        ("CW-2026-016", "partial"),
        ("CW-2026-018", "partial"),
    ],
)
def test_the_outcome_follows_the_verdict(claim_id: str, outcome: str) -> None:
    made = by_claim()[claim_id]
    assert made["outcome"] == outcome
    assert bool(made.get("error")) == (outcome == "error")


def test_the_findings_of_a_line_are_its_adjudications_and_notes() -> None:
    (trace,) = [each for each in report().claims if each.claim_id == "CW-2026-012"]
    made = by_claim()["CW-2026-012"]
    (line,) = made["item"]
    of_line = [each for each in trace.findings if each.line == 1]
    told = [each["category"]["coding"] for each in line["adjudication"] if len(each["category"]["coding"]) > 1]
    assert [(one["code"], two["code"]) for one, two in told] == [(each.outcome, each.action) for each in of_line]
    denied = next(each for each in of_line if each.consequence.carc)
    reasons = [each["reason"]["coding"][0] for each in line["adjudication"] if "reason" in each]
    assert {"system": "https://x12.org/codes/claim-adjustment-reason-codes", "code": denied.consequence.carc} in reasons
    texts = [note["text"] for note in made["processNote"]]
    assert any(denied.rule in text and denied.reason in text for text in texts)


def test_no_patient_is_named() -> None:
    text = fhir_out.write(report()).decode()
    assert not re.search(r"EXM\d|SAMPLE|ALPHA|19\d\d-\d\d-\d\dT", text)
    assert all(each["patient"] == {"extension": each["patient"]["extension"]} for each in resources())


def test_the_same_report_gives_the_same_bytes() -> None:
    assert fhir_out.write(report()) == fhir_out.write(report())
    assert fhir_out.write(report()).count(b"\n") == 1


def test_rejections_are_issues_with_place_and_cure() -> None:
    made = resources("broken.837")
    outcome = made[-1]
    assert outcome["resourceType"] == "OperationOutcome"
    assert len(outcome["issue"]) == len(report("broken.837").rejections)
    for issue, rejection in zip(outcome["issue"], report("broken.837").rejections, strict=True):
        assert issue["severity"] == ("error" if rejection.lost else "warning")
        assert issue["code"] == "invalid"
        assert issue["details"]["coding"][0]["code"] == rejection.code
        assert issue["details"]["text"] == rejection.message
        assert rejection.source in issue["diagnostics"] and rejection.help in issue["diagnostics"]
    assert_no_empty_part(outcome)
    assert len(made) == 1 + report("broken.837").judged


def test_text_from_strangers_stays_text() -> None:
    odd = Rejection("bad-code", 'a "quoted"\x00 text\n<b>', "a\u2028b.json", pointer="/x\x07")
    (made,) = [each["resource"] for each in json.loads(fhir_out.write(build_report((), [odd])))["entry"]]
    assert_no_empty_part(made)
    assert made["issue"][0]["details"]["text"] == 'a "quoted" text <b>'


def test_an_empty_report_is_an_empty_bundle() -> None:
    assert json.loads(fhir_out.write(build_report(()))) == {"resourceType": "Bundle", "type": "collection"}


def test_the_format_is_known_by_its_name() -> None:
    plugins = Plugins()
    assert plugins.write(report(), "fhir") == fhir_out.write(report())
    assert fhir_out.rules_engine_write(report(), "json") is None
