"""All mutants of one rule: of its conditions and requirements, its dates, its consequence, and the values it reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import DatedValue, Outcome, Rule, Rulebook, Validity
from rules_engine.language.guard_codes import guard_codes, looks_code_up
from rules_engine.suites.mutation.model import Change, Mutant
from rules_engine.suites.mutation.tree import variants
from rules_engine.suites.mutation.values import moved
from rules_engine.suites.mutation.words import Words
from rules_engine.suites.texts import Texts
from rules_engine.suites.walk import put, walk

_MILDER: Final[Mapping[str, str]] = {
    "deny": "hold",
    "return": "hold",
    "route": "hold",
    "hold": "warn",
    "warn": "inform",
    "inform": "warn",
}
Changed = Iterator[tuple[Change, Rule]]


def mutants(book: Rulebook, rule: Rule, neighbours: Mapping[str, tuple[str, ...]], texts: Texts) -> Iterator[Mutant]:
    """Yield the mutants of a rule of a rulebook. neighbours: by kind of code, the codes that the rulebook speaks of."""
    words = Words(rule.texts, neighbours, None if rule.codes is None else frozenset(rule.codes))
    for change, made in (
        *_of_parts(words, rule),
        *_of_clauses(words, rule),
        *_of_dates(rule),
        *_of_outcomes(words, rule),
    ):
        yield _placed(texts, rule, change, _with_codes(made))
    for change, values in _of_values(book, rule):
        yield attrs.evolve(_placed(texts, rule, change, rule), values=values)


def _placed(texts: Texts, rule: Rule, change: Change, made: Rule) -> Mutant:
    place = texts.place(rule, change.node) if change.node else rule.place
    is_own = not change.shared and texts.is_inside(rule, place)
    key: tuple[object, ...] = (place.file, place.start, place.stop, change.kind, change.before, change.after)
    return Mutant(change, made, ("shared", change.shared) if change.shared else key, place, is_own)


def _with_codes(rule: Rule) -> Rule:
    """Say anew to which codes a rule can apply: that hangs on its conditions."""
    codes = guard_codes(rule.when, rule.requirements)
    return attrs.evolve(rule, codes=codes, looks_code_up=looks_code_up(rule.when))


def neighbours_of(book: Rulebook) -> Mapping[str, tuple[str, ...]]:
    """Return by kind of code (procedure code, modifier …) all that the rules of a rulebook name, sorted."""
    found: dict[str, set[str]] = {}
    for rule in book.rules:
        for node in walk(rule):
            match node:
                case n.In(value=value, items=items):
                    found.setdefault(getattr(getattr(value, "type", None), "domain", ""), set()).update(items)
                case n.Literal(value=str() as code, type=kind):
                    found.setdefault(kind.domain, set()).add(code)
    return {domain: tuple(sorted(codes)) for domain, codes in found.items() if domain in _CODES}


_CODES: Final = frozenset({"procedure code", "modifier", "place code", "code"})


# --- clauses --------------------------------------------------------------------------------------


def _of_parts(words: Words, rule: Rule) -> Changed:
    """Changes within what a rule asks, when it asks, and for which claims."""
    for name in ("when", "scope"):
        held = getattr(rule, name)
        for change, made in variants(words, held) if held is not None else ():
            yield change, put(rule, name, made)
    for name in ("requirements", "excuses"):
        whole: tuple[Any, ...] = getattr(rule, name)
        for place, part in enumerate(whole):
            for change, made in variants(words, part):
                yield change, put(rule, name, (*whole[:place], made, *whole[place + 1 :]))
    for place, outcome in enumerate(rule.guarded):
        for change, made in variants(words, outcome.guard):
            yield change, _with_guarded(rule, place, (attrs.evolve(outcome, guard=made),))


def _with_guarded(rule: Rule, place: int, put: tuple[Outcome, ...]) -> Rule:
    return attrs.evolve(rule, guarded=(*rule.guarded[:place], *put, *rule.guarded[place + 1 :]))


def _of_clauses(words: Words, rule: Rule) -> Changed:
    """A clause less, and missing facts treated the other way."""
    if rule.when is not None and not isinstance(rule.when, n.CountOf):
        change = Change("condition left out", rule.when.node_id, f"when {words.of(rule.when)}", "")
        yield change, attrs.evolve(rule, when=None)
    for asked in rule.requirements if len(rule.requirements) > 1 else ():
        rest = tuple(each for each in rule.requirements if each is not asked)
        yield words.left_out("requirement left out", asked), attrs.evolve(rule, requirements=rest)
    for excuse in rule.excuses:
        others = tuple(each for each in rule.excuses if each is not excuse)
        change = Change("excuse left out", excuse.node_id, f"unless {words.of(excuse)}", "")
        yield change, attrs.evolve(rule, excuses=others)
    for place, outcome in enumerate(rule.guarded):
        said = f"otherwise when {words.of(outcome.guard)} {outcome.action}"
        yield Change("consequence left out", _id(outcome.guard), said, ""), _with_guarded(rule, place, ())
    for key in rule.keys if len(rule.keys) > 1 else ():
        left = tuple(each for each in rule.keys if each is not key)
        yield words.left_out("place left out", key), attrs.evolve(rule, keys=left)
    yield _missing(rule)


def _id(node: Any) -> int:
    return int(node.node_id)


def _missing(rule: Rule) -> tuple[Change, Rule]:
    says = "treat missing as not met"
    is_said = any(asked.missing == "not met" for asked in rule.requirements)
    change = Change("missing facts", 0, says if is_said else "", "" if is_said else says)
    change = change if is_said else attrs.evolve(change, before="(missing facts are unknown)")
    other = "unknown" if is_said else "not met"
    return change, attrs.evolve(rule, requirements=tuple(attrs.evolve(r, missing=other) for r in rule.requirements))


# --- dates ----------------------------------------------------------------------------------------


def _of_dates(rule: Rule) -> Changed:
    for change, validity in _dates("", rule.validity):
        yield change, attrs.evolve(rule, validity=validity)
    if rule.validity.axis != "service date":
        change = Change("date axis", 0, f"by {rule.validity.axis}", "by service date")
        yield change, attrs.evolve(rule, validity=attrs.evolve(Validity(), **_days(rule.validity)))


def _days(validity: Validity) -> dict[str, Any]:
    return {name: getattr(validity, name) for name in ("from_day", "through_day", "known_from", "known_through")}


def _dates(head: str, validity: Validity) -> Iterator[tuple[Change, Validity]]:
    """Both days on which something holds, one day earlier and one day later."""
    for name, word in (("from_day", "from"), ("through_day", "through")):
        day: date | None = getattr(validity, name)
        for step in (-1, 1) if day is not None else ():
            assert day is not None
            moved_day = day + timedelta(days=step)
            change = Change("date", 0, f"{head}{word} {day}", f"{head}{word} {moved_day}")
            yield change, put(validity, name, moved_day)


# --- what follows ---------------------------------------------------------------------------------


def _of_outcomes(words: Words, rule: Rule) -> Changed:
    for change, outcome in _outcomes("otherwise", rule.outcome):
        yield change, attrs.evolve(rule, outcome=outcome)
    for place, guarded in enumerate(rule.guarded):
        for change, outcome in _outcomes(f"otherwise when {words.of(guarded.guard)}", guarded):
            yield change, _with_guarded(rule, place, (outcome,))


def _outcomes(head: str, outcome: Outcome) -> Iterator[tuple[Change, Outcome]]:
    """The next milder kind of action (each has another verdict), and an amount one step less or more."""
    milder = _MILDER.get(outcome.action, "warn")
    yield (
        Change("action", 0, f"{head} {outcome.action}", f"{head} {milder}"),
        attrs.evolve(outcome, action=milder, amount=None, unit="", mode="", target=""),
    )
    for amount in moved(outcome.amount) if outcome.amount is not None else ():
        if amount > 0:
            before, after = (f"{outcome.action} {each:f} {outcome.unit}".strip() for each in (outcome.amount, amount))
            yield Change("threshold", 0, f"{head} {before}", f"{head} {after}"), attrs.evolve(outcome, amount=amount)


# --- named values ---------------------------------------------------------------------------------


def _of_values(book: Rulebook, rule: Rule) -> Iterator[tuple[Change, Mapping[str, tuple[DatedValue, ...]]]]:
    """Each version of the values that a rule reads: its amount by one step, its days by one."""
    for name in sorted({node.name for node in walk(rule) if isinstance(node, n.NamedValue)}):
        versions = book.values.get(name, ())
        for place, version in enumerate(versions):
            for before, after, other in _versions(version):
                change = Change("named value", 0, f"value {name} {before}", f"value {name} {after}")
                shared = f"{name} {version.amount} {change.says}"
                put = (*versions[:place], other, *versions[place + 1 :])
                yield attrs.evolve(change, shared=shared), {**book.values, name: put}


def _versions(version: DatedValue) -> Iterator[tuple[str, str, DatedValue]]:
    for amount in moved(Decimal(version.amount)):
        yield f"is {version.amount:f}", f"is {amount:f}", attrs.evolve(version, amount=amount)
    for change, validity in _dates("", version.validity):
        yield change.before, change.after, attrs.evolve(version, validity=validity)
