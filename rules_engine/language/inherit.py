"""Filling a rulebook: its statements to IR, what it inherits, and what it takes back of that."""

from __future__ import annotations

import attrs

from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.depth import MAX_DEPTH
from rules_engine.ir.rulebook import Rule, Validity, Withdrawal
from rules_engine.language.books import Book, Library
from rules_engine.language.clauses import each_once, first, validity
from rules_engine.language.context import (
    MAX_RULES,
    Context,
    Scope,
    Surface,
    Written,
    subtrees,
    words,
)
from rules_engine.language.declare import declare
from rules_engine.language.lower import lower_statements
from rules_engine.language.outcomes import lower_outcome
from rules_engine.language.parse import Parsed

ALWAYS = Validity()


def lower_book(library: Library, book: Book) -> None:
    """Fill a book: names first, then coverage and rules, then what it inherits. Its parent is already filled."""
    parent = library.books[book.chain[1]] if len(book.chain) > 1 else None
    book.scope = parent.scope.child() if parent else Scope()
    if parent:
        book.default = parent.default
        book.parent_values = {**parent.parent_values, **parent.all_values()}
    _head(library, book)
    declare(library, book)
    chains = _chains(library, book, parent)
    if _fits(library, book, parent):
        lower_statements(library, book, chains)
    _join_inherited(library, book, [*parent.inherited, *parent.rules] if parent else [])


def _fits(library: Library, book: Book, parent: Book | None) -> bool:
    """Return whether there are not too many rules, those inherited counted; the first that is too many is recorded."""
    room = MAX_RULES - (len(parent.inherited) + len(parent.rules) if parent else 0)
    own = [(parsed, statement) for parsed, statement in book.statements if statement.data == "rule"]
    if len(own) > room:
        parsed, statement = own[max(room, 0)]
        ctx = library.context(parsed, book.scope)
        ctx.note("rulebook-too-large", subtrees(statement)[0], found=book.name, limit=MAX_RULES)
    return len(own) <= room


def _head(library: Library, book: Book) -> None:
    ctx = library.context(book.parsed, book.scope)
    each_once(ctx, subtrees(book.head))
    book.default = lower_outcome(ctx, book.clauses("default"), book.default)
    for clause in book.clauses("applies"):
        written = Written(book.parsed.file, book.parsed.text, subtrees(clause)[0])
        book.scope.applies = (*book.scope.applies, written)
    for clause in book.clauses("default_counting"):
        book.scope.counting = Written(book.parsed.file, book.parsed.text, subtrees(clause)[0])


# --- the order of processing ------------------------------------------------------------------------------------------


def _chains(library: Library, book: Book, parent: Book | None) -> dict[str, tuple[str, ...]]:
    """Return for each rule the rules that come before it, nearest first; records unknown names and circles."""
    inherited = {rule.name: rule.after for rule in (*parent.inherited, *parent.rules)} if parent else {}
    direct: dict[str, str] = {}
    clauses: dict[str, tuple[Parsed, Surface]] = {}
    own = [(parsed, s) for parsed, s in book.statements if s.data == "rule"]
    names = {words(subtrees(s)[0]) for _, s in own} | set(inherited)
    for parsed, statement in own:
        clause = first(subtrees(statement), "applies_after")
        if clause is not None:
            name = words(subtrees(statement)[0])
            direct[name], clauses[name] = words(subtrees(clause)[0]), (parsed, clause)
    chains, rings = dict(inherited), _rings(direct)
    for name, (parsed, clause) in clauses.items():
        chains[name] = _chain(library.context(parsed, book.scope), clause, name, direct, inherited, names, rings)
    return chains


def _chain(
    ctx: Context,
    clause: Surface,
    name: str,
    direct: dict[str, str],
    inherited: dict[str, tuple[str, ...]],
    names: set[str],
    rings: set[str],
) -> tuple[str, ...]:
    found: dict[str, None] = {}
    at = name
    while at in direct and len(found) <= MAX_DEPTH + 1:
        at = direct[at]
        if at not in names:
            ctx.note("unknown-rule", subtrees(clause)[0], found=at, help=nearest(at, names))
            return tuple(found)
        if at == name or at in found:
            ctx.note("circle", subtrees(clause)[0], found=at)
            return tuple(found)
        found[at] = None
    if len(found) > MAX_DEPTH and name in rings:
        ctx.note("circle", subtrees(clause)[0], found=name)
    whole = (*found, *inherited.get(at, ()))
    if len(whole) > MAX_DEPTH >= len(found) - 1:  # told once for a chain, where it becomes too long
        ctx.note("nested-too-deep", clause, limit=MAX_DEPTH)
    return whole[:MAX_DEPTH]


def _rings(direct: dict[str, str]) -> set[str]:
    """Return the first name of each ring of rules that come after one another."""
    seen: set[str] = set()
    heads: set[str] = set()
    for name in direct:
        path: dict[str, int] = {}
        at = name
        while at in direct and at not in seen:
            if at in path:
                heads.add(min([*path][path[at] :]))
                break
            path[at] = len(path)
            at = direct[at]
        seen |= path.keys()
    return heads


# --- one name, one rule -----------------------------------------------------------------------------------------------


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
    book.taken = taken
    book.inherited = [_without(rule, taken.get(rule.name, [])) for rule in inherited if not _is_gone(rule, taken)]


def _is_gone(rule: Rule, taken: dict[str, list[Validity]]) -> bool:
    return ALWAYS in taken.get(rule.name, [])


def _without(rule: Rule, spans: list[Validity]) -> Rule:
    return attrs.evolve(rule, withdrawn=(*rule.withdrawn, *map(Withdrawal, spans))) if spans else rule


def _withdrawn(library: Library, book: Book, names: dict[str, Rule]) -> dict[str, list[Validity]]:
    taken: dict[str, list[Validity]] = {}
    for parsed, statement in book.statements:
        if statement.data == "withdraws":
            name, *clauses = subtrees(statement)
            ctx = library.context(parsed, book.scope)
            taken.setdefault(words(name), []).append(validity(ctx, clauses))
            taken[words(name)].sort(key=repr)
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
