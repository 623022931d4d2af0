"""`payer-rules history`, and what `check` and `explain` make of a store."""

from __future__ import annotations

import json
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from histories import week
from histories.remittance_text import PAID, remittance

from rules_engine.cli.main import group

RULES = """\
rulebook plan "Plan"
  identified by "PLAN"

source manual "Manual"
  checked 2026-11-23

rule quota "At most two evaluations a year"
  from 2020-01-01
  cites manual
  when code is 90791
  limits lines to 2 per patient per calendar year counting lines where code is 90791
  otherwise deny as CO-119 ask biller
"""
SECRET = "CANARY7731"
# Ends the process, without any chance to tidy up, when half of the file is in the store.
KILLED = """
import os, signal
from rules_engine.histories.families import Families
settle, parts = Families.settle, []
def killed(self, ids):
    parts.append(ids)
    if len(parts) == 2:
        os.kill(os.getpid(), signal.SIGKILL)
    settle(self, ids)
Families.settle = killed
from rules_engine.cli.main import main
main()
"""
YEAR = ("--complete-from", "2025-01-01", "--complete-through", "2026-12-31")


def line(claim_id: str, day: str, **more: object) -> dict[str, object]:
    values = {"number": 1, "code": "90791", "service_date": day, "units": 1, "status": "paid", **more}
    return {"claim_id": claim_id, "patient_id": SECRET, "payer_id": "PLAN", "billing_npi": "1000000004", **values}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "rules" / "plan").mkdir(parents=True)
    (tmp_path / "rules" / "plan" / "plan.rules").write_text(RULES)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    claim = {"claim_id": "NOW", "patient_id": SECRET, "payer_id": "PLAN", "billing_npi": "1000000004"}
    lines = [{"number": 1, "code": "90791", "service_date": "2026-06-01", "units": 1}]
    (tmp_path / "now.json").write_text(json.dumps({"claim": {**claim, "lines": lines}}))
    for number, day in enumerate(("2026-01-05", "2026-03-05"), 1):
        history = {"history": {"lines": [line(f"OLD{number}", day)]}}
        (tmp_path / f"old{number}.json").write_text(json.dumps(history))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, list(words))


def history(*words: str, url: str = "store.db") -> Result:
    return run("history", *words, "--store", url)


def verdict(url: str = "store.db") -> str:
    found = run("check", "now.json", "--rules", "rules", "--history-store", url, "--format", "json")
    (claim,) = json.loads(found.stdout)["claims"]
    assert isinstance(claim["verdict"], str)
    return claim["verdict"]


@pytest.mark.usefixtures("folder")
def test_only_days_that_are_complete_let_a_limit_be_met(url: str) -> None:
    assert history("import", "old1.json", url=url).exit_code == 0
    assert verdict(url) == "needs information"
    assert history("import", "old1.json", *YEAR, url=url).exit_code == 0
    assert verdict(url) == "passes"
    assert history("import", "old2.json", url=url).exit_code == 0
    assert verdict(url) == "fails"


@pytest.mark.usefixtures("folder")
def test_days_that_do_not_reach_back_far_enough_leave_it_unknown() -> None:
    days = ("--complete-from", "2026-01-02", "--complete-through", "2026-12-31")
    assert history("import", "old1.json", *days).exit_code == 0
    assert verdict() == "needs information"


@pytest.mark.usefixtures("folder")
def test_a_store_says_what_the_same_history_document_says() -> None:
    days = {"complete_from": "2025-01-01", "complete_through": "2026-12-31"}
    document = {"history": {**days, "lines": [line("OLD1", "2026-01-05"), line("OLD2", "2026-03-05")]}}
    Path("both.json").write_text(json.dumps(document))
    assert history("import", "both.json").exit_code == 0
    reports = [
        json.loads(run("check", "now.json", "--rules", "rules", *words, "--format", "json").stdout)["claims"]
        for words in (("--history", "both.json"), ("--history-store", "store.db"))
    ]
    said = [
        [(each["verdict"], each["findings"][0]["rule"], each["findings"][0]["outcome"]) for each in r] for r in reports
    ]
    assert said[0] == said[1] != []


@pytest.mark.usefixtures("folder")
def test_explain_takes_the_store_too_and_says_where_an_entry_came_from() -> None:
    history("import", "old1.json", "old2.json", *YEAR)
    found = run("explain", "now.json", "--rules", "rules", "--history-store", "store.db")
    assert found.exit_code == 1
    assert "OLD2" in found.stdout and "old2.json imported" in found.stdout


OVER_ALL = """\
rule hours "One clinician works at most two hours a day"
  from 2020-01-01
  cites manual
  when code is 90791
  limits total units to 2 per rendering provider per day over all patients
  otherwise deny as CO-119 ask biller
"""


def test_lines_of_other_patients_are_taken_when_a_rule_asks_for_them(folder: Path) -> None:
    rules = folder / "rules" / "plan" / "plan.rules"
    rules.write_text(RULES.split("rule quota", maxsplit=1)[0] + OVER_ALL)
    now = json.loads((folder / "now.json").read_text())
    now["claim"]["lines"][0]["rendering_npi"] = "1000000137"
    (folder / "now.json").write_text(json.dumps(now))
    other = {"patient_id": "SOMEBODY", "rendering_npi": "1000000137"}
    for number, day in (("1", "2026-06-01"), ("2", "2026-06-01"), ("3", "2026-05-31")):
        document = {"history": {"lines": [line(f"O{number}", day, **other)]}}
        (folder / f"other{number}.json").write_text(json.dumps(document))
    assert history("import", "other1.json", "other3.json").exit_code == 0
    assert verdict() == "needs information"
    assert history("import", "other3.json", *YEAR).exit_code == 0
    assert verdict() == "passes"
    assert history("import", "other2.json").exit_code == 0
    assert verdict() == "fails"


@pytest.mark.usefixtures("folder")
def test_what_became_of_each_record_is_told() -> None:
    first, again = history("import", "old1.json", *YEAR), history("import", "old1.json", *YEAR)
    assert first.stdout == "old1.json: 1 imported\n  complete for 1 span of days\n"
    assert again.stdout == "old1.json (imported before): 1 unchanged\n"
    corrected = {"history": {"lines": [line("OLD1", "2026-01-06")]}}
    Path("old1.json").write_text(json.dumps(corrected))
    assert history("import", "old1.json").stdout == "old1.json: 1 replaced\n"


@pytest.mark.usefixtures("folder")
def test_faults_are_told_with_place_and_cure_and_without_values() -> None:
    faulty = {"history": {"lines": [line("OLD1", SECRET), line("OLD2", "2026-01-05", units="one")]}}
    Path("faulty.json").write_text(json.dumps(faulty))
    found = history("import", "faulty.json", *YEAR)
    assert found.exit_code == 1
    assert found.stdout == "faulty.json: 2 rejected\n"
    assert "faulty.json /history/lines/0/service_date: not a date" in found.stderr
    assert "year-month-day" in found.stderr and "not known to be complete" in found.stderr
    assert SECRET not in found.output


@pytest.mark.usefixtures("folder")
def test_summary_and_list_hold_no_value_of_a_claim() -> None:
    Path("paid.835").write_bytes(remittance(PAID))
    assert history("import", "old1.json", "paid.835", *YEAR).exit_code == 1
    summary, files = history("summary"), history("list")
    assert "1 claim, 1 line, 1 patient" in summary.stdout
    assert "complete for everybody: 2025-01-01 through 2026-12-31" in summary.stdout
    assert "unmatched: paid.835 segment 11: no claim of the store" in files.stdout
    assert (summary.exit_code, files.exit_code) == (0, 1)
    assert SECRET not in summary.output + files.output and "OLD1" not in summary.output + files.output


def test_the_week_can_be_imported_and_answered(folder: Path) -> None:
    (folder / "claims.837").write_bytes(week.claims_file())
    (folder / "paid.835").write_bytes(week.answers_file())
    found = history("import", "paid.835", "claims.837")
    assert found.exit_code == 1  # the answers came before their claims
    assert history("list").exit_code == 0
    assert "54 claims" in history("summary").stdout and "0 lines pending" in history("summary").stdout


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "words",
    [
        ("import", "nowhere.json"),
        ("import", "old1.json", "--complete-from", "2026-01-01"),
        ("import", "old1.json", "--complete-from", "2026-02-01", "--complete-through", "2026-01-01"),
        ("summary",),
        ("list",),
    ],
)
def test_a_job_that_cannot_be_done_ends_with_two(words: tuple[str, ...]) -> None:
    found = history(*words)
    assert found.exit_code == 2
    assert "payer-rules: " in found.stderr and "Traceback" not in found.output


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("command", ["check", "explain"])
def test_a_store_that_cannot_be_used_stops_the_check(command: str) -> None:
    found = run(command, "now.json", "--rules", "rules", "--history-store", "none.db")
    assert (found.exit_code, "no store at none.db" in found.stderr) == (2, True)


def test_an_import_that_is_killed_leaves_the_store_as_it_was(folder: Path) -> None:
    assert history("import", "old1.json").exit_code == 0
    lines = [line(f"N{number}", "2026-01-05") for number in range(1200)]
    (folder / "many.json").write_text(json.dumps({"history": {"lines": lines}}))
    program = [sys.executable, "-c", KILLED, "history", "import", "many.json", "--store", "store.db"]
    done = subprocess.run(program, capture_output=True, check=False)
    assert done.returncode == -signal.SIGKILL
    with closing(sqlite3.connect(folder / "store.db")) as plain:
        assert plain.execute("SELECT count(*) FROM claims").fetchone() == (1,)
    assert history("import", "many.json").stdout == "many.json: 1200 imported\n"
