"""Law: every unknown names facts that are missing, and nothing is asked that is there.

Left out: a table that says `without a row unknown`; its author leaves the answer open, and no fact would settle it.
"""

from __future__ import annotations

import pytest
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier
from properties.oracle.facts import Facts, Gone, read

from rules_engine.interpreters.row import judge, settle
from rules_engine.trace.result import RuleOutcome, Truth

SEEDS = range(40)


def is_missing(claim: Facts, line: int, name: str) -> bool:
    return isinstance(read(claim, claim["lines"][line - 1], name), Gone)


def is_left_open(rule: Facts) -> bool:
    return any(asked[0] == "table" and asked[2] == "unknown" for asked in rule["asks"])


def wrong(seed: int) -> list[tuple[str, object]]:
    """Return the unknown outcomes of a rulebook's pairs that ask for nothing, or for what is there."""
    stated, book, claims = drawn(seed)
    left_open = {rule["name"] for rule in stated["rules"] if is_left_open(rule)}
    found: list[tuple[str, object]] = []
    for claim in claims:
        for result in judge(to_dossier(claim), book).results:
            needs = [(need.line, need.name) for need in result.needs]
            if result.outcome is RuleOutcome.UNKNOWN and not needs and result.rule.name not in left_open:
                found.append((result.rule.name, "nothing"))
            found += [(result.rule.name, need) for need in needs if not is_missing(claim, *need)]
    return found


@pytest.mark.parametrize("start", range(0, len(SEEDS), 10))
def test_an_unknown_asks_for_what_is_missing(start: int) -> None:
    assert [each for seed in SEEDS[start : start + 10] for each in wrong(seed)] == []


def test_an_engine_that_asks_for_nothing_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settle, "_UNKNOWN", (Truth.TRUE,))
    assert any(wrong(seed) for seed in SEEDS)
