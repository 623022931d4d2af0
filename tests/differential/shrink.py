"""A difference made small: statements, clauses, lines and facts go while it still differs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import attrs
from language.books import compiled

from differential.compare import Difference, differences
from differential.drawing import DrawnBook, Shelf
from differential.texts import Part, smaller, written
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier, Entity
from rules_engine.claims.write import to_json
from rules_engine.diagnostics.model import DiagnosticsError


@attrs.frozen
class Case:
    """A small case. text: the rulebooks; dossiers: claims about which rows and columns differ."""

    text: str
    rulebook: str
    dossiers: tuple[Dossier, ...]
    differences: tuple[Difference, ...]

    @property
    def says(self) -> str:
        """Return the case as the text of its rules, its dossiers as JSON, and what differs."""
        told = "\n".join(f"{each.claim}: {each.text}" for each in self.differences[:8])
        documents = "".join(to_json(each).decode() for each in self.dossiers)
        return f"{self.text}\n--- judged by {self.rulebook}\n{documents}--- differs\n{told}\n"


def shrunk(shelf: Shelf, book: DrawnBook, found: Difference) -> Case:
    """Return a small case of a difference."""
    dossiers = shelf.dossiers if found.claim < 0 else (shelf.dossiers[found.claim],)
    if not _differs(book, dossiers):
        dossiers = shelf.dossiers  # a difference that only shows among other claims
    dossiers = _fewer(book, dossiers)
    book = _smaller_book(book, dossiers)
    dossiers = tuple([_smaller_dossier(book, dossiers, k) for k in range(len(dossiers))])
    dossiers = _settled(book, dossiers)
    return Case(written(book.parts)[0], book.name, dossiers, tuple(_differs(book, dossiers)))


def _differs(book: DrawnBook, dossiers: tuple[Dossier, ...]) -> list[Difference]:
    try:
        return list(differences(DossierBatch(dossiers), dossiers, book))
    except Exception as fault:  # a fault of an interpreter is a difference too
        return [Difference(-1, f"{type(fault).__name__}: {fault}")]


def _fewer(book: DrawnBook, dossiers: tuple[Dossier, ...]) -> tuple[Dossier, ...]:
    """Halve the claims while one half still differs, then leave out one by one."""
    while len(dossiers) > 1:
        half = len(dossiers) // 2
        part = next((each for each in (dossiers[:half], dossiers[half:]) if _differs(book, each)), None)
        if part is None:
            break
        dossiers = part
    for each in dossiers if 1 < len(dossiers) <= 60 else ():
        without = tuple([other for other in dossiers if other is not each])
        dossiers = without if without and _differs(book, without) else dossiers
    return dossiers


def _smaller_book(book: DrawnBook, dossiers: tuple[Dossier, ...]) -> DrawnBook:
    progress = True
    while progress:
        progress = False
        for parts in smaller(book.parts):
            made = _compiled(parts, book.name)
            if made is not None and _differs(made, dossiers):
                book, progress = made, True
                break
    return book


def _compiled(parts: tuple[Part, ...], name: str) -> DrawnBook | None:
    with suppress(DiagnosticsError):
        rulebooks = compiled(written(parts)[0]).rulebooks
        if name in rulebooks:
            return DrawnBook(parts, name, rulebooks[name])
    return None


def _settled(book: DrawnBook, dossiers: tuple[Dossier, ...]) -> tuple[Dossier, ...]:
    return dossiers if _differs(book, dossiers) else ()


def _smaller_dossier(book: DrawnBook, dossiers: tuple[Dossier, ...], place: int) -> Dossier:
    kept = list(dossiers)
    progress = True
    while progress:
        progress = False
        for each in _cuts(kept[place]):
            tried = (*kept[:place], each, *kept[place + 1 :])
            if _differs(book, tried):
                kept[place], progress = each, True
                break
    return kept[place]


def _cuts(value: Any) -> Iterator[Any]:
    """Yield an entity with one thing left out: an entry of a list, a part, a fact."""
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if isinstance(held, tuple) and held and isinstance(held[0], Entity):
            yield from (attrs.evolve(value, **{field.name: (*held[:k], *held[k + 1 :])}) for k in range(len(held)))
        if field.default is NOT_SUPPLIED and not (isinstance(held, Absent) and held == NOT_SUPPLIED):
            yield attrs.evolve(value, **{field.name: NOT_SUPPLIED})
    for field in attrs.fields(type(value)):
        held = getattr(value, field.name)
        if isinstance(held, Entity):
            yield from (attrs.evolve(value, **{field.name: each}) for each in _cuts(held))
        if isinstance(held, tuple) and held and isinstance(held[0], Entity):
            for k, entry in enumerate(held):
                for each in _cuts(entry):
                    yield attrs.evolve(value, **{field.name: (*held[:k], each, *held[k + 1 :])})
