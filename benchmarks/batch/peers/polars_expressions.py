"""Polars expressions: comparisons with null are null, so a rule is not met, or unknown, by its own three values."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache, reduce
from operator import and_
from typing import Final

import numpy as np
import polars as pl
import pyarrow as pa

from benchmarks.batch.answer import Answer
from benchmarks.batch.columns import Numbers
from benchmarks.batch.peers.numbered import answer, joined, numbered
from benchmarks.batch.rules import Row, Rule, Test

_FIELDS: Final = {
    "place": "line.place_of_service",
    "mode": "session.mode",
    "provider": "rendering.kind",
    "signature": "session.signature.kind",
}
_CODE: Final = pl.col("line.code")
Found = list[tuple[int, Numbers]]


def judge(batch: pa.RecordBatch, rules: Sequence[Rule]) -> Answer:
    """Return what the rules say of a batch; each payer's rules see only its own lines with their codes."""
    table, claim_of, claims = numbered(batch)
    frame = pl.from_arrow(table)
    assert isinstance(frame, pl.DataFrame)
    asked = _asked(tuple(rules))
    sought = {row.test.values for rule in rules for row in rule.rows if row.test.about == "primary"}
    frame = frame.with_columns([_has_primary(frame, codes) for codes in sought])
    parts = {("", ""): frame}
    if ("", "") not in asked:
        parts = frame.partition_by("claim.payer_id", "line.code", as_dict=True)
    not_met: Found = []
    unknown: Found = []
    for key, part in parts.items():
        if key in asked:
            numbers, expressions = asked[key]
            found = part.select(expressions).row(0)
            for number, fails, is_open in zip(numbers, found[0::2], found[1::2], strict=True):
                not_met.append((number, np.asarray(fails, np.int32)))
                unknown.append((number, np.asarray(is_open, np.int32)))
    return answer(rules, batch, claim_of, claims, joined(not_met), joined(unknown))


def _has_primary(frame: pl.DataFrame, codes: Sequence[str]) -> pl.Expr:
    having = frame["claim"].filter(frame["line.code"].is_in(codes)).unique()
    return pl.col("claim").is_in(having.implode()).alias("with " + " ".join(codes))


@lru_cache(4)
def _asked(rules: tuple[Rule, ...]) -> dict[tuple[str, str], tuple[list[int], list[pl.Expr]]]:
    """Return by payer and code, or for all lines at once, the rules and for each the rows not met and unknown."""
    found: dict[tuple[str, str], tuple[list[int], list[pl.Expr]]] = {}
    for number, rule in enumerate(rules):
        for row in rule.rows:
            codes = row.codes or rule.codes
            for key in [(rule.payer, code) for code in codes] if rule.payer else [("", "")]:
                numbers, expressions = found.setdefault(key, ([], []))
                numbers.append(number)
                expressions += _of_rule(rule, row, () if rule.payer else codes, f"{number} {len(numbers)}")
    return found


def _of_rule(rule: Rule, row: Row, codes: Sequence[str], name: str) -> list[pl.Expr]:
    applies = [_CODE.is_in(codes)] if codes else []
    applies += [_truth(test) for test in rule.when]
    truth = _truth(row.test)
    fails, is_open = ~truth, truth.is_null()
    if applies:
        applied = reduce(and_, applies)
        fails, is_open = applied & fails, applied.is_null() | (applied & is_open)
    return [pl.col("row").filter(each).implode().alias(name + side) for each, side in ((fails, "n"), (is_open, "u"))]


def _truth(test: Test) -> pl.Expr:
    match test.about:
        case "minutes" | "units" | "charge":
            number = pl.col("session.minutes" if test.about == "minutes" else f"line.{test.about}")
            if test.about == "charge" and test.low is not None:
                return number > test.low
            ends = [number >= test.low] if test.low is not None else []
            return reduce(and_, [*ends, number <= test.high] if test.high is not None else ends)
        case "modifiers" | "no modifiers":
            listed = pl.col("line.modifiers").list
            any_of = pl.any_horizontal([listed.contains(pl.lit(each)) for each in test.values])
            return any_of if test.about == "modifiers" else ~any_of
        case "signed":
            wait = _days(pl.col("session.signature.signed_date"))
            return wait.is_between(0, test.high)
        case "filed":
            return _days(pl.coalesce("claim.received_date", "claim.submission_date")) <= test.high
        case "primary":
            return pl.col("with " + " ".join(test.values))
        case "reason":
            absent = pl.col("session.audio_reason.absent") == "not documented"
            is_there = pl.col("session.audio_reason").is_not_null()
            return pl.when(is_there).then(True).when(absent).then(False)
    return pl.col(_FIELDS[test.about]).is_in(test.values)


def _days(day: pl.Expr) -> pl.Expr:
    return day.to_physical() - pl.col("line.service_date").to_physical()
