"""`payer-rules pages`: one page for each rule, and an index by payer and topic."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from rules_engine.cli.rule_pages import MARK, Shelf, page_of, path_of, shelf, topic_of
from rules_engine.cli.shared import counted, reference_files, reference_option, rules_option, stop, tell
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.language.library import examples_of


@click.command()
@click.argument("target", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))
@rules_option
@reference_option
def pages(target: Path, folder: Path | None, references: tuple[str, ...]) -> None:
    """Write a page for each rule into FOLDER (Markdown): its words, sources, history, examples; and an index.

    The same rules give the same pages. Pages of rules that are no more are taken away; other files are left alone.

    Exit status: 0 they were written, 2 the job could not be done.
    """
    try:
        books, examples, texts = examples_of(folder, reference_files(references))
    except DiagnosticsError as fault:
        tell(fault)
    except (OSError, UnicodeDecodeError):
        stop(f"the rules cannot be read: {folder}")
    written = dict(all_pages(shelf(books, examples, texts)))
    try:
        gone = write(target, written)
    except OSError as fault:
        stop(f"{target}: {fault.strerror}")
    also = f"; {counted(gone, 'page')} of rules that are no more taken away" if gone else ""
    click.echo(f"{counted(len(written), 'page')} written to {target}{also}")


def write(target: Path, written: dict[str, str]) -> int:
    """Write pages by their path; return how many old ones were taken away. Files of others are never touched.

    Raises FileExistsError when a file that is no page of ours stands where a page belongs.
    """
    for name in written:
        path = target / name
        if path.exists() and not _is_ours(path):
            raise FileExistsError(0, f"{name} is there and was not written by this command")
    old = [path for path in sorted(target.rglob("*.md")) if path.relative_to(target).as_posix() not in written]
    gone = [path for path in old if _is_ours(path)]
    for path in gone:
        path.unlink()
    for name, text in written.items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_text(text, encoding="utf-8")
    return len(gone)


def _is_ours(path: Path) -> bool:
    with path.open(encoding="utf-8", errors="replace") as file:
        return file.readline().rstrip("\n") == MARK


# --- what is written ----------------------------------------------------------------------------------------------


def all_pages(held: Shelf) -> Iterator[tuple[str, str]]:
    """Give the path and the text of every page."""
    yield "README.md", _index(held)
    for name, book in sorted(held.books.items()):
        yield f"{name}/README.md", _index_of(book, held)
    for rule in held.rules.values():
        yield path_of(rule), page_of(rule, held)


def _index(held: Shelf) -> str:
    lines = [MARK, "# Rules", "", "| payer or program | rules | of its own |", "|---|---|---|"]
    for name, book in sorted(held.books.items()):
        own = sum(rule.rulebook == name for rule in held.rules.values())
        lines.append(f"| [{book.title or name}]({name}/README.md) | {len(book.rules)} | {own} |")
    lines += ["", "## By topic", ""]
    topics: dict[str, list[Rule]] = {}
    for rule in held.rules.values():
        topics.setdefault(topic_of(rule), []).append(rule)
    for topic, rules in sorted(topics.items()):
        lines += [f"### {topic.capitalize()}", "", *(_entry(rule, path_of(rule)) for rule in rules), ""]
    return "\n".join(lines).rstrip() + "\n"


def _index_of(book: Rulebook, held: Shelf) -> str:
    lines = [MARK, f"# {book.title or book.name}", ""]
    if len(book.chain) > 1:
        lines += [f"It extends {' and '.join(f'[{name}](../{name}/README.md)' for name in book.chain[1:])}.", ""]
    if book.overlays:
        lines += [f"For some claims, also {' and '.join(f'[{n}](../{n}/README.md)' for n in book.overlays)}.", ""]
    groups: dict[tuple[bool, str], list[Rule]] = {}
    for rule in sorted(book.rules, key=lambda each: each.address):
        groups.setdefault((rule.rulebook != book.name, topic_of(rule)), []).append(held.rules[rule.address])
    for (is_of_other, topic), rules in sorted(groups.items()):
        lead = f"{topic.capitalize()}{' (from another rulebook)' if is_of_other else ''}"
        lines += [f"## {lead}", "", *(_entry(rule, f"../{path_of(rule)}") for rule in rules), ""]
    return "\n".join([*lines, "[all payers](../README.md)"]) + "\n"


def _entry(rule: Rule, path: str) -> str:
    return f"- [{rule.title or rule.name}]({path}) `{rule.address}`"
