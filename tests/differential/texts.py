"""Texts of a drawn book in parts, so that parts can be left out again: conditions, clauses, statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import attrs


class Condition(str):
    """A condition as text. parts: conditions that may stand in its place."""

    __slots__ = ("parts",)
    parts: tuple[Condition, ...]

    def __new__(cls, text: str, parts: Sequence[Condition] = ()) -> Condition:
        """Return the text with what may stand in its place."""
        made = super().__new__(cls, text)
        made.parts = tuple(parts)
        return made


@attrs.frozen
class Clause:
    """One line of a statement: words, a condition or nothing, words."""

    before: str
    condition: Condition | None = None
    after: str = ""
    is_needed: bool = False

    @property
    def text(self) -> str:
        """Return the line."""
        return f"{self.before}{'' if self.condition is None else self.condition}{self.after}"

    def smaller(self) -> Iterator[Clause]:
        """Yield the clause with less of its condition."""
        for part in self.condition.parts if self.condition is not None else ():
            yield attrs.evolve(self, condition=part)


@attrs.frozen
class Part:
    """A statement of a book, by its lines. is_fixed: it stays."""

    clauses: tuple[Clause, ...]
    is_fixed: bool = False

    def smaller(self) -> Iterator[Part]:
        """Yield the statement with one clause left out or made smaller."""
        for number, clause in enumerate(self.clauses):
            if not clause.is_needed:
                yield attrs.evolve(self, clauses=(*self.clauses[:number], *self.clauses[number + 1 :]))
            for each in clause.smaller():
                yield attrs.evolve(self, clauses=(*self.clauses[:number], each, *self.clauses[number + 1 :]))


def statement(*lines: str, fixed: bool = False) -> Part:
    """Return a statement whose lines all belong to it."""
    return Part(tuple([Clause(line, is_needed=True) for line in lines]), fixed)


def written(parts: Sequence[Part]) -> tuple[str, list[int]]:
    """Return a book as text, and of each of its lines the number of its part."""
    lines: list[str] = []
    owner: list[int] = []
    for number, part in enumerate(parts):
        for clause in part.clauses:
            for line in clause.text.splitlines():
                lines.append(line)
                owner.append(number)
    return "\n".join(lines) + "\n", owner


def smaller(parts: Sequence[Part]) -> Iterator[tuple[Part, ...]]:
    """Yield a book with one statement left out or made smaller; the largest cuts come first."""
    kept = tuple(parts)
    for number, part in enumerate(kept):
        if not part.is_fixed:
            yield (*kept[:number], *kept[number + 1 :])
    for number, part in enumerate(kept):
        if not part.is_fixed:
            for each in part.smaller():
                yield (*kept[:number], each, *kept[number + 1 :])
