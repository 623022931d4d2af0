"""The segments of one interchange, each with its number in the file and its place in bytes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import attrs

_SPACE: Final = " \t\r\n"
_ELEMENTS: Final = 16  # of an ISA segment
_LONGEST_HEADER: Final = 130  # characters; a padded one has 106


class Separators(NamedTuple):
    """The characters that separate the parts of an interchange."""

    element: str
    component: str
    terminator: str


class Header(NamedTuple):
    """One ISA segment. start: its offset; body: that of what follows its terminator."""

    start: int
    body: int
    separators: Separators


def find_headers(text: str) -> Iterator[Header]:
    """Yield the interchange headers of a text, in order."""
    at = text.find("ISA")
    while at >= 0:
        mark = text[at + 3 : at + 4]
        parts = text[at : at + _LONGEST_HEADER].split(mark or "*", _ELEMENTS)
        tail = parts[-1]
        is_header = len(parts) == _ELEMENTS + 1 and len(tail) > 1 and not mark.isalnum() and not mark.isspace()
        if is_header and tail[0] != tail[1] and not tail[0].isalnum() and not tail[1].isalnum():
            body = at + sum(map(len, parts[:_ELEMENTS])) + _ELEMENTS + 2
            yield Header(at, body, Separators(mark, tail[0], tail[1]))
            at = text.find("ISA", body)
        else:
            at = text.find("ISA", at + 3)


@attrs.frozen(eq=False, repr=False)
class Segment:
    """One segment. number: in the file, from 1. start: offset in the file. is_ended: its terminator is there."""

    number: int
    start: int
    text: str
    elements: tuple[str, ...]
    marks: Separators
    is_ended: bool = True

    @property
    def tag(self) -> str:
        """The name of the segment."""
        return self.elements[0]

    def __getitem__(self, element: int) -> str:
        """Return an element, from 1; empty when the segment ends before it."""
        return self.elements[element] if element < len(self.elements) else ""

    def components(self, element: int) -> tuple[str, ...]:
        """Return the components of an element."""
        return tuple(self[element].split(self.marks.component))

    def span(self, element: int = 0) -> tuple[int, int]:
        """Return the byte span of the segment, or of an element."""
        if not element:
            return self.start, self.start + len(self.text)
        before = self.elements[:element]
        start = self.start + sum(map(len, before)) + len(before)
        return start, start + len(self[element])


def segments_of(text: str, header: Header, stop: int, number: int) -> Iterator[Segment]:
    """Yield the segments after a header and before an offset. number: of the header's segment in the file."""
    marks, start = header.separators, header.body
    while start < stop:
        end = text.find(marks.terminator, start, stop)
        piece = text[start : end if end >= 0 else stop]
        kept = piece.lstrip(_SPACE)
        if kept:
            number += 1
            begins = start + len(piece) - len(kept)
            kept = kept.rstrip("\r\n")
            yield Segment(number, begins, kept, tuple(kept.split(marks.element)), marks, end >= 0)
        if end < 0:
            return
        start = end + 1
