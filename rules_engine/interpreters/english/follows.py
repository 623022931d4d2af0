"""What follows when a rule is not met: what the payer does, with which codes, what is said, and who can mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

import attrs

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.conditions import condition
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir.rulebook import Outcome, Rule

_STEPS: Final = {
    "": "",
    "full": ", in full steps of {step}",
    "half": ", in steps of {step}, of which the last counts from half on",
    "past half": ", in steps of {step}, of which the last counts when more than half of it is there",
}
ACTIONS: Final[dict[str, Callable[[Outcome, str], str]]] = {
    "deny": lambda outcome, about: f"the payer denies {about}",
    "return": lambda outcome, about: "the payer returns the claim unprocessed",
    "route": lambda outcome, about: f"the claim belongs to the payer {w.quoted(outcome.target)}",
    "hold": lambda outcome, about: f"{about} is held until it is mended",
    "reduce": lambda outcome, about: f"the payer pays {_amount(outcome)} less for {about}",
    "cut back": lambda outcome, about: f"the payer cuts {about} back to what is left of the limit{_steps(outcome)}",
    "downcode": lambda outcome, about: f"the payer pays {about} as the code that rule {w.quoted(outcome.target)} gives",
    "reclassify": lambda outcome, about: f"the payer treats {about} as {w.quoted(outcome.target)}",
    "warn": lambda outcome, about: "that is a warning",
    "inform": lambda outcome, about: "that is noted, for information only",
}
"""What an action does; about: the line, the claim, or the line that was found."""


def consequences(voice: Voice, rule: Rule) -> Iterator[str]:
    """Give the sentences of all consequences of a rule, those with a case of their own first; who can mend it once."""
    owners = {each.owner for each in (*rule.guarded, rule.outcome)}
    for each in (*rule.guarded, rule.outcome):
        shown = each if len(owners) > 1 else attrs.evolve(each, owner="")
        yield from follows(voice, shown, is_rest=bool(rule.guarded))
    if len(owners) == 1 and rule.outcome.owner:
        yield _mended(rule.outcome)


def follows(voice: Voice, outcome: Outcome, is_rest: bool = False) -> Iterator[str]:
    """Give the sentences of a consequence. is_rest: without a guard, it is for the cases that no other is for."""
    case = " in any other case" if is_rest else ""
    if outcome.guard is not None:
        case = f" and {condition(voice, outcome.guard, Mood.IS)}"
    act = ACTIONS[outcome.action](outcome, _about(voice, outcome))
    yield w.sentence(f"when this is not met{case}, {act}{codes_words(outcome)}")
    if outcome.say:
        yield w.sentence(f"it says: {w.quoted(outcome.say)}")
    for name, values in outcome.offers:
        yield w.sentence(f"the biller may choose as {name}: {w.listed(values, 'or')}")
    if outcome.owner:
        yield _mended(outcome)


def _mended(outcome: Outcome) -> str:
    return w.sentence(f"the {outcome.owner} can mend it")


def _about(voice: Voice, outcome: Outcome) -> str:
    if outcome.other_line:
        return "the line that was found"
    return "the claim" if voice.subject == "claim" else "the line"


def codes_words(outcome: Outcome) -> str:
    """Return the codes that the payer answers with, or nothing."""
    codes = f"{outcome.group}-{outcome.carc}" if outcome.carc else ""
    remarks = f"remark {w.listed(outcome.rarcs)}" if outcome.rarcs else ""
    told = w.listed(part for part in (codes, remarks) if part)
    return f", with {told}" if told else ""


def _amount(outcome: Outcome) -> str:
    return w.amount(outcome.amount, outcome.unit) if outcome.amount is not None else "something"


def _steps(outcome: Outcome) -> str:
    if outcome.amount is None:
        return ""
    return _STEPS[outcome.mode].format(step=w.amount(outcome.amount, outcome.unit))
