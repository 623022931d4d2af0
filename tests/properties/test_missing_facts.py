"""Law: a fact that goes missing may turn an answer into unknown, never into another answer.

So a fact that is added can only settle what was unknown. Left out: rules that ask `is supplied`, which is about the
dossier itself. One step is allowed besides: what was met may be excused once it is not known and an excuse holds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

import attrs
import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier
from rules_engine.engine import dossiers, read
from rules_engine.interpreters.row import ClaimResult, judge, semantics
from rules_engine.ir.rulebook import Rule
from rules_engine.language.library import load_library
from rules_engine.trace.result import RuleOutcome, Truth

WEEK = Path(__file__).parents[2] / "examples" / "clinic_week"
FILES = ("claims.837", "documentation.json", "history.json", "registry.json")
BOOK = load_library().rulebook("medicare-part-b")
KEPT = {"number", "claim_id", "lines", "line_number", "origins", "patient_id", "npi"}
Answers = dict[tuple[str, int], RuleOutcome]


@cache
def week() -> tuple[Dossier, ...]:
    return dossiers(read([((WEEK / name).read_bytes(), name) for name in FILES])).dossiers


def asks_what_is_supplied(rule: Rule) -> bool:
    return any("supplied" in text for text in rule.texts.values())


def answers(result: ClaimResult) -> Answers:
    return {(r.rule.address, r.line): r.outcome for r in result.results if not asks_what_is_supplied(r.rule)}


def facts(entity: object) -> list[str]:
    """Return the attributes of an entity that hold a fact."""
    names = [name for name in attrs.fields_dict(type(entity)) if name not in KEPT]
    return [name for name in names if not isinstance(getattr(entity, name), Absent)]


def poorer(dossier: Dossier, random: Random) -> Dossier:
    """Return the dossier without one fact, or without one of its parts."""
    line = dossier.claim.lines[0]
    kinds: list[Callable[[], Dossier]] = [
        lambda: without_line_fact(dossier, random.choice(facts(line))),
        lambda: attrs.evolve(dossier, claim=without(dossier.claim, random)),
        lambda: attrs.evolve(dossier, **{random.choice(["sessions", "history", "providers", "member"]): NOT_SUPPLIED}),
    ]
    if not isinstance(dossier.sessions, Absent) and dossier.sessions:
        kinds += [lambda: without_session_fact(dossier, random)] * 3
    return random.choice(kinds)()


def without(entity: object, random: Random) -> object:
    return attrs.evolve(entity, **{random.choice(facts(entity)): NOT_SUPPLIED})  # type: ignore[type-var]


def without_line_fact(dossier: Dossier, name: str) -> Dossier:
    first, *rest = dossier.claim.lines
    lines = (attrs.evolve(first, **{name: NOT_SUPPLIED}), *rest)
    return attrs.evolve(dossier, claim=attrs.evolve(dossier.claim, lines=lines))


def without_session_fact(dossier: Dossier, random: Random) -> Dossier:
    assert not isinstance(dossier.sessions, Absent)
    first, *rest = dossier.sessions
    return attrs.evolve(dossier, sessions=(without(first, random), *rest))


def changed(seed: int) -> Iterator[tuple[str, RuleOutcome, RuleOutcome]]:
    """Yield the answers that a missing fact turned into other answers."""
    random = Random(seed)
    rich = random.choice(week())
    for _ in range(random.randint(0, 3)):
        rich = poorer(rich, random)
    before, after = answers(judge(rich, BOOK)), answers(judge(poorer(rich, random), BOOK))
    for key, outcome in before.items():
        came = after.get(key, RuleOutcome.NOT_APPLICABLE)
        excused = came is RuleOutcome.EXCUSED and outcome is RuleOutcome.MET
        if came not in (outcome, RuleOutcome.UNKNOWN) and not excused:
            yield key[0], outcome, came


@pytest.mark.parametrize("start", range(0, 600, 100))
def test_a_missing_fact_never_gives_another_answer(start: int) -> None:
    assert [(seed, *each) for seed in range(start, start + 100) for each in changed(seed)] == []


@pytest.mark.parametrize(
    ("name", "broken"),
    [
        (
            "_compare",
            lambda scene, node: Truth.FALSE if semantics.value(scene, node.left) is NOT_SUPPLIED else Truth.TRUE,
        ),
        ("_presence", lambda scene, node: Truth.FALSE),
        ("_in", lambda scene, node: Truth.TRUE if semantics.value(scene, node.value) is NOT_SUPPLIED else Truth.FALSE),
    ],
)
def test_an_engine_that_takes_missing_for_an_answer_is_caught(
    name: str, broken: Callable[..., Truth], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = getattr(semantics, name)
    kind = next(kind for kind, function in semantics._TRUTHS.items() if function is real)

    def planted(scene: semantics.Scene, node: object) -> Truth:
        found = real(scene, node)
        return broken(scene, node) if found is Truth.UNKNOWN else found

    monkeypatch.setitem(semantics._TRUTHS, kind, planted)
    assert any(list(changed(seed)) for seed in range(300))
