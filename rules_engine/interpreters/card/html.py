"""A card as one page of HTML that holds everything it needs, and prints on one sheet of A4 or letter paper.

Whoever prints it needs no program of ours: no script, no font, no picture, nothing from elsewhere. The letters are as
large as the page allows; a long card says less of what is not encoded, before its letters get too small to read.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from rules_engine.interpreters.card.card import Card, Gap, Item
from rules_engine.interpreters.card.text import (
    GAPS,
    LEGEND,
    asks_words,
    elsewhen_words,
    heading,
    read_words,
    source_words,
)

COLUMNS: Final = 3
LARGEST: Final = 8.5
SMALLEST: Final = 4.2
READABLE: Final = 5.5
"""Sizes of letters, in points."""
ROOM: Final = 500_000
"""How many letters of one point stand on the page, by measure: half the height of a letter wide, lines 1.2 high.

It is the part of both papers that they share (210 by 279 mm), less margins, heading and ragged ends.
"""
STYLE: Final = """
@page { margin: 7mm; }
* { box-sizing: border-box; }
body { margin: 0; font: %(size)spt/1.2 Arial, Helvetica, sans-serif; color: #000; background: #fff; }
h1 { font-size: 1.5em; margin: 0; }
header p { margin: 0 0 .6em; color: #444; }
main { columns: 3; column-gap: 3.5mm; column-rule: .2mm solid #bbb; }
h2 { font-size: 1.05em; margin: .5em 0 .15em; border-bottom: .2mm solid #000; break-after: avoid; }
h2:first-child { margin-top: 0; }
ul { list-style: none; margin: 0; padding: 0; }
li { margin: 0 0 .25em; padding-left: .7em; text-indent: -.7em; overflow-wrap: anywhere; }
li b { font-weight: bold; }
small { font-size: .85em; color: #444; }
footer { margin-top: .4em; border-top: .2mm solid #000; }
@media screen { body { font-size: 11pt; max-width: 75em; margin: 1em auto; } main { columns: 24em; } }
"""


def card_html(card: Card) -> str:
    """Return a card as HTML."""
    size, body = _fitted(card)
    title = escape(heading(card))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{STYLE % {'size': f'{size:.1f}'}}</style>\n</head>\n<body>\n"
        f"<header><h1>{title}</h1><p>rulebook {escape(card.payer)}, digest {card.digest[:12]}</p></header>\n"
        f"<main>\n{body}\n</main>\n<footer>{escape(LEGEND)}</footer>\n</body>\n</html>\n"
    )


def _fitted(card: Card) -> tuple[float, str]:
    """Return the largest letters with which a card fits, saying as much as can be read."""
    forms = [(float(min(LARGEST, (ROOM / _letters(text)) ** 0.5)), text) for text in _forms(card)]
    size, text = next((form for form in forms if form[0] >= READABLE), forms[-1])
    return max(size, SMALLEST), text


def _forms(card: Card) -> Iterator[str]:
    """Give the body of a card, each time with less of what explains it."""
    for level in range(4):
        yield "\n".join(_body(card, level))


def _letters(text: str) -> int:
    """Return how many letters a body is worth: markup takes no room, a new line takes half of one."""
    room, is_text = 0, True
    for sign in text:
        is_text = is_text and sign != "<"
        room += is_text
        is_text = is_text or sign == ">"
    return room + 26 * text.count("<li>") + 60 * text.count("<h2>")


def _body(card: Card, level: int) -> Iterator[str]:
    yield from _section("covered", [escape(each) for each in card.covered])
    for name, items in card.of_topic():
        yield from _section(name, [_item(each, bool(card.code) and level < 3) for each in items])
    yield from _gaps(card, level)
    if level < 3:
        yield from _section("in this", [escape(each) for each in card.notes])
    told = [
        source_words(each) if level < 2 else f"[{each.number}] {each.title}{read_words(each)}" for each in card.sources
    ]
    yield from _section("sources", [f"<small>{escape(each)}</small>" for each in told])


def _section(name: str, items: list[str]) -> Iterator[str]:
    if items:
        yield f"<h2>{escape(name)}</h2>\n<ul>"
        yield from (f"<li>{each}</li>" for each in items)
        yield "</ul>"


def _item(item: Item, is_whole: bool) -> str:
    """Return an item; on a card for all codes a rule is its title, and the card of a code has its words."""
    told = f"{escape(asks_words(item))}" if is_whole or not item.rule else escape(item.title)
    numbers = "".join(f"[{each}]" for each in item.sources)
    mark = "" if item.confidence == "high" else "\u2020"
    return f"{told}{mark} <small>{numbers}</small>"


def _gaps(card: Card, level: int) -> Iterator[str]:
    told = [escape(_gap(each, level)) for each in card.gaps if each.kind != "second-hand"]
    if any(each.kind == "second-hand" for each in card.gaps):
        told.append(f"\u2020 {escape(GAPS['second-hand'])}.")
    told.append(escape(elsewhen_words(card)))
    yield from _section("unknown, or not encoded", told)


def _gap(gap: Gap, level: int) -> str:
    what = gap.what if level < 2 else gap.what.partition("\u201d: ")[0].rstrip("\u201d") + "\u201d"
    lead = {"last seen": "Not known whether it holds: ", "no table": "Not loaded: "}.get(gap.kind, "No rule: ")
    return lead + what + (f" ({gap.why})" if level < 1 or gap.kind == "last seen" else "")
