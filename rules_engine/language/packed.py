"""The rulebooks of a library as bytes: what several of them hold is written once, and read once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import attrs
import msgspec

from rules_engine.ir import codec
from rules_engine.ir.rulebook import Rulebook

Book = tuple[bytes, int, list[tuple[str, int]]]
"""A rulebook without its rules and coverage, how many of these are rules, and in which shelf and place each stands."""


class Packed(msgspec.Struct, array_like=True):
    """Rulebooks by name. shelves: rules and coverage statements, by the first rulebook that holds them."""

    shelves: dict[str, bytes]
    books: dict[str, Book]


def pack(rulebooks: Mapping[str, Rulebook]) -> Packed:
    """Return rulebooks as bytes; one that others extend comes first, so that each is read with those above it alone."""
    places: dict[int, tuple[str, int]] = {}
    shelves: dict[str, list[Any]] = {}
    books: dict[str, Book] = {}
    for name in sorted(rulebooks, key=lambda each: (len(rulebooks[each].chain), each)):
        book = rulebooks[name]
        shelf = shelves.setdefault(name, [])
        held = (*book.rules, *book.coverage)
        for each in held:
            if id(each) not in places:
                places[id(each)] = (name, len(shelf))
                shelf.append(each)
        head = _bytes(attrs.evolve(book, rules=(), coverage=()))
        books[name] = (head, len(book.rules), [places[id(each)] for each in held])
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
        head, rules, places = self._packed.books[name]
        held = tuple([self._shelf(shelf)[place] for shelf, place in places])
        found: Rulebook = attrs.evolve(_read(head), rules=held[:rules], coverage=held[rules:])
        return found

    def _shelf(self, name: str) -> tuple[Any, ...]:
        if name not in self._shelves:
            self._shelves[name] = _read(self._packed.shelves[name])
        return self._shelves[name]


def _bytes(value: Any) -> bytes:
    return msgspec.msgpack.encode(codec.encode(value))


def _read(data: bytes) -> Any:
    return codec.decode(msgspec.msgpack.decode(data))
