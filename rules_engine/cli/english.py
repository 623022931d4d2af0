"""`payer-rules english`: rules in plain English, made from what the engine runs and not from what the author wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from rules_engine.cli.shared import library, rules_option, stop
from rules_engine.diagnostics.suggest import nearest
from rules_engine.interpreters.english import (
    Page,
    as_markdown,
    as_text,
    coverage_page,
    record_page,
    reference_page,
    rule_page,
    rulebook_page,
    shapes_page,
)
from rules_engine.interpreters.english.shapes import shape
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.library import RuleLibrary


@click.command()
@click.argument("name", required=False, metavar="[RULE|RULEBOOK|RECORD|REFERENCE|coverage]")
@rules_option
@click.option("--payer", help="Rulebook in which to look; all when left out.")
@click.option("--as-table", is_flag=True, help="Say rules that differ only in their literals as one table.")
@click.option("--format", "form", type=click.Choice(["text", "markdown"]), default="text", show_default=True)
def english(name: str | None, folder: Path | None, payer: str | None, as_table: bool, form: str) -> None:
    """Say a rule, a record, a table of facts, what is covered, or a whole rulebook in plain English."""
    found = library(folder)
    if payer is not None and payer not in found.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(found.names)}")
    pages = list(_pages(found, name, payer, as_table))
    if not pages:
        stop(_unknown(found, name or "", payer))
    written = as_markdown if form == "markdown" else as_text
    click.echo("\n\n".join(written(page) for page in pages), nl=False)


def _pages(found: RuleLibrary, name: str | None, payer: str | None, as_table: bool) -> Iterator[Page]:
    """Give a page for everything of that name; a rule that several rulebooks hold is said once."""
    if name is None or name in found.names:
        for each in (name,) if name is not None else (payer,) if payer is not None else found.names:
            yield rulebook_page(found.rulebook(each), as_table)
        return
    said: set[str] = set()
    for book in _books(found, payer):
        yield from _of_book(book, name, as_table, said)


def _books(found: RuleLibrary, payer: str | None) -> Iterator[Rulebook]:
    yield from (found.rulebook(each) for each in ((payer,) if payer is not None else found.names))


def _of_book(book: Rulebook, name: str, as_table: bool, said: set[str]) -> Iterator[Page]:
    for rule in book.rules:
        if name in (rule.name, rule.address, f"{rule.rulebook}/{rule.name}") and rule.address not in said:
            like = [each for each in book.rules if as_table and shape(each) == shape(rule)]
            said.update(each.address for each in (like or [rule]))
            yield shapes_page(like, book) if len(like) > 1 else rule_page(rule, book)
    if name == "coverage" and book.coverage:
        yield coverage_page(book)
    if name in book.references and _is_new(f"reference {name}", said):
        yield reference_page(book.references[name])
    if name in _records(book) and _is_new(f"record {name}", said):
        yield record_page(book, name)


def _is_new(key: str, said: set[str]) -> bool:
    is_new = key not in said
    said.add(key)
    return is_new


def _records(book: Rulebook) -> set[str]:
    return {node.name for rule in book.rules for node in rule.requirements if isinstance(node, n.RecordNeed)}


def _unknown(found: RuleLibrary, name: str, payer: str | None) -> str:
    names = [rule.name for book in _books(found, payer) for rule in book.rules]
    close = nearest(name, [*found.names, *dict.fromkeys(names)])
    return f"no rule or rulebook `{name}`" + (f"; {close}" if close else "; `payer-rules rules` lists them")
