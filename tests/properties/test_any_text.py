"""Law: whatever text is given, the compiler tells its faults or compiles it, and what compiles can be judged.

Texts are good ones with a field put in the place of another, or a few words taken out, doubled, moved or put in.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from random import Random

import pytest
from language.books import HEAD, compiled, parser
from language.texts import all_texts
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier

from rules_engine.claims.model import Dossier
from rules_engine.diagnostics.model import Diagnostic, DiagnosticsError
from rules_engine.diagnostics.render import render
from rules_engine.interpreters.row import judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language import amounts
from rules_engine.language.vocabulary import load_vocabulary
from rules_engine.suites.dossier import dossier_of
from rules_engine.suites.run import run

_WORD = re.compile(r'"[^"\n]*"|[A-Za-z0-9.-]+|[^\sA-Za-z0-9]|\n')
PAGES = sorted(text for name, text in all_texts().items() if ": " in name)
VALUES = [
    "0",
    "1.5",
    "53",
    "90837",
    "9" * 30,
    "F32.1",
    "95",
    "02",
    "A0001",
    "2026-02-30",
    "2026-03-02",
    "25:00",
    "CO-4",
]
SIGNS = ["(", ")", ",", ";", "|", "+", "-", "*", "/", '"', "#", "%", "“", "\t", "\n", "\x00", "ß", "\U0001f600"]


def words() -> list[str]:
    """Return the words that can be put into a text: keywords, fields, kinds, units, values, signs."""
    keywords = [str(t.pattern.value) for t in parser().terminals if type(t.pattern).__name__ == "PatternStr"]
    vocabulary = load_vocabulary()
    fields = [name for of_kind in vocabulary.fields.values() for name in of_kind]
    return [*keywords, *fields, *vocabulary.kinds, "minutes", "days", "months", "units", "percent", *VALUES, *SIGNS]


@cache
def names() -> tuple[str, ...]:
    """Return the names of all fields."""
    return tuple(sorted({name for of_kind in load_vocabulary().fields.values() for name in of_kind}))


def renamed(text: str, random: Random) -> str:
    """Return a text in which one field stands where another one stood: it reads well, and means nothing."""
    there = [name for name in names() if name in text]
    if not there:
        return text
    old = random.choice(there)
    places = [found.start() for found in re.finditer(re.escape(old), text)]
    at = random.choice(places)
    return text[:at] + random.choice(names()) + text[at + len(old) :]


def mutilated(text: str, others: list[str], random: Random) -> str:
    """Return a text with another field in it, or with one to four of its words changed."""
    if random.random() < 0.5:
        return renamed(text, random)
    found = _WORD.findall(text)
    for _ in range(random.randint(1, 4)):
        if not found:
            break
        at = random.randrange(len(found))
        match random.randrange(5):
            case 0:
                del found[at]
            case 1:
                found.insert(at, random.choice(others))
            case 2:
                found[at] = random.choice(others)
            case 3:
                found.insert(random.randrange(len(found)), found[at])
            case _:
                found[at], found[at - 1] = found[at - 1], found[at]
    return " ".join(found)


@cache
def dossiers() -> tuple[Dossier, ...]:
    """Return claims with and without each fact, to judge with whatever compiles."""
    return tuple(to_dossier(claim) for claim in drawn(1)[2][:6])


def tried(text: str) -> int:
    """Compile a text and run its examples; return how many rules it has, or -1 when it has faults."""
    try:
        whole = compiled(text)
    except DiagnosticsError as fault:
        assert fault.diagnostics
        assert all(0 <= each.span.start <= each.span.stop <= len(text) for each in fault.diagnostics)
        assert all(each.message and "\n" not in each.message for each in fault.diagnostics)
        render(fault.diagnostics, fault.texts)
        return -1
    run(whole.examples, whole.rulebooks)
    for book in whole.rulebooks.values():
        for dossier in (*map(dossier_of, whole.examples), *dossiers()):
            judge(dossier, book)
    return sum(len(book.rules) for book in whole.rulebooks.values())


@pytest.mark.parametrize("start", range(0, 1200, 200))
def test_any_text_is_told_or_compiled(start: int) -> None:
    others, random = words(), Random(start)
    outcomes = [tried(mutilated(random.choice(PAGES), others, random)) for _ in range(200)]
    assert 20 < outcomes.count(-1) < 180, "both happen"


@pytest.mark.parametrize(
    "text", ["", "\n", "#", '"', "rule", "|", "\x00", "\ufeff" + HEAD, "é", "\ud800", "x" * 10_000]
)
def test_odd_texts_are_told_or_compiled(text: str) -> None:
    tried(text)


def test_a_compiler_that_raises_would_be_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., object] = amounts.whole

    def careless(ctx: object, number: object) -> object:
        return int(str(number))

    monkeypatch.setattr("rules_engine.language.conditions.whole", careless)
    assert real is not careless
    with pytest.raises(ValueError, match="invalid literal"):
        tried(HEAD + "rule r cites manual requires at least 1.5 of (units is 1; charge is 2)")


def test_faults_and_rulebooks_are_values() -> None:
    assert issubclass(DiagnosticsError, Exception)
    assert Diagnostic.__eq__ is not object.__eq__
    assert Rulebook.__eq__ is not object.__eq__
