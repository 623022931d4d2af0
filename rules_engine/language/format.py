"""One canonical form of a rules or examples file: the same statements, in the one layout.

Only layout changes: line ends, spaces, `1 day` and `2 days`, `include` and `includes`. Nothing changes its order.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import groupby, pairwise, takewhile
from typing import Final

import attrs
from lark import Lark, Tree

from rules_engine.diagnostics.model import Diagnostic
from rules_engine.language.amounts import UNITS
from rules_engine.language.context import Surface, subtrees
from rules_engine.language.format_fill import Clause, clause_lines, on_one_line, table_lines
from rules_engine.language.format_scan import KEYWORD, Comment, Lexeme, scan
from rules_engine.language.parse import Parsed, parse

_SINGULAR: Final = {plural: singular for singular, plural in UNITS.items()}
# Statements that stand on one line when they go on one, each with the group in which such lines may follow one another.
_SHORT: Final = {
    "codes": "names",
    "term": "terms",
    "entry": "terms",
    "named_value": "values",
    "cycle_year": "cycles",
    "cycle_field": "cycles",
    "cycle_week": "cycles",
    "calendar": "calendars",
    "here": "modifiers",
    "covers": "coverage",
    "excludes": "coverage",
    "complete": "coverage",
    "withdraws": "withdrawals",
}
_WHOLE: Final = frozenset({"term", "entry", "cycle_year", "cycle_field", "cycle_week"})  # statements without clauses
_NO_CLAUSES: Final = frozenset({"name", "phrase", "value", "nothing"})
_CLAUSE_INDENT: Final = 2
_TABLE_INDENT: Final = 4
_JOINED: Final = frozenset({("from", "through"), ("on", "for")})  # clauses that share a line
_ACTIONS: Final = frozenset(
    {"deny", "return_claim", "hold", "warn", "inform"} | {"reduce", "cut_back", "downcode", "reclassify", "route"}
)


@attrs.frozen
class Formatted:
    """One file in its canonical form. diagnostics: its syntax faults; with any, `text` is the text as it was."""

    file: str
    text: str
    diagnostics: tuple[Diagnostic, ...]


def format_text(parser: Lark, file: str, text: str) -> Formatted:
    """Return the canonical form of a rules or examples file.

    parser: from `build_parser`. Result: ends with one line end, or is empty when nothing but space was there.

    >>> from rules_engine.language.parse import build_parser
    >>> print(format_text(build_parser(), "a.rules", "rule a when units is 2 unit requires code is 90837").text, end="")
    rule a
      when units is 2 units
      requires code is 90837
    """
    parsed = parse(parser, file, text)
    if parsed.diagnostics:
        return Formatted(file, text, parsed.diagnostics)
    collected = gc.isenabled()
    gc.disable()  # as in `parse`: nothing of this is garbage before the end
    try:
        return Formatted(file, _laid_out(parsed), ())
    finally:
        if collected:
            gc.enable()


def _laid_out(parsed: Parsed) -> str:
    lexemes, rest = scan(parsed)
    _settle_words(lexemes)
    lines = _file_lines(_statements(parsed.tree, lexemes), rest)
    return "".join(line + "\n" for line in lines)


def _settle_words(lexemes: Sequence[Lexeme]) -> None:
    counted = lexemes[0] if lexemes else None
    for before, after in pairwise(lexemes):
        counted = before if before.text != "business" else counted
        if after.kind == "UNIT":
            plural = UNITS.get(after.text, after.text)
            after.text = _SINGULAR.get(plural, plural) if _is_one(counted) else plural
        elif after.kind == KEYWORD and after.text in ("include", "includes"):
            after.text = "include" if _is_plural(before) else "includes"


def _is_one(before: Lexeme | None) -> bool:
    """Return whether one of a unit follows: `1 day`, `a business day`, `the first business day`."""
    if before is None or before.kind != "NUMBER":
        return before is not None and before.kind == KEYWORD and before.text in ("a", "first", "last")
    return Decimal(before.text) == 1


def _is_plural(lexeme: Lexeme) -> bool:
    return lexeme.kind == "WORD" and lexeme.text.endswith("s") and not lexeme.text.endswith(("ss", "us", "is"))


# --- from the tree: where lines begin -------------------------------------------------------------------------------


@attrs.define
class _Statement:
    """One statement. above: comment lines that belong to it; below: those that belong to the one before it."""

    kind: str
    clauses: list[Clause]
    above: Sequence[Comment] = ()
    below: Sequence[Comment] = ()

    @property
    def lexemes(self) -> list[Lexeme]:
        """Return the lexemes of all clauses."""
        return [lexeme for clause in self.clauses for lexeme in clause.lexemes]

    @property
    def one_line(self) -> str | None:
        """Return the statement as one line, or None when it has several."""
        return on_one_line(self.lexemes, 0) if self.kind in _SHORT else None


def _statements(tree: Surface, lexemes: Iterable[Lexeme]) -> list[_Statement]:
    """Cut the run of lexemes where the tree has statements, clauses and table rows."""
    begins = {start: (kind, indent) for start, kind, indent in _begins(tree)}
    parts = frozenset(_parts(tree))
    found: list[_Statement] = []
    for lexeme in lexemes:
        kind, indent = begins.get(lexeme.start, ("", 0))
        if kind and indent == 0:
            found.append(_opened(kind, lexeme, parts, is_first=not found))
        elif kind and not _is_joined(found[-1].clauses[-1], kind, lexeme):
            found[-1].clauses.append(Clause(kind, indent, [lexeme], parts))
        else:
            clause = found[-1].clauses[-1]
            clause.lexemes.append(lexeme)
            clause.kind = kind or clause.kind
    return found


def _begins(tree: Surface) -> Iterator[tuple[int, str, int]]:
    """Give offset, kind and indentation of all that begins a line."""
    for statement in subtrees(tree):
        yield statement.meta.start_pos, str(statement.data), 0
        for clause in _clauses(statement):
            yield clause.meta.start_pos, str(clause.data), _CLAUSE_INDENT
            for row in _rows(clause):
                yield row.meta.start_pos, str(row.data), _TABLE_INDENT


def _clauses(statement: Surface) -> list[Surface]:
    if statement.data in _WHOLE:
        return []
    held = statement.children[2:] if statement.data == "named_value" else statement.children
    return [child for child in held if isinstance(child, Tree) and child.data not in _NO_CLAUSES]


def _rows(clause: Surface) -> list[Surface]:
    """Return what begins a line of its own below a clause: the rows of a table or of a reference."""
    if clause.data == "rows":
        return subtrees(clause)
    return [row for table in subtrees(clause) if table.data == "table" for row in subtrees(table)]


def _parts(tree: Surface) -> Iterator[int]:
    """Give the offset of each consequence after the first, and of all that is said of a clause of a source."""
    for statement in subtrees(tree):
        for clause in _clauses(statement):
            if clause.data in ("otherwise", "default"):
                yield from (b.meta.start_pos for a, b in pairwise(subtrees(clause)) if not _stays(a, b))
            elif clause.data == "clause":
                parts = subtrees(clause)
                yield from (each.meta.start_pos for each in parts[:1])
                yield from (b.meta.start_pos for a, b in pairwise(parts) if not _stays(a, b))


def _stays(before: Surface, after: Surface) -> bool:
    """Return whether a part stays with the one before it: an adjustment with its action, a last day with its first."""
    if after.data == "adjustment":
        return before.data in _ACTIONS
    return (before.data, after.data) in _JOINED


def _is_joined(before: Clause, kind: str, lexeme: Lexeme) -> bool:
    return (before.kind, kind) in _JOINED and not lexeme.above and not before.lexemes[-1].beside


def _opened(kind: str, first: Lexeme, parts: frozenset[int], is_first: bool) -> _Statement:
    below, above = ((), first.above) if is_first else _shared_out(first.above)
    first.above = ()
    return _Statement(kind, [Clause(kind, 0, [first], parts)], above, below)


def _shared_out(comments: Sequence[Comment]) -> tuple[Sequence[Comment], Sequence[Comment]]:
    """Return the comment lines that belong to the statement above (indented, no blank line) and to what follows."""
    below = list(takewhile(lambda comment: comment.is_indented and not comment.blank, comments))
    return below, comments[len(below) :]


# --- to lines -------------------------------------------------------------------------------------------------------


def _file_lines(statements: Sequence[_Statement], rest: Sequence[Comment]) -> Iterator[str]:
    before: _Statement | None = None
    for statement in statements:
        yield from _indented(statement.below)
        if before is not None and not _are_together(before, statement):
            yield ""
        yield from _paragraphs(statement.above)
        if statement.above and statement.lexemes[0].blank:
            yield ""
        yield from _statement_lines(statement)
        before = statement
    below, last = _shared_out(rest) if statements else ((), rest)
    yield from _indented(below)
    if statements and last:
        yield ""
    yield from _paragraphs(last)


def _indented(comments: Iterable[Comment]) -> Iterator[str]:
    return (" " * _CLAUSE_INDENT + comment.text for comment in comments)


def _paragraphs(comments: Sequence[Comment]) -> Iterator[str]:
    for index, comment in enumerate(comments):
        if index and comment.blank:
            yield ""
        yield comment.text


def _are_together(before: _Statement, after: _Statement) -> bool:
    """Return whether two short statements of a group stay without a blank line, as they were written."""
    if before.kind not in _SHORT or _SHORT[before.kind] != _SHORT.get(after.kind):
        return False
    is_apart = after.lexemes[0].blank or any(comment.blank for comment in after.above) or bool(after.below)
    return not is_apart and before.one_line is not None and after.one_line is not None


def _statement_lines(statement: _Statement) -> Iterator[str]:
    one_line = statement.one_line
    if one_line is not None:
        yield one_line
        return
    for is_table, clauses in groupby(statement.clauses, key=lambda clause: clause.is_row):
        if is_table:
            yield from table_lines(list(clauses))
        else:
            for clause in clauses:
                yield from clause_lines(clause)
