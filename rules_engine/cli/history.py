"""`payer-rules history`: earlier claims kept for the limits that count over time."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import TYPE_CHECKING

import click

from rules_engine.claims.rejection import Rejection
from rules_engine.cli.check import mapping_of
from rules_engine.cli.plugin_options import door, plugin_options
from rules_engine.cli.shared import FINDINGS, OK, counted, read_file, stop
from rules_engine.histories import StoreError, ready

if TYPE_CHECKING:
    from rules_engine.histories.take_in import Batch, Counts, Span

_DAY = click.DateTime(["%Y-%m-%d"])
_MOST_TOLD = 20  # faults of one file
_REASONS = {
    "no-such-claim": "no claim of the store has this claim id and billing provider",
    "several-claims": "more than one claim of the store fits",
    "no-such-line": "a service of it fits no line of its claim, or more than one",
}

store_option = click.option(
    "--store", "url", required=True, metavar="STORE", help="Path of a SQLite file, or a PostgreSQL URL."
)


@contextmanager
def told() -> Iterator[None]:
    """End with status 2 and the cause when the store cannot be used."""
    try:
        ready()
        yield
    except StoreError as fault:
        stop(fault.told())


@click.group()
def history() -> None:
    """Keep earlier claims, and what payers have answered, for limits that count over time."""


@history.command("import")
@plugin_options
@store_option
@click.option("--complete-from", type=_DAY, help="First day of which these files and those before are all there is.")
@click.option("--complete-through", type=_DAY, help="Last such day.")
@click.option("--mapping", type=click.Path(dir_okay=False), help="What the columns of CSV claims mean (JSON).")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, allow_dash=True))
def take(
    files: tuple[str, ...],
    url: str,
    complete_from: datetime | None,
    complete_through: datetime | None,
    mapping: str | None,
) -> None:
    """Take claims (837P, dossier JSON, CSV, Parquet) and answers to them (835) into the store, each file whole or not.

    Exit status: 0 everything is in the store, 1 something is not, 2 the job could not be done.
    """
    span = _span(complete_from, complete_through)
    unmatched, is_whole = 0, True
    with told():
        from rules_engine.histories.families import Codec
        from rules_engine.histories.store import open_store
        from rules_engine.histories.take_in import Intaking

        codec = Codec()
        with open_store(url, create=True) as store:
            for number, path in enumerate(files, 1):
                batch = _batch(path, mapping)
                is_last = number == len(files)
                with store.writing() as connection:
                    everybody = span if is_last and is_whole else None
                    counts = Intaking(connection, codec, date.today()).take(batch, everybody)
                is_whole = is_whole and counts.is_whole
                _tell(batch, counts)
                unmatched += counts.unmatched
    if span and not is_whole:
        click.echo("the days are not known to be complete: not every record of these files is in the store", err=True)
    _tell_faults()
    sys.exit(OK if is_whole and not unmatched and not door().faults else FINDINGS)


def _span(first: datetime | None, last: datetime | None) -> Span | None:
    if first is None and last is None:
        return None
    if first is None or last is None or first > last:
        stop("--complete-from and --complete-through belong together, the earlier day first")
    return first.date(), last.date()


def _batch(path: str, mapping: str | None) -> Batch:
    """Read one file; end with status 2 when it cannot be opened."""
    from rules_engine.histories import files, parquet

    data, source = read_file(path)
    if parquet.is_parquet(data):
        return parquet.read(data, source)
    answers = door().remittances(data, source)
    if answers is not None:
        return files.batch_of_remittances(answers, data, source)
    return files.batch_of_intake(door().read(data, source, mapping_of(path, mapping)), data, source)


def _tell(batch: Batch, counts: Counts) -> None:
    parts = [f"{number} {word}" for word in ("imported", "replaced", "unchanged") if (number := getattr(counts, word))]
    parts += [f"{counts.rejected} rejected"] if counts.rejected else []
    before = " (imported before)" if counts.is_known else ""
    click.echo(f"{batch.source}{before}: {', '.join(parts) or 'nothing in it'}")
    if counts.unmatched:
        click.echo(f"  {counted(counts.unmatched, 'answer')} without a claim; `payer-rules history list` shows them")
    if counts.nobody:
        click.echo(f"  {counted(counts.nobody, 'claim')} without a patient id: in no history")
    if counts.spans:
        click.echo(f"  complete for {counted(counts.spans, 'span')} of days")
    for rejection in batch.rejections[:_MOST_TOLD]:
        click.echo(f"  {_place(rejection)}: {rejection.message}", err=True)
        if rejection.help:
            click.echo(f"    {rejection.help}", err=True)
    if len(batch.rejections) > _MOST_TOLD:
        click.echo(f"  … and {len(batch.rejections) - _MOST_TOLD} more", err=True)


def _place(rejection: Rejection) -> str:
    if rejection.segment:
        return f"{rejection.source} segment {rejection.segment} {rejection.element}"
    return f"{rejection.source} {rejection.pointer}".rstrip()


def _tell_faults() -> None:
    for fault in door().faults:
        click.echo(f"plugin {fault.plugin} {fault.version} failed: {fault.cause}", err=True)


@history.command("summary")
@store_option
def summarize(url: str) -> None:
    """Say in numbers what the store holds; never a value of a claim."""
    with told():
        from rules_engine.histories.reading import summary
        from rules_engine.histories.store import open_store

        with open_store(url) as store, store.reading() as connection:
            found = summary(connection)
    first, last = found.days
    numbers = ((found.claims, "claim"), (found.lines, "line"), (found.patients, "patient"))
    click.echo(", ".join([counted(number, thing) for number, thing in numbers]))
    click.echo(f"{counted(found.pending, 'line')} pending, {counted(found.superseded, 'claim')} replaced or taken back")
    click.echo(f"{counted(found.answers, 'answer')} of payers")
    if found.nobody:
        click.echo(f"{counted(found.nobody, 'claim')} without a patient id: in no history")
    if first and last:
        click.echo(f"days of service: {first} to {last}")
    for span in found.spans:
        click.echo(f"complete for everybody: {span[0]} through {span[1]}")
    if found.patient_spans:
        click.echo(f"complete for single patients: {counted(found.patient_spans, 'span')} of days")
    if not found.spans and not found.patient_spans:
        click.echo("not known to be complete for any day: limits that count earlier claims stay unknown")


@history.command("list")
@store_option
def listing(url: str) -> None:
    """List the files that were imported, and the answers that fit no claim of the store."""
    with told():
        from rules_engine.histories.reading import imports, unanswered
        from rules_engine.histories.store import open_store

        with open_store(url) as store, store.reading() as connection:
            files, answers = list(imports(connection)), list(unanswered(connection))
    for each in files:
        words = ("imported", "replaced", "unchanged", "rejected")
        parts = [f"{number} {word}" for word in words if (number := each.counts.get(word))]
        click.echo(f"{each.imported_on} {each.source}: {', '.join(parts) or 'nothing in it'}")
    for answer in answers:
        click.echo(f"unmatched: {answer.source} {answer.found_at}: {_REASONS[answer.reason]}")
    sys.exit(FINDINGS if answers else OK)
