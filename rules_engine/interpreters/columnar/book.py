"""What is worked out of a rulebook once, for all batches: which rules may speak of a code, which parts are equal."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final

from rules_engine.batches.vector import Vector
from rules_engine.interpreters.columnar import force
from rules_engine.interpreters.columnar.features import Looks, looks_of_coverage, looks_of_rule
from rules_engine.interpreters.columnar.kleene import Truth
from rules_engine.interpreters.columnar.pairs import OwnLines, SoughtLines
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.wide import WideLines
from rules_engine.ir import nodes as n
from rules_engine.ir.nodes.conditions import Condition
from rules_engine.ir.rulebook import Reference, Rule, Rulebook
from rules_engine.ir.walk import walk

_MOST_KEPT: Final = 2**16
COVERAGE: Final = -1
"""Stands for the coverage of a rulebook among the places of its rules."""
_CONDITIONS: Final = Condition.__args__
_OF_RULE: Final = (n.RunningCount, n.AmountSoFar)
_SEARCHES: Final = (n.Selection, n.Attested)


class Book:
    """A rulebook, and what is worked out of it. known_on: judge with what was published by that day.

    stages: the rules of each stage, with their places in the rulebook. by_code: places of the rules that may speak of a
    code; those of `anywhere` may speak of any. costly: places of the rules that search among lines or entries.
    looks: what the rules, and `COVERAGE`, look at that look at nothing but their line. counts: whether rules ask how
    much of a limit is used up. chained: names of rules that others come after. in_turn: places of the rules that are
    read one after another, in that order.
    """

    def __init__(self, rulebook: Rulebook, known_on: date | None = None) -> None:
        self.rulebook = rulebook
        self.known_on = known_on
        self.mutes = any(each.meaning == "" for each in rulebook.meanings)
        self.by_code: dict[str, list[int]] = {}
        self.anywhere: list[int] = []
        self.costly: set[int] = set()
        self.counts = False
        self.chained = frozenset(name for rule in rulebook.rules for name in rule.after)
        self.in_turn = _in_turn(rulebook.rules, self.chained)
        self._numbers: dict[int, int] = {}
        self._speaking: dict[tuple[int, ...], dict[str, tuple[int, ...]]] = {}
        self._items: dict[int, dict[str, bool]] = {}
        self._indexes: dict[Any, Any] = {}
        seen: dict[Condition, int] = {}
        for place, rule in enumerate(rulebook.rules):
            self._place(place, rule)
            self._note(place, _parts(rule), seen)
        self.looks: dict[int, Looks] = {}
        for place, rule in enumerate(rulebook.rules):
            looks = looks_of_rule(rulebook, rule)
            if looks is not None and place not in self.in_turn:
                self.looks[place] = looks
        of_coverage = looks_of_coverage(rulebook)
        self.is_coverage_wide = of_coverage is None
        if rulebook.coverage and of_coverage is not None:
            self.looks[COVERAGE] = of_coverage
        for statement in (*rulebook.coverage, *rulebook.meanings, *_versions(rulebook)):
            parts = [getattr(statement, "when", None), statement.scope]
            self._note(-1, [each for each in parts if each is not None], seen)

    def _place(self, place: int, rule: Rule) -> None:
        if rule.codes is None:
            self.anywhere.append(place)
        for code in rule.codes or ():
            self.by_code.setdefault(code, []).append(place)

    def _note(self, place: int, parts: Iterable[Any], seen: dict[Condition, int]) -> None:
        for part in parts:
            nodes = list(walk(part))
            self.counts = self.counts or any(isinstance(node, n.RunningCount) for node in nodes)
            is_of_rule = any(isinstance(node, _OF_RULE) for node in nodes)
            if place >= 0 and any(isinstance(node, _SEARCHES) for node in nodes):
                self.costly.add(place)
            for node in nodes:
                if isinstance(node, _CONDITIONS) and not (is_of_rule and _hangs_on_rule(node)):
                    self._numbers[id(node)] = seen.setdefault(node, len(seen))

    def is_apart(self, place: int) -> bool:
        """Return whether a rule is neither looked up nor read in turn."""
        return place not in self.looks and place not in self.in_turn

    def are_bound(self, places: tuple[int, ...]) -> bool:
        """Return whether some of the rules may speak of some codes only."""
        return any(place != COVERAGE and self.rulebook.rules[place].codes is not None for place in places)

    def speaking(self, places: tuple[int, ...], code: str) -> tuple[int, ...]:
        """Return which of some rules may speak of a code."""
        held = self._speaking.setdefault(places, {})
        found = held.get(code)
        if found is None:
            able = {COVERAGE, *self.anywhere, *self.by_code.get(code, ())}
            found = held[code] = tuple([place for place in places if place in able])
        return found

    def number(self, node: Any) -> int | None:
        """Return the same number for conditions that are equal; None for what hangs on the rule that it stands in."""
        return self._numbers.get(id(node))

    def known_items(self, node: n.In) -> dict[str, bool]:
        """Return of the items of a set, and of other values met so far, whether they are in it."""
        found = self._items.get(id(node))
        if found is None or len(found) > _MOST_KEPT + len(node.items):
            found = self._items[id(node)] = dict.fromkeys(node.items, True)
        return found

    def named_value(self, scene: Scene, node: n.NamedValue) -> Vector:
        """Return a named value in each row."""
        versions = self.rulebook.values.get(node.name, ())
        found: Vector = scene.once(("value", node.name), lambda: force.named_value(scene.here(), versions))
        return found

    def meant(self, scene: Scene, item: n.Meant, value: Any, listed: Vector) -> Truth:
        """Return whether a list holds a modifier that carries a meaning, on the day of the line that has the list."""
        is_sought = getattr(value, "owner", n.Owner.THIS) is n.Owner.SOUGHT and scene.sought is not None
        at = scene.here()
        if is_sought and isinstance(scene.sought, OwnLines | SoughtLines):
            batch = scene.batch if isinstance(scene.sought, OwnLines) else WideLines(scene.batch, scene.sought.is_far)
            at = Scene(batch, self, scene.meaning, scene.sought.rows, scene.size)
        return force.meant(at, self.rulebook.meanings, item.name, listed)

    def reference(self, name: str) -> Reference | None:
        """Return a reference of the rulebook, or None while nothing of it is known."""
        found = self.rulebook.references.get(name)
        return found if found is not None and found.digest else None

    def index(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what is worked out once, such as the index of a reference."""
        if key not in self._indexes:
            self._indexes[key] = make()
        return self._indexes[key]


def _hangs_on_rule(node: Any) -> bool:
    """Return whether equal conditions of several rules may come to different things."""
    return any(isinstance(each, _OF_RULE) for each in walk(node))


def _parts(rule: Rule) -> list[Any]:
    guards = [each.guard for each in (*rule.guarded, rule.outcome) if each.guard is not None]
    scopes = [each.scope for each in rule.withdrawn if each.scope is not None]
    whens = [each for each in (rule.scope, rule.when) if each is not None]
    return [*whens, *rule.requirements, *rule.excuses, *guards, *scopes, *rule.keys]


def _in_turn(rules: Sequence[Rule], chained: frozenset[str]) -> dict[int, None]:
    """Return the places of the rules that must be read one after another, in that order."""
    after = {rule.name: rule.after for rule in rules}
    depths: dict[str, int] = {}

    def depth(name: str) -> int:
        if name not in depths:
            depths[name] = 0
            depths[name] = max((1 + depth(each) for each in after.get(name, ())), default=0)
        return depths[name]

    for name in sorted(after):
        depth(name)
    found = [
        (rule.stage, depth(rule.name), rule.name, place)
        for place, rule in enumerate(rules)
        if rule.name in chained or rule.after or _asks_amount(rule)
    ]
    return {place: None for *_, place in sorted(found)}


def _asks_amount(rule: Rule) -> bool:
    return any(isinstance(node, n.AmountSoFar) for part in _parts(rule) for node in walk(part))


def _versions(rulebook: Rulebook) -> list[Any]:
    held: Mapping[str, tuple[Any, ...]] = rulebook.values
    return [version for versions in held.values() for version in versions]
