"""What one task of a Spark job does: whole patients out of a stream of Arrow batches, judged line by line.

Nothing here knows Spark: batches come in and go out.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rules_engine.batches.claim_table import HISTORY, ClaimTable
from rules_engine.batches.making import gone
from rules_engine.bulk.judged import Bulk
from rules_engine.bulk.output import OUTPUT
from rules_engine.language.library import RuleLibrary, load_library, rule_texts, rules_folder

PATIENT: Final = "spark.patient"
"""The column by which rows stand together: the patient, or the claim of a row that names none."""
ORDER: Final = "spark.order"
"""The column that says in which order the frame has its rows."""
ROWS_AT_ONCE: Final = 100_000
_NOBODYS: Final = pa.table({"row": ["history"], "claim.claim_id": ["history of a patient who is not named"]})
WHO: Final = ("row", "claim.patient_id", "claim.patient_id.absent")


def lines_schema() -> pa.Schema:
    """Return `OUTPUT` with plain texts; `row` is a text that stays true when rows are moved."""
    texts = pa.list_(pa.string())
    plain = {"row": pa.string(), **dict.fromkeys(("claim_verdict", "verdict"), pa.string())}
    plain |= dict.fromkeys(("not_met", "unknown", "missing"), texts)
    fields = [pa.field(each.name, plain.get(each.name, each.type), each.nullable) for each in OUTPUT]
    return pa.schema([pa.field("row", pa.string()), *fields[1:]])


LINES: Final = lines_schema()


@attrs.frozen(repr=False)
class Shipped:
    """Rules that travel with a job. files: by their place in the folder; references: by name. digest: of all of them.

    Without files the task takes the rules that are installed where it runs; they must have the digest of the job.
    """

    digest: str
    files: Mapping[str, bytes] = attrs.field(factory=dict, eq=False)
    references: Mapping[str, tuple[str, bytes]] = attrs.field(factory=dict, eq=False)


@attrs.frozen(repr=False, kw_only=True)
class Task:
    """What a task is told.

    columns: what the columns of its batches are called.
    key: column of the frame that names a row; else claim id and line number do.
    has_nobodys: the frame has rows of history that name no patient, so that no history is known to be whole.
    whole: all rows of the task are one table. rows: so many are judged at once, and as many more as a patient has.
    """

    rules: Shipped
    columns: tuple[str, ...]
    payer: str | None = None
    known_on: date | None = None
    key: str | None = None
    has_nobodys: bool = False
    whole: bool = False
    rows: int = ROWS_AT_ONCE


def shipped(library: RuleLibrary, references: Mapping[str, Path] | None = None) -> Shipped:
    """Return the rules of a library and the files of its references; of installed rules only their digest."""
    given = {name: (Path(path).name, Path(path).read_bytes()) for name, path in (references or {}).items()}
    if library.folder is None and not given:
        return Shipped(library.digest)
    root = rules_folder(library.folder)
    files = {name: text.encode() for name, text in rule_texts(library.folder).items()}
    for book in map(library.rulebook, library.names):
        for each in book.references.values():
            if each.file and (root / each.file).is_file():
                files[each.file] = (root / each.file).read_bytes()
    total = hashlib.sha256()
    for name, data in [*sorted(files.items()), *((name, data) for name, (_, data) in sorted(given.items()))]:
        total.update(f"{name} {len(data)} ".encode() + data)
    return Shipped(total.hexdigest(), files, given)


def judged(batches: Iterable[pa.RecordBatch], task: Task) -> Iterator[pa.RecordBatch]:
    """Yield the lines of the claims in batches whose rows stand together by `PATIENT`; see `LINES`."""
    bulk = _kept(task.rules, task.payer, task.known_on).bulk
    named = (each.rename_columns(list(task.columns)) for each in batches)
    for table in patients(named, task.rows, task.whole):
        yield from told(table, bulk, task).to_batches()


def patients(batches: Iterable[pa.RecordBatch], rows: int, whole: bool = False) -> Iterator[pa.Table]:
    """Yield tables of some `rows` rows, or of all when `whole`, that never part the rows of one patient.

    >>> given = [pa.RecordBatch.from_pydict({PATIENT: list(each)}) for each in ("aab", "bb", "c")]
    >>> ["".join(each[PATIENT].to_pylist()) for each in patients(given, 2)]
    ['aa', 'bbb', 'c']
    """
    held: list[pa.RecordBatch] = []
    size = 0
    for batch in batches:
        if not batch.num_rows:
            continue
        held.append(batch)
        size += batch.num_rows
        if size >= rows and not whole:
            table = pa.Table.from_batches(held)
            cut = _start_of_last(table[PATIENT])
            if cut:
                yield table.slice(0, cut)
                held = table.slice(cut).combine_chunks().to_batches()
                size -= cut
    if held:
        yield pa.Table.from_batches(held)


def _start_of_last(names: pa.ChunkedArray) -> int:
    differs = pc.not_equal(names, names[-1]).to_numpy()
    found = np.flatnonzero(differs)
    return int(found[-1]) + 1 if len(found) else 0


def told(table: pa.Table, bulk: Bulk, task: Task) -> pa.Table:
    """Return the lines of one table in plain texts."""
    keys = table[task.key] if task.key else None
    extra = {PATIENT, ORDER, *([task.key] if task.key else [])}
    claims = table.select([each for each in table.column_names if each not in extra])
    if task.has_nobodys:
        claims = pa.concat_tables([claims, _NOBODYS], promote_options="permissive")
    lines = bulk.judge(claims.combine_chunks()).lines
    rows = lines["row"]
    if keys is not None:
        names = keys.take(rows).combine_chunks().cast(pa.string())
    else:
        names = pc.binary_join_element_wise(lines["claim.claim_id"], lines["line.number"].cast(pa.string()), "/")
    plain = [names, *(_plain(lines.column(at)) for at in range(1, lines.num_columns))]
    return pa.Table.from_arrays(plain, schema=LINES)


def _plain(column: pa.Array) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return column.dictionary_decode()
    if pa.types.is_list(column.type):
        return pa.ListArray.from_arrays(column.offsets, column.values.dictionary_decode())
    return column


def has_nobodys(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """Yield one row when some row of history names no patient that can be read. batches: with columns of `WHO`."""
    for batch in batches:
        named = {name: batch[name] for name in batch.schema.names if name in WHO}
        ids = pa.array(np.arange(batch.num_rows)).cast(pa.string())
        table = ClaimTable(pa.table({"claim.claim_id": ids, **named}))
        is_history = table.groups.kind[table.claim_of] == HISTORY
        if (is_history & (gone(table.reading.vector("claim.patient_id"), table.size) != 0)).any():
            yield pa.RecordBatch.from_pydict({"found": [True]})
            return


class RulesDifferError(Exception):
    """The rules that are installed where a task runs are not those of the job."""


@attrs.frozen(eq=False, repr=False)
class _Kept:
    """bulk: judges. folder: where shipped rules lie as long as they are used."""

    bulk: Bulk
    folder: tempfile.TemporaryDirectory[str] | None


@lru_cache(maxsize=4)
def _kept(rules: Shipped, payer: str | None, known_on: date | None) -> _Kept:
    """Return what judges with these rules; a worker process makes it once, for all of its tasks."""
    if not rules.files:
        library = load_library()
        if library.digest != rules.digest:
            raise RulesDifferError(
                "the rules installed on this worker are not those of the driver: install one version of payer-rules "
                "on both, or name a folder with `rules`, which then travels with the job"
            )
        return _Kept(Bulk(library, payer, known_on), None)
    place = tempfile.TemporaryDirectory(prefix="payer-rules-")
    root = Path(place.name)
    for name, data in rules.files.items():
        _write(root / "rules" / name, data)
    files = {}
    for number, (name, (file, data)) in enumerate(rules.references.items()):
        files[name] = root / "references" / str(number) / file
        _write(files[name], data)
    return _Kept(Bulk(load_library(root / "rules", files=files), payer, known_on), place)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
