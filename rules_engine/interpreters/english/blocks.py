"""A page of plain English: headings, paragraphs, lists, tables; written as text or as Markdown."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import attrs

from rules_engine.value import Value


@attrs.frozen(eq=False, repr=False)
class Heading(Value):
    """A heading. level: 1 for a page."""

    text: str
    level: int = 1


@attrs.frozen(eq=False, repr=False)
class Paragraph(Value):
    """Sentences that stand together."""

    text: str


@attrs.frozen(eq=False, repr=False)
class Items(Value):
    """A list under a sentence that ends with a colon."""

    lead: str
    items: tuple[str, ...]


@attrs.frozen(eq=False, repr=False)
class Grid(Value):
    """A table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Heading | Paragraph | Items | Grid
Page = tuple[Block, ...]


def as_markdown(page: Sequence[Block]) -> str:
    """Return a page as Markdown.

    >>> print(as_markdown([Heading("One"), Items("All of:", ("a.", "b."))]), end="")
    # One
    <BLANKLINE>
    All of:
    <BLANKLINE>
    - a.
    - b.
    """
    return "\n".join(line for block in page for line in (*_markdown(block), "")).removesuffix("\n") + "\n"


def _markdown(block: Block) -> Iterator[str]:
    match block:
        case Heading():
            yield f"{'#' * block.level} {block.text}"
        case Paragraph():
            yield block.text
        case Items():
            yield from (block.lead, "", *(f"- {each}" for each in block.items))
        case Grid():
            rows = [[cell.replace("|", "\\|") for cell in row] for row in (block.head, *block.rows)]
            head, *body = _aligned(rows)
            yield from (head, "|" + "|".join("-" * (width + 2) for width in _widths(rows)) + "|", *body)


def as_text(page: Sequence[Block], width: int = 100) -> str:
    """Return a page as text, wrapped at a width; tables keep their columns."""
    return "\n".join(line for block in page for line in (*_text(block, width), "")).removesuffix("\n") + "\n"


def _text(block: Block, width: int) -> Iterator[str]:
    match block:
        case Heading():
            lines = _wrapped(block.text.upper() if block.level == 1 else block.text, "", "", width)
            yield from (*lines, ("=" if block.level == 1 else "-") * max(map(len, lines)))
        case Paragraph():
            yield from _wrapped(block.text, "", "", width)
        case Items():
            yield from _wrapped(block.lead, "", "", width)
            for each in block.items:
                yield from _wrapped(each, "  - ", "    ", width)
        case Grid():
            head, *rows = _aligned([block.head, *block.rows])
            yield from (head, "|" + "|".join("-" * (size + 2) for size in _widths([block.head, *block.rows])) + "|")
            yield from rows


def _wrapped(text: str, first: str, other: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=other,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(3, *map(len, column)) for column in zip_longest(*rows, fillvalue="")]


def _aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = _widths(rows)
    return ["| " + " | ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)) + " |" for row in rows]
