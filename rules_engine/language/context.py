"""What a pass over one rule carries: the names in scope, the faults found, the side tables being filled."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import attrs
from lark import Token, Tree

from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Diagnostic, Span
from rules_engine.ir.depth import MAX_DEPTH, make_room
from rules_engine.ir.nodes import BusinessCalendar
from rules_engine.ir.rulebook import Reference, Source
from rules_engine.ir.types import Type
from rules_engine.language.vocabulary import FieldWord, Vocabulary

Surface = Tree[Token]
_COMMENT: Final = re.compile(r'("[^"\n]*")|#[^\n]*')
MAX_PARTS: Final = 20_000
MAX_ELEMENTS: Final = 1_000_000
MAX_RULES: Final = 100_000
T = TypeVar("T")


class FaultError(Exception):
    """Leaves a clause that has a fault; the fault is already recorded, the next clause goes on."""


class TooLargeError(FaultError):
    """Leaves a whole clause: its meaning has too many parts to go on with any of them."""


@attrs.frozen(eq=False, repr=False)
class CodeSet:
    """A named set of codes: single codes and spans of codes."""

    items: tuple[str, ...]
    ranges: tuple[tuple[str, str], ...]


@attrs.frozen(eq=False, repr=False)
class Meaning:
    """What a name was found to stand for, or its fault: how deep it nests, and how many parts it has."""

    node: Any
    fault: FaultError | None
    height: int
    parts: int


@attrs.frozen(eq=False, repr=False)
class Written:
    """A piece of a rule file that is read where it is named: its file, the text of that, and the piece."""

    file: str
    text: str
    tree: Surface


@attrs.frozen(eq=False, repr=False)
class CycleWord:
    """A named cycle. unit: "year" or "week". start: the field whose month and day begin a year, or empty."""

    unit: str
    month: int = 1
    day: int = 1
    weekday: int = 0
    start: str = ""


@attrs.define(eq=False, repr=False)
class Scope:
    """Names that statements of one rulebook can use: its own and those it inherits.

    values: named values with their types. meanings: what modifiers may mean. ignored: modifiers that change nothing.
    counting: which earlier lines limits count, if the rulebook says so. applies: for which claims the rulebook holds.
    """

    sets: dict[str, CodeSet] = attrs.field(factory=dict)
    terms: dict[str, Written] = attrs.field(factory=dict)
    entries: dict[str, Written] = attrs.field(factory=dict)
    records: dict[str, Written] = attrs.field(factory=dict)
    sources: dict[str, Source] = attrs.field(factory=dict)
    cycles: dict[str, CycleWord] = attrs.field(factory=dict)
    calendars: dict[str, BusinessCalendar] = attrs.field(factory=dict)
    references: dict[str, Reference] = attrs.field(factory=dict)
    values: dict[str, Type] = attrs.field(factory=dict)
    meanings: set[str] = attrs.field(factory=set)
    counting: Written | None = None
    applies: tuple[Written, ...] = ()

    def child(self) -> Scope:
        """Return a scope that begins with all of these names."""
        held: dict[str, Any] = {name: getattr(self, name) for name in attrs.fields_dict(Scope)}
        copied: dict[str, Any] = {n: e.copy() if isinstance(e, dict | set) else e for n, e in held.items()}
        return Scope(**copied)


@attrs.define(eq=False, repr=False)
class Context:
    """State while one statement is lowered.

    kind: what a plain field belongs to; "line", or the kind after `where`. seeking: inside a `where`.
    level: the fields of a line that a rule about more than one line may read: None for all, else paths or first parts.
    after: rules that come before this one, nearest first. running: the type of the running count, in a guard.
    ranking: the keys of the order in which lines use up the rule's limits.
    texts, places: side tables by node id. fields: every field used, for the readers of traces.
    counter, depth: nodes made, and conditions and values that are open; the meanings of terms count in both.
    peak: the most of them that were open. deepest: the most that were ever open in this library.
    meanings: what names were found to stand for, while definitions are checked; None while rules are lowered.
    """

    file: str
    text: str
    scope: Scope
    vocabulary: Vocabulary
    diagnostics: list[Diagnostic]
    deepest: list[int] = attrs.field(factory=lambda: [0])
    kind: str = "line"
    seeking: bool = False
    open_terms: tuple[str, ...] = ()
    level: frozenset[str] | None = None
    after: tuple[str, ...] = ()
    running: Type | None = None
    ranking: tuple[Surface, ...] = ()
    texts: dict[int, str] = attrs.field(factory=dict)
    places: dict[int, tuple[int, int, int, int]] = attrs.field(factory=dict)
    fields: dict[str, FieldWord] = attrs.field(factory=dict)
    counter: list[int] = attrs.field(factory=lambda: [0])
    depth: list[int] = attrs.field(factory=lambda: [0])
    peak: list[int] = attrs.field(factory=lambda: [0])
    meanings: dict[tuple[str, str, bool], Meaning] | None = None

    def seek(self, kind: str) -> Context:
        """Return this context for the inside of a `where` about `kind`; tables and faults are shared."""
        return attrs.evolve(self, kind=kind, seeking=True)

    def outside(self) -> Context:
        """Return this context for what stands in a `where` but is of the thing the rule speaks of."""
        return attrs.evolve(self, kind="line", seeking=False)

    def within(self, name: str, written: Written) -> Context:
        """Return this context for what a name stands for, which is written in another place."""
        return attrs.evolve(self, file=written.file, text=written.text, open_terms=(*self.open_terms, name))

    def node(self, tree: Surface | Token) -> int:
        """Return a new node id for what stands at `tree`, and note its words and place."""
        self._count(1, tree)
        number = self.counter[0]
        span = self.span(tree)
        self.texts[number] = " ".join(_COMMENT.sub(r"\1", self.text[span.start : span.stop]).split())
        self.places[number] = (span.start, span.stop, span.line, span.column)
        return number

    def meaning(self, name: str, tree: Surface, lower: Callable[[], T]) -> T:
        """Return what `name` stands for. While definitions are checked, each is read once, so that chains cost little.

        Raises FaultError as `lower` does, and when what is open here and in the meaning is too much together.
        """
        if self.meanings is None:
            return lower()
        key = (name, self.kind, self.seeking)
        known = self.meanings.get(key)
        if known is None:
            known = self.meanings[key] = self._measured(lower)
            if known.fault is None:
                return cast(T, known.node)
        if known.fault is not None:
            raise known.fault
        if self.depth[0] + known.height > MAX_DEPTH:
            raise self.fault("nested-too-deep", tree, limit=MAX_DEPTH)
        self.peak[0] = max(self.peak[0], self.depth[0] + known.height)
        self._count(known.parts, tree)
        return cast(T, known.node)

    def _measured(self, lower: Callable[[], Any]) -> Meaning:
        before, parts, self.peak[0] = self.peak[0], self.counter[0], self.depth[0]
        try:
            node, fault = lower(), None
        except FaultError as found:
            node, fault = None, found.with_traceback(None)
        height = self.peak[0] - self.depth[0]
        self.peak[0] = max(before, self.peak[0])
        return Meaning(node, fault, height, self.counter[0] - parts)

    def _count(self, parts: int, tree: Surface | Token) -> None:
        before = self.counter[0]
        self.counter[0] += parts
        if self.counter[0] > MAX_PARTS:
            if before <= MAX_PARTS:
                self.note("statement-too-large", tree, limit=MAX_PARTS)
            raise TooLargeError

    def enter(self, tree: Surface | Token) -> None:
        """Note that a condition or value opens; raises FaultError when too many are open."""
        if self.depth[0] >= MAX_DEPTH:
            raise self.fault("nested-too-deep", tree, limit=MAX_DEPTH)
        self.depth[0] += 1
        self.peak[0] = max(self.peak[0], self.depth[0])
        if self.depth[0] > self.deepest[0]:
            self.deepest[0] = self.depth[0]
            make_room(self.deepest[0])

    def leave(self) -> None:
        """Note that it closes."""
        self.depth[0] -= 1

    def span(self, tree: Surface | Token) -> Span:
        """Return the place of a surface node or token in its file."""
        if isinstance(tree, Token):
            return Span(self.file, tree.start_pos or 0, tree.end_pos or 0, tree.line or 1, tree.column or 1)
        meta = tree.meta
        if meta.empty:
            return Span(self.file, 0, 0, 1, 1)
        return Span(self.file, meta.start_pos, meta.end_pos, meta.line, meta.column)

    def fault(self, name: str, tree: Surface | Token, **words: object) -> FaultError:
        """Record a fault and return the exception that leaves the clause."""
        self.note(name, tree, **words)
        return FaultError(name)

    def note(self, name: str, tree: Surface | Token, **words: object) -> None:
        """Record a fault and go on."""
        self.diagnostics.append(diagnostic(name, self.span(tree), **words))


def words(tree: Surface | Token) -> str:
    """Return the words of a phrase or name with single spaces."""
    if isinstance(tree, Token):
        return str(tree)
    return " ".join(str(child) for child in tree.children if isinstance(child, Token))


def subtrees(tree: Surface) -> list[Surface]:
    """Return the child trees, without tokens."""
    return [child for child in tree.children if isinstance(child, Tree)]


def tokens(tree: Surface) -> list[Token]:
    """Return the child tokens, without trees."""
    return [child for child in tree.children if isinstance(child, Token)]


def unquoted(token: Token) -> str:
    """Return the sentence inside double quotes."""
    return str(token)[1:-1]
