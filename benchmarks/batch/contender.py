"""The columnar interpreter of this project, if it is there, asked as the others are.

`rules_engine.interpreters.columnar` is looked into for

- `judge_batch(batch, library)`: what the rulebooks of the claims' payers say of an Arrow batch. `claims`: for each
  claim, in the order in which claims first appear, 0 passes, 1 warn, 2 hold, 3 needs information, 4 fails. `failing`,
  `unknown`: pairs of rows of the batch and the rule of the IR;
- `judge_parquet(source, target, library)`: the same for a Parquet file, what is found written to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import import_module
from typing import Any

import numpy as np

from benchmarks.batch.answer import PASSES, Answer
from benchmarks.batch.columns import Numbers
from benchmarks.batch.rules import Rule

_ROOM = "rules_engine.interpreters.columnar"


def found(name: str) -> Callable[..., Any] | None:
    """Return a function of the columnar interpreter, or None while there is none of this name."""
    return getattr(import_module(_ROOM), name, None)


def answer(result: Any, rules: Sequence[Rule]) -> Answer:
    """Return what `judge_batch` gave as the others say it."""
    places = {(rule.payer.lower(), rule.name): number for number, rule in enumerate(rules)}
    verdict = (PASSES - np.asarray(result.claims)).astype(np.uint8)
    return Answer(verdict, _pairs(result.failing, places), _pairs(result.unknown, places))


def _pairs(found: Iterable[tuple[Numbers, Any]], places: dict[tuple[str, str], int]) -> tuple[Numbers, Numbers]:
    rows, rules = [np.empty(0, np.int64)], [np.empty(0, np.int16)]
    for each, rule in found:
        book = rule.rulebook.removesuffix("-book")
        rows.append(np.asarray(each))
        rules.append(np.full(len(each), places.get((book, rule.name), places.get(("", rule.name))), np.int16))
    return np.concatenate(rows), np.concatenate(rules)
