"""Findings about rules: what is not met or not known, with everything needed to act on it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from rules_engine.ir.rulebook import ACTIONS, Outcome, Rule, Rulebook
from rules_engine.trace.blame import Blame
from rules_engine.trace.citing import cited, written_at
from rules_engine.trace.evidence import View, Witness
from rules_engine.trace.model import Consequence, Evidence, Finding, Missing, Offer, PermittedFix
from rules_engine.trace.places import span_words
from rules_engine.trace.result import Need, RuleOutcome, RuleResult, Truth
from rules_engine.trace.steps import Tracer, is_among
from rules_engine.trace.words import value_text

AGAINST: Final = (RuleOutcome.NOT_MET, RuleOutcome.UNKNOWN)
BLOCKING: Final = ("deny", "return", "route", "hold")
"""Actions that keep a claim from being sent."""

FIXES: Final = {
    "identifier": "look up the value at its source",
    "billing": "options are shown, the biller chooses",
    "clinical": "ask the clinician what the record says; no value is proposed",
}
_OUTCOME_ORDER: Final = {"not covered": 0, "not met": 0, "unchecked": 1, "unknown": 1}


def order(finding: Finding) -> tuple[int, int, int, str, str]:
    """Return the key that puts findings in order: gravest action, not met before unknown, line, name of the rule."""
    name = finding.rule.partition("/")[2]
    return finding.severity, _OUTCOME_ORDER[finding.outcome], finding.line, name, finding.rule


def rule_findings(
    results: Iterable[RuleResult], rulebook: Rulebook, witness: Witness, days_left: int | None
) -> list[Finding]:
    """Return a finding for each rule and line that is not met or not known."""
    return [_of_rule(each, rulebook, witness, days_left) for each in results if each.outcome in AGAINST]


def _of_rule(result: RuleResult, rulebook: Rulebook, witness: Witness, days_left: int | None) -> Finding:
    rule, follows = result.rule, what_follows(result)
    blame, because = _blamed(result, witness, rulebook)
    needs = tuple(map(missing, result.needs))
    return Finding(
        finding_id=f"{rule.address}#{result.line}",
        rule=rule.address,
        rulebook=rulebook.name,
        digest=rulebook.digest,
        line=result.line,
        code=value_text(result.frame.line.code) if result.line else "",
        outcome=result.outcome.value,
        action=follows.action,
        severity=ACTIONS.index(follows.action),
        reason=_reason(rule, follows, result.outcome),
        required="; ".join(blame.required) or asked(rule),
        found=blame.found(),
        evidence=tuple(blame.evidence),
        applies_because=because,
        seen=blame.seen(),
        citations=cited(rulebook, rule),
        written_at=written_at(rule.place),
        owner=follows.owner or "biller",
        permitted_fixes=permitted(_to_settle(result.outcome, blame.evidence), needs, witness),
        consequence=consequence(follows),
        adjustment=adjustment_words(result),
        offers=tuple(Offer(name, values) for name, values in follows.offers),
        filing_days_left=days_left,
        needs=needs,
        siblings=0,
    )


def what_follows(result: RuleResult) -> Outcome:
    """Return what follows for this line: the consequence whose guard holds, else that of the rule."""
    return result.consequence or result.rule.outcome


def adjustment_words(result: RuleResult) -> str:
    """Return what the result does to the line, in words, or nothing."""
    return result.adjustment.says if result.adjustment is not None else ""


def _to_settle(outcome: RuleOutcome, evidence: list[Evidence]) -> list[Evidence]:
    """Of what is not known only the missing facts are to be settled; of what is not met, all that were looked at."""
    return evidence if outcome is RuleOutcome.NOT_MET else [each for each in evidence if each.absence]


def _blamed(result: RuleResult, witness: Witness, rulebook: Rulebook) -> tuple[Blame, tuple[Evidence, ...]]:
    """Return what made the outcome, and the facts that made the rule apply.

    While it is not known whether the rule applies, the condition for that is what is blamed.
    """
    rule = result.rule
    view = View(result.frame, result.records)
    tracer = Tracer(rule, witness, rulebook)
    blame = Blame(view, tracer, witness)
    _blame_dates(blame, rule)
    whom = [(lead, each) for lead, each in (("holds", rule.scope), ("applies", rule.when)) if each is not None]
    for lead, asked_when in whom:
        before = len(blame.required)
        blame.condition(asked_when, Truth.TRUE)
        blame.required[before:] = [f"{lead} when {text}" for text in blame.required[before:]]
    for each in rule.requirements:
        blame.requirement(each)
    if result.outcome is RuleOutcome.UNKNOWN:
        _blame_excuses(blame, rule)
    because = [fact for _, asked_when in whom for fact in tracer.all_facts(view, asked_when)]
    return blame, tuple(each for each in because if not is_among(each, blame.evidence))


def _blame_dates(blame: Blame, rule: Rule) -> None:
    """Say that it is not known whether the rule is in force, when the date that decides it is absent."""
    validity = rule.validity
    if validity.from_day is None and validity.through_day is None:
        return
    if isinstance(blame.view.this.read(validity.path), date):
        return
    blame.required.append(f"in force {span_words(validity.from_day, validity.through_day)} by {validity.axis}")
    blame.evidence.append(blame.witness.of_line(blame.view.this, validity.axis, validity.path))


def _blame_excuses(blame: Blame, rule: Rule) -> None:
    unsure = [each for each in rule.excuses if blame.view.records.get(each.node_id) is Truth.UNKNOWN]
    for each in unsure:
        before = len(blame.required)
        blame.condition(each, Truth.FALSE)
        blame.required[before:] = [f"unless {text}" for text in blame.required[before:]]


def _reason(rule: Rule, follows: Outcome, outcome: RuleOutcome) -> str:
    """An unknown is never told in the words for a failure."""
    if outcome is RuleOutcome.UNKNOWN:
        return f"Cannot be decided: {rule.title or rule.name}"
    return follows.say or rule.title or rule.name


def asked(rule: Rule) -> str:
    """Return what a rule asks, in its author's words."""
    return "; ".join(rule.texts.get(each.node_id, "") for each in rule.requirements)


def missing(need: Need) -> Missing:
    """Return a need as part of a trace."""
    return Missing(need.name, need.line, need.kind, need.detail, need.absence)


def consequence(outcome: Outcome) -> Consequence:
    """Return the codes that the payer would answer with."""
    return Consequence(outcome.group, outcome.carc, outcome.rarcs, outcome.other_line)


def permitted(evidence: Iterable[Evidence], needs: Iterable[Missing], witness: Witness) -> tuple[PermittedFix, ...]:
    """Return what may be done, class by class. No value is ever proposed for a clinical fact."""
    classes: dict[str, dict[str, None]] = {}
    pairs = [(each.field_class, each.name) for each in evidence]
    pairs += [(witness.class_of(each.name), each.name) for each in needs]
    for field_class, name in pairs:
        if field_class in FIXES:
            classes.setdefault(field_class, {})[name] = None
    return tuple(PermittedFix(each, tuple(classes[each]), says) for each, says in FIXES.items() if each in classes)
