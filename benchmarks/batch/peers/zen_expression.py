"""zen-engine as a calculator: one compiled expression with all conditions, without its tables and decisions."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import zen

from benchmarks.batch.answer import Answer
from benchmarks.batch.peers.worded import ZEN, Lines, conditions
from benchmarks.batch.rules import Rule


@lru_cache(2)
def _expression(rules: tuple[Rule, ...]) -> Any:
    return zen.compile_expression("[" + ", ".join(each for _, _, each in conditions(rules, ZEN)) + "]")


def judge(lines: Lines, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of lines."""
    expression = _expression(tuple(rules))
    found = [[place for place, each in enumerate(expression.evaluate(facts)) if each] for facts in lines.facts]
    return lines.answer(rules, found)
