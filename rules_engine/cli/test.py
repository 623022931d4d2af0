"""`payer-rules test`: run the examples beside the rules."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from rules_engine.cli.shared import FINDINGS, OK, reference_files, reference_option, stop, tell
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.suites.run import ExampleResult, run


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), required=False)
@reference_option
@click.option("-v", "--verbose", is_flag=True, help="Name every example, not only those that fail.")
def test(folder: Path | None, references: tuple[str, ...], verbose: bool) -> None:
    """Run the examples of FOLDER (the shipped rules when left out).

    Exit status: 0 all came as expected, 1 some did not, 2 the rules or examples have faults.
    """
    from rules_engine.language.library import examples_of

    try:
        rulebooks, examples, _ = examples_of(folder, reference_files(references))
    except DiagnosticsError as fault:
        tell(fault)
    except (OSError, UnicodeDecodeError) as fault:
        stop(f"the rules cannot be read: {fault}")
    results = run(examples, rulebooks)
    for result in results:
        if verbose or not result.is_good:
            click.echo(_said(result))
    bad = sum(not result.is_good for result in results)
    click.echo(f"{len(results) - bad} passed, {bad} failed{_remark(folder, bool(results))}")
    sys.exit(FINDINGS if bad or not results else OK)


def _remark(folder: Path | None, is_any: bool) -> str:
    """Return what somebody who looks for his own examples should know."""
    if folder is None:
        return " (of the shipped rules)"
    return "" if is_any else "; no file of this folder that ends in .examples holds an example"


def _said(result: ExampleResult) -> str:
    place = result.example.place
    head = f"{place.file}:{place.line}: {'ok' if result.is_good else 'FAILED'}: {result.example.title}"
    lines = [f"    {result.fault}"] if result.fault else []
    for miss in result.misses:
        wanted = miss.expectation
        name = wanted.name or wanted.about
        because = " because " + ", ".join(wanted.because) if wanted.because else ""
        said = f"{wanted.about} {wanted.outcome}".strip() if wanted.about in ("gives", "first") else wanted.outcome
        lines.append(f"    line {wanted.place.line}: expected {name} {said}{because}; it is {miss.came}")
    return "\n".join([head, *lines])
