"""Law: what is left of a count holds where the count holds, for every count of few arguments and every completion."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from properties.oracle.planted import Bug, planted

from rules_engine.interpreters.residual.conditions import counted, settled, truth_of
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth

BOUNDS = [(least, most) for least in range(4) for most in (-1, 0, 1, 2, 3) if most < 0 or least <= most]


def argument(number: int, truth: Truth) -> Any:
    """Return a condition of that truth; an unknown one is a question to somebody."""
    asked = n.Attested(number, "clinician", f"question {number}")
    return asked if truth is Truth.UNKNOWN else settled(truth is Truth.TRUE, asked)


def holds(node: Any, answers: dict[int, bool]) -> bool:
    """Return whether a condition holds when every question is answered."""
    if isinstance(node, n.Attested):
        return answers[node.node_id]
    found = sum(holds(each, answers) for each in node.arguments)
    return found >= node.least and (node.most < 0 or found <= node.most)


def wrong() -> Iterator[object]:
    """Yield the counts of which what is left says another thing than they do."""
    for (least, most), truths in product(BOUNDS, product(Truth, repeat=3)):
        arguments = [argument(number, truth) for number, truth in enumerate(truths)]
        whole = n.CountOf(9, least, most, tuple(arguments))
        left = counted(whole, arguments)
        for given in product((True, False), repeat=3):
            answers = dict(enumerate(given))
            if holds(whole, answers) is not holds(left, answers):
                yield whole, left
        if truth_of(left) is Truth.UNKNOWN and {holds(whole, dict(enumerate(g))) for g in open_(truths)} == {True}:
            yield whole, "it always holds, and that is not said"


def open_(truths: tuple[Truth, ...]) -> Iterator[tuple[bool, ...]]:
    """Yield the answers to what is open; of what is known any will do."""
    return product(*((True, False) if each is Truth.UNKNOWN else (True,) for each in truths))


def test_what_is_left_of_a_count_says_the_same() -> None:
    assert list(wrong()) == []


@pytest.mark.parametrize(
    "bug",
    [
        Bug(counted, "node.least - sure", "node.least"),
        Bug(counted, "else node.most - sure", "else node.most"),
        Bug(counted, "node.most - sure >= len(left)", "node.most >= len(left)"),
        Bug(counted, "least == 0 and most < 0", "least == 0"),
        Bug(counted, "sure > node.most", "sure > node.most + 1"),
        Bug(counted, "len(left) == 1 and least == 1", "least == 1"),
    ],
    ids=lambda bug: bug.name,
)
def test_a_fault_in_a_count_is_caught(bug: Bug) -> None:
    with planted(bug):
        assert list(wrong())
