"""Files to rulebooks: which statement belongs to which book, and which book extends which."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import PurePosixPath

import attrs

from rules_engine.diagnostics.model import Diagnostic, Span
from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.depth import MAX_DEPTH
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Coverage, DatedValue, FieldNote, Meaning, Outcome, Rule, Validity
from rules_engine.language.context import Context, Scope, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.examples import lower_example
from rules_engine.language.parse import Parsed
from rules_engine.language.parts import Parts
from rules_engine.language.vocabulary import Vocabulary


@attrs.define(eq=False, repr=False)
class Book:
    """One rulebook while it is compiled. statements: with the file that each stands in.

    taken: the days on which it withdraws or replaces rules that it inherits. values, meanings, coverage: its own.
    """

    name: str
    head: Surface
    parsed: Parsed
    statements: list[tuple[Parsed, Surface]] = attrs.field(factory=list)
    scope: Scope = attrs.field(factory=Scope)
    default: Outcome = attrs.field(factory=lambda: Outcome(owner="biller"))
    rules: list[Rule] = attrs.field(factory=list)
    inherited: list[Rule] = attrs.field(factory=list)
    taken: dict[str, list[Validity]] = attrs.field(factory=dict)
    coverage: list[Coverage] = attrs.field(factory=list)
    values: dict[str, tuple[DatedValue, ...]] = attrs.field(factory=dict)
    parent_values: dict[str, tuple[DatedValue, ...]] = attrs.field(factory=dict)
    meanings: list[tuple[Meaning, Span]] = attrs.field(factory=list)
    chain: tuple[str, ...] = ()
    fields: dict[str, FieldNote] = attrs.field(factory=dict)

    def all_values(self) -> dict[str, tuple[DatedValue, ...]]:
        """Return its own named values, each with the versions that it inherits behind its own."""
        return {name: _seen((*own, *self.parent_values.get(name, ()))) for name, own in self.values.items()}

    def clauses(self, data: str) -> list[Surface]:
        """Return the clauses of the rulebook statement that are called `data`."""
        return [c for c in subtrees(self.head) if c.data == data]


def _seen(versions: tuple[DatedValue, ...]) -> tuple[DatedValue, ...]:
    """Leave out versions that one before them hides on all their days; the first that holds counts."""
    kept: list[DatedValue] = []
    for each in versions:
        if not any(_hides(before, each) for before in kept):
            kept.append(each)
    return tuple(kept)


def _hides(one: DatedValue, other: DatedValue) -> bool:
    mine, its = one.validity, other.validity
    if one.scope is not None or mine.path != its.path:
        return False
    spans = (
        (mine.from_day, mine.through_day, its.from_day, its.through_day),
        (mine.known_from, mine.known_through, its.known_from, its.known_through),
    )
    return all(_holds_whole(*span) for span in spans)


def _holds_whole(begin: date | None, end: date | None, other_begin: date | None, other_end: date | None) -> bool:
    """Return whether a span holds all days of another; an end that is None is open."""
    from_first = begin is None or (other_begin is not None and begin <= other_begin)
    return from_first and (end is None or (other_end is not None and other_end <= end))


@attrs.define(eq=False, repr=False)
class Library:
    """All rulebooks and examples of a folder while they are compiled, with the faults found.

    parts: what is known of single files from the last time. read: reads a file of which only the outline was read.
    deepest: how deep conditions and values nest at most. overlays: by the book that they extend, once looked for.
    """

    vocabulary: Vocabulary
    parts: Parts | None
    read: Callable[[str], Parsed]
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    books: dict[str, Book] = attrs.field(factory=dict)
    examples: list[Example] = attrs.field(factory=list)
    deepest: list[int] = attrs.field(factory=lambda: [0])
    overlays: dict[str, list[Book]] | None = None

    def context(self, parsed: Parsed, scope: Scope) -> Context:
        """Return a fresh context for one statement of a file."""
        return Context(parsed.file, parsed.text, scope, self.vocabulary, self.diagnostics, self.deepest)


def collect(library: Library, files: Iterable[Parsed]) -> None:
    """Give every statement to its rulebook: the one above it in its file, else the only one of its folder."""
    folders: dict[str, list[Book]] = {}
    loose: list[tuple[str, Parsed, Surface]] = []
    for parsed in files:
        folder = str(PurePosixPath(parsed.file).parent)
        current: Book | None = None
        for statement in subtrees(parsed.tree):
            if statement.data == "rulebook":
                current = _open(library, parsed, statement)
                folders.setdefault(folder, []).append(current)
            elif statement.data == "example":
                if library.parts is None or not library.parts.is_outlined(parsed):
                    _example(library, parsed, statement)
            elif current is not None:
                current.statements.append((parsed, statement))
            else:
                loose.append((folder, parsed, statement))
    for folder, parsed, statement in loose:
        _give(library, folders.get(folder, []), parsed, statement)


def _open(library: Library, parsed: Parsed, head: Surface) -> Book:
    name = words(subtrees(head)[0])
    if name in library.books:
        ctx = library.context(parsed, Scope())
        ctx.note("name-twice", subtrees(head)[0], what="rulebook", found=name, other=library.books[name].parsed.file)
    book = Book(name, head, parsed)
    library.books[name] = book
    return book


def _example(library: Library, parsed: Parsed, statement: Surface) -> None:
    found = lower_example(library.context(parsed, Scope()), statement)
    if found is not None:
        library.examples.append(found)


def _give(library: Library, books: list[Book], parsed: Parsed, statement: Surface) -> None:
    if len(books) == 1:
        books[0].statements.append((parsed, statement))
        return
    ctx = library.context(parsed, Scope())
    ctx.note("two-rulebooks" if books else "no-rulebook", statement)


# --- inheritance ----------------------------------------------------------------------------------


def order(library: Library) -> list[Book]:
    """Return the books so that each comes after the one it extends; records unknown parents and circles."""
    done: dict[str, Book] = {}
    for name in sorted(library.books):
        _after_its_parents(library, library.books[name], done)
    _one_payer_one_book(library)
    return list(done.values())


def _one_payer_one_book(library: Library) -> None:
    """Two books that one payer id identifies would leave it to chance which of them judges a claim."""
    owners: dict[str, Book] = {}
    for book in library.books.values():
        for mark in (t for clause in book.clauses("identified") for t in tokens(clause)):
            other = owners.setdefault(unquoted(mark).strip().upper(), book)
            if other is not book:
                ctx = library.context(book.parsed, Scope())
                ctx.note("name-twice", mark, what="payer", found=unquoted(mark), other=f"rulebook {other.name}")


def _after_its_parents(library: Library, book: Book, done: dict[str, Book]) -> None:
    """Put a book behind those that it extends, nearest last; iterative, so that long chains are no matter."""
    line: dict[str, tuple[Book, Surface | None]] = {}
    at: Book | None = book
    while at is not None and at.name not in done:
        if at.name in line:
            library.context(at.parsed, Scope()).note("extends-circle", at.head, found=at.name)
            break
        parent, clause = _parent(library, at)
        line[at.name] = (at, clause)
        at = parent
    for each, clause in reversed(line.values()):
        each.chain = (each.name, *_chain(library, each, clause, done))
        done[each.name] = each


def _parent(library: Library, book: Book) -> tuple[Book | None, Surface | None]:
    """Return which book a book extends, and the clause that says so; a name that is not known is recorded."""
    for clause in book.clauses("extends"):
        name = words(subtrees(clause)[0])
        if name in library.books:
            return library.books[name], clause
        ctx = library.context(book.parsed, Scope())
        ctx.note("unknown-rulebook", clause, found=name, help=nearest(name, library.books))
    return None, None


def _chain(library: Library, book: Book, clause: Surface | None, done: dict[str, Book]) -> tuple[str, ...]:
    """Return the names of the books that a book extends; a chain that is too long is recorded and cut."""
    parent = done.get(words(subtrees(clause)[0])) if clause is not None else None
    if parent is None:
        return ()
    if clause is not None and len(parent.chain) >= MAX_DEPTH:
        library.context(book.parsed, Scope()).note("nested-too-deep", clause, limit=MAX_DEPTH)
        return ()
    return parent.chain
