"""What msgspec lets pass or says too little about: keys that stand twice, and each value of a wrong type."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from types import NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import msgspec

from rules_engine.claims.read.faults import FaultError, sayable, wrong_type
from rules_engine.claims.read.lexical import Mark, RepeatedKeys, parse

from .datatypes import Part
from .faults import MAX_FAULTS, Faults, fault, in_fhir_words

_ANY: Final = msgspec.json.Decoder()
_MARK: Final = b'":'
_WORDS: Final = {str: "text", int: "a whole number", bool: "true or false"}


def are_repeated(text: bytes) -> bool:
    """Return whether some object of a valid JSON text has a key twice.

    A decoder keeps one of two equal keys, so what is encoded again has fewer marks `":` than the text had. Without
    `\\u` every quote and colon of the text stands there as itself, so that nothing can make up for a lost mark.
    """
    if b"\\u" in text:
        objects: list[list[tuple[str, object]]] = []
        json.JSONDecoder(object_pairs_hook=objects.append, parse_int=str, parse_float=str).decode(text.decode())
        return any(len(dict(pairs)) != len(pairs) for pairs in objects)
    again = msgspec.json.encode(_ANY.decode(text))
    return again.count(_MARK) != msgspec.json.format(text, indent=-1).count(_MARK)


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
