"""Cedar: a policy permits what a condition finds, so that the reasons of a decision are the findings."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import cedarpy

from benchmarks.batch.answer import Answer
from benchmarks.batch.peers.worded import Dialect, Lines, conditions
from benchmarks.batch.rules import Rule

_CEDAR: Final = Dialect(
    "context.{}", "context has {}", " && ", " || ", "!({})", "[{1}].contains({0})", "{}.contains({})", '"'
)


@lru_cache(2)
def _policies(rules: tuple[Rule, ...]) -> cedarpy.PolicySet:
    texts = [f"permit(principal, action, resource) when {{ {each} }};" for _, _, each in conditions(rules, _CEDAR)]
    return cedarpy.PolicySet.from_str("\n".join(texts))


def judge(lines: Lines, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of lines; all are asked in one call."""
    requests = [
        {
            "principal": 'Biller::"1"',
            "action": 'Action::"bill"',
            "resource": 'Line::"1"',
            "context": {name: fact for name, fact in facts.items() if fact is not None},
        }
        for facts in lines.facts
    ]
    decided = cedarpy.is_authorized_batch(requests, _policies(tuple(rules)), [])
    found = [[int(each.removeprefix("policy")) for each in one.diagnostics.reasons] for one in decided]
    return lines.answer(rules, found)
