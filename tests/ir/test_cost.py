"""The bound of steps is never below what the evaluator does, and says which part of the rules costs what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from conformance.pages import cases
from language.books import book, compiled

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Dossier
from rules_engine.engine import dossiers, read
from rules_engine.interpreters.row import judge
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir.cost import Bound, bound
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.library import examples_of, load_library
from rules_engine.suites.dossier import dossier_of

WEEK = Path(__file__).parents[2] / "examples" / "clinic_week"
FILES = ("claims.837", "documentation.json", "history.json", "registry.json")


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count every look at a value, condition or requirement."""
    count = [0]

    def counted(real: Any) -> Any:
        def looked(scene: Scene, node: Any) -> Any:
            count[0] += 1
            return real(scene, node)

        return looked

    for name in ("value", "truth", "requirement"):
        monkeypatch.setattr(Scene, name, counted(getattr(Scene, name)))
    return count


def things(dossier: Dossier) -> int:
    """Return the most that one search can look at: all lines that are known, or the entries of a kind."""
    lines = len(dossier.claim.lines)
    for history in (dossier.history, dossier.other_patients):
        lines += 0 if isinstance(history, Absent) else sum(len(claim.lines) for claim in history.claims)
    return max(lines, _longest(dossier))


def _longest(value: Any) -> int:
    """Return how many parts the longest list within a value has."""
    held = [value] if isinstance(value, tuple) else []
    inner = list(value) if isinstance(value, tuple) else [getattr(value, a.name) for a in _fields(value)]
    return max([len(each) for each in held] + [_longest(each) for each in inner], default=0)


def _fields(value: Any) -> Any:
    return getattr(type(value), "__attrs_attrs__", ())


BOUNDS: dict[int, tuple[Rulebook, Bound]] = {}


def bound_of(rulebook: Rulebook) -> Bound:
    """Return the bound of a rulebook, worked out once."""
    if id(rulebook) not in BOUNDS:
        BOUNDS[id(rulebook)] = (rulebook, bound(rulebook))
    return BOUNDS[id(rulebook)][1]


def hold(dossier: Dossier, rulebook: Rulebook, steps: list[int]) -> float:
    """Judge a claim within its bound, and return which part of the bound was used."""
    steps[0] = 0
    judge(dossier, rulebook)
    most = bound_of(rulebook).most(len(dossier.claim.lines), things(dossier))
    assert steps[0] <= most, (rulebook.name, dossier.claim.claim_id)
    return steps[0] / most if most else 0


def week() -> Iterator[Dossier]:
    intakes = read([((WEEK / name).read_bytes(), name) for name in FILES])
    return iter(dossiers(intakes).dossiers)


def test_the_clinic_week_stays_within_the_bound(steps: list[int]) -> None:
    library = load_library()
    books = [library.rulebook(name) for name in ("medicare-part-b", "national-coding")]
    used = [hold(dossier, each, steps) for dossier in week() for each in books]
    assert len(used) > 20
    assert max(used) > 0.001


def test_the_shipped_examples_stay_within_the_bound(steps: list[int]) -> None:
    books, examples, _ = examples_of()
    assert max(hold(dossier_of(each), books[each.rulebook], steps) for each in examples[::5]) > 0.001


def pages() -> Iterator[tuple[Mapping[str, Rulebook], Any]]:
    for case in cases():
        if not case.texts("faults"):
            found = compiled(case.rules + "\n" + case.examples)
            yield found.rulebooks, found.examples


def test_every_shape_of_the_language_stays_within_the_bound(steps: list[int]) -> None:
    used = [
        hold(dossier_of(each), books[each.rulebook], steps)
        for books, examples in pages()
        for each in examples
        if each.rulebook in books
    ]
    assert len(used) > 100
    assert max(used) > 0.2


def cost(asked: str) -> tuple[int, ...]:
    """Return the steps of a rulebook of one rule, each counted once."""
    found = bound(book(f"rule r\n  cites manual\n  requires {asked}\n")).steps
    return tuple(each // 3 for each in found)


def test_what_does_not_search_costs_the_same_for_any_claim() -> None:
    # The requirement, the comparison, the field and the number.
    assert cost("units is 1") == (4,)
    assert cost("units is 1 and charge is 2 dollars") == (8,)


def test_a_search_costs_for_each_thing_and_one_within_it_for_each_pair() -> None:
    one, pair = cost("some line on the same claim where (units is 1)")
    assert pair >= 3
    inner = "some line on the same claim where (units is 1)"
    assert len(cost(f"some line on the same claim where ({inner})")) == 3
    assert one < 20


def test_a_rulebook_of_no_rules_costs_nothing() -> None:
    assert bound(book("")) == Bound((0,))
    assert bound(book("")).says == "at most 0 steps a line"


def test_the_bound_grows_with_claim_and_history() -> None:
    found = Bound((10, 2, 1))
    assert found.most(1, 0) == 10
    assert found.most(3, 5) == 3 * (10 + 2 * 5 + 25)
    assert found.says == "at most 10 steps a line + 2 a pair of lines + 1 a group of 3 lines"


def test_searches_within_searches_are_worked_out_at_once() -> None:
    depth = 200
    where = "some line on the same claim where (" * depth + "units is 1" + ")" * depth
    assert len(cost(where)) == depth + 1
