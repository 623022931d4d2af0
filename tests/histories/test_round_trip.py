"""What is put into a store comes out equal, whatever it holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import attrs
import pytest
from claims.strategies import VALUES, entities
from histories.stores import batch, claim, everything, history, line, made, take
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, AbsenceKind, Absent
from rules_engine.claims.model import Claim, Diagnosis, OtherPayer
from rules_engine.claims.remittance import Remittance
from rules_engine.claims.shapes import Kind
from rules_engine.histories.rows import Records, as_came, came_text

OF_PATIENT = entities(
    Claim,
    patient_id=st.just("P1"),
    claim_id=st.uuids().map(str),
    # Replacements name other claims, and voids change their lines: `test_settle.py` is about those.
    frequency=st.sampled_from(["original"]),
)


def in_order(claims: tuple[Claim, ...]) -> list[Claim]:
    return sorted(claims, key=lambda each: each.claim_id)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stores")


@seed(20261125)
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(OF_PATIENT, max_size=4))
def test_a_history_comes_out_of_sqlite_as_it_was_put_in(folder: Path, claims: list[Claim]) -> None:
    path = folder / "one.db"
    path.unlink(missing_ok=True)
    with made(str(path)) as store:
        (counts,) = take(store, batch(*claims))
        found = history(store).claims
    assert in_order(found) == in_order(tuple(claims))
    assert counts.imported == len(claims)


@seed(20261126)
@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(claims=st.lists(OF_PATIENT, max_size=4))
def test_a_history_comes_out_of_postgresql_as_it_was_put_in(postgres_url: str, claims: list[Claim]) -> None:
    patient = f"P-{hash(tuple(claims))}"
    own = [attrs.evolve(each, patient_id=patient, claim_id=f"{patient}/{number}") for number, each in enumerate(claims)]
    with made(postgres_url) as store:
        take(store, batch(*own))
        assert in_order(history(store, patient).claims) == in_order(tuple(own))


@seed(20261127)
@settings(max_examples=100, deadline=None)
@given(entities(Remittance, claim_id=VALUES[Kind.TEXT]))
def test_an_answer_comes_back_as_it_was(answer: Remittance) -> None:
    rows = Records(Remittance)
    row = rows.to_row(answer)
    assert rows.from_row([row[name] for name in rows.names]) == answer


@seed(20261128)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(entities(Claim), st.data())
def test_what_answers_changed_is_known_as_it_was(claim: Claim, data: st.DataObject) -> None:
    day, amount = data.draw(VALUES[Kind.DAY]), data.draw(VALUES[Kind.MONEY])
    lines = [attrs.evolve(each, status="paid", paid=amount, remittance_date=day) for each in claim.lines]
    now = attrs.evolve(claim, lines=tuple(lines), remittance_date=day)
    assert as_came(now, came_text(claim, now)) == claim
    assert came_text(claim, claim) is None


FULL = claim(
    "C1",
    line(
        number=2,
        status=Absent(AbsenceKind.UNREADABLE, "?"),
        modifiers=(),
        diagnosis_pointers=NOT_APPLICABLE,
        units=Decimal("0.50"),
        emergency=False,
    ),
    line(day=None, number=1, modifiers=("95", "HO"), paid=Decimal("-12.345678")),
    diagnoses=(Diagnosis(code="F329", position=1),),
    other_payers=(OtherPayer(name="Lebenshilfe é 李", paid=Decimal("0.10"), remittance_date=date(2026, 1, 1)),),
    attachments=(),
    patient_paid=NOT_DOCUMENTED,
    payer_name='it\'s "quoted"; DROP TABLE claims; --',
    charge=Decimal("999999999999.999999"),
)


def test_every_kind_of_value_and_absence_survives(url: str) -> None:
    with made(url) as store:
        take(store, batch(FULL))
        (found,) = history(store).claims
    assert found == FULL
    assert (str(found.lines[0].units), str(found.charge)) == ("0.50", "999999999999.999999")
    assert found.attachments == () and found.lines[0].modifiers == ()


def test_a_store_is_the_same_after_it_was_closed(url: str) -> None:
    with made(url) as store:
        take(store, batch(FULL), everybody=(date(2026, 1, 1), date(2026, 1, 31)))
        before = everything(store)
    with made(url) as store:
        assert everything(store) == before
