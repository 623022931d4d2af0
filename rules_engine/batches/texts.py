"""Many texts at once, as the bytes in which Arrow holds them."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from pyarrow import types as t

from rules_engine.batches.vector import Array
from rules_engine.claims.read.faults import MAX_TEXT

_FIRST, _LAST, _SPACE = 0x21, 0x7E, 0x20


def held(entries: pa.Array) -> tuple[Array, Array] | None:
    """Return where each text starts, with the end of the last, and their bytes; None when one is null."""
    if entries.null_count or not len(entries) or t.is_string_view(entries.type):
        return None
    buffers = entries.buffers()
    offsets = np.frombuffer(buffers[1], np.int64 if t.is_large_string(entries.type) else np.int32)
    offsets = offsets[entries.offset : entries.offset + len(entries) + 1]
    first, last = int(offsets[0]), int(offsets[-1])
    data = np.frombuffer(buffers[2], np.uint8)[first:last] if last > first else np.zeros(0, np.uint8)
    return offsets - first, data


def are_plain(entries: pa.Array) -> bool:
    """Return whether every text is plainly a text of a dossier: short, ASCII, and no space at its ends."""
    found = held(entries)
    if found is None:
        return False
    offsets, data = found
    lengths = np.diff(offsets)
    if int(lengths.min()) < 1 or int(lengths.max()) > MAX_TEXT:
        return False
    if int(data.max()) > _LAST or int(data.min()) < _SPACE:
        return False
    if int(data.min()) >= _FIRST:
        return True
    return bool((data[offsets[:-1]] >= _FIRST).all() and (data[offsets[1:] - 1] >= _FIRST).all())


def are_rising(entries: pa.Array) -> bool:
    """Return whether texts are all equally long and each comes after the one before, so that none stands twice."""
    found = held(entries)
    if found is None:
        return False
    offsets, data = found
    lengths = np.diff(offsets)
    width = int(lengths[0])
    if not width or (lengths != width).any():
        return False
    words = np.ascontiguousarray(data).view(f"S{width}")
    return bool((words[1:] > words[:-1]).all())
