"""What the rules of the first stage, and coverage, came to for each line: those of the second stage see it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.interpreters.row.case import Case
from rules_engine.interpreters.row.kleene import NOT_MET, TRUE, UNKNOWN, UNSURE
from rules_engine.trace.result import CoverageResult, Need, RuleOutcome, RuleResult

REFUSES: Final = ("deny", "return", "route")
"""What follows when the line, or the claim, will not be paid by this payer as it stands."""


def set_standings(case: Case, results: Sequence[RuleResult], coverage: Sequence[CoverageResult]) -> None:
    """Tell each line of the claim what was made of it, and note what would settle that while it is open."""
    for frame in case.lines:
        number = frame.line.number
        said = list(_said(number, results, coverage))
        frame.standing = _standing({outcome for outcome, _ in said})
        case.open[number] = tuple({need: None for outcome, needs in said if outcome is UNSURE for need in needs})


def _standing(said: set[RuleOutcome]) -> str | Absent:
    """While something is open, nothing is known, unless something else fails."""
    return "fails" if NOT_MET in said else NOT_SUPPLIED if UNSURE in said else "passes"


def _said(
    number: int, results: Sequence[RuleResult], coverage: Sequence[CoverageResult]
) -> Iterator[tuple[RuleOutcome, tuple[Need, ...]]]:
    """Yield what refuses a line; a rule about the claim, or about a group, stands for each of its lines."""
    for each in results:
        is_about = each.line in (0, number) or number in each.lines
        if is_about and action_of(each) in REFUSES:
            yield UNSURE if _may_be_milder(each) else each.outcome, each.needs
    for each_covered in coverage:
        if each_covered.line == number:
            yield each_covered.outcome, each_covered.needs


def action_of(result: RuleResult) -> str:
    """Return what follows of a result, or an empty text when nothing does."""
    return "" if result.consequence is None else result.consequence.action


def _may_be_milder(result: RuleResult) -> bool:
    """Return whether it is not known which consequence follows."""
    found = [result.records.get(each.guard.node_id) for each in result.rule.guarded if each.guard is not None]
    guards = [getattr(each, "truth", each) for each in found]
    return UNKNOWN in guards and TRUE not in guards
