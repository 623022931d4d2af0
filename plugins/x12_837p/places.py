"""From a place in the loops to bytes of the file, worked out only when somebody asks."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

import attrs

from rules_engine.claims.origin import Origin

from .addresses import Address, Addresses
from .separators import Separators

SegmentNumbers = Mapping[str, int]
"""Slot → number of its segment; 0 says that no segment may stand in for the one that is missing."""

NO_SEGMENT: Final = 0
SEGMENT_LIMIT: Final = 4096  # characters; the longest of 005010X222A1 has far less
_MODIFIERS_END: Final = 6  # SV101-7 is a description
_QUALIFIER: Final = 1  # elements before the one it explains
_SPAN_MARK: Final = b"-"


@attrs.define(eq=False, repr=False)
class SourceFile:
    """One file: its bytes, where each segment begins, and the separators from each interchange on."""

    source: str
    data: bytes
    starts: array[int] = attrs.field(factory=lambda: array("Q"))
    separators: list[tuple[int, Separators]] = attrs.field(factory=list)  # number of the first segment, separators

    def bytes_of(self, number: int) -> tuple[int, bytes, Separators]:
        """Return the start of a segment, its bytes without terminator, and its separators.

        Of a segment that is too long only the beginning: many faults may point to it.
        """
        start = self.starts[number - 1]
        marks = self.separators[bisect_right(self.separators, number, key=_first_segment) - 1][1]
        stop = self.data.find(marks.terminator.encode("ascii"), start, start + SEGMENT_LIMIT)
        raw = self.data[start : start + SEGMENT_LIMIT if stop < 0 else stop]
        return start, raw.rstrip(b"\r") if marks.terminator == "\n" else raw, marks

    def span(self, number: int, element: int = 0, component: int = 0, part: str = "") -> tuple[int, int]:
        """Return the byte span of a segment, an element (from 1) or a component (from 1). part: see `addresses`."""
        start, raw, marks = self.bytes_of(number)
        if not element:
            return start, start + len(raw)
        start, raw = _cut(start, raw, marks.element, element)
        if part == "+":
            return _several(start, raw, marks.component, component)
        if component:
            start, raw = _cut(start, raw, marks.component, component - 1)
        if part and _SPAN_MARK in raw:
            days = raw.split(_SPAN_MARK)
            return (
                (start, start + len(days[0])) if part == "<" else (start + len(raw) - len(days[-1]), start + len(raw))
            )
        return start, start + len(raw)

    def holds(self, number: int, element: int, wanted: str) -> bool:
        """Return whether this element is exactly the wanted text."""
        start, stop = self.span(number, element)
        return self.data[start:stop] == wanted.encode("ascii")


def _first_segment(known: tuple[int, Separators]) -> int:
    return known[0]


def _cut(start: int, raw: bytes, mark: str, index: int) -> tuple[int, bytes]:
    parts = raw.split(mark.encode("ascii"), index + 1)
    if index >= len(parts):
        return start + len(raw), b""
    return start + sum(map(len, parts[:index])) + index, parts[index]


def _several(start: int, raw: bytes, mark: str, first: int) -> tuple[int, int]:
    """Return the span of the components that hold text, from the first one asked for."""
    parts = raw.split(mark.encode("ascii"))
    last = _MODIFIERS_END if first else len(parts)
    filled = [index for index in range(max(first - 1, 0), min(last, len(parts))) if parts[index]]
    if not filled:
        return start, start
    before = start + sum(map(len, parts[: filled[0]])) + filled[0]
    within = parts[filled[0] : filled[-1] + 1]
    return before, before + sum(map(len, within)) + len(within) - 1


class Places(Mapping[str, Origin]):
    """Fact → `Origin` of one entity. Only numbers of segments are held; a pickle holds the origins, not the file.

    A list in one element has the span from its first to its last member; a list over several elements or segments has
    the span of its first member.
    """

    __slots__ = ("_addresses", "_file", "_numbers")

    def __init__(self, file: SourceFile, addresses: Addresses, numbers: tuple[SegmentNumbers, ...]) -> None:
        self._file = file
        self._addresses = addresses
        self._numbers = numbers

    def __getitem__(self, fact: str) -> Origin:
        origin = self._find(fact)
        if origin is None:
            raise KeyError(fact)
        return origin

    def __iter__(self) -> Iterator[str]:
        return (fact for fact in self._addresses if self._find(fact) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<places of {len(self)} facts>"

    def __reduce__(self) -> tuple[Callable[..., Any], tuple[dict[str, Origin]]]:
        return dict, (dict(self),)

    def _find(self, fact: str) -> Origin | None:
        for address in self._addresses.get(fact, ()):
            number = self._number(address.slot)
            if number is None:
                continue
            origin = self._origin(number, address) if number else None
            if origin is not None or not address.more:
                return origin
        return None

    def _number(self, slot: str) -> int | None:
        return next((numbers[slot] for numbers in self._numbers if slot in numbers), None)

    def _origin(self, number: int, address: Address) -> Origin | None:
        file = self._file
        if address.needs and not file.holds(number, address.element - _QUALIFIER, address.needs):
            return None
        start, stop = file.span(number, address.element, address.component, address.part)
        text = file.data[start:stop]
        start, stop = stop - len(text.lstrip(b" ")), start + len(text.rstrip(b" "))  # spaces pad it
        if start >= stop:
            return None
        return Origin(file.source, start, stop, number, address.loop, address.label)
