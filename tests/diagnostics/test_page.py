"""The page of all diagnostics says what the table says."""

from pathlib import Path

from rules_engine.diagnostics.codes import KINDS
from rules_engine.diagnostics.page import page

PAGE = Path(__file__).parents[2] / "docs" / "diagnostics.md"


def test_the_page_is_the_one_that_the_command_writes() -> None:
    # Write it with `python -m rules_engine.diagnostics.page docs/diagnostics.md`.
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_diagnostic_stands_on_the_page_once() -> None:
    rows = [line for line in page().splitlines() if line.startswith("| PR")]
    assert sorted(row.split(" | ")[1] for row in rows) == sorted(KINDS)
