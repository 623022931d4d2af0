"""What the first row says, how the text of a file is found, and what is told of columns that nobody needs."""

from __future__ import annotations

import pytest

from rules_engine.plugins.csv_claims.headers import well_known
from rules_engine.plugins.csv_claims.targets import ROOTS, target

from .tables import mapping, quoted, read, table


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("CPT", "line.code"),
        ("Procedure Code", "line.code"),
        ("CPT/HCPCS Code", "line.code"),
        ("hcpcs_code", "line.code"),
        ("DOS", "line.service_date"),
        ("Date of Service", "line.service_date"),
        ("Service Date From", "line.service_date"),
        ("MOD 1", "line.modifiers.1"),
        ("hcpcs_modifier_4", "line.modifiers.4"),
        ("Mod5", ""),
        ("Units", "line.units"),
        ("POS", "line.place_of_service"),
        ("Dx01", "claim.diagnoses.1.code"),
        ("ICD-10 1", "claim.diagnoses.1.code"),
        ("ICD-10", "claim.diagnoses"),
        ("Diagnosis Code 12", "claim.diagnoses.12.code"),
        ("Dx13", ""),
        ("Payer ID", "claim.payer_id"),
        ("Rendering NPI", "line.rendering_npi"),
        ("Patient ID", "claim.patient_id"),
        ("Claim Number", "claim.claim_id"),
        ("Minutes", "session.minutes"),
        ("Start Time", "session.start"),
        ("session.plan.signed_date", "session.plan.signed_date"),
        ("line.no_such", ""),
        ("Provider", ""),
        ("Date", ""),
        ("", ""),
        ("x" * 10_000, ""),
    ],
)
def test_a_header_means_one_thing_or_nothing(header: str, name: str) -> None:
    assert well_known(header) == name


def test_every_well_known_name_is_a_column_of_the_claim_table() -> None:
    from rules_engine.plugins.csv_claims import headers

    for name in {*headers._NAMES, *(form.format(1) for form in headers._NUMBERED_NAMES.values())}:
        assert target(name).root in ROOTS


def test_no_header_is_well_known_twice() -> None:
    from rules_engine.plugins.csv_claims import headers

    words = [headers.plain(word) for each in headers._NAMES.values() for word in each.split(", ")]
    assert len(words) == len(set(words)), sorted(word for word in set(words) if words.count(word) > 1)


def test_columns_that_are_not_used_are_told_by_name_and_a_strange_name_by_its_place() -> None:
    intake = read(table({"Shoe size": "42", "=cmd|' /C calc'!A0": "1"}))
    (note,) = intake.notes
    assert note.message == '2 columns not used: "Shoe size", "column 14"'
    assert note.help


def test_two_columns_for_one_thing_are_refused() -> None:
    intake = read(table({"Procedure Code": "90834"}))
    assert [each.code for each in intake.rejections] == ["repeated-column", "table-refused"]
    assert '"CPT" and "Procedure Code"' in intake.rejections[0].message
    assert len(read(table({"Procedure Code": "90834"}), mapping({"Procedure Code": None})).claims) == 1


def test_two_columns_with_one_header_are_refused_when_the_mapping_names_it() -> None:
    data = b"Claim Number,CPT,X,X\nC-1,90837,a,b\n"
    assert len(read(data).claims) == 1
    assert [each.code for each in read(data, mapping({"X": "line.charge"})).rejections] == [
        "repeated-header", "repeated-column", "table-refused",
    ]  # fmt: skip


def test_a_list_in_one_column_and_in_several_is_refused() -> None:
    assert [each.code for each in read(table({"Modifiers": "95"})).rejections] == ["repeated-column", "table-refused"]


def test_a_table_without_claim_numbers_is_refused_and_every_row_is_counted() -> None:
    intake = read(b"CPT,DOS\n90837,2026-11-09\n90837,2026-11-10\n")
    assert [each.code for each in intake.rejections] == ["no-claim-id", "table-refused"]
    assert intake.found == 2


def test_a_file_called_csv_is_refused_by_name_when_no_header_is_known() -> None:
    intake = read(b"ROWAN ALDER,1980-02-29\nHAZEL ALDER,1981-02-28\n")
    assert [each.code for each in intake.rejections] == ["unknown-columns", "table-refused"]
    assert not any("ALDER" in f"{each.message}{each.help}{each.pointer}" for each in intake.rejections)


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found(separator: str, end: str) -> None:
    data = table({}, {"Claim Number": "C-2"}, separator=separator, end=end)
    assert [claim.claim_id for claim in read(data).claims] == ["C-1", "C-2"]


def test_the_last_line_needs_no_end() -> None:
    assert len(read(table({}).rstrip(b"\n")).claims) == 1


def test_a_byte_order_mark_is_left_out_and_counted() -> None:
    data = b"\xef\xbb\xbf" + table({})
    (claim,) = read(data).claims
    origin = claim.origins["claim_id"]
    assert data[origin.start : origin.stop] == b"C-1"


def test_windows_1252_is_read_with_a_note() -> None:
    data = table({"Payer Name": "Zürich"}).decode().encode("cp1252")
    intake = read(data)
    assert intake.claims[0].payer_name == "Zürich"
    assert [note.code for note in intake.notes] == ["read-as-windows-1252"]
    assert read(data, mapping(encoding="windows-1252")).notes == ()
    origin = intake.claims[0].origins["payer_name"]
    assert data[origin.start : origin.stop] == "Zürich".encode("cp1252")


@pytest.mark.parametrize("data", [table({}) + b"\x81", table({}).decode().encode("utf-16")])
def test_other_encodings_are_refused_and_counted(data: bytes) -> None:
    intake = read(data)
    assert intake.rejections[0].code == "not-utf8"
    assert intake.claims == ()
    assert intake.found


def test_quotes_hold_separators_quotes_and_line_ends() -> None:
    data = table({"Shoe size": 'four, "wide"\nor so'}, {"CPT": "90785"})
    (claim,) = read(data, mapping({"Shoe size": None})).claims
    assert claim.lines[1].origins["code"].pointer == 'row 3 column "CPT"'


def test_a_quote_within_a_text_is_a_sign() -> None:
    data = b'Claim Number,CPT,claim.assignment\nC-1,90837,5" wide\n'
    assert read(data).claims[0].assignment == '5" wide'


def test_text_after_a_closing_quote_refuses_the_claim() -> None:
    data = b'Claim Number,CPT,claim.assignment\nC-1,90837,"a"b\nC-2,90837,c\n'
    intake = read(data)
    assert [(each.claim_id, each.code, each.pointer) for each in intake.rejections] == [
        ("C-1", "text-after-quote", "row 2")
    ]
    assert len(intake.claims) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ('C-1,90837,"a\nC-2,90837,b\n', "unclosed-quote"),
        ('C-1,90837,"a\nC-2,90837,"b"\n', "text-after-quote"),
        ('C-1,90837,"a\nC-2,90837,b\nC-3,90837,"\n', "swallowed-rows"),
    ],
)
def test_where_a_quote_may_swallow_rows_nothing_is_judged(body: str, code: str) -> None:
    intake = read(f"Claim Number,CPT,claim.assignment\nC-0,90837,\n{body}".encode())
    assert [each.code for each in intake.rejections] == [code, "table-refused"]
    assert intake.claims == ()
    assert intake.found == 1 + body.count("\n")


def test_rows_that_are_too_short_or_too_long_refuse_their_claim() -> None:
    data = b"Claim Number,CPT,POS\nC-1,90837\nC-2,90837,11,,\nC-3,90837,11,x\n\n,,\nC-4,90837,11\n"
    intake = read(data)
    assert [(each.claim_id, each.code, each.pointer) for each in intake.rejections] == [
        ("C-1", "ragged-row", "row 2"),
        ("C-3", "ragged-row", "row 4"),
    ]
    assert [claim.claim_id for claim in intake.claims] == ["C-2", "C-4"]


def test_a_cell_of_a_file_is_quoted_when_it_must_be() -> None:
    assert quoted('a"b') == '"a""b"'
