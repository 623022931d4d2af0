"""What became of the mutants: scores, text, and data for JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import attrs

from rules_engine.ir.example import Example
from rules_engine.suites.mutation.model import Fate, Score
from rules_engine.suites.mutation.reasons import Reason

SHARED = "what rules share"
"""Under this name stand mutants of terms, records, lists and values, which belong to no single rule."""


def with_reasons(fates: Iterable[Fate], reasons: Iterable[Reason]) -> tuple[Fate, ...]:
    """Return the fates, with survivors of which a file says that they mean the same as equivalent."""
    known = {(each.rule, each.mutation): each.reason for each in reasons}
    return tuple(_with_reason(fate, known.get((fate.rule.name, fate.change.says), "")) for fate in fates)


def _with_reason(fate: Fate, reason: str) -> Fate:
    if not reason or fate.state != "survived":
        return fate
    return attrs.evolve(fate, state="equivalent", reason=reason)


def idle_reasons(fates: Iterable[Fate], reasons: Iterable[Reason]) -> tuple[tuple[Reason, str], ...]:
    """Return the rows that explain no survivor, and why: there is no such mutant, or an example kills it."""
    states = {(fate.rule.name, fate.change.says): fate for fate in fates}
    found = []
    for each in reasons:
        fate = states.get((each.rule, each.mutation))
        if fate is None:
            found.append((each, "there is no such mutant"))
        elif fate.state == "killed" and fate.by is not None:
            found.append((each, f"an example kills it: {example_words(fate.by)}"))
    return tuple(found)


def score_of(fates: Iterable[Fate]) -> Score:
    """Return how many were killed."""
    states = [fate.state for fate in fates]
    return Score(states.count("killed"), states.count("survived"), states.count("equivalent"))


def by_rule(fates: Iterable[Fate]) -> Mapping[tuple[str, str], list[Fate]]:
    """Return the fates by rulebook and rule, in their order; those of shared definitions stand by themselves."""
    found: dict[tuple[str, str], list[Fate]] = {}
    for fate in fates:
        name = fate.rule.name if fate.is_own else SHARED
        found.setdefault((fate.rule.rulebook, name), []).append(fate)
    return found


def example_words(example: Example) -> str:
    """Return where an example is, and its title."""
    return f'{example.place.file}:{example.place.line} "{example.title}"'


# --- text -----------------------------------------------------------------------------------------


def mutation_lines(fates: Sequence[Fate], idle: Sequence[tuple[Reason, str]], is_full: bool = False) -> list[str]:
    """Return one line a rule with its survivors below it. is_full: name rules without survivors too."""
    lines: list[str] = []
    for (book, name), own in by_rule(fates).items():
        left = [fate for fate in own if fate.state != "killed"]
        if left or is_full:
            lines.append(f"{book}: {name}: {_score_words(score_of(own))}")
            lines += (line for fate in left for line in _fate_lines(fate))
    lines += (f"{each.file}:{each.line}: not needed: {why}" for each, why in idle)
    lines.append(f"in all: {_score_words(score_of(fates))}")
    return lines


def _score_words(score: Score) -> str:
    equal = f", {score.equivalent} mean the same" if score.equivalent else ""
    return f"{score.share} % ({score.killed} of {score.killed + score.survived} mutants killed{equal})"


def _fate_lines(fate: Fate) -> list[str]:
    head = f"    {fate.place.file}:{fate.place.line}: {fate.change.kind}"
    head += f" (seen in {fate.rule.name})" if not fate.is_own else ""
    lines = [head, f"        {fate.change.before}", f"     -> {fate.change.after or '(left out)'}"]
    if fate.reason:
        return [*lines, f"        means the same: {fate.reason}"]
    near = "no example speaks of the rule" if fate.closest is None else f"closest: {example_words(fate.closest)}"
    return [*lines, f"        {near}"]


# --- data -----------------------------------------------------------------------------------------


def mutation_data(fates: Sequence[Fate], idle: Sequence[tuple[Reason, str]], failing: int) -> dict[str, Any]:
    """Return the figures as plain data. failing: how many examples were left out, since they fail as it is."""
    return {
        **_score_data(score_of(fates)),
        "failing examples": failing,
        "rules": [{"rulebook": b, "rule": r, **_score_data(score_of(own))} for (b, r), own in by_rule(fates).items()],
        "survivors": [_fate_data(fate) for fate in fates if fate.state == "survived"],
        "equivalents": [_fate_data(fate) for fate in fates if fate.state == "equivalent"],
        "idle reasons": [{"file": r.file, "line": r.line, "rule": r.rule, "why": why} for r, why in idle],
    }


def _score_data(score: Score) -> dict[str, Any]:
    return {
        "score": score.share,
        "mutants": score.killed + score.survived + score.equivalent,
        "killed": score.killed,
        "survived": score.survived,
        "equivalent": score.equivalent,
    }


def _fate_data(fate: Fate) -> dict[str, Any]:
    return {
        "rulebook": fate.rule.rulebook,
        "rule": fate.rule.name,
        "shared": not fate.is_own,
        "file": fate.place.file,
        "line": fate.place.line,
        "kind": fate.change.kind,
        "before": fate.change.before,
        "after": fate.change.after,
        "mutation": fate.change.says,
        "closest": None if fate.closest is None else example_words(fate.closest),
        **({"reason": fate.reason} if fate.reason else {}),
    }
