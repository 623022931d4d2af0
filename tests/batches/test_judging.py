"""Law: rules read over a claim table say what the row interpreter says of its dossiers, rule by rule."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from batches.random_tables import random_table
from conformance.pages import cases
from interpreters.columnar.side_by_side import VERDICTS, book_of, outcomes
from language.books import compiled
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.batches.to_table import table_of
from rules_engine.claims.model import Dossier
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.interpreters.columnar import Plan
from rules_engine.interpreters.columnar import judge as judge_columns
from rules_engine.interpreters.row import judge
from rules_engine.suites.dossier import dossier_of

EVERY = 5
CASES = [case for case in cases() if case.examples]


def compare(table: pa.Table, book: Any, counts: Counter[str], dossiers: Sequence[Dossier] = ()) -> list[str]:
    """Return where columns and rows differ. dossiers: what the table says, when it was made of them."""
    batch = ArrowBatch(table)
    dossiers = dossiers or dossiers_of(table).dossiers
    answer = judge_columns(batch, Plan([book]), full=True)
    said = outcomes(answer, dossiers, book.rulebook)
    found = []
    for number, dossier in enumerate(dossiers):
        result = judge(dossier, book.rulebook, book.known_on)
        cannot = {result.rulebook.rules[place].address for place in answer.cannot}
        wanted = {(r.rule.address, r.line): r.outcome for r in result.results if r.rule.address not in cannot}
        counts.update(each.value for each in wanted.values())
        counts["handed"] += number in answer.handed
        counts["claims"] += 1
        told = {key: each for key, each in said[number].items() if key[0] not in cannot}
        if wanted != told:
            found.append(f"claim {number}: {set(wanted.items()) ^ set(told.items())}")
        if number not in answer.handed and VERDICTS[int(answer.claims[number])] is not result.verdict:
            found.append(f"claim {number}: {result.verdict}")
        handed = judge(batch.dossier(number), book.rulebook, book.known_on)
        if handed.verdict is not result.verdict:
            found.append(f"claim {number}: its own dossier {handed.verdict}, not {result.verdict}")
    return found


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
