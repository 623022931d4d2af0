"""Questions of judgement that a named person answered."""

from __future__ import annotations

from typing import Final

import numpy as np

from rules_engine.batches.vector import Array, Vector
from rules_engine.interpreters.columnar.kleene import FALSE, TRUE, UNKNOWN, Truth
from rules_engine.interpreters.columnar.pairs import entries_beside
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir import nodes as n

_PATH: Final = ("answers",)


def attested(scene: Scene, node: n.Attested) -> Truth:
    """A person in a role answered a question about the line, or its claim; answers that differ leave it open."""
    pairs, absent = entries_beside(scene, _PATH)
    size = len(pairs.owner)
    claim = scene.read(("claim", "claim_id")).at(pairs.owner)
    named = pairs.sought.read(("claim_id",))
    asked = _same(named, claim, size, True) & _is(pairs.sought.read(("role",)), node.role, size)
    asked &= _is(pairs.sought.read(("question",)), node.question, size)
    holds = pairs.sought.read(("holds",))
    said = np.asarray([value is True or (value is False and 2) for value in _values(holds, size)], np.int8)
    yes = np.bincount(pairs.owner[asked & (said == 1)], minlength=scene.size) > 0
    no = np.bincount(pairs.owner[asked & (said == 2)], minlength=scene.size) > 0
    unclear = np.bincount(pairs.owner[asked & (said == 0)], minlength=scene.size) > 0
    found = np.where(yes & ~no & ~unclear, np.uint8(TRUE), np.uint8(UNKNOWN))
    found = np.where(no & ~yes & ~unclear, np.uint8(FALSE), found)
    return Truth(found if absent is None else np.where(absent != 0, np.uint8(UNKNOWN), found))


def _values(vector: Vector, size: int) -> list[object]:
    return [vector.row(k) for k in range(size)]


def _is(vector: Vector, wanted: str, size: int) -> Array:
    return np.asarray([each == wanted for each in _values(vector, size)], bool)


def _same(named: Vector, claim: Vector, size: int, absent_too: bool) -> Array:
    """An answer that names no claim is about the claim at hand."""
    pairs = zip(_values(named, size), _values(claim, size), strict=True)
    return np.asarray([(absent_too and not isinstance(one, str)) or one == other for one, other in pairs], bool)
