"""One claim with the full trace, in process: beside zen-engine with its trace, and beside a program written by hand.

Full trace: the truth and value of every part of every rule, from which the told trace is made without judging again.
"""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

import zen

from benchmarks import twelve, two_thousand
from benchmarks.figures import Figure
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.interpreters.row.quick import OFTEN, judge_quickly
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import compile_texts
from rules_engine.trace.explain import explain
from rules_engine.trace.result import RuleOutcome

_ROUNDS = 25


def measure() -> list[Figure]:
    """Return the figures: how much faster than zen with trace, and how many times what is written by hand takes."""
    return [*_twelve_rules(), *_two_thousand_rules()]


def _twelve_rules() -> list[Figure]:
    rulebook = compile_texts({"twelve/twelve.rules": twelve.rules_text()}).rulebooks["twelve"]
    dossier, claim = twelve.dossier(), twelve.zen_claim()
    decision = zen.ZenEngine().create_decision(twelve.zen_decision())
    ask_often(dossier, rulebook)
    same_by_hand(rulebook)
    same_as_zen(judge_quickly(dossier, rulebook), decision.evaluate(claim)["result"], len(twelve.ASKED))
    broken = decision.evaluate({**claim, "units": 2, "mode": "in person"})["result"]
    if broken != [{"rule": "r3"}, {"rule": "r8"}]:
        raise AssertionError("zen does not find what is broken")
    quick, plain, told, zens, by_hand = _rounds(
        lambda: judge_quickly(dossier, rulebook),
        lambda: judge(dossier, rulebook),
        lambda: explain(judge_quickly(dossier, rulebook), full=True),
        lambda: decision.evaluate(claim, {"trace": True}),
        lambda: twelve.by_hand(dossier),
    )
    of_hand = "one claim, 12 rules, records of every part: times a Python function for these rules, without trace"
    return [
        Figure(
            "one claim, 12 rules, records of every part: times faster than zen with trace", _ratio(zens, quick), 5.0
        ),
        Figure(of_hand, _ratio(quick, by_hand), 25.0, less_is_better=True),
        Figure("one claim, 12 rules, the same by the reference: times faster than zen", _ratio(zens, plain), None),
        Figure("one claim, 12 rules, trace told as one object: times faster than zen", _ratio(zens, told), 2.0),
        Figure("µs, records of every part", min(quick) * 1e6, None),
        Figure("µs, records of every part, by the reference", min(plain) * 1e6, None),
        Figure("µs, trace told as one object", min(told) * 1e6, None),
        Figure("µs, zen with trace", min(zens) * 1e6, None),
        Figure("µs, written by hand, without trace", min(by_hand) * 1e6, None),
    ]


def _two_thousand_rules() -> list[Figure]:
    rulebook = compile_texts({"long/long.rules": two_thousand.rules_text()}).rulebooks["long"]
    dossier, claim = two_thousand.dossier(), twelve.zen_claim()
    decision = zen.ZenEngine().create_decision(two_thousand.zen_decision())
    ask_often(dossier, rulebook)
    same_as_zen(judge_quickly(dossier, rulebook), decision.evaluate(claim)["result"], two_thousand.RULES_A_CODE)
    other = decision.evaluate({**claim, "units": 3, "minutes": 9})["result"]
    ours = _not_met(judge_quickly(two_thousand.dossier(units=3, minutes=9), rulebook))
    if not ours or ours != {each["rule"] for each in other}:
        raise AssertionError(f"the engines disagree: {ours}, {other}")
    quick, zens = _rounds(
        lambda: judge_quickly(dossier, rulebook),
        lambda: decision.evaluate(claim, {"trace": True}),
    )
    name = (
        "one claim, 2,000 rules of which 25 are for its code, records of every part: times faster than zen with trace"
    )
    return [
        Figure(name, _ratio(zens, quick), 2.0),
        Figure("µs, 2,000 rules, records of every part", min(quick) * 1e6, None),
        Figure("µs, 2,000 rules, zen with trace", min(zens) * 1e6, None),
    ]


def ask_often(dossier: Dossier, rulebook: Rulebook) -> None:
    """Judge a claim until each of its rules has a function of its own."""
    for _ in range(OFTEN + 1):
        judge_quickly(dossier, rulebook)


def same_by_hand(rulebook: Rulebook) -> None:
    """Raise when what is written by hand says something else, of the claim or of it with a fact gone."""
    for dossier in twelve.variants():
        results = judge_quickly(dossier, rulebook).results
        ours = {(each.rule.name, each.line): each.outcome.value for each in results}
        if twelve.by_hand(dossier) != {key: ours.get(key, "not applicable") for key in twelve.by_hand(dossier)}:
            raise AssertionError(f"the program written by hand disagrees: {ours}")


def same_as_zen(result: ClaimResult, hits: object, asked: int) -> None:
    """Raise when the two do not agree, or not all rules were looked at, before anything is timed."""
    met = sum(each.outcome is RuleOutcome.MET for each in result.results)
    if met != asked or _not_met(result) or hits:
        raise AssertionError(f"the engines disagree: {met} of {asked} met, {hits}")


def _not_met(result: ClaimResult) -> set[str]:
    return {each.rule.name for each in result.results if each.outcome is RuleOutcome.NOT_MET}


def _rounds(*calls: Callable[[], object]) -> list[list[float]]:
    """Return seconds a call, of each in every round: they are timed in turn, so that all meet the same machine."""
    rounds = [[timed(call) for call in calls] for _ in range(_ROUNDS)]
    return [list(each) for each in zip(*rounds, strict=True)]


def _ratio(slow: list[float], fast: list[float]) -> float:
    """Return the ratio of the best rounds: zen hands work to a thread, which on a busy machine waits for its turn."""
    return min(slow) / min(fast)


def timed(call: Callable[[], object], times: int = 100) -> float:
    """Return seconds a call, over `times` calls."""
    start = perf_counter()
    for _ in range(times):
        call()
    return (perf_counter() - start) / times
