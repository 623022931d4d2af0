"""Services and pairs of codes, joined to lines by DuckDB and by Polars; the tables are loaded once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, Final

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa

from benchmarks.batch import wide
from benchmarks.batch.answer import Answer, verdicts_of
from benchmarks.batch.columns import Numbers
from benchmarks.batch.peers.duckdb_sql import THREADS
from benchmarks.batch.peers.numbered import Pairs, joined, numbered
from benchmarks.batch.peers.numpy_search import RULES

COVERED, UNITS, NEVER, UNLESS_SEPARATE, SPAN = range(len(RULES))
_LINES: Final = """
select row, claim, "line.code" as code, "line.place_of_service" as place, "line.units" as units,
       list_contains("line.modifiers", '59') as separate
from given"""
_OF_SERVICES: Final = f"""
select row, code, place is null as placeless, s.procedure is null as unlisted, coalesce(s.covered, false) as covered,
       units > s.most as too_many, code not in (select code from payable) as odd, separate is null as unsure
from ({_LINES}) left join services s on s.procedure = code and s.at = place
where place is null or s.procedure is null or not s.covered or units > s.most or odd or separate is null"""
_OF_PAIRS: Final = f"""
with few as ({_LINES})
select a.row, bool_or(indicator = 0) as never, bool_or(indicator = 1 and not a.separate) as unless
from few a join few b on a.claim = b.claim and a.row <> b.row join pairs on billed = a.code and other = b.code
group by a.row"""


@lru_cache(1)
def _tables() -> tuple[pa.Table, pa.Table, pa.Table]:
    known = wide.facts()
    codes, places = np.array(wide.CODES), np.array(wide.PLACES)
    code, place = divmod(known.service, len(wide.PLACES))
    services = pa.table({"procedure": codes[code], "at": places[place], "covered": known.covered, "most": known.units})
    billed, other = divmod(known.pair, len(wide.CODES))
    pairs = pa.table({"billed": codes[billed], "other": codes[other], "indicator": known.indicator})
    span = np.searchsorted(known.span_starts, np.arange(len(codes)), "right") - 1
    return services, pairs, pa.table({"code": codes[np.arange(len(codes)) <= known.span_ends[span]]})


@lru_cache(1)
def _connection() -> Any:
    connection = duckdb.connect()
    connection.execute(f"set threads = {THREADS}")
    for name, table in zip(("services", "pairs", "payable"), _tables(), strict=True):
        connection.register("loading", table)
        connection.execute(f"create table {name} as select * from loading")
    return connection


def judge_in_duckdb(batch: pa.RecordBatch) -> Answer:
    """Return what the five rules say of a batch, of the tables that `wide.facts()` has."""
    table, claim_of, claims = numbered(batch)
    connection = _connection()
    connection.register("given", table)
    lines = connection.execute(_OF_SERVICES).fetchnumpy()
    pairs = connection.execute(_OF_PAIRS).fetchnumpy()
    connection.unregister("given")
    return _answer(claim_of, claims, {name: np.ma.filled(each, False) for name, each in lines.items()}, pairs)


@lru_cache(1)
def _frames() -> tuple[pl.DataFrame, pl.DataFrame, pl.Series]:
    services, pairs, payable = (pl.DataFrame(each) for each in _tables())
    return services, pairs, payable["code"]


def judge_in_polars(batch: pa.RecordBatch) -> Answer:
    """Return what the five rules say of a batch, of the tables that `wide.facts()` has."""
    table, claim_of, claims = numbered(batch)
    services, pairs, payable = _frames()
    frame = pl.DataFrame(table).lazy()
    few = frame.select(
        "row", "claim",
        pl.col("line.code").cast(pl.String).alias("code"),
        pl.col("line.place_of_service").cast(pl.String).alias("place"),
        pl.col("line.units").alias("units"),
        pl.col("line.modifiers").list.contains(pl.lit("59")).alias("separate"),
    )  # fmt: skip
    lines = few.join(services.lazy(), left_on=["code", "place"], right_on=["procedure", "at"], how="left").select(
        "row",
        pl.col("place").is_null().alias("placeless"),
        pl.col("most").is_null().alias("unlisted"),
        pl.col("covered").fill_null(False),
        (pl.col("units") > pl.col("most")).fill_null(False).alias("too_many"),
        (~pl.col("code").is_in(payable.implode())).alias("odd"),
        pl.col("separate").is_null().alias("unsure"),
    )
    found = (
        few.join(few, on="claim")
        .filter(pl.col("row") != pl.col("row_right"))
        .join(pairs.lazy(), left_on=["code", "code_right"], right_on=["billed", "other"])
        .select(
            "row",
            (pl.col("indicator") == 0).alias("never"),
            ((pl.col("indicator") == 1) & ~pl.col("separate")).fill_null(False).alias("unless"),
        )
        .unique()
    )
    both = pl.collect_all([lines, found])
    sides = ({name: each[name].to_numpy() for name in each.columns} for each in both)
    return _answer(claim_of, claims, *sides)


def _answer(claim_of: Numbers, claims: int, lines: dict[str, Any], pairs: dict[str, Any]) -> Answer:
    row, there = lines["row"], ~lines["placeless"]
    not_met = [
        (COVERED, row[there & ~lines["covered"]]),
        (UNITS, row[there & lines["too_many"]]),
        (NEVER, np.unique(pairs["row"][np.ma.filled(pairs["never"], False)])),
        (UNLESS_SEPARATE, np.unique(pairs["row"][np.ma.filled(pairs["unless"], False)])),
        (SPAN, row[lines["odd"]]),
    ]
    placeless = row[lines["placeless"]]
    unknown = [(COVERED, placeless), (UNITS, placeless), (UNLESS_SEPARATE, row[lines["unsure"]])]
    sides: tuple[Pairs, Pairs] = joined(not_met), joined(unknown)
    unchecked = row[there & lines["unlisted"]]
    return Answer(verdicts_of(RULES, claim_of, claims, *sides, unchecked), *sides)
