"""What a claim still needs, line by line: what is left of each rule, as sentences with their facts and their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import attrs

from rules_engine.interpreters.residual.known import classes_of
from rules_engine.interpreters.residual.rule import Residual, residual
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.trace.citing import cited
from rules_engine.trace.model import Cited
from rules_engine.trace.result import Need, RuleOutcome, RuleResult

OPEN: Final = (RuleOutcome.UNKNOWN, RuleOutcome.NOT_MET)

Tell = Callable[[Rule, Any], str]
"""Says a condition as what is, or a requirement as what must be; the rule is the one that it is part of."""


@attrs.frozen
class Fact:
    """A fact that is missing. kind: "record", "claim", "look up", "history", "answer" or "table".

    name: of the fact. detail: which days of the history, or which question. absence: why it is not there.
    """

    kind: str
    name: str
    detail: str
    absence: str


@attrs.frozen
class Needed:
    """What one rule still asks of a line, or of the claim (line 0).

    depends: on what it depends whether the rule is asked at all; empty when it is asked for sure.
    must: what must hold, or be on record. against: what is known already not to be so. unless: what would excuse it.
    action: what follows when it is not met; empty when a fact of the record is asked for, which is never asked for
    with what hangs on it.
    """

    rule: str
    title: str
    line: int
    code: str
    owner: str
    depends: tuple[str, ...]
    must: tuple[str, ...]
    against: tuple[str, ...]
    unless: tuple[str, ...]
    facts: tuple[Fact, ...]
    citations: tuple[Cited, ...]
    confidence: str
    action: str
    written: str

    @property
    def is_of_record(self) -> bool:
        """Return whether a fact of the clinical record is asked for."""
        return any(each.kind == "record" for each in self.facts)


def needed(results: Iterable[RuleResult], book: Rulebook, tell: Tell) -> tuple[Needed, ...]:
    """Return what the rules still ask, in the order of the results. tell: puts parts of rules into words.

    A rule of which only its being asked is open, and all that it asks is there, needs nothing.
    """
    classes = classes_of(book)
    left = (residual(each, classes) for each in results if each.outcome in OPEN)
    found = (_needed(each, book, classes, tell) for each in left)
    return tuple(each for each in found if each.must or each.against)


def _needed(left: Residual, book: Rulebook, classes: Mapping[str, str], tell: Tell) -> Needed:
    rule, result = left.rule, left.result
    facts = tuple(dict.fromkeys(_fact(each, book, classes) for each in result.needs))
    outcome = result.consequence or rule.outcome
    return Needed(
        rule=rule.address,
        title=rule.title or rule.name,
        line=result.line,
        code=result.frame.line.code if isinstance(result.frame.line.code, str) and result.line else "",
        owner=outcome.owner or "biller",
        depends=tuple(tell(rule, each) for each in (rule.scope, rule.when) if each is not None),
        must=tuple(tell(rule, each) for each in left.open),
        against=tuple(tell(rule, each) for each in left.failing),
        unless=tuple(tell(rule, each) for each in rule.excuses),
        facts=facts,
        citations=cited(book, rule),
        confidence=rule.confidence,
        action="" if any(each.kind == "record" for each in facts) else outcome.action,
        written=f"{rule.place.file}:{rule.place.line}",
    )


def _fact(need: Need, book: Rulebook, classes: Mapping[str, str]) -> Fact:
    return Fact(kind_of(need, book, classes), need.name, need.detail, need.absence)


def kind_of(need: Need, book: Rulebook, classes: Mapping[str, str]) -> str:
    """Return where a fact belongs: the record, the claim form, a register, the history, a person, a table."""
    if need.name == "history":
        return "history"
    first, _, _ = need.name.partition(" ")
    if need.name not in classes and first in ("answer", "reference"):
        return "answer" if first == "answer" else "table"
    found = {classes[need.name]} if need.name in classes else _classes_of_kind(need.name, book)
    return "record" if "clinical" in found else "claim" if "billing" in found else "look up"


def _classes_of_kind(kind: str, book: Rulebook) -> set[str]:
    """Return the classes of the facts of a kind of entry: of a licence, of a document."""
    return {note.field_class for key, note in book.fields.items() if key.startswith(f"{kind}:")}
