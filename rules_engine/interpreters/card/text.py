"""A card as text."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from rules_engine.interpreters.card.card import Card, Item
from rules_engine.interpreters.card.sources import Read

WIDTH: Final = 100
GAPS: Final = {
    "no rule": "Clauses that no rule encodes",
    "last seen": "Clauses of which nobody knows whether they still hold",
    "second-hand": "Told by somebody else: such rules warn and do not deny",
    "no table": "Tables that are not loaded",
}
LEGEND: Final = (
    "Made from the rules themselves. What does not stand here is not encoded, and is not said to be in order. "
    "To meet the encoded rules is no promise of payment. Thresholds are those of the policy, never values to enter."
)


def card_text(card: Card) -> str:
    """Return a card as text."""
    lines = [heading(card), f"rulebook {card.payer}, digest {card.digest[:12]}", "", *_listed(card.covered)]
    for name, items in card.of_topic():
        lines += ["", name.upper()]
        lines += [line for each in items for line in _item(each)]
    lines += ["", "SOURCES", *(line for each in card.sources for line in _wrapped(source_words(each), "  ", "      "))]
    lines += ["", "UNKNOWN, OR NOT ENCODED"]
    for kind, name in GAPS.items():
        held = [each for each in card.gaps if each.kind == kind]
        lines += [f"{name}:", *_listed(f"{each.what} ({each.why})" for each in held)] if held else []
    lines += _wrapped(elsewhen_words(card))
    lines += ["", "IN THIS", *_listed(card.notes)] if card.notes else []
    return "\n".join([*lines, "", *_wrapped(LEGEND)])


def heading(card: Card) -> str:
    """Return the first line of a card."""
    return f"{card.title}{f' · {card.code}' if card.code else ''} · for services on {card.day.isoformat()}"


def elsewhen_words(card: Card) -> str:
    """Return how many rules are left out because of their days."""
    if not card.elsewhen:
        return "Every rule of the rulebook is in force on this day."
    return f"Not in force on this day: {card.elsewhen} {'rule' if card.elsewhen == 1 else 'rules'} of the rulebook."


def _item(item: Item) -> Iterator[str]:
    numbers = "".join(f" [{each}]" for each in item.sources)
    yield from _wrapped(f"{item.title}{numbers}{marks(item)}", "  - ", "    ")
    yield from _wrapped(asks_words(item), "    ", "    ")
    if item.rule:
        yield from _wrapped(f"rule {item.rule}", "    ", "    ")


def asks_words(item: Item) -> str:
    """Return what an item asks, for which cases and claims, and what excuses it."""
    cases = [*([f"for claims where {item.scope}"] if item.scope else []), *([f"when {item.when}"] if item.when else [])]
    lead = " and ".join(cases)
    told = f"{lead[0].upper()}{lead[1:]}: {item.asks[0].lower()}{item.asks[1:]}" if cases else item.asks
    told += "".join(f" Unless {each}." for each in item.unless)
    told += "".join(f" Taken back for claims where {each}." for each in item.back)
    return told + (f" In force by {item.by}." if item.by else "")


def marks(item: Item) -> str:
    """Return what a reader is to be careful about."""
    return "" if item.confidence == "high" else f" ({item.confidence} confidence: it warns)"


def source_words(source: Read) -> str:
    """Return a source with its number, its clauses and when they were read."""
    clauses = f", clause {', '.join(source.clauses)}" if source.clauses else ""
    by = f", {source.publisher}" if source.publisher else ""
    old = f", superseded {source.superseded.isoformat()}" if isinstance(source.superseded, date) else ""
    return f"[{source.number}] {source.title}{by}{clauses}{read_words(source)}{old}"


def read_words(source: Read) -> str:
    """Return when the clauses of a source were read."""
    return ", read " + " to ".join(each.isoformat() for each in source.read) if source.read else ", never read"


def _listed(texts: Iterable[str]) -> list[str]:
    return [line for each in texts for line in _wrapped(each, "  - ", "    ")]


def _wrapped(text: str, first: str = "", other: str = "") -> list[str]:
    return textwrap.wrap(
        text, WIDTH, initial_indent=first, subsequent_indent=other, break_long_words=False, break_on_hyphens=False
    )
