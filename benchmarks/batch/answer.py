"""What a contestant answers about a batch, and whether two of them say the same."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import attrs
import numpy as np

from benchmarks.batch.columns import Numbers
from benchmarks.batch.rules import Rule

VERDICTS: Final = ("fails", "needs information", "hold", "warn", "passes")
PASSES: Final = VERDICTS.index("passes")
WHEN_NOT_MET: Final = {"deny": 0, "hold": 2, "warn": 3}
WHEN_UNKNOWN: Final = {"deny": 1, "hold": 1, "warn": PASSES}


@attrs.frozen(eq=False)
class Answer:
    """What is wrong with a batch.

    verdict: a place in `VERDICTS` for each claim, in the order in which claims first appear.
    not_met, unknown: pairs of a row of the batch and a place in the list of rules, as two arrays of one length, in any
    order. A rule that is neither is met or does not apply.
    """

    verdict: Numbers
    not_met: tuple[Numbers, Numbers]
    unknown: tuple[Numbers, Numbers]


def verdicts(claim_of: Numbers, claims: int, grades: Sequence[tuple[Numbers, int]]) -> Numbers:
    """Return the gravest grade of each claim. grades: rows, and what they make of their claims, lightest first."""
    found = np.full(claims, PASSES, np.uint8)
    for rows, grade in grades:
        found[claim_of[rows]] = grade
    return found


def verdicts_of(
    rules: Sequence[Rule], claim_of: Numbers, claims: int, not_met: tuple[Numbers, Numbers],
    unknown: tuple[Numbers, Numbers], unchecked: Numbers,
) -> Numbers:  # fmt: skip
    """Return the verdict of each claim from all findings. unchecked: rows whose code no rule speaks of."""
    failed = np.array([WHEN_NOT_MET[rule.action] for rule in rules], np.uint8)[not_met[1]]
    left_open = np.array([WHEN_UNKNOWN[rule.action] for rule in rules], np.uint8)[unknown[1]]
    grades = [(not_met[0][failed == grade], grade) for grade in (3, 2)]
    grades += [(unchecked, 1), (unknown[0][left_open == 1], 1), (not_met[0][failed == 0], 0)]
    return verdicts(claim_of, claims, grades)


def disagreement(one: Answer, other: Answer, rules: Sequence[Rule]) -> str:
    """Return the first thing about which two answers differ, in words; an empty text when they are the same."""
    for name in ("not_met", "unknown"):
        mine, theirs = (_in_order(getattr(each, name), len(rules)) for each in (one, other))
        odd = np.setxor1d(mine, theirs)
        if len(odd) or len(mine) != len(theirs):
            row, rule = divmod(int(odd[0]), len(rules)) if len(odd) else (0, 0)
            return f"{rules[rule].name} is {name.replace('_', ' ')} at row {row} for one of them ({len(odd)} in all)"
    if not np.array_equal(one.verdict, other.verdict):
        return f"the verdict of claim {int(np.flatnonzero(one.verdict != other.verdict)[0])}"
    return ""


def _in_order(pairs: tuple[Numbers, Numbers], rules: int) -> Numbers:
    return np.sort(pairs[0].astype(np.int64) * rules + pairs[1])


def agree(answers: Mapping[str, Answer], rules: Sequence[Rule]) -> None:
    """Raise AssertionError, naming both, unless all answers are the same."""
    first, *others = answers
    for each in others:
        found = disagreement(answers[first], answers[each], rules)
        if found:
            raise AssertionError(f"{first} and {each} disagree: {found}")
