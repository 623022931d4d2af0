"""Files that others wrote, against what an independent reader counted in them.

The files are not part of the project. `PAYER_RULES_X12_CORPUS` names a folder with `837p/` and `malformed/`; beside
each file stands `<file>.oracle.json` with its claims, lines and problems.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.plugins import x12_837p

from .x12_text import PAYER_ORDER, check_accounting, check_origins, count_claims

VARIABLE = "PAYER_RULES_X12_CORPUS"
FOLDER = os.environ.get(VARIABLE, "")
pytestmark = pytest.mark.skipif(
    not FOLDER, reason=f"set {VARIABLE} to a folder with 837p/ and malformed/, each file with its .oracle.json"
)

# What the oracle says of a problem → the code and the element by which it must be named here.
PROBLEMS = [
    (r"ISA16 is .*, composites use .*", "component-separator", "ISA16"),
    (r"text before ISA", "text-before-header", "ISA"),
    (r"ISA without IEA", "missing-trailer", "IEA"),
    (r"HL \S+ names parent \S+, not seen", "unknown-hl-parent", "HL02"),
    (r"SE01 .*, counted .*", "segment-count", "SE01"),
    (r"GE01 .*, counted .*", "transaction-count", "GE01"),
    (r"IEA01 .*, counted .*", "group-count", "IEA01"),
    (r"SE02 .*, ST02 .*", "control-number", "SE02"),
    (r"GE02 .*, GS06 .*", "control-number", "GE02"),
    (r"IEA02 .*, ISA13 .*", "control-number", "IEA02"),
    (r"claim .*: CLM02 .*, lines .*", "charge-total", "CLM02"),
    (r"claim .*: line charges that are no number: .*", "bad-number", "SV102"),
    (r"claim .* line \S+: pointer \d+ of \d+ diagnoses", "pointer-without-diagnosis", "SV107"),
    (r"claim .* line \S+: pointer \S*[^\d ]\S* of \d+ diagnoses", "bad-number", "SV107"),
]
REFUSING = {"unknown-hl-parent", "bad-number"}


def corpus(kind: str) -> list[Path]:
    """Return the files of one kind that have an oracle."""
    if not FOLDER:
        return []
    return sorted(path for path in Path(FOLDER, kind).rglob("*") if Path(f"{path}.oracle.json").is_file())


def read_with_oracle(path: Path) -> tuple[Intake | None, dict[str, Any]]:
    """Read a file, check what holds for every file, and return what the oracle says."""
    data = path.read_bytes()
    oracle = json.loads(Path(f"{path}.oracle.json").read_text(encoding="utf-8"))
    intake = x12_837p.rules_engine_read(data, "claims.837")
    if intake is not None:
        check_accounting(data, intake)
        check_origins(data, intake)
        assert intake.found == count_claims(data) == oracle["claim_count"]
    return intake, oracle


def named(problem: str) -> tuple[str, str]:
    """Return the code and the element for a problem of the oracle."""
    return next((code, element) for pattern, code, element in PROBLEMS if re.fullmatch(pattern, problem))


def present(value: object) -> Any:
    """Return a value, or None where it is absent, as the oracle writes it."""
    return None if isinstance(value, Absent) else value


@pytest.mark.parametrize("path", corpus("837p"), ids=lambda path: path.name)
def test_a_file_says_what_the_oracle_says(path: Path) -> None:
    intake, oracle = read_with_oracle(path)
    assert intake is not None
    refused = check_claims(intake, oracle)
    check_problems(intake, oracle)
    if not refused:
        lines = [line for claim in intake.claims for line in claim.lines]
        assert len(lines) == oracle["line_count"]
        assert sum(charge for claim in intake.claims if isinstance(charge := claim.charge, Decimal)) == Decimal(
            oracle["total_charge"]
        )
        assert sorted({line.code for line in lines}) == sorted(set(oracle["codes"]))
        days = [day for line in lines for day in (line.service_date, line.service_date_end) if isinstance(day, date)]
        if days:
            assert {f"{min(days):%Y%m%d}", f"{max(days):%Y%m%d}"} <= set(oracle["service_dates"])


@pytest.mark.parametrize("path", corpus("malformed"), ids=lambda path: path.name)
def test_a_malformed_file_is_refused_for_what_the_oracle_names(path: Path) -> None:
    intake, oracle = read_with_oracle(path)
    if intake is None:
        assert oracle["problems"] == ["no ISA"]
        return
    assert intake.rejections
    check_claims(intake, oracle)
    if all(kind.startswith("837 005010X222") for kind in oracle["transaction_types"]):
        check_problems(intake, oracle)
    else:
        assert "wrong-transaction" in {each.code for each in intake.rejections}


@pytest.mark.parametrize("path", corpus("837p_predet"), ids=lambda path: path.name)
def test_a_claim_file_of_another_kind_is_refused_by_its_kind(path: Path) -> None:
    intake, oracle = read_with_oracle(path)
    assert intake is not None
    (rejection,) = intake.rejections
    assert (rejection.code, rejection.lost) == ("unsupported-version", oracle["claim_count"])


def check_claims(intake: Intake, oracle: dict[str, Any]) -> list[str]:
    """Each claim of the oracle is read with the same facts, or refused for a defect that the oracle shows."""
    unread = list(oracle["claims"])
    for claim in intake.claims:
        expected = next(each for each in unread if is_same(claim, each))
        unread.remove(expected)
    refused = [each.claim_id for each in intake.rejections if each.lost]
    assert Counter(refused) == Counter(each["clm01"] for each in unread)
    for each in unread:
        problems = [problem for problem in oracle["problems"] if named(problem)[0] in REFUSING]
        assert problems or has_impossible_day(each), each["clm01"]
    return refused


def check_problems(intake: Intake, oracle: dict[str, Any]) -> None:
    """Each problem of the oracle is named, and each fault of the file that is named is a problem of the oracle."""
    ours = {(each.code, each.element.partition("-")[0]) for each in intake.rejections}
    theirs = {named(problem) for problem in oracle["problems"]}
    assert theirs <= ours
    assert {code for code, _ in ours - theirs} <= {"bad-date", "bad-npi"}


def has_impossible_day(claim: dict[str, Any]) -> bool:
    """Return whether the oracle shows a day that no calendar has."""
    values = [value for line in claim["lines"] for each in line["dates"] for value in each["value"]]
    return any(not is_day(value) for value in values)


def is_day(text: str) -> bool:
    """Return whether eight digits are a day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def is_same(claim: Claim, expected: dict[str, Any]) -> bool:
    """Return whether a claim is this one of the oracle; an assertion fails when only its id is the same."""
    if claim.claim_id != expected["clm01"] or claim.charge != Decimal(expected["clm02"]):
        return False
    if len(claim.lines) != len(expected["lines"]) or claim.lines[0].code != expected["lines"][0]["code"]:
        return False
    payer = expected["payer"] or {"name": None, "id": None}
    assert present(claim.place_of_service) == expected["pos"]
    assert present(claim.frequency) == {"1": "original", "7": "replacement"}[expected["frequency"]]
    assert (present(claim.payer_id), present(claim.payer_name)) == (payer["id"], payer["name"])
    assert PAYER_ORDER[str(claim.payer_order)] == expected["responsibility"]
    assert present(claim.filing_indicator) == expected["filing"]
    assert isinstance(claim.diagnoses, tuple)
    assert [each.code for each in claim.diagnoses] == expected["diagnoses"]
    assert ([claim.authorization_number] if present(claim.authorization_number) else []) == expected["prior_auth"]
    assert isinstance(claim.other_payers, tuple)
    assert len(claim.other_payers) == expected["other_payers"]
    assert present(claim.billing_npi) == expected["billing_id"]
    for line, each in zip(claim.lines, expected["lines"], strict=True):
        check_line(claim, line, each, expected)
    return True


def check_line(claim: Claim, line: ServiceLine, expected: dict[str, Any], claim_expected: dict[str, Any]) -> None:
    """A line has the facts that the oracle counted."""
    assert line.number == int(expected["lx"])
    assert (line.code, line.modifiers) == (expected["code"], tuple(expected["modifiers"]))
    assert (line.charge, line.units) == (Decimal(expected["charge"]), Decimal(expected["units"]))
    assert line.unit_basis == expected["unit"]
    assert line.place_of_service == (expected["pos"] or claim.place_of_service)
    assert line.diagnosis_pointers == tuple(map(int, expected["pointers"]))
    named = line.origins.get("rendering_npi")
    is_biller = named is not None and named.loop == "2010AA"  # the oracle leaves this inference to others
    stated = None if is_biller else present(line.rendering_npi)
    assert stated == (expected.get("rendering_id") or claim_expected["rendering_id"])
    days = [value for each in expected["dates"] if each["q"] == "472" for value in each["value"]]
    ours = [line.service_date, line.service_date_end]
    assert [f"{day:%Y%m%d}" for day in ours if isinstance(day, date)] == ([days[0], days[-1]] if days else [])
