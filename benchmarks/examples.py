"""10,000 examples in one process, from their texts to their results, beside judging their claims alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row import judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import Compiled, compile_texts
from rules_engine.language.library import rule_texts
from rules_engine.suites.dossier import dossier_of
from rules_engine.suites.run import run

MANY = 10_000


def measure() -> list[Figure]:
    """Return the figures: how many times the bare evaluation running the examples takes."""
    compiled, read = _compiled()
    examples, books = compiled.examples[:MANY], compiled.rulebooks
    jobs = [(dossier_of(each), books[each.rulebook], each.known_on) for each in examples]
    if len(jobs) < MANY or not all(each.is_good for each in run(examples, books)):
        raise AssertionError("too few examples, or they do not come out")
    rounds = [(_seconds(lambda: _judge(jobs)), _seconds(lambda: run(examples, books))) for _ in range(3)]
    whole = median((read + ran) / bare for bare, ran in rounds)
    return [
        Figure("10,000 examples, texts read and all run: times judging their claims alone", whole, 2.0, True),
        Figure("10,000 examples, run: times judging their claims alone", median(b / a for a, b in rounds), None),
        Figure("µs an example, texts read", read / len(compiled.examples) * 1e6, None),
        Figure("µs an example, run", median(ran for _, ran in rounds) / MANY * 1e6, None),
    ]


def _judge(jobs: list[tuple[Dossier, Rulebook, date | None]]) -> None:
    """Judge all, and keep nothing."""
    for job in jobs:
        judge(*job)


def _compiled() -> tuple[Compiled, float]:
    """Compile the shipped rules, with as many copies of their examples as make 10,000; return the seconds too."""
    shipped = rule_texts(None, ".examples")
    copied = {name: text for name, text in shipped.items() if "\nrulebook " not in text}
    copies = -(-MANY // sum(text.count("\nexample ") for text in copied.values()))
    texts = rule_texts() | shipped
    texts |= {f"{number}/{name}": text for number in range(copies) for name, text in copied.items()}
    start = perf_counter()
    return compile_texts(texts), perf_counter() - start


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
