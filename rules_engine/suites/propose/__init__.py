"""Test cases that show each condition of a rule mattering: pairs that differ in it alone, and in the outcome (MC/DC).

They are worked out from the typed rule and judged by the row interpreter. They are test cases, and say nothing of any
patient.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.language.vocabulary import Vocabulary
from rules_engine.suites.propose.bench import Bench, Look
from rules_engine.suites.propose.contexts import Deciding, deciding, has_facts
from rules_engine.suites.propose.draft import NOT_SUPPLIED, Draft, example_of, expectation
from rules_engine.suites.propose.pair import Pair
from rules_engine.suites.propose.pairs import Found, pairs_of
from rules_engine.suites.propose.words import Writer
from rules_engine.suites.run import run_one
from rules_engine.suites.walk import walk
from rules_engine.trace.result import RuleOutcome
from rules_engine.trace.steps import cell_text

TRIES: Final = 600
"""How often a claim is judged, at most, for one condition."""
_DAY: Final = date(2026, 3, 2)
_CODE: Final = ("line", "code")


@attrs.frozen
class Case:
    """One condition, or a member or an end of it, with the examples that show it.

    text: the author's words. line: where they are written. examples: two of them, or one without a fact.
    """

    text: str
    line: int
    examples: tuple[Example, ...]


@attrs.frozen
class NotShown:
    """A condition for which no pair was found, and why."""

    text: str
    line: int
    reason: str


@attrs.frozen
class Proposal:
    """What was worked out of one rule."""

    rule: Rule
    cases: tuple[Case, ...]
    not_shown: tuple[NotShown, ...]

    @property
    def examples(self) -> tuple[Example, ...]:
        """Return the examples, each once, in the order of the cases."""
        return tuple(dict.fromkeys(each for case in self.cases for each in case.examples))


def propose(rule: Rule, rulebook: Rulebook, vocabulary: Vocabulary, tries: int = TRIES) -> Proposal:
    """Return examples that show the conditions of a rule to matter, each judged by the whole rulebook.

    tries: how often a claim is judged, at most, for one condition. The same rule gives the same examples.
    """
    return _Maker(rule, rulebook, vocabulary, tries).proposal()


class _Maker:
    def __init__(self, rule: Rule, rulebook: Rulebook, vocabulary: Vocabulary, tries: int) -> None:
        self.rule, self.rulebook, self.tries = rule, rulebook, tries
        self.bench = Bench(rule, rulebook)
        self.writer = Writer(vocabulary)
        self.titles: dict[Any, Example] = {}
        self.cases: list[Case] = []
        self.not_shown: list[NotShown] = []

    def proposal(self) -> Proposal:
        self.bench.left = self.tries
        start = self._start()
        for each in deciding(self.rule):
            self.bench.left = self.tries
            found = Found(()) if start is None else pairs_of(self.bench, start, each)
            is_given_up = self.bench.left <= 0
            self.bench.left = self.tries
            self._take(each, found, start, is_given_up)
        return Proposal(self.rule, tuple(self.cases), tuple(self.not_shown))

    def _start(self) -> Draft | None:
        """Return a line on a day on which the rule is in force; None when there is none."""
        validity, codes = self.rule.validity, self.rule.codes
        code = codes[0] if codes else "90837"
        for day in dict.fromkeys(_days(self.rule)):
            draft = Draft(day, ((_CODE, code),))
            if validity.axis != "service date" and validity.path[0] != "derived":
                draft = draft.put(-1, validity.path, day)
            look = self.bench.look(draft)
            if look is not None and look.result is not None:
                return draft
        return None

    # --- what was found ---------------------------------------------------------------------------

    def _take(self, each: Deciding, found: Found, start: Draft | None, is_given_up: bool) -> None:
        text, line = self._text(each.node), self.rule.places.get(each.node.node_id, (0, 0, 0, 0))[2]
        for pair in found.pairs:
            label = f"{text}: {pair.label}" if pair.label else text
            examples = (self._example(pair, pair.one, text), self._example(pair, pair.two, f"not: {text}"))
            if None in examples:
                self.not_shown.append(NotShown(label, line, "the other rules of the rulebook change the outcome"))
            else:
                self.cases.append(Case(label, line, tuple(e for e in examples if e is not None)))
                self._without(pair, line)
        for label in found.missed:
            reason = "no pair differs in it alone: another condition decides too"
            self.not_shown.append(NotShown(f"{text}: {label}" if label else text, line, reason))
        if found.passed_over:
            self.not_shown.append(NotShown(text, line, f"{found.passed_over} more members of the list are not tried"))
        if not found.pairs and not found.missed:
            self.not_shown.append(NotShown(text, line, self._reason(each, start, is_given_up)))

    def _reason(self, each: Deciding, start: Draft | None, is_given_up: bool) -> str:
        if start is None:
            return "no day was found on which the rule is in force"
        if names := [name for name in _references(self.rule) if not self.rulebook.references[name].rows]:
            return f"the reference {names[0]} is not loaded; name its file with --reference"
        if is_given_up:
            return f"the search was given up after {self.tries} claims"
        if each.holder is None and not has_facts(each.node) and not hasattr(each.node, "selection"):
            return "it reads no fact that an example states"
        return "no pair of claims was found that differs in it alone"

    def _text(self, node: Any) -> str:
        if any(node is cell for cell in _cells(self.rule)):
            return cell_text(self.rule.texts, node)
        return self.rule.texts.get(node.node_id, "")

    # --- examples ---------------------------------------------------------------------------------

    def _example(self, pair: Pair, look: Look, text: str) -> Example | None:
        said = f"{text}: {look.outcome.value}"
        if pair.lever is not None:
            thing, path = pair.lever
            value = look.draft.of(thing).get(path)
            example = example_of(Draft(look.draft.on, ((path, value),) if value is not None else ()), "", None)
            kind = "line" if thing < 0 or look.draft.things[thing].kind == "billed" else look.draft.things[thing].kind
            stated = [self.writer.fact(kind, fact) for fact in example.lines[0]]
            found = "" if thing < 0 else f"other {kind} with "
            said = f"{found}{stated[0] if stated else 'nothing'}: {look.outcome.value}"
        return self._made(look, said, ())

    def _made(self, look: Look, said: str, because: tuple[str, ...]) -> Example | None:
        """Return the example of a draft, when the whole rulebook says the same of it."""
        key = (look.draft, because)
        if key not in self.titles:
            expects = (expectation("rule", self.rule.name, look.outcome.value, because),)
            title = self._title(f"{self.rule.name}, {said}".replace('"', ""))
            example = example_of(look.draft, self.rulebook.name, self.bench.known_on, title, expects)
            if not run_one(example, {self.rulebook.name: self.rulebook}).is_good:
                return None
            self.titles[key] = example
        return self.titles[key]

    def _title(self, wanted: str) -> str:
        taken = {each.title for each in self.titles.values()}
        if wanted not in taken:
            return wanted
        return next(name for number in range(2, len(taken) + 3) if (name := f"{wanted} ({number})") not in taken)

    def _without(self, pair: Pair, line: int) -> None:
        """Add the example in which the fact of a pair is not there, when the rule then asks for it."""
        if pair.lever is None or pair.lever[0] >= 0 or pair.lever[1] == _CODE:
            return
        draft = pair.one.draft
        if pair.lever[1] not in draft.of(-1):
            return
        look = self.bench.look(draft.put(*pair.lever, NOT_SUPPLIED))
        if look is None or look.result is None or look.outcome is not RuleOutcome.UNKNOWN:
            return
        needs = tuple(dict.fromkeys(need.name for need in look.result.needs))
        if len(needs) == 1:
            example = self._made(look, f"{needs[0]} not supplied: unknown", needs)
            text = f"{needs[0]} is not supplied"
            if example is not None and all(case.text != text for case in self.cases):
                self.cases.append(Case(text, line, (example,)))


def _days(rule: Rule) -> Iterator[date]:
    first, last = rule.validity.from_day, rule.validity.through_day
    if (first is None or first <= _DAY) and (last is None or last >= _DAY):
        yield _DAY
    for each in (first, last):
        if each is not None:
            yield each
    for span in rule.withdrawn:
        for each, move in ((span.validity.from_day, -1), (span.validity.through_day, 1)):
            if each is not None and date.min < each < date.max:
                yield date.fromordinal(each.toordinal() + move)
    yield from (date(year, 3, 2) for year in (2025, 2027, 2024, 2020))


def _references(rule: Rule) -> list[str]:
    return [node.reference for node in walk(rule) if isinstance(node, n.InRows | n.Lookup)]


def _cells(rule: Rule) -> Iterator[Any]:
    for asked in rule.requirements:
        for row in getattr(asked, "rows", ()):
            yield from (*row.when, *row.cells)
