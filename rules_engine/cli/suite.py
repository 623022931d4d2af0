"""What the commands about suites share: rules with their examples, and limits for continuous checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import attrs
import click

from rules_engine.cli.shared import reference_files, stop, tell
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook

fail_under_option = click.option(
    "--fail-under",
    "least",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="End with status 1 when the result is less.",
)


@attrs.frozen(eq=False)
class Suite:
    """The rulebooks of a folder, their examples, and all texts by file name. folder: where they lie."""

    rulebooks: Mapping[str, Rulebook]
    examples: tuple[Example, ...]
    texts: Mapping[str, str]
    folder: Path


def suite(folder: Path | None, references: Iterable[str] = ()) -> Suite:
    """Return the rules and examples of a folder; tell their faults and end with status 2 when they have any."""
    from rules_engine.language.library import examples_of, rules_folder

    try:
        rulebooks, examples, texts = examples_of(folder, reference_files(references))
    except DiagnosticsError as fault:
        tell(fault)
    except (OSError, UnicodeDecodeError) as fault:
        cause = fault.strerror or str(fault) if isinstance(fault, OSError) else "not UTF-8 text"
        stop(f"the rules cannot be read: {folder}: {cause}")
    return Suite(rulebooks, examples, texts, rules_folder(folder))


def json_text(document: Any) -> str:
    """Return plain data as JSON, one entry a line."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
