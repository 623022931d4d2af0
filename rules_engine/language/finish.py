"""The finished rulebook: all that holds for its claims in one value, and what only shows when all is in place."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import attrs

from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Span
from rules_engine.diagnostics.suggest import nearest
from rules_engine.ir.nodes import Condition, Field, Includes, Literal, Requires, Table
from rules_engine.ir.rulebook import (
    DatedValue,
    Meaning,
    Outcome,
    Reference,
    Rule,
    Rulebook,
    Validity,
    Withdrawal,
)
from rules_engine.language.books import Book, Library
from rules_engine.language.clauses import overlap, scope_of
from rules_engine.language.context import FaultError, tokens, unquoted

_MODIFIERS = (("line", "modifiers"), ("derived", "modifier_entries"))


def overlays_of(library: Library, book: Book) -> list[Book]:
    """Return the rulebooks that extend a book for some of its claims only (`applies when`), nearest first."""
    if library.overlays is None:
        library.overlays = _all_overlays(library)
    return library.overlays.get(book.name, [])


def _all_overlays(library: Library) -> dict[str, list[Book]]:
    found: dict[str, list[Book]] = {}
    for book in sorted(library.books.values(), key=lambda each: (len(each.chain), each.name)):
        for name, above in pairwise(book.chain):
            if not library.books[name].clauses("applies"):
                break
            found.setdefault(above, []).append(book)
    return found


def finish(library: Library, book: Book, digest: str) -> Rulebook:
    """Return the finished rulebook with everything it inherits, and what its overlays add, in place."""
    overlays = overlays_of(library, book)
    rules = [*book.inherited, *book.rules]
    for each in overlays:
        rules = [*_taken_back(library, each, rules), *each.rules]
    books = [*reversed(overlays), *(library.books[name] for name in book.chain)]
    return Rulebook(
        name=book.name,
        title=unquoted(tokens(book.head)[0]),
        identifiers=tuple(unquoted(t) for c in book.clauses("identified") for t in tokens(c)),
        chain=book.chain,
        rules=tuple(sorted(rules, key=lambda r: (r.name, r.address, r.rulebook))),
        coverage=tuple(each for holder in reversed(books) for each in holder.coverage),
        sources={name: source for each in reversed(books) for name, source in each.scope.sources.items()},
        fields={name: note for each in reversed(books) for name, note in each.fields.items()},
        digest=digest,
        overlays=tuple(each.name for each in overlays),
        values=_values(books),
        meanings=tuple(meaning for each in books for meaning, _ in each.meanings),
        references={
            name: _sealed(each) for holder in reversed(books) for name, each in holder.scope.references.items()
        },
    )


def _taken_back(library: Library, overlay: Book, rules: Iterable[Rule]) -> Iterator[Rule]:
    """Yield rules without the days on which an overlay takes them back for its own claims."""
    for rule in rules:
        spans = overlay.taken.get(rule.name, [])
        if not spans or rule.rulebook not in overlay.chain[1:]:
            yield rule
            continue
        more = tuple(Withdrawal(span, _scope(library, overlay)) for span in spans)
        yield attrs.evolve(rule, withdrawn=(*rule.withdrawn, *more))


def _scope(library: Library, book: Book) -> Condition | None:
    ctx = attrs.evolve(library.context(book.parsed, book.scope), diagnostics=[])
    try:
        return scope_of(ctx, book.scope.applies)
    except FaultError:
        return None  # told where its rules are read


def _values(books: Iterable[Book]) -> Mapping[str, tuple[DatedValue, ...]]:
    found: dict[str, tuple[DatedValue, ...]] = {}
    for book in books:
        for name, versions in book.values.items():
            found[name] = (*found.get(name, ()), *versions)
    return found


def _sealed(reference: Reference) -> Reference:
    """Return a reference with the digest of the rows that are written in the rules."""
    if reference.file or reference.digest:
        return reference
    return attrs.evolve(reference, digest=rows_digest(reference))


def rows_digest(reference: Reference) -> str:
    """Return the SHA-256 over columns and rows of a reference, in hexadecimal."""
    total = hashlib.sha256(repr([name for name, _ in reference.columns]).encode())
    for row in reference.rows:
        total.update(repr([None if cell is None else str(cell) for cell in row]).encode())
    return total.hexdigest()


# --- what only shows when all rules of a book are there ---------------------------------------------------------------


def check_book(library: Library, book: Book) -> None:
    """Record rules that stand twice, gaps between versions, targets that are no tables, modifiers asked for in vain."""
    versions: dict[str, list[Rule]] = {}
    for rule in book.rules:
        for other in versions.setdefault(rule.name, []):
            if overlap(rule.validity, other.validity):
                where = f"{other.place.file}:{other.place.line}"
                library.diagnostics.append(diagnostic("rule-twice", _span(rule), found=rule.name, other=where))
        versions[rule.name].append(rule)
    for name, rules in versions.items():
        _gaps(library, name, rules)
    tables = {rule.name for rule in (*book.inherited, *book.rules) if _has_table(rule)}
    for rule in book.rules:
        _targets(library, rule, tables)
    _in_vain(library, book)


def _span(rule: Rule) -> Span:
    p = rule.place
    return Span(p.file, p.start, p.stop, p.line, p.column)


def _gaps(library: Library, name: str, rules: list[Rule]) -> None:
    """Record the days between two versions of a rule on which none of them holds."""
    known = [r for r in rules if r.validity.known_from is None and r.validity.known_through is None]
    if len({r.validity.axis for r in known}) != 1:
        return
    ordered = sorted(known, key=lambda r: r.validity.from_day or date.min)
    for before, after in pairwise(ordered):
        end, begin = before.validity.through_day, after.validity.from_day
        if before.note or after.note:
            continue  # it says why
        if end is not None and begin is not None and end < date.max and begin > end + timedelta(days=1):
            last = begin - timedelta(days=1)
            words = {"found": name, "first": end + timedelta(days=1), "last": last}
            library.diagnostics.append(diagnostic("gap-between-versions", _span(after), **words))


def _has_table(rule: Rule) -> bool:
    return any(isinstance(each, Table) for each in rule.requirements)


def _targets(library: Library, rule: Rule, tables: set[str]) -> None:
    outcomes: tuple[Outcome, ...] = (rule.outcome, *rule.guarded)
    for name in {each.target for each in outcomes if each.action == "downcode"} - tables:
        cure = nearest(name, tables) or "a code is found by the table of a rule"
        library.diagnostics.append(diagnostic("unknown-table", _span(rule), found=name, help=cure))


def _in_vain(library: Library, book: Book) -> None:
    """A modifier that changes nothing is seen by no rule, so a rule that asks for it could never be met."""
    silent = [(meaning, span) for meaning, span in book.meanings if not meaning.meaning]
    asking: dict[str, list[Rule]] = {}
    for rule in (*book.inherited, *book.rules) if silent else ():
        for modifier in set(_asked(rule)):
            asking.setdefault(modifier, []).append(rule)
    for meaning, span in silent:
        _told_in_vain(library, asking, meaning, span)


def _told_in_vain(library: Library, asking: Mapping[str, list[Rule]], meaning: Meaning, span: Span) -> None:
    told: set[int] = set()
    for modifier in sorted(meaning.modifiers):
        for rule in asking.get(modifier, ()):
            if id(rule) in told or not overlap(rule.validity, meaning.validity) or _is_out(rule, meaning.validity):
                continue
            told.add(id(rule))
            words = {"found": modifier, "rule": rule.name, "book": rule.rulebook}
            library.diagnostics.append(diagnostic("modifier-in-vain", span, **words))


def _is_out(rule: Rule, days: Validity) -> bool:
    """Return whether the rule is taken back on the first of some days."""
    at = days.from_day or date.min
    return any(
        (each.validity.from_day or date.min) <= at <= (each.validity.through_day or date.max)
        for each in rule.withdrawn
        if each.scope is None
    )


def _asked(rule: Rule) -> Iterator[str]:
    """Yield the modifiers without which some requirement of a rule cannot be met."""
    for requirement in rule.requirements:
        if not isinstance(requirement, Requires):
            continue
        test: Any = requirement.condition
        is_asked = isinstance(test, Includes) and test.least > 0 and isinstance(test.value, Field)
        if is_asked and test.value.path in _MODIFIERS:
            yield from (str(each.value) for each in test.items if isinstance(each, Literal))
