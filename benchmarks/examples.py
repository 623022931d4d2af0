"""10,000 examples in one process, from their texts to their results, beside judging their claims alone."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from rules_engine.interpreters.row import judge
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
    rounds = [
        (_seconds(lambda: [judge(*job) for job in jobs]), _seconds(lambda: run(examples, books))) for _ in range(3)
    ]
    whole = median((read + ran) / bare for bare, ran in rounds)
    return [
        Figure("10,000 examples, texts read and all run: times judging their claims alone", whole, 2.0, True),
        Figure("10,000 examples, run: times judging their claims alone", median(b / a for a, b in rounds), None),
        Figure("µs an example, texts read", read / len(compiled.examples) * 1e6, None),
        Figure("µs an example, run", median(ran for _, ran in rounds) / MANY * 1e6, None),
    ]


def _compiled() -> tuple[Compiled, float]:
    """Compile the shipped rules, with as many copies of their examples as make 10,000; return the seconds too."""
    examples = rule_texts(None, ".examples")
    copies = -(-MANY // sum(text.count("\nexample ") + text.startswith("example ") for text in examples.values()))
    texts = rule_texts() | {f"{n}/{name}": text for n in range(copies) for name, text in examples.items()}
    start = perf_counter()
    return compile_texts(texts), perf_counter() - start


def _seconds(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start
