"""The lines of `OUTPUT` as files: Parquet, CSV whose cells no spreadsheet obeys, JSON that no terminal obeys."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rules_engine.bulk.output import OUTPUT
from rules_engine.trace.page import ACTIVE, inert

FORMATS: Final = ("parquet", "csv", "ndjson")
_FORMULA: Final = re.compile(r"[\s\u00a0]*[=+\-@\uff1d\uff0b\uff0d\uff20]")
_INNER: Final = re.compile(r"(;[\s\u00a0]*)(?=[=+\-@])")
_AT_ONCE: Final = 20_000


def plain() -> pa.Schema:
    """Return `OUTPUT` with texts where it has dictionaries: what stands in files."""
    return pa.schema([pa.field(each.name, _plain(each.type), each.nullable) for each in OUTPUT])


def _plain(given: pa.DataType) -> pa.DataType:
    if pa.types.is_list(given):
        return pa.list_(_plain(given.value_type))
    return given.value_type if pa.types.is_dictionary(given) else given


def shifted(lines: pa.RecordBatch, first: int) -> pa.RecordBatch:
    """Return lines whose rows are counted from the first row of the input. first: where their table begins in it."""
    if not first:
        return lines
    return lines.set_column(0, OUTPUT.field("row"), pc.add(lines.column("row"), first))


def write(lines: pa.RecordBatch, form: str, file: BinaryIO) -> None:
    """Write lines to a file in one of the `FORMATS`. Raises OSError when it cannot."""
    _WRITERS[form](lines, file)


def _parquet(lines: pa.RecordBatch, file: BinaryIO) -> None:
    pq.write_table(pa.Table.from_batches([lines]), file, store_schema=False)


def _csv(lines: pa.RecordBatch, file: BinaryIO) -> None:
    file.write((",".join(OUTPUT.names) + "\r\n").encode())
    for part in _slices(lines):
        text = io.StringIO()
        csv.writer(text, lineterminator="\r\n").writerows(map(_cells, zip(*part, strict=True)))
        file.write(text.getvalue().encode("utf-8", "replace"))


def _cells(row: tuple[Any, ...]) -> list[str]:
    return [_cell(each) for each in row]


def _cell(value: object) -> str:
    """Return a value as a cell: one line of text, and never a formula."""
    if isinstance(value, list):
        return "; ".join(map(_cell, value))
    if isinstance(value, bool):
        return "true" if value else "false"
    if not isinstance(value, str):
        return "" if value is None else str(value)
    text = _INNER.sub(r"\1'", inert(f"'{value}" if value[:1] in ("\t", "\r", "\n") else value))
    return f"'{text}" if _FORMULA.match(text) else text


def _ndjson(lines: pa.RecordBatch, file: BinaryIO) -> None:
    for part in _slices(lines):
        rows = (dict(zip(OUTPUT.names, row, strict=True)) for row in zip(*part, strict=True))
        file.write("".join(json_line(row) for row in rows).encode("utf-8", "replace"))


def json_line(row: dict[str, Any]) -> str:
    r"""Return a record as one line of JSON; signs that a terminal obeys, or that reorder text, are escapes.

    >>> json_line({"id": "a\x1b[31m"})
    '{"id": "a\\u001b[31m"}\n'
    """
    text = json.dumps(row, ensure_ascii=False)
    if not text.isascii() or "\x7f" in text:
        text = re.sub(ACTIVE, lambda found: f"\\u{ord(found[0]):04x}", text)
    return text + "\n"


def _slices(lines: pa.RecordBatch) -> Iterator[list[list[Any]]]:
    for first in range(0, lines.num_rows, _AT_ONCE):
        yield [column.to_pylist() for column in lines.slice(first, _AT_ONCE).columns]


_WRITERS: Final[dict[str, Callable[[pa.RecordBatch, BinaryIO], None]]] = {
    "parquet": _parquet,
    "csv": _csv,
    "ndjson": _ndjson,
}
