"""What groups of rules say of every combination of features that was met so far, kept from batch to batch.

Rules that look at the same few features are a group. A combination is read when it is first met, on any one line that
has it; from then on a line costs a few small numbers and one look-up a group, however many rules the group holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

import numpy as np

from rules_engine.batches.batch import Batch, CannotError
from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar.features import CODE, Bound, Feature
from rules_engine.interpreters.columnar.findings import BAD, HANDED, Findings, together
from rules_engine.interpreters.columnar.numbered import Numbering, TooManyError
from rules_engine.interpreters.columnar.pairs import runs

MOST_COMBINED: Final = 2**22
"""A group has no more combinations, whether they occur or not."""
MERGED: Final = 2**15
"""Groups are put together while they have no more combinations, the code and the rulebook left aside."""
A_TIME: Final = 2**16
"""So many lines are looked up at a time, so that what is worked out of them stays near."""
UNSEEN: Final = 1024

Ask = tuple[int, int]
Numbers = tuple[Array, Array | None]
Evaluate = Callable[[Array, Sequence[Ask], Findings], None]
"""Asks rules about lines; findings hold what they say by the place of the line among these."""


class Group:
    """Rules that look at no more than some features, and what they say of the combinations met so far."""

    def __init__(self, features: Sequence[Feature], asks: Sequence[Ask]) -> None:
        self.features = tuple(sorted(features, key=lambda each: each.order))
        self.asks = list(asks)
        self.forget(())

    def forget(self, counts: tuple[int, ...]) -> None:
        """Begin anew, for so many numbers of each feature."""
        self.counts = counts
        size = int(np.prod(counts, dtype=np.int64)) if counts else 0
        self.flags: Array = np.full(size, UNSEEN, np.uint16)
        self._start: Array = np.zeros(size, np.int32)
        self._stop: Array = np.zeros(size, np.int32)
        self._rules: Array = np.zeros(0, np.int32)  # those not met and unknown of all combinations, in runs
        self._is_open: Array = np.zeros(0, bool)
        self._causes: list[tuple[Array, str]] = []
        self._cannot: dict[int, str] = {}

    def learn(self, combined: Array, lines: Array, asks: Sequence[Ask], evaluate: Evaluate) -> None:
        """Read the combinations of some lines, which were not met before."""
        new, first = np.unique(combined, return_index=True)
        found = Findings(np.zeros(len(new), np.uint16))
        evaluate(lines[first], asks, found)
        self.flags[new] = found.flags
        rows, rules, is_open = _listed(found)
        counts = np.bincount(rows, minlength=len(new))
        stops = np.cumsum(counts) + len(self._rules)
        self._start[new], self._stop[new] = stops - counts, stops
        self._rules = np.concatenate((self._rules, rules))
        self._is_open = np.concatenate((self._is_open, is_open))
        self._causes += [(new[at], cause) for at, cause in found.causes]
        self._cannot.update(found.cannot)

    def tell(self, combined: Array, flags: Array, first: int, to: Findings) -> None:
        """Give what the group says of lines, beginning with line `first`, to the findings of the batch."""
        touched = np.flatnonzero(flags & (BAD | HANDED))
        if not len(touched):
            return
        at = combined[touched]
        owner, place = runs(self._start[at], self._stop[at])
        rows, rules, is_open = touched[owner] + first, self._rules[place], self._is_open[place]
        to.failing.append((rows[~is_open], rules[~is_open]))
        to.unknown.append((rows[is_open], rules[is_open]))
        for handed, cause in self._causes:
            here = touched[np.isin(at, handed)]
            if len(here):
                to.causes.append((here + first, cause))
                to.cannot.update(self._cannot)


def _listed(found: Findings) -> tuple[Array, Array, Array]:
    failing, unknown = together(found.failing), together(found.unknown)
    rows = np.concatenate((failing[0], unknown[0]))
    order = np.argsort(rows, kind="stable")
    is_open = np.concatenate((np.zeros(len(failing[0]), bool), np.ones(len(unknown[0]), bool)))
    return rows[order], np.concatenate((failing[1], unknown[1]))[order], is_open[order]


class Tables:
    """The groups of some rulebooks. asks of which features: see `Looks`."""

    def __init__(self, books: int) -> None:
        self._books = books
        self._looks: dict[frozenset[Feature], list[Ask]] = {}
        self._bounds: dict[Feature, set[Bound]] = {}
        self._numberings: dict[Feature, Numbering] = {}
        self._groups: list[Group] | None = None
        self._apart: set[Ask] = set()
        self._code = Numbering(Feature("value", CODE), ())

    def add(self, ask: Ask, looks: dict[Feature, set[Bound]]) -> None:
        """Add a rule, or the coverage of a rulebook."""
        self._looks.setdefault(frozenset(looks), []).append(ask)
        for feature, bounds in looks.items():
            self._bounds.setdefault(feature, set()).update(bounds)

    def ask(self, batch: Batch, line_book: Array, evaluate: Evaluate, to: Findings) -> list[Ask]:
        """Tell what the groups say of the lines of a batch. Return the rules that cannot be asked in this way."""
        columns = _Columns(batch, line_book, self._books, self._code)
        apart: list[Ask] = []
        for group in self._grouped(columns):
            try:
                self._ask_group(group, columns, evaluate, to)
            except (TooManyError, CannotError):
                apart += group.asks
        return apart + sorted(self._apart)

    def _ask_group(self, group: Group, columns: _Columns, evaluate: Evaluate, to: Findings) -> None:
        parts = [columns.of(self._numberings[each]) for each in group.features]
        counts = (*columns.counts, *(self._numberings[each].count for each in group.features))
        if counts != group.counts:
            if np.prod(counts, dtype=np.float64) > MOST_COMBINED:
                raise TooManyError
            group.forget(counts)
        for lines in columns.chunks(0):
            combined = columns.combined(parts, counts, lines)
            flags = np.take(group.flags, combined, mode="clip")
            if (flags & UNSEEN).any():
                self._learn(group, columns, parts, lines.start, evaluate)
                flags = np.take(group.flags, combined, mode="clip")
            to.flags[lines] |= flags
            group.tell(combined, flags, lines.start, to)

    def _learn(self, group: Group, columns: _Columns, parts: Sequence[Numbers], first: int, evaluate: Evaluate) -> None:
        """Read all combinations of the batch that were not met before, each on its first line."""
        new, at = [], []
        for lines in columns.chunks(first):
            combined = columns.combined(parts, group.counts, lines)
            found = np.flatnonzero(np.take(group.flags, combined, mode="clip") & UNSEEN)
            each, where = np.unique(combined[found], return_index=True)
            new.append(each)
            at.append(found[where] + lines.start)
        group.learn(np.concatenate(new), np.concatenate(at), group.asks, evaluate)

    # --- which rules go together -------------------------------------------------------------------

    def _grouped(self, columns: _Columns) -> list[Group]:
        if self._groups is None:
            self._numberings = {each: Numbering(each, bounds) for each, bounds in self._bounds.items()}
            groups: list[Group] = []
            for features in sorted(self._looks, key=lambda each: (-len(each), sorted(f.order for f in each))):
                self._place(groups, features, columns)
            self._groups = groups
        return self._groups

    def _place(self, groups: list[Group], features: frozenset[Feature], columns: _Columns) -> None:
        asks = self._looks[features]
        fitting = next((each for each in groups if features <= frozenset(each.features)), None)
        if fitting is not None:
            fitting.asks += asks
            return
        count = self._count(features, columns)
        if count * columns.always > MOST_COMBINED:
            self._apart.update(asks)
            return
        for place, group in enumerate(groups):
            both = features | frozenset(group.features)
            if self._count(both, columns) <= MERGED and self._count(both, columns) * columns.always <= MOST_COMBINED:
                groups[place] = Group(tuple(both), [*group.asks, *asks])
                return
        groups.append(Group(tuple(features), asks))

    def _count(self, features: frozenset[Feature], columns: _Columns) -> float:
        try:
            for each in features:
                columns.of(self._numberings[each])
        except (TooManyError, CannotError):
            return float("inf")
        return float(np.prod([self._numberings[each].count for each in features], dtype=np.float64))


class _Columns:
    """The features of a batch as small numbers, each worked out once."""

    def __init__(self, batch: Batch, line_book: Array, books: int, code: Numbering) -> None:
        self._batch = batch
        self.size = len(line_book)
        self._found: dict[Feature, tuple[Array, Array | None]] = {}
        self._first = (line_book + 1).astype(np.int32) if books > 1 or bool((line_book != 0).any()) else None
        self._code = self.of(code)
        self.counts = (1 if self._first is None else books + 1, code.count)
        self.always = self.counts[0] * self.counts[1]

    def of(self, numbering: Numbering) -> tuple[Array, Array | None]:
        """Return the numbers of a feature, one an entry, and the index from lines to entries."""
        if numbering.feature not in self._found:
            self._found[numbering.feature] = numbering.of(self._batch)
        return self._found[numbering.feature]

    def chunks(self, first: int) -> Iterator[slice]:
        """Yield the lines from `first` on, so many at a time."""
        for start in range(first, self.size, A_TIME):
            yield slice(start, min(start + A_TIME, self.size))

    def combined(self, parts: Sequence[Numbers], counts: Sequence[int], lines: slice) -> Array:
        """Return the number of the combination of features of some lines."""
        size = lines.stop - lines.start
        found = np.zeros(size, np.int32) if self._first is None else self._first[lines].copy()
        for (numbers, index), count in zip((self._code, *parts), counts[1:], strict=True):
            found *= np.int32(count)
            if index is not None:
                found += np.take(numbers, index[lines], mode="clip")
            else:
                found += numbers[0] if len(numbers) == 1 else numbers[lines]
        return found
