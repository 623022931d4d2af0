"""The rulebooks of a library as bytes: what several of them hold is written once, and read once."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import Any, Final

import attrs
import msgspec

from rules_engine.ir import codec
from rules_engine.ir.rulebook import FieldNote, Rulebook, Source

_LISTS: Final = ("rules", "coverage")
_TABLES: Final = ("sources", "fields", "references")
_EMPTY: Final[dict[str, Any]] = {**dict.fromkeys(_LISTS, ()), **{name: {} for name in _TABLES}}
Place = tuple[str, int]
"""On which shelf something stands, and where on it."""


class Book(msgspec.Struct, array_like=True):
    """A rulebook: what it alone has, where its lists stand, and where its tables do, with their keys."""

    head: bytes
    lists: list[list[Place]]
    tables: list[dict[str, Place]]


class Packed(msgspec.Struct, array_like=True):
    """Rulebooks by name. shelves: parts of rulebooks, by the first rulebook that holds them."""

    shelves: dict[str, bytes]
    books: dict[str, Book]


def pack(rulebooks: Mapping[str, Rulebook]) -> Packed:
    """Return rulebooks as bytes; one that others extend comes first, so that each is read with those above it alone."""
    shelves: dict[str, list[Any]] = {}
    places: dict[Any, Place] = {}

    def place(each: Any) -> Place:
        key = each if isinstance(each, Source | FieldNote) else id(each)
        if key not in places:
            places[key] = (name, len(shelves[name]))
            shelves[name].append(each)
        return places[key]

    books: dict[str, Book] = {}
    for name in sorted(rulebooks, key=lambda each: (len(rulebooks[each].chain), each)):
        book, shelves[name] = rulebooks[name], []
        lists = [[place(each) for each in getattr(book, part)] for part in _LISTS]
        tables = [{key: place(each) for key, each in getattr(book, part).items()} for part in _TABLES]
        books[name] = Book(_bytes(attrs.evolve(book, **_EMPTY)), lists, tables)
    return Packed({name: _bytes(tuple(held)) for name, held in shelves.items()}, books)


class Reader:
    """Reads rulebooks; what it has read of one serves the others."""

    def __init__(self, packed: Packed) -> None:
        self._packed = packed
        self._shelves: dict[str, tuple[Any, ...]] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of all rulebooks, sorted."""
        return tuple(sorted(self._packed.books))

    def rulebook(self, name: str) -> Rulebook:
        """Return a rulebook. Raises KeyError when there is none, ValueError for what `pack` did not make."""
        book = self._packed.books[name]
        collected = gc.isenabled()
        gc.disable()  # all that is read is kept
        try:
            return self._read(book)
        finally:
            if collected:
                gc.enable()

    def _read(self, book: Book) -> Rulebook:
        lists = [tuple([self._at(place) for place in places]) for places in book.lists]
        tables = [{key: self._at(place) for key, place in places.items()} for places in book.tables]
        parts: dict[str, Any] = dict(zip((*_LISTS, *_TABLES), (*lists, *tables), strict=True))
        found: Rulebook = attrs.evolve(_value(book.head), **parts)
        return found

    def _at(self, place: Place) -> Any:
        shelf, number = place
        if shelf not in self._shelves:
            self._shelves[shelf] = _value(self._packed.shelves[shelf])
        return self._shelves[shelf][number]


def _bytes(value: Any) -> bytes:
    return msgspec.msgpack.encode(codec.encode(value))


def _value(data: bytes) -> Any:
    return codec.decode(msgspec.msgpack.decode(data))
