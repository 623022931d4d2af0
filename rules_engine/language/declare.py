"""The names that a rulebook defines, whatever their order: sets, terms, entries, cycles, values, references."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import PurePosixPath
from typing import Any, Final

import attrs

from rules_engine.ir.nodes import BusinessCalendar, Condition, CountOf
from rules_engine.ir.rulebook import Clause, DatedValue, Meaning, Source
from rules_engine.ir.types import DATE, Type, TypeKind
from rules_engine.language.amounts import WEEKDAYS, day, whole
from rules_engine.language.books import Book, Library
from rules_engine.language.clauses import citations, each_once, gather, overlap, scope_of, validity, whens
from rules_engine.language.context import (
    CodeSet,
    Context,
    CycleWord,
    FaultError,
    Surface,
    Written,
    subtrees,
    tokens,
    unquoted,
    words,
)
from rules_engine.language.coverage import CODE
from rules_engine.language.named_values import fold, joined
from rules_engine.language.parse import Parsed
from rules_engine.language.references import declare_reference
from rules_engine.language.values import code_values, opened

_MODIFIER: Final = Type(TypeKind.SYMBOL, "modifier")
_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS_OF_MONTHS: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def declare(library: Library, book: Book) -> None:
    """Note every name that the book defines; faults are recorded."""
    own: dict[tuple[str, str], str] = {}
    for parsed, statement in book.statements:
        if statement.data in _NAMED and statement.data != "named_value":
            _once(library.context(parsed, book.scope), own, statement)
    for parsed, statement in book.statements:
        declaration = _DECLARE.get(str(statement.data))
        if declaration is not None:
            declaration(library.context(parsed, book.scope), book, statement)
    _declare_sets(library, book, [pair for pair in book.statements if pair[1].data == "codes"])
    for parsed, statement in book.statements:
        if statement.data == "named_value":
            _value(library.context(parsed, book.scope), book, statement)
        elif statement.data == "here":
            _here(library.context(parsed, book.scope), book, statement)


def _once(ctx: Context, own: dict[tuple[str, str], str], statement: Surface) -> None:
    """A name stands for one thing of its kind."""
    name = words(subtrees(statement)[0])
    what = _NAMED[str(statement.data)]
    if (what, name) in own:
        ctx.note("name-twice", statement, what=what, found=name, other=own[(what, name)])
    own[(what, name)] = f"{ctx.file}:{ctx.span(statement).line}"


# --- one kind of statement after another ------------------------------------------------------------------------------


def _source(ctx: Context, book: Book, tree: Surface) -> None:
    clauses = subtrees(tree)[1:]
    each_once(ctx, clauses)
    texts = {str(c.data): unquoted(tokens(c)[0]) for c in clauses if c.data in ("publisher", "link")}
    days = dict(gather(lambda c: (str(c.data), day(ctx, tokens(c)[0])), [c for c in clauses if c.data in _SOURCE_DAYS]))
    name = words(subtrees(tree)[0])
    if not any(c.data == "checked" for c in clauses):
        ctx.note("not-checked", tree, found=name)
    levels = [str(c.data).removeprefix("confidence_") for c in clauses if str(c.data).startswith("confidence_")]
    level = levels[0] if levels else "high"
    book.scope.sources[name] = Source(
        name=name,
        title=unquoted(tokens(tree)[0]),
        publisher=texts.get("publisher", ""),
        link=texts.get("link", ""),
        checked=days.get("checked"),
        confidence=level,
        clauses=gather(
            lambda c: _clause(ctx, c, days.get("checked"), level), [c for c in clauses if c.data == "clause"]
        ),
        superseded=days.get("superseded"),
    )


def _clause(ctx: Context, tree: Surface, checked: date | None, level: str) -> Clause:
    """Return a clause; what it does not say of its reading is that of its source."""
    parts = subtrees(tree)
    each_once(ctx, parts)
    days = {str(p.data): day(ctx, tokens(p)[0]) for p in parts if p.data in ("last_seen", "read", "told")}
    texts = {str(p.data): unquoted(tokens(p)[0]) for p in parts if p.data in ("fact_id", "unruled")}
    if "read" in days and "told" in days:
        ctx.note("clause-twice", tree, found="read or told")
    held = validity(ctx, parts)
    return Clause(
        name=unquoted(tokens(tree)[0]),
        says=unquoted(tokens(tree)[1]),
        from_day=held.from_day,
        through_day=held.through_day,
        last_seen=days.get("last_seen"),
        read=days.get("read") or days.get("told") or checked,
        confidence="high" if "read" in days else "medium" if "told" in days else level,
        fact=texts.get("fact_id", ""),
        unruled=texts.get("unruled", ""),
    )


_SOURCE_DAYS: Final = ("checked", "superseded")


def _term(ctx: Context, book: Book, tree: Surface) -> None:
    name, body = subtrees(tree)
    book.scope.terms[words(name)] = Written(ctx.file, ctx.text, body)


def _entry(ctx: Context, book: Book, tree: Surface) -> None:
    name = subtrees(tree)[0]
    if words(name) in ctx.vocabulary.kinds:
        ctx.note("name-twice", name, what="entry", found=words(name), other="the vocabulary")
    book.scope.entries[words(name)] = Written(ctx.file, ctx.text, tree)


def _record(ctx: Context, book: Book, tree: Surface) -> None:
    book.scope.records[words(subtrees(tree)[0])] = Written(ctx.file, ctx.text, tree)


def _cycle(ctx: Context, book: Book, tree: Surface) -> None:
    name = words(subtrees(tree)[0])
    try:
        book.scope.cycles[name] = _cycle_word(ctx, tree)
    except FaultError:
        book.scope.cycles[name] = CycleWord("year")


def _cycle_word(ctx: Context, tree: Surface) -> CycleWord:
    if tree.data == "cycle_week":
        return CycleWord("week", weekday=WEEKDAYS.index(str(tokens(tree)[0])))
    if tree.data == "cycle_field":
        phrase = subtrees(tree)[1]
        word = ctx.vocabulary.field("line", words(phrase))
        if word is None or word.type != DATE:
            raise ctx.fault(
                "unknown-field", phrase, found=words(phrase), help="a year starts on a month and day, or a date"
            )
        return CycleWord("year", start=word.name)
    name, number = tokens(tree)
    month, at = _MONTHS.index(str(name)) + 1, whole(ctx, number)
    if not 1 <= at <= _DAYS_OF_MONTHS[month - 1]:
        raise ctx.fault("bad-date", number, found=f"{name} {number}")
    return CycleWord("year", month=month, day=at)


def _calendar(ctx: Context, book: Book, tree: Surface) -> None:
    name, *clauses = subtrees(tree)
    weekends = {WEEKDAYS.index(str(t)) for c in clauses if c.data == "weekends" for t in tokens(c)}
    listed = [t for c in clauses if c.data == "holidays" for t in tokens(c)]
    holidays = gather(lambda t: day(ctx, t), listed)
    if len(weekends) == 7:
        ctx.note("no-business-day", tree, found=words(name))
    book.scope.calendars[words(name)] = BusinessCalendar(
        words(name), tuple(sorted(weekends)), tuple(sorted(set(holidays)))
    )


def _reference(ctx: Context, book: Book, tree: Surface) -> None:
    each_once(ctx, subtrees(tree))
    found = declare_reference(ctx, tree)
    if found.file:
        found = attrs.evolve(found, file=str(PurePosixPath(ctx.file).parent / found.file))
    book.scope.references[found.name] = found


def _value(ctx: Context, book: Book, tree: Surface) -> None:
    """Note a value with its days; `inherited` is what the rulebook that is extended says on each day."""
    phrase, body, *clauses = subtrees(tree)
    name = words(phrase)
    before = book.parent_values.get(name, ())
    inherited = ctx.scope.values.get(name)
    if ctx.vocabulary.field("line", name) is not None:
        ctx.note("name-twice", phrase, what="value", found=name, other="the vocabulary")
    try:
        found = fold(ctx, body, before, inherited)
        scope = scope_of(ctx, ctx.scope.applies)
    except FaultError:
        ctx.scope.values.setdefault(name, Type(TypeKind.QUANTITY))
        return
    held, cited = validity(ctx, clauses), citations(ctx, clauses)
    if not cited:
        ctx.note("no-citation", phrase, found=name)
    if any(overlap(each.validity, held) for each in book.values.get(name, ())):
        ctx.note("name-twice", phrase, what="value", found=name, other="the same rulebook, for some of the same days")
    own = [DatedValue(amount, days, cited, scope) for amount, days in joined(found.versions, held)]
    ctx.scope.values[name] = found.type
    book.values[name] = (*book.values.get(name, ()), *own)


def _here(ctx: Context, book: Book, tree: Surface) -> None:
    parts = subtrees(tree)
    values = [part for part in parts if part.data == "value"]
    phrase = next((part for part in parts if part.data == "phrase"), None)
    meaning = words(phrase) if phrase is not None else ""
    each_once(ctx, parts)
    for part in (part for part in parts if part.data == "adjustment"):
        ctx.note("unexpected-text", part, found="as", help="what a modifier means has no consequence; a rule has")
    cited = citations(ctx, parts)
    if not cited:
        ctx.note("no-citation", tree, found="here modifiers")
    try:
        items, _ = code_values(ctx, values, _MODIFIER)
        scope = _both(ctx, tree, scope_of(ctx, ctx.scope.applies), whens(ctx, parts))
    except FaultError:
        items, scope = (), None
    if meaning:
        ctx.scope.meanings.add(meaning)
    found = Meaning(items, meaning, validity(ctx, parts), cited, scope)
    for other, _ in book.meanings:
        both = sorted(set(items) & set(other.modifiers))
        if both and found.scope == other.scope and overlap(found.validity, other.validity):
            ctx.note("name-twice", tree, what="modifier", found=both[0], other="the same rulebook, for the same days")
    book.meanings.append((found, ctx.span(tree)))


def _both(ctx: Context, tree: Surface, scope: Condition | None, when: Condition | None) -> Condition | None:
    """Return what must hold for a meaning: what its rulebook is for, and what it says itself."""
    if scope is None or when is None:
        return scope or when
    return CountOf(ctx.node(tree), 2, -1, (scope, when))


# --- sets, which may be made of other sets ----------------------------------------------------------------------------


def _declare_sets(library: Library, book: Book, statements: list[tuple[Parsed, Surface]]) -> None:
    """Sets may be made of other sets: those that name only known sets come first."""
    waiting = {words(subtrees(s)[0]): (parsed, s) for parsed, s in statements}
    for name in list(waiting):
        _set_after_its_parts(library, book, name, waiting)


def _set_after_its_parts(library: Library, book: Book, name: str, waiting: dict[str, tuple[Parsed, Surface]]) -> None:
    """Declare a set once those that it names are declared; iterative, so that long chains are no matter."""
    stack = {name: None}
    while stack:
        at = next(reversed(stack))
        if at not in waiting:
            del stack[at]
            continue
        parsed, statement = waiting[at]
        needed = [each for each in _mentioned(statement) if each in waiting and each != at]
        ahead = next((each for each in needed if each not in stack), None)
        ctx = library.context(parsed, book.scope)
        if ahead is not None:
            stack[ahead] = None
            continue
        if needed or at in _mentioned(statement):
            ctx.note("circle", subtrees(statement)[0], found=at)
            book.scope.sets[at] = CodeSet((), ())
        else:
            _declare_set(ctx, book, statement)
        del waiting[at], stack[at]


def _mentioned(statement: Surface) -> list[str]:
    head = subtrees(statement)[0]
    return [words(p) for p in statement.find_data("phrase") if p is not head]


def _declare_set(ctx: Context, book: Book, statement: Surface) -> None:
    name, *parts = subtrees(statement)
    without = [v for p in parts if p.data == "without" for v in subtrees(p)]
    try:
        items, ranges = code_values(ctx, [p for p in parts if p.data == "value"], CODE)
        less, less_ranges = code_values(ctx, without, CODE)
    except FaultError:
        book.scope.sets[words(name)] = CodeSet((), ())
        return
    if without:
        items = tuple(sorted(opened(items, ranges) - opened(less, less_ranges)))
        ranges = ()
    book.scope.sets[words(name)] = CodeSet(items, ranges)


_NAMED: Final[dict[str, str]] = {
    "source": "source",
    "codes": "codes",
    "term": "term",
    "entry": "entry",
    "record": "record",
    "cycle_year": "cycle",
    "cycle_field": "cycle",
    "cycle_week": "cycle",
    "calendar": "calendar",
    "reference": "reference",
    "named_value": "value",
}
_DECLARE: Final[dict[str, Callable[[Context, Book, Any], None]]] = {
    "source": _source,
    "term": _term,
    "entry": _entry,
    "record": _record,
    "cycle_year": _cycle,
    "cycle_field": _cycle,
    "cycle_week": _cycle,
    "calendar": _calendar,
    "reference": _reference,
}
