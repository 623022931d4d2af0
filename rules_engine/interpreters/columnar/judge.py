"""A batch of claims against rulebooks: every rule for the lines it may speak of, what is covered, the verdicts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate

import numpy as np

from rules_engine.batches.batch import Batch, CannotError
from rules_engine.batches.vector import Array, Kind, Vector
from rules_engine.interpreters.columnar.amounts import amount_after
from rules_engine.interpreters.columnar.answer import Answer, answer_of
from rules_engine.interpreters.columnar.book import COVERAGE, Book
from rules_engine.interpreters.columnar.coverage import CODE, covered
from rules_engine.interpreters.columnar.findings import FLAG_OF, SPOKEN, STANDING, UNLISTED, Findings
from rules_engine.interpreters.columnar.groups import first_lines, first_of_groups
from rules_engine.interpreters.columnar.heard import HeardBatch
from rules_engine.interpreters.columnar.outcomes import EXCUSED, NOT_MET, OUT, UNSURE
from rules_engine.interpreters.columnar.pairs import TooManyPairsError, numbers_of
from rules_engine.interpreters.columnar.rule import FAILS, NEEDS, PASSES, apply, gravity
from rules_engine.interpreters.columnar.scene import JudgedBatch, Scene
from rules_engine.interpreters.columnar.semantics import MEANING
from rules_engine.interpreters.columnar.standing import Standings, WithStandings
from rules_engine.interpreters.columnar.tables import Ask, Tables
from rules_engine.ir.rulebook import Rule

NUMBER = ("line", "number")


class Plan:
    """Rulebooks that judge batches, and what is kept of them from batch to batch. Not for several threads at once."""

    def __init__(self, books: Sequence[Book]) -> None:
        self.books = tuple(books)
        self.offsets = [0, *accumulate(len(book.rulebook.rules) for book in books)]
        self.tables = Tables(len(self.books))
        for b, book in enumerate(self.books):
            for place, looks in book.looks.items():
                self.tables.add((b, place), looks)


def judge(batch: Batch, plan: Plan, book_of: Array | None = None, full: bool = False) -> Answer:
    """Return what rulebooks say of a batch.

    book_of: of each claim the number of its rulebook, -1 for none; all have the first one when it is not given.
    full: with the outcome of every rule for every line.
    """
    claims = len(batch.starts) - 1
    return _Judge(batch, plan, np.zeros(claims, np.int16) if book_of is None else book_of, full).answer()


class _Judge:
    def __init__(self, batch: Batch, plan: Plan, book_of: Array, full: bool) -> None:
        self._plan, self._books, self._offset = plan, plan.books, plan.offsets
        self._starts = batch.starts
        self._size = int(batch.starts[-1])
        self._book_of = book_of
        self._standings = Standings(batch.starts)
        self._batch = WithStandings(batch, self._standings)
        self._hearing: dict[Book, HeardBatch] = {}
        self._line_book = np.repeat(book_of, np.diff(batch.starts))
        self._lines = np.arange(self._size)
        self._present = np.unique(book_of[book_of >= 0]).tolist()
        self._found = Findings(np.zeros(self._size, np.uint16), told=[] if full else None)
        self._of_claim = Findings(np.zeros(len(book_of), np.uint16))

    def answer(self) -> Answer:
        """Return what the rulebooks say."""
        if self._size:
            self._first_stage()
            later = sorted({rule.stage for b in self._present for rule in self._rules(b) if rule.stage > 1})
            for stage in later:
                self._standings.settle(self._found.flags, self._of_claim.flags)
                self._wide_and_costly(stage)
        return answer_of(self._starts, self._book_of, self._books, self._found, self._of_claim, self._offset)

    def _rules(self, book: int) -> tuple[Rule, ...]:
        return self._books[book].rulebook.rules

    # --- in which order ------------------------------------------------------------------------------

    def _first_stage(self) -> None:
        """Rules that look at few features are looked up; the others are read line by line."""
        if self._found.told is None:
            apart = self._plan.tables.ask(self._batch, self._line_book, self._ask_all, self._found)
        else:
            apart = [(b, place) for b in self._present for place in self._books[b].looks]
        if apart:
            self._ask_all(self._lines, apart, self._found)
        self._wide_and_costly(1)

    def _wide_and_costly(self, stage: int) -> None:
        asks = [
            (b, place)
            for b in self._present
            for place, rule in enumerate(self._rules(b))
            if rule.stage == stage and rule.subject == "line" and self._books[b].is_apart(place)
        ]
        asks += [(b, COVERAGE) for b in self._present if stage == 1 and self._books[b].is_coverage_wide]
        if asks:
            self._ask_all(self._lines, asks, self._found)
        for b in self._present:
            for place, rule in enumerate(self._rules(b)):
                if rule.stage == stage and rule.subject != "line" and place not in self._books[b].in_turn:
                    self._ask_wide(b, place, rule)
            for place in self._books[b].in_turn:
                self._ask_in_turn(b, place, stage)

    def _ask_in_turn(self, b: int, place: int, stage: int) -> None:
        """Ask a rule to which it matters what others left of the line."""
        rule = self._rules(b)[place]
        if rule.stage == stage and rule.subject == "line":
            self._ask_all(self._lines, [(b, place)], self._found)
        elif rule.stage == stage:
            self._ask_wide(b, place, rule)

    # --- rules about each line -----------------------------------------------------------------------

    def _ask_all(self, lines: Array, asks: Sequence[Ask], found: Findings) -> None:
        """Ask rules about lines. found: holds what they say, by the place of the line among these."""
        by_book: dict[int, list[int]] = {}
        for b, place in asks:
            by_book.setdefault(b, []).append(place)
        whose, code = self._line_book[lines], self._batch.read(CODE).at(lines)
        at = self._able(code, whose, by_book)
        whose = whose[at]
        if len(by_book) > 1:
            order = np.argsort(whose, kind="stable")
            at, whose = at[order], whose[order]
        for b, places in by_book.items():
            first, stop = np.searchsorted(whose, (b, b + 1)) if len(by_book) > 1 else (0, len(at))
            here = at[first:stop]
            if len(here):
                for scene, within, part in self._parts(self._books[b], lines[here], places):
                    for place in part:
                        self._ask(scene, b, place, here[within], found)

    def _able(self, code: Vector, whose: Array, by_book: Mapping[int, Sequence[int]]) -> Array:
        """Return where the lines stand of which some of the rules may speak."""
        table = np.zeros((len(self._books) + 1, len(code.values)), bool)
        for b, places in by_book.items():
            table[b + 1] = [bool(each) for each in _speaking(self._books[b], code, places)]
        return np.flatnonzero(table[whose + 1, 0 if code.index is None else code.index])

    def _parts(self, book: Book, lines: Array, places: Sequence[int]) -> Iterator[tuple[Scene, Array, list[int]]]:
        """Yield lines of which the same rules may speak: their scene, where they stand among the lines, the rules."""
        code = self._batch.read(CODE).at(lines)
        signatures: dict[tuple[int, ...], int] = {}
        entry = [signatures.setdefault(each, len(signatures)) for each in _speaking(book, code, places)]
        numbers = np.asarray(entry, np.int32)
        part = numbers if code.index is None else numbers[code.index]
        part = np.broadcast_to(part, (len(lines),))
        order = np.argsort(part.astype(np.uint16 if len(signatures) < 2**16 else np.int32), kind="stable")
        stops = np.cumsum(np.bincount(part, minlength=len(signatures)))
        for speaking, number in signatures.items():
            within = order[stops[number - 1] if number else 0 : stops[number]]
            if len(within) and speaking:
                yield (
                    self._scene(book, lines[within], _narrowed(code, within, numbers == number)),
                    within,
                    list(speaking),
                )

    def _heard(self, book: Book) -> JudgedBatch:
        """Return the batch as a rulebook hears it."""
        if not book.mutes:
            return self._batch
        if book not in self._hearing:
            self._hearing[book] = HeardBatch(self._batch, book, MEANING)
        return self._hearing[book]

    def _scene(self, book: Book, rows: Array, code: Vector | None = None) -> Scene:
        scene = Scene(self._heard(book), book, MEANING, rows, len(rows))
        if code is not None:
            scene.know(CODE, code)
        return scene

    def _ask(self, scene: Scene, b: int, place: int, at: Array, found: Findings) -> None:
        """Ask one rule, or the coverage of a rulebook; lines with very many others beside them in smaller parts."""
        book = self._books[b]
        rules = () if place == COVERAGE else (self._offset[b] + place,)
        try:
            if place == COVERAGE:
                self._cover(scene, book, at, found)
            else:
                self._ask_rule(scene, b, place, at, found)
        except TooManyPairsError as fault:
            if scene.size == 1:
                found.hand(at, fault.cause, rules)
                return
            for rows in np.array_split(np.arange(scene.size), 2):
                self._ask(scene.part(rows, len(rows)), b, place, at[rows], found)
        except CannotError as fault:
            found.hand(at, fault.cause, rules)
            if place != COVERAGE:
                self._batch.amounts.lose(book.rulebook.rules[place].name, fault.cause)

    def _ask_rule(self, scene: Scene, b: int, place: int, at: Array, found: Findings) -> None:
        """Ask one rule. Nothing is noted before everything is known."""
        book = self._books[b]
        rule = book.rulebook.rules[place]
        outcome = apply(scene, rule, place in book.costly)
        if outcome is None:
            return
        bad = np.flatnonzero(outcome <= UNSURE)
        grave = gravity(scene.part(bad, len(bad)), rule, outcome[bad]) if len(bad) else None
        self._keep(scene, rule, outcome)
        found.note(at, self._offset[b] + place, outcome, _is_of_a_code(rule))
        if grave is not None:
            found.add(at[bad], *grave)

    def _keep(self, scene: Scene, rule: Rule, outcome: Array) -> None:
        """Keep what a rule left of lines, when others come after it."""
        if rule.name not in scene.book.chained:
            return
        if rule.subject == "claim":
            if (self._batch.read(NUMBER).spread().values == 0).any():
                raise CannotError("lines numbered 0")  # by which rows keep what is left of the claim
            return
        here = np.flatnonzero(outcome != OUT)
        left = amount_after(scene, rule, outcome)
        self._batch.amounts.keep(rule.name, numbers_of(scene.rows)[here], left.at(here))

    def _cover(self, scene: Scene, book: Book, at: Array, found: Findings) -> None:
        outcome, unlisted = covered(scene, book.rulebook.coverage)
        verdict = np.where(outcome == NOT_MET, FAILS, np.where(outcome == UNSURE, NEEDS, PASSES))
        standing = np.where(outcome == NOT_MET, 2, np.where(outcome == UNSURE, 1, 0))
        found.add(at, verdict, standing)
        found.flags[at[unlisted]] |= np.uint16(UNLISTED)
        if found.told is not None:
            found.told.append((at, -1 - self._books.index(book), np.array(outcome)))

    # --- rules about claims and groups of lines ------------------------------------------------------

    def _ask_wide(self, b: int, place: int, rule: Rule) -> None:
        """A rule about a claim, or a group of lines, is judged on the first line that it may speak of."""
        lines = np.flatnonzero(self._line_book == b)
        number = self._offset[b] + place
        try:
            members = None
            if rule.subject == "claim":
                first = first_lines(self._batch, rule)
                rows = first[self._line_book[first] == b]
            else:
                rows, members = first_of_groups(self._scene(self._books[b], lines), rule)
                rows = lines[rows]
            if not len(rows):
                return
            scene = self._scene(self._books[b], rows)
            outcome = apply(scene, rule, place in self._books[b].costly)
            if outcome is not None:
                self._note_wide(scene, rule, number, outcome, lines, members)
                self._keep(scene, rule, outcome)
        except CannotError as fault:
            self._batch.amounts.lose(rule.name, fault.cause)
            self._found.hand(lines, fault.cause, (number,))

    def _note_wide(
        self, scene: Scene, rule: Rule, number: int, outcome: Array, lines: Array, members: Array | None
    ) -> None:
        """Keep what a rule says of groups or claims. members: of each of the lines the row of its group, or -1."""
        rows = np.asarray(scene.rows)
        bad = self._found.note(rows, number, outcome, _is_of_a_code(rule) and rule.subject != "claim")
        if rule.subject == "claim":
            whole = np.searchsorted(self._starts, rows, side="right") - 1
            if len(bad):
                self._of_claim.add(whole[bad], *gravity(scene.part(bad, len(bad)), rule, outcome[bad]))
            return
        verdict, standing = np.zeros(len(rows), np.uint8), np.zeros(len(rows), np.uint8)
        if len(bad):
            verdict[bad], standing[bad] = gravity(scene.part(bad, len(bad)), rule, outcome[bad])
        self._found.flags[rows] |= FLAG_OF[verdict]
        if members is None:
            return
        spoken = ((outcome < 3) | (outcome == EXCUSED)) & _is_of_a_code(rule)
        flags = STANDING[standing] | np.where(spoken, np.uint16(SPOKEN), np.uint16(0))
        inside = np.flatnonzero(members >= 0)
        self._found.flags[lines[inside]] |= flags[members[inside]]


def _speaking(book: Book, code: Vector, places: Sequence[int]) -> Iterable[tuple[int, ...]]:
    """Return for each entry of a column of codes which of the rules may speak of it; an absent code may be any."""
    everything = tuple(places)
    if code.kind is Kind.NOTHING or not book.are_bound(everything):
        return [everything] * len(code.values)
    said = [everything if value is None else book.speaking(everything, value) for value in code.values.tolist()]
    if code.absent is not None:
        return [everything if gone else each for each, gone in zip(said, code.absent.tolist(), strict=True)]
    return said


def _narrowed(code: Vector, within: Array, here: Array) -> Vector | None:
    """Return the codes of some lines with no more entries than they have."""
    if code.index is None:
        return None
    kept = np.flatnonzero(here)
    to = np.zeros(len(here), code.index.dtype)
    to[kept] = np.arange(len(kept))
    absent = None if code.absent is None else code.absent[kept]
    index = None if len(kept) == 1 else to[code.index[within]]
    return Vector(code.kind, code.values[kept], absent, index, code.places)


def _is_of_a_code(rule: Rule) -> bool:
    return rule.codes is not None or rule.looks_code_up
