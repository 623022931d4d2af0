"""Rule authors run `pytest`: every example beside their rules is a test."""

import subprocess
import sys
from pathlib import Path

import pytest
from suites.plan import BAD, GOOD, RULES

PLUGIN = ("-p", "no:payer-rules", "-p", "rules_engine.suites.pytest_plugin", "-p", "no:cacheprovider")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return a repository of two rulebooks, of which one extends the other, with a test of its own."""
    for payer in ("base", "plan"):
        (tmp_path / "rules" / payer).mkdir(parents=True)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_own.py").write_text("def test_own() -> None:\n    assert True\n")
    (tmp_path / "rules" / "base" / "base.rules").write_text(RULES)
    north = RULES.split("\n\n", maxsplit=1)[0].replace("plan", "north") + "\n  extends plan\n"
    (tmp_path / "rules" / "plan" / "north.rules").write_text(north)
    (tmp_path / "rules" / "plan" / "north.examples").write_text(GOOD.replace("for plan", "for north") + BAD)
    return tmp_path


def run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a process of its own, with the plugin by name, installed or not."""
    command = [sys.executable, "-m", "pytest", *PLUGIN, "-q", *words]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_each_example_is_a_test_named_by_file_and_title(repository: Path) -> None:
    told = run(repository, "--collect-only").stdout.splitlines()
    north = "rules/plan/north.examples::53 minutes"
    assert told[:3] == [north, f"{north} (2)", "test_own.py::test_own"]


def test_a_failure_shows_the_parts_of_the_rule_and_no_traceback(repository: Path) -> None:
    done = run(repository)
    assert done.returncode == 1
    assert "1 failed, 2 passed" in done.stdout
    assert "plan/north.examples:5: FAILED: 53 minutes" in done.stdout
    assert "+   13 | table of session minutes by code: not met" in done.stdout
    assert "Traceback" not in done.stdout
    assert "runtest" not in done.stdout


def test_examples_are_chosen_by_title_and_by_rule(repository: Path) -> None:
    assert "1 failed, 1 passed, 1 deselected" in run(repository, "-k", "time and north").stdout
    assert "1 passed, 2 deselected" in run(repository, "-k", "own").stdout
    assert "1 failed" in run(repository, "rules/plan/north.examples::53 minutes (2)").stdout


def test_faults_of_the_rules_are_shown_once(repository: Path) -> None:
    (repository / "rules" / "base" / "base.examples").write_text(GOOD)
    (repository / "rules" / "base" / "base.rules").write_text(RULES.replace("code is in", "cod is in"))
    done = run(repository)
    assert done.returncode != 0
    assert done.stdout.count("did you mean `code`?") == 1
    assert "they are shown with another file" in done.stdout


def test_it_can_be_switched_off_and_told_where_the_rules_lie(repository: Path) -> None:
    assert "1 passed" in run(repository, "-o", "payer_rules_examples=false").stdout
    assert "1 failed, 2 passed" in run(repository, "-o", "payer_rules_folder=rules").stdout
    assert "no rulebook `plan`" in run(repository, "-o", "payer_rules_folder=rules/plan").stdout


def test_nothing_of_the_rules_is_imported_without_examples(tmp_path: Path) -> None:
    seen = "[name for name in sys.modules if name.startswith('rules_engine.')]"
    wanted = "['rules_engine.suites', 'rules_engine.suites.pytest_plugin']"
    (tmp_path / "test_own.py").write_text(
        f"import sys\n\ndef test_own() -> None:\n    assert sorted({seen}) == {wanted}\n"
    )
    assert "1 passed" in run(tmp_path).stdout
