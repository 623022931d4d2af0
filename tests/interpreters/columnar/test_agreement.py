"""Every example of the shipped rules, and every case of the conformance pages, through rows and through columns."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

import pytest
from conformance.pages import cases
from interpreters.columnar.side_by_side import book_of, differences
from language.books import compiled

from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import rule_texts
from rules_engine.suites.dossier import dossier_of


def compared(
    examples: Iterable[Example], rulebooks: Mapping[str, Rulebook], handed: Counter[str]
) -> tuple[int, list[str]]:
    """Return how many claims were compared, and what columns say otherwise. handed: counts what they cannot say."""
    groups = defaultdict(list)
    for each in examples:
        if each.rulebook in rulebooks:
            groups[each.rulebook, each.known_on].append(dossier_of(each))
    found: list[str] = []
    for (name, known_on), dossiers in groups.items():
        found += [f"{name}: {each}" for each in differences(dossiers, book_of(rulebooks[name], known_on), handed)]
    return sum(map(len, groups.values())), found


def test_columns_say_of_the_conformance_pages_what_rows_say() -> None:
    handed: Counter[str] = Counter()
    number = 0
    for case in cases():
        if case.examples and not case.is_gap:
            whole = compiled(case.rules + "\n" + case.examples)
            count, found = compared(whole.examples, whole.rulebooks, handed)
            number += count
            assert found == [], case.name
    assert number > 2000
    assert handed.total() < number / 20


def test_columns_say_of_the_shipped_examples_what_rows_say() -> None:
    handed: Counter[str] = Counter()
    whole = compile_texts({**rule_texts(), **rule_texts(ending=".examples")})
    number, found = compared(whole.examples, whole.rulebooks, handed)
    assert found == []
    assert number > 5000
    assert handed.total() < number / 10


def test_a_difference_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    from rules_engine.interpreters.columnar import conditions

    monkeypatch.setitem(conditions.COMPARISONS, "at least", lambda a, b: a > b)
    whole = compile_texts({**rule_texts(), **rule_texts(ending=".examples")})
    assert compared(whole.examples, whole.rulebooks, Counter())[1]
