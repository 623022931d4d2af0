"""Words that a name cannot hold, worked out from the parse table, and vocabularies that keep to them.

A statement needs no mark at its end, so a name ends where a keyword begins that can stand there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs
from lark import Lark
from lark.parsers.lalr_analysis import Shift

from rules_engine.language.vocabulary import Vocabulary

_OPENER: Final = "RULE"  # it can stand where a statement can begin, so after the bar that may end a row
_IN_A_NAME: Final = "OF"  # the one keyword that may stand inside a name: it shows the states that are inside one


class VocabularyError(ValueError):
    """A vocabulary has names that cannot be read. reasons: one sentence a name."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@attrs.frozen
class Reserved:
    """inside: words that a name cannot have after its first word. first: words that it cannot begin with.

    in_a_cell: further words with which a cell or heading of a table cannot begin, since a row may end there.
    """

    inside: frozenset[str]
    first: frozenset[str]
    in_a_cell: frozenset[str]


def reserved_words(parser: Lark) -> Reserved:
    """Return the words that end a name, and those that are read as something else where a name can begin."""
    table: Any = parser.parser.parser._parse_table
    states = table.states
    fixed = {t.name: str(t.pattern.value) for t in parser.terminals if type(t.pattern).__name__ == "PatternStr"}
    words = {name: word for name, word in fixed.items() if word.isalpha() and name != _IN_A_NAME}
    in_a_name = {number for number, actions in states.items() if _shifts(actions, _IN_A_NAME)}
    begins = [a for n, a in states.items() if n not in in_a_name and _shifts(a, "WORD") and a["WORD"][1] in in_a_name]
    inside = _words(words, [states[number] for number in in_a_name])
    first = _words(words, [actions for actions in begins if _OPENER not in actions])
    in_a_cell = _words(words, [actions for actions in begins if _OPENER in actions])
    return Reserved(inside, first, in_a_cell - first)


def _words(words: Mapping[str, str], states: Iterable[Any]) -> frozenset[str]:
    return frozenset(words[name] for actions in states for name in actions if name in words)


def _shifts(actions: Any, name: str) -> bool:
    return name in actions and actions[name][0] is Shift


def check_vocabulary(vocabulary: Vocabulary, reserved: Reserved) -> None:
    """Raise VocabularyError for names that hold a word which ends a name, or begin with one that cannot."""
    reasons = tuple(_reasons(vocabulary, reserved))
    if reasons:
        raise VocabularyError(reasons)


def _reasons(vocabulary: Vocabulary, reserved: Reserved) -> Iterator[str]:
    fields = [(name, f"field of a {kind}") for kind, of_kind in vocabulary.fields.items() for name in of_kind]
    for name, what in [*fields, *((name, "kind of entry") for name in vocabulary.kinds)]:
        start, *rest = name.split()
        ending = next((word for word in rest if word in reserved.inside), "")
        if ending:
            yield f"`{name}` ({what}): `{ending}` begins a clause or an operator, so it cannot stand in a name"
        elif start in reserved.first and what != "kind of entry":
            yield f"`{name}` ({what}): `{start}` is read as a keyword where a name can begin"
        elif start in reserved.in_a_cell and what == "field of a line":
            yield f"`{name}` ({what}): `{start}` is read as a keyword where a heading of a table can begin"
