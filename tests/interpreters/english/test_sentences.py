"""What holds for the English of every shipped rule, and of every rule of the reference of the language."""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from interpreters.english.test_every_node import books

from rules_engine.interpreters.english import alike, as_markdown, as_text, rule_page, rulebook_page, shapes_page
from rules_engine.interpreters.english.blocks import Block, Grid, Heading, Items, Paragraph
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.language.library import load_library

PYTHON = re.compile(r"\b(None|True|False|Decimal|tuple|frozenset|date\(|self|lambda)\b|[{}<>=\\]|\w_\w|__")
OF_THE_IR = re.compile(r"\b(node_id|derived|NOT_SUPPLIED|this\.|sought|Owner|CountOf|Quantified|is_list|carc)\b")
QUOTED = re.compile("\u201c[^\u201d]*\u201d|\\([^()]*\\)")


@cache
def shipped() -> tuple[Rulebook, ...]:
    library = load_library()
    return tuple(library.rulebook(name) for name in library.names)


def rules() -> Iterator[tuple[Rulebook, Rule]]:
    for book in (*shipped(), *books()):
        for rule in book.rules:
            yield book, rule


RULES = {f"{book.name}: {rule.address}": (book, rule) for book, rule in rules()}


def sentences(blocks: tuple[Block, ...]) -> Iterator[str]:
    """Give everything that stands as a sentence."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Items):
            yield from block.items


def own_words(text: str) -> str:
    """Return a text without what authors named or said."""
    while (shorter := QUOTED.sub("", text)) != text:
        text = shorter
    return text


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_told_in_sentences(name: str) -> None:
    book, rule = RULES[name]
    page = rule_page(rule, book)
    for text in sentences(page):
        assert text.endswith((".", ".\u201d", "?\u201d", "!\u201d")), text
        assert text[0] in "\u201c" or not text[0].islower(), text
        assert ".." not in text and "  " not in text and " ," not in text and " ." not in text, text
        assert text.count("(") == text.count(")") and text.count("\u201c") == text.count("\u201d"), text
        for doubled in ("the the", "a the", "is is", "of of", "must must", "and and", "not not"):
            assert f" {doubled} " not in f" {text} ", text


@pytest.mark.parametrize("name", RULES)
def test_a_rule_is_told_without_words_of_programs(name: str) -> None:
    book, rule = RULES[name]
    for block in rule_page(rule, book):
        if isinstance(block, Heading):
            continue
        told = own_words(as_markdown([block]) if isinstance(block, Grid) else " ".join(sentences((block,))))
        assert not PYTHON.search(told), told
        assert not OF_THE_IR.search(told), told


@pytest.mark.parametrize("book", [*shipped(), *books()], ids=lambda book: book.name)
def test_a_rulebook_names_each_of_its_rules_and_sources(book: Rulebook) -> None:
    whole = as_markdown(rulebook_page(book))
    for rule in book.rules:
        assert f"{rule.rulebook}/{rule.name}" in whole
        for citation in rule.citations:
            assert book.sources[citation.source].title in whole
    for name in (*book.values, *book.references):
        assert name in whole


@pytest.mark.parametrize("book", [*shipped(), *books()], ids=lambda book: book.name)
def test_like_rules_are_one_table_and_none_is_lost(book: Rulebook) -> None:
    groups = alike(book.rules)
    assert sorted(rule.address for group in groups for rule in group) == sorted(rule.address for rule in book.rules)
    for group in (group for group in groups if len(group) > 1):
        page = shapes_page(group, book)
        (grid,) = [block for block in page if isinstance(block, Grid) and block.head[0] == "rule"]
        assert [row[0] for row in grid.rows] == [rule.name for rule in group]
        assert len({row[1:] for row in grid.rows}) == len(grid.rows) or len({row[0] for row in grid.rows}) > 1
        for column in range(1, len(grid.head)):
            assert len({row[column] for row in grid.rows}) > 1, "a column where nothing differs"
        said = as_markdown([block for block in page if block is not grid])
        for hole in re.findall(r"\[(.*?)\]", said.replace("[brackets]", "")):
            assert hole in grid.head


def test_the_shipped_rules_have_a_large_table() -> None:
    assert max(len(group) for book in shipped() for group in alike(book.rules)) > 5


def test_rules_of_different_shape_are_no_table() -> None:
    book = shipped()[0]
    first, second = alike(book.rules)[:2]
    with pytest.raises(ValueError, match="not of one shape"):
        shapes_page([first[0], second[0]], book)


@pytest.mark.parametrize("book", books(), ids=lambda book: book.name)
def test_the_same_rulebook_gives_the_same_text(book: Rulebook) -> None:
    assert as_text(rulebook_page(book)) == as_text(rulebook_page(book))


def test_text_keeps_to_its_width_outside_tables() -> None:
    for line in as_text(rulebook_page(books()[0]), 80).splitlines():
        assert len(line) <= 80 or line.startswith("|")
