"""The statements of a rulebook to IR, file by file; of a file that has not changed, what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Final

from rules_engine.language.books import Book, Library
from rules_engine.language.conditions import condition
from rules_engine.language.context import Context, FaultError, Meaning, Surface, Written, subtrees, words
from rules_engine.language.coverage import lower_coverage
from rules_engine.language.parse import Parsed
from rules_engine.language.parts import Lowered, surroundings
from rules_engine.language.requirements import elements_of
from rules_engine.language.rules import lower_rule
from rules_engine.language.selections import entries_named

_DEFINITIONS: Final = ("term", "entry", "record")
Chains = Mapping[str, tuple[str, ...]]


def lower_statements(library: Library, book: Book, chains: Chains) -> None:
    """Fill a book whose names are declared with its rules and coverage. chains: what comes before each rule."""
    around = surroundings(book.scope, book.name, book.default) if library.parts is not None else ""
    meanings: dict[tuple[str, str, bool], Meaning] = {}
    for _, pairs in groupby(book.statements, key=lambda pair: id(pair[0])):
        held = [*pairs]
        parsed, statements = held[0][0], [statement for _, statement in held]
        found = _known(library, parsed, statements, around, chains)
        if found is None:
            found = _lower(library, book, parsed, statements, chains, meanings, around)
        book.rules += found.rules
        book.coverage += found.coverage
        book.fields.update(found.fields)


def _key(library: Library, parsed: Parsed, statements: list[Surface], around: str, chains: Chains) -> str:
    assert library.parts is not None
    names = [words(subtrees(each)[0]) for each in statements if each.data == "rule"]
    after = [(name, chains[name]) for name in names if name in chains]
    return library.parts.key_of(parsed, (around, [each.meta.start_pos for each in statements], after))


def _known(library: Library, parsed: Parsed, statements: list[Surface], around: str, chains: Chains) -> Lowered | None:
    """Return what statements of a file were lowered to the last time, when nothing changed that they depend on."""
    if library.parts is None:
        return None
    found = library.parts.lowered(_key(library, parsed, statements, around, chains))
    if found is not None:
        library.diagnostics += found.diagnostics
        library.deepest[0] = max(library.deepest[0], found.deepest)
    return found


def _lower(
    library: Library,
    book: Book,
    parsed: Parsed,
    statements: list[Surface],
    chains: Chains,
    meanings: dict[tuple[str, str, bool], Meaning],
    around: str,
) -> Lowered:
    """Lower the statements of a file, and keep what comes of it."""
    told, deepest = len(library.diagnostics), library.deepest[0]
    library.deepest[0] = 0
    whole = _whole(library, parsed, statements)
    made = Lowered([], [], {}, [], 0)
    for statement in whole:
        _lower_statement(library.context(parsed, book.scope), book, statement, chains, meanings, made)
    made.diagnostics += library.diagnostics[told:]
    made.deepest = library.deepest[0]
    library.deepest[0] = max(deepest, made.deepest)
    if library.parts is not None:
        library.parts.keep_lowered(_key(library, parsed, statements, around, chains), made)
    return made


def _whole(library: Library, parsed: Parsed, statements: list[Surface]) -> list[Surface]:
    """Return statements as they are written; those of which only the outline was read are read now."""
    if library.parts is None or not library.parts.is_outlined(parsed):
        return statements
    read = {each.meta.start_pos: each for each in subtrees(library.read(parsed.file).tree)}
    return [read[each.meta.start_pos] for each in statements]


def _lower_statement(
    ctx: Context,
    book: Book,
    statement: Surface,
    chains: Chains,
    meanings: dict[tuple[str, str, bool], Meaning],
    made: Lowered,
) -> None:
    try:
        if statement.data == "rule":
            ctx.after = chains.get(words(subtrees(statement)[0]), ())
            rule = lower_rule(ctx, statement, book.name, book.default)
            made.rules += [rule] if rule is not None else []
        elif statement.data in ("covers", "excludes", "complete"):
            found = lower_coverage(ctx, statement, book.name, book.default)
            made.coverage += [found] if found is not None else []
        elif statement.data in _DEFINITIONS:
            ctx.meanings = meanings
            _check_definition(ctx, statement)
    except FaultError:
        pass
    made.fields.update({key: word.note for key, word in ctx.fields.items()})


def _check_definition(ctx: Context, statement: Surface) -> None:
    """Read what a name stands for, so that its faults are told though no rule uses it."""
    name = subtrees(statement)[0]
    written = Written(ctx.file, ctx.text, statement)
    match statement.data:
        case "term":
            condition(ctx.within(words(name), written), subtrees(statement)[1])
        case "entry":
            entries_named(ctx, name, statement)
        case "record":
            elements_of(ctx, statement)
