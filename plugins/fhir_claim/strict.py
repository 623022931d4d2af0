"""What msgspec lets pass or says too little about: keys that stand twice, and each value of a wrong type."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from rules_engine.claims.read.faults import FaultError, sayable, wrong_type
from rules_engine.claims.read.lexical import Mark, RepeatedKeys, parse

from .faults import MAX_FAULTS, Faults, fault, in_fhir_words
from .schema import Part

_MEMORY: Final = 10_000
# A simple value right after its key: a text without a backslash or a number, or the first of a list.
_VALUE: Final = re.compile(rb'":\s*(?:\[\s*)?(?:"[^"\\]*"|-?[0-9][0-9.eE+-]*)')
_WORDS: Final = {str: "text", int: "a whole number", bool: "true or false"}


class Keys:
    """Tells whether a key stands twice in an object. Texts with the same keys at the same places are looked at once."""

    def __init__(self) -> None:
        self._known: set[bytes] = set()

    def are_repeated(self, text: bytes) -> bool:
        """Return whether some object of a JSON text has a key twice.

        Between quotes without a backslash nothing but values lies behind `":`, so what is left without them has all
        keys and braces of the text.
        """
        if b"\\" in text:
            return _are_repeated(text)
        skeleton = _VALUE.sub(b"", text)
        if skeleton in self._known:
            return False
        if _are_repeated(text):
            return True
        if len(self._known) < _MEMORY and len(skeleton) < _MEMORY:
            self._known.add(skeleton)
        return False


def _are_repeated(text: bytes) -> bool:
    objects: list[list[tuple[str, object]]] = []
    json.JSONDecoder(object_pairs_hook=objects.append, parse_int=str, parse_float=str).decode(text.decode())
    return any(len(dict(pairs)) != len(pairs) for pairs in objects)


def explained(text: bytes, kind: type[Part], at: str) -> Faults:
    """Return every fault of a resource that is not as its type asks, at most a hundred. at: pointer of the resource."""
    try:
        raw = parse(text.decode())
        found = list(_limited(_odd(raw, at))) or list(_limited(_wrong(raw, kind, at)))
    except FaultError as error:
        return [(at, in_fhir_words(error))]
    except RecursionError:
        return [(at, fault("too-deep"))]
    return found or [(at, fault("not-a-resource"))]


def not_json(text: str) -> FaultError | None:
    """Return why a text is not JSON, with the place; None when it is, NaN and Infinity apart."""
    try:
        parse(text)
    except FaultError as error:
        return in_fhir_words(error)
    return None


def odd_numbers(text: str) -> Faults:
    """Return the places of NaN and Infinity in a text."""
    return [(at, found) for at, found in _limited(_odd(parse(text), "")) if found.code == "not-a-number"]


def _limited(faults: Iterator[tuple[str, FaultError]]) -> Iterator[tuple[str, FaultError]]:
    for number, (at, found) in enumerate(faults):
        if number == MAX_FAULTS:
            yield at, fault("more-faults")
            return
        yield at, found


def _odd(raw: object, at: str) -> Iterator[tuple[str, FaultError]]:
    """Yield keys that stand twice and numbers that are none, wherever they stand."""
    waiting = [(raw, at)]
    while waiting:
        node, place = waiting.pop()
        if isinstance(node, RepeatedKeys):
            for key in node.repeated:
                yield (f"{place}/{key}" if sayable(key) else place), fault("repeated-key")
        if isinstance(node, dict):
            waiting += [(each, f"{place}/{key}" if sayable(key) else place) for key, each in node.items()]
        elif isinstance(node, list):
            waiting += [(each, f"{place}/{number}") for number, each in enumerate(node)]
        elif isinstance(node, Mark) and node.code == "not-a-number":
            yield place, FaultError(node.code)


def _wrong(raw: object, kind: Any, at: str) -> Iterator[tuple[str, FaultError]]:
    """Yield every value that is not of the type that belongs at its place."""
    options = [each for each in (get_args(kind) if isinstance(kind, UnionType) else (kind,)) if each is not NoneType]
    one = next((each for each in options if each is not msgspec.UnsetType), None)
    if one is msgspec.Raw or (raw is None and isinstance(kind, UnionType) and NoneType in get_args(kind)):
        return
    if get_origin(one) is list:
        if not isinstance(raw, list):
            yield at, _type_fault("a list", raw)
            return
        for number, each in enumerate(raw):
            yield from _wrong(each, get_args(one)[0], f"{at}/{number}")
    elif isinstance(one, type) and issubclass(one, msgspec.Struct):
        if not isinstance(raw, dict):
            yield at, _type_fault("an object", raw)
            return
        for name, hint in _keys(one).items():
            if name in raw:
                yield from _wrong(raw[name], hint, f"{at}/{name}")
    elif type(raw) is not one:
        yield at, _type_fault(_WORDS.get(one, "another type") if isinstance(one, type) else "another type", raw)


def _type_fault(expected: str, raw: object) -> FaultError:
    return FaultError(raw.code) if isinstance(raw, Mark) else wrong_type(expected, raw)


@cache
def _keys(kind: type[msgspec.Struct]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {each.encode_name: hints[each.name] for each in msgspec.structs.fields(kind)}
