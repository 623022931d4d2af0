"""Law: columns read every path of every line as the dossiers of the same table do."""

from __future__ import annotations

from collections import Counter
from random import Random

import pyarrow as pa
import pytest
from batches.compare import differences
from batches.random_tables import random_table

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.to_dossiers import dossiers_of

SHARES = (0.04, 0.4, 0.9)
TABLES = 9


@pytest.mark.parametrize("start", range(0, 4 * TABLES, TABLES))
def test_columns_read_what_dossiers_say(start: int) -> None:
    for seed in range(start, start + TABLES):
        table = random_table(seed, share=SHARES[seed % 3])
        joined, batch = dossiers_of(table), ArrowBatch(table)
        assert list(differences(batch, joined.dossiers)) == [], seed
        assert batch.rejections == joined.rejections
        assert batch.found == joined.found == len(joined.dossiers) + sum(each.lost for each in joined.rejections)


def test_the_tables_hold_what_they_are_drawn_for() -> None:
    cannot: Counter[str] = Counter()
    claims = lines = rejected = earlier = 0
    for seed in range(100, 121):
        table = random_table(seed, share=SHARES[seed % 3])
        joined, batch = dossiers_of(table), ArrowBatch(table)
        list(differences(batch, joined.dossiers, cannot))
        claims += len(joined.dossiers)
        lines += sum(len(each.claim.lines) > 1 for each in joined.dossiers)
        rejected += len(joined.rejections)
        seen = batch.earlier()
        earlier += int((seen.stop - seen.start > 0).sum())
    assert claims > 60
    assert min(lines, rejected, earlier) > 15
    assert not [cause for cause in cannot if not cause.startswith("wide: ") and "ledger" not in cause]


@pytest.mark.parametrize("seed", range(8))
def test_the_order_of_rows_and_pieces_changes_nothing(seed: int) -> None:
    table = random_table(seed, share=0.3)
    keys = ["claim.claim_id", "claim.patient_id", "claim.billing_npi", "row"]
    table = _numbered(table, [name for name in keys if name in table.schema.names])
    rows = list(range(table.num_rows))
    Random(seed).shuffle(rows)
    shuffled = pa.concat_tables([table.slice(row, 1) for row in rows])
    pieces = pa.concat_tables([shuffled[:5], shuffled[5:6], shuffled[6:]])
    wanted = {_key(each): each for each in dossiers_of(table).dossiers}
    found = {_key(each): each for each in dossiers_of(pieces).dossiers}
    assert wanted.keys() == found.keys()
    for key, dossier in found.items():
        lines = sorted(dossier.claim.lines, key=lambda line: line.number)
        assert lines == sorted(wanted[key].claim.lines, key=lambda line: line.number)
        assert dossier.member == wanted[key].member
    assert list(differences(ArrowBatch(pieces), dossiers_of(pieces).dossiers)) == []


def _numbered(table: pa.Table, keys: list[str]) -> pa.Table:
    """Return the table with line numbers of its own, so that no line is called by its place."""
    if "line.number" in table.schema.names:
        return table
    seen: Counter[tuple[object, ...]] = Counter()
    numbers = []
    for row in table.select(keys).to_pylist():
        key = tuple({**row, "row": row.get("row") or "claim"}.items())
        seen[key] += 1
        numbers.append(seen[key])
    return table.append_column("line.number", pa.array(numbers, pa.int32()))


def _key(dossier: object) -> object:
    claim = dossier.claim  # type: ignore[attr-defined]
    return claim.claim_id, claim.patient_id, claim.billing_npi


def test_lines_say_which_row_of_the_table_they_are() -> None:
    table = pa.table({"claim.claim_id": ["A", "B", "A", None, "B"], "line.code": ["90832", "90834", "90837", "1", "x"]})
    batch = ArrowBatch(table)
    assert batch.starts.tolist() == [0, 2]
    assert batch.input_rows.tolist() == [0, 2]
    assert [each.claim_id for each in batch.rejections] == ["", "", "B"]


def test_rows_that_stand_together_are_not_copied() -> None:
    table = pa.table({"claim.claim_id": ["A", "A", "B"], "line.number": [1, 2, 1]})
    batch = ArrowBatch(table.append_column("line.code", pa.array(["90832", "90834", "90832"]).dictionary_encode()))
    held = batch.read(("line", "code")).index
    assert held is not None
    assert held.base is not None
    assert batch.input_rows.tolist() == [0, 1, 2]
