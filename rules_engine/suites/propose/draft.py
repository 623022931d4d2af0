"""A claim in the making: facts of its line, further things, and what is known to be whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

import attrs

from rules_engine.ir.example import Entry, Example, Expectation, Fact
from rules_engine.ir.rulebook import Place

Path = tuple[str, ...]
BILLED: Final = "billed"
"""Kind of a further line of the claim itself; `line` is one of an earlier claim."""
OWN: Final = -1
"""Stands for the line that the rule is asked of, where things are numbered from 0."""
NOT_SUPPLIED: Final = Fact((), None, "not supplied")
NOT_DOCUMENTED: Final = Fact((), None, "not documented")
_NOWHERE: Final = Place("", 0, 0, 0, 0)
_CODE: Final = ("line", "code")


@attrs.frozen
class Thing:
    """A further line, or another entry of the dossier."""

    kind: str
    facts: tuple[tuple[Path, Any], ...]


@attrs.frozen
class Draft:
    """facts: of the line. none: kinds of which there are known to be none. complete, others: days that are whole."""

    on: date
    facts: tuple[tuple[Path, Any], ...]
    things: tuple[Thing, ...] = ()
    none: tuple[str, ...] = ()
    complete: tuple[date, date] | None = None
    others: tuple[date, date] | None = None

    def of(self, thing: int) -> Mapping[Path, Any]:
        """Return the facts of the line (`OWN`) or of a thing; none of a thing that is not there."""
        if thing >= len(self.things):
            return {}
        return dict(self.facts if thing == OWN else self.things[thing].facts)

    def put(self, thing: int, path: Path, value: Any) -> Draft:
        """Return the draft with one fact changed; `NOT_SUPPLIED` takes it out."""
        facts = {**self.of(thing), path: value}
        if value is NOT_SUPPLIED:
            facts.pop(path)
        return self.with_facts(thing, tuple(facts.items()))

    def with_facts(self, thing: int, facts: tuple[tuple[Path, Any], ...]) -> Draft:
        """Return the draft with other facts of the line or of a thing."""
        if thing == OWN:
            return attrs.evolve(self, facts=facts)
        if thing >= len(self.things):
            return self
        things = list(self.things)
        things[thing] = attrs.evolve(things[thing], facts=facts)
        return attrs.evolve(self, things=tuple(things))

    def add(self, *things: Thing) -> Draft:
        """Return the draft with more things."""
        kinds = {each.kind for each in things}
        none = tuple(kind for kind in self.none if kind not in kinds)
        return attrs.evolve(self, things=(*self.things, *things), none=none)

    def without(self, thing: int) -> Draft:
        """Return the draft without one of its things."""
        return attrs.evolve(self, things=self.things[:thing] + self.things[thing + 1 :])

    def rank(self, thing: int) -> int:
        """Return how many things of its kind stand before a thing."""
        kind = self.things[thing].kind
        return sum(each.kind == kind for each in self.things[:thing])

    def numbers(self, kind: str) -> list[int]:
        """Return the places of the things of a kind."""
        return [number for number, each in enumerate(self.things) if each.kind == kind]


def example_of(
    draft: Draft, rulebook: str, known_on: date | None, title: str = "", expects: tuple[Expectation, ...] = ()
) -> Example:
    """Return the example that a draft describes."""
    billed = [draft.facts, *(each.facts for each in draft.things if each.kind == BILLED)]
    entries = [Entry(each.kind, _facts(each.facts)) for each in draft.things if each.kind != BILLED]
    return Example(
        title=title,
        rulebook=rulebook,
        on=draft.on,
        known_on=known_on,
        lines=tuple(_facts(each) for each in billed),
        entries=(*entries, *(Entry(kind, ()) for kind in draft.none)),
        complete=draft.complete,
        expects=expects,
        place=_NOWHERE,
        others_complete=draft.others,
    )


def expectation(about: str, name: str, outcome: str, because: tuple[str, ...] = ()) -> Expectation:
    """Return what must come out for the first line."""
    return Expectation(about, name, outcome, 1, because, _NOWHERE)


def _facts(facts: tuple[tuple[Path, Any], ...]) -> tuple[Fact, ...]:
    """Return facts as an example has them, the code first."""
    ordered = sorted(facts, key=lambda each: each[0] != _CODE)
    return tuple(
        Fact(path, None, value.absent) if isinstance(value, Fact) else Fact(path, value) for path, value in ordered
    )
