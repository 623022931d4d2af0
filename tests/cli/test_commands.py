"""The commands: what they write, where, and with which exit status."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import COMMANDS, group, main

RULES = """\
rulebook plan "Plan"
  identified by "PLAN"

source manual "Manual"
  checked 2026-11-23

rule time "The minutes support the code"
  from 2026-01-01
  cites manual
  when code is 90837
  requires session minutes is at least 53
  otherwise deny as CO-152 remark N443 ask clinician

example "53 minutes"
  on 2026-03-02 for plan
  bills 90837, session minutes 53
  expect time met
"""
SECRET = "CANARY7731"


def claim(minutes: object = 60, payer: str = "PLAN", code: str = "90837") -> dict[str, object]:
    """Return a document of one claim with its record."""
    line = {"number": 1, "code": code, "service_date": "2026-03-02"}
    record = {"claim_id": "A1", "line_number": 1, "minutes": minutes}
    head = {"claim_id": "A1", "payer_id": payer, "subscriber_id": SECRET, "patient_id": SECRET, "lines": [line]}
    return {"claims": [head], "documentation": [record]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules" / "plan").mkdir(parents=True)
    (tmp_path / "rules" / "plan" / "plan.rules").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    return tmp_path


def run(*words: str, given: str | None = None) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(group, list(words), input=given)


def check(document: object, *words: str) -> Result:
    """Check a document given on standard input."""
    return run("check", "-", "--rules", "rules", *words, given=json.dumps(document))


@pytest.mark.usefixtures("folder")
def test_exit_status_says_what_happened() -> None:
    assert check(claim(60)).exit_code == 0
    assert check(claim(45)).exit_code == 1
    assert check(claim(payer="OTHER")).exit_code == 1
    assert run("check", "nowhere.json", "--rules", "rules").exit_code == 2
    assert run("check", "-", "--rules", "nowhere", given="{}").exit_code == 2
    assert check(claim(), "--payer", "nobody").exit_code == 2
    assert run("check", "-", "--rules", "rules", given="neither form").exit_code == 2
    assert run("check", "-", "--rules", "rules", given="").exit_code == 2


@pytest.mark.usefixtures("folder")
def test_a_rejected_claim_is_a_finding_and_the_others_are_judged() -> None:
    document = claim(60)
    document["claims"].append({"claim_id": "A2", "lines": [{"number": 1, "units": "two"}]})  # type: ignore[attr-defined]
    result = check(document)
    assert result.exit_code == 1
    assert "2 claims found = 1 judged + 1 rejected." in result.stdout
    assert "/claims/1/lines/0/units" in result.stdout


@pytest.mark.usefixtures("folder")
def test_all_faults_of_the_rules_are_told_at_once_and_nothing_is_judged() -> None:
    Path("rules/plan/plan.rules").write_text(
        RULES.replace("is at least 53", "is at leest 53").replace("code is", "cod is")
    )
    Path("rules/plan/more.rules").write_text("rule other\n  cites nobody\n  requires sesion minutes is at least 3\n")
    result = check(claim())
    assert result.exit_code == 2
    assert result.stdout == ""
    for told in ("plan.rules:11:", "no source `nobody`", "did you mean `session minutes`?", "nothing was judged"):
        assert told in result.stderr


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("form", ["text", "json", "ndjson"])
def test_no_form_tells_who_the_patient_is(form: str) -> None:
    assert SECRET not in check(claim(45), "--format", form).output


@pytest.mark.usefixtures("folder")
def test_json_forms_hold_the_same_claims() -> None:
    document = json.loads(check(claim(45), "--format", "json").stdout)
    (line,) = check(claim(45), "--format", "ndjson").stdout.splitlines()
    assert (document["found"], document["judged"], document["rejected"]) == (1, 1, 0)
    assert json.loads(line)["verdict"] == document["claims"][0]["verdict"] == "fails"
    assert document["claims"][0]["findings"][0]["rule"] == "plan/time@2026-01-01"


@pytest.mark.usefixtures("folder")
def test_records_that_fit_no_claim_are_told() -> None:
    document = claim(60)
    document["documentation"].append({"claim_id": "NOBODY", "line_number": 1})  # type: ignore[attr-defined]
    result = check(document)
    assert result.exit_code == 1
    assert "not used: documentation record, standard input /documentation/1" in result.stderr


@pytest.mark.usefixtures("folder")
def test_explain_shows_the_whole_trace_of_one_claim() -> None:
    document = json.dumps(claim(45))
    told = run("explain", "-", "--rules", "rules", "--claim", "A1", given=document)
    assert told.exit_code == 1
    assert "WHY plan/time@2026-01-01 on line 1: NOT MET" in told.stdout
    assert (
        json.loads(run("explain", "-", "--rules", "rules", "--format", "json", given=document).stdout)["claim_id"]
        == "A1"
    )
    assert run("explain", "-", "--rules", "rules", "--claim", "B2", given=document).exit_code == 2


@pytest.mark.usefixtures("folder")
def test_test_runs_the_examples_and_tells_what_came_instead() -> None:
    assert (run("test", "rules").exit_code, run("test", "rules").stdout) == (0, "1 passed, 0 failed\n")
    Path("rules/plan/plan.rules").write_text(RULES.replace("expect time met", "expect time not met"))
    result = run("test", "rules")
    assert result.exit_code == 1
    assert "plan/plan.rules:14: FAILED: 53 minutes" in result.stdout
    assert "line 17: expected time not met; it is met" in result.stdout


@pytest.mark.usefixtures("folder")
def test_a_folder_without_examples_does_not_count_as_tested() -> None:
    Path("rules/plan/plan.rules").write_text(RULES.split("example", maxsplit=1)[0])
    assert run("test", "rules").exit_code == 1


@pytest.mark.usefixtures("folder")
def test_rules_lists_what_is_in_force_on_a_day() -> None:
    assert "plan/time@2026-01-01" in run("rules", "--rules", "rules", "--on", "2026-01-01").stdout
    assert "plan/time" not in run("rules", "--rules", "rules", "--on", "2025-12-31").stdout
    (book,) = json.loads(run("rules", "--rules", "rules", "--format", "json").stdout)
    assert book["rules"][0]["confidence"] == "high"
    assert book["rules"][0]["checked"] == "2026-11-23"


def test_the_shipped_rules_are_many_and_each_is_cited_dated_and_sure() -> None:
    books = json.loads(run("rules", "--format", "json").stdout)
    rules = {rule["rule"]: rule for book in books for rule in book["rules"]}
    assert len(rules) >= 30
    for address, rule in rules.items():
        assert rule["sources"], address
        assert rule["checked"], address
        assert rule["confidence"] in ("high", "medium"), address
        assert rule["confidence"] == "high" or rule["action"] not in ("deny", "return"), address


def test_the_shipped_examples_come_out() -> None:
    result = run("test")
    assert result.exit_code == 0, result.stdout


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_has_help(command: str) -> None:
    assert run(command, "--help").exit_code == 0


def test_a_fault_of_ours_shows_no_text_of_its_own(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PAYER_RULES_DEBUG", raising=False)
    monkeypatch.setattr("rules_engine.cli.main.group", lambda: {}[SECRET])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "KeyError at test_commands.py:" in told
    assert SECRET not in told


def test_a_closed_pipe_is_no_fault(folder: Path) -> None:
    (folder / "claim.json").write_text(json.dumps(claim(45)))
    command = f"{sys.executable} -m rules_engine check claim.json --rules rules | true"
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, check=False, text=True)
    assert "Traceback" not in done.stderr
