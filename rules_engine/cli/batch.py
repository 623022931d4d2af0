"""`payer-rules batch`: files of claims in, a folder of verdicts out, of any length."""

from __future__ import annotations

import os
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import click

from rules_engine.cli.plugin_options import allowed, door, plugin_options, show
from rules_engine.cli.shared import (
    FAILED,
    FINDINGS,
    OK,
    counted,
    is_colour,
    library,
    reference_files,
    reference_option,
    rules_text_option,
    stop,
)
from rules_engine.language.library import RuleLibrary

if TYPE_CHECKING:
    from rules_engine.bulk.job import How
    from rules_engine.bulk.parts import Order, Record


@click.command()
@click.argument("inputs", nargs=-1, required=True, type=click.Path(dir_okay=False))
@click.option("--out", type=click.Path(file_okay=False), help="Folder of the parts and the manifest; a new one.")
@click.option("--explain", "claim_id", metavar="CLAIM", help="Show everything of one claim instead of judging all.")
@click.option(
    "--format", "form", type=click.Choice(["parquet", "csv", "ndjson"]), default="parquet", show_default=True,
    help="Format of the parts.",
)  # fmt: skip
@click.option("--payer", help="Rulebook to use; else each claim's payer decides.")
@click.option("--known-on", type=click.DateTime(["%Y-%m-%d"]), help="Judge as published by that day.")
@click.option("--processes", type=click.IntRange(1, 256), help="Worker processes; one for each core when left out.")
@click.option(
    "--lines-a-part", "lines", type=click.IntRange(1, 2_000_000), default=250_000, show_default=True,
    help="Lines that are judged together.",
)  # fmt: skip
@click.option("--sorted-by-patient", "by_patient", is_flag=True, help="The rows of a patient stand together.")
@click.option("--resume", is_flag=True, help="Go on where an earlier run in the folder ended.")
@click.option("--quiet", is_flag=True, help="Do not tell how far it is.")
@rules_text_option
@reference_option
@plugin_options
def batch(
    inputs: tuple[str, ...],
    out: str | None,
    claim_id: str | None,
    form: str,
    payer: str | None,
    known_on: datetime | None,
    processes: int | None,
    lines: int,
    by_patient: bool,
    resume: bool,
    quiet: bool,
    folder: str | None,
    references: tuple[str, ...],
) -> None:
    """Judge INPUTS (claim tables in Parquet or CSV, dossier documents one a line, 837P …), whatever their length.

    Exit status: 0 all claims meet the encoded rules, 1 there are findings, 2 the job could not be done.
    """
    rules = library(folder, references)
    if payer is not None and payer not in rules.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(rules.names)}")
    try:
        from rules_engine.bulk.faults import BatchError
        from rules_engine.bulk.inputs import input_at
        from rules_engine.bulk.job import How
        from rules_engine.bulk.parts import Order
    except ImportError:
        stop('batches need the extra `batch`: pip install "payer-rules[batch]"')
    how = How(lines=lines, processes=processes or os.cpu_count() or 1, by_patient=by_patient, resume=resume)
    try:
        order = Order(
            inputs=tuple([input_at(each) for each in inputs]),
            out=out or "",
            form=form,
            folder=folder,
            references=reference_files(references),
            payer=payer,
            known_on=known_on.date() if known_on else None,
            plugins=allowed(),
            digest=rules.digest,
        )
        if claim_id is not None:
            _explain(order, how, rules, claim_id)
        if not out:
            stop("--out names the folder of the parts")
        _warn(order, how, rules)
        _end(_run(order, how, quiet))
    except BatchError as fault:
        stop(str(fault))


def _run(order: Order, how: How, quiet: bool) -> Record:
    from rules_engine.bulk.job import run
    from rules_engine.bulk.progress import Progress

    progress = Progress(sys.stderr, quiet)
    try:
        return run(order, how, progress)
    except KeyboardInterrupt:
        stop("stopped; go on with --resume")
    finally:
        progress.end()


def _end(found: Record) -> None:
    """Tell the counts, and end with the status that they come to."""
    claims, lines = found["claims"], found["lines"]
    verdicts = ", ".join(f"{word} {count}" for word, count in found["verdicts"].items())
    click.echo(f"{counted(claims['found'], 'claim')}: {claims['judged']} judged, {claims['rejected']} rejected")
    click.echo(
        f"{counted(lines['out'], 'line')} in {counted(len(found['parts']), 'part')}; {verdicts or 'no verdicts'}"
    )
    for note in sorted({note for part in found["parts"] for note in part["notes"]}):
        click.echo(f"note: {note}", err=True)
    if not claims["judged"]:
        click.echo("payer-rules: no claim could be judged; the files of rejections say why", err=True)
        sys.exit(FAILED)
    is_clean = set(found["verdicts"]) <= {"passes"} and not found["rejections"]
    sys.exit(OK if is_clean else FINDINGS)


def _warn(order: Order, how: How, rules: RuleLibrary) -> None:
    """Say once that claims of a patient in other parts are not seen, when a rule looks at them."""
    from rules_engine.bulk.inputs import PARQUET, TABLE
    from rules_engine.bulk.missing import looked_at

    if how.by_patient or all(each.kind not in (PARQUET, TABLE) for each in order.inputs):
        return
    names = [order.payer] if order.payer else rules.names
    if any("history" in looked_at(rule).others for name in names for rule in rules.rulebook(name).rules):
        click.echo(
            "payer-rules: rules look at other claims of a patient, and a part sees only its own; "
            "sort the rows by patient and give --sorted-by-patient",
            err=True,
        )


def _explain(order: Order, how: How, rules: RuleLibrary, claim_id: str) -> None:
    """Show everything of one claim, judged as the batch judges it."""
    from rules_engine.bulk.explaining import claims_of
    from rules_engine.trace.explain import explain

    results = list(claims_of(order, how.lines, how.by_patient, rules, door(), claim_id))
    if len(results) != 1:
        stop(f"{counted(len(results), 'claim')} of that id can be judged; a rejected one is in the files of rejections")
    trace = explain(results[0], full=True, known_on=order.known_on)
    show(door().render(trace, "text", is_colour()), "text")
    sys.exit(OK if trace.verdict == "passes" else FINDINGS)
