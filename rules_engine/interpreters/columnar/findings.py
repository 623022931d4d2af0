"""What rules say of rows, gathered: flags of each row, and which rules are not met or unknown there."""

from __future__ import annotations

from typing import Final

import attrs
import numpy as np

from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.outcomes import EXCUSED, NOT_MET, UNSURE
from rules_engine.interpreters.columnar.rule import FAILS, HOLD, NEEDS, PASSES, WARN
from rules_engine.interpreters.columnar.standing import OPEN, REFUSED

IS_WARN, IS_HOLD, NEEDS_MORE, IS_FAILING, SPOKEN, BAD, UNLISTED, HANDED = 1, 2, 4, 8, 16, 32, 256, 512
FLAG_OF: Final = np.asarray([0, IS_WARN, IS_HOLD, NEEDS_MORE, IS_FAILING], np.uint16)
"""By verdict. Flags of several rules are put together by `or`; the highest of these four is the verdict."""
STANDING: Final = np.asarray([0, OPEN, REFUSED], np.uint16)


def verdicts(flags: Array) -> Array:
    """Return the verdict that flags come to."""
    found: Array = _VERDICT[flags & 15]
    return found


_VERDICT: Final = np.asarray(
    [FAILS if k & 8 else NEEDS if k & 4 else HOLD if k & 2 else WARN if k & 1 else PASSES for k in range(16)], np.uint8
)


@attrs.define(eq=False, repr=False)
class Findings:
    """What rules say of `len(flags)` rows.

    failing, unknown: arrays of rows and of the numbers of rules, side by side. causes: why rows are handed over;
    cannot: the same by the number of the rule.
    told: rows, number of the rule and outcomes, when they are asked for.
    """

    flags: Array
    failing: list[tuple[Array, Array]] = attrs.field(factory=list)
    unknown: list[tuple[Array, Array]] = attrs.field(factory=list)
    causes: list[tuple[Array, str]] = attrs.field(factory=list)
    cannot: dict[int, str] = attrs.field(factory=dict)
    told: list[tuple[Array, int, Array]] | None = None

    def hand(self, rows: Array, cause: str, rules: tuple[int, ...]) -> None:
        """Note that columns cannot say of rows what some rules do."""
        self.flags[rows] |= np.uint16(HANDED)
        self.causes.append((rows, cause))
        self.cannot.update(dict.fromkeys(rules, cause))

    def note(self, rows: Array, rule: int, outcome: Array, is_of_code: bool) -> Array:
        """Keep what a rule says of rows. Return which of them are not met or unknown."""
        if self.told is not None:
            self.told.append((rows, rule, np.array(outcome)))
        if is_of_code:
            self.flags[rows[(outcome < 3) | (outcome == EXCUSED)]] |= np.uint16(SPOKEN)
        bad = np.flatnonzero(outcome <= UNSURE)
        if len(bad):
            at, said = rows[bad], outcome[bad]
            self.flags[at] |= np.uint16(BAD)
            for held, wanted in ((self.failing, NOT_MET), (self.unknown, UNSURE)):
                found = at[said == wanted]
                held.append((found, np.full(len(found), rule, np.int32)))
        return bad

    def add(self, rows: Array, verdict: Array, standing: Array) -> None:
        """Note what follows for rows."""
        self.flags[rows] |= FLAG_OF[verdict] | STANDING[standing]


def together(pairs: list[tuple[Array, Array]]) -> tuple[Array, Array]:
    """Return many arrays of rows and rules as one."""
    if not pairs:
        return np.zeros(0, np.int64), np.zeros(0, np.int32)
    return np.concatenate([rows for rows, _ in pairs]), np.concatenate([rules for _, rules in pairs])
