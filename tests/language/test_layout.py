"""Layout means nothing: one long line, or a line for each word, is the same text."""

import re

import pytest
from language.books import HEAD, faults, parser
from language.texts import all_texts, plain
from lark import Token, Tree

TEXTS = {name: text for name, text in all_texts().items() if text.strip()}


def shape(tree: Tree[Token] | Token) -> object:
    """Return a tree without its places."""
    return str(tree) if isinstance(tree, Token) else (str(tree.data), *map(shape, tree.children))


def joined(text: str) -> str:
    """Return a text with every line that is no table row joined to the one before."""
    return re.sub(r"[ \t]*\n[ \t]*(?!\|)", " ", re.sub(r"\|[ \t]*\n[ \t]*(?!\|)", "|\n\f", plain(text)).strip())


def torn(text: str) -> str:
    """Return a text with a line end wherever one may stand: between tokens, but not in a name or a row."""
    whole = plain(text)
    tree = parser().parse(whole)
    kept = [
        (node.meta.start_pos, node.meta.end_pos)
        for node in tree.iter_subtrees()
        if node.data in ("phrase", "row", "header") and not node.meta.empty
    ]
    kept += [(found.start(), found.end()) for found in re.finditer(r'"[^"\n]*"', whole)]
    inside = {place for start, stop in kept for place in range(start, stop)}
    return "".join("\n\t" if sign.isspace() and place not in inside else sign for place, sign in enumerate(whole))


def test_the_texts_are_many() -> None:
    assert len(TEXTS) > 100
    assert any("|" in text for text in TEXTS.values())


@pytest.mark.parametrize("name", TEXTS)
def test_one_long_line_is_the_same_text(name: str) -> None:
    long = joined(TEXTS[name])
    assert long.count("\n") <= 2 * TEXTS[name].count("|")
    assert shape(parser().parse(long)) == shape(parser().parse(TEXTS[name]))


@pytest.mark.parametrize("name", TEXTS)
def test_a_line_for_each_word_is_the_same_text(name: str) -> None:
    assert shape(parser().parse(torn(TEXTS[name]))) == shape(parser().parse(TEXTS[name]))


def test_a_split_name_is_another_thing() -> None:
    # The one place where a line end counts: a misspelt clause word would otherwise vanish into the name above it.
    found = faults(HEAD + "rule r\n  cites manual\n  requires session\n  minutes is at least 53")
    assert [each.name for each in found] == ["name-over-line-end"]
