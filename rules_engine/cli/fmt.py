"""`payer-rules fmt`: put rule files into their one canonical form."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from difflib import unified_diff
from io import StringIO
from pathlib import Path
from typing import Final

import attrs
import click
from lark import Lark

from rules_engine.cli.shared import FAILED, FINDINGS, OK
from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Diagnostic, Span
from rules_engine.diagnostics.render import render
from rules_engine.language.format import format_text
from rules_engine.language.format_check import losses
from rules_engine.language.parse import build_parser

_ENDINGS: Final = (".rules", ".examples")


class FileLeftError(Exception):
    """Raised for a file that stays as it is; its words are for standard error."""


@attrs.frozen
class _Layout:
    """The text of one file as it is and as it should be."""

    path: Path
    before: str
    after: str


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path), metavar="PATH...")
@click.option("--check", is_flag=True, help="Write nothing; list the files that would change.")
@click.option("--diff", is_flag=True, help="Write nothing; show what would change.")
def fmt(paths: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Put rule files into their one canonical form. A folder stands for all *.rules and *.examples in it.

    Exit status: 0 done, 1 with --check when a file would change, 2 when a file cannot be read or written.
    """
    parser = build_parser()
    total = changed = failed = 0
    for path in _files(paths):
        total += 1
        try:
            layout = _layout(parser, path)
            if layout.before != layout.after:
                _settle(layout, check, diff)
                changed += 1
        except FileLeftError as fault:
            failed += 1
            click.echo(str(fault), err=True)
    _sum_up(total, changed, failed, is_dry=check or diff)
    sys.exit(FAILED if failed else FINDINGS if check and changed else OK)


def _sum_up(total: int, changed: int, failed: int, is_dry: bool) -> None:
    said = f"{changed} of {total} files {'would change' if is_dry else 'changed'}"
    click.echo(f"{said}, {failed} failed" if failed else said, err=is_dry)


def _files(paths: Iterable[Path]) -> list[Path]:
    """Return every file once, in the order given; those of a folder by name."""
    return list(dict.fromkeys(file for path in paths for file in _files_of(path)))


def _files_of(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(each for each in path.rglob("*") if each.suffix in _ENDINGS and each.is_file())
    else:
        yield path


def _layout(parser: Lark, path: Path) -> _Layout:
    try:
        before = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _told([diagnostic("not-utf8", Span(str(path), 0, 0, 1, 1))], str(path), None) from None
    except OSError as fault:
        raise FileLeftError(f"payer-rules: {path}: {fault.strerror}") from fault
    formatted = format_text(parser, str(path), before)
    if formatted.diagnostics:
        raise _told(formatted.diagnostics, str(path), before)
    lost = losses(parser, before, formatted.text) if formatted.text != before else ()
    if lost:
        # A fault of the formatter. The file is worth more than its layout.
        words = f"{path}: left as it is: the new layout would lose {' and '.join(lost)}; please report this"
        raise FileLeftError(f"payer-rules: {words}")
    return _Layout(path, before, formatted.text)


def _told(diagnostics: Iterable[Diagnostic], name: str, text: str | None) -> FileLeftError:
    return FileLeftError(render(diagnostics, {} if text is None else {name: text}))


def _settle(layout: _Layout, check: bool, diff: bool) -> None:
    if diff:
        click.echo(_difference(layout), nl=False)
    elif check:
        click.echo(str(layout.path))
    else:
        _write(layout.path.resolve(), layout.after)


def _difference(layout: _Layout) -> str:
    """Return the unified difference. Only a line feed ends a line here, as in the language."""
    name = str(layout.path)
    before, after = (list(StringIO(text, newline="\n")) for text in (layout.before, layout.after))
    lines = unified_diff(before, after, name, name)
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _write(path: Path, text: str) -> None:
    """Write whole or not at all; the file keeps its permissions."""
    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(text.encode("utf-8"))
                file.flush()
                os.fsync(handle)
            shutil.copymode(path, name)
            Path(name).replace(path)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as fault:
        raise FileLeftError(f"payer-rules: {path}: {fault.strerror}") from fault
