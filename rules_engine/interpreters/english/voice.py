"""In which voice a part of a rule is told: as what is, as what must be, and of which thing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Final

import attrs

from rules_engine.ir.rulebook import Rulebook


class Mood(Enum):
    """Whether a condition is told as what is, what is not, what must be, or what must not be."""

    IS = "is"
    IS_NOT = "is not"
    MUST = "must"
    MUST_NOT = "must not"


_FLIPPED: Final = {
    Mood.IS: Mood.IS_NOT,
    Mood.IS_NOT: Mood.IS,
    Mood.MUST: Mood.MUST_NOT,
    Mood.MUST_NOT: Mood.MUST,
}


def flipped(mood: Mood, if_: bool = True) -> Mood:
    """Return the opposite of a mood. if_: or the mood itself when there is nothing to turn round."""
    return _FLIPPED[mood] if if_ else mood


def be(mood: Mood, plural: bool = False) -> str:
    """Return the form of "to be" for a mood.

    >>> be(Mood.IS, True), be(Mood.MUST_NOT)
    ('are', 'must not be')
    """
    if mood is Mood.IS:
        return "are" if plural else "is"
    if mood is Mood.IS_NOT:
        return "are not" if plural else "is not"
    return f"{mood.value} be"


def do(verb: str, mood: Mood, plural: bool = False) -> str:
    """Return the form of a verb for a mood.

    >>> do("include", Mood.IS), do("include", Mood.IS_NOT, True), do("include", Mood.MUST)
    ('includes', 'do not include', 'must include')
    """
    if mood is Mood.IS:
        return verb if plural else f"{verb}s"
    if mood is Mood.IS_NOT:
        return f"{'do' if plural else 'does'} not {verb}"
    return f"{mood.value} {verb}"


@attrs.frozen(repr=False)
class Voice:
    """What a phrase needs to know besides its node.

    sought: kind of the thing sought, inside a `where`; else empty. claim: the rule is about the claim.
    holes: by node id, what stands in place of a literal in a table of like rules.
    notes: what is explained below the rule, by name; filled while phrases are made.
    told: phrases of conditions that were made already; a condition may be asked for by several that hold it.
    """

    book: Rulebook
    sought: str = ""
    subject: str = "line"
    holes: Mapping[int, str] = attrs.field(factory=dict)
    notes: dict[str, str] = attrs.field(factory=dict)
    told: dict[tuple[int, int, str, Mood], tuple[object, object, str]] = attrs.field(factory=dict)

    def inside(self, kind: str) -> Voice:
        """Return this voice for the inside of a `where`."""
        return attrs.evolve(self, sought=kind)

    def outside(self) -> Voice:
        """Return this voice for what is of the thing that the rule speaks of."""
        return attrs.evolve(self, sought="")

    def note(self, name: str, words: str) -> None:
        """Explain a name below the rule, once."""
        self.notes.setdefault(name, words)
