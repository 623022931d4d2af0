"""Pairs of a partial dossier and a completion of it, and what a rule and what is left of it say of the completion."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from random import Random
from typing import Any

import attrs
from language.books import HEAD, compiled
from properties import wide
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier
from properties.test_missing_facts import BOOK, facts, poorer_claim, week

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.residual import classes_of, residual
from rules_engine.interpreters.row import judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.trace.result import RuleResult, Truth

SHAPES = """
codes talk are 90832, 90834, 90837
term far means place of service is any of 02, 10
entry plan means document covering service date where document kind is "plan"
record note
  holds either start time and stop time or session minutes
  holds at least 2 of symptoms, risk assessment, mental status
  holds signature where (signature kind is any of handwritten, electronic) unless (attestation is documented)
value most units is 2 units
  cites manual
rule a-counts
  cites manual
  when at least 1 of (code is 90837; units is 1; it is a far) and not (charge is 0 dollars)
  requires at least 2 of (place of service is 10; modifiers include 95; session mode is video)
  requires not (place of service is 11 or session mode is audio)
  unless emergency is documented
  unless session mode is audio
rule b-table
  cites manual
  requires
    | when code | when place of service | session minutes | units |
    | 90834     | any                   | 38 to 52        | 1     |
    | 90837     | 10                    | 53 or more      | any   |
    | talk      | not 11                | any             | 1 to 2 |
    without a row not met
rule c-table
  cites manual
  when it is not a far
  requires
    | when units | modifiers |
    | 1          | 95        |
    | 2 to 3     | 93        |
    without a row unknown
  treat missing as not met
rule d-record
  cites manual
  when code is in talk
  requires record note
  treat missing as not met
rule e-record
  cites manual
  requires record note
  unless attestation is yes
rule f-days
  cites manual
  requires submission date is no later than earlier of (3 days after service date, 5 days after service date)
  requires units is at most most units
rule g-limit
  cites manual
  limits units to most units per patient per day
rule g-either
  cites manual
  forbids (modifiers include 95 and not (session mode is video)) or (units is more than 2 and it is a far)
rule h-exactly
  cites manual
  forbids at least 2 of (modifiers include 95; modifiers include HL; place of service is 10)
  requires modifiers include exactly 1 of 95, HL, FQ
"""


@cache
def shapes() -> Rulebook:
    """Return a rulebook of everything that can be simplified."""
    return compiled(HEAD + SHAPES).rulebooks["book"]


@attrs.frozen
class Pair:
    """One rulebook, a dossier that lacks something, and the same with more in it."""

    book: Rulebook
    poor: Dossier
    rich: Dossier


def pairs(seed: int) -> Iterator[Pair]:
    """Yield pairs for the shipped Medicare book, for books of every construct, and for random books."""
    random = Random(seed)
    rich = random.choice(week())
    yield Pair(BOOK, _without_some(rich, random), rich)
    for book in (wide.book(), shapes(), shapes(), shapes()):
        rich = _placed(wide.Dossiers(random.randrange(10**6), 0.1).dossier(), random)
        yield Pair(book, _without_some(rich, random), rich)
    _, book, claims = drawn(seed % 60)
    claim = poor = deepcopy(random.choice(claims))
    for _ in range(random.randint(1, 6)):
        poor = poorer_claim(poor, random)
    yield Pair(book, to_dossier(poor), to_dossier(claim))


def _without_some(dossier: Dossier, random: Random) -> Dossier:
    for _ in range(random.randint(1, 8)):
        dossier = _poorer(dossier, random)
    return dossier


def _poorer(dossier: Dossier, random: Random) -> Dossier:
    """Return the dossier without a whole part, or without one fact of its claim, of a line or of a record."""
    match random.choice(("part", "claim", "line", "line", "session", "session", "session")):
        case "part":
            name = random.choice(["sessions", "history", "providers", "member", "answers"])
            return attrs.evolve(dossier, **{name: NOT_SUPPLIED})
        case "claim":
            return attrs.evolve(dossier, claim=_without(dossier.claim, random))
        case "line":
            return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, lines=_one_of(dossier.claim.lines, random)))
    if isinstance(dossier.sessions, Absent) or not dossier.sessions:
        return dossier
    return attrs.evolve(dossier, sessions=_one_of(dossier.sessions, random))


def _one_of(entities: tuple[Any, ...], random: Random) -> tuple[Any, ...]:
    at = random.randrange(len(entities))
    return (*entities[:at], _without(entities[at], random), *entities[at + 1 :])


def _without(entity: Any, random: Random) -> Any:
    names = facts(entity)
    return attrs.evolve(entity, **{random.choice(names): NOT_SUPPLIED}) if names else entity


def _placed(dossier: Dossier, random: Random) -> Dossier:
    """Return the dossier with places, modes and elements, which the other draws leave out."""
    lines = tuple(attrs.evolve(each, place_of_service=random.choice(["10", "11"])) for each in dossier.claim.lines)
    sessions = dossier.sessions
    if not isinstance(sessions, Absent):
        elements = random.choice([(), ("symptoms",), ("symptoms", "mental status")])
        mode = random.choice(["video", "audio"])
        sessions = tuple(attrs.evolve(each, mode=mode, elements=elements) for each in sessions)
    return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, lines=lines), sessions=sessions)


def differences(pair: Pair, seen: Counter[str] | None = None) -> Iterator[tuple[str, int, str, str]]:
    """Yield the rules of which what is left says another thing of the completion than the whole rule.

    seen: counts what was compared, and what was left out because a known fact became another one.
    """
    classes = classes_of(pair.book)
    whole = {(r.rule.address, r.line): r for r in judge(pair.rich, pair.book).results}
    left = defaultdict(dict)
    for each in judge(pair.poor, pair.book).results:
        left[each.line][each.rule.address] = each
    for line, found in left.items():
        rules = {address: residual(each, classes).rule for address, each in found.items()}
        book = attrs.evolve(pair.book, rules=tuple(rules.get(each.address, each) for each in pair.book.rules))
        said = {(r.rule.address, r.line): r for r in judge(pair.rich, book).results}
        for address, before in found.items():
            after, key = whole.get((address, line)), (address, line)
            if before.rule.stage > 1 and len(left) > 1:
                continue  # it reads the verdict of other lines, of which this book has only what is left for this one
            if after is not None and not _agrees(before, after):
                _count(seen, "overruled")
                continue
            _count(seen, before.outcome.value)
            one, two = _outcome(after), _outcome(said.get(key))
            if one != two:
                yield address, line, one, two


def _count(seen: Counter[str] | None, what: str) -> None:
    if seen is not None:
        seen[what] += 1


def _outcome(result: RuleResult | None) -> str:
    return "not in force" if result is None else result.outcome.value


def _agrees(before: RuleResult, after: RuleResult) -> bool:
    """Return whether everything that was known of the parts of a rule is still so."""
    for node, found in before.records.items():
        held, now = getattr(found, "truth", found), after.records.get(node, found)
        now = getattr(now, "truth", now)
        if isinstance(held, Truth) and held is not Truth.UNKNOWN and now is not held:
            return False
    return True
