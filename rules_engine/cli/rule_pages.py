"""The page of one rule: its words, its sources, its history, its examples, and how well it is looked after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Final

import attrs

from rules_engine.interpreters.english import as_markdown, rule_page
from rules_engine.interpreters.english.blocks import Block, Grid, Heading, Items, Paragraph
from rules_engine.interpreters.english.dates import validity_words
from rules_engine.interpreters.english.rule import withdrawal_words
from rules_engine.interpreters.english.voice import Voice
from rules_engine.interpreters.english.words import listed, quoted, sentence
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Citation, Clause, Rule, Rulebook, Source, Validity

MARK: Final = "<!-- written by payer-rules pages -->"
KINDS: Final = ("met", "not met", "unknown", "not applicable", "excused")
SHOWN: Final = 3
"""How many examples of one outcome a page shows; the others are counted."""


@attrs.frozen(repr=False)
class Shelf:
    """All rulebooks of a folder with their examples and texts. rules: each rule once, by its address, sorted."""

    books: Mapping[str, Rulebook]
    examples: tuple[Example, ...]
    texts: Mapping[str, str]
    rules: Mapping[str, Rule]


def shelf(books: Mapping[str, Rulebook], examples: tuple[Example, ...], texts: Mapping[str, str]) -> Shelf:
    """Return rulebooks with every rule once, as the rulebook that states it has it."""
    own = {rule.address: rule for book in books.values() for rule in book.rules if rule.rulebook == book.name}
    others = {rule.address: rule for book in books.values() for rule in book.rules}
    return Shelf(books, examples, texts, dict(sorted({**others, **own}.items())))


def path_of(rule: Rule) -> str:
    """Return where the page of a rule lies, from the folder of all pages."""
    return f"{rule.address}.md"


def topic_of(rule: Rule) -> str:
    """Return the topic of a rule: its file.

    >>> from pathlib import PurePosixPath
    >>> PurePosixPath("medicare/who_may_bill.rules").stem.replace("_", " ")
    'who may bill'
    """
    return rule.place.file.rpartition("/")[2].removesuffix(".rules").replace("_", " ")


def page_of(rule: Rule, held: Shelf) -> str:
    """Return the page of a rule as Markdown."""
    book = held.books[rule.rulebook]
    examples = dict(examples_of_rule(rule, held))
    blocks: list[Block] = [*rule_page(rule, book), *_sources(rule, book), *_history(rule, held)]
    blocks += _health(rule, book, examples)
    parts = [as_markdown(blocks), *_examples(examples, held), f"[all rules of {rule.rulebook}](README.md)\n"]
    return f"{MARK}\n" + "\n".join(parts)


# --- sources ------------------------------------------------------------------------------------------------------


def _sources(rule: Rule, book: Rulebook) -> Iterator[Block]:
    yield Heading("Sources", 2)
    rows = [_source(each, book) for each in rule.citations]
    yield Grid(("source", "clause", "what it says", "holds", "read"), tuple(rows))


def _source(cited: Citation, book: Rulebook) -> tuple[str, ...]:
    source = book.sources.get(cited.source, Source(cited.source, cited.source))
    clause = next((each for each in source.clauses if each.name == cited.clause), Clause(""))
    title = f"[{source.title}]({source.link})" if source.link else source.title
    read = clause.read or source.checked
    days = validity_words(Validity(clause.from_day, clause.through_day)).removeprefix("for service dates ")
    seen = f"last seen {clause.last_seen.isoformat()}" if clause.last_seen else ""
    old = f"superseded {source.superseded.isoformat()}" if source.superseded else ""
    holds = "; ".join(part for part in (days, seen, old) if part) or "no days are named"
    return title, cited.clause, clause.says, holds, f"{read.isoformat() if read else 'never'}, {clause.confidence}"


# --- history ------------------------------------------------------------------------------------------------------


def _history(rule: Rule, held: Shelf) -> Iterator[Block]:
    yield Heading("History", 2)
    told = [*_versions(rule, held), *_elsewhere(rule, held)]
    if told:
        yield Items("Other versions, and what other rulebooks make of it:", tuple(map(sentence, told)))
    else:
        yield Paragraph("There is one version of this rule, and it holds wherever its rulebook does.")


def _versions(rule: Rule, held: Shelf) -> Iterator[str]:
    for other in held.rules.values():
        if (other.rulebook, other.name) == (rule.rulebook, rule.name) and other.address != rule.address:
            yield f"{_link(rule, other)} holds {validity_words(other.validity) or 'on all days'}"


def _elsewhere(rule: Rule, held: Shelf) -> Iterator[str]:
    """Tell of the rulebooks that extend its own: whether they keep it, take it back, or put their own in its place."""
    same: list[str] = []
    for book in _heirs(rule, held):
        kept = next((each for each in book.rules if each.address == rule.address), None)
        others = [each for each in book.rules if each.name == rule.name and each.rulebook != rule.rulebook]
        replaced = ", ".join(_link(rule, each) for each in others)
        if kept is None:
            yield f"in {quoted(book.name)} it does not hold" + (f"; there is {replaced}" if replaced else "")
            continue
        for span in kept.withdrawn:
            yield f"in {quoted(book.name)}: {withdrawal_words(Voice(book), span)}"
        if others:
            yield f"in {quoted(book.name)} there is also {replaced}"
        elif not kept.withdrawn and book.name != rule.rulebook:
            same.append(book.name)
    if same:
        yield f"it holds as it is here in {listed(map(quoted, same))}"


def _heirs(rule: Rule, held: Shelf) -> list[Rulebook]:
    return [book for _, book in sorted(held.books.items()) if rule.rulebook in (*book.chain, *book.overlays)]


def _link(here: Rule, there: Rule) -> str:
    name = path_of(there).rpartition("/")[2]
    return f"[{there.address}]({name if here.rulebook == there.rulebook else f'../{there.rulebook}/{name}'})"


# --- examples -----------------------------------------------------------------------------------------------------


def examples_of_rule(rule: Rule, held: Shelf) -> Iterator[tuple[str, tuple[Example, ...]]]:
    """Give each outcome with the examples that expect it of this version of the rule."""
    fitting = [each for each in held.examples if _is_about(each, rule, held)]
    for kind in KINDS:
        found = [each for each in fitting if kind in _outcomes(each, rule.name)]
        yield kind, tuple(sorted(found, key=lambda each: (each.place.file, each.place.start)))


def _outcomes(example: Example, name: str) -> set[str]:
    return {each.outcome for each in example.expects if each.about == "rule" and each.name == name}


def _is_about(example: Example, rule: Rule, held: Shelf) -> bool:
    """Of several versions of a rule, an example is about that of its day; outside all of them, about all."""
    book = held.books.get(example.rulebook)
    if book is None or not _outcomes(example, rule.name):
        return False
    versions = [each for each in book.rules if each.name == rule.name]
    on_day = [each for each in versions if _holds(each.validity, example)]
    return rule.address in {each.address for each in on_day or versions}


def _holds(validity: Validity, example: Example) -> bool:
    first, last = validity.from_day, validity.through_day
    return (first is None or first <= example.on) and (last is None or example.on <= last)


def _examples(examples: Mapping[str, tuple[Example, ...]], held: Shelf) -> Iterator[str]:
    yield "## Examples\n"
    for kind, found in examples.items():
        if found:
            yield f"### {kind.capitalize()}\n"
            yield from (f"```rules\n{_text(each, held)}\n```\n" for each in found[:SHOWN])
            if len(found) > SHOWN:
                yield f"And {len(found) - SHOWN} more in `{found[0].place.file}`.\n"
        elif kind != "excused":
            yield f"### {kind.capitalize()}\n\nNo example shows this.\n"


def _text(example: Example, held: Shelf) -> str:
    return held.texts[example.place.file][example.place.start : example.place.stop].strip()


# --- health -------------------------------------------------------------------------------------------------------


def _health(rule: Rule, book: Rulebook, examples: Mapping[str, Iterable[Example]]) -> Iterator[Block]:
    counts = ", ".join(f"{len(tuple(found))} {kind}" for kind, found in examples.items())
    read = [day for each in rule.citations if (day := read_on(each, book)) is not None]
    rows = (
        ("confidence", rule.confidence),
        ("last read", max(read).isoformat() if read else "never"),
        ("examples", counts),
        ("written", f"{rule.place.file}, line {rule.place.line}"),
    )
    yield Heading("Health", 2)
    yield Grid(("", ""), rows)


def read_on(cited: Citation, book: Rulebook) -> date | None:
    """Return the day on which a clause was read, or None when it never was."""
    source = book.sources.get(cited.source)
    if source is None:
        return None
    clause = next((each for each in source.clauses if each.name == cited.clause), Clause(""))
    return clause.read or source.checked
