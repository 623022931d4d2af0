"""`payer-rules card`: what a payer asks on a day, on one page."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from rules_engine.cli.shared import library, reference_option, rules_option, stop
from rules_engine.engine import card as card_of


@click.command()
@click.option("--payer", required=True, help="Rulebook of the payer.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Day of service; today when left out.")
@click.option("--code", help="Procedure code; all when left out.")
@rules_option
@reference_option
@click.option("--format", "form", type=click.Choice(["text", "html", "json"]), default="text", show_default=True)
def card(
    payer: str, day: datetime | None, code: str | None, folder: Path | None, references: tuple[str, ...], form: str
) -> None:
    """Show what a payer asks on a day: what is covered, where, with which modifiers, what the record must hold.

    It is made from the rules in force on that day, and says what of the sources no rule encodes. As HTML it prints on
    one page.

    Exit status: 0 it was shown, 2 the job could not be done.
    """
    rules = library(folder, references)
    if payer not in rules.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(rules.names)}")
    found = card_of(rules.rulebook(payer), day.date() if day else date.today(), (code or "").strip().upper())
    if form == "json":
        import msgspec

        click.echo(msgspec.json.format(msgspec.json.encode(found), indent=1))
    elif form == "html":
        from rules_engine.interpreters.card.html import card_html

        click.echo(card_html(found), nl=False)
    else:
        from rules_engine.interpreters.card.text import card_text

        click.echo(card_text(found))
