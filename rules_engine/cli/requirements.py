"""`payer-rules requirements`: what a visit still needs, from what is known before it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.cli.plugin_options import door, plugin_options
from rules_engine.cli.shared import library, read_file, reference_option, rules_option, stop
from rules_engine.engine import Outlook, adapted, dossiers, outlook, read, rulebook_for
from rules_engine.language.library import RuleLibrary

_FILES = click.Path(exists=False, dir_okay=False, allow_dash=True)


@click.command()
@click.argument("claims", nargs=-1, type=_FILES)
@click.option("--code", "codes", multiple=True, help="Procedure code that will be billed; repeatable, a line each.")
@click.option("--place", help="Place of service, as 10.")
@click.option("--modifier", "modifiers", multiple=True, help="Modifier that is sure; repeatable.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of service; today when left out.")
@click.option("--documentation", multiple=True, type=_FILES, help="Session records; repeatable.")
@click.option("--history", multiple=True, type=_FILES, help="Earlier claims; repeatable.")
@click.option("--registry", multiple=True, type=_FILES, help="Providers, members, authorizations; repeatable.")
@click.option("--payer", help="Rulebook to use; else each claim's payer decides.")
@rules_option
@reference_option
@plugin_options
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def requirements(
    claims: tuple[str, ...],
    codes: tuple[str, ...],
    place: str | None,
    modifiers: tuple[str, ...],
    day: datetime | None,
    documentation: tuple[str, ...],
    history: tuple[str, ...],
    registry: tuple[str, ...],
    payer: str | None,
    folder: Path | None,
    references: tuple[str, ...],
    form: str,
) -> None:
    """Say what is still needed for CLAIMS that are known in part, or for the codes of a visit to come.

    Two ways: give CLAIMS (837P or dossier JSON; `-` reads standard input), or --payer with --code. What is said comes
    from the rules themselves. A fact of the record is asked for as it was; no value is proposed for it.

    Exit status: 0 it was said, 2 the job could not be done.
    """
    if bool(claims) == bool(codes):
        stop("give CLAIMS, or --payer and --code; `payer-rules requirements --help` shows both")
    rules = library(folder, references)
    if payer is not None and payer not in rules.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(rules.names)}")
    if codes:
        if payer is None:
            stop(f"--code needs --payer; there are: {', '.join(rules.names)}")
        on = day.date() if day else date.today()
        outlooks = [outlook(planned(codes, on, place, modifiers), rules.rulebook(payer))]
    else:
        outlooks = list(_of_claims((*claims, *documentation, *history, *registry), rules, payer))
    if form == "json":
        _write_json(outlooks, is_planned=bool(codes))
    else:
        click.echo("\n\n".join(_text(each, bool(codes)) for each in outlooks))


def planned(codes: tuple[str, ...], day: date, place: str | None, modifiers: tuple[str, ...] = ()) -> Dossier:
    """Return what is known before a visit: codes, day, and place. Modifiers that are not said are not known."""
    lines = tuple(
        ServiceLine(
            number=number,
            code=code.strip().upper(),
            modifiers=tuple(each.strip().upper() for each in modifiers) or NOT_SUPPLIED,
            place_of_service=place or NOT_SUPPLIED,
            service_date=day,
            service_date_end=day,
        )
        for number, code in enumerate(codes, 1)
    )
    return Dossier(claim=Claim(claim_id="planned", lines=lines, place_of_service=place or NOT_SUPPLIED))


def _of_claims(files: tuple[str, ...], rules: RuleLibrary, payer: str | None) -> Iterator[Outlook]:
    job = adapted(dossiers(read([read_file(path) for path in files], door())), door(), payer)
    for refused in job.rejections:
        click.echo(f"rejected: {refused.message}; `payer-rules check` shows where", err=True)
    if not job.dossiers:
        stop("no claim could be read")
    for dossier in job.dossiers:
        yield outlook(dossier, rulebook_for(dossier, rules, payer))


# --- how it is shown ----------------------------------------------------------------------------------------------


def _title(found: Outlook, is_planned: bool) -> str:
    claim = found.result.dossier.claim
    if not is_planned:
        return f"What claim {claim.claim_id} still needs"
    codes = ", ".join(str(line.code) for line in claim.lines)
    first = claim.lines[0]
    place = f" at place of service {first.place_of_service}" if isinstance(first.place_of_service, str) else ""
    return f"What a visit on {first.service_date} with {codes}{place} needs, when the claim has no other line"


def _text(found: Outlook, is_planned: bool) -> str:
    from rules_engine.interpreters.residual.text import needed_text

    result = found.result
    return needed_text(result.rulebook, _title(found, is_planned), found.needed, result.coverage, found.notes)


def _write_json(outlooks: list[Outlook], is_planned: bool) -> None:
    import msgspec

    document = [_document(each, is_planned) for each in outlooks]
    sys.stdout.buffer.write(msgspec.json.format(msgspec.json.encode(document), indent=1) + b"\n")


def _document(found: Outlook, is_planned: bool) -> dict[str, Any]:
    from rules_engine.interpreters.residual.text import coverage_words

    result = found.result
    return {
        "says": _title(found, is_planned),
        "rulebook": result.rulebook.name,
        "digest": result.rulebook.digest,
        "claim": "" if is_planned else result.dossier.claim.claim_id,
        "coverage": [{"line": each.line, "says": coverage_words(each)} for each in result.coverage],
        "needed": found.needed,
        "notes": found.notes,
    }
