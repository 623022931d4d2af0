"""A batch for data frames and SQL: rows and claims are numbers, and what nobody asks for is left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.batch.answer import Answer, verdicts_of
from benchmarks.batch.columns import Numbers
from benchmarks.batch.peers import decoded
from benchmarks.batch.rules import Rule

_LEFT_OUT: Final = ("claim.claim_id", "claim.patient_id", "line.number", "line.rendering_npi")
Pairs = tuple[Numbers, Numbers]


def numbered(batch: pa.RecordBatch) -> tuple[pa.Table, Numbers, int]:
    """Return the batch with columns `row` and `claim`, the claim of each row, and how many claims there are."""
    claim_of, claims = decoded.claims(batch.column("claim.claim_id"))
    columns = {name: batch.column(name) for name in batch.schema.names if name not in _LEFT_OUT}
    columns["row"] = pa.array(np.arange(len(batch), dtype=np.int32))
    columns["claim"] = pa.array(claim_of)
    return pa.table(columns), claim_of, claims


def joined(found: Sequence[tuple[int, Numbers]]) -> Pairs:
    """Return pairs of rows and rules. found: a rule, and its rows."""
    rules = [np.full(len(rows), rule, np.int16) for rule, rows in found]
    return np.concatenate([np.asarray(rows) for _, rows in found]), np.concatenate(rules)


def bits(rows: Numbers, sets: Numbers, count: int) -> Pairs:
    """Return pairs of rows and rules. sets: for each row the rules, one bit each."""
    where = [np.flatnonzero(sets & (1 << bit)) for bit in range(count)]
    return joined([(bit, rows[each]) for bit, each in enumerate(where)])


def answer(
    rules: Sequence[Rule], batch: pa.RecordBatch, claim_of: Numbers, claims: int, not_met: Pairs, unknown: Pairs
) -> Answer:
    """Return the whole answer, with the claims whose codes no rule speaks of."""
    spoken = {(rule.payer, code) for rule in rules for code in rule.spoken_of}
    code, codes = decoded.words(batch.column("line.code"))
    payer, payers = decoded.words(batch.column("claim.payer_id"))
    checked = np.array([[("", c) in spoken or (p, c) in spoken for c in codes] for p in payers], bool)
    unchecked = np.flatnonzero(~checked.reshape(-1)[payer.astype(np.int32) * len(codes) + code])
    return Answer(verdicts_of(rules, claim_of, claims, not_met, unknown, unchecked), not_met, unknown)
