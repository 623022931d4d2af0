"""Text to surface tree. Every syntax fault of a file is found at once; Lark's own messages reach nobody."""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any, Final, cast

import attrs
from lark import Lark, TextSlice, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Diagnostic, Span
from rules_engine.diagnostics.suggest import nearest
from rules_engine.language.tables import build_parser

MAX_CHARACTERS: Final = 16 * 1024 * 1024
MAX_DEPTH: Final = 100
_STATEMENT: Final = re.compile(
    r"^(?:rulebook|source|codes|term|record|covers|excludes|complete|rule|withdraws|example)\b", re.MULTILINE
)
_WORDS: Final = {
    "WORD": "a name",
    "STRING": "a sentence in double quotes",
    "NUMBER": "a number",
    "CODE": "a code",
    "DATE": "a date",
    "TIME": "a time",
    "UNIT": "a unit",
    "ADJUSTMENT": "an adjustment code such as CO-4",
    "VBAR": "a bar",
    "LPAR": "a bracket",
    "RPAR": "a closing bracket",
    "COMMA": "a comma",
    "SEMICOLON": "a semicolon",
    "PLUS": "`+`",
    "MINUS": "`-`",
    "STAR": "`*`",
    "SLASH": "`/`",
    "$END": "the end",
}
_CLAUSES: Final = (
    "requires", "when", "unless", "forbids", "otherwise", "from", "through", "cites", "limits", "say", "ask", "where"
)  # fmt: skip
Surface = Tree[Token]

__all__ = ["Parsed", "Surface", "build_parser", "parse", "span_at"]


@attrs.frozen(eq=False, repr=False)
class Parsed:
    """One file: its surface tree (with what could be read) and its syntax faults, sorted by place."""

    file: str
    text: str
    tree: Surface
    diagnostics: tuple[Diagnostic, ...]


def parse(parser: Lark, file: str, text: str) -> Parsed:
    """Return the surface tree of one file and every syntax fault in it.

    A statement that cannot be read is left out of the tree; the others are kept.
    """
    early = list(_limits(file, text))
    if early:
        return Parsed(file, text, Tree("start", []), tuple(early))
    collected = gc.isenabled()
    gc.disable()  # a large tree has no garbage; collecting makes parsing superlinear
    try:
        tree, faults = _parse_all(parser, file, text)
    finally:
        if collected:
            gc.enable()
    faults += _names_over_line_ends(file, text, tree)
    return Parsed(file, text, tree, tuple(sorted(faults, key=lambda d: d.span.start)))


def _parse_all(parser: Lark, file: str, text: str) -> tuple[Surface, list[Diagnostic]]:
    try:
        return parser.parse(text), []
    except UnexpectedInput:
        return _parse_by_statement(parser, file, text)


def _parse_by_statement(parser: Lark, file: str, text: str) -> tuple[Surface, list[Diagnostic]]:
    """Read statement by statement, so that one fault does not hide the others."""
    starts = [m.start() for m in _STATEMENT.finditer(text)]
    bounds = sorted({0, *starts, len(text)})
    children: list[Any] = []
    faults: list[Diagnostic] = []
    for start, stop in pairwise(bounds):
        try:
            children += parser.parse(TextSlice(text, start, stop)).children
        except UnexpectedInput as fault:
            faults.append(_syntax_fault(file, text, fault))
    return Tree("start", children), faults


def _limits(file: str, text: str) -> Iterator[Diagnostic]:
    if len(text) > MAX_CHARACTERS:
        yield diagnostic("text-too-large", Span(file, 0, 0, 1, 1), limit=MAX_CHARACTERS)
        return
    depth = 0
    for match in re.finditer(r'"[^"\n]*"|#[^\n]*|[()]', text):
        sign = match.group()
        depth += (sign == "(") - (sign == ")")
        if depth > MAX_DEPTH:
            yield diagnostic("nested-too-deep", span_at(file, text, match.start(), match.end()), limit=MAX_DEPTH)
            return


def span_at(file: str, text: str, start: int, stop: int) -> Span:
    """Return the span of character offsets, with line and column counted in `text`."""
    line = text.count("\n", 0, start) + 1
    return Span(file, start, stop, line, start - (text.rfind("\n", 0, start) + 1) + 1)


def _syntax_fault(file: str, text: str, fault: UnexpectedInput) -> Diagnostic:
    if isinstance(fault, UnexpectedCharacters):
        return _unknown_sign(file, text, cast(int, fault.pos_in_stream))
    assert isinstance(fault, UnexpectedToken)
    expected = sorted(fault.accepts or fault.expected or ())
    token = fault.token
    if token.type == "$END":
        end = token.end_pos or 0  # of the last token before
        return diagnostic("unexpected-end", span_at(file, text, end, end), help=_expected(expected))
    start = _misspelt_clause(text, token.start_pos or 0)
    if start != token.start_pos:
        token = Token("WORD", re.match(r"[a-z]+", text[start:]).group())  # type: ignore[union-attr]
    span = span_at(file, text, start, start + len(token))
    return diagnostic("unexpected-text", span, found=str(token), help=_cure(text, start, str(token), expected))


def _misspelt_clause(text: str, start: int) -> int:
    """Return where the fault begins: a misspelt clause word was read as part of the name in the line above it."""
    line = text.rfind("\n", 0, start) + 1
    first = re.match(r"[ \t]*([a-z]+) ", text[line:start])
    if first is None or first.group(1) in _CLAUSES or not nearest(first.group(1), _CLAUSES, 0.8):
        return start
    return line + first.start(1)


def _unknown_sign(file: str, text: str, start: int) -> Diagnostic:
    sign = text[start : start + 1]
    span = span_at(file, text, start, start + 1)
    if sign == '"':
        return diagnostic("open-quote", span)
    cures = {
        "“": "use straight quotes",
        "”": "use straight quotes",
        ">": "write `is at least 53`",
        "<": "write `is at most 53`",
        "%": "write `10 percent`",
        "=": "write `is`",
        ":": "no colon is needed here",
        "[": "use round brackets",
        "{": "use round brackets",
    }
    word = re.match(r"[A-Za-z]+", text[start:])
    if word and word.group() != word.group().lower():
        sign = word.group()
        cures[sign] = "keywords and names are in small letters"
    return diagnostic("unknown-sign", span, found=sign, help=cures.get(sign, "take it out"))


def _cure(text: str, start: int, found: str, expected: list[str]) -> str:
    """Return the cure for the commonest mistakes, else a near keyword, else what could stand here."""
    before = text[max(0, start - 80) : start].split()
    if found == "or" and "AND" not in expected and "OR" not in expected:
        return "say which belongs together: put brackets around `… and …`"
    if found == "and" and before:
        return "in a list use commas; of two conditions, put what is about the other line in brackets"
    if found == "until":
        return "write `through` and the last valid day"
    keywords = [name.lower() for name in expected if name.isalpha() and name not in _WORDS]
    return nearest(found, keywords) or _expected(expected)


def _expected(names: list[str]) -> str:
    shown = [_WORDS.get(name) or (f"`{name.lower()}`" if name.isalpha() else "") for name in names]
    shown = [name for name in shown if name]
    return "expected " + ", ".join(shown[:8]) + (" …" if len(shown) > 8 else "") if shown else ""


def _names_over_line_ends(file: str, text: str, tree: Surface) -> list[Diagnostic]:
    """A misspelt clause word is swallowed by the name before it: a name may not run over a line end."""
    faults = []
    for node in tree.iter_subtrees_topdown():
        if node.data == "phrase" and node.meta.line != node.meta.end_line:
            faults.append(_split_name(file, text, node))
        if node.data in ("row", "header") and node.meta.line != node.meta.end_line:
            span = span_at(file, text, node.meta.start_pos, node.meta.start_pos + 1)
            faults.append(diagnostic("unclosed-row", span))
    return faults


def _split_name(file: str, text: str, node: Surface) -> Diagnostic:
    words = [w for w in node.children if isinstance(w, Token)]
    first = next((w for w in words if w.line != node.meta.line), words[0])
    cure = nearest(str(first), _CLAUSES) or "begin the next line with a clause"
    start = first.start_pos or 0
    span = span_at(file, text, start, start + len(first))
    return diagnostic("name-over-line-end", span, found=" ".join(map(str, words)), help=cure)
