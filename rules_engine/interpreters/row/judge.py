"""One claim against one rulebook: every rule in force for every line, what is covered, and the verdict."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from rules_engine.claims.absence import Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row.case import Case, Subject
from rules_engine.interpreters.row.coverage import covered
from rules_engine.interpreters.row.force import read as read_field
from rules_engine.interpreters.row.kleene import NOT_ASKED, NOT_MET, UNSURE
from rules_engine.interpreters.row.lines import cycle_days
from rules_engine.interpreters.row.plan import Plan, Read
from rules_engine.interpreters.row.rule import apply
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.semantics import MEANING
from rules_engine.interpreters.row.standing import REFUSES, action_of, set_standings
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.trace.result import CoverageResult, Found, RuleResult, Verdict

LESSENS = ("reduce", "cut back", "downcode", "reclassify")
"""What follows when less will be paid."""


class ClaimResult(Found, frozen=True):
    """Everything the rulebook says of one claim.

    results: one for each rule in force and line that it can apply to by its code; the others are `passed_over`.
    unchecked: numbers of lines that no rule and no coverage statement speaks about.
    """

    dossier: Dossier
    rulebook: Rulebook
    verdict: Verdict
    results: tuple[RuleResult, ...]
    coverage: tuple[CoverageResult, ...]
    unchecked: tuple[int, ...]

    @property
    def passed_over(self) -> tuple[Rule, ...]:
        """Return the rules that were not looked at for any line, in the order of the rulebook."""
        looked_at = {id(result.rule) for result in self.results}
        return tuple(rule for rule in self.rulebook.rules if id(rule) not in looked_at)


def judge(dossier: Dossier, rulebook: Rulebook, known_on: date | None = None) -> ClaimResult:
    """Return what `rulebook` says of the claim of `dossier`. known_on: with what was published by that day."""
    return judged(Case(dossier, rulebook, known_on, MEANING), by_meaning, {})


def by_meaning(plan: Plan, number: int) -> Read:
    """Return what reads a rule of a rulebook as `semantics` says. number: its place in the order of reading."""
    rule = plan.order[number][1]
    return lambda scene, lines: apply(scene, rule, lines)


def judged(case: Case, reader: Callable[[Plan, int], Read], made: Mapping[int, Read]) -> ClaimResult:
    """Return what the rulebook of a case says of its claim.

    reader: gives what reads a rule, by its place in the order of reading. made: what it has given before.
    """
    rulebook = case.rulebook
    coverage = [covered(_scene(case, frame)) for frame in case.lines] if rulebook.coverage else []
    results = _results(case, coverage, reader, made)
    unchecked = _unchecked(case, results, coverage)
    verdict = _verdict(results, coverage, unchecked)
    return ClaimResult(case.dossier, rulebook, verdict, tuple(results), tuple(coverage), unchecked)


def _scene(case: Case, frame: LineFrame) -> Scene:
    return Scene(case, frame, None, {})


def _results(
    case: Case, coverage: list[CoverageResult], reader: Callable[[Plan, int], Read], made: Mapping[int, Read]
) -> list[RuleResult]:
    """Read the rules in their order of processing; results stand by line, then as in the rulebook."""
    found: dict[int, RuleResult] = {}  # by where it stands among all results that there might be
    plan, order, size, stage = case.plan, case.plan.order, len(case.plan.order), 1
    alone = case.subjects if len(case.subjects) == 1 else None  # of one line, only what speaks of it is asked
    for number in plan.asked([frame.line.code for frame in case.lines]):
        place, rule = order[number]
        if rule.stage != stage:
            stage = rule.stage
            set_standings(case, list(found.values()), coverage)
        read = made.get(number) or reader(plan, number)
        for index, frame, lines in alone if alone and rule.subject == "line" else subjects(case, rule):
            result = read(Scene(case, frame, None, {}), lines)
            if result is not None:
                found[index * size + place] = result
    return [found[each] for each in sorted(found)]


# --- of which lines a rule is asked ---------------------------------------------------------------


def subjects(case: Case, rule: Rule) -> Iterable[Subject]:
    """Return the place of each line on which a rule is judged, the line, and the numbers of the lines of its group."""
    if rule.subject == "group":
        return _groups(case, rule)
    if rule.subject == "claim":
        return [each for each in case.subjects[:1] if can_apply(rule, each[1])]
    return case.subjects if rule.codes is None else [each for each in case.subjects if can_apply(rule, each[1])]


def can_apply(rule: Rule, frame: LineFrame) -> bool:
    """Return whether a rule may speak of a line by its code; an absent code may be any."""
    code = frame.line.code
    return rule.codes is None or isinstance(code, Absent) or code in rule.codes


def _groups(case: Case, rule: Rule) -> Iterator[Subject]:
    """A group is judged on its first line that the rule's codes allow; a line whose key is absent stands alone."""
    groups: dict[Any, list[tuple[int, LineFrame]]] = {}
    for index, frame in enumerate(case.lines):
        keys = tuple([_key(_scene(case, frame), key) for key in rule.keys])
        alone = index if any(type(each) is Absent for each in keys) else -1
        groups.setdefault((alone, *keys), []).append((index, frame))
    for members in groups.values():
        numbers = tuple([frame.line.number for _, frame in members])
        for index, frame in members:
            if can_apply(rule, frame):
                yield index, frame, numbers
                break


def _key(scene: Scene, key: n.Same | n.Cycle) -> Any:
    return cycle_days(scene, key) if isinstance(key, n.Cycle) else read_field(scene, scene.this, key.path)


# --- what the rules come to -----------------------------------------------------------------------


def _unchecked(case: Case, results: list[RuleResult], coverage: list[CoverageResult]) -> tuple[int, ...]:
    """A line is unchecked when no coverage statement names its code; without any, when no rule for it applies."""
    if coverage:
        return tuple(c.line for c in coverage if c.outcome is UNSURE and c.statement is None and not c.needs)
    silent = {frame.line.number for frame in case.lines}
    for each in results:
        if each.outcome is not NOT_ASKED and _is_of_a_code(each.rule):
            silent.difference_update((each.line, *each.lines))
            if not silent:
                return ()
    return tuple(frame.line.number for frame in case.lines if frame.line.number in silent)


def _is_of_a_code(rule: Rule) -> bool:
    return rule.codes is not None or rule.looks_code_up


def _verdict(results: list[RuleResult], coverage: list[CoverageResult], unchecked: tuple[int, ...]) -> Verdict:
    """The first that holds: fails, needs information, hold, warn, passes."""
    against = [r for r in results if r.consequence is not None]  # of what is not met or not known, something follows
    failed = {action_of(r) for r in against if r.outcome is NOT_MET}
    open_ = {action_of(r) for r in against if r.outcome is UNSURE}
    for said in coverage:
        failed |= {"deny"} if said.outcome is NOT_MET else set()
        open_ |= {"deny"} if said.outcome is UNSURE else set()
    if not failed.isdisjoint(REFUSES):
        return Verdict.FAILS
    if unchecked or not open_.isdisjoint((*REFUSES, "hold", *LESSENS)):
        return Verdict.NEEDS_INFORMATION
    if "hold" in failed:
        return Verdict.HOLD
    return Verdict.PASSES if failed.isdisjoint((*LESSENS, "warn")) else Verdict.WARN
