"""One card, put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from rules_engine.interpreters.card.card import Card, Kept, Words, holds_on, in_force, items_of, meaning_items
from rules_engine.interpreters.card.gaps import gaps_of
from rules_engine.interpreters.card.sources import Numbered
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import CoverageResult, RuleOutcome


def make_card(
    book: Rulebook,
    day: date,
    kept: Sequence[Kept],
    words: Words,
    code: str = "",
    coverage: Sequence[CoverageResult] = (),
    notes: Callable[[], tuple[str, ...]] = tuple,
) -> Card:
    """Return the card of a rulebook on a day.

    kept: the rules that go on it. code, coverage: of which code it is, and what coverage says of that code; without,
    all statements of coverage stand on it. notes: gives what the names in the words mean, once all is said.
    """
    numbered = Numbered(book)
    stated = [each for each in book.coverage if holds_on(each.validity, day)]
    if code:
        stated = [each.statement for each in coverage if each.statement is not None]
    for each in stated:
        numbered.numbers(each.citations)
    items = (*items_of(kept, words, numbered, day), *meaning_items(book.meanings, numbered, day, words))
    return Card(
        payer=book.name,
        title=book.title or book.name,
        day=day,
        code=code,
        digest=book.digest,
        covered=tuple(map(_covered, coverage)) if code else tuple(map(words.covers, stated)),
        items=items,
        sources=tuple(numbered.listed()),
        gaps=tuple(gaps_of(book, day, items)),
        notes=notes(),
        elsewhen=sum(not in_force(rule, day) for rule in book.rules),
    )


def _covered(said: CoverageResult) -> str:
    match said.outcome:
        case RuleOutcome.MET:
            return "The code is covered."
        case RuleOutcome.NOT_MET:
            return "The code is not covered."
    if said.statement is None:
        return "No statement speaks of this code: whether it is covered is not encoded."
    return f"Whether the code is covered hangs on: {', '.join(each.name for each in said.needs)}."
