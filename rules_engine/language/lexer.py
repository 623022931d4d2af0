"""Text to tokens with soft keywords: a word is a keyword only where the parser can take that keyword.

It stands in for Lark's contextual lexer, which compiles one expression for each set of keywords (some fifty of them, at
every start); here one expression reads every token, and the parser's state decides what a word is. That both give the
same tokens is a test.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping
from typing import Any, Final

from lark import Token
from lark.exceptions import UnexpectedCharacters

SCANNER: Final = re.compile(
    r"""
      (?P<SPACE>   [ \t\r\n\f]+ )
    | (?P<COMMENT> \#[^\n]* )
    | (?P<STRING>  "[^"\n]*" )
    | (?P<DATE>    [0-9]{4}-[0-9]{2}-[0-9]{2} )
    | (?P<TIME>    [0-9]{2}:[0-9]{2} )
    | (?P<ADJUSTMENT> (?:CO|PR|OA|PI|CR)-[A-Z]?[0-9]{1,3} )
    | (?P<WEEKDAY> (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day )
    | (?P<MONTH>   (?:January|February|March|April|May|June|July|August|September|October|November|December)
                   (?![A-Za-z0-9]) )
    | (?P<CODE>    [0-9]*[A-Z][A-Z0-9]*(?:\.[A-Z0-9]+)? )
    | (?P<NUMBER>  [0-9]+(?:\.[0-9]+)? )
    | (?P<WORD>    [a-z][a-z0-9]*(?:-[a-z0-9]+)* )
    | (?P<SIGN>    [|(),;*/+-] )
    """,
    re.VERBOSE,
)
UNIT: Final = re.compile(r"(?:minute|hour|day|week|month|year|unit|dollar|people|visit)s?|person|percent")
_SILENT: Final = ("SPACE", "COMMENT")


class Lines:
    """Counts lines. Pieces of one text are counted on from the piece before, so that many of them cost little."""

    def __init__(self) -> None:
        self._counted = ("", 0, 1)

    def at(self, text: str, start: int) -> int:
        """Return the line of an offset."""
        known, at, line = self._counted
        if known is not text or start < at:
            at, line = 0, 1
        line += text.count("\n", at, start)
        self._counted = (text, start, line) if start else ("", 0, 1)
        return line


def name_of(fixed: Mapping[str, str], kind: str, value: str, accepts: Container[str]) -> str:
    """Return the name of a word or sign: of a keyword where it can stand, else of a unit, else of a plain word."""
    name = fixed.get(value)
    if name is not None and (name in accepts or kind == "SIGN"):
        return name
    if "UNIT" in accepts and UNIT.fullmatch(value):
        return "UNIT"
    return kind if kind in accepts or name is None else name


class SoftKeywordLexer:
    """A lexer for Lark's LALR parser. states: for each parser state the names of the terminals that it can take."""

    def __init__(
        self, conf: Any, states: Mapping[int, Collection[str]], always_accept: Collection[str] = (), **_: Any
    ) -> None:
        self._lines = Lines()
        self._states = {state: frozenset(accepts) for state, accepts in states.items()}
        self._fixed: dict[str, str] = {
            t.pattern.value: t.name for t in conf.terminals if type(t.pattern).__name__ == "PatternStr"
        }

    def lex(self, lexer_state: Any, parser_state: Any) -> Iterator[Token]:
        """Yield the tokens of the text. Raises UnexpectedCharacters at a sign that begins no token."""
        text, start, stop = lexer_state.text.text, lexer_state.text.start, lexer_state.text.end
        line, first = self._lines.at(text, start), text.rfind("\n", 0, start) + 1
        match = SCANNER.match
        while start < stop:
            found = match(text, start, stop)
            if found is None:
                raise UnexpectedCharacters(text, start, line, start - first + 1, allowed=None)
            kind, value, end = found.lastgroup or "", found.group(), found.end()
            if kind not in _SILENT:
                accepts = self._states[parser_state.position]
                name = name_of(self._fixed, kind, value, accepts) if kind in ("WORD", "SIGN") else kind
                column = start - first + 1
                token = Token(name, value, start, line, column, line, column + end - start, end)
                lexer_state.last_token = token
                yield token
            elif "\n" in value:
                line += value.count("\n")
                first = start + value.rfind("\n") + 1
            start = end
