"""CEL: a program for each condition, run on the facts of each line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cel

from benchmarks.batch.answer import Answer
from benchmarks.batch.peers.worded import C_LIKE, Lines, conditions
from benchmarks.batch.rules import Rule


@lru_cache(2)
def _programs(rules: tuple[Rule, ...]) -> list[Any]:
    return [cel.compile(condition) for _, _, condition in conditions(rules, C_LIKE)]


def judge(lines: Lines, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of lines."""
    programs = _programs(tuple(rules))
    found = []
    for facts in lines.facts:
        context = cel.Context(facts)
        found.append([place for place, each in enumerate(programs) if each.execute(context)])
    return lines.answer(rules, found)
