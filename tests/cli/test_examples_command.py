"""`payer-rules examples new`: text that runs as it stands, or JSON."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from suites.plan import RULES

from rules_engine.cli.main import group


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "plan.rules").write_text(RULES)
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, words)


def test_what_is_proposed_runs_and_is_laid_out() -> None:
    proposed = run("examples", "new", "time", "--rules", "rules")
    assert proposed.exit_code == 0
    assert "They are about nobody." in proposed.stdout
    Path("rules/plan.examples").write_text(proposed.stdout)
    assert run("test", "rules").stdout == f"{proposed.stdout.count('example ') - 0} passed, 0 failed\n"
    assert run("fmt", "--check", "rules").exit_code == 0


def test_json_holds_cases_examples_and_what_is_not_shown() -> None:
    (found,) = json.loads(run("examples", "new", "plan/time", "--rules", "rules", "--format", "json").stdout)
    titles = {each["title"] for each in found["examples"]}
    assert found["rule"] == "plan/time@2026-01-01"
    assert titles == {title for case in found["cases"] for title in case["examples"]}
    assert found["not_shown"] == []


def test_an_unknown_rule_or_rulebook_is_told() -> None:
    assert "did you mean `time`?" in run("examples", "new", "tim", "--rules", "rules").stderr
    assert run("examples", "new", "tim", "--rules", "rules").exit_code == 2
    assert "there are: plan" in run("examples", "new", "time", "--rules", "rules", "--payer", "plam").stderr
