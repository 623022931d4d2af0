"""The files of a batch: what each of them is, and in which stretches it is judged."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import attrs

from rules_engine.batches.table import columns
from rules_engine.bulk.faults import BatchError, told
from rules_engine.bulk.parquet import ClaimFile
from rules_engine.bulk.texts import csv_cuts, line_cuts

PARQUET, TABLE, DOCUMENTS, WHOLE = "Parquet", "CSV claim table", "documents", "whole"
_BLOCK: Final = 2**20
_DOCUMENTS_A_PART: Final = 5_000
_PARQUET_MARK: Final = b"PAR1"


@attrs.frozen
class Input:
    """One file. kind: "Parquet", "CSV claim table", "documents" (one a line), or "whole" (read by a plugin)."""

    path: str
    kind: str
    size: int
    sha256: str

    @property
    def name(self) -> str:
        """Return its name without folder."""
        return Path(self.path).name


@attrs.frozen
class Part:
    """A stretch of an input. start, stop: rows of a Parquet file, bytes of any other. first: its first row."""

    number: int
    place: int
    start: int
    stop: int
    first: int
    share: float


def input_at(path: str) -> Input:
    """Return what a file is. Raises BatchError when it cannot be read."""
    total = hashlib.sha256()
    try:
        with Path(path).open("rb") as file:
            head = block = file.read(_BLOCK)
            size = 0
            while block:
                total.update(block)
                size += len(block)
                block = file.read(_BLOCK)
    except OSError as fault:
        raise told(fault, Path(path).name) from None
    return Input(path, _kind(path, head, size), size, total.hexdigest())


def _kind(path: str, head: bytes, size: int) -> str:
    if head.startswith(_PARQUET_MARK):
        return PARQUET
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    if start in (b"{", b"["):
        is_many = start == b"{" and Path(path).suffix.lower() in (".ndjson", ".jsonl")
        return DOCUMENTS if is_many else WHOLE
    return TABLE if header_of(head) else WHOLE


def header_of(head: bytes) -> tuple[str, ...]:
    """Return the columns of a CSV file when they are those of the claim table, else nothing."""
    first = head.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    try:
        names = tuple(next(csv.reader([first.decode()]), []))
    except (UnicodeDecodeError, csv.Error):
        return ()
    return names if "claim.claim_id" in names and set(names) <= set(columns()) else ()


def stretches(given: Input, lines: int, by_patient: bool) -> Iterator[tuple[int, int, int]]:
    """Yield start, stop and the number of the first row of each part of an input."""
    if given.kind == PARQUET:
        start = 0
        for stop in ClaimFile(given.path).cuts(lines, by_patient):
            yield start, stop, start
            start = stop
    elif given.kind == TABLE:
        yield from csv_cuts(given.path, lines, by_patient)
    elif given.kind == DOCUMENTS:
        yield from line_cuts(given.path, min(lines, _DOCUMENTS_A_PART))
    else:
        yield 0, given.size, 0


def tasks(inputs: tuple[Input, ...], lines: int, by_patient: bool) -> Iterator[tuple[Part, ...]]:
    """Yield the parts of all inputs in order: those that lie in one row group of a Parquet file together."""
    number, total, before = 0, max(1, sum(each.size for each in inputs)), 0
    for place, given in enumerate(inputs):
        file = ClaimFile(given.path) if given.kind == PARQUET else None
        whole, starts = (file.rows, file.group_starts) if file else (given.size, [0])
        task: list[Part] = []
        for start, stop, first in stretches(given, lines, by_patient):
            done = (before + given.size * stop / max(1, whole)) / total
            group = _group(starts, start) if file else start
            if task and group != (_group(starts, task[0].start) if file else task[0].start):
                yield tuple(task)
                task = []
            task.append(Part(number, place, start, stop, first, done))
            number += 1
        if task:
            yield tuple(task)
        before += given.size


def _group(starts: list[int], row: int) -> int:
    return sum(1 for each in starts if each <= row)


def unchanged(given: Input) -> None:
    """Raise BatchError when a file is no longer as long as it was."""
    try:
        size = Path(given.path).stat().st_size
    except OSError as fault:
        raise told(fault, given.name) from None
    if size != given.size:
        raise BatchError(f"{given.name} has changed while it was read; start again in a new folder")
