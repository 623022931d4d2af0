"""What rulebooks say of a batch."""

from __future__ import annotations

from collections.abc import Sequence

import attrs
import numpy as np

from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.book import Book
from rules_engine.interpreters.columnar.findings import (
    HANDED,
    NEEDS_MORE,
    SPOKEN,
    UNLISTED,
    Findings,
    together,
    verdicts,
)
from rules_engine.ir.rulebook import Rule


@attrs.frozen(eq=False, repr=False)
class Answer:
    """What rulebooks say of a batch.

    lines, claims: verdicts, 0 passes, 1 warn, 2 hold, 3 needs information, 4 fails; one a line and one a claim.
    unchecked: lines that nothing speaks of. failing, unknown: lines (of a rule about the claim: its first) and numbers
    of rules, side by side, in no order. handed: claims that columns cannot say, with the cause; what else stands here
    of them is not whole. cannot: numbers of the rules for which that is so. told: lines, number of the rule and
    outcomes, when they were asked for; below zero the coverage of a rulebook.
    """

    lines: Array
    claims: Array
    unchecked: Array
    failing: tuple[Array, Array]
    unknown: tuple[Array, Array]
    handed: dict[int, str]
    cannot: dict[int, str]
    told: list[tuple[Array, int, Array]] | None
    books: Sequence[Book]
    offsets: Sequence[int]

    def rule(self, number: int) -> Rule:
        """Return the rule of a number."""
        book = int(np.searchsorted(self.offsets, number, side="right")) - 1
        return self.books[book].rulebook.rules[number - self.offsets[book]]


def answer_of(
    starts: Array, book_of: Array, books: Sequence[Book], found: Findings, of_claim: Findings, offsets: Sequence[int]
) -> Answer:
    """Return the answer that findings of lines and claims come to."""
    lists = np.asarray([*(bool(book.rulebook.coverage) for book in books), False])[book_of]
    lengths = np.diff(starts)
    is_listed = np.repeat(lists, lengths) if lists.any() else np.zeros(1, bool)
    unchecked = np.where(is_listed, found.flags & UNLISTED != 0, found.flags & SPOKEN == 0)
    flags = found.flags | np.where(unchecked, np.uint16(NEEDS_MORE), np.uint16(0))
    whole = of_claim.flags.copy()
    filled = np.flatnonzero(lengths > 0)
    if len(filled):
        whole[filled] |= np.bitwise_or.reduceat(flags, starts[filled])
    return Answer(
        verdicts(flags),
        verdicts(whole),
        unchecked,
        together(found.failing),
        together(found.unknown),
        _handed(starts, found, whole),
        found.cannot,
        found.told,
        books,
        offsets,
    )


def _handed(starts: Array, found: Findings, whole: Array) -> dict[int, str]:
    handed: dict[int, str] = {}
    if not (whole & HANDED).any():
        return handed
    for rows, cause in found.causes:
        for claim in np.unique(np.searchsorted(starts, rows, side="right") - 1).tolist():
            handed.setdefault(claim, cause)
    return handed
