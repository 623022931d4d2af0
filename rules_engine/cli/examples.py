"""`payer-rules examples`: test cases that are worked out from the rules."""

from __future__ import annotations

from pathlib import Path

import click

from rules_engine.cli.shared import library, reference_files, reference_option, rules_option, stop
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.language.library import RuleLibrary
from rules_engine.suites.propose import Proposal, propose


@click.group()
def examples() -> None:
    """Work out examples from the rules."""


@examples.command()
@click.argument("rule")
@rules_option
@reference_option
@click.option("--payer", help="Rulebook in which to look; all when left out.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def new(rule: str, folder: Path | None, references: tuple[str, ...], payer: str | None, form: str) -> None:
    """Propose the smallest claims that show each condition of RULE to matter.

    Two claims differ in that condition only, and the outcome differs. Each comes out as it stands: write them into an
    `.examples` file. Whether they are what the payer means is for you to judge. They are test cases about nobody.
    What could not be shown is listed with the reason.
    """
    from rules_engine.language.vocabulary import load_vocabulary
    from rules_engine.suites.propose.page import as_data, as_text
    from rules_engine.suites.propose.words import Writer

    found = library(folder, references)
    vocabulary = load_vocabulary()
    writer = Writer(vocabulary)
    proposals = [propose(each, book, vocabulary) for each, book in _rules(found, rule, payer)]
    text = _laid_out("\n".join(as_text(each, writer) for each in proposals))
    _verify(folder, references, text, proposals)
    if form == "json":
        import msgspec

        data = [as_data(each, writer) for each in proposals]
        click.echo(msgspec.json.format(msgspec.json.encode(data), indent=1))
        return
    click.echo(text, nl=False)


def _rules(found: RuleLibrary, name: str, payer: str | None) -> list[tuple[Rule, Rulebook]]:
    """Return the versions of a rule, each with its own rulebook, or else the first that has it."""
    if payer is not None and payer not in found.names:
        stop(f"no rulebook `{payer}`; there are: {', '.join(found.names)}")
    names = found.names if payer is None else (payer,)
    books = [found.rulebook(each) for each in names]
    versions: dict[str, tuple[Rule, Rulebook]] = {}
    for book in books:
        for rule in book.rules:
            if name in (rule.name, rule.address, f"{rule.rulebook}/{rule.name}"):
                kept = versions.get(rule.address)
                if kept is None or rule.rulebook == book.name:
                    versions[rule.address] = (rule, book)
    if not versions:
        close = nearest(name, dict.fromkeys(rule.name for book in books for rule in book.rules))
        stop(f"no rule `{name}`" + (f"; {close}" if close else "; `payer-rules rules` lists them"))
    return list(versions.values())


def _laid_out(text: str) -> str:
    from rules_engine.language.format import format_text
    from rules_engine.language.parse import build_parser

    return format_text(build_parser(), "proposed.examples", text).text


def _verify(folder: Path | None, references: tuple[str, ...], text: str, proposals: list[Proposal]) -> None:
    """Run the text as it will stand in a file; end with status 2 when it does not come out."""
    from rules_engine.language.compile import compile_texts
    from rules_engine.language.library import rule_texts, rules_folder
    from rules_engine.language.reference_files import with_rows
    from rules_engine.suites.run import run

    try:
        compiled = compile_texts({**rule_texts(folder), "proposed.examples": text})
    except DiagnosticsError as fault:
        stop(f"the proposed examples cannot be read ({fault.diagnostics[0].message}); nothing is shown")
    files, root = reference_files(references), rules_folder(folder)
    books = {name: with_rows(book, root, files) for name, book in compiled.rulebooks.items()}
    wanted = {each.title for proposal in proposals for each in proposal.examples}
    results = run((each for each in compiled.examples if each.place.file == "proposed.examples"), books)
    if {each.example.title for each in results if each.is_good} != wanted:
        stop("the proposed examples do not come out as they were worked out; nothing is shown")
