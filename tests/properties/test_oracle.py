"""Law: the engine says of every claim what an independent reading of the semantics says.

Random rulebooks are written in the language, compiled, and held against random claims; the oracle knows neither the
compiler nor the evaluator. More pairs, in the folder of the tests:
`python -m properties.oracle.compare --pairs 1000000`, and the same with `--wide` for limits, cycles, tables and guards.
"""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from properties.oracle import days, facts, meaning, planted, tables, used_up, writing
from properties.oracle.compare import CLAIMS_A_BOOK, differences, drawn
from properties.oracle.planted import BUGS, WIDE_BUGS, Bug

from rules_engine.interpreters.row import conditions

BOOKS_A_TEST, TESTS = 20, 5
BOOKS_FOR_A_BUG = 120


def found(seeds: range, wide: bool = False) -> Any:
    """Return the first difference of some rulebooks, or None."""
    return next((each for seed in seeds for each in differences(seed, wide=wide)), None)


@pytest.mark.parametrize("start", range(0, BOOKS_A_TEST * TESTS, BOOKS_A_TEST))
def test_engine_and_oracle_say_the_same(start: int) -> None:
    assert found(range(start, start + BOOKS_A_TEST)) is None


@pytest.mark.parametrize("start", range(0, BOOKS_A_TEST * 3, BOOKS_A_TEST))
def test_engine_and_oracle_say_the_same_of_the_wider_language(start: int) -> None:
    assert found(range(start, start + BOOKS_A_TEST), wide=True) is None


def test_the_pairs_are_many_and_reach_every_outcome() -> None:
    seen: Counter[str] = Counter()
    for seed in range(BOOKS_A_TEST):
        assert list(differences(seed, seen=seen)) == []
    assert BOOKS_A_TEST * TESTS * CLAIMS_A_BOOK >= 4000
    assert set(seen) == {"met", "not met", "unknown", "not applicable", "excused"}
    assert min(seen.values()) > seen.total() / 20


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_seen(bug: Bug) -> None:
    if bug.recompiles:
        drawn.cache_clear()
    try:
        with planted.planted(bug):
            assert found(range(BOOKS_FOR_A_BUG)) is not None
    finally:
        if bug.recompiles:
            drawn.cache_clear()


@pytest.mark.parametrize("bug", WIDE_BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_of_the_wider_language_is_seen(bug: Bug) -> None:
    with planted.planted(bug):
        assert found(range(BOOKS_FOR_A_BUG), wide=True) is not None


COMPARISONS = {
    "is": lambda a, b: a != b,
    "is not": lambda a, b: a == b,
    "at least": lambda a, b: a > b,
    "at most": lambda a, b: a < b,
    "more than": lambda a, b: a >= b,
    "less than": lambda a, b: a <= b,
}


@pytest.mark.parametrize("op", COMPARISONS)
def test_a_wrong_comparison_is_seen(op: str, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong: Callable[[Any, Any], bool] = COMPARISONS[op]
    monkeypatch.setitem(conditions.COMPARISONS, op, wrong)
    assert found(range(BOOKS_FOR_A_BUG)) is not None


def test_the_oracle_shares_nothing_with_the_engine() -> None:
    for module in (days, facts, meaning, tables, used_up, writing):
        tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
        imported = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
        imported += [name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names]
        assert not [name for name in imported if name.startswith("rules_engine")]
