"""One claim, twelve applicable rules, with the full trace, in process: this engine beside zen-engine."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter

import zen

from benchmarks import twelve
from benchmarks.figures import Figure
from rules_engine.interpreters.row import judge
from rules_engine.language.compile import compile_texts
from rules_engine.trace.explain import explain
from rules_engine.trace.result import Verdict


def measure() -> list[Figure]:
    """Return the figures: how much faster than zen with trace."""
    rulebook = compile_texts({"twelve/twelve.rules": twelve.rules_text()}).rulebooks["twelve"]
    dossier = twelve.dossier()
    decision = zen.ZenEngine().create_decision(twelve.zen_decision())
    claim = twelve.zen_claim()
    same_answers(judge(dossier, rulebook).verdict, decision.evaluate(claim)["result"])
    calls: tuple[Callable[[], object], ...] = (
        lambda: judge(dossier, rulebook),
        lambda: explain(judge(dossier, rulebook), full=True),
        lambda: decision.evaluate(claim, {"trace": True}),
    )
    rounds = [[timed(call) for call in calls] for _ in range(7)]
    judged, told, zens = (median(r[n] for r in rounds) for n in range(3))
    faster = [median(r[2] / r[n] for r in rounds) for n in (0, 1)]
    return [
        Figure("one claim, 12 rules, records of every part: times zen with trace", faster[0], 2.0),
        Figure("one claim, 12 rules, trace told as one object: times zen with trace", faster[1], 2.0),
        Figure("µs, records of every part", judged * 1e6, None),
        Figure("µs, trace told as one object", told * 1e6, None),
        Figure("µs, zen with trace", zens * 1e6, None),
    ]


def same_answers(verdict: Verdict, hits: object) -> None:
    """Raise when the two do not agree before anything is timed."""
    if verdict is not Verdict.PASSES or hits:
        raise AssertionError(f"the engines disagree: {verdict}, {hits}")


def timed(call: Callable[[], object], times: int = 500) -> float:
    """Return seconds a call, over `times` calls."""
    start = perf_counter()
    for _ in range(times):
        call()
    return (perf_counter() - start) / times
