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
from rules_engine.ir.depth import MAX_DEPTH
from rules_engine.language.cures import CLAUSES, STATEMENTS, Fault, blamed, cure, fault_at, stands_alone
from rules_engine.language.signs import sign_at, sign_cure
from rules_engine.language.tables import build_parser

MAX_CHARACTERS: Final = 16 * 1024 * 1024
_WORD: Final = re.compile(r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*")
_STATEMENT: Final = re.compile(rf"^(?:{'|'.join(STATEMENTS)})\b", re.MULTILINE)
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
    can = frozenset(fault.accepts or fault.expected or ())
    token = fault.token
    if token.type == "$END":
        return _end_fault(file, text, token.end_pos or 0, can)  # of the last token before
    start = _misspelt_clause(text, _word_start(text, token.start_pos or 0))
    word = _WORD.match(text, start)
    return _text_fault(file, text, start, fault_at(text, start, word.group() if word is not None else str(token), can))


def _text_fault(file: str, text: str, at: int, there: Fault) -> Diagnostic:
    start, stop = blamed(there, text, at)
    found = " ".join(text[start:stop].split())
    return diagnostic("unexpected-text", span_at(file, text, start, stop), found=found, help=cure(there))


def _end_fault(file: str, text: str, end: int, can: frozenset[str]) -> Diagnostic:
    there = fault_at(text, end, "", can)
    if stands_alone(there):
        return _text_fault(file, text, end, there)
    return diagnostic("unexpected-end", span_at(file, text, end, end), help=cure(there))


def _word_start(text: str, start: int) -> int:
    """Return where the word begins; a capital before small letters was read as a code of its own."""
    while text[start - 1 : start].isalpha() and text[start : start + 1].isalpha():
        start -= 1
    return start


def _misspelt_clause(text: str, start: int) -> int:
    """Return where the fault begins: a misspelt clause word was read as part of the name in the line above it."""
    line = text.rfind("\n", 0, start) + 1
    first = re.match(r"[ \t]*([a-z]+) ", text[line:start])
    if first is None or first.group(1) in CLAUSES or not nearest(first.group(1), CLAUSES, 0.8):
        return start
    return line + first.start(1)


def _unknown_sign(file: str, text: str, start: int) -> Diagnostic:
    if text.startswith('"', start):
        return diagnostic("open-quote", span_at(file, text, start, start + 1))
    sign = sign_at(text, start)
    span = span_at(file, text, start, start + len(sign))
    return diagnostic("unknown-sign", span, found=sign, help=sign_cure(text, start))


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
    cure = nearest(str(first), CLAUSES) or "begin the next line with a clause"
    start = first.start_pos or 0
    span = span_at(file, text, start, start + len(first))
    return diagnostic("name-over-line-end", span, found=" ".join(map(str, words)), help=cure)
