"""Where interchanges begin in a text, and which characters separate their parts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

_NEWLINES: Final = "\r\n"
# Signs that stand in numbers, dates and padding cannot separate them.
_SEPARATORS: Final = frozenset(c for c in map(chr, range(1, 127)) if not c.isalnum() and c not in " .-\r\n")
_TERMINATORS: Final = _SEPARATORS | frozenset(_NEWLINES)
_ELEMENTS: Final = 16  # of an ISA segment
_HEADER_LIMIT: Final = 400  # characters; a padded header has 106
_ELEMENT_LIMIT: Final = 30  # characters; the longest element of a header has 15
_QUALIFIER_LENGTH: Final = 2  # of SV101-1: "HC"
_PREFACE_LIMIT: Final = 1 << 16  # characters before the first header
_SAMPLE: Final = 50  # SV1 segments looked at


class Separators(NamedTuple):
    """The characters in use. component: not always the one that the header declares."""

    element: str
    component: str
    terminator: str


class Header(NamedTuple):
    """One ISA segment. body: where the text after its terminator begins. declared: ISA16, empty when it is missing."""

    start: int
    body: int
    separators: Separators
    declared: str


def is_separator(mark: str) -> bool:
    """Return whether this one character can stand between elements."""
    return mark in _SEPARATORS


def find_headers(text: str) -> list[Header]:
    """Return the interchange headers of a text, in order.

    A later header counts only where a segment can begin, so that a name such as ISAAC opens nothing.
    """
    found: list[Header] = []
    start = text.find("ISA")
    while start >= 0 and (found or start < _PREFACE_LIMIT):
        header = _header_at(text, start) if _can_begin(text, start, found) else None
        if header is not None:
            found.append(header)
        start = text.find("ISA", header.body if header else start + 3)
    return found


def _can_begin(text: str, start: int, found: list[Header]) -> bool:
    before = text[start - 1] if start else "\n"
    if found:
        return before in _NEWLINES or before == found[-1].separators.terminator
    return not before.isalnum()


def _header_at(text: str, start: int) -> Header | None:
    element = text[start + 3 : start + 4]
    if element not in _SEPARATORS or text[start + 6 : start + 7] != element:
        return None
    parts = text[start : start + _HEADER_LIMIT].split(element, _ELEMENTS)
    if len(parts) <= _ELEMENTS or any(len(part) > _ELEMENT_LIMIT or "\n" in part for part in parts[:_ELEMENTS]):
        return None
    body = start + sum(map(len, parts[:_ELEMENTS])) + _ELEMENTS
    declared, terminator = _tail(parts[_ELEMENTS])
    if not terminator or element in (declared, terminator) or any(terminator in part for part in parts[:_ELEMENTS]):
        return None
    body += len(declared) + 1
    if terminator == "\r" and text[body : body + 1] == "\n":
        terminator, body = "\n", body + 1
    return Header(start, body, Separators(element, declared or ":", terminator), declared)


def _tail(tail: str) -> tuple[str, str]:
    """Return the component separator and the terminator that follow the last element separator of a header.

    The separator is empty where the header leaves it out; both are empty where neither can be told.
    """
    first, second = tail[:1], tail[1:2]
    if first not in _TERMINATORS or not second:
        return "", ""
    if first in _NEWLINES or second not in _TERMINATORS or (second in _NEWLINES and _ends_next_line(tail, first)):
        return "", first
    return first, second


def _ends_next_line(tail: str, mark: str) -> bool:
    line, _, _ = tail[1:].lstrip(_NEWLINES).partition("\n")
    return line.rstrip("\r").endswith(mark)


def component_in_use(text: str, header: Header, stop: int) -> str:
    """Return the component separator that the service lines use.

    It is the declared one as soon as one line uses it, or when the lines agree on no other.
    """
    marks = header.separators
    tag = f"SV1{marks.element}"
    seen: set[str] = set()
    at = text.find(tag, header.body, stop)
    for _ in range(_SAMPLE):
        if at < 0:
            break
        after = at + len(tag) + _QUALIFIER_LENGTH
        mark = text[after : after + 1]
        if mark == marks.component:
            return mark
        if mark in _SEPARATORS and mark not in (marks.element, marks.terminator):
            seen.add(mark)
        at = text.find(tag, at + 1, stop)
    return seen.pop() if len(seen) == 1 else marks.component


def claim_starts(text: str, start: int, stop: int, separators: Separators) -> Iterator[int]:
    """Yield where claims begin by their tag alone, whether or not the segment before them has its terminator."""
    tag = f"CLM{separators.element}"
    within = (separators.element, separators.component)
    at = text.find(tag, start, stop)
    while at >= 0:
        before = text[at - 1] if at else "\n"
        if before in _TERMINATORS and before not in within:
            yield at
        at = text.find(tag, at + 1, stop)
