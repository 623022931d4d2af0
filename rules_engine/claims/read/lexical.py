"""Bytes to plain JSON values, as strictly as the format asks and with nothing rounded.

The standard library's decoder, because its hooks see every key and every number as written: 15 µs for a claim with its
session record. msgspec takes 4.5 µs, but lets the last of two equal keys win without a word and reads numbers as floats
unless told, so it cannot be as strict.

A fault with a place inside the document becomes a mark in the tree, for the record reader to report with its pointer.
"""

from __future__ import annotations

import codecs
import json
import re
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

import attrs

from rules_engine.claims.read.faults import FaultError, not_json

MAX_DEPTH: Final = 64
WHOLE_DIGITS: Final = 12
PLACES: Final = 6

_LOOK: Final = 4096
_BLANK: Final = " \t\r\n"
_EXPONENT: Final = re.compile(r"-?[0-9.]+(?:[eE][+-]?[0-9]{1,3})?")


@attrs.frozen(eq=False, repr=False)
class Mark:
    """A number that cannot be taken in; stands in the tree where the number stood."""

    code: str


class RepeatedKeys(dict[str, object]):
    """An object in which a key stands twice. repeated: those keys."""

    repeated: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Text:
    """One document of a file with one a line. number: of the line, from 1."""

    text: str
    number: int
    start: int  # byte offset in the file


def looks_like_dossier(data: bytes) -> bool:
    """Return whether a file may be a dossier document: a JSON object that is not a FHIR resource.

    A file in UTF-16 counts too, so that it is refused by name. Only the start of the file is looked at.
    """
    start = data[:_LOOK].removeprefix(codecs.BOM_UTF8).lstrip(_BLANK.encode())
    if start[:2] in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return b"{" in start[2:4]
    return start.startswith(b"{") and b'"resourceType"' not in start


def decode(data: bytes) -> tuple[str, int]:
    """Return the text of a file, and how many bytes of a byte order mark were left out.

    Raises FaultError when the bytes are not UTF-8.
    """
    skipped = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    try:
        return data[skipped:].decode("utf-8"), skipped
    except UnicodeDecodeError as error:
        raise FaultError("not-utf8") from error


def parse(text: str) -> object:
    """Return the plain values of one document: dict, list, str, int, Decimal, bool, None, and marks.

    Raises FaultError when it is not JSON, with line and column within this document.
    """
    try:
        return _DECODER.decode(text)
    except RecursionError as error:
        raise FaultError("too-deep") from error
    except json.JSONDecodeError as error:
        raise not_json(error.lineno, error.colno) from error


def lines_of(text: str, start: int) -> list[Text]:
    """Return the documents of a file with one document a line; an empty list when the file is not of that kind.

    start: byte offset of the text in the file. At least half of the lines must look like whole objects, so that one
    broken line does not make the others unreadable.
    """
    found: list[Text] = []
    whole = 0
    for number, line in enumerate(text.split("\n"), start=1):
        bare = line.strip(_BLANK)
        if bare:
            whole += bare.startswith("{") and bare.endswith("}")
            found.append(Text(line, number, start))
        start += len(line if line.isascii() else line.encode()) + 1
    return found if len(found) > 1 and whole * 2 >= len(found) else []


def is_too_deep(raw: object) -> bool:
    """Return whether lists and objects are nested more than `MAX_DEPTH` deep."""
    level = [raw] if isinstance(raw, dict | list) else []
    for _ in range(MAX_DEPTH):
        level = [child for node in level for child in _inside(node) if isinstance(child, dict | list)]
    return bool(level)


def _inside(node: dict[str, object] | list[object]) -> Iterable[object]:
    return node.values() if isinstance(node, dict) else node


def _record(pairs: list[tuple[str, object]]) -> dict[str, object]:
    record = dict(pairs)
    if len(record) == len(pairs):
        return record
    marked = RepeatedKeys(record)
    marked.repeated = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    return marked


def _whole(text: str) -> int | Mark:
    return int(text) if len(text.lstrip("-")) <= WHOLE_DIGITS else Mark("too-many-digits")


def _decimal(text: str) -> Decimal | Mark:
    # Checked as text first: a huge exponent must not reach the arithmetic.
    if len(text) > WHOLE_DIGITS + PLACES + 8 or not _EXPONENT.fullmatch(text):
        return Mark("too-many-digits")
    value = Decimal(text)
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    if exponent < -PLACES or len(digits) + exponent > WHOLE_DIGITS:
        return Mark("too-many-digits")
    if exponent > 0:
        return Decimal(int(value))
    return value if value else value.copy_abs()


def _constant(_: str) -> Mark:
    return Mark("not-a-number")


_DECODER: Final = json.JSONDecoder(
    object_pairs_hook=_record, parse_float=_decimal, parse_int=_whole, parse_constant=_constant
)
