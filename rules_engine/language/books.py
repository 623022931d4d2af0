"""Files to rulebooks: which statement belongs to which book, what each book can name, what it inherits."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import PurePosixPath

import attrs

from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Diagnostic
from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Clause, Coverage, FieldNote, Outcome, Rule, Rulebook, Source, Validity
from rules_engine.ir.types import Type, TypeKind
from rules_engine.language.context import Context, FaultError, Scope, Surface, subtrees, tokens, unquoted, words
from rules_engine.language.examples import lower_example
from rules_engine.language.expressions import day
from rules_engine.language.parse import Parsed
from rules_engine.language.requirements import elements_of
from rules_engine.language.rules import each_once, lower_coverage, lower_outcome, lower_rule, validity
from rules_engine.language.values import code_values, opened
from rules_engine.language.vocabulary import Vocabulary

_CODE = Type(TypeKind.SYMBOL, "procedure code")
ALWAYS = Validity()


@attrs.define(eq=False, repr=False)
class Book:
    """One rulebook while it is compiled. statements: with the file that each stands in."""

    name: str
    head: Surface
    parsed: Parsed
    statements: list[tuple[Parsed, Surface]] = attrs.field(factory=list)
    scope: Scope = attrs.field(factory=Scope)
    default: Outcome = attrs.field(factory=lambda: Outcome(owner="biller"))
    rules: list[Rule] = attrs.field(factory=list)
    inherited: list[Rule] = attrs.field(factory=list)
    coverage: list[Coverage] = attrs.field(factory=list)
    complete: bool = False
    chain: tuple[str, ...] = ()
    fields: dict[str, FieldNote] = attrs.field(factory=dict)

    def clauses(self, data: str) -> list[Surface]:
        """Return the clauses of the rulebook statement that are called `data`."""
        return [c for c in subtrees(self.head) if c.data == data]


@attrs.define(eq=False, repr=False)
class Library:
    """All rulebooks and examples of a folder while they are compiled, with the faults found."""

    vocabulary: Vocabulary
    diagnostics: list[Diagnostic] = attrs.field(factory=list)
    books: dict[str, Book] = attrs.field(factory=dict)
    examples: list[Example] = attrs.field(factory=list)

    def context(self, parsed: Parsed, scope: Scope) -> Context:
        """Return a fresh context for one statement of a file."""
        return Context(parsed.file, parsed.text, scope, self.vocabulary, self.diagnostics)


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
        _visit(library, library.books[name], done, ())
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


def _visit(library: Library, book: Book, done: dict[str, Book], open_names: tuple[str, ...]) -> None:
    if book.name in done:
        return
    ctx = library.context(book.parsed, Scope())
    if book.name in open_names:
        ctx.note("extends-circle", book.head, found=book.name)
        return
    for clause in book.clauses("extends"):
        name = words(subtrees(clause)[0])
        parent = library.books.get(name)
        if parent is None:
            ctx.note("unknown-rulebook", clause, found=name, help=nearest(name, library.books))
            continue
        _visit(library, parent, done, (*open_names, book.name))
        if name in done:
            _inherit(book, parent)
    book.chain = (book.name, *book.chain)
    done[book.name] = book


def _inherit(book: Book, parent: Book) -> None:
    book.chain = parent.chain
    book.default = parent.default


def lower_book(library: Library, book: Book) -> None:
    """Fill a book: names first, then coverage and rules, then what it inherits. Its parent is already filled."""
    parent = library.books[book.chain[1]] if len(book.chain) > 1 else None
    book.scope = parent.scope.child() if parent else Scope()
    if parent:
        book.default, book.complete = parent.default, parent.complete
        book.coverage, book.fields = list(parent.coverage), dict(parent.fields)
    ctx = library.context(book.parsed, book.scope)
    each_once(ctx, book.clauses("extends"))
    book.default = lower_outcome(ctx, book.clauses("default"), book.default)
    _declare(library, book)
    for parsed, statement in book.statements:
        _lower_statement(library, book, parsed, statement)
    _join_inherited(library, book, [*parent.inherited, *parent.rules] if parent else [])
    _twice(library, book)


def _declare(library: Library, book: Book) -> None:
    """Note every name that the book defines, whatever their order."""
    own: dict[tuple[str, str], str] = {}
    later: list[tuple[Parsed, Surface]] = []
    for parsed, statement in book.statements:
        ctx = library.context(parsed, book.scope)
        if statement.data in ("source", "codes", "term", "record"):
            _once(ctx, own, statement)
        match statement.data:
            case "source":
                book.scope.sources[words(subtrees(statement)[0])] = _source(ctx, statement)
            case "term":
                name, body = subtrees(statement)
                book.scope.terms[words(name)] = (parsed.file, parsed.text, body)
            case "record":
                book.scope.records[words(subtrees(statement)[0])] = (parsed.file, parsed.text, statement)
            case "codes":
                later.append((parsed, statement))
    _declare_sets(library, book, later)


def _once(ctx: Context, own: dict[tuple[str, str], str], statement: Surface) -> None:
    name = words(subtrees(statement)[0])
    key = (str(statement.data), name)
    if key in own:
        ctx.note("name-twice", statement, what=statement.data, found=name, other=own[key])
    own[key] = f"{ctx.file}:{ctx.span(statement).line}"


def _declare_sets(library: Library, book: Book, statements: list[tuple[Parsed, Surface]]) -> None:
    """Sets may be made of other sets: those that name only known sets come first."""
    names = {words(subtrees(s)[0]) for _, s in statements}
    waiting = list(statements)
    while waiting:
        ready = [pair for pair in waiting if not _mentions(pair[1], names)]
        if not ready:
            _circles(library, book, waiting)
            return
        for parsed, statement in ready:
            _declare_set(library.context(parsed, book.scope), book, statement)
            names.discard(words(subtrees(statement)[0]))
        waiting = [pair for pair in waiting if pair not in ready]


def _mentions(statement: Surface, names: set[str]) -> bool:
    head = subtrees(statement)[0]
    return any(words(p) in names for p in statement.find_data("phrase") if p is not head)


def _circles(library: Library, book: Book, waiting: list[tuple[Parsed, Surface]]) -> None:
    for parsed, statement in waiting:
        name = subtrees(statement)[0]
        library.context(parsed, book.scope).note("circle", name, found=words(name))


def _declare_set(ctx: Context, book: Book, statement: Surface) -> None:
    from rules_engine.language.context import CodeSet

    name, *parts = subtrees(statement)
    without = [v for p in parts if p.data == "without" for v in subtrees(p)]
    try:
        items, ranges = code_values(ctx, [p for p in parts if p.data == "value"], _CODE)
        less, less_ranges = code_values(ctx, without, _CODE)
    except FaultError:
        book.scope.sets[words(name)] = CodeSet((), ())
        return
    if without:
        items = _minus(opened(items, ranges), opened(less, less_ranges))
        ranges = ()
    book.scope.sets[words(name)] = CodeSet(items, ranges)


def _minus(codes: set[str], less: set[str]) -> tuple[str, ...]:
    return tuple(sorted(codes - less))


def _source(ctx: Context, tree: Surface) -> Source:
    clauses = subtrees(tree)[1:]
    each_once(ctx, clauses)
    texts = {str(c.data): unquoted(tokens(c)[0]) for c in clauses if c.data in ("publisher", "link")}
    checked = next((c for c in clauses if c.data == "checked"), None)
    name = words(subtrees(tree)[0])
    if checked is None:
        ctx.note("not-checked", tree, found=name)
    levels = [str(c.data).removeprefix("confidence_") for c in clauses if str(c.data).startswith("confidence_")]
    quoted = [[unquoted(t) for t in tokens(c)] for c in clauses if c.data == "clause"]
    try:
        read = day(ctx, tokens(checked)[0]) if checked is not None else None
    except FaultError:
        read = None
    return Source(
        name,
        unquoted(tokens(tree)[0]),
        texts.get("publisher", ""),
        texts.get("link", ""),
        read,
        levels[0] if levels else "high",
        tuple(Clause(q[0], q[1]) for q in quoted),
    )


def _lower_statement(library: Library, book: Book, parsed: Parsed, statement: Surface) -> None:
    ctx = library.context(parsed, book.scope)
    try:
        match statement.data:
            case "rule":
                rule = lower_rule(ctx, statement, book.name, book.default)
                if rule is not None:
                    book.rules.append(rule)
            case "covers" | "excludes":
                found = lower_coverage(ctx, statement, book.name, book.default)
                if found is not None:
                    book.coverage.append(found)
            case "complete":
                book.complete = True
            case "term":
                _check_term(ctx, statement)
            case "record":
                elements_of(ctx, statement)
    except FaultError:
        pass
    book.fields.update({key: word.note for key, word in ctx.fields.items()})


def _check_term(ctx: Context, statement: Surface) -> None:
    from rules_engine.language.conditions import condition

    name, body = subtrees(statement)
    condition(ctx.within_term(words(name), ctx.file, ctx.text), body)


# --- one name, one rule ---------------------------------------------------------------------------


def _join_inherited(library: Library, book: Book, inherited: list[Rule]) -> None:
    """Inherited rules hold but on the days for which this book withdraws or replaces them."""
    names = {rule.name: rule for rule in inherited}
    taken = _withdrawn(library, book, names)
    gone = {name for name, spans in taken.items() if ALWAYS in spans}
    for parsed, statement in book.statements:
        if statement.data == "rule":
            _check_hiding(library.context(parsed, book.scope), statement, names, gone)
    for rule in book.rules:
        taken.setdefault(rule.name, []).append(rule.validity)
    book.inherited = [
        _without(rule, taken.get(rule.name, [])) for rule in inherited if ALWAYS not in taken.get(rule.name, [])
    ]


def _without(rule: Rule, spans: list[Validity]) -> Rule:
    return attrs.evolve(rule, withdrawn=(*rule.withdrawn, *spans)) if spans else rule


def _withdrawn(library: Library, book: Book, names: dict[str, Rule]) -> dict[str, list[Validity]]:
    taken: dict[str, list[Validity]] = {}
    for parsed, statement in book.statements:
        if statement.data == "withdraws":
            name, *clauses = subtrees(statement)
            ctx = library.context(parsed, book.scope)
            taken.setdefault(words(name), []).append(validity(ctx, clauses))
            if words(name) not in names:
                ctx.note("unknown-rule", name, found=words(name), help=nearest(words(name), names))
    return taken


def _check_hiding(ctx: Context, statement: Surface, names: dict[str, Rule], gone: set[str]) -> None:
    name, *clauses = subtrees(statement)
    replaces = any(c.data == "replaces" for c in clauses)
    known = words(name) in names and words(name) not in gone
    if known and not replaces:
        ctx.note("hides-inherited", name, found=words(name), other=names[words(name)].rulebook)
    if replaces and not known:
        ctx.note("replaces-nothing", name, found=words(name))


def _twice(library: Library, book: Book) -> None:
    seen: dict[str, list[Rule]] = {}
    for rule in book.rules:
        for other in seen.setdefault(rule.name, []):
            if _overlap(rule, other):
                where = f"{other.place.file}:{other.place.line}"
                span = _span(rule)
                library.diagnostics.append(diagnostic("rule-twice", span, found=rule.name, other=where))
        seen[rule.name].append(rule)


def _span(rule: Rule):  # type: ignore[no-untyped-def]
    from rules_engine.diagnostics.model import Span

    p = rule.place
    return Span(p.file, p.start, p.stop, p.line, p.column)


def _overlap(one: Rule, other: Rule) -> bool:
    a, b = one.validity, other.validity
    if a.axis != b.axis:
        return False
    apart = _apart(a.from_day, a.through_day, b.from_day, b.through_day)
    return not apart and not _apart(a.known_from, a.known_through, b.known_from, b.known_through)


def _apart(first: date | None, last: date | None, other_first: date | None, other_last: date | None) -> bool:
    """Return whether two spans have no day in common; an end that is None is open."""
    after = first is not None and other_last is not None and first > other_last
    return after or (last is not None and other_first is not None and last < other_first)


def finish(book: Book, digest: str) -> Rulebook:
    """Return the finished rulebook with everything it inherits in place."""
    identified = tuple(unquoted(t) for c in book.clauses("identified") for t in tokens(c))
    return Rulebook(
        name=book.name,
        title=unquoted(tokens(book.head)[0]),
        identifiers=identified,
        chain=book.chain,
        rules=tuple(sorted((*book.inherited, *book.rules), key=lambda r: (r.name, r.address))),
        coverage=tuple(book.coverage),
        complete=book.complete,
        sources=dict(book.scope.sources),
        fields=dict(book.fields),
        digest=digest,
    )


__all__ = ["Book", "Library", "collect", "finish", "lower_book", "order"]
