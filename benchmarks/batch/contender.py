"""The columnar interpreter of this project, asked as the others are.

- `judge_batch(batch, library)`: what the rulebooks of the claims' payers say of an Arrow batch, as the interpreter
  answers it. `claims`: for each claim, in the order in which claims first appear, 0 passes, 1 warn, 2 hold, 3 needs
  information, 4 fails. `failing`, `unknown`: rows of the batch, and numbers of rules beside them; `rule(number)`: that
  rule. `handed`: claims of which columns cannot say everything;
- `judge_parquet(source, target, library)`: the same for a Parquet file, what is found written to another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

import numpy as np
import pyarrow as pa

from benchmarks.batch.answer import PASSES, Answer
from benchmarks.batch.columns import Numbers
from benchmarks.batch.rules import Rule
from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.bulk.judged import Bulk
from rules_engine.bulk.parquet import judge_parquet
from rules_engine.language.library import RuleLibrary

__all__ = ["ArrowBatch", "answer", "judge_batch", "judge_parquet"]

_KEPT: Final[dict[int, tuple[RuleLibrary, Bulk]]] = {}  # what is worked out of rules once, as any long run keeps it


def judge_batch(batch: pa.RecordBatch | ArrowBatch, library: RuleLibrary) -> Any:
    """Return what columns say of a batch. What is worked out of the rules of a library is kept for its next batch."""
    if id(library) not in _KEPT:
        _KEPT[id(library)] = library, Bulk(library)
    return _KEPT[id(library)][1].answer(batch)


def answer(result: Any, rules: Sequence[Rule]) -> Answer:
    """Return what `judge_batch` gave as the others say it. Raises AssertionError when it handed claims over."""
    if result.handed:
        raise AssertionError(f"columns cannot say everything of {len(result.handed)} claims")
    places = {(rule.payer, rule.name): number for number, rule in enumerate(rules)}
    verdict = (PASSES - np.asarray(result.claims)).astype(np.uint8)
    return Answer(verdict, *(_pairs(each, result.rule, places) for each in (result.failing, result.unknown)))


def _pairs(
    found: tuple[Numbers, Numbers], rule: Callable[[int], Any], places: dict[tuple[str, str], int]
) -> tuple[Numbers, Numbers]:
    """Rulebooks are called as the payers are, in small letters; the one that all use speaks for no payer."""
    rows, numbers = found
    names = np.zeros(int(numbers.max(initial=-1)) + 1, np.int16)
    for number in np.unique(numbers):
        said = rule(int(number))
        payer = said.rulebook.removesuffix("-book").upper()
        names[number] = places.get((payer, said.name), places.get(("", said.name), -1))
    return rows, names[numbers]
