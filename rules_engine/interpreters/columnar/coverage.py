"""What the coverage statements of a rulebook say of each line."""

from __future__ import annotations

from typing import Final

import numpy as np

from rules_engine.batches.vector import Array, Kind
from rules_engine.interpreters.columnar.conditions import in_span
from rules_engine.interpreters.columnar.force import applies
from rules_engine.interpreters.columnar.kleene import TRUE, UNKNOWN, Truth, always, every, of
from rules_engine.interpreters.columnar.outcomes import MET, NOT_MET, UNSURE
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.ir.rulebook import Coverage

CODE: Final = ("line", "code")
_KINDS: Final = (("complete", NOT_MET), ("covers", MET), ("excludes", NOT_MET))


def covered(scene: Scene, statements: tuple[Coverage, ...]) -> tuple[Array, Array]:
    """Return the outcome of coverage in each row, and which rows no statement speaks of.

    An exclusion wins, then a statement that covers; an unlisted code is not covered when the list is complete.
    """
    found = np.full(scene.size, UNSURE, np.uint8)
    spoken = np.zeros(scene.size, bool)
    said = [(each.kind, holds) for each in statements if (holds := _stated(scene, each)) is not None]
    for kind, outcome in _KINDS:
        sure, open_ = np.zeros(scene.size, bool), np.zeros(scene.size, bool)
        for each, holds in said:
            if each == kind:
                rows = holds.rows(scene.size)
                sure |= rows == TRUE
                open_ |= rows == UNKNOWN
        found = np.where(sure, np.uint8(outcome), np.where(open_, np.uint8(UNSURE), found))
        spoken |= sure | open_
    code = scene.read(CODE).spread()
    if code.absent is not None:
        gone = np.broadcast_to(code.absent != 0, (scene.size,))
        found, spoken = np.where(gone, np.uint8(UNSURE), found), spoken | gone
    return found, ~spoken


def _stated(scene: Scene, statement: Coverage) -> Truth | None:
    """Return whether a statement holds for each row; None when it speaks of no code that is there."""
    about = _speaks_of(scene, statement)
    if about.is_always(0):
        return None
    parts = [about, applies(scene, statement)]
    if statement.when is not None:
        parts.append(scene.truth(statement.when))
    return every(parts)


def _speaks_of(scene: Scene, statement: Coverage) -> Truth:
    if statement.kind == "complete":
        return always(TRUE)
    code = scene.read(CODE)
    if code.kind is Kind.NOTHING:
        return always(0)
    items = scene.book.index(("coverage", id(statement)), lambda: frozenset(statement.items))
    holds = [
        each is not None and (each in items or any(in_span(each, low, high) for low, high in statement.ranges))
        for each in code.values
    ]
    return of(np.asarray(holds, bool), None, code.index)
