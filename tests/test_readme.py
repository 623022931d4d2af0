"""Everything that README.md shows is run, and says what README.md says that it says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from rules_engine.cli.main import group

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def blocks(kind: str) -> list[str]:
    """Return the fenced blocks of one kind."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def test_the_example_says_what_the_page_shows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (rule,), (claim,), (told,) = blocks("rules"), blocks("json"), blocks("text")
    (tmp_path / "rules" / "example").mkdir(parents=True)
    (tmp_path / "rules" / "example" / "example.rules").write_text(rule)
    (tmp_path / "claim.json").write_text(claim)
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(group, ["explain", "claim.json", "--rules", "rules"])
    assert result.output.rstrip() == told.rstrip()
    assert result.exit_code == 1


def test_start_has_two_commands() -> None:
    start = README.split("## Start")[1].split("\n## ")[0]
    assert len(re.findall(r"^```sh$", start, re.MULTILINE)) == 2
    assert len(blocks("sh")) == 2


def test_the_first_command_checks_the_clinic_week(monkeypatch: pytest.MonkeyPatch) -> None:
    command = blocks("sh")[0].replace("\\\n", " ").strip().splitlines()[-1]
    words = shlex.split(command)
    assert words[0].endswith("payer-rules")
    monkeypatch.chdir(ROOT)
    result = CliRunner().invoke(group, words[1:])
    assert result.exit_code == 1, result.output
    assert "54 claims found = 54 judged + 0 rejected." in result.output


def test_every_link_leads_somewhere() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target
