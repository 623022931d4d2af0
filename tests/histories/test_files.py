"""Files of every form into the store: what was sent, what payers answered, and what exports say."""

from __future__ import annotations

import io
import json
from datetime import date, time
from decimal import Decimal
from typing import Any

import attrs
import pytest
from histories import week
from histories.stores import claim, history, line, made, statuses, take

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Diagnosis, History
from rules_engine.claims.write import to_json
from rules_engine.histories import StoreError, files, parquet, reading
from rules_engine.histories.take_in import Batch
from rules_engine.hooks.manager import Plugins

DAYS = (date(2026, 1, 1), date(2026, 1, 31))


def batch_of(data: bytes, source: str = "a.837") -> Batch:
    """Return a file as `history import` reads it."""
    if parquet.is_parquet(data):
        return parquet.read(data, source)
    answers = Plugins().remittances(data, source)
    if answers is not None:
        return files.batch_of_remittances(answers, data, source)
    return files.batch_of_intake(Plugins().read(data, source), data, source)


def document(*claims: Any, **days: date) -> bytes:
    """Return a dossier with a history of these claims."""
    return to_json(Intake(history=History(claims=claims, **days)))


# --- 837P and 835 ----------------------------------------------------------------------------------------------------


def test_claims_that_were_sent_are_pending() -> None:
    found = batch_of(week.claims_file())
    assert len(found.entries) == 54 and found.is_sound
    assert {each.status for entry in found.entries for each in entry.claim.lines} == {"pending"}


def test_lines_keep_the_control_number_that_an_answer_names() -> None:
    for entry in batch_of(week.claims_file()).entries:
        assert entry.control_numbers == tuple(f"{entry.claim.claim_id}-{each.number}" for each in entry.claim.lines)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_an_835_makes_pending_lines_paid_or_denied(url: str, order: tuple[int, int]) -> None:
    both = [batch_of(week.claims_file()), batch_of(week.answers_file(), "paid.835")]
    with made(url) as store:
        take(store, *[both[number] for number in order])
        with store.reading() as connection:
            reader = reading.Reader(connection)
            found = {each.claim_id: each for each in reader.everybody_between(date.min, date.max).claims}
            assert list(reading.unanswered(connection)) == []
    assert len(found) == 54
    for number, sent in enumerate(week.claims()):
        lines = found[sent.claim_id].lines
        for place, (before, after) in enumerate(zip(sent.lines, lines, strict=True)):
            denied = week.is_denied(number, place, len(lines))
            assert isinstance(before.charge, Decimal)
            paid = Decimal(0) if denied else before.charge / 2
            expected = {"status": "denied" if denied else "paid", "paid": paid, "allowed_amount": paid}
            assert after == attrs.evolve(before, **expected, remittance_date=date(2026, 2, 28))


def test_claims_without_an_answer_stay_pending(url: str) -> None:
    with made(url) as store:
        take(store, batch_of(week.claims_file()), batch_of(week.answers_file(kept=10)))
        with store.reading() as connection:
            found = reading.summary(connection)
    assert found.answers == 10
    assert found.pending == sum(len(each.lines) for each in week.claims()[10:])


def test_a_claim_that_cannot_be_read_is_counted_and_the_days_are_not_complete(url: str) -> None:
    data = (week.FOLDER / "broken.837").read_bytes()
    with made(url) as store:
        (counts,) = take(store, batch_of(data), everybody=DAYS)
    assert (counts.imported, counts.rejected, counts.spans) == (4, 2, 0)


def test_a_fault_that_leaves_a_claim_readable_leaves_the_file_whole() -> None:
    data = week.claims_file().replace(b"CLM*CW-2026-001*185", b"CLM*CW-2026-001*186")
    found = batch_of(data)
    assert ([each.code for each in found.rejections], found.rejected, found.is_sound) == (["charge-total"], 0, True)


# --- dossiers --------------------------------------------------------------------------------------------------------


def test_entries_of_a_history_are_as_they_say_and_complete_for_whom_they_name(url: str) -> None:
    entries = (claim("C1", line(status="paid")), claim("C2", line(), patient_id="P2"))
    data = document(*entries, complete_from=DAYS[0], complete_through=DAYS[1])
    with made(url) as store:
        take(store, batch_of(data, "a.json"))
        found = [history(store, patient) for patient in ("P1", "P2", "P3")]
    assert [each.claims for each in found] == [(entries[0],), (entries[1],), ()]
    assert [each.complete_from for each in found] == [DAYS[0], DAYS[0], NOT_SUPPLIED]


def test_claims_of_a_dossier_were_sent_and_its_other_patients_are_earlier_claims(url: str) -> None:
    sent, other = claim("C1", line()), claim("C2", line(status="paid"), patient_id="P2")
    data = to_json(Intake(claims=(sent,), found=1, other_patients=History(claims=(other,), complete_from=DAYS[0])))
    with made(url) as store:
        take(store, batch_of(data, "a.json"))
        assert (statuses(store, "P1"), statuses(store, "P2")) == ({"C1": ["pending"]}, {"C2": ["paid"]})


def test_each_document_of_a_file_speaks_of_its_own_patients() -> None:
    lines = [
        document(claim("C1"), complete_from=DAYS[0], complete_through=DAYS[1]),
        document(claim("C2", patient_id="P2")),
    ]
    found = batch_of(b"".join(lines), "a.ndjson")
    assert ([entry.claim.claim_id for entry in found.entries], found.spans) == (["C1", "C2"], (("P1", DAYS),))


def test_a_refused_entry_is_counted_once_and_its_history_is_not_complete() -> None:
    entry = {"claim_id": "C1", "patient_id": "P1", "number": 1, "units": "one", "service_date": "2026-02-30"}
    well = {"claim_id": "C2", "patient_id": "P1", "number": 1}
    days = {"complete_from": "2026-01-01", "complete_through": "2026-01-31"}
    found = batch_of(json.dumps({"history": {**days, "lines": [entry, well]}}).encode(), "a.json")
    assert (len(found.entries), found.rejected, len(found.rejections)) == (1, 1, 2)
    assert (found.spans, found.is_sound) == ((), False)


def test_an_entry_of_nobody_makes_its_history_incomplete() -> None:
    entries = (claim("C1"), claim("C2", patient_id=NOT_SUPPLIED))
    assert batch_of(document(*entries, complete_from=DAYS[0], complete_through=DAYS[1])).spans == ()


def test_a_file_of_no_known_form_gives_nothing() -> None:
    found = batch_of(b"neither form", "x")
    assert (found.entries, found.is_sound, [each.code for each in found.rejections]) == ([], False, ["unknown-format"])


def test_csv_comes_through_the_door(url: str) -> None:
    head = "claim.claim_id,claim.patient_id,claim.billing_npi,line.number,line.code,line.service_date,line.status,row"
    data = f"{head}\nC1,P1,1000000004,1,90837,2026-01-02,paid,history\n".encode()
    with made(url) as store:
        (counts,) = take(store, batch_of(data, "lines.csv"))
        assert (counts.imported, statuses(store)) == (1, {"C1": ["paid"]})


# --- Parquet ---------------------------------------------------------------------------------------------------------


def table(**columns: list[Any]) -> bytes:
    """Return a Parquet file with these columns; `__` in a name is a dot."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet as pq  # type: ignore[import-untyped]

    out = io.BytesIO()
    pq.write_table(pa.table({name.replace("__", "."): values for name, values in columns.items()}), out)
    return out.getvalue()


def test_a_row_is_a_line_and_rows_of_one_claim_need_not_stand_together() -> None:
    data = table(
        claim__claim_id=["C1", "C2", "C1"],
        claim__patient_id=["P1", "P2", "P1"],
        claim__charge=[Decimal("275.50"), None, Decimal("275.50")],
        claim__diagnoses=[[{"code": "F329", "position": 1}], [], [{"code": "F329", "position": 1}]],
        claim__received_date=[date(2026, 1, 9), None, date(2026, 1, 9)],
        line__code=["90837", "90834", "90785"],
        line__modifiers=[["95", "HO"], None, []],
        line__service_date=[date(2026, 1, 2)] * 3,
        line__units=[1.0, 2.0, 1.0],
        line__emergency=[False, None, True],
        line__paid__absent=[None, "not applicable", None],
        line__status=["paid", None, "denied"],
        row=["history", None, "history"],
        session__start=[time(9, 0), None, None],
        history__complete_from=[DAYS[0], None, DAYS[0]],
        history__complete_through=[DAYS[1], None, DAYS[1]],
    )
    found = batch_of(data, "lines.parquet")
    first, second = (entry.claim for entry in found.entries)
    assert (first.claim_id, [each.number for each in first.lines]) == ("C1", [1, 2])
    assert (first.charge, first.diagnoses) == (Decimal("275.5"), (Diagnosis(code="F329", position=1),))
    assert [each.modifiers for each in first.lines] == [("95", "HO"), ()]
    assert (first.lines[1].status, first.lines[1].emergency, first.received_date) == ("denied", True, date(2026, 1, 9))
    assert (second.lines[0].status, second.lines[0].units, second.lines[0].paid) == ("pending", 2, NOT_APPLICABLE)
    assert (second.charge, second.diagnoses, second.lines[0].modifiers) == (NOT_SUPPLIED, (), NOT_SUPPLIED)
    assert found.spans == (("P1", DAYS),)


def test_a_fault_of_a_table_is_told_by_row_and_column() -> None:
    data = table(
        claim__claim_id=["C1", "C2", "C1", "C3"],
        claim__charge=[1, 2, 3, 4],
        line__units=[1.0, 1.5, 1.0, 1.0],
        line__code=["90837", "90837", "90837", "9083"],
    )
    found = batch_of(data, "lines.parquet")
    assert [(each.code, each.pointer, each.lost) for each in found.rejections] == [
        ("conflicting-lines", "row 3, column claim.charge", 1),
        ("wrong-type", "row 2, column line.units", 1),
    ]
    assert ([entry.claim.claim_id for entry in found.entries], found.rejected, found.is_sound) == (["C3"], 2, False)


@pytest.mark.parametrize(
    ("columns", "code", "word"),
    [
        ({"claim__patient_id": ["P1"]}, "missing-column", "claim.claim_id"),
        ({"claim__claim_id": ["C1"], "line__stauts": ["paid"]}, "unknown-column", "line.stauts"),
    ],
)
def test_columns_are_named_as_in_a_dossier(columns: dict[str, list[Any]], code: str, word: str) -> None:
    found = batch_of(table(**columns), "lines.parquet")
    (rejection,) = found.rejections
    assert (rejection.code, word in rejection.message, found.entries, found.is_sound) == (code, True, (), False)


def test_a_file_that_only_begins_like_parquet_is_refused() -> None:
    pytest.importorskip("pyarrow")
    assert [each.code for each in batch_of(b"PAR1 and no more", "x").rejections] == ["not-parquet"]


def test_without_pyarrow_it_is_said_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pyarrow", None)
    with pytest.raises(StoreError) as told:
        parquet.read(b"PAR1", "x")
    assert "pip install" in told.value.told()


def test_what_is_not_documented_stays_so(url: str) -> None:
    entry = claim("C1", line(paid=NOT_DOCUMENTED), patient_paid=NOT_DOCUMENTED)
    with made(url) as store:
        take(store, batch_of(document(entry), "a.json"))
        assert history(store).claims == (entry,)
