"""What a rule says in each row, as numbers of which the least is the gravest."""

from __future__ import annotations

from typing import Final

import numpy as np

from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN, Truth

NOT_MET, UNSURE, MET, NOT_ASKED, EXCUSED, OUT = range(6)
"""OUT: the rule is not in force there. A truth is the outcome of what it requires: false is not met."""


def _weighed(force: int, applies: int, asked: int, excused: int) -> int:
    if force == FALSE:
        return OUT
    if applies == FALSE or asked == NOT_ASKED:
        return NOT_ASKED
    if asked == MET and force == TRUE and applies == TRUE:
        return MET
    if UNKNOWN in (force, applies):
        return UNSURE
    if asked != MET and excused == TRUE:
        return EXCUSED
    return UNSURE if asked == NOT_MET and excused == UNKNOWN else asked


_TABLE: Final = np.asarray(
    [_weighed(f, a, q, e) for f in range(3) for a in range(3) for q in range(4) for e in range(3)], np.uint8
)
_EXCUSES, _ASKED, _APPLIES = 3, 4 * 3, 3 * 4 * 3


def weighed(force: Truth, applies: Truth, asked: Array, excused: Truth, size: int) -> Array:
    """Return what a rule says, by whether it is in force and applies, what it asks, and its excuses."""
    if force.is_always(TRUE) and applies.is_always(TRUE) and excused.is_always(FALSE):
        return asked
    fixed = 0
    moving: Array | None = None
    for truth, weight in ((force, _APPLIES), (applies, _ASKED), (excused, 1)):
        if truth.is_constant:
            fixed += int(truth.values[0]) * weight
        else:
            part = truth.values * np.uint8(weight)
            part = part if truth.index is None else part[truth.index]
            moving = part if moving is None else moving + part
    places = asked * np.uint8(_EXCUSES)
    places = (places if moving is None else places + moving) + np.uint8(fixed)
    return _TABLE[places]
