"""What the parts of a rule came to, against what an example expected of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from rules_engine.interpreters.row import ClaimResult
from rules_engine.ir.rulebook import Rule
from rules_engine.suites.run import ExampleResult, Miss
from rules_engine.trace.evidence import in_words
from rules_engine.trace.explain import explain
from rules_engine.trace.model import ClaimTrace, Evidence, RuleTrace, Step

_MOST_LEAVES: Final = 6
_MOST_FINDINGS: Final = 5
_GRAVEST: Final = ("not met", "unknown", "excused", "met", "not applicable")
_JOINS: Final = frozenset({"requires", "forbids", "all of", "some of", "not", "term", "table", "record", "element"})
_REQUIRED: Final = {"met": "met", "not met": "not met", "excused": "not met", "unknown": "unknown"}
_EXCUSED: Final = {"not met": "false", "excused": "true"}
_QUIET: Final = ("not looked at", "not applicable", "")
_WORDS: Final = {"when": "when ", "scope": "applies when ", "unless": "unless "}


@attrs.frozen
class Part:
    """One part of a rule. expected: empty when anything would do, or when it came as expected.

    line: where it is written in the file of the rule, 0 when elsewhere. because: its own parts, with the facts read.
    """

    text: str
    expected: str
    came: str
    line: int = 0
    because: tuple[str, ...] = ()
    is_amiss: bool = False


def parts_of(result: ExampleResult, miss: Miss) -> tuple[str, tuple[Part, ...]]:
    """Return which rule is at fault and where it stands, and what its parts came to."""
    judged, wanted = result.judged, miss.expectation
    if judged is None:
        return "", ()
    trace = explain(judged, full=True, known_on=result.example.known_on)
    if wanted.about in ("verdict", "first"):
        return "", tuple(_findings(trace))
    if wanted.about == "coverage":
        return "", tuple(_covered(trace, wanted.line))
    found = [each for each in trace.rules if _is_of(each, wanted.name) and each.line in (0, wanted.line)]
    if not found:
        return _not_there(judged, wanted.name), ()
    told = min(found, key=lambda each: _GRAVEST.index(each.outcome))
    outcome = wanted.outcome if wanted.about == "rule" else "not met"
    return _where(told), tuple(_compared(told, outcome))


def _is_of(each: RuleTrace, name: str) -> bool:
    return each.rule.partition("@")[0].rpartition("/")[2] == name


def _where(told: RuleTrace) -> str:
    at = told.written_at
    about = f"line {told.line} of the claim" if told.line else "the claim"
    return f"rule {told.rule} at {at.file}:{at.line}, on {about}: {told.outcome}"


def _not_there(judged: ClaimResult, name: str) -> str:
    """Say why a rule was not looked at."""
    rule = next(each for each in judged.rulebook.rules if each.name == name)
    place = f"rule {rule.address} at {rule.place.file}:{rule.place.line}"
    codes = {line.code for line in judged.dossier.claim.lines}
    if rule.codes is not None and not codes.intersection(rule.codes):
        return f"{place} was not looked at: it speaks of other codes"
    return f"{place} was not looked at: it is not in force then{_days(rule)}"


def _days(rule: Rule) -> str:
    first, last = rule.validity.from_day, rule.validity.through_day
    said = (f" from {first}" if first else "") + (f" through {last}" if last else "")
    return f" (it holds{said} by {rule.validity.axis})" if said else ""


# --- a rule ---------------------------------------------------------------------------------------


def _compared(told: RuleTrace, outcome: str) -> Iterator[Part]:
    """Yield the parts of a rule in its own order; of what follows nothing, as it does not bear on the outcome."""
    asked = [each for each in told.steps if each.part == "requires"]
    excuses = [each for each in told.steps if each.part == "unless"]
    for each in told.steps:
        if each.part in ("scope", "when"):
            yield _part(each, "false" if outcome == "not applicable" else "true")
        elif each.part == "requires":
            yield _part(each, _wanted(asked, each, _REQUIRED.get(outcome, "")))
        elif each.part == "unless":
            yield _part(each, _wanted(excuses, each, _EXCUSED.get(outcome, "")))


def _wanted(alike: Sequence[Step], each: Step, word: str) -> str:
    """One part that is not met, unknown or an excuse is enough; all must be met."""
    if word == "met":
        return "" if each.outcome == "not applicable" else word
    return "" if word != "false" and any(other.outcome == word for other in alike) else word


def _part(step: Step, wanted: str) -> Part:
    amiss = wanted not in ("", step.outcome)
    text = _WORDS.get(step.part, "") + step.text.removeprefix(_WORDS.get(step.part, ""))
    because = tuple(_leaves(step)) if amiss else ()
    return Part(text, wanted if amiss else "", step.outcome, step.written_at.line, because, amiss)


def _leaves(step: Step) -> Iterator[str]:
    """Yield the parts that read facts, each with what it came to."""
    found = list(_reading(step))
    loud = [each for each in found if each.outcome not in _QUIET] or found
    for each in loud[:_MOST_LEAVES]:
        facts = "; ".join(dict.fromkeys((*map(in_words, _evidence(each)), *_seen(each))))
        outcome = f": {each.outcome}" if each is not step and each.outcome else ""
        text = each.text if each is not step else ""
        yield f"{text}{outcome}{f' ({facts})' if facts and text else facts}"
    if len(loud) > _MOST_LEAVES:
        yield f"… and {len(loud) - _MOST_LEAVES} more"


def _reading(step: Step) -> Iterator[Step]:
    if step.kind in _JOINS and step.steps:
        for each in step.steps:
            yield from _reading(each)
    else:
        yield step


def _evidence(step: Step) -> Iterator[Evidence]:
    yield from step.evidence
    for each in step.steps:
        yield from _evidence(each)


def _seen(step: Step) -> Iterator[str]:
    if step.search is not None:
        counted = step.search.amount or str(step.search.counted)
        yield f"{counted} counted"
        if step.search.not_seen:
            yield f"not seen: {step.search.not_seen}"


# --- a claim --------------------------------------------------------------------------------------


def _findings(trace: ClaimTrace) -> Iterator[Part]:
    """Yield what stands against the claim, gravest first."""
    for each in trace.findings[:_MOST_FINDINGS]:
        at = each.written_at
        place = f", {at.file}:{at.line}" if at.line else ""
        facts = (each.found,) if each.found else ()
        yield Part(f"{each.rule or 'coverage'} on line {each.line}", "", f"{each.outcome}{place}", 0, facts, True)
    if len(trace.findings) > _MOST_FINDINGS:
        yield Part("", "", f"… and {len(trace.findings) - _MOST_FINDINGS} more", 0, (), True)
    if not trace.findings:
        yield Part("", "", "nothing stands against the claim", 0, (), True)


def _covered(trace: ClaimTrace, number: int) -> Iterator[Part]:
    for each in trace.lines:
        if each.number == number:
            at = each.coverage.written_at
            place = f", {at.file}:{at.line}" if at.line else ""
            yield Part(each.coverage.text or f"code {each.code}", "", f"{each.coverage.outcome}{place}", 0, (), True)
