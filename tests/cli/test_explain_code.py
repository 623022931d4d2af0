"""`explain-code`: the page of a diagnostic in a terminal."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group
from rules_engine.diagnostics.codes import KINDS
from rules_engine.diagnostics.explained import nearest_codes, plain


def run(*words: str) -> Result:
    """Run a command in this process."""
    return CliRunner().invoke(group, list(words))


@pytest.mark.parametrize("word", ["PR101", "pr101", "unexpected-text", "Unexpected-Text"])
def test_a_page_is_shown_by_code_and_by_name_in_any_case(word: str) -> None:
    result = run("explain-code", word)
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.startswith("PR101 unexpected-text\n\n  Severity: error")
    for part in (
        "\nWhat\n  ",
        "\nWhy\n  ",
        "\nBad\n    rule ",
        "\nWhat is said\n    error[PR101]: ",
        "\nGood\n    rule ",
    ):
        assert part in result.stdout


@pytest.mark.parametrize("name", sorted(KINDS))
def test_every_diagnostic_is_shown_without_signs_of_markdown(name: str) -> None:
    result = run("explain-code", name)
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{KINDS[name].code} {name}\n")
    assert not [line for line in result.stdout.splitlines() if line.startswith(("#", "```"))]


@pytest.mark.parametrize(
    ("word", "near"),
    [
        ("PR299", "the nearest are: PR301 type-mismatch, "),
        ("unknown-feild", "the nearest are: PR201 unknown-field, "),
        ("0", "the nearest are: PR101 unexpected-text, PR102 unexpected-end, PR103 unknown-sign"),
        ("¿", "docs/diagnostics/README.md lists them all"),
        ("", "docs/diagnostics/README.md lists them all"),
    ],
)
def test_an_unknown_code_is_told_in_one_line_with_the_nearest(word: str, near: str) -> None:
    result = run("explain-code", word)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"payer-rules: no diagnostic `{word}`; {near}")
    assert result.stderr.count("\n") == 1


def test_at_most_three_codes_are_offered() -> None:
    assert len(nearest_codes("unknown-fact")) == len(nearest_codes("PR150")) == 3


def test_text_of_rules_is_shown_as_it_is_written() -> None:
    page = "# PR1 x\n\n## Bad\n\n```rules\n# a comment\n\n  | a |\n```\n\nA `word`.\n\n\nEnd.\n"
    assert plain(page) == "PR1 x\n\nBad\n    # a comment\n\n      | a |\n\n  A `word`.\n\n\n  End."


def test_the_faults_of_rules_are_followed_once_by_the_way_to_their_pages(tmp_path: Path) -> None:
    (tmp_path / "a.rules").write_text(
        'rulebook a "A"\nrule r\n  requires sesion minutes is 1\nrule s\n  requires unts is 1\n'
    )
    told = run("rules", "--rules", str(tmp_path)).stderr
    assert told.splitlines()[-2:] == [
        "  = more: payer-rules explain-code PR501 (or PR201)",
        "payer-rules: 4 faults in the rules; nothing was judged",
    ]
