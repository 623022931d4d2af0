"""`payer-rules replay`: which claims change when rules change."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rules_engine.cli.check import mapping_of
from rules_engine.cli.plugin_options import door, plugin_options
from rules_engine.cli.shared import FINDINGS, OK, library, read_file, reference_option, stop
from rules_engine.cli.suite import json_text
from rules_engine.engine import dossiers
from rules_engine.engine import read as read_files
from rules_engine.language.library import RuleLibrary

_FILE = click.Path(exists=False, dir_okay=False, allow_dash=True)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@plugin_options
@click.argument("claims", nargs=-1, required=True, type=_FILE)
@click.option("--old", type=click.Path(), help="Folder of the rules as they were; the shipped ones when left out.")
@click.option("--new", type=click.Path(), help="Folder of the rules as they are; the shipped ones when left out.")
@click.option("--old-known-on", type=_DAY, help="Judge by the old rules as published by that day.")
@click.option("--new-known-on", type=_DAY, help="Judge by the new rules as published by that day.")
@click.option("--payer", help="Rulebook to use; else each claim's payer decides.")
@click.option("--documentation", multiple=True, type=_FILE, help="Session records; repeatable.")
@click.option("--history", multiple=True, type=_FILE, help="Earlier claims; repeatable.")
@click.option("--registry", multiple=True, type=_FILE, help="Providers, members, authorizations; repeatable.")
@click.option("--mapping", type=click.Path(dir_okay=False), help="What the columns of CSV claims mean (JSON).")
@reference_option
@click.option("--out", type=click.Path(dir_okay=False), help="File to write to; standard output when left out.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def replay(
    claims: tuple[str, ...],
    old: str | None,
    new: str | None,
    old_known_on: datetime | None,
    new_known_on: datetime | None,
    payer: str | None,
    documentation: tuple[str, ...],
    history: tuple[str, ...],
    registry: tuple[str, ...],
    mapping: str | None,
    references: tuple[str, ...],
    out: str | None,
    form: str,
) -> None:
    """Judge CLAIMS by the old and by the new rules, and tell what changes: by rule, payer and who can mend it.

    CLAIMS: claim tables (Parquet or Arrow), 837P, CSV or dossier JSON.
    Exit status: 0 nothing changes, 1 some claims change, 2 the job could not be done.
    """
    try:
        from rules_engine.batches.table import TableError
        from rules_engine.bulk import replay as bulk
        from rules_engine.bulk.replay_told import data_of, text_of
    except ImportError:
        stop('replay needs the extra `batch`: pip install "payer-rules[batch]"')
    sides = []
    for folder, day in ((old, old_known_on), (new, new_known_on)):
        rules = library(folder, references)
        _check_payer(payer, rules, folder)
        sides.append(bulk.Side(rules, day.date() if day else None))
    records = (*documentation, *history, *registry)
    try:
        found = bulk.replay(sides[0], sides[1], _jobs(claims, records, mapping, sides, payer), payer, door())
    except TableError as fault:
        stop("; ".join(each.message + (f": {each.help}" if each.help else "") for each in fault.faults))
    for each in door().faults:
        click.echo(f"plugin {each.plugin} {each.version} failed: {each.cause}", err=True)
    if not found.claims:
        stop("no claim could be judged; `payer-rules check` shows why")
    _write(json_text(data_of(found)) + "\n" if form == "json" else text_of(found), out)
    sys.exit(FINDINGS if found.changed.claims else OK)


def _check_payer(payer: str | None, rules: RuleLibrary, folder: str | None) -> None:
    if payer is not None and payer not in rules.names:
        stop(f"no rulebook `{payer}` in {folder or 'the shipped rules'}; there are: {', '.join(rules.names)}")


def _jobs(
    claims: tuple[str, ...], records: tuple[str, ...], mapping: str | None, sides: Sequence[Any], payer: str | None
) -> Iterator[Any]:
    """Yield the parts of each claim table by themselves, and all other files as one job."""
    import pyarrow as pa

    from rules_engine.bulk.faults import BatchError
    from rules_engine.bulk.replay_tables import MAGIC, parts, start_of

    others = []
    for path in claims:
        try:
            if path != "-" and start_of(path).startswith(MAGIC):
                yield from parts(path, [each.library for each in sides], payer)
            else:
                others.append(path)
        except BatchError as fault:
            stop(str(fault))
        except (OSError, pa.ArrowException) as fault:
            cause = fault.strerror if isinstance(fault, OSError) else None
            stop(f"{path}: {cause or 'this file cannot be read as a claim table'}")
    if others:
        files = [(*read_file(path), mapping_of(path, mapping)) for path in (*others, *records)]
        yield dossiers(read_files(files, door()))
    elif records:
        stop("records go with claims in files of other kinds; a claim table holds its own (docs/batch.md)")


def _write(text: str, out: str | None) -> None:
    if out is None:
        click.echo(text, nl=False)
        return
    try:
        Path(out).write_text(text, encoding="utf-8")
    except OSError as fault:
        stop(f"{out}: {fault.strerror}")
