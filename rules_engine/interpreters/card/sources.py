"""The sources of a card as a numbered list, and what of them no rule encodes or nobody has seen lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

import attrs

from rules_engine.ir.rulebook import Citation, Clause, Rulebook, Source


@attrs.frozen
class Read:
    """A source of a card. read: when its clauses were read, first and last. superseded: since when it does not hold."""

    number: int
    name: str
    title: str
    publisher: str
    link: str
    clauses: tuple[str, ...]
    read: tuple[date, ...]
    confidence: str
    superseded: date | None


class Numbered:
    """Numbers the sources in the order in which they are cited."""

    def __init__(self, book: Rulebook) -> None:
        self._book = book
        self._cited: dict[str, dict[str, None]] = {}

    def numbers(self, citations: Iterable[Citation]) -> tuple[int, ...]:
        """Return the numbers of the sources of some citations, each once."""
        found: dict[int, None] = {}
        for each in citations:
            self._cited.setdefault(each.source, {})[each.clause] = None
            found[list(self._cited).index(each.source) + 1] = None
        return tuple(found)

    def listed(self) -> Iterator[Read]:
        """Give the sources that were cited, with the clauses that were."""
        for number, (name, clauses) in enumerate(self._cited.items(), 1):
            source = self._book.sources.get(name, Source(name, name))
            held = {each.name: each for each in source.clauses}
            days = {held.get(clause, Clause("")).read or source.checked for clause in clauses}
            read = sorted(day for day in days if day is not None)
            yield Read(
                number=number,
                name=name,
                title=source.title or name,
                publisher=source.publisher,
                link=source.link,
                clauses=tuple(clause for clause in clauses if clause),
                read=tuple(dict.fromkeys((read[0], read[-1]))) if read else (),
                confidence=source.confidence,
                superseded=source.superseded,
            )


def cited_clauses(book: Rulebook) -> frozenset[tuple[str, str]]:
    """Return the clauses on which a rule, a statement of coverage, a value or a meaning rests, on whatever days."""
    cited = [each.citations for each in book.rules]
    cited += [each.citations for each in book.coverage]
    cited += [each.citations for each in book.meanings]
    cited += [version.citations for versions in book.values.values() for version in versions]
    return frozenset((each.source, each.clause) for held in cited for each in held)


def clauses_on(book: Rulebook, day: date) -> Iterator[tuple[Source, Clause]]:
    """Give the clauses of the register that hold on a day, or of which nobody knows whether they do."""
    for source in book.sources.values():
        for clause in source.clauses:
            begun = clause.from_day is None or clause.from_day <= day
            ended = clause.through_day is not None and clause.through_day < day
            if begun and not ended:
                yield source, clause
