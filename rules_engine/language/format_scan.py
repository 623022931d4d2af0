"""A parsed text as a run of lexemes, each with the comments that stand at it. How they are laid out is elsewhere.

The surface tree has names, codes, numbers and sentences, but neither keywords, marks nor comments. Those stand in the
gaps between its tokens, so a gap is all that is scanned here: whatever the lexer read as one token stays one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import attrs
from lark import Lark, Token
from lark.lexer import PatternStr

from rules_engine.language.context import Surface
from rules_engine.language.parse import Parsed

KEYWORD = "keyword"


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


@attrs.define
class _Scanner:
    """What has been read so far. newlines: line ends since the last lexeme or comment."""

    text: str
    gap: re.Pattern[str]
    lexemes: list[Lexeme] = attrs.field(factory=list)
    pending: list[Comment] = attrs.field(factory=list)
    newlines: int = 0
    is_fresh: bool = True

    def read_gap(self, start: int, stop: int) -> None:
        """Read keywords, marks and comments between two tokens of the tree."""
        for match in self.gap.finditer(self.text, start, stop):
            if match.lastgroup == "space":
                self._read_space(match.group())
            elif match.lastgroup == "comment":
                self._read_comment(match.group(), match.start())
            else:
                self.read_lexeme(match.group(), KEYWORD, match.start())

    def read_lexeme(self, text: str, kind: str, start: int) -> None:
        """Add a lexeme, with the comment lines that wait for one."""
        self.lexemes.append(Lexeme(text, kind, start, tuple(self.pending), "", self.newlines > 1))
        self.pending.clear()
        self.newlines, self.is_fresh = 0, False

    def _read_space(self, space: str) -> None:
        self.newlines += space.count("\n")
        self.is_fresh = self.is_fresh or self.newlines > 0

    def _read_comment(self, comment: str, start: int) -> None:
        text = comment.rstrip()
        if self.is_fresh:
            indented = start > 0 and self.text[start - 1] != "\n"
            self.pending.append(Comment(text, indented, self.newlines > 1))
        else:
            self.lexemes[-1].beside = text
        self.newlines = 0


def scan(parser: Lark, parsed: Parsed) -> tuple[list[Lexeme], tuple[Comment, ...]]:
    """Return the lexemes of a text without syntax faults, and the comment lines after the last of them."""
    scanner = _Scanner(parsed.text, _gap_pattern(parser))
    at = 0
    for token in tokens_in_order(parsed.tree):
        start, stop = token.start_pos or 0, token.end_pos or 0
        scanner.read_gap(at, start)
        scanner.read_lexeme(str(token), token.type, start)
        at = stop
    scanner.read_gap(at, len(parsed.text))
    return scanner.lexemes, tuple(scanner.pending)


def tokens_in_order(tree: Surface) -> Iterator[Token]:
    """Give the tokens of a surface tree in the order of the text."""
    waiting: list[Surface | Token] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Token):
            yield node
        else:
            waiting.extend(reversed(node.children))


def _gap_pattern(parser: Lark) -> re.Pattern[str]:
    """Return what can stand in a gap. Invariant: it matches every character, so that none is lost."""
    marks = {t.pattern.value for t in parser.terminals if isinstance(t.pattern, PatternStr)}
    words = "|".join(re.escape(mark) for mark in sorted(marks, key=lambda mark: (-len(mark), mark)))
    return re.compile(rf"(?P<space>[ \t\r\n\f]+)|(?P<comment>#[^\n]*)|(?P<word>{words}|(?s:.))")
