"""Lexemes to lines: single spaces, wrapping at WIDTH, comments kept at their lexeme, tables in columns.

A line may begin only where `_is_good` or `_is_weak` says so: never inside a name, an amount or a table row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise, zip_longest
from typing import Final

import attrs

from rules_engine.language.format_scan import KEYWORD, Lexeme

WIDTH: Final = 110
_GOOD: Final = frozenset(
    {"and", "or", "where", "counting", "per", "because", "covering", "over", "among"}
    | {"on", "by", "for", "with", "under", "within", "overlapping", "leaving", "shared", "joined"}
)
_WEAK: Final = frozenset({"is", "include", "includes", "after", "before", "from", "to", "listed", "+", "-", "*", "/"})
_CONDITIONS: Final = frozenset(
    {"when", "unless", "requires", "forbids", "limits", "term", "entry", "applies", "default_counting"}
)
_TWO_WORDS: Final = frozenset({"default", "default_counting", "applies"})  # clauses that two keywords open
_CONTINUED: Final = 4  # a statement's own line goes on here: deeper than its clauses
_DEEPER: Final = 2
_DEEPEST: Final = WIDTH // 2


@attrs.define
class Clause:
    """What begins on a line of its own: the head of a statement, a clause, a table row.

    kind: name of the surface node. parts: offsets in the text where a clause that is too long is cut first.
    """

    kind: str
    indent: int
    lexemes: list[Lexeme]
    parts: frozenset[int]

    @property
    def is_row(self) -> bool:
        """Return whether this is a row of a table."""
        return self.kind in ("header", "row")


def spaced(lexemes: Sequence[Lexeme]) -> str:
    """Return lexemes as one line with single spaces."""
    parts = [lexemes[0].text]
    for before, after in pairwise(lexemes):
        parts.append(after.text if _are_close(before, after) else " " + after.text)
    return "".join(parts)


def _are_close(before: Lexeme, after: Lexeme) -> bool:
    return after.text in (",", ";", ")") or before.text == "("


def has_inner_comments(lexemes: Sequence[Lexeme]) -> bool:
    """Return whether a comment keeps these lexemes from standing on one line."""
    return any(lexeme.beside for lexeme in lexemes[:-1]) or any(lexeme.above for lexeme in lexemes[1:])


def on_one_line(lexemes: Sequence[Lexeme], indent: int) -> str | None:
    """Return the lexemes as one line with the comment beside the last, or None when they do not go on one."""
    if has_inner_comments(lexemes):
        return None
    line = " " * indent + spaced(lexemes)
    return _with_comment(line, lexemes[-1]) if len(line) <= WIDTH else None


def _with_comment(line: str, last: Lexeme) -> str:
    return f"{line}  {last.beside}" if last.beside else line


# --- clauses --------------------------------------------------------------------------------------------------------


def clause_lines(clause: Clause) -> list[str]:
    """Return the lines of a clause that is no table row."""
    line = on_one_line(clause.lexemes, clause.indent)
    if line is not None:
        return [*_above(clause.lexemes[0], clause.indent), line]
    hang = _hang(clause)
    starts = _part_starts(clause)
    wrap = hang + _DEEPER if starts else hang
    lines: list[str] = []
    for start, stop in pairwise([*_forced(clause.lexemes, starts), len(clause.lexemes)]):
        column = clause.indent if start == 0 else hang if start in starts else wrap
        part = clause.lexemes[start:stop]
        lines += [*_above(part[0], column), *_filled(part, column, wrap, _is_condition(clause, part))]
        lines[-1] = _with_comment(lines[-1], part[-1])
    return lines


def _is_condition(clause: Clause, part: Sequence[Lexeme]) -> bool:
    return clause.kind in _CONDITIONS or [each.text for each in part[:2]] == ["otherwise", "when"]


def _above(lexeme: Lexeme, indent: int) -> Iterator[str]:
    return (" " * indent + comment.text for comment in lexeme.above)


def _hang(clause: Clause) -> int:
    """Return the column of the lines after the first: below what follows the keyword of the clause."""
    if clause.indent == 0:
        return _CONTINUED
    keywords = clause.lexemes[: 2 if clause.kind in _TWO_WORDS else 1]
    return clause.indent + sum(len(keyword.text) + 1 for keyword in keywords)


def _forced(lexemes: Sequence[Lexeme], starts: frozenset[int]) -> Iterator[int]:
    """Give the indices where a line must begin: at each part, below a comment, and at comment lines."""
    yield 0
    for index, (before, after) in enumerate(pairwise(lexemes), 1):
        if index in starts or before.beside or after.above:
            yield index


def _part_starts(clause: Clause) -> frozenset[int]:
    """Return the indices of the consequences of `otherwise`, and of each `and`, `or` outside of brackets."""
    starts = set()
    depth = 0
    for index, lexeme in enumerate(clause.lexemes):
        if lexeme.kind != KEYWORD:
            continue
        depth += (lexeme.text == "(") - (lexeme.text == ")")
        is_joint = lexeme.text in ("and", "or") and depth == 0 and clause.kind in _CONDITIONS
        if is_joint or lexeme.start in clause.parts:
            starts.add(index)
    return frozenset(starts)


@attrs.frozen
class _Piece:
    """What stays on one line. column: where it is when it begins a line. is_fresh: it begins one if that gains room."""

    lexemes: Sequence[Lexeme]
    column: int
    is_fresh: bool = False

    @property
    def is_too_long(self) -> bool:
        return self.column + len(spaced(self.lexemes)) > WIDTH


def _filled(lexemes: Sequence[Lexeme], first: int, wrap: int, is_condition: bool) -> list[str]:
    """Fill lines up to WIDTH. first: column of the first line; wrap: of the others, those inside of brackets deeper."""
    lines: list[str] = []
    line = ""
    for piece in _pieces(_Piece(lexemes, wrap), is_condition):
        text = spaced(piece.lexemes)
        if not line:
            line = " " * first + text
        elif len(line) < piece.column or (not piece.is_fresh and len(line) + 1 + len(text) <= WIDTH):
            line = f"{line} {text}"
        else:
            lines.append(line)
            line = " " * piece.column + text
    return [*lines, line]


def _pieces(whole: _Piece, is_condition: bool) -> Iterator[_Piece]:
    """Cut what is too long at the good places of the lowest rank, the rest at the next; at weak places in the end.

    Invariant: brackets nest at most MAX_DEPTH deep, so the work is linear in the text and the recursion short.
    """
    if not whole.is_too_long:
        yield whole
        return
    places = _good_places(whole.lexemes, is_condition)
    if not places:
        yield from _weakly_cut(whole)
        return
    lowest = min(places.values())
    inner = min(whole.column + _DEEPER * (lowest // 2), _DEEPEST)
    after_long = False
    for index, lexemes in enumerate(_cut(whole.lexemes, [at for at, rank in places.items() if rank == lowest])):
        piece = _Piece(lexemes, inner if index else whole.column)
        is_fresh = index > 0 and (piece.is_too_long or after_long)
        after_long = piece.is_too_long
        yield from _pieces(attrs.evolve(piece, is_fresh=is_fresh if index else whole.is_fresh), is_condition)


def _weakly_cut(whole: _Piece) -> Iterator[_Piece]:
    places = [index for index, (a, b) in enumerate(pairwise(whole.lexemes), 1) if _is_weak(a, b)]
    for index, lexemes in enumerate(_cut(whole.lexemes, places)):
        yield _Piece(lexemes, whole.column, whole.is_fresh and index == 0)


def _good_places(lexemes: Sequence[Lexeme], is_condition: bool) -> dict[int, int]:
    """Return the indices where a line may well begin, each with its rank: twice its depth in brackets, or one more.

    In a condition, `and` or `where` parts more than a comma; in a list of facts or things to hold, less.
    """
    places = {}
    depth = 0
    for index, (before, after) in enumerate(pairwise(lexemes), 1):
        depth += (before.text == "(") - (before.text == ")")
        if _is_good(before, after):
            is_comma = before.text in (",", ";")
            places[index] = 2 * depth + (is_comma == (is_condition or depth > 0))
    return places


def _cut(lexemes: Sequence[Lexeme], places: Sequence[int]) -> Iterator[Sequence[Lexeme]]:
    return (lexemes[start:stop] for start, stop in pairwise([0, *places, len(lexemes)]))


def _is_good(before: Lexeme, after: Lexeme) -> bool:
    if _are_close(before, after):
        return False
    is_word = after.kind == KEYWORD and after.text in _GOOD and before.text not in ("is", "not")
    return is_word or before.text in (",", ";")


def _is_weak(before: Lexeme, after: Lexeme) -> bool:
    if _are_close(before, after):
        return False
    if after.kind == "STRING":
        return before.kind != KEYWORD
    return after.kind == KEYWORD and after.text in _WEAK


# --- tables ---------------------------------------------------------------------------------------------------------


def table_lines(rows: Sequence[Clause]) -> list[str]:
    """Return the rows of one table with its columns aligned."""
    cells = [_cells(row.lexemes) for row in rows]
    widths = [max(map(len, column)) for column in zip_longest(*cells, fillvalue="")]
    lines: list[str] = []
    for row, texts in zip(rows, cells, strict=True):
        padded = " | ".join(text.ljust(width) for text, width in zip(texts, widths, strict=False))
        line = f"{' ' * row.indent}| {padded} |"
        lines += [*_above(row.lexemes[0], row.indent), _with_comment(line, row.lexemes[-1])]
    return lines


def _cells(lexemes: Sequence[Lexeme]) -> list[str]:
    bars = [i for i, lexeme in enumerate(lexemes) if lexeme.kind == KEYWORD and lexeme.text == "|"]
    return [spaced(lexemes[left + 1 : right]) for left, right in pairwise(bars)]
