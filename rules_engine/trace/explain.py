"""From the raw result of an interpreter to the trace: records joined with the rule texts and the claim's bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, Final, Protocol

from rules_engine.claims.frame import LineFrame, filing_date
from rules_engine.claims.model import Dossier, ServiceLine
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.trace.coverage import LineFindings, traced_line
from rules_engine.trace.evidence import View, Witness
from rules_engine.trace.filing import Filing, filing
from rules_engine.trace.findings import adjustment_words, missing, order, rule_findings, what_follows
from rules_engine.trace.model import (
    FORMAT,
    ClaimTrace,
    Counts,
    Finding,
    Request,
    RuleTrace,
    Step,
    TracedLine,
    TracedRulebook,
)
from rules_engine.trace.result import CoverageResult, RuleOutcome, RuleResult, Verdict
from rules_engine.trace.steps import Tracer
from rules_engine.trace.words import value_text


class JudgedClaim(Protocol):
    """What an interpreter hands over about one claim."""

    @property
    def dossier(self) -> Dossier:
        """Return everything known about the claim."""

    @property
    def rulebook(self) -> Rulebook:
        """Return the rulebook that was asked."""

    @property
    def verdict(self) -> Verdict:
        """Return what the rules say of the claim."""

    @property
    def results(self) -> tuple[RuleResult, ...]:
        """Return one result for each rule in force and line."""

    @property
    def coverage(self) -> tuple[CoverageResult, ...]:
        """Return what the coverage statements say of each line; empty when there are none."""

    @property
    def unchecked(self) -> tuple[int, ...]:
        """Return the numbers of lines that nothing speaks about."""


_SAYS: Final = {
    Verdict.FAILS: "at least one rule on which the payer denies or returns a claim is not met",
    Verdict.NEEDS_INFORMATION: "no such rule is broken by what is known, but something that decides is not known",
    Verdict.HOLD: "a rule that holds a claim back is not met",
    Verdict.WARN: "meets the encoded rules, with something to look at; that is no promise of payment",
    Verdict.PASSES: "meets the encoded rules; that is no promise of payment",
}
_GRAVITY: Final = (
    RuleOutcome.NOT_MET,
    RuleOutcome.UNKNOWN,
    RuleOutcome.EXCUSED,
    RuleOutcome.MET,
    RuleOutcome.NOT_APPLICABLE,
)
_RANKS: Final = {outcome: rank for rank, outcome in enumerate(_GRAVITY)}


def explain(result: JudgedClaim, full: bool = True, known_on: date | None = None) -> ClaimTrace:
    """Return the trace of one judged claim.

    full: with every rule and its steps; else only verdict, counts, lines, findings and requests, which is cheap.
    known_on: the day whose knowledge was used, as it was given to the interpreter.
    """
    rulebook, claim = result.rulebook, result.dossier.claim
    witness = Witness(rulebook.fields)
    limit = _filing(result)
    findings = _findings(result, witness, limit)
    return ClaimTrace(
        format=FORMAT,
        claim_id=claim.claim_id,
        payer_id=value_text(claim.payer_id),
        payer_name=value_text(claim.payer_name),
        verdict=result.verdict.value,
        verdict_says=_SAYS[result.verdict],
        rulebook=TracedRulebook(rulebook.name, rulebook.title, rulebook.digest, rulebook.chain),
        known_on=known_on,
        service_dates=_service_dates(claim.lines),
        filing_date=limit.filed,
        filing_deadline=limit.deadline,
        filing_days_left=limit.days_left,
        counts=_counts(result),
        findings=findings,
        requests=_requests(findings, witness),
        lines=_lines(result),
        rules=tuple(_rule(each, rulebook, witness) for each in result.results) if full else (),
    )


def _filing(result: JudgedClaim) -> Filing:
    claim = result.dossier.claim
    filed = filing_date(LineFrame(result.dossier, claim, claim.lines[0])) if claim.lines else None
    return filing(result.results, filed)


def _service_dates(lines: Iterable[ServiceLine]) -> tuple[date, ...]:
    return tuple(sorted({line.service_date for line in lines if isinstance(line.service_date, date)}))


def _findings(result: JudgedClaim, witness: Witness, limit: Filing) -> tuple[Finding, ...]:
    found = rule_findings(result.results, result.rulebook, witness, limit.days_left)
    lines = LineFindings(result.dossier, result.rulebook, witness, limit.days_left)
    about = [lines.of_coverage(each) for each in result.coverage if each.line not in result.unchecked]
    found += [each for each in about if each is not None]
    found += [lines.of_unchecked(line) for line in result.dossier.claim.lines if line.number in result.unchecked]
    return tuple(sorted(found, key=order))


def _counts(result: JudgedClaim) -> Counts:
    gravest: dict[int, int] = {}
    for each in result.results:
        rank = _RANKS[each.outcome]
        gravest[id(each.rule)] = min(rank, gravest.get(id(each.rule), rank))
    found = dict.fromkeys(_GRAVITY, 0)
    for rank in gravest.values():
        found[_GRAVITY[rank]] += 1
    return Counts(
        in_force=len(gravest),
        not_applicable=found[RuleOutcome.NOT_APPLICABLE],
        met=found[RuleOutcome.MET],
        not_met=found[RuleOutcome.NOT_MET],
        unknown=found[RuleOutcome.UNKNOWN],
        excused=found[RuleOutcome.EXCUSED],
        passed_over=len(result.rulebook.rules) - len(gravest),
    )


def _requests(findings: Sequence[Finding], witness: Witness) -> tuple[Request, ...]:
    """Unite what the findings need: each fact once, in the order in which the findings ask."""
    asked: dict[tuple[str, str, str, str], tuple[set[int], dict[str, None], dict[str, None]]] = {}
    for finding in findings:
        for need in finding.needs:
            key = (need.name, need.kind, need.detail, need.absence)
            lines, rules, owners = asked.setdefault(key, (set(), {}, {}))
            lines.add(need.line)
            rules[finding.rule] = None
            owners[finding.owner] = None
    return tuple(
        Request(*key, _class_of(key, witness), tuple(sorted(lines)), tuple(rules), tuple(owners))
        for key, (lines, rules, owners) in asked.items()
    )


def _class_of(key: tuple[str, str, str, str], witness: Witness) -> str:
    return witness.class_of(key[0]) if key[1] == "line" else ""


def _lines(result: JudgedClaim) -> tuple[TracedLine, ...]:
    covered = {each.line: each for each in result.coverage}
    return tuple(
        traced_line(line, covered.get(line.number), line.number in result.unchecked, result.rulebook)
        for line in result.dossier.claim.lines
    )


def _rule(result: RuleResult, rulebook: Rulebook, witness: Witness) -> RuleTrace:
    rule, validity = result.rule, result.rule.validity
    tracer = Tracer(rule, witness, rulebook)
    outline = tracer.outline
    return RuleTrace(
        rule=outline.address,
        title=rule.title,
        rulebook=rule.rulebook,
        line=result.line,
        outcome=result.outcome.value,
        action=what_follows(result).action,
        adjustment=adjustment_words(result),
        lines=result.lines,
        stage=rule.stage,
        after=rule.after,
        written_at=outline.written_at,
        effective_from=validity.from_day,
        effective_through=validity.through_day,
        axis=validity.axis,
        known_from=validity.known_from,
        known_through=validity.known_through,
        confidence=rule.confidence,
        note=rule.note,
        citations=outline.citations,
        steps=_steps(result, tracer),
        needs=tuple(map(missing, result.needs)),
    )


def _steps(result: RuleResult, tracer: Tracer) -> tuple[Step, ...]:
    """Return the parts of a rule that were looked at: one that does not apply was asked nothing more."""
    rule, records = result.rule, result.records
    view = View(result.frame, records)
    parts: list[tuple[str, Any]] = [(part, each) for part, each in _conditions(rule) if each is not None]
    parts += [("requires", each) for each in rule.requirements]
    parts += [("unless", each) for each in rule.excuses]
    parts += [("otherwise", each.guard) for each in rule.guarded if each.guard is not None]
    return tuple(tracer.step(view, node, part) for part, node in parts if node.node_id in records)


def _conditions(rule: Rule) -> tuple[tuple[str, Any], ...]:
    """Return for which claims a rule holds, and when it applies."""
    return (("scope", rule.scope), ("when", rule.when))
