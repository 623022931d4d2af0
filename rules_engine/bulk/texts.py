"""Text files in stretches: records of CSV, and documents one a line, without reading the whole file at once."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from rules_engine.batches.table import Column, columns, schema
from rules_engine.batches.types import NUMBERS
from rules_engine.bulk.faults import BatchError, told
from rules_engine.claims.shapes import Kind, Shape

_BLOCK: Final = 2**22
_BYTES_A_PART: Final = 2**23
_NUMBER: Final = r"\A[+-]?[0-9]{1,12}(\.[0-9]{1,6})?\z"
_WHOLE: Final = r"\A[+-]?[0-9]{1,9}\z"
_UNREADABLE: Final = "a cell that cannot be read"
_NEWLINE: Final = 10
_QUOTE: Final = 34
_CLAIM: Final = ("row", "claim.claim_id", "claim.patient_id", "claim.billing_npi")


def ends(path: str, quoted: bool) -> Iterator[np.ndarray[tuple[int], np.dtype[np.int64]]]:
    """Yield where lines end, in stretches: the place after each line end. quoted: not within quotes."""
    at, inside = 0, 0
    try:
        with Path(path).open("rb") as file:
            while block := file.read(_BLOCK):
                held = np.frombuffer(block, np.uint8)
                places = np.flatnonzero(held == _NEWLINE)
                if quoted:
                    quotes = np.cumsum(held == _QUOTE)
                    places = places[(quotes[places] + inside) % 2 == 0]
                    inside += int(quotes[-1])
                at += len(block)
                yield places + (at - len(block) + 1)
    except OSError as fault:
        raise told(fault, Path(path).name) from None
    yield np.asarray([at], np.int64)


def line_cuts(path: str, lines: int) -> Iterator[tuple[int, int, int]]:
    """Yield start and stop, in bytes, and the number of the first line of stretches of documents, one a line."""
    start = row = first = 0
    for places in ends(path, quoted=False):
        for stop in places.tolist():
            row += 1
            if stop > start and (row - first >= lines or stop - start >= _BYTES_A_PART):
                yield start, stop, first
                start, first = stop, row
        last = int(places[-1]) if len(places) else start
    if last > start:
        yield start, last, first


def csv_cuts(path: str, lines: int, by_patient: bool) -> Iterator[tuple[int, int, int]]:
    """Yield start and stop, in bytes, and the number of the first row of stretches of a CSV claim table.

    A stretch ends where the claim, or the patient, has all its rows.
    """
    with Path(path).open("rb") as file:
        keys = _Keys(file.readline(), by_patient)
    start = first = before = 0
    row, last = -1, 0  # the first record is the head
    for places in ends(path, quoted=True):
        for stop in places.tolist():
            if stop <= last:
                continue
            if row < 0:
                start = stop
            elif row - first >= lines and not keys.are_equal(path, before, last, stop):
                yield start, last, first
                start, first = last, row
            before, last, row = last, stop, row + 1
    if last > start:
        yield start, last, first


class _Keys:
    """The columns that tell claims, or patients, apart in records of CSV."""

    def __init__(self, head: bytes, by_patient: bool) -> None:
        names = next(csv.reader([head.decode("utf-8-sig")]))
        wanted = ("claim.patient_id",) if by_patient else _CLAIM
        self._places = [names.index(each) for each in wanted if each in names] or [names.index("claim.claim_id")]

    def are_equal(self, path: str, before: int, start: int, stop: int) -> bool:
        """Return whether the records from `before` to `start` and from there to `stop` are of one claim."""
        return self._of(path, before, start) == self._of(path, start, stop)

    def _of(self, path: str, start: int, stop: int) -> list[str]:
        cells = next(csv.reader(read(path, start, stop).decode("utf-8", "replace").splitlines(keepends=True)), [])
        return [cells[at] if at < len(cells) else "" for at in self._places]


def read(path: str, start: int, stop: int) -> bytes:
    """Return some bytes of a file. Raises BatchError when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            file.seek(start)
            return file.read(stop - start)
    except OSError as fault:
        raise told(fault, Path(path).name) from None


# --- CSV to a claim table -------------------------------------------------------------------------


def csv_table(path: str, start: int, stop: int) -> pa.Table:
    """Return records of a CSV file as a claim table. An empty cell is null; items of a list stand between semicolons.

    A cell that is no number, no yes or no, is marked by its column of absences, which no claim table takes.
    Raises BatchError when the records do not have the columns of the head.
    """
    with Path(path).open("rb") as file:
        head = file.readline().removeprefix(b"\xef\xbb\xbf")
    names = next(csv.reader([head.decode()]))
    texts = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""],
        quoted_strings_can_be_null=True,
    )  # fmt: skip
    try:
        found = pa_csv.read_csv(
            pa.py_buffer(read(path, start, stop)),
            read_options=pa_csv.ReadOptions(column_names=names),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=texts,
        )
    except pa.ArrowException:
        message = "some rows have more or fewer cells than the first row, or are not UTF-8"
        raise BatchError(f"{Path(path).name}: {message}; write it again as CSV") from None
    made: dict[str, pa.ChunkedArray] = {}
    for name in names:
        _put(made, columns()[name], found.column(name))
    return pa.table(made)


def _put(made: dict[str, pa.ChunkedArray], column: Column, given: pa.ChunkedArray) -> None:
    if column.many or isinstance(column.of, Shape):
        made[column.name] = _lists(column, given)
        return
    if column.of not in (*NUMBERS, Kind.WHOLE, Kind.FLAG):
        made[column.name] = pc.if_else(given.is_valid(), given, made[column.name]) if column.name in made else given
        return
    pattern = r"\A(true|false)\z" if column.of is Kind.FLAG else _WHOLE if column.of is Kind.WHOLE else _NUMBER
    is_bad = pc.fill_null(pc.invert(pc.match_substring_regex(given, pattern)), False)
    kept = pc.if_else(is_bad, pa.scalar(None, pa.string()), given)
    made[column.name] = kept.cast(schema([column.name]).field(0).type)
    if pc.any(is_bad).as_py() and f"{column.name}.absent" in columns():
        marks = pc.if_else(is_bad, pa.scalar(_UNREADABLE), pa.scalar(None, pa.string()))
        said = made.get(f"{column.name}.absent")
        made[f"{column.name}.absent"] = marks if said is None else pc.coalesce(marks, said)
    elif pc.any(is_bad).as_py():
        raise BatchError(f"`{column.name}` holds a cell that is not what it takes")


def _lists(column: Column, given: pa.ChunkedArray) -> pa.ChunkedArray:
    asked = schema([column.name]).field(0).type
    names = {"claim.diagnoses": "code"}
    if isinstance(column.of, Shape) and column.name not in names:
        raise BatchError(f"`{column.name}` is a list of records, which no cell can hold; use Parquet or documents")
    parts = pc.split_pattern_regex(pc.utf8_trim_whitespace(given), r"\s*[;\s]\s*").combine_chunks()
    try:
        if isinstance(column.of, Shape):
            items = pa.StructArray.from_arrays([parts.values], names=[names[column.name]])
            made = pa.ListArray.from_arrays(parts.offsets, items, mask=parts.is_null())
            return pa.chunked_array([made])
        return pa.chunked_array([parts.cast(asked)])
    except pa.ArrowException:
        raise BatchError(f"`{column.name}` holds a cell that is not what it takes") from None
