"""The lines that may count for each row; what can be told of a line alone, or by sorting, is told before pairing."""

from __future__ import annotations

from typing import Any, Final

import attrs
import numpy as np

from rules_engine.batches.batch import Path
from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.days import FIRST, LAST
from rules_engine.interpreters.columnar.kleene import FALSE
from rules_engine.interpreters.columnar.pairs import HELD, OwnLines, Pairs, SoughtLines, numbers_of, runs
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.shelves import Shelves
from rules_engine.interpreters.columnar.standing import STANDING
from rules_engine.ir import nodes as n
from rules_engine.ir.walk import walk

NUMBER: Final = ("line", "number")
_ALONE: Final = (
    n.Literal,
    n.Arithmetic,
    n.Pick,
    n.CountSteps,
    n.Intervals,
    n.IntervalLength,
    n.Compare,
    n.Between,
    n.In,
    n.Under,
    n.Includes,
    n.Presence,
    n.Near,
    n.BusinessTest,
    n.CountOf,
    n.Not,
    n.TermRef,
)
"""What hangs on nothing but the nodes below it."""


@attrs.frozen(eq=False, repr=False)
class Days:
    """The days in which each row looks. first, last: both in. gone: a code of absence a row, or None."""

    first: Array
    last: Array
    gone: Array | None

    def are(self, first: int, last: int) -> Array:
        """Return for which rows these are known to be the days."""
        found = (self.first == first) & (self.last == last)
        return np.asarray(found if self.gone is None else found & (self.gone == 0))

    def through(self, day: Array, gone: Array | None) -> Days:
        """Return the days that are no later than one of each row, where that is known."""
        last = np.minimum(self.last, day)
        return Days(self.first, last if gone is None else np.where(gone != 0, self.last, last), self.gone)


def is_on_claim(node: n.Selection) -> bool:
    """Return whether a selection looks at lines of the same claim only."""
    return any(isinstance(each, n.OnClaim) for each in node.places)


# --- what a line says alone -----------------------------------------------------------------------


def conjuncts(node: Any) -> list[Any]:
    """Return the conditions that must all hold for one to hold."""
    if node is None:
        return []
    if isinstance(node, n.CountOf) and node.most < 0 and node.least == len(node.arguments):
        return [each for argument in node.arguments for each in conjuncts(argument)]
    return [node]


def split(node: n.Selection) -> tuple[list[Any], list[Any]]:
    """Return the parts of a `where` that look at nothing but the line sought, and the others."""
    found = conjuncts(node.where)
    alone = [each for each in found if _is_alone(each)]
    return alone, [each for each in found if not _is_alone(each)]


def _is_alone(condition: Any) -> bool:
    for node in walk(condition):
        is_sought = isinstance(node, n.Field) and node.owner is n.Owner.SOUGHT and node.path != STANDING
        if not is_sought and not isinstance(node, _ALONE):
            return False
    return True


# --- lines of the same claim, of the patient, of all patients -------------------------------------


class Looked:
    """Where one search looks. alone: of each line whether what it says alone holds, or None when nothing is asked."""

    def __init__(self, scene: Scene, node: n.Selection) -> None:
        self._scene = scene
        self._node = node
        self._own = is_on_claim(node)
        self._far = node.all_patients and not self._own
        self.rest: list[Any]
        alone, self.rest = split(node)
        self._key = tuple([scene.book.number(each) for each in alone])
        self.alone = self._holds(alone) if alone else None

    def _holds(self, alone: list[Any]) -> Array:
        batch = self._scene.batch
        size = int(batch.starts[-1]) if self._own else self._shelves().size
        rows = np.arange(size)
        sought = OwnLines(batch, rows) if self._own else SoughtLines(batch, rows, self._far)
        key = ("alone", self._scene.book, self._key, self._own)

        def asked() -> Array:
            scene = Scene(batch, self._scene.book, self._scene.meaning, slice(0, 0), size, sought)
            found = scene.truth(alone[0]).rows(size)
            for each in alone[1:]:
                found = np.minimum(found, scene.truth(each).rows(size))
            return found

        found: Array = self._shelves().once(key, asked)
        return found

    def _shelves(self, far: bool | None = None) -> Shelves:
        found: Shelves = self._scene.batch.shelves(self._far if far is None else far)
        return found

    def pairs(self, days: Days, later: Days, same: tuple[Path, ...]) -> Pairs:
        """Return each row with the lines that may count for it, those of its own claim first.

        days, later: in which days lines of the same claim and of others are looked for. same: what they must have in
        common. Lines that surely do not count may be among them.
        """
        scene = self._scene
        rows = numbers_of(scene.rows)
        owner, beside = self._of_claim(rows)
        if self._own:
            return Pairs(owner, beside, None, OwnLines(scene.batch, beside))
        size = self._shelves().size
        found = [owner * size + beside, self._of_others(rows, later, same, False)]
        if self._far:
            found.append(self._of_others(rows, later, same, True))
        together = np.sort(np.concatenate(found))
        owner, beside = together // size, together % size
        of_other = beside >= int(scene.batch.starts[-1])
        return Pairs(owner, beside, of_other, SoughtLines(scene.batch, beside, self._far))

    def _of_claim(self, rows: Array) -> tuple[Array, Array]:
        batch = self._scene.batch
        claim = batch.claim_of[rows]
        owner, beside = runs(batch.starts[claim], batch.starts[claim + 1], HELD)
        keeps = np.ones(len(owner), bool) if self.alone is None else self.alone[beside] != FALSE
        if self._node.other:
            line = batch.read(NUMBER).rows(int(batch.starts[-1]))
            keeps &= line[beside] != line[rows[owner]]
        return owner[keeps], beside[keeps]

    def _of_others(self, rows: Array, days: Days, same: tuple[Path, ...], far: bool) -> Array:
        """Return rows and lines of other claims, or of other patients, each pair as one number."""
        claim = self._scene.batch.claim_of[rows]
        first, last = days.first, np.maximum(days.last, days.first - 1)
        if days.gone is not None:
            first, last = np.where(days.gone != 0, FIRST, first), np.where(days.gone != 0, LAST, last)
        shelves = self._shelves(far)
        seen = shelves.seen()
        keeps = None if self.alone is None else self.alone[: shelves.size] != FALSE
        key = (self._scene.book, self._key) if self.alone is not None else None
        own = shelves.codes(same)[rows]
        found = [np.zeros(0, np.int64)]
        for paths, at in ((same, np.flatnonzero(own != 0)), ((), np.flatnonzero(own == 0))):
            if len(at):
                shelf = shelves.shelf(paths, key, keeps)
                owner, beside = shelf.beside(claim[at], shelves.codes(paths)[rows[at]], first[at], last[at])
                owner = at[owner]
                apart = seen.holder[beside] != seen.viewer[claim[owner]]
                found.append(owner[apart] * self._shelves().size + beside[apart])
        return np.concatenate(found)
