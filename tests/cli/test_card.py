"""`payer-rules card`: the three forms, and what is said of a wrong call."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group


def run(*words: str) -> Result:
    return CliRunner().invoke(group, ["card", *words])


CALL = ("--payer", "medicare-part-b", "--on", "2026-03-02", "--code", "90837")


@pytest.mark.parametrize(
    ("form", "told"), [("text", "Medicare Part B · 90837 · for services on 2026-03-02"), ("html", "<!doctype html>")]
)
def test_a_card_is_shown(form: str, told: str) -> None:
    found = run(*CALL, "--format", form)
    assert found.exit_code == 0
    assert found.stdout.startswith(told)


def test_json_has_rule_owner_source_and_confidence_of_each_item() -> None:
    found = json.loads(run(*CALL, "--format", "json").stdout)
    assert (found["payer"], found["day"], found["code"]) == ("medicare-part-b", "2026-03-02", "90837")
    minutes = next(each for each in found["items"] if each["rule"].startswith("national-coding/psychotherapy-time"))
    assert (minutes["topic"], minutes["owner"], minutes["confidence"]) == ("minutes", "clinician", "high")
    assert set(minutes["sources"]) <= {each["number"] for each in found["sources"]}


def test_a_payer_that_is_not_there_is_told() -> None:
    found = run("--payer", "nobody")
    assert (found.exit_code, "no rulebook `nobody`; there are: " in found.output) == (2, True)
