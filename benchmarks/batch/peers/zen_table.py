"""zen-engine: a decision table that collects every row that hits, without its trace."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import zen

from benchmarks.batch.answer import Answer
from benchmarks.batch.peers.worded import ZEN, Lines, conditions
from benchmarks.batch.rules import Rule


@lru_cache(2)
def _decision(rules: tuple[Rule, ...]) -> Any:
    rows = [
        {"_id": str(place), "i": condition, "o": str(place)}
        for place, (_, _, condition) in enumerate(conditions(rules, ZEN))
    ]
    table = {
        "hitPolicy": "collect",
        "inputs": [{"id": "i", "name": "condition"}],
        "outputs": [{"id": "o", "name": "finding", "field": "finding"}],
        "rules": rows,
    }
    nodes = [
        {"id": "a", "name": "in", "type": "inputNode"},
        {"id": "t", "name": "table", "type": "decisionTableNode", "content": table},
        {"id": "z", "name": "out", "type": "outputNode"},
    ]
    edges = [{"id": f"{one}{other}", "sourceId": one, "targetId": other, "type": "edge"} for one, other in ("at", "tz")]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def judge(lines: Lines, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of lines."""
    decision = _decision(tuple(rules))
    hits = [decision.evaluate(facts)["result"] for facts in lines.facts]
    return lines.answer(rules, [[each["finding"] for each in found] for found in hits])
