"""One claim against one rulebook: every rule in force for every line, what is covered, and the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row.search import in_span
from rules_engine.interpreters.row.semantics import Scene, requirement, truth
from rules_engine.interpreters.row.settle import settling
from rules_engine.ir.rulebook import Coverage, Rule, Rulebook, Validity
from rules_engine.trace.result import CoverageResult, Need, Records, RuleOutcome, RuleResult, Truth, Verdict

TRUE, FALSE = Truth.TRUE, Truth.FALSE
MET, NOT_MET, UNKNOWN = RuleOutcome.MET, RuleOutcome.NOT_MET, RuleOutcome.UNKNOWN
NOT_APPLICABLE, EXCUSED = RuleOutcome.NOT_APPLICABLE, RuleOutcome.EXCUSED
_AXIS_PATHS = {
    "service date": ("line", "service_date"),
    "received date": ("derived", "filing_date"),
}


@attrs.frozen(repr=False)
class ClaimResult:
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
    claim = dossier.claim
    results: list[RuleResult] = []
    coverage: list[CoverageResult] = []
    for index, line in enumerate(claim.lines):
        frame = LineFrame(dossier, claim, line)
        for rule in rulebook.rules:
            if (rule.subject == "claim" and index) or not _can_apply(rule, frame):
                continue
            force = _rule_in_force(rule, frame, known_on)
            if force is not FALSE:
                results.append(_apply(rule, frame, force))
        if rulebook.coverage:
            coverage.append(_covered(rulebook, frame, known_on))
    unchecked = _unchecked(claim.lines, results, coverage)
    verdict = _verdict(results, coverage, unchecked)
    return ClaimResult(dossier, rulebook, verdict, tuple(results), tuple(coverage), unchecked)


def _can_apply(rule: Rule, frame: LineFrame) -> bool:
    code = frame.line.code
    return rule.codes is None or isinstance(code, Absent) or code in rule.codes


def _rule_in_force(rule: Rule, frame: LineFrame, known_on: date | None) -> Truth:
    """Return whether a rule holds, and is not withdrawn or replaced, on the day of a line."""
    found = in_force(rule.validity, frame, known_on)
    for span in rule.withdrawn:
        taken = in_force(span, frame, known_on)
        if taken is TRUE:
            return FALSE
        if taken is Truth.UNKNOWN and found is TRUE:
            found = taken
    return found


def in_force(validity: Validity, frame: LineFrame, known_on: date | None) -> Truth:
    """Return whether a rule is in force for a line: by its date axis, and by what was known. Both ends hold."""
    first, last = validity.from_day, validity.through_day
    if known_on is not None and not _holds(known_on, validity.known_from, validity.known_through):
        return FALSE
    if known_on is None and validity.known_through is not None:
        return FALSE  # with today's knowledge, what was withdrawn is gone
    if first is None and last is None:
        return TRUE
    path = _AXIS_PATHS.get(validity.axis)
    day = frame.read(path) if path else NOT_SUPPLIED
    if isinstance(day, Absent):
        return Truth.UNKNOWN
    return TRUE if (first is None or first <= day) and (last is None or day <= last) else FALSE


def _holds(day: date, first: date | None, last: date | None) -> bool:
    return (first is None or first <= day) and (last is None or day <= last)


def _apply(rule: Rule, frame: LineFrame, force: Truth) -> RuleResult:
    """Return the outcome of one rule for one line; everything is looked at, nothing stops at the first failure."""
    records: Records = {}
    scene = Scene(frame, None, records)
    applies = TRUE if rule.when is None else truth(scene, rule.when)
    line = 0 if rule.subject == "claim" else frame.line.number
    if applies is FALSE:
        return RuleResult(rule, frame, line, NOT_APPLICABLE, records)
    asked = _together([requirement(scene, each) for each in rule.requirements])
    excused = _excused(scene, rule) if asked is NOT_MET or asked is UNKNOWN else FALSE
    outcome = _outcome(force, applies, asked, excused)
    needs = _rule_needs(rule, frame, force, records) if outcome is UNKNOWN else ()
    return RuleResult(rule, frame, line, outcome, records, needs)


def _together(found: list[RuleOutcome]) -> RuleOutcome:
    """Several requirements must all hold; a table without a matching row asks nothing."""
    if len(found) == 1:
        return found[0]
    return next((each for each in (NOT_MET, UNKNOWN, MET) if each in found), NOT_APPLICABLE)


def _excused(scene: Scene, rule: Rule) -> Truth:
    found = [truth(scene, each) for each in rule.excuses]
    return next((each for each in (Truth.TRUE, Truth.UNKNOWN) if each in found), Truth.FALSE)


def _outcome(force: Truth, applies: Truth, asked: RuleOutcome, excused: Truth) -> RuleOutcome:
    """An excuse that holds settles a requirement that is not met or not known; an unknown excuse leaves it unknown."""
    if asked is NOT_APPLICABLE or (asked is MET and force is TRUE and applies is TRUE):
        return asked
    if force is Truth.UNKNOWN or applies is Truth.UNKNOWN:
        return UNKNOWN
    if asked is not MET and excused is Truth.TRUE:
        return EXCUSED
    if asked is NOT_MET and excused is Truth.UNKNOWN:
        return UNKNOWN
    return asked


def _rule_needs(rule: Rule, frame: LineFrame, force: Truth, records: Records) -> tuple[Need, ...]:
    parts = (*((rule.when,) if rule.when is not None else ()), *rule.requirements, *rule.excuses)
    needs = settling(frame, parts, records)
    if force is Truth.UNKNOWN:
        needs = (*needs, Need(rule.validity.axis, frame.line.number))
    return needs


# --- coverage -------------------------------------------------------------------------------------


def _covered(rulebook: Rulebook, frame: LineFrame, known_on: date | None) -> CoverageResult:
    """An exclusion wins, then a statement that covers; an unlisted code is not covered when the list is complete."""
    code, number = frame.line.code, frame.line.number
    if isinstance(code, Absent):
        return CoverageResult(number, UNKNOWN, None, frame, (Need("code", number),))
    found = [(s, *_statement(s, frame, known_on)) for s in rulebook.coverage if _lists(s, code)]
    for kind, outcome in (("excludes", NOT_MET), ("covers", MET)):
        for sure in (Truth.TRUE, Truth.UNKNOWN):
            for statement, holds, needs in found:
                if statement.kind == kind and holds is sure:
                    said = outcome if sure is Truth.TRUE else UNKNOWN
                    return CoverageResult(number, said, statement, frame, needs)
    return CoverageResult(number, NOT_MET if rulebook.complete else UNKNOWN, None, frame)


def _lists(statement: Coverage, code: str) -> bool:
    return code in statement.items or any(in_span(code, low, high) for low, high in statement.ranges)


def _statement(statement: Coverage, frame: LineFrame, known_on: date | None) -> tuple[Truth, tuple[Need, ...]]:
    records: Records = {}
    force = in_force(statement.validity, frame, known_on)
    if force is Truth.FALSE or statement.when is None:
        needs = (Need("service date", frame.line.number),) if force is Truth.UNKNOWN else ()
        return force, needs
    holds = truth(Scene(frame, None, records), statement.when)
    both = (
        Truth.FALSE
        if Truth.FALSE in (force, holds)
        else Truth.UNKNOWN
        if Truth.UNKNOWN in (force, holds)
        else Truth.TRUE
    )
    return both, settling(frame, (statement.when,), records)


def _unchecked(lines: Iterable[object], results: list[RuleResult], coverage: list[CoverageResult]) -> tuple[int, ...]:
    """A line is unchecked when no coverage statement names its code; without any, when no rule for it applies."""
    if coverage:
        return tuple(c.line for c in coverage if c.outcome is UNKNOWN and c.statement is None and not c.needs)
    spoken = {r.line for r in results if r.outcome is not NOT_APPLICABLE and r.rule.codes is not None}
    numbers = [getattr(line, "number") for line in lines]  # noqa: B009
    return tuple(number for number in numbers if number not in spoken)


def _verdict(results: list[RuleResult], coverage: list[CoverageResult], unchecked: tuple[int, ...]) -> Verdict:
    """The first that holds: fails, needs information, hold, warn, passes."""
    gravity = {(r.rule.outcome.action, r.outcome) for r in results} | {("deny", c.outcome) for c in coverage}
    denies = [(action, NOT_MET) in gravity for action in ("deny", "return")]
    if any(denies):
        return Verdict.FAILS
    if unchecked or any((action, UNKNOWN) in gravity for action in ("deny", "return", "hold")):
        return Verdict.NEEDS_INFORMATION
    if ("hold", NOT_MET) in gravity:
        return Verdict.HOLD
    return Verdict.WARN if ("warn", NOT_MET) in gravity else Verdict.PASSES
