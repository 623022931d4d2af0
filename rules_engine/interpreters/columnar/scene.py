"""From where a part of a rule looks: rows of lines, and inside a `where` what is sought beside each of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import attrs
import numpy as np

from rules_engine.batches.batch import Batch, Path
from rules_engine.batches.vector import Array, Rows, Vector
from rules_engine.interpreters.columnar.kleene import Truth
from rules_engine.interpreters.columnar.outcomes import NOT_MET, UNSURE
from rules_engine.ir import nodes as n


class JudgedBatch(Batch, Protocol):
    """A batch that is being judged. claim_of: the number of the claim of each line."""

    @property
    def claim_of(self) -> Array:
        """Return the number of the claim of each line."""
        ...

    def shelves(self, far: bool) -> Any:
        """Return the lines of other claims as they are sorted. far: those of other patients."""
        ...

    @property
    def amounts(self) -> Any:
        """Return what rules left of the lines so far."""
        ...


class Sought(Protocol):
    """What stands beside each row inside a `where`: a line or an entry."""

    def read(self, path: Path) -> Vector:
        """Return what it has at a path, a row for each row of the scene."""
        ...


@attrs.frozen(eq=False, repr=False)
class Meaning:
    """What each kind of node means in columns: the function that reads it in a scene. See `semantics`."""

    values: Any
    truths: Any
    requirements: Any


class Scene:
    """Rows of a batch, all of which a part of a rule is read for at once.

    size: how many rows. rows: which lines of the batch they are. sought: what stands beside each row, inside a `where`.
    book: what is known of the rulebook. used_up: how much of the rule's first limit is used up with each line, for
    those who ask; None before the limit was looked at.
    """

    __slots__ = ("_fields", "_once", "batch", "book", "meaning", "rows", "size", "sought", "used_up")

    def __init__(
        self, batch: JudgedBatch, book: Any, meaning: Meaning, rows: Rows, size: int, sought: Sought | None = None
    ) -> None:
        self.batch = batch
        self.book = book
        self.meaning = meaning
        self.rows = rows
        self.size = size
        self.sought = sought
        self.used_up: Vector | None = None
        self._fields: dict[Path, Vector] = {}
        self._once: dict[Any, Any] = {}

    def read(self, path: Path) -> Vector:
        """Return what the lines of the scene have at a path."""
        found = self._fields.get(path)
        if found is None:
            found = self._fields[path] = self.batch.read(path).at(self.rows)
        return found

    def know(self, path: Path, vector: Vector) -> None:
        """Hold what the lines of the scene have at a path."""
        self._fields[path] = vector

    def here(self) -> Scene:
        """Return the scene of the same lines outside of any `where`."""
        if self.sought is None:
            return self
        return Scene(self.batch, self.book, self.meaning, self.rows, self.size)

    def once(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what is worked out once for the lines of the scene."""
        if key not in self._once:
            self._once[key] = make()
        return self._once[key]

    def value(self, node: Any) -> Vector:
        """Return the value of an expression in each row."""
        found: Vector = self.meaning.values[type(node)](self, node)
        return found

    def truth(self, node: Any) -> Truth:
        """Return whether a condition holds in each row. Equal conditions of several rules are read once."""
        if self.sought is not None:
            held: Truth = self.meaning.truths[type(node)](self, node)
            return held
        key = self.book.number(node)
        found = self._once.get(key)
        if found is None and key is None:
            found = self.meaning.truths[type(node)](self, node)
        elif found is None:
            found = self._once[key] = self.meaning.truths[type(node)](self, node)
        return cast(Truth, found)

    def requirement(self, node: Any) -> Array:
        """Return what a requirement says in each row (see `outcomes`)."""
        found: Array = self.meaning.requirements[type(node)](self, node)
        if node.missing == "not met":
            return np.where(found == UNSURE, np.uint8(NOT_MET), found)
        return found

    def owned(self, node: n.Field) -> Vector:
        """Return a fact of this line, or of the thing sought."""
        if node.owner is n.Owner.THIS or self.sought is None:
            return self.read(node.path)
        return self.sought.read(node.path)

    def part(self, rows: Rows, size: int) -> Scene:
        """Return a scene of some rows of this one, outside of any `where`."""
        found = Scene(self.batch, self.book, self.meaning, chosen(self.rows, rows), size)
        found.used_up = None if self.used_up is None else self.used_up.at(rows)
        return found

    def beside(self, rows: Array, sought: Sought) -> Scene:
        """Return the scene inside a `where`: rows of this scene, each with something sought beside it."""
        found = Scene(self.batch, self.book, self.meaning, chosen(self.rows, rows), len(rows), sought)
        found.used_up = None if self.used_up is None else self.used_up.at(rows)
        return found


def chosen(rows: Rows, among: Rows) -> Rows:
    """Return which lines some rows of a scene are."""
    if isinstance(rows, slice):
        if isinstance(among, slice):
            return slice(rows.start + among.start, rows.start + among.stop)
        return np.asarray(among + rows.start)
    picked: Array = rows[among]
    return picked
