"""Claim tables in Parquet, read a stretch of rows at a time, whatever the size of the file."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rules_engine.batches.table import TableError, check, columns
from rules_engine.batches.types import is_text
from rules_engine.bulk.faults import BatchError, told
from rules_engine.bulk.judged import Bulk
from rules_engine.bulk.lines import shifted
from rules_engine.bulk.output import OUTPUT
from rules_engine.bulk.together import Together
from rules_engine.language.library import RuleLibrary

Heads = np.ndarray[tuple[int], np.dtype[np.bool_]]
LINES_A_PART: Final = 250_000
_CLAIM: Final = ("row", "claim.claim_id", "claim.patient_id", "claim.billing_npi")
_PATIENT: Final = ("claim.patient_id",)


class ClaimFile:
    """A Parquet file that is a claim table. rows: how many it has. Raises BatchError when it is none."""

    def __init__(self, path: str) -> None:
        self.name = Path(path).name
        self._path = path
        try:
            schema = pq.read_schema(path)
            self._file = pq.ParquetFile(path, read_dictionary=_texts(schema))
        except OSError as fault:
            raise told(fault, self.name) from None
        except pa.ArrowException:
            raise BatchError(f"{self.name}: this is no Parquet file, or a damaged one") from None
        faults = check(schema)
        if faults:
            raise BatchError(f"{self.name}: {TableError(faults)}")
        self.rows: int = self._file.metadata.num_rows
        self._names = schema.names

    @property
    def group_starts(self) -> list[int]:
        """Return the first row of each row group, and the number of rows."""
        meta = self._file.metadata
        return [0, *np.cumsum([meta.row_group(at).num_rows for at in range(meta.num_row_groups)]).tolist()]

    def cuts(self, lines: int, by_patient: bool = False) -> Iterator[int]:
        """Yield where parts end: after `lines` rows or more, where the claim, or the patient, has all its rows.

        Only the columns that tell claims apart are read.
        """
        together = Together()
        try:
            yield from self._cuts(lines, by_patient, together)
        except OSError as fault:
            raise told(fault, "the folder of temporary files") from None
        finally:
            together.close()

    def _cuts(self, lines: int, by_patient: bool, together: Together) -> Iterator[int]:
        keys = [name for name in (_PATIENT if by_patient else _CLAIM) if name in self._names] or ["claim.claim_id"]
        wanted, at, last = lines, 0, None
        for batch in self._batches(0, sorted(keys, key=lambda each: each not in ("claim.claim_id", *_PATIENT))):
            heads = np.append(_heads(batch, last), True)
            last, size, done = batch.slice(batch.num_rows - 1), batch.num_rows, 0
            while wanted < at + size:
                here = max(0, wanted - at)
                cut = here + int(heads[here:].argmax())
                if cut == size:
                    break  # it goes on in the rows that follow
                _put(together, batch, heads, done, cut)
                together.cut()
                yield at + cut
                wanted, done = at + cut + lines, cut
            _put(together, batch, heads, done, size)
            at += size
        together.cut()
        if together.are_split:
            whose = "patient" if by_patient else "claim"
            raise BatchError(f"{self.name}: rows of one {whose} stand far apart; sort the rows by {whose}")
        if self.rows:
            yield self.rows

    def tables(self, first: int, stops: Iterable[int]) -> Iterator[pa.Table]:
        """Yield the rows from `first` to each of the stops, one table after another."""
        starts = self.group_starts
        group = max(0, int(np.searchsorted(starts, first, side="right")) - 1)
        held, at = [], starts[group]
        batches = self._batches(group, None)
        for stop in stops:
            while at < stop:
                batch = next(batches)
                held.append(batch.slice(max(0, first - at)) if at < first else batch)
                at += batch.num_rows
            rest = at - stop
            kept = sum(each.num_rows for each in held) - rest
            yield _without_rare(pa.Table.from_batches(held).slice(0, kept))
            held = [each for each in (held[-1].slice(held[-1].num_rows - rest),) if rest]
            first = stop

    def _batches(self, group: int, names: Sequence[str] | None) -> Iterator[pa.RecordBatch]:
        try:
            for each in range(group, self._file.num_row_groups):  # one by one: lists of words do not span groups
                for batch in self._file.iter_batches(LINES_A_PART, [each], columns=names):
                    if batch.num_rows:
                        yield batch
        except OSError as fault:
            raise told(fault, self.name) from None
        except pa.ArrowException:
            raise BatchError(f"{self.name}: the file is damaged") from None


def _texts(schema: pa.Schema) -> list[str]:
    """Return the columns of texts; in the file they are mostly dictionaries already."""
    found: list[str] = []
    for field in schema:
        of = field.type.value_type if pa.types.is_dictionary(field.type) else field.type
        if is_text(of):
            found.append(field.name)
        elif pa.types.is_list(of) and field.name in columns():
            inner = of.value_type.value_type if pa.types.is_dictionary(of.value_type) else of.value_type
            found += [f"{field.name}.list.element"] if is_text(inner) else []
    return found


def _without_rare(table: pa.Table) -> pa.Table:
    """Return a table without dictionaries that have more entries than it has rows: those of a whole row group."""
    for place, column in enumerate(table.columns):
        if pa.types.is_dictionary(column.type) and len(column.chunk(0).dictionary) > table.num_rows:
            table = table.set_column(place, table.field(place).name, column.cast(column.type.value_type))
    return table


def _put(together: Together, batch: pa.RecordBatch, heads: Heads, start: int, stop: int) -> None:
    """Tell which claims begin in some rows of a batch."""
    at = pa.array(np.flatnonzero(heads[start:stop]) + start)
    together.add([column.take(at).cast(pa.string()) for column in batch.columns])


def _heads(batch: pa.RecordBatch, last: pa.RecordBatch | None) -> Heads:
    """Return where the claim of a row is not that of the row before."""
    size = batch.num_rows
    heads = np.zeros(size, bool)
    for place, column in enumerate(batch.columns):
        codes = column.dictionary_encode() if not pa.types.is_dictionary(column.type) else column
        numbers = pc.fill_null(codes.indices, -1).to_numpy(zero_copy_only=False)
        heads[1:] |= numbers[1:] != numbers[:-1]
        heads[0] |= last is None or column[0].as_py() != last.column(place)[0].as_py()
    return heads


def judge_parquet(source: str | Path, target: str | Path, library: RuleLibrary, lines: int = LINES_A_PART) -> int:
    """Judge a claim table in Parquet and write its lines (`OUTPUT`) to another file; return how many lines.

    Memory: that of some `lines` rows. Raises BatchError when the file is no claim table or cannot be read or written.
    """
    file, bulk, at = ClaimFile(str(source)), Bulk(library), 0
    stops = list(file.cuts(lines))
    try:
        with pq.ParquetWriter(target, OUTPUT, store_schema=False) as writer:
            for table, stop in zip(file.tables(0, stops), stops, strict=True):
                writer.write_batch(shifted(bulk.judge(table, file.name).lines, at))
                at = stop
                gc.collect()  # batches refer to themselves
    except OSError as fault:
        raise told(fault, Path(target).name) from None
    return at
