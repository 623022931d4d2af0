"""What somebody meets who writes rules for the first time, with the editor that he has."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group

RULES = """\
rulebook sunrise "Sunrise Health"

source manual "Manual"
  checked 2026-11-23

rule one-unit "A visit is one unit"
  cites manual
  requires units is 1
  otherwise deny ask biller
"""
EXAMPLE = """\
example "one unit"
  on 2026-03-02 for sunrise
  bills 90837, units 1
  expect one-unit met
"""
MARK = b"\xef\xbb\xbf"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder that is worked in: a rule and its example."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sunrise.rules").write_text(RULES, encoding="utf-8")
    (tmp_path / "sunrise.examples").write_text(EXAMPLE, encoding="utf-8")
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, words)


def test_a_mark_that_an_editor_puts_before_a_text_is_no_part_of_it(folder: Path) -> None:
    for name in ("sunrise.rules", "sunrise.examples"):
        (folder / name).write_bytes(MARK + (folder / name).read_bytes().replace(b"\n", b"\r\n"))
    assert run("test", ".").output == "1 passed, 0 failed\n"
    assert run("fmt", ".").output == "2 of 2 files changed\n"
    assert (folder / "sunrise.rules").read_bytes() == RULES.encode()


def test_a_mark_within_a_text_is_a_fault(folder: Path) -> None:
    (folder / "sunrise.rules").write_bytes(RULES.encode() + MARK)
    assert "error[PR103]" in run("test", ".").output


def test_a_folder_without_examples_says_so(folder: Path) -> None:
    (folder / "sunrise.examples").rename(folder / "sunrise.examples.txt")
    result = run("test", ".")
    assert result.output == "0 passed, 0 failed; no file of this folder that ends in .examples holds an example\n"
    assert result.exit_code == 1


def test_without_a_folder_it_says_whose_examples_were_run(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    monkeypatch.setattr("rules_engine.language.library.folder_text", lambda _: str(folder))
    assert run("test").output == "1 passed, 0 failed (of the shipped rules)\n"


@pytest.mark.parametrize(
    ("written", "meant", "told"),
    [
        ("for sunrise", "for sunrize", "no rulebook `sunrize`; did you mean `sunrise`?"),
        ("for sunrise", "for other", "no rulebook `other`"),
        ("one-unit met", "one-units met", "no rule `one-units` in `sunrise`; did you mean `one-unit`?"),
    ],
)
def test_a_name_in_an_example_that_is_not_known(folder: Path, written: str, meant: str, told: str) -> None:
    (folder / "sunrise.examples").write_text(EXAMPLE.replace(written, meant), encoding="utf-8")
    result = run("test", ".")
    assert result.output == f"sunrise.examples:1: FAILED: one unit\n    {told}\n0 passed, 1 failed\n"
    assert result.exit_code == 1


def test_one_fault_is_one() -> None:
    Path("sunrise.rules").write_text(RULES.replace("units is", "unit is"), encoding="utf-8")
    assert run("test", ".").output.endswith("payer-rules: 1 fault in the rules; nothing was judged\n")
