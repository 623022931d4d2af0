"""The segments of one claim, sorted into their loops, before any value is read."""

from __future__ import annotations

from typing import Final

import attrs

from .faults import Fault
from .places import NO_SEGMENT

Segment = tuple[int, list[str]]
"""Number in the file, and the elements: index 0 is the tag, and blanks follow the last one."""

BLANKS: Final = ("",) * 10  # NM109 is the last element that is read, but for CLM
CLAIM_BLANKS: Final = ("",) * 20  # CLM20
NOWHERE: Final[Segment] = (NO_SEGMENT, list(BLANKS))

Slots = dict[str, Segment]
"""Loop and segment → the segment: "2400 SV1", "2300 REF*G1"."""


@attrs.define(repr=False, eq=False)
class Scope:
    """What claims share: a transaction (level "") or one HL of it."""

    level: str = ""
    above: tuple[Scope, ...] = ()  # the innermost first
    slots: Slots = attrs.field(factory=dict)
    faults: list[Fault] = attrs.field(factory=list)
    has_claims: bool = False
    numbers: dict[str, int] | None = None

    def chain(self) -> tuple[Scope, ...]:
        """Return this scope and those above it, the innermost first."""
        return (self, *self.above)

    def segment_numbers(self) -> dict[str, int]:
        """Return slot → number of segment; asked when the scope's own segments are complete."""
        if self.numbers is None:
            self.numbers = numbers_of(self.slots)
        return self.numbers


@attrs.define(repr=False, eq=False)
class ClaimRecord:
    """Loop 2300 and those in it: lines (2400), other payers (2320), settlements of lines (2430).

    diagnoses: HI segments with diagnoses. attachments: PWK segments of all loops.
    """

    segment: Segment
    scope: Scope
    slots: Slots
    faults: list[Fault] = attrs.field(factory=list)
    lines: list[Slots] = attrs.field(factory=list)
    payers: list[Slots] = attrs.field(factory=list)
    adjudications: list[Slots] = attrs.field(factory=list)
    diagnoses: list[Segment] = attrs.field(factory=list)
    attachments: list[Segment] = attrs.field(factory=list)


def numbers_of(slots: Slots) -> dict[str, int]:
    """Return slot → number of its segment."""
    return {slot: segment[0] for slot, segment in slots.items()}
