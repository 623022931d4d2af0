"""Traces as JSON: the published schema, which is made from the model, and bytes that never differ."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import jsonschema
import pytest

from rules_engine.trace.json import to_json, to_json_lines
from rules_engine.trace.schema import PATH, schema_text


@pytest.fixture(scope="module")
def validator() -> Any:
    published = json.loads(PATH.read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(published)
    return jsonschema.Draft202012Validator(published, format_checker=jsonschema.FormatChecker())


def test_the_schema_is_up_to_date() -> None:
    assert PATH.read_text(encoding="utf-8") == schema_text(), "run `python -m rules_engine.trace.schema`"


@pytest.mark.parametrize("full", [True, False])
def test_every_trace_is_as_the_schema_says(cases: ModuleType, validator: Any, full: bool) -> None:
    for name in cases.CASES:
        validator.validate(json.loads(to_json(cases.traced(name, full))))
    validator.validate(json.loads(to_json(cases.reported(full=full))))


def test_the_schema_refuses_what_is_not_a_trace(cases: ModuleType, validator: Any) -> None:
    good = json.loads(to_json(cases.traced("too short")))
    for change in ({"verdict": "paid"}, {"extra": 1}, {"filing_deadline": "soon"}, {"lines": None}):
        assert not validator.is_valid({**good, **change}), change
    assert not validator.is_valid({key: value for key, value in good.items() if key != "verdict"})


def test_a_report_names_format_and_numbers(cases: ModuleType) -> None:
    document = json.loads(to_json(cases.reported("passes", "too short")))
    assert document["format"] == "payer-rules trace 1"
    assert (document["found"], document["judged"], document["rejected"]) == (3, 2, 1)
    assert [each["claim_id"] for each in document["claims"]] == ["PASSES", "TOO-SHORT"]
    assert [each["code"] for each in document["rejections"]] == ["bad-number", "segment-count"]


def test_lines_of_json_are_one_claim_each(cases: ModuleType) -> None:
    lines = list(to_json_lines(cases.reported("passes", "hostile").claims))
    assert json.loads(lines[0])["verdict"] == "passes"
    assert all(each.count(b"\n") == 1 and each.endswith(b"\n") for each in lines)


def test_the_same_claims_give_the_same_bytes_in_any_process(cases: ModuleType) -> None:
    script = Path(__file__).with_name("cases.py")
    written = set()
    for seed in ("0", "1", "4242"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        run = subprocess.run([sys.executable, script, "json"], env=environment, capture_output=True, check=True)
        written.add(run.stdout)
    assert written == {to_json(cases.reported(full=True))}
