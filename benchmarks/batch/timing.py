"""Who answers how many lines a second. All answers are compared before anything is timed; rounds take turns.

`PAYER_RULES_BENCH_ROWS` names another number of lines.
"""

from __future__ import annotations

import gc
import os
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, Final

import attrs
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.batch import answer, books, contender, row, wide
from benchmarks.batch.peers import (
    cedar_policies,
    cel_texts,
    duckdb_sql,
    numpy_search,
    numpy_tables,
    plain_python,
    polars_expressions,
    rule_engine_texts,
    table_joins,
    worded,
    zen_expression,
    zen_table,
)
from benchmarks.batch.practice import practice
from benchmarks.batch.rules import TWELVE, Rule, payer_rules
from benchmarks.figures import Figure

ROWS: Final = int(os.environ.get("PAYER_RULES_BENCH_ROWS", "1000000"))
SAMPLE: Final = 3_200  # lines, of some 2,000 claims
_PYTHON_ROWS: Final = 100_000
_ROUNDS: Final = 7
_ENGINES: Final = {
    "zen-engine, a decision table": zen_table,
    "zen-engine, one expression": zen_expression,
    "cedarpy": cedar_policies,
    "rule-engine": rule_engine_texts,
    "cel": cel_texts,
}
Judge = Callable[[pa.RecordBatch], answer.Answer]
Seconds = Mapping[str, Sequence[float]]
OURS: Final = "columnar"
READ: Final = "columnar, columns read and checked before"


@attrs.frozen(eq=False)
class Contest:
    """What is asked. times: how often as fast as the others the columnar interpreter is to be, by their names."""

    title: str
    rules: tuple[Rule, ...]
    texts: Mapping[str, str]
    times: Mapping[str, float]
    told: tuple[str, ...] = ()
    files: Mapping[str, bytes] = attrs.field(factory=dict)


def measure() -> list[Figure]:
    """Return the figures, of all books."""
    few = Contest(
        "12 rules", TWELVE, books.twelve_text(TWELVE),
        {"NumPy": 0.5, "Polars": 2, "DuckDB": 2, "Python": 10, "zen-engine, a decision table": 200},
        ("zen-engine, one expression", "cedarpy", "rule-engine", "cel"),
    )  # fmt: skip
    rules = payer_rules()
    many = Contest(
        "2,000 rules", rules, books.payers_text(rules),
        {"NumPy": 0.4, "DuckDB": 4, "Polars": 4},
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        making = median(_seconds(lambda: practice(10, ROWS)) for _ in range(_ROUNDS))
        return [
            Figure("million lines/s, claims made up", ROWS / making / 1e6, 2.0),
            *_book(few, folder / "few"),
            *_book(many, folder / "many"),
            *_tables(folder / "wide"),
            *_growth(many, folder),
            *_parquet(few, folder),
        ]


# --- in turns -------------------------------------------------------------------------------------


def _seconds(call: Callable[[], object]) -> float:
    gc.collect()
    start = perf_counter()
    call()
    return perf_counter() - start


def in_turns(calls: Mapping[str, Callable[[], object]], rounds: int = _ROUNDS) -> Seconds:
    """Return the seconds of each call in each round; in a round each is called once, after the others."""
    for call in calls.values():
        call()
    taken: list[dict[str, float]] = []
    for _ in range(rounds):
        taken.append({name: _seconds(call) for name, call in calls.items()})
    return {name: [each[name] for each in taken] for name in calls}


def _ratios(asked: Contest, seconds: Seconds, rows: Mapping[str, int]) -> Iterator[Figure]:
    """Yield how many times as many lines a second as each of the others, then the lines of each."""
    rates = {name: [rows[name] / each for each in taken] for name, taken in seconds.items()}
    if OURS in rates:
        for name in (*asked.times, *asked.told):
            ratio = median(a / b for a, b in zip(rates[OURS], rates[name], strict=True))
            yield Figure(f"batch, {asked.title}: times {name}", ratio, asked.times.get(name))
    if READ in rates:
        for name in asked.times:
            ratio = median(a / b for a, b in zip(rates[READ], rates[name], strict=True))
            yield Figure(f"batch, {asked.title}, columns read and checked before: times {name}", ratio, None)
    for name, each in rates.items():
        yield Figure(f"thousand lines/s, {asked.title}, {name}", median(each) / 1000, None)


# --- two books ------------------------------------------------------------------------------------


def _book(asked: Contest, folder: Path) -> Iterator[Figure]:
    batch, sample = practice(11, ROWS), practice(12, SAMPLE)
    rules = asked.rules
    tables = numpy_tables.prepare(batch, rules)  # every batch of a practice has the same words
    calls: dict[str, Judge] = {
        "NumPy": lambda each: numpy_tables.judge(each, rules, tables),
        "Polars": lambda each: polars_expressions.judge(each, rules),
        "DuckDB": lambda each: duckdb_sql.judge(each, rules),
    }
    ours = _ours(asked, folder)
    known = {"row": row.answer(sample, rules, books.compiled(asked.texts))}
    _compare(calls, ours, known, sample, batch, rules)
    yield Figure(f"rules that may speak of a line, {asked.title}", _asked(batch, rules, tables), None)
    work: dict[str, Callable[[], object]] = {name: partial(call, batch) for name, call in {**calls, **ours}.items()}
    work |= _read(ours, batch)
    rows = dict.fromkeys(work, ROWS)
    if not rules[0].payer:
        more, their_rows = _slow(sample, known["row"], rules)
        work |= more
        rows |= their_rows
    yield from _ratios(asked, in_turns(work), rows)


def _ours(asked: Contest, folder: Path) -> dict[str, Callable[[pa.RecordBatch], Any]]:
    """Return the columnar interpreter with its rules, by its name."""
    library = books.library(asked.texts, folder, asked.files)
    return {OURS: lambda batch: contender.judge_batch(batch, library)}


def _read(
    ours: Mapping[str, Callable[[Any], Any]], batch: pa.RecordBatch
) -> dict[str, Callable[[], object]]:  # what a table costs to read and check is left out
    return {READ: partial(ours[OURS], contender.ArrowBatch(batch))}


def _compare(
    calls: Mapping[str, Judge], ours: Mapping[str, Callable[[pa.RecordBatch], Any]], known: Mapping[str, answer.Answer],
    sample: pa.RecordBatch, batch: pa.RecordBatch, rules: Sequence[Rule],
) -> None:  # fmt: skip
    """Raise AssertionError unless all say what the row interpreter says of the sample, and the same of the batch."""
    for each, told in ((sample, dict(known)), (batch, {})):
        told |= {name: call(each) for name, call in calls.items()}
        told |= {name: contender.answer(call(each), rules) for name, call in ours.items()}
        answer.agree(told, rules)


def _asked(batch: pa.RecordBatch, rules: Sequence[Rule], tables: numpy_tables.Tables) -> float:
    """Return how many rules may speak of a line by its payer and code, on average."""
    number, _ = numpy_tables.kinds(batch, tables.counts.shape)
    return float(tables.counts.reshape(-1)[number].mean())


def _slow(
    sample: pa.RecordBatch, expected: answer.Answer, rules: Sequence[Rule]
) -> tuple[dict[str, Callable[[], object]], dict[str, int]]:
    """Return those that take a line at a time: plain Python and four engines, with the facts laid out for them."""
    lines = worded.lines(sample)
    answer.agree({"row": expected, "Python": plain_python.judge(plain_python.columns(sample))}, rules)
    answer.agree({"row": expected} | {name: each.judge(lines, rules) for name, each in _ENGINES.items()}, rules)
    columns = plain_python.columns(practice(13, _PYTHON_ROWS))
    work: dict[str, Callable[[], object]] = {"Python": partial(plain_python.judge, columns)}
    work |= {name: partial(each.judge, lines, rules) for name, each in _ENGINES.items()}
    return work, {"Python": _PYTHON_ROWS, **dict.fromkeys(_ENGINES, SAMPLE)}


# --- tables of services and pairs -----------------------------------------------------------------


def _tables(folder: Path) -> Iterator[Figure]:
    facts = wide.facts()
    rules = numpy_search.RULES
    title = "16,369 services and 260,000 pairs"
    asked = Contest(title, rules, wide.text(facts), {"NumPy": 0.3}, ("Polars", "DuckDB"), wide.files(facts))
    batch, sample = wide.claims(14, ROWS, facts), wide.claims(15, SAMPLE, facts)
    large = wide.one_claim(wide.claims(16, 50, facts, sizes=(50,)))
    calls: dict[str, Judge] = {
        "NumPy": lambda each: numpy_search.judge(each, facts),
        "Polars": table_joins.judge_in_polars,
        "DuckDB": table_joins.judge_in_duckdb,
    }
    ours = _ours(asked, folder)
    loaded = {mark: wide.loaded(each, asked.files) for mark, each in books.compiled(asked.texts).items()}
    for few, many in ((large, large), (sample, batch)):
        _compare(calls, ours, {"row": row.answer(few, rules, loaded)}, few, many, rules)
    all_ = {**calls, **ours}
    taken = in_turns({**{name: partial(call, batch) for name, call in all_.items()}, **_read(ours, batch)})
    yield from _ratios(asked, taken, dict.fromkeys(taken, ROWS))
    one = {**{name: partial(call, large) for name, call in all_.items()}, **_read(ours, large)}
    for name, each in in_turns(one, 21).items():
        target = 0.5 if name == OURS else None
        yield Figure(f"ms, one claim of 50 lines, {title}, {name}", median(each) * 1000, target, True)


# --- how time grows, and files --------------------------------------------------------------------


def _growth(asked: Contest, folder: Path) -> Iterator[Figure]:
    judge = contender.judge_batch
    more = books.payers_text(payer_rules(idle=20))
    plain, idle = books.library(asked.texts, folder / "many"), books.library(more, folder / "idle")
    half, whole = practice(17, ROWS // 2), practice(17, ROWS)
    taken = in_turns(
        {
            "half": lambda: judge(half, plain),
            "whole": lambda: judge(whole, plain),
            "idle": lambda: judge(whole, idle),
        }
    )
    ratios = [b / a for a, b in zip(taken["half"], taken["whole"], strict=True)]
    yield Figure("batch, 2,000 rules: time for twice the claims", median(ratios), 1.8)
    yield Figure("batch, 2,000 rules: time for twice the claims", median(ratios), 2.2, True)
    ratios = [b / a for a, b in zip(taken["whole"], taken["idle"], strict=True)]
    yield Figure("batch: time with 2,000 more rules that do not apply", median(ratios), 1.1, True)


def _parquet(asked: Contest, folder: Path) -> Iterator[Figure]:
    """From file to file, beside reading the file, writing it again, and judging in memory."""
    batch = practice(18, ROWS)
    source, target = folder / "claims.parquet", folder / "found.parquet"
    pq.write_table(pa.table(batch), source)
    library = books.library(asked.texts, folder / "few")
    work: dict[str, Callable[[], object]] = {
        "copy": lambda: pq.write_table(pq.read_table(source), target),
        "memory": lambda: contender.judge_batch(batch, library),
        OURS: lambda: contender.judge_parquet(source, target, library),
    }
    taken = in_turns(work)
    parts = zip(taken["copy"], taken["memory"], taken[OURS], strict=True)
    yield Figure("batch, Parquet to Parquet: times pyarrow and memory", median((a + b) / c for a, b, c in parts), 0.5)
    yield Figure("thousand lines/s, Parquet judged", ROWS / median(taken[OURS]) / 1000, None)
    yield Figure("thousand lines/s, Parquet read and written by pyarrow", ROWS / median(taken["copy"]) / 1000, None)
