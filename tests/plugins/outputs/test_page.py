"""docs/outputs.md names every format, column and category."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rules_engine.cli.check import BRIEF
from rules_engine.plugins import WRITERS
from rules_engine.plugins.csv_report.table import COLUMNS
from rules_engine.plugins.html_report.page import MOST_CLAIMS, MOST_REJECTIONS
from rules_engine.plugins.x12_277ca import statuses

PAGE = (Path(__file__).parents[3] / "docs" / "outputs.md").read_text("utf-8")
OURS = ("text", "json", "ndjson", "html", "csv", "277ca")


@pytest.mark.parametrize("form", OURS)
def test_a_format_of_the_page_is_one_of_the_command(form: str) -> None:
    assert form in WRITERS
    assert f"| `{form}` |" in PAGE


def test_formats_without_every_rule_are_formats() -> None:
    assert set(WRITERS) > BRIEF


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_of_the_table_is_told(column: str) -> None:
    assert f"`{column}`" in PAGE.split("## CSV")[1].split("## 277CA")[0]


def test_every_category_and_number_of_the_page_is_in_use() -> None:
    told = set(re.findall(r"^\| `(A\d)` \|", PAGE, re.MULTILINE))
    used = {statuses.ACCEPTED.category, statuses.UNPROCESSABLE.category, "A6", "A7", "A8"}
    assert told == used
    assert (statuses._BY_FACT["code"], statuses._BY_FACT["modifiers"]) == ("454", "453")
    assert (statuses._BY_REASON["18"], statuses._BY_REASON["29"]) == ("54", "718")


def test_the_limits_of_the_page_are_those_of_the_program() -> None:
    assert f"at most {MOST_CLAIMS:,} claims and {MOST_REJECTIONS:,} rejections" in PAGE
