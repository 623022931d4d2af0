"""Looking for an example that tells each mutant from its rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from rules_engine.interpreters.row import judge
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.suites.dossier import dossier_of
from rules_engine.suites.mutation.closest import closest
from rules_engine.suites.mutation.model import Fate, Mutant
from rules_engine.suites.mutation.of_rule import mutants, neighbours_of
from rules_engine.suites.run import run_one
from rules_engine.suites.texts import Texts
from rules_engine.suites.walk import needed, targets
from rules_engine.trace.result import RuleOutcome, RuleResult

_OWN = ("rule", "gives")
_OF_THE_CLAIM = ("verdict", "first")


@attrs.frozen(eq=False)
class Stand:
    """One rule in one rulebook, with the examples that can tell of it.

    naming: those that expect something of it. touched: others that expect a verdict, or something of a rule that reads
    it, and in which it has an outcome, or which stand beside it. needs: the rules that it is judged with.
    readers: names of the rules that hang on its result. is_target: whether a rule downcodes by its table.
    """

    book: Rulebook
    rule: Rule
    naming: tuple[Example, ...]
    touched: tuple[Example, ...]
    needs: tuple[Rule, ...]
    readers: frozenset[str]
    is_target: bool

    def judged_with(self, rule: Rule, mutant: Mutant | None = None) -> Rulebook:
        """Return a rulebook of the rule, in the shape given, and those it is judged with."""
        values = self.book.values if mutant is None or mutant.values is None else mutant.values
        if self.rule.stage > 1:  # the verdict of the line hangs on coverage too
            return self.whole(rule, mutant)
        return attrs.evolve(self.book, rules=(rule, *self.needs), coverage=(), values=values)

    def whole(self, rule: Rule, mutant: Mutant | None = None) -> Rulebook:
        """Return the whole rulebook with the rule in the shape given."""
        values = self.book.values if mutant is None or mutant.values is None else mutant.values
        rules = tuple(rule if each is self.rule else each for each in self.book.rules)
        return attrs.evolve(self.book, rules=rules, values=values)


def kills(stand: Stand, mutant: Mutant) -> Example | None:
    """Return the first example that tells a mutant from its rule, or None."""
    small = {stand.book.name: stand.judged_with(mutant.rule, mutant)}
    name = stand.rule.name
    for example in stand.naming:
        own = tuple(each for each in example.expects if each.name == name and each.about in _OWN)
        if own and not run_one(attrs.evolve(example, expects=own), small).is_good:
            return example
    return _by_the_claim(stand, mutant, small[stand.book.name])


def _by_the_claim(stand: Stand, mutant: Mutant, small: Rulebook) -> Example | None:
    """Try what hangs on all rules together, where the mutant says something else than its rule, or another reads it."""
    whole: dict[str, Rulebook] = {}
    as_written = stand.judged_with(stand.rule)
    for example in (*(each for each in stand.naming if _asks_of_claim(stand, each)), *stand.touched):
        if not stand.is_target and _said(stand, example, as_written) == _said(stand, example, small):
            continue
        whole = whole or {stand.book.name: stand.whole(mutant.rule, mutant)}
        if not run_one(example, whole).is_good:
            return example
    return None


def _asks_of_claim(stand: Stand, example: Example) -> bool:
    return any(each.about in _OF_THE_CLAIM or each.name in stand.readers for each in example.expects)


def _said(stand: Stand, example: Example, book: Rulebook) -> list[tuple[object, ...]]:
    found = judge(dossier_of(example), book, example.known_on).results
    return [_shape(each) for each in found if each.rule.name == stand.rule.name]


def _shape(result: RuleResult) -> tuple[object, ...]:
    follows = result.consequence or result.rule.outcome
    return (result.line, result.outcome, follows, result.adjustment, result.needs)


# --- where rules stand ----------------------------------------------------------------------------


def stands_of(books: Mapping[str, Rulebook], examples: Iterable[Example]) -> list[Stand]:
    """Return every rule in every rulebook with its examples, those of its own rulebook first."""
    found: list[Stand] = []
    by_book: dict[str, list[Example]] = {name: [] for name in books}
    for example in examples:
        by_book.setdefault(example.rulebook, []).append(example)
    for name, book in books.items():
        touches = {id(each): _touched(book, each) for each in by_book[name] if _is_wide(book, each)}
        found += [_stand(book, rule, by_book[name], touches) for rule in book.rules]
    return sorted(found, key=lambda each: (each.rule.rulebook != each.book.name, each.book.name))


def _is_wide(book: Rulebook, example: Example) -> bool:
    is_chained = any(rule.after or rule.stage > 1 or targets(rule) for rule in book.rules)
    return is_chained or any(each.about in _OF_THE_CLAIM for each in example.expects)


def _touched(book: Rulebook, example: Example) -> frozenset[int]:
    """Return the rules that have an outcome in an example."""
    found = judge(dossier_of(example), book, example.known_on).results
    return frozenset(id(each.rule) for each in found if each.outcome is not RuleOutcome.NOT_APPLICABLE)


def _stand(book: Rulebook, rule: Rule, examples: Sequence[Example], touches: Mapping[int, frozenset[int]]) -> Stand:
    naming = tuple(each for each in examples if any(e.name == rule.name for e in each.expects))
    readers = _readers(book, rule)
    named = {id(each) for each in naming}
    touched = tuple(
        each
        for each in examples
        if id(each) not in named
        and (id(rule) in touches.get(id(each), ()) or _topic(each.place.file) == _topic(rule.place.file))
        and any(e.about in _OF_THE_CLAIM or e.name in readers for e in each.expects)
    )
    is_target = any(rule.name in targets(other) for other in book.rules)
    return Stand(book, rule, naming, touched, needed(book, rule), readers, is_target)


def _topic(file: str) -> str:
    return file.rpartition(".")[0]


def _readers(book: Rulebook, rule: Rule) -> frozenset[str]:
    """Return the names of the rules whose result hangs on that of a rule, or on its table."""
    found = {other.name for other in book.rules if rule.name in (*other.after, *targets(other)) and other is not rule}
    if rule.stage == 1:
        found |= {other.name for other in book.rules if other.stage > 1}
    return frozenset(found)


# --- all of them ----------------------------------------------------------------------------------


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
            for mutant in mutants(stand.book, stand.rule, known[stand.book.name], written):
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
    near = closest(stand.naming or stand.touched, stand.judged_with(stand.rule), stand.rule, mutant)
    return Fate(stand.rule, mutant.change, mutant.place, mutant.is_own, "survived", closest=near)
