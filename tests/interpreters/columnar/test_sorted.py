"""Lines are sorted before they are paired: as few pairs as the question needs, and the same answers."""

from collections import Counter
from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pytest
from interpreters.columnar.said import WHOLE, said
from interpreters.columnar.side_by_side import book_of, differences
from language.books import book
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.interpreters.columnar import Plan, judge
from rules_engine.interpreters.columnar import beside as beside_module
from rules_engine.interpreters.columnar import shelves as shelves_module
from rules_engine.interpreters.columnar.pairs import runs

NEAR = """
rule r
  cites manual
  forbids another line within 30 days before service date by the same rendering provider with the same code
          where (units is at least 2 and charge is this charge)
"""
OWN = 'bills 90837, rendering provider is "1000000004", charge 80 dollars'


@pytest.mark.parametrize(
    ("earlier", "came"),
    [
        ("code 90837, units 2, charge 80 dollars, service date 2026-02-20", "not met"),
        ("code 90837, units 2, charge 80 dollars, service date 2026-01-20", "met"),
        ("code 90837, units 2, charge 80 dollars, service date is not supplied", "unknown"),
        ("code 90834, units 2, charge 80 dollars, service date 2026-02-20", "met"),
        ("code 90837, units 1, charge 80 dollars, service date 2026-02-20", "met"),
        ("code 90837, units 1, charge 80 dollars, service date is not supplied", "met"),
        ("code 90837, units 2, charge 81 dollars, service date 2026-02-20", "met"),
        ("code 90837, units is not supplied, charge 80 dollars, service date 2026-02-20", "unknown"),
        ("code 90837, code is not supplied, units 2, charge 80 dollars, service date 2026-02-20", "unknown"),
    ],
)
def test_what_is_not_known_of_a_line_is_not_sorted_away(earlier: str, came: str) -> None:
    line = f'given line has rendering provider is "1000000004", {earlier}'
    assert said(NEAR, (OWN, line, WHOLE)) == [came]


def test_what_is_not_known_of_this_line_sorts_nothing_away() -> None:
    line = 'given line has code 90837, rendering provider is "1000000004", units 2, charge 80 dollars, '
    claims = [
        (f"{OWN}, {gone} is not supplied", line + "service date 2026-02-20", WHOLE)
        for gone in ("code", "service date", "rendering provider", "charge")
    ]
    claims.append((f"{OWN}, rendering provider is not supplied", line + "service date 2025-02-20", WHOLE))
    assert said(NEAR, *claims) == ["unknown", "unknown", "unknown", "unknown", "met"]


@pytest.mark.parametrize("most", [6, 12])
def test_lines_with_many_others_are_read_in_parts(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside_module, "HELD", most)
    monkeypatch.setattr(shelves_module, "HELD", most)
    handed: Counter[str] = Counter()
    for seed in range(0, 12, 2):
        _, rulebook, claims = drawn(seed, wide=seed % 4 == 0)
        assert list(differences([to_dossier(each) for each in claims], book_of(rulebook), handed)) == []
    assert not handed


def test_one_line_with_too_many_others_is_handed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside_module, "HELD", 1)
    rules = "rule r\n  cites manual\n  forbids another line on the same claim with the same code\n"
    _, _, claims = drawn(0)
    dossiers = [to_dossier(each) for each in claims if len(to_dossier(each).claim.lines) > 1]
    handed: Counter[str] = Counter()
    assert list(differences(dossiers, book_of(book(rules)), handed)) == []
    assert handed == {"too many lines beside each other": len(dossiers)}
    assert dossiers


def patients(lines: int) -> ArrowBatch:
    """Return one patient with so many claims, a line on each day."""
    days = [date(2020, 1, 1) + timedelta(days=number) for number in range(lines)]
    whole = {"history.complete_from": [date(1900, 1, 1)] * lines, "history.complete_through": [date.max] * lines}
    return ArrowBatch(
        pa.table(
            {
                "claim.claim_id": [f"C{number}" for number in range(lines)],
                "claim.patient_id": ["P1"] * lines,
                "line.code": ["90837", "90834"] * (lines // 2),
                "line.service_date": days,
                **whole,
            }
        )
    )


@pytest.mark.parametrize(
    "asks",
    [
        "forbids another line within 3 days before service date with the same code",
        "limits lines to 1 per patient per day",
        "limits lines to 9 per patient per calendar week",
        "forbids another line where code is 90853",
    ],
)
def test_a_patient_with_many_lines_does_not_cost_their_square(asks: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight pairs a line at most, where each line has three hundred others beside it."""
    made: list[int] = []

    def counted(start: np.ndarray, stop: np.ndarray, most: int = 0) -> tuple[np.ndarray, np.ndarray]:
        made.append(int((stop - start).sum()))
        return runs(start, stop)

    monkeypatch.setattr(shelves_module, "runs", counted)
    answer = judge(patients(300), Plan([book_of(book(f"rule r\n  cites manual\n  {asks}\n"))]), full=True)
    assert not answer.handed
    assert made
    assert sum(made) <= 8 * 300
    (told,) = answer.told or ()
    assert len(told[0]) == 300
