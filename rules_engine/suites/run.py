"""Running examples: each is judged, and what came out is held against what it expects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from rules_engine.diagnostics.suggest import nearest
from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.ir.example import Example, Expectation
from rules_engine.ir.rulebook import ACTIONS, Rulebook
from rules_engine.suites.dossier import dossier_of
from rules_engine.trace.result import Need, RuleOutcome, RuleResult, Verdict

_GRAVEST = (
    RuleOutcome.NOT_MET,
    RuleOutcome.UNKNOWN,
    RuleOutcome.EXCUSED,
    RuleOutcome.MET,
    RuleOutcome.NOT_APPLICABLE,
)
_VERDICTS = {"holds": Verdict.HOLD.value, "warns": Verdict.WARN.value}


@attrs.frozen
class Miss:
    """One expectation that did not come true. came: what came out instead."""

    expectation: Expectation
    came: str


@attrs.frozen
class ExampleResult:
    """One example with what it missed; `fault` says why it could not be run at all.

    judged: what the rules said of it, kept when something was missed.
    """

    example: Example
    misses: tuple[Miss, ...]
    fault: str = ""
    judged: ClaimResult | None = attrs.field(default=None, eq=False, repr=False)

    @property
    def is_good(self) -> bool:
        """Return whether everything came as expected."""
        return not self.misses and not self.fault


def run(examples: Iterable[Example], rulebooks: Mapping[str, Rulebook]) -> tuple[ExampleResult, ...]:
    """Return the result of each example, in the order given."""
    return tuple(run_one(example, rulebooks) for example in examples)


def run_one(example: Example, rulebooks: Mapping[str, Rulebook]) -> ExampleResult:
    """Judge one example and compare."""
    rulebook = rulebooks.get(example.rulebook)
    if rulebook is None:
        return ExampleResult(example, (), _unknown("rulebook", example.rulebook, rulebooks))
    named = {e.name for e in example.expects if e.name}
    known = {r.name for r in rulebook.rules}
    if unknown := sorted(named - known):
        return ExampleResult(example, (), _unknown("rule", unknown[0], known, f" in `{example.rulebook}`"))
    result = judge(dossier_of(example), rulebook, example.known_on)
    misses = tuple([Miss(each, came) for each in example.expects if (came := _came(result, each)) != ""])
    return ExampleResult(example, misses, judged=result if misses else None)


def _unknown(what: str, name: str, known: Iterable[str], where: str = "") -> str:
    """Say that there is nothing of that name, and which was probably meant."""
    close = nearest(name, known)
    return f"no {what} `{name}`{where}" + (f"; {close}" if close else "")


def _came(result: ClaimResult, wanted: Expectation) -> str:
    """Return what came out when it differs from what was wanted, else an empty string."""
    if wanted.about == "verdict":
        expected = _VERDICTS.get(wanted.outcome, wanted.outcome)
        return "" if result.verdict.value == expected else result.verdict.value
    if wanted.about == "first":
        first = _first_failure(result)
        return "" if first == wanted.name else first or "no failure"
    if wanted.about == "gives":
        given = _given(result, wanted)
        if not wanted.outcome:  # nothing is done to the line
            given = tuple(each for each in given if each not in _codes(result, wanted))
            return " and ".join(given)
        return "" if wanted.outcome in given else " and ".join(given) or "no adjustment"
    outcome, needs = _outcome(result, wanted)
    if outcome.value != wanted.outcome:
        return outcome.value + _because(needs)
    names = {need.name for need in needs}
    return "" if set(wanted.because) <= names else outcome.value + _because(needs)


def _first_failure(result: ClaimResult) -> str:
    """Return the rule whose failure is told first: the gravest action, then the earliest line, then the name."""
    failed = [r for r in result.results if r.outcome is RuleOutcome.NOT_MET]
    ranked = min(failed, key=lambda r: (_gravity(r), r.line, r.rule.name), default=None)
    return ranked.rule.name if ranked else ""


def _gravity(result: RuleResult) -> int:
    return ACTIONS.index((result.consequence or result.rule.outcome).action)


def _given(result: ClaimResult, wanted: Expectation) -> tuple[str, ...]:
    """Return what a rule does to a line in words, and the codes with which a payer answers."""
    said = [r.adjustment.says for r in _fitting(result, wanted) if r.adjustment is not None]
    return (*said, *_codes(result, wanted))


def _codes(result: ClaimResult, wanted: Expectation) -> tuple[str, ...]:
    """Return the codes with which a payer answers: "CO-119 N362"."""
    failed = [r.consequence for r in _fitting(result, wanted) if r.outcome is RuleOutcome.NOT_MET]
    named = [each for each in failed if each is not None and each.carc]
    return tuple(" ".join((f"{each.group}-{each.carc}", *each.rarcs)) for each in named)


def _fitting(result: ClaimResult, wanted: Expectation) -> list[RuleResult]:
    return [r for r in result.results if r.rule.name == wanted.name and r.line in (0, wanted.line)]


def _because(needs: tuple[Need, ...]) -> str:
    names = sorted({need.name for need in needs})
    return " because " + ", ".join(names) if names else ""


def _outcome(result: ClaimResult, wanted: Expectation) -> tuple[RuleOutcome, tuple[Need, ...]]:
    if wanted.about == "coverage":
        found = next((c for c in result.coverage if c.line == wanted.line), None)
        return (found.outcome, found.needs) if found else (RuleOutcome.NOT_APPLICABLE, ())
    fitting = [r for r in result.results if r.rule.name == wanted.name and r.line in (0, wanted.line)]
    found_rule = min(fitting, key=lambda r: _GRAVEST.index(r.outcome), default=None)
    return (found_rule.outcome, found_rule.needs) if found_rule else (RuleOutcome.NOT_APPLICABLE, ())
