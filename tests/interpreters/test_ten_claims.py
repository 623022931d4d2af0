"""Ten claims that every engine must get right, through the front door: ten of ten, verdict and request with it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

import attrs
import pytest
from language.books import HEAD, parser

from rules_engine.engine import check
from rules_engine.language.library import RuleLibrary, load_library
from rules_engine.trace.model import Report

RULES = """\
rule minutes-support-code
  cites manual
  when code is 90837
  requires session minutes is at least 53 minutes
rule telehealth-modifier
  cites manual
  when place of service is any of 02, 10
  requires modifiers include any of 93, 95
"""


@attrs.frozen
class Expected:
    """What must come out. verdict: empty when the claim is rejected at the door, at `pointer`."""

    verdict: str
    findings: tuple[tuple[str, str], ...] = ()
    asks: tuple[str, ...] = ()
    pointer: str = ""


MINUTES, MODIFIER = "minutes-support-code", "telehealth-modifier"
TEN: dict[str, tuple[dict[str, Any], Any, Expected]] = {
    "A": ({"place_of_service": "10", "modifiers": ["95"]}, 60, Expected("passes")),
    "B": ({"place_of_service": "10", "modifiers": ["95"]}, 45, Expected("fails", ((MINUTES, "not met"),))),
    "C": ({"place_of_service": "10", "modifiers": []}, 60, Expected("fails", ((MODIFIER, "not met"),))),
    "D": ({"place_of_service": "11", "modifiers": []}, 60, Expected("passes")),
    "E": (
        {"place_of_service": "11", "modifiers": []},
        None,
        Expected("needs information", ((MINUTES, "unknown"),), ("session minutes",)),
    ),
    "F": (
        {"place_of_service": "10", "modifiers": []},
        None,
        Expected("fails", ((MINUTES, "unknown"), (MODIFIER, "not met")), ("session minutes",)),
    ),
    "G": ({"modifiers": []}, 60, Expected("needs information", ((MODIFIER, "unknown"),), ("place of service",))),
    "H": ({"place_of_service": "11", "modifiers": []}, "sixty", Expected("", pointer="/documentation/0/minutes")),
    "I": (
        {"place_of_service": "10"},
        60,
        Expected("needs information", ((MODIFIER, "unknown"),), ("modifiers",)),
    ),
    "J": ({"code": "90834", "place_of_service": "11", "modifiers": []}, 45, Expected("needs information")),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> RuleLibrary:
    folder: Path = tmp_path_factory.mktemp("rules")
    (folder / "book.rules").write_text(HEAD + RULES, encoding="utf-8")
    with patch("rules_engine.language.compile.build_parser", parser):
        return load_library(folder, use_cache=False)


def document(line: dict[str, Any], minutes: object) -> bytes:
    """Return a dossier of one line; without minutes, no record of the session comes with it."""
    whole: dict[str, Any] = {"number": 1, "code": "90837", "service_date": "2026-03-02", **line}
    dossier: dict[str, Any] = {"claims": [{"claim_id": "C-1", "lines": [whole]}]}
    if minutes is not None:
        dossier["documentation"] = [{"claim_id": "C-1", "line_number": 1, "minutes": minutes}]
    return json.dumps(dossier).encode()


def report_on(letter: str, library: RuleLibrary, full: bool = False) -> Report:
    line, minutes, _ = TEN[letter]
    return check([(document(line, minutes), "dossier.json")], library, payer="book", full=full).report


def came(report: Report) -> Expected:
    """Return what came out, without the finding that nothing speaks about a line."""
    if report.rejections:
        return Expected("", pointer=report.rejections[0].pointer)
    (trace,) = report.claims
    found = sorted((each.rule.split("/")[-1], each.outcome) for each in trace.findings if each.outcome != "unchecked")
    return Expected(trace.verdict, tuple(found), tuple(each.name for each in trace.requests))


@pytest.mark.parametrize("letter", TEN)
def test_a_claim_comes_out_as_it_must(letter: str, library: RuleLibrary) -> None:
    assert came(report_on(letter, library)) == TEN[letter][2]


def test_ten_of_ten(library: RuleLibrary) -> None:
    right = [letter for letter in TEN if came(report_on(letter, library)) == TEN[letter][2]]
    assert "".join(right) == "ABCDEFGHIJ"


def test_a_rejected_claim_is_accounted_for(library: RuleLibrary) -> None:
    report = report_on("H", library)
    assert (report.found, len(report.claims), sum(each.lost for each in report.rejections)) == (1, 0, 1)
    assert not any("sixty" in each.message + each.help for each in report.rejections)


def test_a_rule_that_does_not_apply_is_counted_and_asks_nothing(library: RuleLibrary) -> None:
    (trace,) = report_on("J", library, full=True).claims
    assert [each.outcome for each in trace.rules] == ["not applicable"]
    assert (trace.counts.not_applicable, trace.counts.passed_over, trace.counts.in_force) == (1, 1, 1)
    assert trace.requests == ()


def test_passes_never_says_paid(library: RuleLibrary) -> None:
    (trace,) = report_on("A", library).claims
    assert trace.verdict_says.startswith("meets the encoded rules")
    assert "no promise of payment" in trace.verdict_says
