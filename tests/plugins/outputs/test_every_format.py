"""Whatever the texts of a claim are, no format lets them act; and no format says who the patient is."""

from __future__ import annotations

import json
import re
from importlib import import_module
from typing import Any

import pytest
from click.testing import CliRunner

from rules_engine.cli.main import group
from rules_engine.plugins import WRITERS
from rules_engine.trace.model import Report

from .reports import RECORDS, WEEK, empty, hostile, week

ACTIVE = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def written(form: str, report: Report) -> bytes:
    """Return a report as the plugin of a format writes it."""
    plugin: Any = import_module(f"rules_engine.plugins.{WRITERS[form]}")
    words = {"report": report, "form": form, "colour": False}
    wanted = plugin.rules_engine_write.__code__.co_varnames[: plugin.rules_engine_write.__code__.co_argcount]
    found: bytes = plugin.rules_engine_write(**{name: words[name] for name in wanted})
    return found


@pytest.mark.parametrize("form", WRITERS)
def test_no_format_gives_a_terminal_anything_to_obey(form: str) -> None:
    assert not ACTIVE.search(written(form, hostile()).decode())


@pytest.mark.parametrize("form", WRITERS)
def test_no_format_says_who_the_patient_is(form: str) -> None:
    text = written(form, week()).decode()
    assert not re.search("EXM[0-9]{8}|SAMPLE|ALPHA|1948-01-01", text)


@pytest.mark.parametrize("form", WRITERS)
def test_every_format_writes_a_report_without_claims(form: str) -> None:
    assert written(form, empty()) or form == "ndjson"


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_report_gives_the_same_bytes(form: str) -> None:
    assert written(form, week()) == written(form, week())


def test_lines_of_json_are_one_claim_each() -> None:
    lines = written("ndjson", hostile()).split(b"\n")
    assert lines.pop() == b""
    assert len([json.loads(line) for line in lines]) == len(hostile().claims)


@pytest.mark.parametrize(("form", "start"), [("html", "<!DOCTYPE html>"), ("csv", "record,"), ("277ca", "ST*277*")])
def test_the_command_writes_every_format(form: str, start: str) -> None:
    records = [word for name in RECORDS for word in ("--registry", str(WEEK / name))]
    result = CliRunner().invoke(group, ["check", str(WEEK / "claims.837"), *records, "--format", form])
    assert result.exit_code == 1
    assert result.stdout.startswith(start)


def test_the_command_reads_tables_with_a_mapping_given_or_beside_them(tmp_path: Any) -> None:
    table, mapping = tmp_path / "june.csv", tmp_path / "words.json"
    table.write_text("Case,CPT,DOS,Shoe size\nC-1,90837,11/09/2026,42\n")
    columns = {"Case": "claim.claim_id"}
    mapping.write_text(json.dumps({"format": "payer-rules mapping 1", "columns": columns, "date_format": "MM/DD/YYYY"}))
    without = CliRunner().invoke(group, ["check", str(table)])
    assert (without.exit_code, "no column says which claim" in without.output) == (2, True)
    given = CliRunner().invoke(group, ["check", str(table), "--mapping", str(mapping)])
    assert "1 claims found = 1 judged + 0 rejected." in given.stdout
    assert 'note: june.csv: 1 column not used: "Shoe size"' in given.stderr
    (tmp_path / "june.csv.mapping.json").write_bytes(mapping.read_bytes())
    assert CliRunner().invoke(group, ["check", str(table)]).stdout == given.stdout
