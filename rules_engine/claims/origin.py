"""Where a fact was read: the address that a trace line leads to."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import attrs


@attrs.frozen
class Origin:
    """The place of one fact in one input file.

    source: name of the file as the caller gave it (no folder).
    start, stop: byte span in that file, half-open; both 0 when the format has no bytes to point at.
    segment: number of the X12 segment in the file, from 1; 0 outside X12.
    loop, element: X12 address, such as "2400" and "SV101-2"; empty outside X12.
    pointer: JSON pointer (`/documentation/3/start`), or row and column of a table; empty for X12.
    """

    source: str
    start: int = 0
    stop: int = 0
    segment: int = 0
    loop: str = ""
    element: str = ""
    pointer: str = ""


Origins = Mapping[str, Origin]
"""Attribute name of one entity → where its value was read."""

NO_ORIGINS: Final[Origins] = MappingProxyType({})
