"""A rulebook as pages: whose it is, its values and meanings, its tables of facts, what it covers, its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Grid, Heading, Items, Page, Paragraph
from rules_engine.interpreters.english.conditions import condition
from rules_engine.interpreters.english.dates import validity_words
from rules_engine.interpreters.english.follows import codes_words
from rules_engine.interpreters.english.requirements import element
from rules_engine.interpreters.english.rule import explained, rule_page, short_source_words
from rules_engine.interpreters.english.shapes import alike, shapes_page
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Coverage, DatedValue, Meaning, Reference, Rule, Rulebook
from rules_engine.ir.types import NUMBER, Type

_VERBS = {"covers": "covers", "excludes": "does not cover"}


def rulebook_page(book: Rulebook, as_table: bool = False) -> Page:
    """Return a whole rulebook in plain English. as_table: rules that differ only in their literals as one table."""
    voice = Voice(book)
    blocks: list[Block] = [Heading(book.title or book.name), Paragraph(" ".join(map(w.sentence, _whose(book))))]
    blocks += values_blocks(voice, book.values)
    blocks += meanings_blocks(voice, book.meanings)
    blocks += coverage_blocks(voice, book.coverage)
    blocks += explained(voice)
    for each in book.references.values():
        blocks += reference_page(each, 2)
    blocks += rules_blocks(book, book.rules, as_table)
    return tuple(blocks)


def rules_blocks(book: Rulebook, rules: Sequence[Rule], as_table: bool) -> Iterator[Block]:
    """Give rules one by one, or those of one shape as one table."""
    groups = alike(rules) if as_table else [[rule] for rule in rules]
    for group in groups:
        yield from rule_page(group[0], book, 2) if len(group) == 1 else shapes_page(group, book, 2)


def _whose(book: Rulebook) -> Iterator[str]:
    if book.identifiers:
        yield f"these are the rules for claims to {w.listed(book.identifiers, 'or')}"
    if len(book.chain) > 1:
        yield f"everything of {w.listed(map(w.quoted, book.chain[1:]))} holds here too, where it is not replaced"
    if book.overlays:
        yield f"for some claims more holds, by {w.listed(map(w.quoted, book.overlays))}"
    rules, statements = len(book.rules), len(book.coverage)
    yield f"it has {_count(rules, 'rule')} and {_count(statements, 'statement')} of what is covered"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun if count == 1 else w.many(noun)}"


# --- values, meanings -------------------------------------------------------------------------------------------------


def values_blocks(voice: Voice, values: Iterable[str]) -> Iterator[Block]:
    """Give the named values of a rulebook as a table."""
    types = _types_of_values(voice.book)
    rows = [
        (name, w.amount(each.amount, types.get(name, NUMBER).domain), *_when(voice, each), _cited(voice, each))
        for name in values
        for each in voice.book.values[name]
    ]
    if rows:
        yield Heading("Values", 2)
        yield Paragraph("Of several lines for one value, the first that holds counts.")
        yield Grid(("value", "is", "when", "from"), tuple(rows))


def _types_of_values(book: Rulebook) -> dict[str, Type]:
    """Return the types of named values, from the rules that read them."""
    found: dict[str, Type] = {}
    for rule in book.rules:
        for node in nodes_of((rule.when, rule.requirements, rule.excuses, rule.guarded)):
            if isinstance(node, n.NamedValue):
                found[node.name] = node.type
    return found


def nodes_of(held: object) -> Iterator[object]:
    """Give everything that a part of the IR is made of, from the top down."""
    if isinstance(held, tuple):
        for each in held:
            yield from nodes_of(each)
    elif hasattr(held, "__attrs_attrs__"):
        yield held
        for attribute in held.__attrs_attrs__:
            yield from nodes_of(getattr(held, attribute.name))


def _when(voice: Voice, each: DatedValue | Meaning) -> Iterator[str]:
    scope = "" if each.scope is None else f"for claims where {condition(voice, each.scope, Mood.IS)}"
    yield ", ".join(part for part in (validity_words(each.validity), scope) if part) or "always"


def _cited(voice: Voice, each: DatedValue | Meaning | Coverage) -> str:
    return "; ".join(short_source_words(one, voice.book) for one in each.citations) or "no source"


def meanings_blocks(voice: Voice, meanings: Sequence[Meaning]) -> Iterator[Block]:
    """Give what the payer reads into modifiers, as a table."""
    if not meanings:
        return
    rows = [(w.listed(each.modifiers), _meant(each), *_when(voice, each), _cited(voice, each)) for each in meanings]
    yield Heading("What modifiers mean here", 2)
    yield Grid(("modifiers", "mean", "when", "from"), tuple(rows))


def _meant(each: Meaning) -> str:
    return w.quoted(each.meaning) if each.meaning else "nothing: no rule sees them"


# --- coverage, references, records ------------------------------------------------------------------------------------


def coverage_page(book: Rulebook) -> Page:
    """Return what a rulebook covers."""
    voice = Voice(book)
    blocks = [Heading(f"What {w.quoted(book.title or book.name)} covers"), *coverage_blocks(voice, book.coverage)]
    return (*blocks, *explained(voice))


def coverage_blocks(voice: Voice, statements: Sequence[Coverage]) -> Iterator[Block]:
    """Give the statements of what is covered, as a list."""
    if statements:
        lead = "An exclusion that holds comes first. This is covered, or not:"
        yield Items(lead, tuple(w.sentence(coverage_words(voice, each)) for each in statements))


def coverage_words(voice: Voice, statement: Coverage) -> str:
    """Return one statement of what is covered."""
    if statement.kind == "complete":
        told = "the list is whole: a code that is not covered above is not covered"
    else:
        told = f"the payer {_VERBS[statement.kind]} {w.listed(w.codes(statement.items, statement.ranges))}"
    if statement.when is not None:
        told += f", when {condition(voice, statement.when, Mood.IS)}"
    if statement.scope is not None:
        told += f", for claims where {condition(voice, statement.scope, Mood.IS)}"
    dates = validity_words(statement.validity)
    told += f", {dates}" if dates else ""
    told += codes_words(statement.outcome) if statement.kind == "excludes" else ""
    source = f" (from {_cited(voice, statement)}; confidence {statement.confidence})" if statement.citations else ""
    return told + source


def reference_page(reference: Reference, level: int = 1) -> Page:
    """Return a table of facts as a table; one that is loaded from a file is only named."""
    lead = f"this table has the columns {w.listed(name for name, _ in reference.columns)}"
    told = [lead]
    if reference.first_day:
        told.append(f"a row holds from its {reference.first_day} through its {reference.last_day}, both days included")
    if reference.file:
        told.append(f"its rows are loaded from {w.quoted(reference.file)}")
    if not reference.digest:
        told.append("it is not loaded, and nothing of it is known")
    blocks: list[Block] = [Heading(reference.name, level), Paragraph(" ".join(map(w.sentence, told)))]
    if reference.rows:
        rows = (
            tuple(_cell(reference, cell, *column) for cell, column in zip(row, reference.columns, strict=True))
            for row in reference.rows
        )
        blocks.append(Grid(tuple(name for name, _ in reference.columns), tuple(rows)))
    return tuple(blocks)


def _cell(reference: Reference, cell: n.Constant | None, column: str, type_: Type) -> str:
    if cell is not None:
        return w.constant(cell, type_)
    return "open" if column in (reference.first_day, reference.last_day) else "nothing"


def record_page(book: Rulebook, name: str) -> Page:
    """Return what a record must hold, from the first rule that asks for it. Raises KeyError when none does."""
    voice = Voice(book)
    for rule in book.rules:
        for node in rule.requirements:
            if isinstance(node, n.RecordNeed) and node.name == name:
                held = tuple(w.sentence(element(voice, each)) for each in node.elements)
                return (Heading(name), Items("The record must hold:", held), *explained(voice))
    raise KeyError(name)
