"""Whether rows of one claim stand in one part: a claim in two parts would be judged as two."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rules_engine.batches.vector import Array

_FACTOR: Final = np.uint64(0x9E3779B97F4A7C15)
_SHARES: Final = 8
_BLOCK: Final = 2**23
_IN_MEMORY: Final = 2**26
_NULL: Final = np.uint64(0xD1B54A32D192ED03)


class Together:
    """Takes the keys of claims, part by part. They are kept as numbers in a temporary file, eight bytes a claim."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it lives as long as this
        self._parts = 0
        self._here: list[Array] = []
        self._last: str | None = ""
        self._is_rising = True

    def add(self, keys: list[pa.Array]) -> None:
        """Take the keys of claims that begin in the part, in order. keys: texts of each column; the first rules."""
        self._is_rising = self._is_rising and self._rises(keys[0])
        total = np.zeros(len(keys[0]), np.uint64)
        for column in keys:
            total = total * _FACTOR + numbers(column)
        self._here.append(total)

    def cut(self) -> None:
        """End the part."""
        self._file.write(np.unique(np.concatenate(self._here)).tobytes() if self._here else b"")
        self._parts += 1
        self._here = []

    @property
    def are_split(self) -> bool:
        """Return whether some claim has rows in two parts."""
        if self._is_rising or self._parts < 2:
            return False
        return any(self._are_split(share) for share in range(_SHARES))

    def _are_split(self, share: int) -> bool:
        """Return whether some number of one share stands twice; the shares are looked at one by one."""
        self._file.seek(0)
        found = []
        while block := self._file.read(_BLOCK):
            held = np.frombuffer(block, np.uint64)
            found.append(held[held % np.uint64(_SHARES) == share])
        every = np.sort(np.concatenate(found)) if found else np.zeros(0, np.uint64)
        return bool((every[1:] == every[:-1]).any())

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def _rises(self, ids: pa.Array) -> bool:
        if not len(ids):
            return True
        if ids.null_count or (self._last is not None and ids[0].as_py() <= self._last):
            return False
        self._last = ids[-1].as_py()
        return bool(pc.all(pc.greater(ids.slice(1), ids.slice(0, len(ids) - 1))).as_py() is not False)


def numbers(texts: pa.Array) -> Array:
    """Return a number for each text, the same for the same text.

    >>> found = numbers(pa.array(["C1", "C2", "C1", None]))
    >>> bool(found[0] == found[2]), bool(found[0] == found[1])
    (True, False)
    """
    held = texts.cast(pa.large_string())
    offsets = np.frombuffer(held.buffers()[1], np.int64, len(held) + 1, held.offset * 8)
    data = held.buffers()[2]
    size = int(offsets[-1] - offsets[0])
    letters = np.frombuffer(data, np.uint8, size, int(offsets[0])) if size else np.zeros(0, np.uint8)
    lengths = np.diff(offsets)
    place = np.arange(size) - np.repeat(offsets[:-1] - offsets[0], lengths)
    powers = _FACTOR ** np.arange(1, int(lengths.max(initial=0)) + 1, dtype=np.uint64)
    weighed = np.concatenate((np.zeros(1, np.uint64), np.cumsum((letters + np.uint64(1)) * powers[place])))
    starts = offsets - offsets[0]
    found: Array = weighed[starts[1:]] - weighed[starts[:-1]]
    found = found ^ (found >> np.uint64(29))
    return np.where(held.is_null().to_numpy(zero_copy_only=False), _NULL, found)
