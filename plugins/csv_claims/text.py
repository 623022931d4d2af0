"""Bytes to text, and text to records of cells, by RFC 4180; what is quoted wrongly is marked and never repaired."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from rules_engine.claims.read.faults import FaultError

SEPARATORS: Final = (",", "\t", ";", "|")
_QUOTED: Final = re.compile(r'"((?:[^"]++|"")*+)"')
_UTF16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Text(NamedTuple):
    """The text of a file. skipped: bytes before it. codec: by which its characters are bytes again."""

    text: str
    skipped: int
    codec: str


class Record(NamedTuple):
    """One record. start, stop: in the text, without the line end. fault: what is wrong with its quotes, or empty.

    lines: how many line ends lie within its cells.
    """

    start: int
    stop: int
    cells: list[str]
    fault: str = ""
    lines: int = 0


def decode(data: bytes, encoding: str = "") -> Text:
    """Return the text of a file: as stated, else UTF-8, else Windows-1252.

    Raises FaultError when the bytes are neither.
    """
    if data.startswith(_UTF16):
        raise FaultError("not-utf8", "the file is UTF-16", "save it as UTF-8")
    skipped = len(codecs.BOM_UTF8) if data.startswith(codecs.BOM_UTF8) else 0
    for codec in (encoding,) if encoding else ("utf-8", "cp1252"):
        try:
            return Text(data[skipped:].decode(codec), skipped, codec)
        except UnicodeDecodeError:
            continue
    wanted = encoding or "UTF-8 nor Windows-1252"
    raise FaultError("not-utf8", f"the file is {'not' if encoding else 'neither'} {wanted}", "save it as UTF-8")


def line_end(text: str) -> str:
    r"""Return the character that ends the lines of a text; a carriage return before a line feed belongs to it.

    >>> line_end("a,b\r\n"), line_end("a,b\r1,2")
    ('\n', '\r')
    """
    return "\r" if "\n" not in text and "\r" in text else "\n"


def records(text: str, separator: str) -> Iterator[Record]:
    """Yield every record of a text in order, blank ones too: they have one empty cell.

    Cost: linear. An unclosed quote makes one record of the rest of the text.
    """
    end, start = line_end(text), 0
    while start < len(text):
        stop = text.find(end, start)
        stop = len(text) if stop < 0 else stop
        line = text[start:stop]
        if '"' not in line:
            line = line.removesuffix("\r")
            record = Record(start, start + len(line), line.split(separator))
        else:
            record, stop = _quoted(text, start, separator, end)
        yield record
        start = stop + 1


def spans(record: str, separator: str) -> list[tuple[int, int]]:
    """Return where each cell of a record stands in it, with its quotes."""
    found, at = [], 0
    plain = _plain(separator)
    while True:
        start = at
        quoted = _QUOTED.match(record, at)
        at = quoted.end() if quoted else at
        rest = plain.match(record, at)
        at = rest.end() if rest else at
        found.append((start, at))
        if at >= len(record) or record[at] != separator:
            return found
        at += 1


@cache
def _plain(separator: str, end: str = "") -> re.Pattern[str]:
    return re.compile(f"[^{re.escape(separator + end)}]*")


def _quoted(text: str, start: int, separator: str, end: str) -> tuple[Record, int]:
    """Return the record that begins at `start`, and where the line ends that closes it."""
    cells, at, fault, lines = [], start, "", 0
    plain = _plain(separator, end)
    while True:
        value = ""
        if text.startswith('"', at):
            found = _QUOTED.match(text, at)
            if found is None:
                cells.append("")
                return Record(start, len(text), cells, "unclosed-quote", text.count(end, at)), len(text)
            value, at = found[1].replace('""', '"'), found.end()
            lines += value.count(end)
            rest = plain.match(text, at)
            extra = rest[0] if rest else ""
            if extra.removesuffix("\r"):
                fault = "text-after-quote"
                value += extra
            at += len(extra)
        else:
            rest = plain.match(text, at)
            value = rest[0] if rest else ""
            at += len(value)
        ended = at >= len(text) or text[at] == end
        if ended and value.endswith("\r") and text[at - 1] == "\r":
            value = value[:-1]
        cells.append(value)
        if ended:
            return Record(start, at - (text[at - 1] == "\r" and at > start), cells, fault, lines), at
        at += 1
