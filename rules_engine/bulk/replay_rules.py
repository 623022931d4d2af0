"""Two libraries side by side: which rule of the one is which of the other, and what differs between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any, Final

import attrs

from rules_engine.ir.rulebook import Place, Rule, Rulebook, Validity
from rules_engine.language.library import RuleLibrary

_PARTS: Final = ("coverage", "meanings", "values", "references")


@attrs.frozen(kw_only=True)
class Difference:
    """Something that was added, removed or changed.

    what: "rule", "rulebook", "coverage", "meaning", "value" or "reference".
    name: address of a rule, else what the rulebook calls it. old, new: address and place of a rule, or the place of a
    statement of coverage; empty where it is not there, or has no place. rulebooks: those in which it differs.
    """

    what: str
    change: str
    name: str
    old: str = ""
    old_place: str = ""
    new: str = ""
    new_place: str = ""
    rulebooks: tuple[str, ...] = ()


@attrs.frozen(eq=False, repr=False)
class Pair:
    """One rule as it was and as it is. label: its new address, or the old one of a rule that is gone."""

    label: str
    old: Rule | None
    new: Rule | None

    @property
    def is_about_claim(self) -> bool:
        """Return whether it speaks of the whole claim."""
        rule = self.new or self.old
        return rule is not None and rule.subject == "claim"

    @property
    def has_other_consequence(self) -> bool:
        """Return whether what follows from it is not what it was."""
        old, new = self.old, self.new
        return bool(old and new and (old.outcome, old.guarded) != (new.outcome, new.guarded))


class Rules:
    """The rules of two libraries. pairs: by label. differences: sorted by what, name and change."""

    def __init__(self, old: Mapping[str, Rulebook], new: Mapping[str, Rulebook], days: tuple[date | None, date | None]):
        self.pairs: dict[str, Pair] = {}
        self._labels: tuple[dict[str, str], dict[str, str]] = ({}, {})
        self._found: dict[Difference, list[str]] = {}
        rules = [
            {name: _rules(book, day) for name, book in books.items()}
            for books, day in zip((old, new), days, strict=True)
        ]
        both = [{each.address for found in side.values() for each in found} for side in rules]
        for name in sorted({*old, *new}):
            if name not in old or name not in new:
                self._note("rulebook", "removed" if name in old else "added", name, name, {})
            else:
                self._rest(name, old[name], new[name])
            self._rules(name, _matched(rules[0].get(name, []), rules[1].get(name, []), both[0] & both[1]))
        found = [attrs.evolve(each, rulebooks=tuple(books)) for each, books in self._found.items()]
        self.differences = tuple(sorted(found, key=lambda each: (each.what, each.name, each.change, each.old)))

    def label(self, side: int, address: str) -> str:
        """Return what a rule is called in both libraries. side: 0 old, 1 new."""
        return self._labels[side].get(address, address)

    def _note(self, what: str, change: str, name: str, rulebook: str, told: Mapping[str, str]) -> None:
        old, new = ((told.get(side, ""), told.get(f"{side}_place", "")) for side in ("old", "new"))
        found = Difference(
            what=what, change=change, name=name, old=old[0], old_place=old[1], new=new[0], new_place=new[1]
        )
        self._found.setdefault(found, []).append(rulebook)

    def _rules(self, rulebook: str, matched: Iterable[tuple[Rule | None, Rule | None]]) -> None:
        for before, after in matched:
            rule = after or before
            assert rule is not None
            label = rule.address
            for side, each in enumerate((before, after)):
                if each is not None:
                    self._labels[side][each.address] = label
            known = self.pairs.get(label)
            if known is None:
                self.pairs[label] = Pair(label, before, after)
            elif not known.has_other_consequence:
                self.pairs[label] = Pair(label, before or known.old, after or known.new)
            if before != after:
                change = "changed" if before and after else "removed" if before else "added"
                self._note("rule", change, label, rulebook, {**_said("old", before), **_said("new", after)})

    def _rest(self, rulebook: str, old: Rulebook, new: Rulebook) -> None:
        """Note what differs besides rules."""
        for what, change, name, places in (
            *_of_coverage(old, new),
            *_of_names("value", old.values, new.values),
            *_of_names("reference", _digests(old), _digests(new)),
            *_of_names("meaning", _meanings(old), _meanings(new)),
        ):
            self._note(what, change, name, rulebook, places)


def books_of(library: RuleLibrary, payer: str | None) -> dict[str, Rulebook]:
    """Return the rulebooks that may be asked, by name."""
    return {name: library.rulebook(name) for name in ([payer] if payer else library.names)}


def place_of(place: Place) -> str:
    """Return file and line."""
    return f"{place.file}:{place.line}"


def owners_of(rule: Rule) -> str:
    """Return who can mend what the rule finds; several when that hangs on the case."""
    found = dict.fromkeys(each.owner for each in (*rule.guarded, rule.outcome) if each.owner)
    return " or ".join(found) or "nobody named"


# --- which rule is which --------------------------------------------------------------------------


def _rules(book: Rulebook, known_on: date | None) -> list[Rule]:
    return [each for each in book.rules if _is_known(each.validity, known_on)]


def _is_known(validity: Validity, day: date | None) -> bool:
    first, last = validity.known_from, validity.known_through
    if day is None:
        return last is None
    return (first is None or first <= day) and (last is None or day <= last)


def _matched(old: Sequence[Rule], new: Sequence[Rule], on_both: set[str]) -> Iterator[tuple[Rule | None, Rule | None]]:
    """Yield rules side by side: by address; by name, earliest first, those whose address only one library has."""
    before, after = ({each.address: each for each in side} for side in (old, new))
    for address in dict.fromkeys((*before, *after)):
        if address in on_both:
            yield before.get(address), after.get(address)
    left, come = (_by_name(each for each in side if each.address not in on_both) for side in (old, new))
    for name in dict.fromkeys((*left, *come)):
        yield from zip_longest(left.get(name, []), come.get(name, []))


def _by_name(rules: Iterable[Rule]) -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {}
    for each in sorted(rules, key=lambda each: each.address):
        found.setdefault(f"{each.rulebook}/{each.name}", []).append(each)
    return found


def _said(side: str, rule: Rule | None) -> dict[str, str]:
    return {side: rule.address, f"{side}_place": place_of(rule.place)} if rule else {}


# --- the rest of a rulebook -----------------------------------------------------------------------

_Differs = tuple[str, str, str, dict[str, str]]


def _of_names(what: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[_Differs]:
    for name in sorted({*old, *new}):
        if old.get(name) != new.get(name):
            yield what, "changed" if name in old and name in new else "removed" if name in old else "added", name, {}


def _of_coverage(old: Rulebook, new: Rulebook) -> Iterator[_Differs]:
    """A statement has no name: those that the other side does not have were removed, or added."""
    for one, other, side, change in ((old, new, "old", "removed"), (new, old, "new", "added")):
        for each in one.coverage:
            if each not in other.coverage:
                items = (*each.items, *("-".join(span) for span in each.ranges))
                named = f"{each.rulebook} {each.kind} {', '.join(items)}".strip()
                yield "coverage", change, named, {f"{side}_place": place_of(each.place)}


def _digests(book: Rulebook) -> dict[str, Any]:
    return {name: (each.columns, each.first_day, each.last_day, each.digest) for name, each in book.references.items()}


def _meanings(book: Rulebook) -> dict[str, Any]:
    found: dict[str, list[Any]] = {}
    for each in book.meanings:
        found.setdefault(" ".join(each.modifiers), []).append(each)
    return found
