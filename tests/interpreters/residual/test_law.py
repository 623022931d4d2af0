"""Law: what is left of a rule says of every completion of a dossier what the whole rule says of it.

Left out: a completion that makes another thing of what was known (a total that overrules start and stop).
"""

from __future__ import annotations

from collections import Counter

import pytest
from interpreters.residual.completions import differences, pairs
from properties.oracle.planted import Bug, planted

from rules_engine.interpreters.residual import conditions, requirements, rule


@pytest.mark.parametrize("start", range(0, 240, 40))
def test_what_is_left_of_a_rule_says_what_the_rule_says(start: int) -> None:
    found = [(seed, *each) for seed in range(start, start + 40) for pair in pairs(seed) for each in differences(pair)]
    assert found == []


def test_all_outcomes_are_compared_and_few_pairs_are_left_out() -> None:
    seen: Counter[str] = Counter()
    for seed in range(40):
        for pair in pairs(seed):
            list(differences(pair, seen))
    assert {"met", "not met", "unknown", "not applicable", "excused"} <= set(seen)
    assert seen["unknown"] > 1000
    assert seen["overruled"] < 0.05 * sum(seen.values())


c, q = conditions, requirements
BUGS = (
    Bug(c.settled, "0 if holds else 1", "0"),
    Bug(c.condition, "found is Truth.TRUE", "found is Truth.FALSE"),
    Bug(c.condition, "node if body is node.body else body", "settled(True, node)"),
    Bug(c.negated, "settled(found is Truth.FALSE, node)", "settled(found is Truth.TRUE, node)"),
    Bug(c.negated, "attrs.evolve(node, argument=argument)", "argument"),
    Bug(c.counted, "node.least - sure", "node.least"),
    Bug(c.counted, "if len(left) == 1 and least == 1:", "if len(left) >= 1 and least == 1:"),
    Bug(c.folded, "_value(known, node.right, node.left)", "_value(known, node.left, node.left)"),
    Bug(q._limit, "most=most", "most=attrs.evolve(most, value=most.value + 1)"),
    Bug(q._table, "if rows and not any(row.when for row in rows):", "if rows:"),
    Bug(q._table, "if rows and not any(row.when for row in rows):", "if not any(row.when for row in rows):"),
    Bug(q._row, "is Truth.FALSE for cell in when", "is not Truth.TRUE for cell in when"),
    Bug(q._row, "when=_open(when)", "when=()"),
    Bug(q._row, "_failing(node, cells) or _open(cells)", "_open(cells)"),
    Bug(q._element, "if least == 0 and where is None:", "if least == 0:"),
    Bug(q._element, "max(0, node.least - sum(truth_of(each) is Truth.TRUE for each in options))", "node.least"),
    Bug(q._element, "unless=stands_in", "unless=None"),
    Bug(q._element, "if unless is not None and truth_of(unless) is Truth.TRUE:", "if unless is not None:"),
    Bug(q._element, "where=where, unless=stands_in", "where=None, unless=stands_in"),
    Bug(rule.residual, "is not Truth.FALSE", "is Truth.FALSE"),
    Bug(rule._when, "None if truth_of(left) is Truth.TRUE else left", "None"),
)


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_fault_in_what_is_left_is_caught(bug: Bug) -> None:
    with planted(bug):
        assert any(True for seed in range(200) for pair in pairs(seed) for _ in differences(pair))
