"""`payer-rules new`: what it writes compiles, comes out, is laid out, makes nothing up, and overwrites nothing."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli.main import group

BOOK = ("new", "rulebook", "sunrise", "--title", "Sunrise Health", "--payer-id", "SUNRISE", "--checked", "2026-11-23")
RULE = ("--topic", "groups", "--code", "90853", "--source", "manual", "--clause", "6.1")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAYER_RULES_CACHE", str(tmp_path / "cache"))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(group, words)


def files() -> list[str]:
    return sorted(path.name for path in Path("sunrise").iterdir()) if Path("sunrise").exists() else []


def test_a_rulebook_comes_with_a_rule_its_examples_and_its_page() -> None:
    made = run(*BOOK, *RULE, "--rule-title", "A group has at most 12 people")
    assert made.exit_code == 0, made.output
    assert files() == ["book.rules", "groups.examples", "groups.md", "groups.rules"]
    assert run("test", ".").output == "4 passed, 0 failed\n"
    assert run("fmt", "--check", ".").exit_code == 0
    assert (
        Path("sunrise/groups.rules").read_text()
        == """\
rule groups "A group has at most 12 people"
  cites manual "6.1"
  remember "Still to be written: put what the source asks in the place of the question."
  when code is 90853
  requires rule author confirms "Is it so: A group has at most 12 people?"
  otherwise inform
"""
    )


def test_the_page_says_the_rule_as_it_is_read_and_what_is_still_to_be_done() -> None:
    run(*BOOK, *RULE, "--rule-title", "A group has at most 12 people")
    page = Path("sunrise/groups.md").read_text()
    assert "last read on November 23, 2026" in page
    assert "The rule author must confirm" in page
    assert "Still to be done" in page


def test_a_source_has_the_day_that_the_author_gives_and_no_other() -> None:
    without = [word for word in BOOK if word not in ("--checked", "2026-11-23")]
    refused = run(*without, *RULE)
    assert refused.exit_code == 2
    assert "--checked is missing: the day on which you last read `manual`" in refused.stderr
    assert files() == []


def test_a_rule_is_written_beside_others_with_a_source_of_theirs_or_a_new_one() -> None:
    run(*BOOK, *RULE)
    into = ("new", "rule", "video", "--into", "sunrise", "--code", "90837", "--code", "90834", "--from", "2027-01-01")
    assert run(*into, "--topic", "video", "--source", "manual").exit_code == 0
    new = ("--topic", "more", "--source", "bulletin", "--checked", "2026-11-01", "--confidence", "medium")
    assert run("new", "rule", "other", "--into", "sunrise", "--code", "90791", *new).exit_code == 0
    assert "source bulletin" in Path("sunrise/more.rules").read_text()
    assert "from 2027-01-01" in Path("sunrise/video.rules").read_text()
    assert run("test", ".").output == "12 passed, 0 failed\n"
    assert run("fmt", "--check", ".").exit_code == 0


def test_nothing_is_overwritten() -> None:
    run(*BOOK, *RULE)
    before = {name: Path("sunrise", name).read_bytes() for name in files()}
    for words in ((*BOOK, *RULE), ("new", "rule", "groups", "--into", "sunrise", *RULE)):
        refused = run(*words)
        assert refused.exit_code == 2
        assert "is there already; nothing was written" in refused.stderr
    assert {name: Path("sunrise", name).read_bytes() for name in files()} == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("video", "--topic", "video", "--code", "90837", "--source", "manul"), "did you mean `manual`?"),
        (("groups", "--topic", "video", "--code", "90837", "--source", "manual"), "groups"),
        (("video", "--topic", "video", "--code", "9083", "--source", "manual"), "a procedure code"),
        (("Video", "--topic", "video", "--code", "90837", "--source", "manual"), "small letters"),
        (("video", "--topic", "../video", "--code", "90837", "--source", "manual"), "small letters"),
        (("video", "--topic", "v", "--code", "90837", "--source", "manual", "--rule-title", 'a "b"'), "double quotes"),
    ],
)
def test_what_does_not_compile_is_told_and_not_written(words: tuple[str, ...], told: str) -> None:
    run(*BOOK, *RULE)
    before = files()
    refused = run("new", "rule", "--into", "sunrise", *words)
    assert refused.exit_code == 2
    assert told in refused.stderr
    assert files() == before


def test_a_rule_wants_the_folder_of_one_rulebook() -> None:
    refused = run("new", "rule", "video", "--topic", "video", "--code", "90837", "--source", "manual")
    assert refused.exit_code == 2
    assert "the folder of one rulebook; here are none" in refused.stderr
