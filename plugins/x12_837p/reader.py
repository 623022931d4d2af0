"""The reader of a whole file: where its interchanges are, and the segments of each in order."""

from __future__ import annotations

import gc
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from rules_engine.claims.intake import Intake

from .dispatch import Dispatch
from .faults import Fault
from .gathering import Gathering
from .places import SourceFile
from .segments import SPACE, read_segments
from .separators import Header, Separators, claim_starts, component_in_use, find_headers, is_separator

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf".decode("latin-1")
_HEAD: Final = 3  # characters of "ISA"
# Text that opens another format, in which an interchange may be quoted.
_OTHER_FORMATS: Final = ("{", "[", "<")
# What separates the columns of a table: a first column named ISA is no interchange.
_TABLE_SEPARATORS: Final = ",;\t"


def read(data: bytes, source: str) -> Intake | None:
    """Read a file. None: it holds no interchange header, so it is of another format.

    A byte is a character here, so that an offset in the text is an offset in the file.
    """
    text = data.decode("latin-1")
    body = text.removeprefix(_BYTE_ORDER_MARK).lstrip(SPACE)
    if body.startswith(_OTHER_FORMATS):
        return None
    headers = find_headers(text)
    if not headers and not _begins_like_header(body):
        return None
    gathering = Gathering(SourceFile(source, data))
    if not headers:
        _refuse(text, body, gathering)
        return gathering.intake()
    with _without_collection():
        _read_interchanges(text, headers, gathering)
        return gathering.intake()


@contextmanager
def _without_collection() -> Iterator[None]:
    """Keep the cycle collector off: it would walk all the claims so far again and again, and they hold no cycles."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _begins_like_header(body: str) -> bool:
    mark = body[_HEAD : _HEAD + 1]
    return body.startswith("ISA") and (not mark or (is_separator(mark) and mark not in _TABLE_SEPARATORS))


def _refuse(text: str, body: str, gathering: Gathering) -> None:
    """Refuse a file whose header cannot be read; its claims are counted by their tag alone."""
    marks = Separators(body[_HEAD : _HEAD + 1] or "*", "", "~")
    gathering.begin(text.index(body), marks)
    lost = sum(1 for _ in claim_starts(text, 0, len(text), marks))
    gathering.lose(Fault("malformed-header", 1, "ISA"), lost)


def _read_interchanges(text: str, headers: list[Header], gathering: Gathering) -> None:
    dispatch = Dispatch(gathering)
    stops = [header.start for header in headers[1:]] + [len(text)]
    for header, stop in zip(headers, stops, strict=True):
        component = component_in_use(text, header, stop)
        marks = Separators(header.separators.element, component, header.separators.terminator)
        dispatch.open_interchange(text, header, marks)
        if header is headers[0]:
            _report_before(text, header, marks, gathering)
        read_segments(text, header.body, stop, dispatch, gathering)
        _report_swallowed(text, header.body, stop, gathering)
    dispatch.close_interchange()


def _report_before(text: str, header: Header, marks: Separators, gathering: Gathering) -> None:
    """Report what stands before the first header, with the claims in it."""
    if text[: header.start].removeprefix(_BYTE_ORDER_MARK).strip(SPACE):
        lost = sum(1 for _ in claim_starts(text, 0, header.start, marks))
        gathering.lose(Fault("text-before-header", 1, "ISA"), lost)


def _report_swallowed(text: str, start: int, stop: int, gathering: Gathering) -> None:
    """Report the claims that begin within another segment, because its terminator is lost."""
    starts = gathering.file.starts
    swallowed: Counter[int] = Counter()
    for at in claim_starts(text, start, stop, gathering.marks):
        number = bisect_right(starts, at)
        if starts[number - 1] != at:
            swallowed[number] += 1
    for number, count in swallowed.items():
        gathering.lose(Fault("missing-terminator", number, ""), count)
