"""`payer-rules rules`: what is in force on a day, with dates, sources and confidence."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rules_engine.cli.shared import counted, library, rules_option, stop
from rules_engine.ir.cost import bound
from rules_engine.ir.rulebook import Rule, Rulebook


@click.command()
@rules_option
@click.option("--payer", help="Rulebook to list; all when left out.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Only rules in force on that day of service.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(folder: Path | None, payer: str | None, day: datetime | None, form: str) -> None:
    """List rules with their dates, sources and confidence."""
    found = library(folder)
    names = found.names if payer is None else (payer,)
    if payer is not None and payer not in found.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(found.names)}")
    books = [found.rulebook(name) for name in names]
    if form == "json":
        import msgspec

        document = [
            {
                "rulebook": b.name,
                "digest": b.digest,
                "steps": bound(b).steps,
                "rules": [_row(b, r) for r in _in_force(b, day)],
            }
            for b in books
        ]
        click.echo(msgspec.json.format(msgspec.json.encode(document), indent=1))
        return
    for book in books:
        click.echo(_text(book, day))


def _in_force(book: Rulebook, day: datetime | None) -> list[Rule]:
    if day is None:
        return list(book.rules)
    on = day.date()
    return [
        rule
        for rule in book.rules
        if (rule.validity.from_day is None or rule.validity.from_day <= on)
        and (rule.validity.through_day is None or on <= rule.validity.through_day)
    ]


def _row(book: Rulebook, rule: Rule) -> dict[str, Any]:
    cited = [book.sources[c.source] for c in rule.citations]
    return {
        "rule": rule.address,
        "title": rule.title,
        "from": rule.validity.from_day,
        "through": rule.validity.through_day,
        "axis": rule.validity.axis,
        "action": rule.outcome.action,
        "confidence": rule.confidence,
        "sources": [{"source": c.source, "clause": c.clause} for c in rule.citations],
        "checked": max((s.checked for s in cited if s.checked), default=None),
        "written": f"{rule.place.file}:{rule.place.line}",
    }


def _text(book: Rulebook, day: datetime | None) -> str:
    rules = _in_force(book, day)
    when = f" in force on {day.date().isoformat()}" if day else ""
    lines = [f"{book.name}  {book.title}: {counted(len(rules), 'rule')}{when}"]
    lines.append(f"  judging a claim takes {bound(book).says}")
    for rule in rules:
        row = _row(book, rule)
        until = f" through {row['through']}" if row["through"] else ""
        lines.append(f"  {row['rule']}{until}  {row['action']}, confidence {row['confidence']}, read {row['checked']}")
        lines.append(f"      {rule.title}  ({row['written']}; {', '.join(c.source for c in rule.citations)})")
    return "\n".join(lines)
