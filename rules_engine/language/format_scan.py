"""A parsed text as a run of lexemes, each with the comments that stand at it. How they are laid out is elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import attrs
from lark import Token

from rules_engine.language.context import Surface
from rules_engine.language.lexer import SCANNER
from rules_engine.language.parse import Parsed

KEYWORD: Final = "keyword"


@attrs.frozen
class Comment:
    """A comment on a line of its own. is_indented: it does not begin in column 1. blank: a blank line is before it."""

    text: str
    is_indented: bool
    blank: bool


@attrs.define
class Lexeme:
    """A word, mark, code, number or sentence of the text.

    kind: the type of the token, or KEYWORD for a keyword or mark. start: offset in the text.
    above: the comment lines directly before it. beside: the comment at the end of its line, or empty.
    blank: a blank line is before it (and below `above`).
    """

    text: str
    kind: str
    start: int
    above: tuple[Comment, ...] = ()
    beside: str = ""
    blank: bool = False


def scan(parsed: Parsed) -> tuple[list[Lexeme], tuple[Comment, ...]]:
    """Return the lexemes of a text without syntax faults, and the comment lines after the last of them.

    A word is a keyword when the surface tree has no token for it.
    """
    kinds = {token.start_pos: token.type for token in _tokens(parsed.tree)}
    lexemes: list[Lexeme] = []
    pending: list[Comment] = []
    newlines = 0  # since the last lexeme or comment
    is_fresh = True  # no lexeme stands on this line so far
    for match in SCANNER.finditer(parsed.text):
        text, start = match.group(), match.start()
        if match.lastgroup == "SPACE":
            newlines += text.count("\n")
            is_fresh = is_fresh or newlines > 0
            continue
        if match.lastgroup != "COMMENT":
            lexemes.append(Lexeme(text, kinds.get(start, KEYWORD), start, tuple(pending), "", newlines > 1))
            pending.clear()
            is_fresh = False
        elif is_fresh:
            pending.append(Comment(text.rstrip(), _is_indented(parsed.text, start), newlines > 1))
        else:
            lexemes[-1].beside = text.rstrip()
        newlines = 0
    return lexemes, tuple(pending)


def _is_indented(text: str, start: int) -> bool:
    return start > 0 and text[start - 1] != "\n"


def _tokens(tree: Surface) -> Iterator[Token]:
    """Give the tokens of a surface tree, in no order."""
    waiting: list[Surface | Token] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Token):
            yield node
        else:
            waiting.extend(node.children)
