"""`payer-rules rules`: what is in force on a day, how well it is defended, and what was read but not encoded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from rules_engine.cli.shared import counted, library, reference_option, rules_option, stop
from rules_engine.cli.suite import json_text, mutants, suite
from rules_engine.ir.cost import bound
from rules_engine.ir.rulebook import Rule, Rulebook


@click.command()
@rules_option
@reference_option
@click.option("--payer", help="Rulebook to list; all when left out.")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="Only rules in force on that day of service.")
@click.option("--health", "is_health", is_flag=True, help="Count the examples of each rule, and what they have shown.")
@click.option("--mutate", "is_mutated", is_flag=True, help="As --health, with the share of mutants that are killed.")
@click.option("--summary", "is_summary", is_flag=True, help="Only the figures of all rules together.")
@click.option("--clauses", "is_register", is_flag=True, help="The clauses of the sources, with what encodes them.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def rules(
    folder: Path | None,
    references: tuple[str, ...],
    payer: str | None,
    day: datetime | None,
    is_health: bool,
    is_mutated: bool,
    is_summary: bool,
    is_register: bool,
    form: str,
) -> None:
    """List rules with their dates, sources and confidence."""
    if sum((is_summary, is_register, is_health or is_mutated)) > 1:
        stop("of --summary, --clauses and --health (--mutate), only one at a time")
    if is_summary:
        _summary(folder, references, payer, form)
    elif is_register:
        _register(folder, references, payer, form)
    else:
        _list(folder, references, payer, day, form, _health(folder, references, is_health, is_mutated))


def _list(
    folder: Path | None,
    references: tuple[str, ...],
    payer: str | None,
    day: datetime | None,
    form: str,
    health: Mapping[tuple[str, str, str, int], tuple[str, Any]],
) -> None:
    """Write the rules of one or all rulebooks. health: by place of a rule, in words and as data."""
    found = library(folder, references)
    names = found.names if payer is None else (payer,)
    _check_payer(payer, found.names)
    books = [found.rulebook(name) for name in names]
    if form == "json":
        document = [
            {
                "rulebook": b.name,
                "digest": b.digest,
                "steps": bound(b).steps,
                "rules": [{**_row(b, r), **health.get(_key(r), ("", {}))[1]} for r in _in_force(b, day)],
            }
            for b in books
        ]
        click.echo(json_text(document))
        return
    for book in books:
        click.echo(_text(book, day, health))


def _check_payer(payer: str | None, names: tuple[str, ...]) -> None:
    if payer is not None and payer not in names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(names)}")


# --- one rule -------------------------------------------------------------------------------------


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


def _key(rule: Rule) -> tuple[str, str, str, int]:
    return rule.rulebook, rule.name, rule.place.file, rule.place.start


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


def _text(book: Rulebook, day: datetime | None, health: Mapping[tuple[str, str, str, int], tuple[str, Any]]) -> str:
    rules = _in_force(book, day)
    when = f" in force on {day.date().isoformat()}" if day else ""
    lines = [f"{book.name}  {book.title}: {counted(len(rules), 'rule')}{when}"]
    lines.append(f"  judging a claim takes {bound(book).says}")
    for rule in rules:
        row = _row(book, rule)
        until = f" through {row['through']}" if row["through"] else ""
        lines.append(f"  {row['rule']}{until}  {row['action']}, confidence {row['confidence']}, read {row['checked']}")
        lines.append(f"      {rule.title}  ({row['written']}; {', '.join(c.source for c in rule.citations)})")
        if _key(rule) in health:
            lines.append(f"      {health[_key(rule)][0]}")
    return "\n".join(lines)


# --- with the examples ----------------------------------------------------------------------------


def _health(
    folder: Path | None, references: tuple[str, ...], is_health: bool, is_mutated: bool
) -> dict[tuple[str, str, str, int], tuple[str, Any]]:
    """Return the health of each rule by its place, in words and as data; nothing when it was not asked for."""
    if not is_health and not is_mutated:
        return {}
    from rules_engine.suites.coverage import cover
    from rules_engine.suites.health import health_data, health_of, health_words

    found = suite(folder, references)
    covered = cover(found.rulebooks, found.examples, found.texts)
    fates = mutants(found).fates if is_mutated else ()
    healths = health_of(found.rulebooks, found.examples, covered, fates)
    return {_key(each.rule): (health_words(each), health_data(each)) for each in healths}


def _summary(folder: Path | None, references: tuple[str, ...], payer: str | None, form: str) -> None:
    from rules_engine.suites.health import health_of, summary

    found = suite(folder, references)
    _check_payer(payer, tuple(sorted(found.rulebooks)))
    healths = health_of(found.rulebooks, found.examples)
    figures = summary(found.rulebooks, healths, found.texts, payer or "")
    if form == "json":
        click.echo(json_text(figures))
        return
    for name, figure in figures.items():
        said = ", ".join(f"{count} {kind}" for kind, count in figure.items()) if isinstance(figure, dict) else figure
        click.echo(f"{name}: {said}")


def _register(folder: Path | None, references: tuple[str, ...], payer: str | None, form: str) -> None:
    from rules_engine.language.library import rule_texts
    from rules_engine.suites.register import register, register_data, register_lines

    found = library(folder, references)
    _check_payer(payer, found.names)
    books = {name: found.rulebook(name) for name in found.names}
    entries = register(books, rule_texts(folder), payer or "")
    click.echo(json_text(register_data(entries)) if form == "json" else "\n".join(register_lines(entries)))
