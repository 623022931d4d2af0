"""Rows to claims, and what joins them: keys, absences of records, histories."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from batches.compare import differences

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.table import schema
from rules_engine.batches.to_dossiers import dossiers_of
from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import History
from rules_engine.claims.origin import Origin

KINDS = {
    "not supplied": AbsenceKind.NOT_SUPPLIED,
    "not documented": AbsenceKind.NOT_DOCUMENTED,
    "not applicable": AbsenceKind.NOT_APPLICABLE,
    "unreadable": AbsenceKind.UNREADABLE,
}


def table(**given: Any) -> pa.Table:
    """Return a table. given: columns, `__` for the dot."""
    data = {name.replace("__", "."): values for name, values in given.items()}
    return pa.table({name: pa.array(values, schema([name]).field(name).type) for name, values in data.items()})


def test_rows_of_one_claim_share_id_patient_and_biller() -> None:
    found = dossiers_of(
        table(
            claim__claim_id=["A", "A", "A", "A"],
            claim__patient_id=["P", "Q", "P", "P"],
            claim__billing_npi=["1234567893", "1234567893", None, "1234567893"],
            line__code=["90832", "90834", "90837", "90853"],
        )
    )
    codes = [[line.code for line in each.claim.lines] for each in found.dossiers]
    assert codes == [["90832", "90853"], ["90834"], ["90837"]]
    assert [line.number for line in found.dossiers[0].claim.lines] == [1, 2]


def test_what_belongs_to_the_claim_is_the_same_on_each_row() -> None:
    given = table(claim__claim_id=["A", "B", "A"], claim__charge=[1, 2, 3], line__charge=[1, 2, 3])
    (rejection,) = ArrowBatch(given).rejections
    assert (rejection.code, rejection.claim_id, rejection.pointer) == (
        "conflicting-lines",
        "A",
        'row 3 column "claim.charge"',
    )


def test_line_numbers_of_a_claim_are_distinct() -> None:
    given = table(claim__claim_id=["A", "A", "B"], line__number=[2, 2, 2])
    assert [(each.code, each.claim_id) for each in ArrowBatch(given).rejections] == [("repeated-line-number", "A")]
    mixed = table(claim__claim_id=["A", "A"], line__number=[None, 1])
    assert [each.code for each in ArrowBatch(mixed).rejections] == ["repeated-line-number"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ["line.code", "claim.charge", "session.minutes", "member.plan", "line.modifiers"])
def test_an_absence_is_the_one_that_the_companion_says(kind: str, name: str) -> None:
    given = pa.table({"claim.claim_id": ["A", "B"], f"{name}.absent": [kind, None]})
    for whole in (given, given.append_column(name, pa.nulls(2, schema([name]).field(name).type))):
        found = ArrowBatch(whole).read(tuple(name.split(".")))
        assert [found.row(row) for row in range(2)] == [Absent(KINDS[kind]), NOT_SUPPLIED]


def test_a_value_beside_the_reason_why_there_is_none_is_a_fault() -> None:
    given = pa.table({"claim.claim_id": ["A"], "line.code": ["90837"], "line.code.absent": ["unreadable"]})
    assert [each.code for each in ArrowBatch(given).rejections] == ["value-and-absence"]


def test_a_record_is_there_when_a_column_or_its_flag_says_so() -> None:
    given = table(
        claim__claim_id=["A", "B", "C", "D"],
        session__plan__created_date=[date(2026, 1, 1), None, None, None],
        session__plan=[None, True, None, None],
        session__plan__absent=[None, None, "not documented", None],
    )
    batch, dossiers = ArrowBatch(given), dossiers_of(given).dossiers
    plan = batch.read(("session", "plan"))
    frames = [LineFrame(each, each.claim, each.claim.lines[0]).read(("session", "plan")) for each in dossiers]
    assert [isinstance(plan.row(row), Absent) for row in range(4)] == [False, False, True, True]
    assert [isinstance(each, Absent) for each in frames] == [False, False, True, True]
    assert plan.row(2) == frames[2] == Absent(AbsenceKind.NOT_DOCUMENTED)
    assert batch.read(("session", "plan", "created_date")).row(2) == Absent(AbsenceKind.NOT_DOCUMENTED)


def test_a_claim_can_be_known_to_have_no_session_record() -> None:
    given = table(claim__claim_id=["A", "B", "C"], session=[False, None, True])
    sessions = [each.sessions for each in dossiers_of(given).dossiers]
    assert sessions[0] == ()
    assert sessions[1] is NOT_SUPPLIED
    assert len(sessions[2]) == 1  # type: ignore[arg-type]
    contradiction = table(claim__claim_id=["A"], session=[False], session__minutes=[53])
    assert [each.code for each in ArrowBatch(contradiction).rejections] == ["conflicting-flag"]


def test_session_records_of_history_leave_open_what_the_claim_itself_has() -> None:
    rows = {"claim__claim_id": ["A", "H"], "claim__patient_id": ["P", "P"], "row": [None, "history"]}
    for given in (
        table(**rows, session=[False, True]),
        table(**rows, session__absent=["not documented", None], session__minutes=[None, 53]),
        table(**rows, session__plan__absent=["not documented", None], session__absent=[None, None]),
    ):
        batch, (dossier,) = ArrowBatch(given), dossiers_of(given).dossiers
        assert list(differences(batch, [dossier])) == []
        assert batch.rejections == ()
        alone = ArrowBatch(given.slice(0, 1))
        assert list(differences(alone, dossiers_of(given.slice(0, 1)).dossiers)) == []
    wide = ArrowBatch(table(**rows, session=[False, True], session__minutes=[None, 53])).read_wide(
        ("session", "minutes")
    )
    assert [wide.row(row) for row in range(2)] == [NOT_SUPPLIED, Decimal(53)]


def test_lines_that_name_one_provider_share_what_is_known_of_it() -> None:
    given = table(
        claim__claim_id=["A", "A", "B", "B"],
        line__rendering_npi=["1234567893", "1234567893", "1234567893", None],
        line__supervising_npi=[None, "1234567893", None, None],
        rendering__kind=["physician", None, None, "physician"],
        supervising__degree=[None, "MD", None, None],
    )
    batch = ArrowBatch(given)
    kinds, degrees = batch.read(("rendering", "kind")), batch.read(("rendering", "degree"))
    assert [kinds.row(row) for row in range(4)] == ["physician", "physician", NOT_SUPPLIED, NOT_SUPPLIED]
    assert [degrees.row(row) for row in range(4)] == ["MD", "MD", NOT_SUPPLIED, NOT_SUPPLIED]
    torn = table(
        claim__claim_id=["A", "A", "B"],
        line__rendering_npi=["1234567893"] * 3,
        rendering__kind=["physician", "psychologist", "resident"],
    )
    assert [(each.code, each.claim_id) for each in ArrowBatch(torn).rejections] == [("conflicting-records", "A")]


def test_a_ledger_of_which_only_entries_are_known_may_hold_others() -> None:
    given = table(
        claim__claim_id=["A", "A", "A"],
        line__authorization_number=["N1", "N2", None],
        authorization__units=[8, None, None],
    )
    units = ArrowBatch(given).read(("authorization", "units"))
    kinds = [each if not isinstance(each, Absent) else each.kind.value for each in map(units.row, range(3))]
    assert kinds == [Decimal(8), "not supplied", "not documented"]
    (dossier,) = dossiers_of(given).dossiers
    assert [each.number for each in dossier.authorizations] == ["N1", NOT_SUPPLIED]  # type: ignore[union-attr]


def history(**given: Any) -> History:
    """Return what the first claim of a table sees of earlier claims."""
    found = dossiers_of(table(**given)).dossiers[0].history
    assert isinstance(found, History)
    return found


def test_a_history_row_that_cannot_be_read_leaves_nothing_complete() -> None:
    days = [date(2026, 1, 1), None, None]
    rows = [None, "history", "history"]
    good = {"claim__claim_id": ["A", "H", "I"], "claim__patient_id": ["P", "P", "P"], "row": rows}
    whole = history(**good, history__complete_from=days, history__complete_through=days)
    assert (len(whole.claims), whole.complete_from) == (2, date(2026, 1, 1))
    torn = history(**good, history__complete_from=days, line__code=["90837", "90837", "?"])
    assert (len(torn.claims), torn.complete_from) == (1, Absent(AbsenceKind.UNREADABLE))
    nobodys = {**good, "claim__patient_id": ["P", "P", None]}
    assert history(**nobodys, history__complete_from=days).complete_from == Absent(AbsenceKind.UNREADABLE)


def test_rejections_of_history_rows_lose_no_claim() -> None:
    found = dossiers_of(table(claim__claim_id=["A", "H"], row=["claim", "history"], line__code=["90837", "?"]))
    assert [(each.part, each.lost) for each in found.rejections] == [("history", 0)]
    assert found.found == 1


def test_one_patient_id_on_too_many_claims_is_nobodys() -> None:
    ids = [f"C{n}" for n in range(501)]
    many = table(claim__claim_id=ids, claim__patient_id=["UNKNOWN"] * 501)
    seen = ArrowBatch(many).earlier()
    assert int((seen.stop - seen.start).sum()) == 0
    few = ArrowBatch(many.slice(0, 500)).earlier()
    assert (few.stop - few.start).tolist() == [500] * 500


def test_a_trace_can_say_where_a_fact_was_read() -> None:
    given = table(claim__claim_id=["A", "B"], line__code=["90832", "90837"], session__minutes=[16, 53])
    dossier = ArrowBatch(given, "week.parquet").dossier(1)
    frame = LineFrame(dossier, dossier.claim, dossier.claim.lines[0])
    assert frame.origin(("line", "code")) == Origin("week.parquet", pointer='row 2 column "line.code"')
    assert frame.origin(("derived", "session_minutes")) == Origin(
        "week.parquet", pointer='row 2 column "session.minutes"'
    )


def test_an_empty_table_is_no_claims() -> None:
    batch = ArrowBatch(schema(["claim.claim_id", "line.code", "line.modifiers", "claim.diagnoses"]).empty_table())
    assert batch.starts.tolist() == [0]
    assert batch.found == 0
    assert len(batch.earlier().start) == 0
