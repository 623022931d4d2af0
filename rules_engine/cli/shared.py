"""What commands share: how faults are told, and how rules and files are read."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, NoReturn

import click

from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.language.library import RuleLibrary, load_library

if TYPE_CHECKING:
    from pathlib import Path

OK, FINDINGS, FAILED = 0, 1, 2


def _as_path(context: click.Context, parameter: click.Parameter, value: str | None) -> Path | None:
    from pathlib import Path  # 2 ms, which a check of one claim does without

    return None if value is None else Path(value)


rules_text_option = click.option(
    "--rules", "folder", type=click.Path(), help="Folder of rules; the shipped ones when left out."
)
rules_option = click.option(
    "--rules",
    "folder",
    type=click.Path(),
    callback=_as_path,
    help="Folder of rules; the shipped ones when left out.",
)


def stop(message: str) -> NoReturn:
    """Say why the job could not be done, and end with status 2."""
    click.echo(f"payer-rules: {message}", err=True)
    sys.exit(FAILED)


reference_option = click.option(
    "--reference",
    "references",
    multiple=True,
    metavar="NAME=FILE",
    help="File (CSV) with the rows of a reference of the rules; repeatable.",
)


def reference_files(given: Iterable[str]) -> dict[str, Path]:
    """Return the files of references by name; end with status 2 when one is not given as NAME=FILE."""
    from pathlib import Path

    pairs = [each.partition("=") for each in given]
    for name, _, path in pairs:
        if not name.strip() or not Path(path).is_file():
            stop(f"--reference is given as NAME=FILE, and the file must be there: `{name}`")
    return {name.strip(): Path(path) for name, _, path in pairs}


def library(folder: str | Path | None, references: Iterable[str] = ()) -> RuleLibrary:
    """Return the rules of a folder; tell all their faults and end with status 2 when they have any."""
    files = reference_files(references) if references else {}
    try:
        found = load_library(folder, files=files, tables=_table)
        for name in found.names if files else ():
            found.rulebook(name)  # so that the faults of the files are told before anything is judged
        return found
    except DiagnosticsError as fault:
        tell(fault)
    except (OSError, UnicodeDecodeError) as fault:
        stop(f"the rules cannot be read: {folder}: {_cause(fault)}")


def _table(name: str, data: bytes, source: str) -> bytes:
    """Return the file of a reference as a table; the plugins that may be asked are those of the command."""
    from rules_engine.cli.plugin_options import door

    return door().table(name, data, source)


def tell(fault: DiagnosticsError) -> NoReturn:
    """Show every diagnostic, and end with status 2."""
    from rules_engine.diagnostics.render import render

    click.echo(render(fault.diagnostics, fault.texts), err=True)
    first, *others = dict.fromkeys(each.code for each in fault.diagnostics)
    also = f" (or {', '.join(others)})" if others else ""
    click.echo(f"  = more: payer-rules explain-code {first}{also}", err=True)
    stop(f"{counted(len(fault.diagnostics), 'fault')} in the rules; nothing was judged")


def counted(number: int, thing: str) -> str:
    """Return how many there are of a thing.

    >>> counted(1, "rule"), counted(2, "rule")
    ('1 rule', '2 rules')
    """
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def _cause(fault: OSError | UnicodeDecodeError) -> str:
    if isinstance(fault, OSError):
        return fault.strerror or str(fault)
    return "not UTF-8 text"


def read_file(path: str) -> tuple[bytes, str]:
    """Return the bytes of a file and its name without folder; `-` is standard input. Ends with 2 when it cannot."""
    if path == "-":
        return sys.stdin.buffer.read(), "standard input"
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read(), os.path.basename(path)  # noqa: PTH119
    except OSError as fault:
        stop(f"{path}: {fault.strerror}")


def is_colour() -> bool:
    """Return whether standard output is a terminal that wants colour."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ
