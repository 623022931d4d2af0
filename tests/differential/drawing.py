"""A shelf: some rulebooks, compiled from drawn texts, and dossiers whose values lie about what the books name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import attrs
from language.books import compiled

from differential.books import Books
from differential.dossiers import Dossiers
from differential.texts import Part, written
from rules_engine.claims.model import Dossier
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.ir.rulebook import Rulebook

BOOKS = 6
CLAIMS = 500


@attrs.frozen(eq=False, repr=False)
class DrawnBook:
    """A rulebook with the parts of its text; `name` tells which of the rulebooks of the text it is."""

    parts: tuple[Part, ...]
    name: str
    rulebook: Rulebook


@attrs.frozen(eq=False, repr=False)
class Shelf:
    """What is drawn from one seed."""

    books: tuple[DrawnBook, ...]
    dossiers: tuple[Dossier, ...]


@lru_cache(maxsize=60)
def gen(seed: int) -> Shelf:
    """Return rulebooks and dossiers; the same for the same seed."""
    made: list[DrawnBook] = []
    constants: dict[str, list[object]] = {}
    for number in range(BOOKS):
        draw = Books(seed * 101 + number)
        made += sound(draw.parts(draw.random.randint(3, 5)))
        for unit, values in draw.constants.items():
            constants.setdefault(unit, []).extend(values)
    return Shelf(tuple(made[:BOOKS]), tuple(Dossiers(seed, constants).draw(CLAIMS)))


def sound(parts: Sequence[Part], refused: Counter[str] | None = None) -> list[DrawnBook]:
    """Return the rulebooks of a text; what the compiler refuses is left out. refused: gathers why."""
    kept = tuple(parts)
    for _ in range(8):
        text, owner = written(kept)
        try:
            rulebooks = compiled(text).rulebooks
        except DiagnosticsError as fault:
            errors = [each for each in fault.diagnostics if each.severity.value == "error"]
            wrong = {owner[each.span.line - 1] for each in errors}
            if refused is not None:
                refused.update(f"{each.message} | {text.splitlines()[each.span.line - 1].strip()}" for each in errors)
            if any(kept[number].is_fixed for number in wrong):
                return []
            kept = tuple([part for number, part in enumerate(kept) if number not in wrong])
        else:
            return [DrawnBook(kept, name, rulebook) for name, rulebook in rulebooks.items()]
    return []
