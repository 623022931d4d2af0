"""The trace as JSON: one claim, many claims as one document, or one claim a line. Same trace, same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from rules_engine.trace.model import ClaimTrace, Report
from rules_engine.trace.page import ACTIVE


def to_json(trace: ClaimTrace | Report) -> bytes:
    """Return a trace, or a report over many, as UTF-8 JSON on one line; dates are ISO 8601, unknown ones null.

    Signs that a terminal obeys, or that reorder text, are written as escapes, which are the same texts to a program.
    """
    try:
        data = msgspec.json.encode(trace, order="sorted")
    except UnicodeEncodeError:  # half of a surrogate pair, from a file that was not text
        data = msgspec.json.encode(_encodable(msgspec.to_builtins(trace)), order="sorted")
    if data.isascii() and b"\x7f" not in data:
        return data
    return re.sub(ACTIVE, lambda found: f"\\u{ord(found[0]):04x}", data.decode()).encode()


def to_json_lines(traces: Iterable[ClaimTrace]) -> Iterator[bytes]:
    """Yield each trace as one line of JSON with its line end."""
    for each in traces:
        yield to_json(each) + b"\n"


def _encodable(value: Any) -> Any:
    match value:
        case str():
            return value.encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {key: _encodable(each) for key, each in value.items()}
        case tuple() | list():
            return [_encodable(each) for each in value]
        case _:
            return value
