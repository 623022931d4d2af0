"""Where values stand in the file: JSON pointers, and the bytes they lead to, worked out only when somebody asks."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from rules_engine.claims.origin import Origin

_SPACE: Final = " \t\r\n"
_SCAN: Final = json.JSONDecoder(parse_int=str, parse_float=str).raw_decode


class SourceFile:
    """One file: its name, its bytes, and where each resource begins."""

    def __init__(self, source: str, data: bytes) -> None:
        self.source = source
        self.data = data
        self._starts: dict[str, tuple[int, int]] = {}

    def add(self, at: str, start: int, stop: int) -> None:
        """Note that the resource at a pointer lies between two bytes."""
        self._starts[at] = (start, stop)

    def origin(self, pointer: str) -> Origin | None:
        """Return the place of a value; None when no value stands at the pointer."""
        at = self._resource_of(pointer)
        if at is None:
            return None
        start, stop = self._starts[at]
        text = self.data[start:stop].decode()
        try:
            found = span_of(text, pointer[len(at) :].split("/")[1:])
        except RecursionError:  # something beside the value is nested as deep as a reader bears
            return None
        if found is None:
            return None
        first, last = found
        if not text.isascii():
            first, last = len(text[:first].encode()), len(text[:last].encode())
        return Origin(self.source, start + first, start + last, pointer=pointer)

    def _resource_of(self, pointer: str) -> str | None:
        while pointer not in self._starts:
            if not pointer:
                return None
            pointer = pointer.rpartition("/")[0]
        return pointer


def span_of(text: str, path: list[str]) -> tuple[int, int] | None:
    """Return the characters of a value in a JSON text that is known to be valid. path: its pointer in parts.

    >>> span_of('{"item": [{"net": {"value": 185.00}}]}', ["item", "0", "net", "value"])
    (28, 34)
    """
    at = _skip(text, 0)
    for part in path:
        found = _member(text, at, part) if text[at] == "{" else _element(text, at, part) if text[at] == "[" else None
        if found is None:
            return None
        at = found
    return at, _SCAN(text, at)[1]


def _skip(text: str, at: int) -> int:
    while text[at] in _SPACE:
        at += 1
    return at


def _member(text: str, at: int, wanted: str) -> int | None:
    at = _skip(text, at + 1)
    while text[at] == '"':
        key, at = _SCAN(text, at)
        at = _skip(text, _skip(text, at) + 1)
        if key == wanted:
            return at
        at = _skip(text, _SCAN(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at
    return None


def _element(text: str, at: int, wanted: str) -> int | None:
    at = _skip(text, at + 1)
    number = 0
    while text[at] != "]":
        if str(number) == wanted:
            return at
        at = _skip(text, _SCAN(text, at)[1])
        at = _skip(text, at + 1) if text[at] == "," else at
        number += 1
    return None


class Places(Mapping[str, Origin]):
    """Fact → `Origin` of one entity. A pickle holds the origins, not the file.

    at: pointer of the part of the resource that the entity is made of. paths: fact → paths below it, in the order they
    are asked. others: fact → whole pointer, for what stands in other resources or comes from the claim.
    """

    __slots__ = ("_at", "_file", "_others", "_paths")

    def __init__(
        self, file: SourceFile, at: str, paths: Mapping[str, tuple[str, ...]], others: Mapping[str, str]
    ) -> None:
        self._file = file
        self._at = at
        self._paths = paths
        self._others = others

    def __getitem__(self, fact: str) -> Origin:
        for pointer in self._pointers(fact):
            found = self._file.origin(pointer)
            if found is not None:
                return found
        raise KeyError(fact)

    def __iter__(self) -> Iterator[str]:
        facts = dict.fromkeys((*self._paths, *self._others))
        return (fact for fact in facts if any(self._file.origin(each) is not None for each in self._pointers(fact)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<places of {len(self)} facts>"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, Origin]]]:
        return dict, (dict(self),)

    def _pointers(self, fact: str) -> list[str]:
        if fact in self._others:
            return [self._others[fact]] if self._others[fact] else []
        return [self._at + path for path in self._paths.get(fact, ())]
