"""Rows become claims: their values, their lines, and the place of each fact."""

from __future__ import annotations

import pickle
from datetime import date, time
from decimal import Decimal

import pytest

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.model import Claim, Diagnosis, ServiceLine
from rules_engine.engine import dossiers
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins import csv_claims

from .tables import ROW, claim_of, faults_of, mapping, read, table


def test_a_row_is_a_claim_with_one_line() -> None:
    assert claim_of({}) == Claim(
        claim_id="C-1",
        patient_id="M-1",
        payer_id="PLAN",
        billing_npi="1000000012",
        diagnoses=(Diagnosis(code="F331", position=1),),
        lines=(
            ServiceLine(
                number=1,
                code="90837",
                modifiers=("95",),
                service_date=date(2026, 11, 9),
                service_date_end=date(2026, 11, 9),
                place_of_service="10",
                units=Decimal(1),
                charge=Decimal("185.00"),
                rendering_npi="1000000137",
            ),
        ),
    )


def test_lines_of_a_claim_need_not_be_adjacent() -> None:
    intake = read(table({}, {"Claim Number": "C-2", "Patient ID": "M-2"}, {"CPT": "90785", "Dx1": ""}))
    first, second = intake.claims
    assert [(line.number, line.code) for line in first.lines] == [(1, "90837"), (2, "90785")]
    assert len(second.lines) == 1


def test_what_is_empty_is_not_supplied_except_modifiers_which_are_none() -> None:
    line = claim_of({"Mod1": "", "Units": ""}).lines[0]
    assert line.modifiers == ()
    assert line.units == NOT_SUPPLIED
    assert claim_of({"Dx1": ""}).diagnoses == NOT_SUPPLIED


def test_modifiers_are_not_supplied_without_a_column_for_them() -> None:
    header, row = table({}).decode().splitlines()
    at = header.split(",").index("Mod1")
    lines = [",".join(cell for n, cell in enumerate(each.split(",")) if n != at) for each in (header, row)]
    assert read("\n".join(lines).encode()).claims[0].lines[0].modifiers == NOT_SUPPLIED


def test_diagnoses_keep_the_position_of_their_column() -> None:
    found = claim_of({"Dx1": "", "Dx3": "F41.1"}).diagnoses
    assert found == (Diagnosis(code="F411", position=3),)


def test_lists_may_stand_in_one_cell() -> None:
    claim = claim_of({"Mod1": "", "line.diagnosis_pointers": "A,B", "session.elements": "progress;mental status"})
    assert claim.lines[0].diagnosis_pointers == (1, 2)
    one_cell = b"Claim Number,CPT,Modifiers,Diagnoses\nC-1,90837,95:XE,F33.1|F41.1\n"
    (claim,) = read(one_cell).claims
    assert claim.lines[0].modifiers == ("95", "XE")
    assert [each.code for each in claim.diagnoses if isinstance(claim.diagnoses, tuple)] == ["F331", "F411"]


def test_columns_of_the_session_make_a_record_of_the_line() -> None:
    row = {
        "Minutes": "60",
        "Start Time": "2:00 PM",
        "session.signature.credential": "LCSW",
        "session.participants.1.role": "patient",
        "session.participants.1.age": "40",
        "session.plan.absent": "not documented",
    }
    (session,) = read(table(row, {"CPT": "90785", "Minutes": ""})).sessions
    assert (session.claim_id, session.line_number, session.minutes) == ("C-1", 1, Decimal(60))
    assert session.start == time(14, 0)
    assert session.signature.credential == "LCSW"
    assert [(each.role, each.age) for each in session.participants] == [("patient", Decimal(40))]
    assert session.plan == NOT_DOCUMENTED


def test_records_of_provider_member_and_ledger_join_their_claim() -> None:
    row = {
        "Auth Number": "A-7",
        "rendering.kind": "clinical social worker",
        "member.contractor_area": "JL",
        "authorization.status": "approved",
    }
    other = {"Claim Number": "C-2", "Patient ID": "M-2"}
    found = {each.claim.claim_id: each for each in dossiers([read(table(row, other))]).dossiers}
    assert found["C-1"].member.contractor_area == "JL"
    assert [(each.npi, each.kind) for each in found["C-1"].providers] == [("1000000137", "clinical social worker")]
    assert [(each.number, each.status) for each in found["C-1"].authorizations] == [("A-7", "approved")]
    # Of a patient without such columns a table does not say that there is none.
    assert found["C-2"].authorizations == NOT_SUPPLIED
    assert found["C-2"].member == NOT_SUPPLIED


def test_rows_of_the_history_are_no_claims() -> None:
    spans = {"history.complete_from": "2026-01-01", "history.complete_through": "2026-11-08"}
    earlier = {"Claim Number": "C-0", "row": "history", "DOS": "2026-03-02"}
    intake = read(table(spans, earlier))
    assert [claim.claim_id for claim in intake.claims] == ["C-1"]
    assert [claim.claim_id for claim in intake.history.claims] == ["C-0"]
    assert (intake.history.complete_from, intake.history.complete_through) == (date(2026, 1, 1), date(2026, 11, 8))


def test_a_history_with_a_bad_row_is_not_known_to_be_complete() -> None:
    spans = {"history.complete_from": "2026-01-01", "history.complete_through": "2026-11-08"}
    intake = read(table(spans, {"Claim Number": "C-0", "row": "history", "Units": "one"}))
    assert [(each.code, each.part, each.lost) for each in intake.rejections] == [("bad-number", "history", 0)]
    assert intake.history.complete_from == Absent(AbsenceKind.UNREADABLE)


def test_why_there_is_no_value_can_be_said() -> None:
    assert claim_of({"Units": "", "line.units.absent": "not applicable"}).lines[0].units == NOT_APPLICABLE
    assert claim_of({"claim.other_payers.absent": "none"}).other_payers == ()
    assert faults_of({"line.units.absent": "not applicable"}) == [
        ("value-and-absence", 'row 2 column "line.units.absent"')
    ]


def test_a_line_takes_the_place_of_its_claim() -> None:
    assert claim_of({"POS": "", "claim.place_of_service": "02"}).lines[0].place_of_service == "02"


def test_every_fact_leads_to_row_column_and_bytes() -> None:
    data = table({}, {"CPT": "90785", "Dx1": "", "Units": "2"})
    (claim,) = read(data).claims
    origin = claim.lines[1].origins["units"]
    assert origin.pointer == 'row 3 column "Units"'
    assert data[origin.start : origin.stop] == b"2"
    assert claim.diagnoses[0].origins["code"].pointer == 'row 2 column "Dx1"'
    assert "referral_number" not in claim.lines[0].origins


def test_places_count_bytes_not_letters() -> None:
    plan = {"Payer Name": "Zürich Plän", "Group Number": "G-7"}
    data = table(plan, plan | {"CPT": "90785"})
    (claim,) = read(data).claims
    origin = claim.lines[1].origins["code"]
    assert data[origin.start : origin.stop] == b"90785"
    behind = claim.origins["group_number"]
    assert data[behind.start : behind.stop] == b"G-7"
    name = claim.origins["payer_name"]
    assert data[name.start : name.stop].decode() == "Zürich Plän"


def test_a_constant_leads_to_the_mapping() -> None:
    claim = claim_of({}, told=mapping(constants={"line.unit_basis": "UN"}))
    assert claim.lines[0].unit_basis == "UN"
    origin = claim.lines[0].origins["unit_basis"]
    assert (origin.source, origin.pointer) == ("claims.csv.mapping.json", "/constants/line.unit_basis")


def test_origins_survive_a_pickle() -> None:
    origins = claim_of({}).lines[0].origins
    assert pickle.loads(pickle.dumps(origins)) == dict(origins)


def test_shared_values_of_one_claim_must_agree() -> None:
    assert faults_of({}, {"Payer ID": "OTHER", "CPT": "90785"}) == [("conflicting-rows", 'row 3 column "Payer ID"')]


def test_one_number_of_two_practices_is_two_claims() -> None:
    intake = read(table({}, {"Billing NPI": "1000000020"}))
    assert [claim.billing_npi for claim in intake.claims] == ["1000000012", "1000000020"]


def test_rows_that_name_the_patient_in_part_only_are_refused() -> None:
    assert faults_of({}, {"Patient ID": "", "CPT": "90785"}) == [("doubtful-rows", "row 2")]


def test_a_repeated_line_is_refused() -> None:
    row = {"line.number": "1"}
    assert faults_of(row, row) == [("repeated-line-number", 'row 3 column "line.number"')]


def test_a_total_that_the_lines_do_not_bear_out_is_told_and_the_claim_is_judged() -> None:
    intake = read(table({"Total Charge": "300"}))
    assert [(each.code, each.lost) for each in intake.rejections] == [("charge-total", 0)]
    assert len(intake.claims) == 1


def test_a_bad_row_rejects_its_whole_claim_and_no_other() -> None:
    intake = read(table({}, {"Claim Number": "C-2"}, {"CPT": "9083", "Units": "one"}))
    assert [claim.claim_id for claim in intake.claims] == ["C-2"]
    (fault,) = intake.rejections
    assert (fault.claim_id, fault.lost, fault.pointer) == ("C-1", 1, 'row 4 column "Units"')


def test_a_row_without_claim_number_is_one_lost_claim() -> None:
    intake = read(table({}, {"Claim Number": ""}))
    assert [(each.code, each.lost, each.pointer) for each in intake.rejections] == [("no-claim-id", 1, "row 3")]


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"POS": "2"}, "bad-place", "POS"),
        ({"DOS": "11/09/2026"}, "bad-date", "DOS"),
        ({"DOS": "11/9/26"}, "bad-date", "DOS"),
        ({"DOS": "09.11.2026"}, "bad-date", "DOS"),
        ({"DOS": "2026-02-30"}, "bad-date", "DOS"),
        ({"DOS": "46335"}, "bad-date", "DOS"),
        ({"Charge": "$185"}, "bad-number", "Charge"),
        ({"Charge": "1,185.00"}, "bad-number", "Charge"),
        ({"Charge": "1.850E+02"}, "bad-number", "Charge"),
        ({"Units": "-1"}, "negative-number", "Units"),
        ({"Rendering NPI": "1.00E+09"}, "shortened-number", "Rendering NPI"),
        ({"Rendering NPI": "100000013"}, "bad-npi", "Rendering NPI"),
        ({"Mod1": "9"}, "bad-modifier", "Mod1"),
        ({"Dx1": "depression"}, "bad-diagnosis", "Dx1"),
        ({"Start Time": "9:00"}, "bad-time", "Start Time"),
        ({"claim.assignment": "a\x00b"}, "odd-characters", "claim.assignment"),
        ({"line.diagnosis_pointers": "12"}, "bad-pointers", "line.diagnosis_pointers"),
        ({"line.emergency": "Y"}, "bad-flag", "line.emergency"),
        ({"DOS to": "2026-11-08"}, "reversed-dates", "DOS to"),
        ({"row": "old"}, "unknown-row-kind", "row"),
        ({"Claim Number": "1.23E+12"}, "shortened-number", "Claim Number"),
    ],
)
def test_what_can_mean_two_things_is_refused_with_help_and_without_the_value(
    cells: dict[str, str], code: str, column: str
) -> None:
    (fault,) = read(table(cells)).rejections
    assert (fault.code, fault.pointer, fault.lost) == (code, f'row 2 column "{column}"', 1)
    assert fault.help
    (value,) = cells.values()
    assert value not in f"{fault.message} {fault.help}".split()


def test_days_without_signs_and_spaces_around_cells_are_read() -> None:
    assert claim_of({"DOS": " 20261109 "}).lines[0].service_date == date(2026, 11, 9)


def test_the_door_asks_for_tables_before_x12() -> None:
    data = table({"Payer Name": "ISA*00*          *00*          *ZZ*SENDER"})
    assert [claim.claim_id for claim in Plugins().read(data, "claims.csv").claims] == ["C-1"]


@pytest.mark.parametrize(
    "data", [b"", b"a,b\n1,2\n", b'{"claims": [], "a": 1}', b"ISA*00*a,b", b"no separator\nat all\n"]
)
def test_other_files_are_left_to_others(data: bytes) -> None:
    assert csv_claims.rules_engine_read(data, "file.txt", None) is None


def test_the_row_that_all_tests_change_is_sound() -> None:
    assert read(table({})).notes == ()
    assert set(ROW) >= {"Claim Number", "CPT"}
