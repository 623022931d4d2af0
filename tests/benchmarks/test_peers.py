"""Everybody who is timed says of small batches what the row interpreter says, and a difference is seen."""

from importlib import import_module
from importlib.util import find_spec

import attrs
import numpy as np
import pyarrow as pa
import pytest

from benchmarks.batch import answer, books, row, wide
from benchmarks.batch.peers import numpy_search, numpy_tables, plain_python
from benchmarks.batch.practice import practice
from benchmarks.batch.rules import IDLE, TWELVE, Rule, payer_rules
from benchmarks.batch.wide import one_claim

ROWS = 1_500
MANY = payer_rules()
TEXTS = {TWELVE: books.twelve_text(TWELVE), MANY: books.payers_text(MANY)}


def sample() -> pa.RecordBatch:
    """Return claims in which every rule of the twelve fails somewhere, with a claim whose lines do not adjoin."""
    batch = practice(2, ROWS)
    return batch.take(pa.array([*range(1, ROWS), 0]))


@pytest.fixture(scope="module", params=[TWELVE, MANY], ids=["12 rules", "2,000 rules"])
def said(request: pytest.FixtureRequest) -> tuple[tuple[Rule, ...], answer.Answer]:
    rules = request.param
    return rules, row.answer(sample(), rules, books.compiled(TEXTS[rules]))


def test_numpy_says_the_same(said: tuple[tuple[Rule, ...], answer.Answer]) -> None:
    rules, known = said
    batch = sample()
    assert answer.disagreement(known, numpy_tables.judge(batch, rules, numpy_tables.prepare(batch, rules)), rules) == ""


@pytest.mark.parametrize(("package", "peer"), [("polars", "polars_expressions"), ("duckdb", "duckdb_sql")])
def test_frames_and_sql_say_the_same(said: tuple[tuple[Rule, ...], answer.Answer], package: str, peer: str) -> None:
    pytest.importorskip(package)
    rules, known = said
    found = import_module(f"benchmarks.batch.peers.{peer}").judge(sample(), rules)
    assert answer.disagreement(known, found, rules) == ""


def test_plain_python_says_the_same() -> None:
    known = row.answer(sample(), TWELVE, books.compiled(TEXTS[TWELVE]))
    assert answer.disagreement(known, plain_python.judge(plain_python.columns(sample())), TWELVE) == ""


@pytest.mark.parametrize(
    ("package", "peer"),
    [
        ("zen", "zen_table"),
        ("zen", "zen_expression"),
        ("cedarpy", "cedar_policies"),
        ("rule_engine", "rule_engine_texts"),
        ("cel", "cel_texts"),
    ],
)
def test_rule_engines_say_the_same(package: str, peer: str) -> None:
    pytest.importorskip(package)
    from benchmarks.batch.peers import worded

    known = row.answer(sample(), TWELVE, books.compiled(TEXTS[TWELVE]))
    found = import_module(f"benchmarks.batch.peers.{peer}").judge(worded.lines(sample()), TWELVE)
    assert answer.disagreement(known, found, TWELVE) == ""


def test_the_sample_asks_every_one_of_the_twelve_rules_for_something() -> None:
    known = row.answer(sample(), TWELVE, books.compiled(TEXTS[TWELVE]))
    assert set(known.not_met[1].tolist()) == set(range(len(TWELVE)))
    assert set(known.verdict.tolist()) == set(range(len(answer.VERDICTS)))


def test_two_thousand_rules_are_twenty_books_of_a_hundred_and_some_25_speak_of_a_line() -> None:
    compiled = books.compiled(TEXTS[MANY])
    assert [len(book.rules) for book in compiled.values()] == [100] * 20
    spoken = [
        len([rule for rule in compiled["P01"].rules if code in (rule.codes or ())]) for code in ("90837", "90834")
    ]
    assert all(20 <= each <= 30 for each in spoken)


def test_idle_payers_add_rules_and_change_no_answer() -> None:
    batch, more = sample(), payer_rules(idle=3)
    assert {rule.payer[0] for rule in more} == {"P", IDLE}
    one = numpy_tables.judge(batch, MANY, numpy_tables.prepare(batch, MANY))
    other = numpy_tables.judge(batch, more, numpy_tables.prepare(batch, more))
    assert answer.disagreement(one, other, more) == ""


@pytest.mark.parametrize("sizes", [(1, 2, 3), (50,)])
def test_searches_in_tables_say_what_the_row_interpreter_says(sizes: tuple[int, ...]) -> None:
    facts, rules = wide.facts(), numpy_search.RULES
    batch = one_claim(wide.claims(3, 150, facts, sizes).take(pa.array([*range(1, 150), 0])))
    files = wide.files(facts)
    loaded = {mark: wide.loaded(book, files) for mark, book in books.compiled(wide.text(facts)).items()}
    known = row.answer(batch, rules, loaded)
    told = {"row": known, "NumPy": numpy_search.judge(batch, facts)}
    if find_spec("polars") and find_spec("duckdb"):
        from benchmarks.batch.peers import table_joins

        told |= {"Polars": table_joins.judge_in_polars(batch), "DuckDB": table_joins.judge_in_duckdb(batch)}
    answer.agree(told, rules)
    assert set(known.not_met[1].tolist()) == set(range(len(rules)))


def test_a_difference_is_seen() -> None:
    batch = sample()
    one = numpy_tables.judge(batch, TWELVE, numpy_tables.prepare(batch, TWELVE))
    rows, names = one.not_met
    verdict = one.verdict.copy()
    verdict[3] = (verdict[3] + 1) % len(answer.VERDICTS)
    for other in (
        attrs.evolve(one, not_met=(rows[1:], names[1:])),
        attrs.evolve(one, unknown=(np.append(one.unknown[0], 1), np.append(one.unknown[1], 2))),
        attrs.evolve(one, verdict=verdict),
    ):
        with pytest.raises(AssertionError, match="one and other disagree"):
            answer.agree({"one": one, "other": other}, TWELVE)
