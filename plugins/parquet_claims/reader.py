"""A whole file: what pyarrow makes of it, and the claims that its rows are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rules_engine.claims.intake import Intake
from rules_engine.claims.rejection import Rejection

if TYPE_CHECKING:
    import pyarrow as pa

_EXTRA = 'install the extra `batch`: pip install "payer-rules[batch]"'
_AGAIN = "write the file again; a Parquet or Arrow IPC file is whole when its last bytes repeat its first"
_MOST_ROWS = 5_000_000


def read(data: bytes, source: str) -> Intake:
    """Return what a file of claim rows holds. Result: never an exception for bad input; it is rejected by name."""
    try:
        import pyarrow as pa

        from rules_engine.batches.table import TableError
        from rules_engine.batches.to_intake import intake_of
    except ModuleNotFoundError:
        return _refused(
            source, "missing-extra", "Parquet and Arrow files are read with pyarrow, which is not here", _EXTRA
        )
    try:
        table = _table(data)
    except (pa.ArrowException, OSError, ValueError, MemoryError, OverflowError):
        return _refused(source, "unreadable-table", "this Parquet or Arrow file is damaged, or encrypted", _AGAIN)
    if table is None:
        words = f"more than {_MOST_ROWS:,} rows for one check"
        return _refused(
            source, "too-many-rows", words, "give the file in parts, all claims of a patient in one of them"
        )
    try:
        return intake_of(table, source)
    except TableError as error:
        faults = [
            Rejection(each.code, each.message, source, each.help, pointer=f'column "{each.column}"', lost=0)
            for each in error.faults
        ]
        return Intake(rejections=tuple(faults))


def _table(data: bytes) -> pa.Table | None:
    """Return the table of a file; None when it is too long. Raises what pyarrow raises when the file is damaged."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    if data.startswith(b"PAR1"):
        file = pq.ParquetFile(pa.BufferReader(data))
        if file.metadata.num_rows > _MOST_ROWS:
            return None
        table = file.read(use_threads=False)
    else:
        table = pa.ipc.open_file(pa.BufferReader(data)).read_all()
    # Bytes that are no text, or runs that go past their end, must not be met later.
    table.validate(full=True)
    return table if table.num_rows <= _MOST_ROWS else None


def _refused(source: str, code: str, message: str, cure: str) -> Intake:
    return Intake(rejections=(Rejection(code, message, source, cure, lost=0),))
