"""Law: columns say of every claim what rows say; and planted bugs, hazards and kinds of nodes that must be reached.

More pairs, in the folder of the tests: `python -m differential --pairs 1000000 --shards 2`, and all planted bugs:
`python -m differential --mutants all --pairs 100000 --shards 2`.
"""

from __future__ import annotations

import json
from collections import Counter

import pytest

from differential.command import Run, compared
from differential.compare import differences, rows_of
from differential.drawing import BOOKS, CLAIMS, gen
from differential.hazards import FLOORS
from differential.kinds import WANTED, wanted
from differential.mutants import MUTANTS, killed
from differential.shrink import shrunk
from differential.texts import Clause, Condition, Part, smaller, statement, written
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.claims.write import to_json
from rules_engine.interpreters.columnar import conditions
from rules_engine.ir import nodes as n

SEEDS = 6
CHEAP = (
    "conditions.COMPARISONS: is -> is not",
    "conditions.COMPARISONS: at least -> more than",
    "conditions.compared: return always(UNKNOWN)",
    "conditions.compared: absence(one, other)",
    'conditions.between: "at least"',
    "conditions.is_in",
    "kleene.turned",
    "kleene.within: high < least",
    "rule._applies",
    "findings: a failed claim needs information",
    "findings: what needs information passes",
    "searches.quantified: sure + unsure",
)
"""Planted bugs that are seen early; `--mutants all` tries every one."""


@pytest.fixture(scope="module")
def run() -> Run:
    """Return what a few shelves come to."""
    found = Run()
    for seed in range(SEEDS):
        found.add(compared(seed))
    return found


def test_columns_say_what_rows_say(run: Run) -> None:
    assert run.told == []
    assert run.pairs == SEEDS * BOOKS * CLAIMS


def test_few_claims_are_handed_to_the_row_interpreter(run: Run) -> None:
    assert run.handed < run.pairs / 5


def test_every_outcome_and_verdict_is_reached(run: Run) -> None:
    outcomes = {name: count for name, count in run.counts.items() if name.startswith("outcome ")}
    assert len(outcomes) == 5
    assert min(outcomes.values()) > sum(outcomes.values()) / 100
    assert len([name for name in run.counts if name.startswith("verdict ")]) >= 4


def test_hazards_are_met(run: Run) -> None:
    met = [name for name in FLOORS if run.counts[f"hazard: {name}"]]
    assert len(met) >= len(FLOORS) - 5


def test_what_is_rare_or_never_drawn_is_a_fault() -> None:
    counts: Counter[str] = Counter({f"hazard: {name}": 10**6 for name in FLOORS})
    counts.update({f"drawn: {name}": 1 for name in wanted()})
    assert Run(1000, counts, []).faults() == []
    counts["hazard: half a cent"] = 0
    counts["drawn: Lookup"] = 0
    counts["handed: some cause"] = 201
    said = Run(1000, counts, []).faults()
    assert len(said) == 3
    assert "half a cent" in said[0] and "Lookup" in said[1] and "201 of 1000" in said[2]


def test_every_kind_of_node_is_wanted() -> None:
    named = set(wanted())
    assert {kind.__name__ for kind in n.Node.__args__} <= named
    assert all(hasattr(getattr(n, name.split()[0]), "node_id") for name in WANTED)


def test_a_seed_gives_the_same_shelf_again() -> None:
    one = gen(3)
    gen.cache_clear()
    other = gen(3)
    assert [each.rulebook.digest for each in one.books] == [each.rulebook.digest for each in other.books]
    assert [to_json(each) for each in one.dossiers] == [to_json(each) for each in other.dossiers]


def test_planted_bugs_have_names_of_their_own_and_fit_the_source() -> None:
    assert len({each.name for each in MUTANTS}) == len(MUTANTS) >= 60
    for each in MUTANTS:
        with each.planted():
            pass


@pytest.mark.parametrize("start", CHEAP)
def test_a_planted_bug_is_seen(start: str) -> None:
    name = next(each.name for each in MUTANTS if each.name.startswith(start))
    assert killed(name, SEEDS) is not None


def test_a_difference_becomes_a_small_case(monkeypatch: pytest.MonkeyPatch) -> None:
    shelf = gen(0)
    batch = DossierBatch(shelf.dossiers)
    told = [rows_of(shelf.dossiers, book.rulebook) for book in shelf.books]
    monkeypatch.setitem(conditions.COMPARISONS, "is not", conditions.COMPARISONS["is"])
    pairs = zip(shelf.books, told, strict=True)
    found = ((book, each) for book, said in pairs for each in differences(batch, shelf.dossiers, book, said))
    book, difference = next((book, each) for book, each in found if each.claim >= 0)
    small = shrunk(shelf, book, difference)
    assert small.differences
    assert len(small.dossiers) == 1
    assert sum(line.startswith("rule ") for line in small.text.splitlines()) == 1
    document = small.says.split("judged by ")[1].splitlines()[1]
    assert len(json.loads(document)["claim"]["lines"]) <= 2


def test_a_book_gets_smaller_by_statements_clauses_and_conditions() -> None:
    inner = Condition("a is 1")
    parts = (
        statement("rulebook book", fixed=True),
        Part((Clause("rule r", is_needed=True), Clause("  when ", Condition("not (a is 1)", [inner])))),
    )
    found = [written(each)[0] for each in smaller(parts)]
    assert found == ["rulebook book\n", "rulebook book\nrule r\n", "rulebook book\nrule r\n  when a is 1\n"]
