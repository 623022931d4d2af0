"""The segments of one interchange in order, each with its number and its offset in the file."""

from __future__ import annotations

from typing import Final

from .dispatch import Dispatch
from .gathering import Gathering
from .places import SEGMENT_LIMIT
from .records import BLANKS

SPACE: Final = " \t\r\n"
_BLOCK: Final = 1 << 16  # characters split at a time, so that a file of terminators alone does not fill the memory


def read_segments(text: str, start: int, stop: int, dispatch: Dispatch, gathering: Gathering) -> None:
    """Hand the segments between two offsets to `dispatch`.

    A run of segments that all end alike, in plain text, is split at one go; any other is taken piece by piece.
    """
    terminator = gathering.marks.terminator
    ending = _ending(text, start, terminator)
    if terminator != "\n":
        start += len(ending) - len(terminator)
    while (cut := _cut(text, start, stop, ending)) >= 0:
        pieces = text[start:cut].split(ending)
        if _is_plain(pieces, terminator):
            _take_plain(pieces, start, len(ending), dispatch, gathering)
        else:
            _take_odd(text[start:cut], start, dispatch, gathering)
        start = cut + len(ending)
    last = text.rfind(terminator, start, stop)
    if last >= 0:
        _take_odd(text[start:last], start, dispatch, gathering)
        start = last + 1
    _take_rest(text[start:stop], start, dispatch, gathering)


def _ending(text: str, body: int, terminator: str) -> str:
    """Return how the first segment ends: its terminator with the line end beside it."""
    if terminator == "\n":
        return "\r\n" if text[body - 2 : body] == "\r\n" else terminator
    return terminator + next((end for end in ("\r\n", "\n", "\r") if text.startswith(end, body)), "")


def _cut(text: str, start: int, stop: int, ending: str) -> int:
    cut = text.find(ending, start + _BLOCK, stop)
    return cut if cut >= 0 else text.rfind(ending, start, stop)


def _is_plain(pieces: list[str], terminator: str) -> bool:
    joined = "".join(pieces)
    return (
        joined.isascii()
        and joined.isprintable()
        and terminator not in joined
        and max(map(len, pieces)) <= SEGMENT_LIMIT
    )


def _take_plain(pieces: list[str], offset: int, step: int, dispatch: Dispatch, gathering: Gathering) -> None:
    element = gathering.marks.element
    starts = gathering.file.starts
    number = len(starts)
    for piece in pieces:
        begins = offset
        offset += len(piece) + step
        if piece[:1] <= " ":
            kept = piece.lstrip(SPACE)
            if not kept:
                continue
            begins += len(piece) - len(kept)
            piece = kept  # noqa: PLW2901
        starts.append(begins)
        number += 1
        elements = piece.split(element)
        handler = dispatch.handlers.get(elements[0], dispatch.unknown)
        if handler is not None:
            elements += BLANKS
            handler(number, elements)


def _take_odd(block: str, offset: int, dispatch: Dispatch, gathering: Gathering) -> None:
    terminator = gathering.marks.terminator
    for piece in block.split(terminator):
        begins = offset
        offset += len(piece) + 1
        kept = piece.lstrip(SPACE)
        begins += len(piece) - len(kept)
        if terminator == "\n":
            kept = kept.rstrip("\r")
        if not kept:
            continue
        gathering.file.starts.append(begins)
        number = len(gathering.file.starts)
        elements = gathering.elements(kept)
        elements += BLANKS
        handler = dispatch.handlers.get(elements[0], dispatch.unknown)
        if handler is not None:
            handler(number, elements)
            dispatch.check_odd(number, kept, elements)


def _take_rest(rest: str, offset: int, dispatch: Dispatch, gathering: Gathering) -> None:
    kept = rest.strip(SPACE)
    if kept:
        gathering.file.starts.append(offset + len(rest) - len(rest.lstrip(SPACE)))
        dispatch.cut_off(len(gathering.file.starts), kept)
