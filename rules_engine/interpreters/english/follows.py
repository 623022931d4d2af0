"""What follows when a rule is not met: what the payer does, with which codes, what is said, and who can mend it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.conditions import condition
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir.rulebook import Outcome

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


def follows(voice: Voice, outcome: Outcome) -> Iterator[str]:
    """Give the sentences of a consequence."""
    guard = "" if outcome.guard is None else f" and {condition(voice, outcome.guard, Mood.IS)}"
    act = ACTIONS[outcome.action](outcome, _about(voice, outcome))
    yield w.sentence(f"when this is not met{guard}, {act}{codes_words(outcome)}")
    if outcome.say:
        yield w.sentence(f"it says: {w.quoted(outcome.say)}")
    for name, values in outcome.offers:
        yield w.sentence(f"the biller may choose as {name}: {w.listed(values, 'or')}")
    if outcome.owner:
        yield w.sentence(f"the {outcome.owner} can mend it")


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
