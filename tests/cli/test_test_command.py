"""`payer-rules test`: what is run, how it is told, and with which exit status."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result
from suites.plan import BAD, GOOD, RULES

from rules_engine.cli import test as command
from rules_engine.cli.main import group


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that is worked in: rules of a plan, and of one that extends it."""
    monkeypatch.chdir(tmp_path)
    for name, text in (("plan", RULES), ("north", 'rulebook north "North"\n  extends plan\n')):
        (tmp_path / "rules" / name).mkdir(parents=True)
        (tmp_path / "rules" / name / f"{name}.rules").write_text(text)
    (tmp_path / "rules" / "plan" / "plan.examples").write_text(GOOD)
    (tmp_path / "rules" / "north" / "north.examples").write_text(BAD.replace("for plan", "for north"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, ["test", *words])


def test_a_failure_shows_the_parts_of_the_rule() -> None:
    result = run("rules")
    assert result.exit_code == 1
    assert "north/north.examples:1: FAILED: 53 minutes" in result.stdout
    assert "        +   13 | table of session minutes by code: not met\n" in result.stdout
    assert result.stdout.endswith("1 passed, 1 failed\n")


def test_files_and_folders_are_chosen_and_their_rules_found_above_them() -> None:
    assert run("rules/plan/plan.examples").stdout == "1 passed, 0 failed\n"
    assert run("rules/north/north.examples").stdout.endswith("0 passed, 1 failed\n")
    assert run("rules/north", "rules/plan").stdout.endswith("1 passed, 1 failed\n")
    assert run("--rules", "rules", "rules/plan").stdout == "1 passed, 0 failed\n"
    assert run("rules/plan/plan.rules").stdout == "0 passed, 0 failed; these files hold no example\n"
    assert run("nowhere.examples", "rules").exit_code == 2


def test_examples_are_chosen_by_a_word_of_file_title_or_rule() -> None:
    assert run("rules", "-k", "PLAN.").stdout == "1 passed, 0 failed\n"
    assert run("rules", "-k", "north", "-k", "plan.ex").stdout.endswith("1 passed, 1 failed\n")
    assert run("rules", "-k", "time").stdout.endswith("1 passed, 1 failed\n")
    nothing = run("rules", "-k", "no such word")
    assert (nothing.exit_code, nothing.stdout) == (1, "0 passed, 0 failed; no example is called so\n")


def test_json_holds_every_example_and_the_parts_of_what_failed() -> None:
    document = json.loads(run("rules", "--format", "json").stdout)
    assert (document["format"], document["passed"], document["failed"]) == ("payer-rules tests 1", 1, 1)
    bad, good = document["examples"]
    assert (good["outcome"], good["misses"]) == ("passed", [])
    (miss,) = bad["misses"]
    assert (miss["line"], miss["expected"], miss["came"]) == (4, "time met", "not met")
    assert [(each["line"], each["expected"], each["came"]) for each in miss["parts"] if each["is_amiss"]] == [
        (13, "met", "not met")
    ]


def test_junit_has_a_suite_for_each_file() -> None:
    Path("rules/plan/plan.examples").write_text(GOOD + GOOD.replace("for plan", "for nobody").replace("53 m", "\x01 m"))
    assert run("rules", "--junit", "out.xml").exit_code == 1
    top = ElementTree.parse("out.xml").getroot()
    assert {key: top.attrib[key] for key in ("tests", "failures", "errors")} == {
        "tests": "3",
        "failures": "1",
        "errors": "1",
    }
    assert [suite.attrib["name"] for suite in top] == ["north/north.examples", "plan/plan.examples"]
    failure, error = top.find(".//failure"), top.find(".//error")
    assert failure is not None
    assert "session minutes: 50 minutes" in str(failure.text)
    assert error is not None
    assert error.attrib["message"] == "no rulebook `nobody`"
    assert run("rules", "--junit", "no/such/folder.xml").exit_code == 2


def test_watch_runs_again_when_a_file_changes_and_ends_with_the_last_status(monkeypatch: pytest.MonkeyPatch) -> None:
    path = Path("rules/north/north.examples")
    texts = [BAD.replace("is not met", "").replace("expect", "expct"), GOOD]

    def change(_: float) -> None:
        if not texts:
            raise KeyboardInterrupt
        path.write_text(texts.pop(0))

    monkeypatch.setattr(command, "sleep", change)
    result = run("rules", "--watch")
    assert result.exit_code == 0
    assert result.stdout.endswith("1 passed, 1 failed\n2 passed, 0 failed\n")
    assert "expct" in result.stderr
    assert result.stderr.count("waiting for a change") == 3
