"""Lines of other patients in a claim table: read and judged as in its dossiers."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa
import pytest
from batches.compare import PATHS, plain
from batches.judging import compare
from batches.random_tables import random_table
from interpreters.columnar.side_by_side import book_of
from interpreters.columnar.test_other_patients import RULES
from language.books import book

from rules_engine.batches.batch import Batch, CannotError, Path
from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.batches.to_dossiers import dossiers_of


def practice(seed: int, claims: int = 14) -> pa.Table:
    """Return claims of a few patients, of which some facts are missing, among them some that are no claims here."""
    draw = Random(seed)
    rows: list[dict[str, Any]] = []
    for number in range(claims):
        patient = draw.randint(1, 6)
        claim = {
            "row": "other patient" if number < 3 else "claim",
            "claim.claim_id": f"C{number}",
            "claim.patient_id": f"P{patient}",
            "claim.patient_birth_date": date(1990 + 25 * (patient % 2), 1, 1),
            "history.complete_from": date(2020, 1, 1),
            "history.complete_through": date(2030, 1, 1),
            "other_patients.complete_from": date(2020, 1, 1) if seed % 3 else None,
            "other_patients.complete_through": date(2030, 1, 1) if seed % 3 else None,
        }
        for _ in range(draw.randint(1, 2)):
            day = None if draw.random() < 0.03 else date(2026, 3, draw.randint(1, 28))
            line = {
                "line.code": draw.choice(["90832", "90853", "90853", None]),
                "line.service_date": day,
                "line.units": draw.choice([1, 4]),
                "line.charge": draw.choice([10, 20, 30]),
                "line.rendering_npi": draw.choice(["1000000004", "1000000012", "1000000020"]),
                "line.status": draw.choice(["paid", "voided", None]),
                "session.minutes": draw.choice([30, 50]),
            }
            rows.append({**claim, **line})
    return pa.Table.from_pylist(rows)


def test_claims_of_a_practice_are_judged_alike() -> None:
    counts: Counter[str] = Counter()
    for seed in range(20):
        assert compare(practice(seed), book_of(book(RULES)), counts) == [], seed
    assert min(counts[each] for each in ("met", "not met", "unknown")) > 50
    assert not counts["handed"]


def test_drawn_tables_are_judged_alike() -> None:
    counts: Counter[str] = Counter()
    for seed in range(24):
        assert compare(random_table(seed, 30, 0.5), book_of(book(RULES)), counts) == [], seed
    assert counts["claims"] > counts["handed"] + 20


def differences(found: Batch, wanted: Batch, path: Path) -> Iterator[str]:
    """Yield where two batches read otherwise of the lines of other patients that each claim sees."""
    one, two = found.read_far(path), wanted.read_far(path)
    sights = found.others(), wanted.others()
    for claim in range(len(found.starts) - 1):
        seen = [
            [
                row
                for row in range(int(each.start[claim]), int(each.stop[claim]))
                if each.holder[row] != each.viewer[claim]
            ]
            for each in sights
        ]
        if [plain(one.row(row)) for row in seen[0]] != [plain(two.row(row)) for row in seen[1]]:
            yield f"{path}, claim {claim}"
        for name in ("complete_from", "complete_through"):
            if len({plain(getattr(each, name).row(claim)) for each in sights}) > 1:
                yield f"{name}, claim {claim}"


def test_every_path_reads_alike() -> None:
    read: Counter[str] = Counter()
    for seed in range(24):
        table = practice(seed) if seed % 2 else random_table(seed, 30, 0.5)
        batch, dossiers = ArrowBatch(table), DossierBatch(dossiers_of(table).dossiers)
        for path in PATHS:
            try:
                assert list(differences(batch, dossiers, path)) == [], seed
                read[path[0]] += 1
            except CannotError as fault:
                read[fault.cause] += 1
    assert min(read[root] for root in ("line", "claim", "session", "member", "authorization", "derived")) > 20


def test_a_record_that_may_be_read_for_a_claim_of_another_patient_is_handed_over() -> None:
    row = {"line.service_date": date(2026, 3, 2), "line.code": "90853", "session.minutes": 30}
    named = [("history", "C1", "P1"), ("claim", "C2", "P1"), ("claim", "C1", "P2")]
    table = pa.Table.from_pylist(
        [{"row": kind, "claim.claim_id": one, "claim.patient_id": patient, **row} for kind, one, patient in named]
    )
    counts: Counter[str] = Counter()
    assert compare(table, book_of(book(RULES)), counts) == []
    assert counts["handed"] == counts["claims"] == 2


def test_who_cannot_be_one_person_sees_nothing_of_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """An id with very many claims is no person's; who they are is not known, and so neither who the others are."""
    monkeypatch.setattr("rules_engine.batches.patients.MOST_PAIRS", 3)
    table = practice(1)
    batch, dossiers = ArrowBatch(table), DossierBatch(dossiers_of(table).dossiers)
    assert list(differences(batch, dossiers, ("line", "code"))) == []
    seen = batch.others()
    assert 0 < int((seen.stop > seen.start).sum()) < len(seen.start)
