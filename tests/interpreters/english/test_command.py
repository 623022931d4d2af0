"""The command `payer-rules english`: what it says of a name, in which form, and what it says when there is none."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group

PLAN = """\
rulebook plan "Plan"
  identified by "PLAN"
source manual "Manual" checked 2026-11-23
record note holds interventions
reference ceilings columns ceiling code as code, most units as units rows | 90837 | 1 | cites manual
covers 90837 cites manual
rule one cites manual
  when code is 90837
  requires units is 1
rule two cites manual
  when code is 90834
  requires units is 2
rule noted cites manual
  requires record note
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "plan").mkdir()
    (tmp_path / "plan" / "plan.rules").write_text(PLAN, encoding="utf-8")
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    return tmp_path


def english(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(group, ["english", *words, "--rules", str(folder)])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("one", "The units must be 1."),
        ("plan/one", "It applies when the code is 90837."),
        ("coverage", "- The payer covers 90837"),
        ("ceilings", "| 90837"),
        ("note", "- The interventions."),
        ("plan", "## plan/noted"),
    ],
)
def test_a_name_is_said(folder: Path, name: str, said: str) -> None:
    result = english(folder, name, "--format", "markdown")
    assert result.exit_code == 0
    assert said in result.output


def test_without_a_name_everything_is_said(folder: Path) -> None:
    assert english(folder).output == english(folder, "plan").output == english(folder, "--payer", "plan").output


def test_like_rules_are_said_as_one_table(folder: Path) -> None:
    for name in ("one", "plan"):
        result = english(folder, name, "--as-table", "--format", "markdown")
        assert "| rule | code  | units   |" in result.output
        assert "| two  | 90834 | 2 units |" in result.output


def test_text_is_the_form_when_none_is_named(folder: Path) -> None:
    assert english(folder, "one").output.startswith("PLAN/ONE\n========\n")


def test_an_unknown_name_is_told_with_a_near_one(folder: Path) -> None:
    result = english(folder, "noteed")
    assert (result.exit_code, result.stdout) == (2, "")
    assert "no rule or rulebook `noteed`" in result.stderr and "`noted`" in result.stderr


def test_an_unknown_rulebook_is_told_with_those_there_are(folder: Path) -> None:
    result = english(folder, "--payer", "nobody")
    assert (result.exit_code, result.stderr) == (2, "payer-rules: no rulebook `nobody`; there are: plan\n")
