"""`payer-rules fmt`: what is written, what is told, and the exit status."""

import os
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from rules_engine.cli import fmt as command
from rules_engine.cli.fmt import fmt

LOOSE = "rule a   when units is 2 unit # why\n"
CANONICAL = "rule a\n  when units is 2 units  # why\n"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(fmt, [str(argument) for argument in arguments])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "loose.rules").write_text(LOOSE)
    (tmp_path / "good.examples").write_text(CANONICAL)
    (tmp_path / "other.txt").write_text(LOOSE)
    return tmp_path


def test_a_folder_is_rewritten_in_place(folder: Path) -> None:
    result = run(folder)
    assert (result.exit_code, result.stdout) == (0, "1 of 2 files changed\n")
    assert (folder / "deep" / "loose.rules").read_text() == CANONICAL
    assert (folder / "other.txt").read_text() == LOOSE
    assert run(folder).stdout == "0 of 2 files changed\n"
    assert sorted(path.name for path in folder.rglob("*")) == ["deep", "good.examples", "loose.rules", "other.txt"]


def test_check_lists_the_files_and_writes_nothing(folder: Path) -> None:
    loose = folder / "deep" / "loose.rules"
    result = run("--check", folder)
    assert (result.exit_code, result.stdout) == (1, f"{loose}\n")
    assert result.stderr == "1 of 2 files would change\n"
    assert loose.read_text() == LOOSE
    assert run("--check", folder / "good.examples").exit_code == 0


def test_diff_shows_the_change_and_writes_nothing(folder: Path) -> None:
    loose = folder / "deep" / "loose.rules"
    result = run("--diff", folder)
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        f"--- {loose}",
        f"+++ {loose}",
        "@@ -1 +1,2 @@",
        "-rule a   when units is 2 unit # why",
        "+rule a",
        "+  when units is 2 units  # why",
    ]
    assert loose.read_text() == LOOSE
    assert run("--diff", "--check", folder).exit_code == 1


def test_diff_says_when_the_last_line_has_no_end(tmp_path: Path) -> None:
    (tmp_path / "a.rules").write_text("complete")
    assert run("--diff", tmp_path).stdout.endswith("-complete\n\\ No newline at end of file\n+complete\n")


def test_a_file_with_syntax_faults_stays_and_the_others_are_done(folder: Path) -> None:
    bad = folder / "bad.rules"
    bad.write_text("rule a\n  when units > 2\n")
    result = run(folder)
    assert result.exit_code == 2
    assert result.stdout == "1 of 3 files changed, 1 failed\n"
    assert f"--> {bad}:2:14" in result.stderr
    assert "  when units > 2\n" in result.stderr
    assert bad.read_text() == "rule a\n  when units > 2\n"
    assert (folder / "deep" / "loose.rules").read_text() == CANONICAL


def test_a_file_that_is_not_utf8_stays(tmp_path: Path) -> None:
    (tmp_path / "a.rules").write_bytes(b"# \xff\n")
    result = run(tmp_path)
    assert (result.exit_code, "not UTF-8" in result.stderr) == (2, True)
    assert (tmp_path / "a.rules").read_bytes() == b"# \xff\n"


def test_a_path_that_is_not_there_ends_with_2(tmp_path: Path) -> None:
    assert run(tmp_path / "none.rules").exit_code == 2


def test_a_file_named_twice_is_done_once(folder: Path) -> None:
    assert run(folder, folder / "good.examples").stdout == "1 of 2 files changed\n"


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    target, link = tmp_path / "target.rules", tmp_path / "link.rules"
    target.write_text(LOOSE)
    target.chmod(0o640)
    link.symlink_to(target)
    assert run(link).exit_code == 0
    assert link.is_symlink()
    assert target.read_text() == CANONICAL
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_write_that_fails_leaves_the_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    result = run(folder / "deep")
    assert result.exit_code == 2
    assert "No space left on device" in result.stderr
    assert [path.read_text() for path in (folder / "deep").iterdir()] == [LOOSE]


def test_a_layout_that_would_lose_something_is_not_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "losses", lambda *_: ("comments",))
    result = run(folder)
    assert result.exit_code == 2
    assert "left as it is: the new layout would lose comments" in result.stderr
    assert (folder / "deep" / "loose.rules").read_text() == LOOSE
