"""Claim tables out of files, in parts that hold whole patients, so that a file need not fit into memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rules_engine.batches.vector import Array
from rules_engine.bulk.others import asking, used
from rules_engine.bulk.parquet import ClaimFile
from rules_engine.language.library import RuleLibrary

MAGIC: Final = (b"PAR1", b"ARROW1")
"""How a Parquet file and an Arrow file begin."""
ROWS_AT_ONCE: Final = 250_000
_MARKS: Final = ("claim.payer_id", "claim.payer_name")
_NAMED: Final = ("claim.patient_id", "claim.claim_id", "row")


def parts(
    path: str, libraries: Sequence[RuleLibrary], payer: str | None = None, rows: int = ROWS_AT_ONCE
) -> Iterator[tuple[pa.Table, str, int]]:
    """Yield the claims of a file as tables, each with the name of the file and the number of its first row.

    A part has some `rows` rows, and more where patients stand in between each other; a Parquet file whose patients do,
    or an Arrow file, is one part. So is a file where a rule looks at other patients, or an earlier claim names none.
    Raises OSError, BatchError or pa.ArrowException when it cannot be read.
    """
    name = Path(path).name
    if start_of(path) == MAGIC[1]:
        yield pa.ipc.open_file(pa.memory_map(path)).read_all(), name, 0
        return
    file = ClaimFile(path)
    keys = pq.ParquetFile(path, memory_map=True)
    is_one = file.rows <= rows or _is_one(keys, libraries, payer)
    stops = [file.rows] if is_one else _stops(keys, rows, file.rows)
    first = 0
    for table, stop in zip(file.tables(0, stops), stops, strict=True):
        yield table, name, first
        first = stop


def start_of(path: str) -> bytes:
    """Return the first bytes of a file."""
    with Path(path).open("rb") as file:
        return file.read(len(MAGIC[1]))


def _is_one(file: pq.ParquetFile, libraries: Sequence[RuleLibrary], payer: str | None) -> bool:
    names = file.schema_arrow.names
    for library in libraries:
        books = set(asking(library, payer))
        columns = [each for each in _MARKS if each in names]
        if books and payer is None and not columns:
            books.clear()
        elif books and payer is None:
            table = file.read(columns)
            marks = pa.table({each: _texts(table, each) for each in columns}).group_by(columns).aggregate([])
            books &= used(library, [each.values() for each in marks.to_pylist()])
        if books:
            return True
    if "row" not in names or "claim.patient_id" not in names:
        return "row" in names
    table = file.read(["row", "claim.patient_id"])
    nobodys = pc.and_(pc.equal(_texts(table, "row"), "history"), pc.is_null(table["claim.patient_id"]))
    return bool(pc.any(nobodys).as_py())


def _stops(file: pq.ParquetFile, rows: int, size: int) -> list[int]:
    """Return where parts end: where all patients of the rows before are done, some `rows` rows apart."""
    found = [0]
    for each in np.flatnonzero(_are_done(file)).tolist():
        if each + 1 - found[-1] >= rows:
            found.append(each + 1)
    return [*found[1:], *([size] if found[-1] < size else [])]


def _are_done(file: pq.ParquetFile) -> Array:
    """Return for each row whether nobody of it or of the rows before stands further down."""
    table = file.read([each for each in _NAMED[:2] if each in file.schema_arrow.names])
    codes, count = np.zeros(table.num_rows, np.int64), 1
    for name in reversed(table.column_names):  # the claim where there is no patient
        entries = _texts(table, name).combine_chunks().dictionary_encode()
        there = entries.is_valid().to_numpy(zero_copy_only=False)
        numbers = entries.indices.fill_null(0).to_numpy()
        codes = np.where(there, numbers + count, codes)
        count += len(entries.dictionary)
    last = np.zeros(count, np.int64)
    last[codes] = np.arange(len(codes))
    done: Array = np.maximum.accumulate(last[codes]) == np.arange(len(codes))
    return done


def _texts(table: pa.Table, name: str) -> Any:
    return table[name].cast(pa.string())
