"""Which outcomes of rules, clauses and conditions the examples have shown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.interpreters.row import judge
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Place, Rule, Rulebook, Validity
from rules_engine.suites.coverage_parts import Asked, parts_of
from rules_engine.suites.dossier import dossier_of
from rules_engine.suites.texts import Texts
from rules_engine.suites.walk import needed
from rules_engine.trace.result import Candidates, Records, RuleOutcome, RuleResult, Truth

_SAYS: Final[Mapping[object, str]] = {
    Truth.TRUE: "true",
    Truth.FALSE: "false",
    Truth.UNKNOWN: "unknown",
    RuleOutcome.MET: "true",
    RuleOutcome.NOT_MET: "false",
    RuleOutcome.UNKNOWN: "unknown",
}
Key = tuple[str, int, int, str]


@attrs.frozen
class Part:
    """One rule, clause or condition.

    kind: "rule", "from", "when", "requires", "row", "condition" and the like.
    goals: what it can come to: "true", "false", "unknown", and for a rule its outcomes. seen: those that were shown.
    """

    kind: str
    words: str
    place: Place
    goals: tuple[str, ...]
    seen: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Return what no example has shown."""
        return tuple(goal for goal in self.goals if goal not in self.seen)


@attrs.frozen
class RuleCoverage:
    """One rule of a rulebook with its parts; `rule` is None for the definitions (terms, records, entries) of a file."""

    rulebook: str
    rule: Rule | None
    name: str
    parts: tuple[Part, ...]


@attrs.frozen
class Share:
    """So much of what could be seen was seen."""

    seen: int
    goals: int

    @property
    def percent(self) -> float:
        """Return it of a hundred; 100 where there is nothing to see.

        >>> Share(3, 4).percent, Share(0, 0).percent
        (75.0, 100.0)
        """
        return 100.0 if self.goals == 0 else round(100 * self.seen / self.goals, 1)


def share_of(parts: Iterable[Part]) -> Share:
    """Return how much of the goals of some parts was seen."""
    listed = list(parts)
    return Share(sum(len(p.goals) - len(p.missing) for p in listed), sum(len(p.goals) for p in listed))


def cover(
    books: Mapping[str, Rulebook], examples: Iterable[Example], texts: Mapping[str, str]
) -> tuple[RuleCoverage, ...]:
    """Return what the examples have shown of every rule, in the order of the texts; definitions come after the rules.

    What an inherited rule showed counts for the rule where it is written.
    """
    written, seen = Texts(texts), _Seen()
    for example in examples:
        if example.rulebook in books:
            seen.add(books[example.rulebook], example)
    found = [rule for book in books.values() for rule in book.rules if rule.rulebook == book.name]
    found.sort(key=lambda rule: (rule.place.file, rule.place.start))
    return _joined(written, seen, found)


class _Seen:
    """What was seen, by the place of a rule and the id of a node in it (0 the rule itself, -1 and -2 its days)."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, int, int], set[str]] = {}

    def of(self, rule: Rule, node: int) -> set[str]:
        return self._found.setdefault((rule.place.file, rule.place.start, node), set())

    def add(self, book: Rulebook, example: Example) -> None:
        """Note all that one example shows."""
        dossier = dossier_of(example)
        for result in judge(dossier, book, example.known_on).results:
            self.of(result.rule, 0).add(result.outcome.value)
            self._add_records(result.rule, result.records)
        named = {each.name for each in example.expects if each.name}
        for rule in book.rules:
            if rule.name in named:
                self._add_passed_over(book, rule, example)

    def _add_passed_over(self, book: Rulebook, rule: Rule, example: Example) -> None:
        """What an example says of a rule that was not looked at, for its code or its day, is seen too."""
        asked = attrs.evolve(rule, codes=None, validity=Validity())
        alone = attrs.evolve(book, rules=(asked, *needed(book, rule)), coverage=())
        for result in judge(dossier_of(example), alone, example.known_on).results:
            if result.rule is asked and self._is_on_its_days(rule, result):
                self._add_records(rule, result.records)
        for wanted in example.expects:
            if wanted.about == "rule" and wanted.name == rule.name and wanted.outcome == "not applicable":
                self.of(rule, 0).add(wanted.outcome)

    def _is_on_its_days(self, rule: Rule, result: RuleResult) -> bool:
        day = result.frame.read(rule.validity.path)
        first, last = rule.validity.from_day, rule.validity.through_day
        if isinstance(day, Absent):
            return True
        if first is not None:
            self.of(rule, -1).add("true" if first <= day else "false")
        if last is not None:
            self.of(rule, -2).add("true" if day <= last else "false")
        return (first is None or first <= day) and (last is None or day <= last)

    def _add_records(self, rule: Rule, records: Records) -> None:
        for node, found in _truths(records):
            self.of(rule, node).add(found)


def _truths(records: Records) -> Iterator[tuple[int, str]]:
    """Yield what each node came to, also at the things that a search looked at."""
    for node, found in records.items():
        if isinstance(found, Candidates):
            yield node, _SAYS[found.truth]
            for each in found.looked_at:
                yield from _truths(each.records)
        elif isinstance(found, Truth | RuleOutcome) and found in _SAYS:
            yield node, _SAYS[found]


# --- put together ---------------------------------------------------------------------------------


def _joined(texts: Texts, seen: _Seen, rules: list[Rule]) -> tuple[RuleCoverage, ...]:
    own: list[RuleCoverage] = []
    shared: dict[str, dict[Key, Part]] = {}
    for rule in rules:
        parts: dict[Key, Part] = {}
        for asked in parts_of(rule):
            part = _part(texts, seen, rule, asked)
            is_own = asked.node <= 0 or texts.is_inside(rule, part.place)
            _put(parts if is_own else shared.setdefault(part.place.file, {}), part)
        own.append(RuleCoverage(rule.rulebook, rule, rule.name, tuple(parts.values())))
    for file, defined in sorted(shared.items()):
        in_order = sorted(defined.values(), key=lambda part: (part.place.start, -part.place.stop))
        own.append(RuleCoverage("", None, file, tuple(in_order)))
    return tuple(own)


def _part(texts: Texts, seen: _Seen, rule: Rule, asked: Asked) -> Part:
    place = texts.place(rule, asked.node) if asked.node > 0 else rule.place
    found = seen.of(rule, asked.node)
    return Part(asked.kind, asked.words, place, asked.goals, tuple(goal for goal in asked.goals if goal in found))


def _put(parts: dict[Key, Part], part: Part) -> None:
    """What stands at one place is one part, wherever it is used."""
    key = (part.place.file, part.place.start, part.place.stop, part.kind)
    known = parts.get(key)
    if known is None:
        parts[key] = part
        return
    both: Any = {*known.seen, *part.seen}
    goals = known.goals if len(known.goals) >= len(part.goals) else part.goals
    parts[key] = attrs.evolve(known, goals=goals, seen=tuple(goal for goal in goals if goal in both))
