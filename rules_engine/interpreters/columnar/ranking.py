"""Which lines come before this one where a limit ranks them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.conditions import compared
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN
from rules_engine.interpreters.columnar.pairs import Pairs
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n

RECEIVED: Final = ("derived", "filing_date")
LAST_KEYS: Final = ((RECEIVED, False), (("claim", "claim_id"), False), (("line", "number"), False))
"""What decides between lines that are alike in all keys that are named: path, whether the highest comes first."""


def comes_before(scene: Scene, ranking: Sequence[n.Rank], looked: Pairs) -> Array:
    """Return whether a line comes before this one; unknown when a key that would decide is absent."""
    size = len(looked.owner)
    found = np.full(size, FALSE, np.uint8)
    open_ = np.ones(size, bool)
    for path, highest in [*((each.field.path, each.highest) for each in ranking), *LAST_KEYS]:
        if path[0] == "claim" or path == RECEIVED:  # all lines of a claim have the same
            asked = open_ & (np.zeros(size, bool) if looked.of_other is None else looked.of_other)
        else:
            asked = open_
        if not asked.any():
            continue
        own, other = scene.read(path).at(looked.owner), looked.sought.read(path)
        same = compared("is", own, other).rows(size)
        first = compared("less than" if highest else "more than", own, other).rows(size)
        found = np.where(asked & (same == UNKNOWN), np.uint8(UNKNOWN), found)
        found = np.where(asked & (same == FALSE) & (first == TRUE), np.uint8(TRUE), found)
        open_ = open_ & ~(asked & (same != TRUE))
    return found
