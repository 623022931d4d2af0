"""A batch of claims against one rulebook: every rule for the lines it may speak of, what is covered, the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs
import numpy as np

from rules_engine.batches.batch import Batch, CannotError
from rules_engine.batches.vector import Array, Kind, Rows, Vector
from rules_engine.interpreters.columnar.book import Book
from rules_engine.interpreters.columnar.coverage import CODE, covered
from rules_engine.interpreters.columnar.groups import first_lines, first_of_groups
from rules_engine.interpreters.columnar.outcomes import EXCUSED, NOT_MET, OUT, UNSURE
from rules_engine.interpreters.columnar.pairs import numbers_of
from rules_engine.interpreters.columnar.rule import FAILS, NEEDS, PASSES, apply, gravity
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.semantics import MEANING
from rules_engine.interpreters.columnar.standing import Standings, WithStandings
from rules_engine.ir.rulebook import Rule

OF_CLAIM: Final = 0


@attrs.define(eq=False, repr=False)
class Answer:
    """What a rulebook says of a batch.

    lines, claims: verdicts, 0 passes to 4 fails, one a line and one a claim. unchecked: lines that nothing speaks of.
    failing, unknown: pairs of a line (of a rule about the claim: its first) and a rule's place in the rulebook.
    handed: claims that columns cannot say, with the cause; nothing else in the answer counts for them.
    cannot: places of the rules that columns cannot say, with the cause.
    told: when it was asked for, rows and outcomes by the place of the rule.
    """

    lines: Array
    claims: Array
    unchecked: Array
    failing: list[tuple[Array, int]] = attrs.field(factory=list)
    unknown: list[tuple[Array, int]] = attrs.field(factory=list)
    handed: dict[int, str] = attrs.field(factory=dict)
    cannot: dict[int, str] = attrs.field(factory=dict)
    told: dict[int, list[tuple[Array, Array]]] | None = None
    coverage: Array | None = None


class Judge:
    """One batch before one rulebook."""

    def __init__(self, batch: Batch, book: Book, full: bool = False) -> None:
        self._book = book
        self._starts = batch.starts
        self._size = int(batch.starts[-1])
        claims = len(batch.starts) - 1
        self._standings = Standings(batch, self._size, claims)
        self._batch: Batch = WithStandings(batch, self._standings)
        self._spoken = np.zeros(self._size, bool)
        self._of_claim = np.zeros(claims, np.uint8)
        self._answer = Answer(np.zeros(self._size, np.uint8), self._of_claim, np.zeros(self._size, bool))
        self._answer.told = {} if full else None

    def answer(self) -> Answer:
        """Return what the rulebook says."""
        rules = self._book.rulebook.rules
        stages = sorted({rule.stage for rule in rules}) or [1]
        parts = list(self._parts())
        if self._book.rulebook.coverage:
            for scene, _ in parts:
                self._cover(scene)
        for stage in stages:
            if stage > 1:
                self._standings.settle()
                parts = [(self._scene(scene.rows, scene.size), places) for scene, places in parts]
            for scene, places in parts:
                for place in places:
                    if rules[place].stage == stage and rules[place].subject == "line":
                        self._ask(scene, place, rules[place])
            for place, rule in enumerate(rules):
                if rule.stage == stage and rule.subject != "line":
                    self._ask_wide(place, rule)
        return self._finished()

    # --- which lines -------------------------------------------------------------------------------

    def _scene(self, rows: Rows, size: int) -> Scene:
        return Scene(self._batch, self._book, MEANING, rows, size)

    def _parts(self) -> Iterator[tuple[Scene, list[int]]]:
        """Yield the lines of which the same rules may speak, with the places of these rules."""
        if not self._size:
            return
        code = self._batch.read(CODE)
        signatures: dict[tuple[int, ...], int] = {}
        entry = [signatures.setdefault(self._places(code, k), len(signatures)) for k in range(len(code.values))]
        if len(signatures) == 1:
            yield self._scene(slice(0, self._size), self._size), list(next(iter(signatures)))
            return
        numbers = np.asarray(entry, np.uint8 if len(signatures) < 2**8 else np.uint16)
        part = numbers if code.index is None else numbers[code.index]
        order = np.argsort(part, kind="stable")
        stops = np.cumsum(np.bincount(part, minlength=len(signatures)))
        for places, number in signatures.items():
            rows = order[stops[number - 1] if number else 0 : stops[number]]
            if len(rows):
                yield self._narrowed(rows, code, np.asarray(entry) == number), list(places)

    def _places(self, code: Vector, entry: int) -> tuple[int, ...]:
        if code.kind is Kind.NOTHING or (code.absent is not None and code.absent[entry]):
            return tuple(range(len(self._book.rulebook.rules)))
        return tuple(sorted((*self._book.anywhere, *self._book.by_code.get(code.values[entry], ()))))

    def _narrowed(self, rows: Array, code: Vector, here: Array) -> Scene:
        """Return the scene of some lines, which knows the few codes that they have."""
        scene = self._scene(rows, len(rows))
        if code.index is not None:
            kept = np.flatnonzero(here)
            to = np.zeros(len(here), code.index.dtype)
            to[kept] = np.arange(len(kept))
            absent = None if code.absent is None else code.absent[kept]
            index = None if len(kept) == 1 else to[code.index[rows]]
            scene.know(CODE, Vector(code.kind, code.values[kept], absent, index, code.places))
        return scene

    # --- what is said of them ----------------------------------------------------------------------

    def _cover(self, scene: Scene) -> None:
        rows = numbers_of(scene.rows)
        try:
            found, unlisted = covered(scene, self._book.rulebook.coverage)
        except CannotError as fault:
            self._hand(rows, fault.cause)
            return
        self._answer.unchecked[rows] = unlisted
        verdict = np.where(found == NOT_MET, FAILS, np.where(found == UNSURE, NEEDS, PASSES)).astype(np.uint8)
        self._answer.lines[rows] = np.maximum(self._answer.lines[rows], verdict)
        self._standings.note_lines(rows, np.where(found == NOT_MET, 2, np.where(found == UNSURE, 1, 0)))
        if self._answer.told is not None:
            if self._answer.coverage is None:
                self._answer.coverage = np.zeros(self._size, np.uint8)
            self._answer.coverage[rows] = found

    def _ask(self, scene: Scene, place: int, rule: Rule) -> None:
        try:
            found = apply(scene, rule, place in self._book.costly)
            if found is not None:
                self._note(scene, place, rule, found)
        except CannotError as fault:
            self._answer.cannot[place] = fault.cause
            self._hand(numbers_of(scene.rows), fault.cause)

    def _ask_wide(self, place: int, rule: Rule) -> None:
        """Ask a rule about claims, or about groups of lines: it is judged on the first line that it may speak of."""
        try:
            if rule.subject == "claim":
                rows, members = first_lines(self._batch, rule), None
            else:
                rows, members = first_of_groups(self._scene(slice(0, self._size), self._size), rule)
        except CannotError as fault:
            self._answer.cannot[place] = fault.cause
            self._hand(np.arange(self._size), fault.cause)
            return
        if not len(rows):
            return
        scene = self._scene(rows, len(rows))
        try:
            found = apply(scene, rule, place in self._book.costly)
            if found is not None:
                self._note(scene, place, rule, found, members)
        except CannotError as fault:
            self._answer.cannot[place] = fault.cause
            self._hand(rows, fault.cause)

    def _note(self, scene: Scene, place: int, rule: Rule, found: Array, members: Any = None) -> None:
        """Keep what a rule says. members: of each line of the batch the row of its group, or -1."""
        rows = numbers_of(scene.rows)
        answer = self._answer
        if answer.told is not None:
            answer.told.setdefault(place, []).append((rows, np.array(found)))
        if rule.codes is not None or rule.looks_code_up:
            self._speak(rule, rows, (found < 3) | (found == EXCUSED), members)
        bad = np.flatnonzero(found <= UNSURE)
        if not len(bad):
            return
        outcome = found[bad]
        verdict, standing = gravity(scene.part(bad, len(bad)), rule, outcome)
        lines = rows[bad]
        answer.failing.append((lines[outcome == NOT_MET], place))
        answer.unknown.append((lines[outcome == UNSURE], place))
        if rule.subject == "claim":
            claim = np.searchsorted(self._starts, lines, side="right") - 1
            self._of_claim[claim] = np.maximum(self._of_claim[claim], verdict)
            self._standings.note_claims(claim, standing)
            return
        answer.lines[lines] = np.maximum(answer.lines[lines], verdict)
        self._standings.note_lines(lines, standing)
        if members is not None:
            whole = np.zeros(len(rows), standing.dtype)
            whole[bad] = standing
            self._standings.note_lines(np.arange(self._size), np.where(members >= 0, whole[members], 0))

    def _speak(self, rule: Rule, rows: Array, spoken: Array, members: Any) -> None:
        if members is not None:
            self._spoken |= (members >= 0) & spoken[members]
        if rule.subject == "line" or members is not None:
            self._spoken[rows[spoken]] = True

    def _hand(self, rows: Array, cause: str) -> None:
        for claim in np.unique(np.searchsorted(self._starts, rows, side="right") - 1):
            self._answer.handed.setdefault(int(claim), cause)

    def _finished(self) -> Answer:
        answer = self._answer
        if not self._book.rulebook.coverage:
            answer.unchecked = ~self._spoken
        answer.lines = np.where(answer.unchecked, np.maximum(answer.lines, np.uint8(NEEDS)), answer.lines)
        filled = np.flatnonzero(np.diff(self._starts) > 0)
        if len(filled):
            most = np.maximum.reduceat(answer.lines, self._starts[filled])
            self._of_claim[filled] = np.maximum(self._of_claim[filled], most)
        answer.claims = self._of_claim
        return answer


__all__ = ["OUT", "Answer", "Judge"]
