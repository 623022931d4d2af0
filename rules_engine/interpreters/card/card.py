"""What a payer asks on a day, for all codes or for one: its rules by what they speak of, and what is not known.

Nothing here puts a rule into words: who makes a card brings them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, Final

import attrs

from rules_engine.interpreters.card.sources import Numbered, Read
from rules_engine.interpreters.card.topics import TOPICS, topic_of
from rules_engine.ir.nodes import Requirement
from rules_engine.ir.rulebook import Coverage, Meaning, Rule, Validity

AXIS: Final = "service date"


@attrs.frozen
class Words:
    """Puts parts of a rule about a subject into words. asks: what must hold, in brief. so: a condition, as what is."""

    asks: Callable[[str, Requirement], str]
    so: Callable[[str, Any], str]
    covers: Callable[[Coverage], str]


@attrs.frozen
class Kept:
    """A rule that goes on the card, or what is left of it for one code. open: what it asks of that code."""

    rule: Rule
    open: tuple[Requirement, ...]
    against: tuple[Requirement, ...] = ()


@attrs.frozen
class Item:
    """One requirement on a card.

    when: for which cases it is asked; scope: for which claims its rulebook holds; unless: what excuses it. by: the
    date that decides whether it is in force, when that is not the day of service. back: for which claims it is taken
    back. sources: numbers in the list of the card.
    """

    topic: str
    rule: str
    title: str
    asks: str
    when: str
    scope: str
    unless: tuple[str, ...]
    by: str
    back: tuple[str, ...]
    action: str
    owner: str
    confidence: str
    sources: tuple[int, ...]
    codes: tuple[str, ...] | None


@attrs.frozen
class Gap:
    """Something that is not known, or not encoded. kind: "no rule", "last seen", "second-hand", "no table"."""

    kind: str
    what: str
    why: str = ""


@attrs.frozen
class Card:
    """What a payer asks on a day. code: of which code, empty for all. covered: what is covered, or not.

    items: by topic, in the order of the rulebook. later: how many rules of the rulebook are not in force on the day.
    """

    payer: str
    title: str
    day: date
    code: str
    digest: str
    covered: tuple[str, ...]
    items: tuple[Item, ...]
    sources: tuple[Read, ...]
    gaps: tuple[Gap, ...]
    notes: tuple[str, ...]
    elsewhen: int

    def of_topic(self) -> Iterator[tuple[str, tuple[Item, ...]]]:
        """Give each heading with its items; topics without any are left out."""
        for topic, heading in TOPICS.items():
            held = tuple(each for each in self.items if each.topic == topic)
            if held:
                yield heading, held


def holds_on(validity: Validity, day: date) -> bool:
    """Return whether something is in force on a day, with what is known today. Both ends hold."""
    if validity.known_through is not None:
        return False
    first, last = validity.from_day, validity.through_day
    return (first is None or first <= day) and (last is None or day <= last)


def in_force(rule: Rule, day: date) -> bool:
    """Return whether a rule is in force on a day for some claims."""
    gone = any(each.scope is None and holds_on(each.validity, day) for each in rule.withdrawn)
    return holds_on(rule.validity, day) and not gone


def items_of(kept: Iterable[Kept], words: Words, numbered: Numbered, day: date) -> Iterator[Item]:
    """Give an item for each topic of each rule: what a rule asks of one topic stands together."""
    for each in kept:
        topics: dict[str, list[str]] = {}
        for asked in (*each.against, *each.open):
            told = words.asks(each.rule.subject, asked)
            lead = "Not so for this code: " if asked in each.against else ""
            topics.setdefault(topic_of(asked), []).append(lead + told)
        for topic, said in topics.items():
            yield _item(each.rule, topic, " ".join(said), words, numbered, day)


def _item(rule: Rule, topic: str, asks: str, words: Words, numbered: Numbered, day: date) -> Item:
    return Item(
        topic=topic,
        rule=rule.address,
        title=rule.title or rule.name,
        asks=asks,
        when="" if rule.when is None else words.so(rule.subject, rule.when),
        scope="" if rule.scope is None else words.so(rule.subject, rule.scope),
        unless=tuple(words.so(rule.subject, each) for each in rule.excuses),
        by="" if rule.validity.axis == AXIS or _is_open(rule.validity) else rule.validity.axis,
        back=tuple(
            words.so(rule.subject, each.scope)
            for each in rule.withdrawn
            if each.scope is not None and holds_on(each.validity, day)
        ),
        action=rule.outcome.action,
        owner=rule.outcome.owner,
        confidence=rule.confidence,
        sources=numbered.numbers(rule.citations),
        codes=rule.codes,
    )


def _is_open(validity: Validity) -> bool:
    return validity.from_day is None and validity.through_day is None


def meaning_items(meanings: Sequence[Meaning], numbered: Numbered, day: date, words: Words) -> Iterator[Item]:
    """Give what the payer reads into modifiers on a day."""
    for each in meanings:
        if holds_on(each.validity, day):
            change = f"mean {each.meaning} here" if each.meaning else "change nothing here: no rule sees them"
            yield Item(
                topic="modifiers",
                rule="",
                title="What modifiers mean",
                asks=f"{', '.join(each.modifiers)} {change}.",
                when="",
                scope="" if each.scope is None else words.so("line", each.scope),
                unless=(),
                by="",
                back=(),
                action="",
                owner="",
                confidence="high",
                sources=numbered.numbers(each.citations),
                codes=None,
            )


def whole(rules: Iterable[Rule], day: date) -> tuple[Kept, ...]:
    """Return the rules of a rulebook that are in force on a day, as they are."""
    return tuple(Kept(each, each.requirements) for each in rules if in_force(each, day))
