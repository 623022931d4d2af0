"""What a card cannot say: clauses without a rule or not seen lately, what others told, tables that are not loaded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from rules_engine.interpreters.card.card import Gap, Item
from rules_engine.interpreters.card.sources import cited_clauses, clauses_on
from rules_engine.ir.rulebook import Clause, Rulebook, Source


def gaps_of(book: Rulebook, day: date, items: Iterable[Item]) -> Iterator[Gap]:
    """Give what is not known or not encoded on a day. items: what the card does say."""
    encoded = cited_clauses(book)
    for source, clause in clauses_on(book, day):
        if clause.last_seen is not None and clause.last_seen < day:
            yield Gap("last seen", _clause(source, clause), f"last seen in force {clause.last_seen}")
        elif (source.name, clause.name) not in encoded:
            yield Gap("no rule", _clause(source, clause), clause.unruled or "no reason is given")
    for title in dict.fromkeys(each.title for each in items if each.confidence != "high"):
        yield Gap("second-hand", title, "told by somebody else; it warns and does not deny")
    for reference in book.references.values():
        if not reference.digest:
            yield Gap("no table", reference.name, "it is not loaded, and what hangs on it is unknown")


def _clause(source: Source, clause: Clause) -> str:
    says = f": {clause.says}" if clause.says else ""
    return f"{source.title or source.name}, \u201c{clause.name}\u201d{says}"
