"""rule-engine: a rule for each condition, matched against the facts of each line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import rule_engine

from benchmarks.batch.answer import Answer
from benchmarks.batch.peers.worded import WORDED, Lines, conditions
from benchmarks.batch.rules import Rule


@lru_cache(2)
def _compiled(rules: tuple[Rule, ...]) -> list[rule_engine.Rule]:
    return [rule_engine.Rule(condition) for _, _, condition in conditions(rules, WORDED)]


def judge(lines: Lines, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of lines."""
    compiled = _compiled(tuple(rules))
    found = [[place for place, each in enumerate(compiled) if each.matches(facts)] for facts in lines.facts]
    return lines.answer(rules, found)
