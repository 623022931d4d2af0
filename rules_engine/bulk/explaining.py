"""One claim of a batch with its whole trace: the row interpreter on the dossier that its rows mean."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.table import TableError
from rules_engine.bulk.faults import BatchError
from rules_engine.bulk.inputs import PARQUET, TABLE, Input, tasks
from rules_engine.bulk.parquet import ClaimFile
from rules_engine.bulk.parts import Order
from rules_engine.bulk.texts import csv_table, read
from rules_engine.claims.join import Joined
from rules_engine.claims.model import Dossier
from rules_engine.engine import adapted, dossiers, results
from rules_engine.hooks.manager import Plugins
from rules_engine.interpreters.row import ClaimResult
from rules_engine.language.library import RuleLibrary


def claims_of(
    order: Order, lines: int, by_patient: bool, library: RuleLibrary, plugins: Plugins, claim_id: str
) -> Iterator[ClaimResult]:
    """Yield what the row interpreter says of the claims of an id, in the parts in which the batch judges them.

    Raises BatchError when an input cannot be read.
    """
    for task in tasks(order.inputs, lines, by_patient):
        given = order.inputs[task[0].place]
        if given.kind in (PARQUET, TABLE):
            tables = _tables(given, task[0].start, [(each.start, each.stop) for each in task])
            named = [f"{given.name} (from row {each.first + 1})" if each.first else given.name for each in task]
            found = [
                each for table, name in zip(tables, named, strict=True) for each in _of_table(table, name, claim_id)
            ]
        else:
            found = [each for part in task for each in _of_file(given, part.start, part.stop, plugins, claim_id)]
        job = Joined(dossiers=tuple(found), rejections=(), found=len(found), unmatched=())
        yield from results(adapted(job, plugins, order.payer), library, order.payer, order.known_on)


def _tables(given: Input, first: int, spans: list[tuple[int, int]]) -> Iterator[pa.Table]:
    if given.kind == PARQUET:
        return ClaimFile(given.path).tables(first, [stop for _, stop in spans])
    return (csv_table(given.path, start, stop) for start, stop in spans)


def _of_table(table: pa.Table, name: str, claim_id: str) -> Iterator[Dossier]:
    ids = table.column("claim.claim_id").cast(pa.string())
    if not pc.any(pc.equal(ids, claim_id)).as_py():
        return
    try:
        batch = ArrowBatch(table, name)
    except TableError as fault:
        raise BatchError(f"{name}: {fault}") from None
    firsts = batch.input_rows[batch.starts[:-1]]
    named = ids.combine_chunks().take(pa.array(firsts))
    for claim in np.flatnonzero(pc.equal(named, claim_id).to_numpy(zero_copy_only=False)):
        yield batch.dossier(int(claim))


def _of_file(given: Input, start: int, stop: int, plugins: Plugins, claim_id: str) -> Iterator[Dossier]:
    data = read(given.path, start, stop)
    whole = given.kind == "whole"
    intakes = [plugins.read(each, given.name) for each in ([data] if whole else data.split(b"\n")) if each.strip()]
    yield from (each for each in dossiers(intakes).dossiers if each.claim.claim_id == claim_id)
