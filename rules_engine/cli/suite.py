"""What the commands about suites share: rules with their examples, and limits for continuous checks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import click

from rules_engine.cli.shared import reference_files, stop, tell
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook

if TYPE_CHECKING:
    from rules_engine.suites.mutation.model import Fate
    from rules_engine.suites.mutation.reasons import Reason

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


@attrs.frozen(eq=False)
class Mutants:
    """What became of the mutants. idle: reasons that explain none. failing: examples left out since they fail."""

    fates: tuple[Fate, ...]
    idle: tuple[tuple[Reason, str], ...]
    failing: int


def mutants(found: Suite, name: str = "", payer: str = "") -> Mutants:
    """Return what became of the mutants of all rules, of a rule, or of a rulebook; end with 2 for faulty reasons."""
    from rules_engine.suites.mutation.hunt import hunt
    from rules_engine.suites.mutation.reasons import ReasonsError, load_reasons
    from rules_engine.suites.mutation.report import idle_reasons, with_reasons
    from rules_engine.suites.run import run

    try:
        reasons = load_reasons(found.folder)
    except (ReasonsError, OSError) as fault:
        stop(str(fault))
    good = tuple(each.example for each in run(found.examples, found.rulebooks) if each.is_good)
    fates = with_reasons(hunt(found.rulebooks, good, found.texts, name, payer), reasons)
    idle = () if name or payer else idle_reasons(fates, reasons)
    return Mutants(fates, idle, len(found.examples) - len(good))


def json_text(document: Any) -> str:
    """Return plain data as JSON, one entry a line."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(document), indent=1).decode()
