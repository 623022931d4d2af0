"""What a visit still needs, for one code with the shipped Medicare rules, in process, after they are loaded."""

from __future__ import annotations

from datetime import date
from statistics import median
from time import perf_counter

from benchmarks.figures import Figure
from rules_engine.cli.requirements import planned
from rules_engine.engine import outlook
from rules_engine.language.library import load_library


def measure() -> list[Figure]:
    """Return the figure: milliseconds for one code."""
    book = load_library().rulebook("medicare-part-b")
    visit = planned(("90837",), date(2026, 3, 2), "10")
    if len(outlook(visit, book).needed) < 10:
        raise AssertionError("a visit needs more than that")
    times = []
    for _ in range(50):
        start = perf_counter()
        outlook(visit, book)
        times.append(perf_counter() - start)
    return [Figure("ms, what a visit with one code still needs (Medicare)", median(times) * 1e3, 50.0, True)]
