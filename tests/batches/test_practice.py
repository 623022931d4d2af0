"""A table with the defects of a practice: columns and rows say the same of it, in whatever order the rows stand."""

from __future__ import annotations

import sys
from collections import Counter
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from batches.compare import differences
from batches.judging import compare
from interpreters.columnar.side_by_side import book_of

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.to_dossiers import dossiers_of

LINES = 500


@pytest.fixture(scope="module")
def practice() -> Any:
    """The generator of the benchmark, which is in no wheel: loaded by its place."""
    folder = Path(__file__).parents[2] / "benchmarks"
    if "benchmarks" not in sys.modules:
        spec = spec_from_file_location("benchmarks", folder / "__init__.py", submodule_search_locations=[str(folder)])
        assert spec is not None
        assert spec.loader is not None
        sys.modules["benchmarks"] = module_from_spec(spec)
        spec.loader.exec_module(sys.modules["benchmarks"])
    return import_module("benchmarks.batch.practice").practice


def test_every_path_reads_alike(practice: Any) -> None:
    given = practice(5, LINES)
    batch = ArrowBatch(given)
    assert batch.rejections == ()
    assert list(differences(batch, dossiers_of(given).dossiers)) == []


def test_twelve_rules_say_the_same_of_shuffled_rows(practice: Any) -> None:
    books, rules = import_module("benchmarks.batch.books"), import_module("benchmarks.batch.rules")
    (book,) = {id(each): each for each in books.compiled(books.twelve_text(rules.TWELVE)).values()}.values()
    given = practice(6, LINES)
    order = np.random.default_rng(1).permutation(LINES)
    shuffled = pa.Table.from_batches([given]).take(pa.array(order))
    counts: Counter[str] = Counter()
    assert compare(given, book_of(book), counts) == []
    assert compare(shuffled, book_of(book), counts) == []
    assert counts["handed"] == 0
    assert min(counts["met"], counts["not met"], counts["unknown"]) > 20
    found = ArrowBatch(shuffled)
    assert sorted(found.input_rows.tolist()) == list(range(LINES))
    ids, lines = shuffled.column("claim.claim_id").to_pylist(), found.read(("claim", "claim_id"))
    assert [ids[row] for row in found.input_rows] == [lines.row(line) for line in range(LINES)]
