"""How much work judging takes, counted in calls of functions: it grows as it should, whatever the machine is doing.

Seconds differ from run to run; calls do not. A loop over lines in Python, or over rules that do not apply, shows.
"""

import sys
from collections.abc import Callable
from functools import cache

import numpy as np

from benchmarks import twelve
from benchmarks.batch import books
from benchmarks.batch.practice import practice
from benchmarks.batch.rules import TWELVE, payer_rules
from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.interpreters.columnar import Book, Plan, judge
from rules_engine.interpreters.row.quick import judge_quickly
from rules_engine.language.compile import compile_texts


def calls(work: Callable[[], object]) -> int:
    """Return how many functions are called, those written in C too."""
    found = 0

    def count(_frame: object, event: str, _function: object) -> None:
        nonlocal found
        found += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return found


@cache
def plan_of(idle: int) -> tuple[Plan, dict[str, int]]:
    rulebooks = books.compiled(books.payers_text(payer_rules(idle=idle)))
    plan = Plan([Book(each) for each in rulebooks.values()])
    return plan, {payer: number for number, payer in enumerate(rulebooks)}


def judged(rows: int, idle: int = 0) -> int:
    """Return the calls of judging so many lines, when every combination was met before."""
    plan, numbers = plan_of(idle)
    batch = ArrowBatch(practice(3, rows))
    payer = batch.read(("claim", "payer_id"))
    book_of = [numbers[payer.row(int(first))] for first in batch.starts[:-1]]
    judge(batch, plan, np.asarray(book_of))
    return calls(lambda: judge(batch, plan, np.asarray(book_of)))


def test_twice_the_claims_take_few_more_calls() -> None:
    assert judged(40_000) < 1.2 * judged(20_000)


def test_rules_that_do_not_apply_take_no_calls() -> None:
    assert judged(20_000, idle=20) < 1.05 * judged(20_000)


def test_a_batch_takes_fewer_calls_than_it_has_lines() -> None:
    assert judged(40_000) < 40_000


def test_twelve_rules_take_fewer_calls_than_a_tenth_of_the_lines() -> None:
    plan = Plan([Book(next(iter(books.compiled(books.twelve_text(TWELVE)).values())))])
    batch = ArrowBatch(practice(3, 40_000))
    judge(batch, plan)
    assert calls(lambda: judge(batch, plan)) < 4_000


def test_one_claim_takes_a_few_calls_a_rule() -> None:
    rulebook = compile_texts({"twelve/twelve.rules": twelve.rules_text()}).rulebooks["twelve"]
    dossier = twelve.dossier()
    for _ in range(100):
        judge_quickly(dossier, rulebook)
    assert calls(lambda: judge_quickly(dossier, rulebook)) < 12 * 25


def test_calls_are_counted() -> None:
    assert calls(lambda: [abs(each) for each in range(100)]) > 100
