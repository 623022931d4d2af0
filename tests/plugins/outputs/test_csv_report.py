"""The table has a row for each finding, claim and rejection, and no cell of it is a formula."""

from __future__ import annotations

import csv
import io
import re

import pytest

from rules_engine.plugins import csv_report
from rules_engine.plugins.csv_report.table import COLUMNS, cell
from rules_engine.trace.model import Report

from .reports import HOSTILE, empty, hostile, table_week, week

NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def rows(report: Report) -> list[dict[str, str]]:
    """Return the rows of the table of a report."""
    data = csv_report.rules_engine_write(report, "csv")
    assert data is not None
    text = data.decode()
    assert text.endswith("\r\n")
    found = list(csv.DictReader(io.StringIO(text, newline=""), strict=True))
    assert all(None not in row and None not in row.values() for row in found)
    return found


def test_every_finding_is_a_row_and_every_claim_and_rejection_is_there() -> None:
    found, report = rows(week()), week()
    assert [row["finding_id"] for row in found if row["record"] == "finding"] == [
        finding.finding_id for trace in report.claims for finding in trace.findings
    ]
    alone = [trace.claim_id for trace in report.claims if not trace.findings]
    assert [row["claim_id"] for row in found if row["record"] == "claim"] == alone
    assert sum(int(row["claims_lost"]) for row in found if row["record"] == "rejection") == report.rejected
    assert {row["verdict"] for row in found if row["record"] != "rejection"} == {t.verdict for t in report.claims}


def test_a_finding_has_its_line_and_its_money() -> None:
    (row,) = [row for row in rows(week()) if row["rule"].endswith("gz-denied@2011-07-01")]
    assert (row["claim_id"], row["line"], row["code"], row["charge"]) == ("CW-2026-012", "1", "90837", "185")
    assert (row["owner"], row["to_do"], row["filing_deadline"]) == ("biller", "to fix", "2027-11-10")
    assert "SV101-3" in row["where"]


def test_a_rejection_says_where_and_how_to_mend_it() -> None:
    row = next(row for row in rows(table_week()) if row["record"] == "rejection")
    assert row["claim_id"] == "'=1+1"
    assert row["where"].endswith('row 2 column "POS"')
    assert row["help"]


@pytest.mark.parametrize("report", [week(), hostile(), empty(), table_week()])
def test_no_cell_is_a_formula_in_any_language_of_a_spreadsheet(report: Report) -> None:
    for row in rows(report):
        for value in row.values():
            assert value.isprintable()
            for part in (value, *value.split(";")[1:]):
                bare = part.lstrip()
                assert not bare.startswith(("=", "+", "-", "@", "\uff1d")) or NUMBER.fullmatch(value), value


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_keeps_its_words_and_loses_its_power(text: str) -> None:
    found = cell(text)
    assert found.isprintable()
    assert not found.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert re.sub(r"[^a-z]", "", text.lower()) == re.sub(r"[^a-z]", "", found.lower())


def test_numbers_stay_numbers() -> None:
    assert (cell("-12.50"), cell(-5), cell("90837"), cell("")) == ("-12.50", "-5", "90837", "")


def test_the_table_has_a_head_even_when_it_is_empty() -> None:
    data = csv_report.rules_engine_write(empty(), "csv")
    assert data is not None
    assert data.decode().splitlines()[0].split(",") == list(COLUMNS)


def test_other_formats_are_left_to_others() -> None:
    assert csv_report.rules_engine_write(empty(), "tsv") is None
