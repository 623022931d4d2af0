"""Looking for an example that tells each mutant from its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook
from rules_engine.suites.mutation.closest import closest
from rules_engine.suites.mutation.model import Fate, Mutant
from rules_engine.suites.mutation.of_rule import mutants, neighbours_of
from rules_engine.suites.mutation.stands import Stand, stands_of
from rules_engine.suites.run import run_one
from rules_engine.suites.texts import Texts

_OWN = ("rule", "gives")


def kills(stand: Stand, mutant: Mutant) -> Example | None:
    """Return the first example that tells a mutant from its rule, or None.

    Where the mutant says what its rule says, no expectation can come out otherwise.
    """
    small = stand.judged_with(mutant.rule, mutant)
    told_apart: set[int] = set()
    for example in stand.naming:
        if stand.said(example, small) != stand.as_written(example):
            told_apart.add(id(example))
            if _misses_own(stand, example, small):
                return example
    whole: dict[str, Rulebook] = {}
    named = {id(each) for each in stand.naming}
    for example in stand.wide:
        is_apart = stand.is_target or id(example) in told_apart
        if is_apart or (id(example) not in named and stand.said(example, small) != stand.as_written(example)):
            whole = whole or {stand.book.name: stand.whole(mutant.rule, mutant)}
            if not run_one(example, whole).is_good:
                return example
    return None


def _misses_own(stand: Stand, example: Example, small: Rulebook) -> bool:
    """Return whether something that is expected of the rule itself does not come true."""
    own = tuple(each for each in example.expects if each.name == stand.rule.name and each.about in _OWN)
    return bool(own) and not run_one(attrs.evolve(example, expects=own), {stand.book.name: small}).is_good


def hunt(
    books: Mapping[str, Rulebook],
    examples: Iterable[Example],
    texts: Mapping[str, str],
    rule: str = "",
    payer: str = "",
) -> tuple[Fate, ...]:
    """Return what became of every mutant, in the order of the texts.

    examples: those that come as expected. rule, payer: only mutants of rules of that name, of that rulebook.
    """
    written = Texts(texts)
    groups: dict[tuple[object, ...], list[tuple[Stand, Mutant]]] = {}
    known = {name: neighbours_of(book) for name, book in books.items()}
    for stand in stands_of(books, examples):
        if rule in ("", stand.rule.name):
            home = known.get(
                stand.rule.rulebook, known[stand.book.name]
            )  # a rule is changed alike wherever it is inherited
            for mutant in mutants(stand.book, stand.rule, home, written):
                groups.setdefault(mutant.key, []).append((stand, mutant))
    chosen = (group for group in groups.values() if payer in ("", *(stand.rule.rulebook for stand, _ in group)))
    return tuple(sorted(map(_fate, chosen), key=_order))


def _order(fate: Fate) -> tuple[object, ...]:
    return (fate.place.file, fate.place.start, fate.rule.name, fate.change.kind, fate.change.says)


def _fate(group: Sequence[tuple[Stand, Mutant]]) -> Fate:
    """A mutant that several rules or rulebooks share is killed when it is killed in one of them."""
    for stand, mutant in group:
        killer = kills(stand, mutant)
        if killer is not None:
            return Fate(stand.rule, mutant.change, mutant.place, mutant.is_own, "killed", killer)
    stand, mutant = next((each for each in group if each[0].naming), group[0])
    near = closest(stand, mutant)
    return Fate(stand.rule, mutant.change, mutant.place, mutant.is_own, "survived", closest=near)
