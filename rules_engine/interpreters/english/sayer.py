"""One voice for many rules of a rulebook: it says their parts, and keeps what has to be explained below them."""

from __future__ import annotations

from typing import Any

import attrs

from rules_engine.interpreters.english import brief as b
from rules_engine.interpreters.english.book import coverage_words
from rules_engine.interpreters.english.voice import Voice
from rules_engine.interpreters.english.words import sentence
from rules_engine.ir.nodes import Requirement
from rules_engine.ir.rulebook import Coverage, Rulebook


class Sayer:
    """Puts parts of the rules of one rulebook into words. subject: what the rule of a part is about."""

    def __init__(self, book: Rulebook) -> None:
        self._voice = Voice(book)

    def part(self, subject: str, node: Any) -> str:
        """Return a condition as what is, or a requirement as what must be."""
        voice = self._of(subject)
        return b.brief(voice, node) if isinstance(node, Requirement) else b.when_words(voice, node)

    def short(self, subject: str, node: Requirement) -> str:
        """Return what a requirement asks; of a limit only how much there is, for whom and when."""
        return b.short(self._of(subject), node)

    def covers(self, statement: Coverage) -> str:
        """Return a statement of what is covered, without its days and sources."""
        bare = attrs.evolve(statement, citations=(), validity=attrs.evolve(statement.validity, from_day=None))
        return sentence(coverage_words(self._voice, bare))

    def notes(self) -> tuple[str, ...]:
        """Return the meanings of the names that were said so far."""
        return tuple(sentence(each) for each in self._voice.notes.values())

    def _of(self, subject: str) -> Voice:
        return attrs.evolve(self._voice, subject=subject)
