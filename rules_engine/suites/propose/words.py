"""Examples as text of the language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from rules_engine.ir.example import Entry, Example, Expectation, Fact
from rules_engine.ir.types import TypeKind
from rules_engine.language.vocabulary import FieldWord, Vocabulary
from rules_engine.trace.words import number_text

_BARE: Final = re.compile(r"[0-9]*[A-Z][A-Z0-9]*|[0-9]+")


class Writer:
    """Writes examples with the words of a vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._words: dict[str, Mapping[tuple[str, ...], FieldWord]] = {
            kind: {word.path: word for word in reversed(list(words.values()))}
            for kind, words in vocabulary.fields.items()
        }

    def example(self, example: Example) -> str:
        """Return the text of an example."""
        known = f" known on {example.known_on}" if example.known_on else ""
        said = [f'example "{example.title}"', f"  on {example.on}{known} for {example.rulebook}"]
        said += [f"  {self._billed(facts)}" for facts in example.lines]
        said += [f"  {self._given(entry)}" for entry in example.entries]
        for name, days in (("history", example.complete), ("other patients", example.others_complete)):
            said += [f"  given {name} complete from {days[0]} through {days[1]}"] if days else []
        said += [f"  expect {_expected(each)}" for each in example.expects]
        return "\n".join(said) + "\n"

    def _billed(self, facts: tuple[Fact, ...]) -> str:
        code, *rest = facts
        return ", ".join((f"bills {code.value}", *(self.fact("line", each) for each in rest)))

    def _given(self, entry: Entry) -> str:
        if not entry.facts:
            return f"given {entry.kind} none"
        return f"given {entry.kind} has {', '.join(self.fact(entry.kind, each) for each in entry.facts)}"

    def fact(self, kind: str, fact: Fact) -> str:
        """Return one fact: "session minutes 60", "modifiers is GT and 95", "signature is not documented"."""
        word = self._words[kind][fact.path]
        if fact.absent:
            return f"{word.name} is {fact.absent}"
        return f"{word.name} {self.value(word, fact.value)}"

    def value(self, word: FieldWord, value: Any) -> str:
        """Return a value with what stands before it."""
        if isinstance(value, tuple):
            return "is " + (" and ".join(_plain(each) for each in value) if value else "none")
        if isinstance(value, bool):
            there = "documented" if word.type.kind is TypeKind.RECORD else "yes"
            return f"is {there if value else 'no'}"
        return _plain(value) if isinstance(value, Decimal | date | time) else f"is {_plain(value)}"


def _plain(value: Any) -> str:
    match value:
        case Decimal():
            return number_text(value)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case str():
            return value if _BARE.fullmatch(value) else f'"{value}"'
    return str(value)


def _expected(each: Expectation) -> str:
    because = f" because {', '.join(each.because)}" if each.because else ""
    return f"{each.name} {each.outcome}{because}"
