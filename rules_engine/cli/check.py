"""`payer-rules check`: claims in, verdicts out."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

import click

from rules_engine.claims.model import Dossier
from rules_engine.cli.plugin_options import door, form_option, plugin_options, show, store, store_option
from rules_engine.cli.shared import (
    FAILED,
    FINDINGS,
    OK,
    is_colour,
    library,
    read_file,
    reference_option,
    rules_text_option,
    stop,
)
from rules_engine.engine import Checked
from rules_engine.engine import check as check_files
from rules_engine.histories import StoreError
from rules_engine.plugins import WRITERS

BRIEF = frozenset({"text", "html", "csv", "277ca", "fhir"})  # formats that tell findings, not every rule
LONG_WORK = 500  # claims; below that the answer is there before a bar would be


def inputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that name claims, records and rules."""
    files = click.Path(exists=False, dir_okay=False, allow_dash=True)
    for option in (
        plugin_options,
        store_option,
        click.option("--known-on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as published by that day."),
        reference_option,
        rules_text_option,
        click.option("--payer", help="Rulebook to use; else each claim's payer decides."),
        click.option("--registry", multiple=True, type=files, help="Providers, members, authorizations; repeatable."),
        click.option("--history", multiple=True, type=files, help="Earlier claims; repeatable."),
        click.option("--documentation", multiple=True, type=files, help="Session records; repeatable."),
        click.argument("claims", nargs=-1, required=True, type=files),
    ):
        command = option(command)
    return command


def run(
    claims: tuple[str, ...],
    records: tuple[str, ...],
    folder: str | None,
    references: tuple[str, ...],
    payer: str | None,
    known_on: datetime | None,
    full: bool,
    mapping: str | None = None,
) -> Checked:
    """Return what was found, or end with status 2 when the job cannot be done."""
    rules = library(folder, references)
    if payer is not None and payer not in rules.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(rules.names)}")
    files = [(*read_file(path), mapping_of(path, mapping)) for path in (*claims, *records)]
    day: date | None = known_on.date() if known_on else None
    try:
        return check_files(files, rules, payer, day, full, watched, door(), store())
    except StoreError as fault:
        stop(fault.told())


def mapping_of(path: str, mapping: str | None) -> tuple[bytes, str] | None:
    """Return the mapping of the columns of a file: the one that is given, else `<file>.mapping.json` beside it."""
    beside = f"{path}.mapping.json"
    found = mapping or (beside if os.path.isfile(beside) else None)  # noqa: PTH113
    return read_file(found) if found else None


def watched(dossiers: Sequence[Dossier]) -> Iterator[Dossier]:
    """Yield dossiers, with a progress bar on standard error when it is a terminal and the work is long."""
    if len(dossiers) < LONG_WORK or not sys.stderr.isatty():
        yield from dossiers
        return
    with click.progressbar(dossiers, label="checking", show_pos=True, file=sys.stderr) as bar:
        yield from bar


def status(checked: Checked) -> int:
    """Return the exit status: 2 when no claim could be read, 1 when there is anything to act on, else 0."""
    report = checked.report
    if not report.claims:
        return FAILED
    clean = all(trace.verdict == "passes" for trace in report.claims) and not report.rejections
    return OK if clean and not checked.unmatched and not checked.plugin_faults else FINDINGS


@click.command()
@inputs
@click.option("--mapping", type=click.Path(dir_okay=False), help="What the columns of CSV claims mean (JSON).")
@form_option("rules_engine_write", WRITERS)
def check(
    claims: tuple[str, ...],
    documentation: tuple[str, ...],
    history: tuple[str, ...],
    registry: tuple[str, ...],
    folder: str | None,
    references: tuple[str, ...],
    payer: str | None,
    known_on: datetime | None,
    mapping: str | None,
    form: str,
) -> None:
    """Check CLAIMS (837P, CSV or dossier JSON; `-` reads standard input) against payer rules.

    Exit status: 0 all claims meet the encoded rules, 1 there are findings, 2 the job could not be done.
    """
    records = (*documentation, *history, *registry)
    checked = run(claims, records, folder, references, payer, known_on, form not in BRIEF, mapping)
    write(checked, form)
    notices(checked)
    sys.exit(status(checked))


def write(checked: Checked, form: str) -> None:
    """Write the report to standard output."""
    show(door().write(checked.report, form, is_colour()), form)


def notices(checked: Checked) -> None:
    """Tell on standard error what was not used: records that fit no claim, plugins that failed, and lost claims."""
    for record in checked.unmatched:
        place = record.origin.pointer or f"bytes {record.origin.start} to {record.origin.stop}"
        click.echo(f"not used: {record.part} record, {record.origin.source} {place}: {record.reason}", err=True)
    for note in checked.notes:
        click.echo(f"note: {note.source}: {note.message}" + (f"; {note.help}" if note.help else ""), err=True)
    for fault in checked.plugin_faults:
        click.echo(f"plugin {fault.plugin} {fault.version} failed: {fault.cause}", err=True)
