"""The same claims judged by the rules as they were and as they are: what changes, by rule, payer and owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, Final

import attrs
import numpy as np
import pyarrow as pa

from rules_engine.batches.vector import Array
from rules_engine.bulk.judged import Bulk
from rules_engine.bulk.output import WORDS
from rules_engine.bulk.replay_model import CHANGES, COVERAGE, STATES, Change, Count, Replay, Witness
from rules_engine.bulk.replay_rules import Pair, Rules, books_of, owners_of, place_of
from rules_engine.bulk.replay_said import DossierLines, Lines, Pairs, Said, TableLines, of_lines, of_results
from rules_engine.claims.join import Joined
from rules_engine.claims.model import Dossier
from rules_engine.engine import NO_RULEBOOK, adapted, results
from rules_engine.hooks.manager import Plugins
from rules_engine.interpreters.row import judge
from rules_engine.language.library import RuleLibrary

_CHANGE_TO: Final = {2: "newly fails", 1: "becomes unknown"}
_UNCHECKED: Final = "unchecked"
Job = tuple[pa.Table | pa.RecordBatch, str, int] | Joined
"""A claim table with the name of its source and the number that its first row has there, or joined dossiers."""


@attrs.frozen(repr=False)
class Side:
    """Rules by which claims are judged. name: how the caller calls them."""

    library: RuleLibrary
    known_on: date | None = None
    name: str = ""


def replay(
    old: Side,
    new: Side,
    jobs: Iterable[Job],
    payer: str | None = None,
    plugins: Plugins | None = None,
) -> Replay:
    """Return what changes when claims are judged by `new` in the place of `old`.

    jobs: claims; they see each other only within a job.
    payer: name of the rulebook, when it is not to be found by the claims' payer.
    Raises TableError when a table is no claim table, KeyError when `payer` names no rulebook of a side.
    """
    found = _Replay(old, new, payer, plugins or Plugins())
    for number, job in enumerate(jobs):
        found.add(number, job)
    return found.told()


_Key = tuple[str, str, str, str]  # label, change, before, after


class _Replay:
    def __init__(self, old: Side, new: Side, payer: str | None, plugins: Plugins) -> None:
        self._sides, self._payer, self._plugins = (old, new), payer, plugins
        self._bulks = [Bulk(each.library, payer, each.known_on, plugins) for each in self._sides]
        books = [books_of(each.library, payer) for each in self._sides]
        self._rules = Rules(books[0], books[1], (old.known_on, new.known_on))
        self._labels: dict[str, int] = {}
        self._names: list[str] = []
        self._claims = self._lines = self._rejected = 0
        self._changed = Count()
        self._verdicts: dict[tuple[str, str, str], Count] = {}
        self._changes: dict[_Key, Count] = {}
        self._owners: dict[tuple[str, str], Count] = {}
        self._witnesses: dict[_Key, tuple[tuple[int, int, int], Witness]] = {}

    def add(self, number: int, job: Job) -> None:
        """Judge the claims of one job by both sides, and keep what changes."""
        if isinstance(job, Joined):
            joined = adapted(job, self._plugins, self._payer)
            said = [of_results(results(joined, s.library, self._payer, s.known_on)) for s in self._sides]
            self._claims += len(joined.dossiers)
            self._rejected += joined.found - len(joined.dossiers)
            self._compare(number, said[0], said[1], lambda: DossierLines(joined.dossiers))
            return
        table, source, first = job
        old, new = (bulk.judge(table, source) for bulk in self._bulks)
        self._claims += new.judged
        self._rejected += new.found - new.judged
        rows = new.lines["row"].to_numpy()
        self._compare(number, of_lines(old.lines), of_lines(new.lines), lambda: TableLines(table, rows, source, first))

    # --- one job -----------------------------------------------------------------------------------

    def _compare(self, job: int, old: Said, new: Said, lines_of: Any) -> None:
        self._lines += len(new.verdicts)
        differs = (old.verdicts != new.verdicts) | (old.unchecked != new.unchecked)
        of_claim = old.claim_verdicts != new.claim_verdicts
        place, label, before, after = self._moves(old, new, differs | of_claim)
        if not len(place) and not differs.any() and not of_claim.any():
            return
        part = _Job(job, old, new, lines_of())
        changed = np.unique(np.concatenate((self._by_rule(part, place, label, before, after), np.flatnonzero(differs))))
        moved = np.zeros(len(differs), bool)
        moved[place] = True
        rest = np.flatnonzero(differs & ~moved)
        told = part.lines.claim_of[np.concatenate((place, rest))]
        lone = np.flatnonzero(of_claim & ~np.isin(part.lines.claim_of, told))
        lone = lone[np.unique(part.lines.claim_of[lone], return_index=True)[1]]  # the first line of each such claim
        self._by_coverage(part, np.union1d(rest, lone))
        self._whole(part, np.union1d(changed, lone))

    def _moves(self, old: Said, new: Said, verdict_differs: Array) -> tuple[Array, Array, Array, Array]:
        """Return lines and numbers of rules, with what the rule said of the line and what it says."""
        sides = [(self._keys(0, old.not_met), self._keys(0, old.unknown))]
        sides.append((self._keys(1, new.not_met), self._keys(1, new.unknown)))
        size = max(1, len(self._names))
        flat = [[place * size + label for place, label in side] for side in sides]
        keys = np.unique(np.concatenate([each for side in flat for each in side]))
        states = []
        for not_met, unknown in flat:
            state = np.zeros(len(keys), np.int8)
            state[np.searchsorted(keys, unknown)] = 1
            state[np.searchsorted(keys, not_met)] = 2
            states.append(state)
        place, label = keys // size, keys % size
        other = np.array([self._has_other_consequence(name) for name in self._names] or [False])
        moves = (states[0] != states[1]) | (other[label] & verdict_differs[place])
        return place[moves], label[moves], states[0][moves], states[1][moves]

    def _keys(self, side: int, pairs: Pairs) -> tuple[Array, Array]:
        place, names, numbers = pairs
        labels = [self._number(self._rules.label(side, each)) for each in names]
        return place.astype(np.int64), np.array(labels or [0], np.int64)[numbers]

    def _number(self, label: str) -> int:
        if label not in self._labels:
            self._labels[label] = len(self._names)
            self._names.append(label)
        return self._labels[label]

    def _has_other_consequence(self, label: str) -> bool:
        pair = self._rules.pairs.get(label)
        return pair is not None and pair.has_other_consequence

    def _by_rule(self, part: _Job, place: Array, label: Array, before: Array, after: Array) -> Array:
        """Count what rules say otherwise; return all lines that it concerns."""
        concerned, of_owner = [place[:0]], dict[tuple[str, str], list[Array]]()
        for at, number, was, is_ in _groups(label, before, after):
            pair = self._rules.pairs[self._names[number]]
            change = (
                "other consequence"
                if was == is_
                else _CHANGE_TO.get(is_) or f"no longer {('', 'unknown', 'fails')[was]}"
            )
            lines = part.of_claims(place[at]) if pair.is_about_claim else place[at]
            concerned.append(lines)
            of_owner.setdefault((_owner(pair, is_), change), []).append(lines)
            self._keep(part, (pair.label, change, STATES[was], STATES[is_]), lines, place[at])
        for key, found in of_owner.items():
            part.count(self._owners.setdefault(key, Count()), np.unique(np.concatenate(found)))
        return np.unique(np.concatenate(concerned))

    def _by_coverage(self, part: _Job, lines: Array) -> None:
        """Count lines that change though no rule that speaks of them does."""
        groups: dict[_Key, list[int]] = {}
        for line in lines.tolist():
            words = [_UNCHECKED if s.unchecked[line] else WORDS[s.verdicts[line]] for s in (part.old, part.new)]
            name = f"{COVERAGE} of {self._rulebook(part, line)}"
            groups.setdefault((name, COVERAGE, words[0], words[1]), []).append(line)
        for key, found in groups.items():
            self._keep(part, key, np.array(found), np.array(found))

    def _keep(self, part: _Job, key: _Key, lines: Array, shown: Array) -> None:
        """Count the lines of one change, and keep the smallest claim. shown: lines that show it."""
        part.count(self._changes.setdefault(key, Count()), lines)
        sizes = part.sizes[part.lines.claim_of[shown]]
        best = int(np.lexsort((part.lines.rows[shown], sizes))[0])
        line, size = int(shown[best]), int(sizes[best])
        rank = (size, part.number, int(part.lines.rows[line]))
        if key not in self._witnesses or rank < self._witnesses[key][0]:
            source, claim_id, number = part.lines.line(line)
            places = self._covering(part, line) if key[1] == COVERAGE else ("", "")
            witness = Witness(
                claim_id=claim_id,
                source=source,
                row=rank[2],
                line=number,
                lines=size,
                old_place=places[0],
                new_place=places[1],
            )
            self._witnesses[key] = rank, witness

    def _whole(self, part: _Job, lines: Array) -> None:
        part.count(self._changed, lines)
        claims, first = np.unique(part.lines.claim_of[lines], return_index=True)
        groups: dict[tuple[str, str, str], list[int]] = {}
        for claim, line in zip(claims.tolist(), lines[first].tolist(), strict=True):
            words = [WORDS[each.claim_verdicts[line]] for each in (part.old, part.new)]
            groups.setdefault((self._rulebook(part, line), words[0], words[1]), []).append(claim)
        for key, found in groups.items():
            part.count(self._verdicts.setdefault(key, Count()), part.all_of(np.array(found)))

    # --- what is told ------------------------------------------------------------------------------

    def _rulebook(self, part: _Job, line: int) -> str:
        """Return the rulebook that judges a line now, else the one that judged it before."""
        marks = part.lines.payer(int(part.lines.claim_of[line]))
        names = [self._payer, *(each.library.identify(*marks) for each in reversed(self._sides))]
        return next(filter(None, names), "no rulebook")

    def _covering(self, part: _Job, line: int) -> tuple[str, str]:
        """Return where the statement of coverage stands that decided about a line, on both sides."""
        dossier = part.lines.dossier(line)
        taken = None if dossier is None else self._plugins.adapt(dossier, self._payer)
        if not isinstance(taken, Dossier):
            return "", ""
        number, places = part.lines.line(line)[2], []
        for side in self._sides:
            name = self._payer or side.library.identify(taken.claim.payer_id, taken.claim.payer_name)
            found = judge(taken, side.library.rulebook(name) if name else NO_RULEBOOK, side.known_on)
            decided = (each.statement for each in found.coverage if each.line == number and each.statement)
            places.append(next((place_of(each.place) for each in decided), ""))
        return places[0], places[1]

    def told(self) -> Replay:
        """Return what was found, sorted."""
        changes = [self._change(key, count) for key, count in self._changes.items()]
        order = {change: place for place, change in enumerate((*CHANGES, COVERAGE))}
        return Replay(
            claims=self._claims,
            lines=self._lines,
            rejected=self._rejected,
            changed=self._changed,
            verdicts=dict(
                sorted(self._verdicts.items(), key=lambda each: (each[0][0], *map(WORDS.index, each[0][1:])))
            ),
            changes=tuple(sorted(changes, key=lambda each: (each.rule, order[each.change], each.before, each.after))),
            owners=dict(sorted(self._owners.items(), key=lambda each: (each[0][0], order[each[0][1]]))),
            differences=self._rules.differences,
        )

    def _change(self, key: _Key, count: Count) -> Change:
        label, change, before, after = key
        pair = self._rules.pairs.get(label) or Pair(label, None, None)
        old, new = pair.old, pair.new
        return Change(
            rule=label,
            change=change,
            before=before,
            after=after,
            owner="" if change == COVERAGE else _owner(pair, STATES.index(after)),
            old=old.address if old else "",
            old_place=place_of(old.place) if old else "",
            new=new.address if new else "",
            new_place=place_of(new.place) if new else "",
            count=count,
            witness=self._witnesses[key][1],
        )


class _Job:
    """One job judged by both sides. number: its place among the jobs. sizes: how many lines each claim has."""

    def __init__(self, number: int, old: Said, new: Said, lines: Lines) -> None:
        self.number, self.old, self.new, self.lines = number, old, new, lines
        self.sizes: Array = np.bincount(lines.claim_of)
        self._order = np.argsort(lines.claim_of, kind="stable")
        self._starts = np.concatenate(([0], np.cumsum(self.sizes)))

    def all_of(self, claims: Array) -> Array:
        """Return all lines of some claims."""
        runs = [self._order[self._starts[each] : self._starts[each + 1]] for each in claims.tolist()]
        return np.concatenate([self._order[:0], *runs])

    def of_claims(self, lines: Array) -> Array:
        """Return all lines of the claims of some lines."""
        return self.all_of(np.unique(self.lines.claim_of[lines]))

    def count(self, into: Count, lines: Array) -> None:
        """Add lines that differ from each other to a count."""
        charge, without = self.lines.charges(lines)
        into.claims += len(np.unique(self.lines.claim_of[lines]))
        into.lines += len(lines)
        into.charge += charge
        into.without_charge += without


def _groups(label: Array, before: Array, after: Array) -> Iterator[tuple[Array, int, int, int]]:
    """Yield where the same rule says the same two things: places, number of the rule, before and after."""
    if not len(label):
        return
    key = (label * 3 + before) * 3 + after
    order = np.argsort(key, kind="stable")
    numbers, first = np.unique(key[order], return_index=True)
    for number, at in zip(numbers.tolist(), np.split(order, first[1:]), strict=True):
        yield at, number // 9, number // 3 % 3, number % 3


def _owner(pair: Pair, after: int) -> str:
    """Return who can mend it: as the new rule says, unless the old one alone found anything."""
    rule = (pair.new or pair.old) if after else (pair.old or pair.new)
    return owners_of(rule) if rule else ""
