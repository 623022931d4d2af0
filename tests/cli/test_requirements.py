"""`payer-rules requirements`: what is asked, of whom, and that nothing is proposed for a fact of the record."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group
from rules_engine.cli.requirements import planned
from rules_engine.engine import outlook
from rules_engine.language.library import load_library

RULES = """\
rulebook plan "Plan"
  identified by "PLAN"
source manual "Manual"
  checked 2026-11-23
  clause "1" "the time"
  clause "2" "the rest"
covers 90834, 90837 cites manual "1"
rule time "The minutes support the code"
  cites manual "1"
  requires
    | when code | session minutes |
    | 90834     | 38 to 52        |
    | 90837     | 53 or more      |
  otherwise deny ask clinician
rule minutes-for-units "Units follow the minutes"
  cites manual "2"
  when code is 90834
  requires session minutes is at least (units * 40 minutes)
  otherwise deny ask biller
rule adults "For adults"
  cites manual "2"
  requires service date is no earlier than 18 years after patient birth date
  otherwise deny ask front desk
rule filed "Filed in time"
  cites manual "2"
  requires filing date is no later than 95 days after service date
  otherwise deny ask biller
rule office-only "In the office"
  cites manual "2"
  requires place of service is 11
  otherwise deny ask front desk
rule far "Over a distance"
  cites manual "2"
  when session mode is video
  requires modifiers include 95
  otherwise warn ask biller
rule fitting "What is known already fits"
  cites manual "2"
  when session mode is video
  requires code is any of 90834, 90837
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "plan.rules").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    return tmp_path


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(group, ["requirements", "--rules", "rules", *words], input=given)


def needed(*words: str, given: str | None = None) -> dict[str, dict[str, Any]]:
    """Return what is needed by the name of its rule."""
    found = run(*words, "--format", "json", given=given)
    assert found.exit_code == 0, found.output
    return {each["rule"].partition("/")[2]: each for each in json.loads(found.stdout)[0]["needed"]}


VISIT = ("--payer", "plan", "--code", "90837", "--place", "10", "--on", "2026-03-02")


@pytest.mark.usefixtures("folder")
def test_a_table_is_told_as_the_row_of_the_code() -> None:
    asked = needed(*VISIT)["time"]
    assert asked["must"] == ["The session minutes must be at least 53."]
    assert asked["facts"] == [
        {"kind": "record", "name": "session minutes", "detail": "", "absence": "not supplied"},
    ]
    assert (asked["owner"], asked["depends"]) == ("clinician", [])
    assert [(each["clause"], each["checked"]) for each in asked["citations"]] == [("1", "2026-11-23")]


@pytest.mark.usefixtures("folder")
def test_a_fact_of_the_record_is_asked_for_without_what_hangs_on_it() -> None:
    asked = needed(*VISIT)
    assert {each["action"] for each in asked.values() if any(f["kind"] == "record" for f in each["facts"])} == {""}
    assert asked["filed"]["action"] == "deny"


@pytest.mark.usefixtures("folder")
def test_a_known_day_gives_the_last_day_for_filing() -> None:
    assert needed(*VISIT)["filed"]["must"] == ["The filing date must be on or before June 5, 2026."]


@pytest.mark.usefixtures("folder")
def test_no_value_is_worked_out_for_a_fact_of_the_record() -> None:
    line = {"number": 1, "code": "90834", "service_date": "2026-03-02", "units": 2}
    head = {"claim_id": "A1", "payer_id": "PLAN", "patient_birth_date": "2010-05-07", "lines": [line]}
    said = run("-", given=json.dumps({"claims": [head]}))
    assert said.exit_code == 0
    assert not re.search(r"\b80\b", said.output)
    told = needed("-", given=json.dumps({"claims": [head]}))["minutes-for-units"]["must"]
    assert told == ["The session minutes must be at least the units times 40 minutes."]


@pytest.mark.usefixtures("folder")
def test_a_birth_date_is_not_told_by_a_day_that_follows_from_it() -> None:
    head = {"claim_id": "A1", "payer_id": "PLAN", "patient_birth_date": "2010-05-07", "lines": [{"number": 1}]}
    said = run("-", given=json.dumps({"claims": [head]}))
    assert said.exit_code == 0
    assert "2028" not in said.output
    assert "2010" not in said.output


@pytest.mark.usefixtures("folder")
def test_what_is_known_not_to_be_so_comes_first() -> None:
    asked = needed(*VISIT)["office-only"]
    assert (asked["against"], asked["must"]) == (["The place of service must be 11."], [])
    text = run(*VISIT).output
    assert text.index("At odds with what is known already") < text.index("Asked in any case")


@pytest.mark.usefixtures("folder")
def test_a_rule_that_may_not_apply_says_when_it_does() -> None:
    asked = needed(*VISIT)
    assert asked["far"]["depends"] == ["the session mode is video"]
    assert "fitting" not in asked
    assert "far" not in needed(*VISIT, "--modifier", "95")


@pytest.mark.usefixtures("folder")
def test_what_is_known_is_not_asked_for_again() -> None:
    line = {"number": 1, "code": "90837", "service_date": "2026-03-02", "place_of_service": "11", "modifiers": []}
    head = {"claim_id": "A1", "payer_id": "PLAN", "submission_date": "2026-03-03", "lines": [line]}
    record = {"claim_id": "A1", "line_number": 1, "minutes": 60, "mode": "in person"}
    asked = needed("-", given=json.dumps({"claims": [head], "documentation": [record]}))
    assert set(asked) == {"adults"}


@pytest.mark.usefixtures("folder")
def test_it_says_what_is_wrong_with_the_call() -> None:
    for words, told in (
        (("--payer", "plan"), "give CLAIMS, or --payer and --code"),
        (("--code", "90837"), "--code needs --payer; there are: plan"),
        (("--payer", "nobody", "--code", "90837"), "no rulebook `nobody`; there are: plan"),
    ):
        said = run(*words)
        assert (said.exit_code, told in said.output) == (2, True)
    assert run("-", given="neither form").exit_code == 2


def test_every_line_for_the_shipped_rules_has_an_address_an_owner_and_a_source() -> None:
    book = load_library().rulebook("medicare-part-b")
    found = outlook(planned(("90837",), date(2026, 3, 2), "10"), book)
    assert len(found.needed) > 20
    for each in found.needed:
        assert each.rule.count("/") == 1
        assert each.owner
        assert each.citations
        assert each.must or each.against
