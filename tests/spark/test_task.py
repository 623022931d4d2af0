"""What a task does with its batches, without Spark."""

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

pa = pytest.importorskip("pyarrow", reason="needs the extra `batch`")

from rules_engine.bulk.output import OUTPUT  # noqa: E402
from rules_engine.bulk.spark_task import (  # noqa: E402
    LINES,
    ORDER,
    PATIENT,
    RulesDifferError,
    Shipped,
    Task,
    judged,
    patients,
    shipped,
)
from rules_engine.language.library import load_library  # noqa: E402

RULES = """rulebook all-book "Made up"
  identified by "P01"
  default otherwise deny ask biller
source manual "Made up" checked 2026-11-23
reference dear-codes
  columns procedure code as procedure code, dear amount as dollars
  file "dear.csv"

rule one-a-day "One line a day"
  cites manual
  limits lines to 1 per patient per day

rule dear "Not more than is listed"
  cites manual
  requires charge is at most dear amount listed in dear-codes for (code)
"""


@pytest.mark.parametrize("size", range(1, 9))
@pytest.mark.parametrize("rows", [1, 3, 100])
def test_no_patient_is_parted_wherever_batches_are_cut(size: int, rows: int) -> None:
    named = "abbbbbbcdddde"
    batches = [pa.RecordBatch.from_pydict({PATIENT: list(named[at : at + size])}) for at in range(0, len(named), size)]
    batches.insert(1, batches[0].slice(0, 0))
    found = ["".join(each[PATIENT].to_pylist()) for each in patients(batches, rows)]
    assert "".join(found) == named
    assert not any(one[-1] == next_[0] for one, next_ in pairwise(found))
    assert max(map(len, found)) <= rows + size + 6
    assert [each.num_rows for each in patients(batches, rows, whole=True)] == [len(named)]


def rows_of(claims: dict) -> pa.RecordBatch:
    size = len(claims["claim.claim_id"])
    return pa.RecordBatch.from_pydict({**claims, ORDER: list(range(size)), PATIENT: claims["claim.patient_id"]})


def test_rules_and_the_rows_of_references_travel(tmp_path: Path) -> None:
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "all.rules").write_text(RULES, encoding="utf-8")
    (folder / "dear.csv").write_text("procedure code,dear amount\n90837,100.00\n", encoding="utf-8")
    batch = rows_of(
        {
            "claim.claim_id": ["A", "B", "C"],
            "claim.patient_id": ["one", "one", "two"],
            "claim.payer_id": ["P01"] * 3,
            "line.code": ["90837"] * 3,
            "line.charge": [90, 90, 120],
            "line.service_date": [date(2026, 5, 1)] * 3,
        }
    )
    rules = shipped(load_library(folder, use_cache=False))
    assert set(rules.files) == {"all.rules", "dear.csv"}
    other = tmp_path / "other.csv"
    other.write_text("procedure code,dear amount\n90837,200.00\n", encoding="utf-8")
    dearer = shipped(load_library(folder, use_cache=False, files={"dear-codes": other}), {"dear-codes": other})
    assert dearer.digest != rules.digest
    for travelling, failing in ((rules, [["all-book/one-a-day"]] * 2 + [["all-book/dear"]]), (dearer, None)):
        task = Task(rules=travelling, columns=tuple(batch.schema.names), rows=1)
        (folder / "dear.csv").unlink(missing_ok=True)
        found = pa.Table.from_batches(judged([batch.slice(0, 1), batch.slice(1)], task))
        assert found.schema == LINES
        assert found["row"].to_pylist() == ["A/1", "B/1", "C/1"]
        assert found["not_met"].to_pylist() == (failing or [["all-book/one-a-day"]] * 2 + [[]])


def test_a_worker_with_other_rules_says_so() -> None:
    task = Task(rules=Shipped("0" * 64), columns=())
    with pytest.raises(RulesDifferError, match="not those of the driver"):
        list(judged([], task))


def test_the_lines_are_those_of_every_other_reading() -> None:
    assert LINES.names == OUTPUT.names
    assert [each.nullable for each in LINES][1:] == [each.nullable for each in OUTPUT][1:]
