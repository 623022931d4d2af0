"""Rules over a claim table against the row interpreter on its dossiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import pyarrow as pa
from interpreters.columnar.side_by_side import VERDICTS, outcomes

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.columnar import Plan
from rules_engine.interpreters.columnar import judge as judge_columns
from rules_engine.interpreters.row import judge


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
