"""The tutorial, followed as a reader does: files are written, commands are typed, and what comes back is kept.

`python -m docs.follow`, run in the folder of the tests, writes what comes back now below each command; read the diff.
"""

from __future__ import annotations

import re
import shlex
import tempfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path

import attrs
from click.testing import CliRunner

from rules_engine.cli.main import group
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.language.library import examples_of

PAGE = Path(__file__).parents[2] / "docs" / "tutorial.md"
LEADS = ("New file", "Add to", "Now in")
_STEP = re.compile(
    rf"^(?:(?P<lead>{'|'.join(LEADS)}) `(?P<file>[^`\n]+)`[^\n]*\n)?```(?P<kind>\w+)\n(?P<text>.*?)^```$"
    r"|^In `(?P<changed>[^`\n]+)`, change `(?P<old>[^`\n]+)` to `(?P<new>[^`\n]+)`",
    re.MULTILINE | re.DOTALL,
)
_COMMAND = re.compile(r"^\$ ([^\n]*)\n(.*?)(?=^\$ |\Z)", re.MULTILINE | re.DOTALL)
CUT = "…\n"


@attrs.frozen
class Typed:
    """A command of the page. shown: what stands below it; where it ends with `CUT`, more comes back."""

    command: str
    shown: str


@attrs.frozen
class Written:
    """A text of the page that goes into a file, or is held against one (`Now in`)."""

    lead: str
    file: str
    text: str


@attrs.frozen
class Changed:
    """Some words of a file that others take the place of."""

    file: str
    old: str
    new: str


@attrs.frozen
class Came:
    """What came of a step: the words that a command gave, or the faults that the folder has after a text."""

    step: Typed | Written | Changed
    said: str


def steps(page: str) -> Iterator[Typed | Written | Changed]:
    """Give what a reader does, in the order of the page; lines for the shell itself are left out."""
    for found in _STEP.finditer(page):
        if found["changed"]:
            yield Changed(found["changed"], found["old"], found["new"])
        elif found["kind"] == "console":
            yield from (Typed(command, shown) for command, shown in _COMMAND.findall(found["text"]))
        elif found["kind"] != "sh":
            assert found["lead"], f"the page does not say what to do with this text: {found['text']}"
            yield Written(found["lead"], found["file"], found["text"])


def follow(page: str, folder: Path) -> Iterator[Came]:
    """Do every step in a folder, and give what came of it."""
    with chdir(folder):
        for step in steps(page):
            match step:
                case Typed():
                    yield Came(step, _typed(step.command))
                case Written():
                    _write(step)
                    yield Came(step, _faults())
                case Changed():
                    _change(step)
                    yield Came(step, _faults())


def _typed(command: str) -> str:
    program, *words = shlex.split(command)
    assert program == "payer-rules"
    result = CliRunner().invoke(group, words)
    assert result.exception is None or isinstance(result.exception, SystemExit), command
    return result.output


def _write(step: Written) -> None:
    """Do as the lead says; one empty line parts what was there from what is added."""
    file = Path(step.file)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    match step.lead:
        case "New file":
            assert before == "", f"{file} is there already"
            file.write_text(step.text, encoding="utf-8")
        case "Add to":
            assert before, f"{file} is not there yet"
            file.write_text(f"{before.rstrip()}\n\n{step.text}", encoding="utf-8")
        case _:
            assert step.text in before, f"{file} has no such text: {step.text}"


def _change(step: Changed) -> None:
    file = Path(step.file)
    before = file.read_text(encoding="utf-8")
    assert before.count(step.old) == 1, f"{file} has {before.count(step.old)} times: {step.old}"
    file.write_text(before.replace(step.old, step.new), encoding="utf-8")


def _faults() -> str:
    """Return the codes of all faults that the folder has."""
    try:
        examples_of(Path())
    except DiagnosticsError as fault:
        return " ".join(each.code for each in fault.diagnostics)
    return ""


def rewritten(page: str) -> str:
    """Return the page with what comes back now below each command."""
    with tempfile.TemporaryDirectory() as folder:
        said = iter([came.said for came in follow(page, Path(folder)) if isinstance(came.step, Typed)])
    return _STEP.sub(lambda block: _filled(block, said), page)


def _filled(block: re.Match[str], said: Iterator[str]) -> str:
    if block["kind"] != "console":
        return block[0]
    told = "".join(f"$ {command}\n{_cut(shown, next(said))}" for command, shown in _COMMAND.findall(block["text"]))
    return f"```console\n{told}```"


def _cut(shown: str, said: str) -> str:
    """Return what is said, as far as the page shows it."""
    lines = said.rstrip().splitlines(keepends=True)
    if shown.endswith(CUT):
        return "".join(lines[: shown.count("\n") - 1]) + CUT
    return "".join(lines) + "\n" if lines else ""


if __name__ == "__main__":
    PAGE.write_text(rewritten(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
