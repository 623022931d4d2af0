"""Dossiers to a claim table and back are the same dossiers; what is not is told."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

import attrs
import pytest
from batches.compare import differences
from batches.random_tables import random_table
from conformance.pages import cases
from language.books import compiled

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.batches.to_table import table_of
from rules_engine.claims.intake import Intake
from rules_engine.claims.join import join
from rules_engine.claims.model import Claim, Dossier, History, Provider, ServiceLine, Session
from rules_engine.diagnostics.model import DiagnosticsError
from rules_engine.suites.dossier import dossier_of

CASES = [case for case in cases() if case.examples]


@pytest.mark.parametrize("start", range(4))
def test_examples_come_back_as_they_were(start: int) -> None:
    lost: Counter[str] = Counter()
    whole = 0
    for case in CASES[start::16]:
        try:
            found = compiled(case.rules + "\n" + case.examples).examples
        except DiagnosticsError:
            continue
        for example in found:
            dossier = dossier_of(example)
            flat = table_of([dossier])
            lost.update(flat.lost.get(0, ()))
            if not flat.lost:
                whole += 1
                assert dossiers_of(flat.table).dossiers == (dossier,)
                assert list(differences(ArrowBatch(flat.table), [dossier])) == []
    assert whole > 50
    assert lost.total() < whole / 10


@pytest.mark.parametrize("seed", range(20))
def test_tables_come_back_as_they_were(seed: int) -> None:
    table = random_table(seed, share=0.4)
    if any(name.startswith("authorization.") for name in table.schema.names):
        table = table.drop_columns([name for name in table.schema.names if name.startswith("authorization.")])
    dossiers = dossiers_of(table).dossiers
    flat = table_of(dossiers)
    again = dossiers_of(flat.table).dossiers
    assert {part for parts in flat.lost.values() for part in parts} <= {"history", "other_patients", "sessions"}
    assert [each.claim for each in again] == [each.claim for each in dossiers]
    assert [each.member for each in again] == [each.member for each in dossiers]
    assert [each.providers for each in again] == [each.providers for each in dossiers]


def test_claims_of_one_job_see_each_other_as_when_they_are_joined() -> None:
    lines = [ServiceLine(number=n, code="90837", charge=Decimal("10.50"), status=status) for n, status in _STATUSES]
    claims = [
        Claim(claim_id=f"C{n}", patient_id=f"P{n % 3}", lines=(attrs.evolve(lines[n], number=1),)) for n in range(6)
    ]
    earlier = Claim(claim_id="H", patient_id="P1", lines=(ServiceLine(number=1, status="paid"),))
    filed = Claim(claim_id="C1", patient_id="P1", lines=(ServiceLine(number=1, status="pending"),))
    day = date(2025, 1, 1)
    history = History(claims=(earlier, filed), complete_from=day, complete_through=date(2025, 12, 31))
    sessions = tuple(Session(claim_id=f"C{n}", line_number=1, minutes=Decimal(50 + n)) for n in range(6))
    one = Intake(claims=tuple(claims), found=6, history=history, sessions=sessions)
    dossiers = join([one]).dossiers
    flat = table_of(dossiers)
    assert not flat.lost
    assert list(differences(ArrowBatch(flat.table), dossiers)) == []
    seen = [len(each.history.claims) for each in dossiers if isinstance(each.history, History)]
    assert seen == [1, 2, 1, 1, 2, 1]


_STATUSES = list(enumerate(["paid", "voided", "pending", "denied", "paid", "voided"]))


def test_what_the_flat_form_cannot_hold_is_told_by_claim() -> None:
    claim = Claim(claim_id="C1", lines=(ServiceLine(number=1),))
    twice = tuple(Session(claim_id="C1", line_number=1, minutes=Decimal(each)) for each in (50, 51))
    idle = (Provider(npi="1234567893", kind="physician"),)
    empty = Claim(claim_id="C2")
    flat = table_of([Dossier(claim=claim, sessions=twice, providers=idle), Dossier(claim=empty)])
    assert flat.lost == {0: ("sessions", "providers"), 1: ("claim",)}
    assert dossiers_of(flat.table).dossiers[0].claim == claim
