"""Where each rule stands: in which rulebook, and with which examples that can tell of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import attrs

from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row import judge
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.suites.dossier import dossier_of
from rules_engine.suites.mutation.model import Mutant
from rules_engine.suites.walk import needed, targets
from rules_engine.trace.result import RuleOutcome, RuleResult

OF_THE_CLAIM = ("verdict", "first")
MOST_OTHERS = 40
"""How many examples that do not name a rule are tried on its mutants, so that a large folder stays fast."""
Said = list[tuple[object, ...]]


@attrs.frozen(eq=False)
class Stand:
    """One rule in one rulebook, with the examples that can tell of it.

    naming: those that expect something of it. wide: those that expect a verdict, or something of a rule that reads it:
    first those of `naming`, then those in which it has an outcome, then others of its topic in which it is looked at.
    needs: the rules that it is judged with. is_target: whether another rule downcodes by its table.
    dossiers: those of examples, by identity, made when they are first asked for.
    """

    book: Rulebook
    rule: Rule
    naming: tuple[Example, ...]
    wide: tuple[Example, ...]
    needs: tuple[Rule, ...]
    is_target: bool
    dossiers: dict[int, Dossier] = attrs.field(repr=False)
    _written: dict[int, Said] = attrs.field(factory=dict, repr=False)

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

    def dossier(self, example: Example) -> Dossier:
        """Return the dossier of an example, made once for all stands."""
        if id(example) not in self.dossiers:
            self.dossiers[id(example)] = dossier_of(example)
        return self.dossiers[id(example)]

    def said(self, example: Example, book: Rulebook) -> Said:
        """Return what the rule says in an example, in the shape that it has in `book`."""
        found = judge(self.dossier(example), book, example.known_on).results
        return [_shape(each) for each in found if each.rule.name == self.rule.name]

    def as_written(self, example: Example) -> Said:
        """Return what the rule says in an example as it is written."""
        if id(example) not in self._written:
            self._written[id(example)] = self.said(example, self.judged_with(self.rule))
        return self._written[id(example)]


def _shape(result: RuleResult) -> tuple[object, ...]:
    follows = result.consequence or result.rule.outcome
    return (result.line, result.outcome, follows, result.adjustment, result.needs)


def stands_of(books: Mapping[str, Rulebook], examples: Iterable[Example]) -> list[Stand]:
    """Return every rule in every rulebook with its examples, those of its own rulebook first."""
    dossiers: dict[int, Dossier] = {}
    by_book: dict[str, list[Example]] = {name: [] for name in books}
    for example in examples:
        by_book.setdefault(example.rulebook, []).append(example)
    found = [stand for name, book in books.items() for stand in _stands(book, by_book[name], dossiers)]
    return sorted(found, key=lambda each: (each.rule.rulebook != each.book.name, each.book.name))


def _stands(book: Rulebook, examples: Sequence[Example], dossiers: dict[int, Dossier]) -> list[Stand]:
    naming: dict[str, dict[int, Example]] = {}
    for example in examples:
        for expected in example.expects:
            naming.setdefault(expected.name, {})[id(example)] = example
    touching = _touching(book, examples)
    return [_stand(book, rule, naming.get(rule.name, {}), touching.get(id(rule), ()), dossiers) for rule in book.rules]


def _touching(book: Rulebook, examples: Sequence[Example]) -> dict[int, list[tuple[Example, bool]]]:
    """Return by rule the wide examples in which it is looked at, and whether it has an outcome in them."""
    is_chained = any(rule.after or rule.stage > 1 or targets(rule) for rule in book.rules)
    found: dict[int, list[tuple[Example, bool]]] = {}
    for example in examples:
        if is_chained or any(each.about in OF_THE_CLAIM for each in example.expects):
            asked: dict[int, bool] = {}
            for each in judge(dossier_of(example), book, example.known_on).results:
                key = id(each.rule)
                asked[key] = asked.get(key, False) or each.outcome is not RuleOutcome.NOT_APPLICABLE
            for key, has_outcome in asked.items():
                found.setdefault(key, []).append((example, has_outcome))
    return found


def _stand(
    book: Rulebook,
    rule: Rule,
    naming: Mapping[int, Example],
    touching: Iterable[tuple[Example, bool]],
    dossiers: dict[int, Dossier],
) -> Stand:
    readers = _readers(book, rule)
    own = [each for each in naming.values() if _is_wide(each, readers)]
    others = [each for each in touching if id(each[0]) not in naming and _is_wide(each[0], readers)]
    near = [example for example, has_outcome in others if has_outcome]
    near += [e for e, has_outcome in others if not has_outcome and _topic(e.place.file) == _topic(rule.place.file)]
    is_target = any(rule.name in targets(other) for other in book.rules)
    wide = (*own, *near[:MOST_OTHERS])
    return Stand(book, rule, tuple(naming.values()), wide, needed(book, rule), is_target, dossiers)


def _is_wide(example: Example, readers: frozenset[str]) -> bool:
    return any(each.about in OF_THE_CLAIM or each.name in readers for each in example.expects)


def _topic(file: str) -> str:
    return file.rpartition(".")[0]


def _readers(book: Rulebook, rule: Rule) -> frozenset[str]:
    """Return the names of the rules whose result hangs on that of a rule, or on its table."""
    found = {other.name for other in book.rules if rule.name in (*other.after, *targets(other)) and other is not rule}
    if rule.stage == 1:
        found |= {other.name for other in book.rules if other.stage > 1}
    return frozenset(found)
