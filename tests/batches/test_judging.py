"""Law: rules read over a claim table say what the row interpreter says of its dossiers, rule by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest
from batches.judging import compare
from batches.random_tables import random_table
from conformance.pages import cases
from interpreters.columnar.side_by_side import book_of
from language.books import compiled
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier

from rules_engine.batches.to_table import table_of
from rules_engine.claims.model import Dossier
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.suites.dossier import dossier_of

EVERY = 5
CASES = [case for case in cases() if case.examples]


@pytest.mark.parametrize("start", range(EVERY - 1))
def test_examples_of_the_language_are_judged_alike(start: int) -> None:
    counts: Counter[str] = Counter()
    for case in CASES[start :: 2 * EVERY]:
        try:
            whole = compiled(case.rules + "\n" + case.examples)
        except DiagnosticsError:
            continue
        by_book: dict[Any, list[Dossier]] = defaultdict(list)
        for each in whole.examples:
            by_book[each.rulebook, each.known_on].append(dossier_of(each))
        for (name, known_on), dossiers in by_book.items():
            for dossier in dossiers:
                flat = table_of([dossier])
                if not flat.lost:
                    book = book_of(whole.rulebooks[name], known_on)
                    assert compare(flat.table, book, counts, [dossier]) == [], case.heading
    assert counts["claims"] > 100
    assert counts["met"] > counts["unknown"] > 10


@pytest.mark.parametrize("seed", range(12))
def test_drawn_rules_say_the_same_of_drawn_claims(seed: int) -> None:
    _, rulebook, claims = drawn(seed)
    counts: Counter[str] = Counter()
    for claim in claims[:12]:
        dossier = to_dossier(claim)
        flat = table_of([dossier])
        assert not flat.lost
        assert compare(flat.table, book_of(rulebook), counts, [dossier]) == []
    assert counts["claims"] == len(claims[:12])


def test_drawn_rules_say_the_same_of_drawn_tables() -> None:
    counts: Counter[str] = Counter()
    for seed in range(24):
        _, rulebook, _ = drawn(seed, wide=seed % 2 == 1)
        assert compare(random_table(seed, 30, 0.5), book_of(rulebook), counts) == [], seed
    assert counts["claims"] > 100
    assert {"met", "not met", "unknown"} <= set(counts)
