"""Many claims at once: the columnar interpreter beside hand-written code, data frames, SQL and rule engines."""

from __future__ import annotations

from benchmarks.figures import Figure


def measure() -> list[Figure]:
    """Return the figures; what they are compared with is imported only now."""
    from benchmarks.batch import timing

    return timing.measure()
