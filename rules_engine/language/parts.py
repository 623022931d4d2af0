"""What is known of single rule files from the last time, so that only those are compiled that have to be.

Of each file its outline: the names that it defines, whole, and of everything else its name and place. Of each file and
rulebook what its statements were lowered to. Each has a key made of all that it depends on. Nothing of it can run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any, Final

import attrs
import msgspec
from lark import Token, Tree
from lark.tree import Meta

from rules_engine.diagnostics.model import Diagnostic, Severity, Span
from rules_engine.ir import codec
from rules_engine.ir.rulebook import Coverage, FieldNote, Outcome, Rule
from rules_engine.language.context import Scope, Surface, Written, subtrees
from rules_engine.language.parse import Parsed

_LOWERED: Final = ("rule", "covers", "excludes", "complete", "example")
_OUTLINED: Final = ("name", "applies_after", "replaces")
_POSITION: Final = ("line", "column", "start_pos", "end_line", "end_column", "end_pos")


@attrs.define(eq=False, repr=False)
class Lowered:
    """What the statements of one file say for one rulebook. deepest: how deep they nest."""

    rules: list[Rule]
    coverage: list[Coverage]
    fields: dict[str, FieldNote]
    diagnostics: list[Diagnostic]
    deepest: int


class Parts:
    """Entries by key. base: what all of them depend on. used: those of this run, to be kept for the next."""

    def __init__(self, base: str, kept: Mapping[str, bytes]) -> None:
        self._base = base
        self._kept = kept
        self.used: dict[str, bytes] = {}
        self._outlined: set[str] = set()

    def outline(self, file: str, text: str) -> Parsed | None:
        """Return a file with its definitions whole, and of all else only names and places; None when it changed."""
        found = self._find(self._file_key(file, text))
        if found is None:
            return None
        self._outlined.add(file)
        return Parsed(file, text, _tree(found), ())

    def is_outlined(self, parsed: Parsed) -> bool:
        """Return whether only the outline of a file was read."""
        return parsed.file in self._outlined

    def keep_outline(self, parsed: Parsed) -> None:
        """Keep the outline of a file that was read whole."""
        statements: list[Surface | Token] = [_outlined(each) for each in subtrees(parsed.tree)]
        outline = Tree("start", statements)
        self._keep(self._file_key(parsed.file, parsed.text), _written(outline))

    def lowered(self, key: str) -> Lowered | None:
        """Return what statements were lowered to, by a key that `key_of` made."""
        found = self._find(key)
        if found is None:
            return None
        made, told, deepest = found
        rules, coverage, fields = codec.decode(made)
        return Lowered([*rules], [*coverage], dict(fields), [_diagnostic(*each) for each in told], deepest)

    def keep_lowered(self, key: str, lowered: Lowered) -> None:
        """Keep what statements were lowered to."""
        made = codec.encode((tuple(lowered.rules), tuple(lowered.coverage), tuple(lowered.fields.items())))
        told = [_plain(each) for each in lowered.diagnostics]
        self._keep(key, [made, told, lowered.deepest])

    def key_of(self, parsed: Parsed, surroundings: Iterable[object]) -> str:
        """Return the key of what a file says in some surroundings, which are told by their repr."""
        return _digest((self._file_key(parsed.file, parsed.text), *map(repr, surroundings)))

    def _file_key(self, file: str, text: str) -> str:
        return _digest((self._base, file, text))

    def _find(self, key: str) -> Any:
        packed = self._kept.get(key)
        if packed is None:
            return None
        self.used[key] = packed
        return msgspec.msgpack.decode(packed)

    def _keep(self, key: str, data: Any) -> None:
        self.used[key] = msgspec.msgpack.encode(data)


def surroundings(scope: Scope, book: str, default: Outcome) -> str:
    """Return a digest of what a rulebook gives to its statements: names with their meanings, and the default."""
    sets = ((name, held.items, held.ranges) for name, held in scope.sets.items())
    kinds = enumerate((scope.terms, scope.entries, scope.records))
    written = ((kind, name, *_place(each)) for kind, held in kinds for name, each in held.items())
    cycles = ((name, attrs.astuple(cycle)) for name, cycle in scope.cycles.items())
    references = ((each.name, each.columns, each.first_day, each.last_day) for each in scope.references.values())
    plain = (scope.sources, scope.calendars, scope.values, sorted(scope.meanings), default, book)
    counting = _place(scope.counting) if scope.counting is not None else ()
    parts = (*sets, 0, *written, 0, *cycles, 0, *references, 0, *plain, counting, *map(_place, scope.applies))
    return _digest(map(repr, parts))


def _place(written: Written) -> tuple[object, ...]:
    """Return where something is written, and its text: the side tables of a rule show both."""
    meta = written.tree.meta
    text = written.text[meta.start_pos : meta.end_pos]
    return written.file, meta.start_pos, meta.line, meta.column, text


def _digest(parts: Iterable[str]) -> str:
    total = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        total.update(len(data).to_bytes(8, "big") + data)
    return total.hexdigest()


# --- surface trees as data --------------------------------------------------------------------------------------------


def _outlined(statement: Surface) -> Surface:
    if statement.data not in _LOWERED:
        return statement
    kept = [each for each in statement.children if isinstance(each, Tree) and each.data in _OUTLINED]
    return Tree(statement.data, list(kept), statement.meta)


def _written(tree: Surface) -> list[Any]:
    """Return a tree as a list without depth: every node behind its children, of which it says how many there are."""
    found: list[Any] = []
    waiting: list[Surface | Token] = [tree]
    while waiting:  # the whole before its parts, last part first; turned round in the end
        node = waiting.pop()
        if isinstance(node, Token):
            found.append([str(node), node.type, *(getattr(node, name) for name in _POSITION)])
            continue
        place = [] if node.meta.empty else [getattr(node.meta, name) for name in _POSITION]
        found.append([len(node.children), str(node.data), *place])
        waiting += node.children
    return found[::-1]


def _tree(data: list[Any]) -> Surface:
    open_nodes: list[Any] = []
    for first, name, *place in data:
        if isinstance(first, str):
            line, column, start, end_line, end_column, end = place
            open_nodes.append(Token(name, first, start, line, column, end_line, end_column, end))
            continue
        begin = len(open_nodes) - first
        open_nodes[begin:] = [Tree(name, open_nodes[begin:], _meta(place))]
    (tree,) = open_nodes
    assert isinstance(tree, Tree)
    return tree


def _meta(place: list[int]) -> Meta:
    meta = Meta()
    if place:
        meta.line, meta.column, meta.start_pos, meta.end_line, meta.end_column, meta.end_pos = place
        meta.empty = False
    return meta


# --- diagnostics as data ----------------------------------------------------------------------------------------------


def _plain(found: Diagnostic) -> list[Any]:
    words = [found.code, found.name, found.severity.value, found.message, found.help, found.label]
    return [words, list(attrs.astuple(found.span))]


def _diagnostic(words: list[str], place: list[Any]) -> Diagnostic:
    code, name, severity, message, cure, label = words
    return Diagnostic(code, name, Severity(severity), message, Span(*place), cure, label)
