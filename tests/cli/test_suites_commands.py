"""`payer-rules coverage`, `mutate` and `rules`: figures for people and for continuous checks."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group

RULES = """\
rulebook plan "Plan"
  identified by "PLAN"
source manual "Manual"
  checked 2026-11-23
  clause "1" "minutes"
  clause "2" "nothing yet"

rule time "The minutes support the code"
  cites manual "1"
  when code is 90837
  requires session minutes is at least 53
  otherwise deny
"""
EXAMPLE = """
example "53 minutes"
  on 2026-03-02 for plan
  bills 90837, session minutes 53
  expect time met
"""
MORE_THAN = "session minutes is at least 53 -> session minutes is at least 52"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder of rules with one rule and one example."""
    rules = tmp_path / "rules" / "plan"
    rules.mkdir(parents=True)
    (rules / "plan.rules").write_text(RULES)
    (rules / "plan.examples").write_text(EXAMPLE)
    return tmp_path / "rules"


def call(folder: Path, command: str, *words: str) -> Result:
    """Run a command on a folder of rules."""
    return CliRunner().invoke(group, [command, "--rules", str(folder), *words])


def test_coverage_is_told_by_rule(folder: Path) -> None:
    told = call(folder, "coverage")
    assert told.exit_code == 0
    assert "plan/plan.rules:8: time: 33.3 % (3 of 9 seen)" in told.stdout
    assert json.loads(call(folder, "coverage", "--format", "json").stdout)["coverage"] == 33.3


@pytest.mark.parametrize("command", ["coverage", "mutate"])
def test_too_little_is_status_1(folder: Path, command: str) -> None:
    assert call(folder, command, "--fail-under", "10").exit_code == 0
    assert call(folder, command, "--fail-under", "99").exit_code == 1


def test_a_page_is_written(folder: Path, tmp_path: Path) -> None:
    told = call(folder, "coverage", "--html", str(tmp_path / "page.html"))
    assert told.exit_code == 0
    assert "The minutes support the code" in (tmp_path / "page.html").read_text("utf-8")


def test_a_page_that_cannot_be_written_is_told(folder: Path, tmp_path: Path) -> None:
    told = call(folder, "coverage", "--html", str(tmp_path / "no" / "page.html"))
    assert told.exit_code == 2
    assert "No such file or directory; name a file that can be written" in told.stderr


def test_survivors_are_shown_in_the_words_of_the_author(folder: Path) -> None:
    told = call(folder, "mutate").stdout
    assert "    plan/plan.rules:11: threshold\n        session minutes is at least 53\n" in told
    assert "     -> session minutes is at least 52\n" in told
    assert '        closest: plan/plan.examples:2 "53 minutes"\n' in told


def test_mutants_are_told_as_data(folder: Path) -> None:
    data = json.loads(call(folder, "mutate", "--rule", "time", "--format", "json").stdout)
    assert data["mutants"] == data["killed"] + data["survived"]
    assert 0 < data["score"] < 100
    assert MORE_THAN in [each["mutation"] for each in data["survivors"]]
    assert [each["rule"] for each in data["rules"]] == ["time"]


def test_a_file_of_reasons_takes_mutants_out(folder: Path) -> None:
    before = json.loads(call(folder, "mutate", "--format", "json").stdout)
    reasons = f'rule,mutation,reason\ntime,{MORE_THAN},minutes are known to be even\ntime,"a -> b",gone\n'
    (folder / "plan" / "mutants.csv").write_text(reasons)
    data = json.loads(call(folder, "mutate", "--format", "json").stdout)
    assert (data["equivalent"], data["survived"]) == (1, before["survived"] - 1)
    assert data["equivalents"][0]["reason"] == "minutes are known to be even"
    assert [(each["line"], each["why"]) for each in data["idle reasons"]] == [(3, "there is no such mutant")]
    text = call(folder, "mutate").stdout
    assert "        means the same: minutes are known to be even\n" in text
    assert "plan/mutants.csv:3: not needed: there is no such mutant" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("rule,why\n", "plan/mutants.csv: its first line must be `rule,mutation,reason`"),
        ("rule,mutation,reason\ntime,a -> b\n", "plan/mutants.csv:2: a row has a rule, a mutation and a reason"),
        ("rule,mutation,reason\ntime,a -> b,c,d\n", "plan/mutants.csv:2: a row has a rule, a mutation and a reason"),
        ('rule,mutation,reason\ntime,"a', "plan/mutants.csv: not a table of comma-separated values"),
        ("", "plan/mutants.csv: its first line must be"),
    ],
)
def test_a_faulty_file_of_reasons_is_told(folder: Path, text: str, told: str) -> None:
    (folder / "plan" / "mutants.csv").write_text(text)
    result = call(folder, "mutate")
    assert result.exit_code == 2
    assert told in result.stderr


def test_an_example_that_fails_as_it_is_is_left_out(folder: Path) -> None:
    (folder / "plan" / "plan.examples").write_text(EXAMPLE.replace("time met", "time not met"))
    told = call(folder, "mutate").stdout
    assert told.endswith("1 example left out: not as expected even now (payer-rules test)\n")
    assert "no example speaks of the rule" in told


def test_names_that_are_not_known_are_told(folder: Path) -> None:
    assert "no rule `tim`; did you mean `time`?" in call(folder, "mutate", "--rule", "tim").stderr
    assert "no rulebook `plna`; there are: plan" in call(folder, "mutate", "--payer", "plna").stderr
    assert "no rulebook `plna`; there are: plan" in call(folder, "rules", "--clauses", "--payer", "plna").stderr
    assert "no rulebook `plna`; there are: plan" in call(folder, "rules", "--summary", "--payer", "plna").stderr


def test_rules_that_are_faulty_are_told(folder: Path) -> None:
    (folder / "plan" / "plan.rules").write_text("rulebook")
    for command in ("coverage", "mutate"):
        assert call(folder, command).exit_code == 2


def test_the_list_of_rules_can_tell_their_health(folder: Path) -> None:
    plain = call(folder, "rules").stdout
    assert "examples" not in plain
    health = call(folder, "rules", "--health").stdout
    assert "      examples: 1 met; none not met, unknown, not applicable; coverage 33.3 %\n" in health
    row = json.loads(call(folder, "rules", "--mutate", "--format", "json").stdout)[0]["rules"][0]
    assert row["examples"]["met"] == 1
    assert row["coverage"] == 33.3
    assert 0 < row["mutation score"] < 100


def test_the_figures_of_all_rules(folder: Path) -> None:
    data = json.loads(call(folder, "rules", "--summary", "--format", "json").stdout)
    assert (data["rules"], data["clauses"], data["clauses without a rule"], data["open clauses"]) == (1, 2, 1, 1)
    assert data["rules without one of the four kinds of examples"] == 1
    assert "rules by confidence: 1 high\n" in call(folder, "rules", "--summary").stdout


def test_the_register_of_clauses(folder: Path) -> None:
    told = call(folder, "rules", "--clauses").stdout
    assert '  "1" minutes\n      read 2026-11-23, confidence high\n      encoded by plan/time\n' in told
    assert "      OPEN: no rule encodes it, and nothing says why\n" in told
    rows = json.loads(call(folder, "rules", "--clauses", "--payer", "plan", "--format", "json").stdout)
    assert [(row["clause"], row["citing"], row["open"]) for row in rows] == [
        ("1", ["plan/time"], False),
        ("2", [], True),
    ]


def test_only_one_view_at_a_time(folder: Path) -> None:
    told = call(folder, "rules", "--summary", "--clauses")
    assert told.exit_code == 2
    assert "only one at a time" in told.stderr
