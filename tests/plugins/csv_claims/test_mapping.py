"""The mapping says what columns mean; its faults are told at once, and its schema says the same of its form."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.plugins import csv_claims
from rules_engine.plugins.csv_claims.mapping import MappingError, read_mapping

from .tables import FORMAT, claim_of, faults_of, mapping, read, table

FOLDER = Path(csv_claims.__file__).parent
SCHEMA = json.loads((FOLDER / "mapping.schema.json").read_text("utf-8"))

SOUND: list[dict[str, Any]] = [
    {"format": FORMAT},
    {"format": FORMAT, "columns": {"Pt": "claim.patient_id", "Shoe size": None}},
    {"format": FORMAT, "columns": {"Seen": {"to": "line.service_date", "date_format": "D.M.YYYY"}}},
    {"format": FORMAT, "columns": {"Seen": {"to": "line.service_date"}}, "date_format": "M/D/YY", "years_from": 1930},
    {"format": FORMAT, "columns": {"Paid?": {"to": "line.emergency", "values": {"Y": True, "N": False, "?": None}}}},
    {"format": FORMAT, "columns": {"Due": {"to": "line.charge", "strip": "$.", "decimal": ","}}},
    {"format": FORMAT, "columns": {"El": {"to": "session.elements", "separator": "|", "empty": "not documented"}}},
    {"format": FORMAT, "constants": {"line.unit_basis": "UN", "line.units": 1, "line.emergency": False}},
    {"format": FORMAT, "well_known": False, "delimiter": "tab", "encoding": "windows-1252", "header_row": 3},
]
FAULTY: list[tuple[dict[str, Any], str, str]] = [
    ({}, "format", "/format"),
    ({"format": "2"}, "format", "/format"),
    ({"format": FORMAT, "colums": {}}, "unknown-key", "/colums"),
    ({"format": FORMAT, "columns": []}, "wrong-type", "/columns"),
    ({"format": FORMAT, "columns": {"A/B": 7}}, "target", "/columns/A~1B"),
    ({"format": FORMAT, "columns": {"A": {"date_format": "YYYYMMDD"}}}, "target", "/columns/A/to"),
    ({"format": FORMAT, "columns": {"A": {"to": "line.code", "from": "x"}}}, "unknown-key", "/columns/A/from"),
    ({"format": FORMAT, "columns": {"A": {"to": "line.units", "strip": "1"}}}, "signs", "/columns/A/strip"),
    ({"format": FORMAT, "columns": {"A": {"to": "line.units", "decimal": ".."}}}, "signs", "/columns/A/decimal"),
    ({"format": FORMAT, "columns": {"A": {"to": "line.units", "empty": "maybe"}}}, "word", "/columns/A/empty"),
    (
        {"format": FORMAT, "columns": {"A": {"to": "line.code", "values": {"x": []}}}},
        "bad-value",
        "/columns/A/values/x",
    ),
    ({"format": FORMAT, "constants": {"line.units": None}}, "bad-constant", "/constants/line.units"),
    ({"format": FORMAT, "well_known": "no"}, "wrong-type", "/well_known"),
    ({"format": FORMAT, "delimiter": "x"}, "word", "/delimiter"),
    ({"format": FORMAT, "encoding": "ebcdic"}, "word", "/encoding"),
    ({"format": FORMAT, "header_row": 0}, "whole-number", "/header_row"),
    ({"format": FORMAT, "years_from": 26}, "whole-number", "/years_from"),
]
# What a schema of the form cannot see.
FAULTY_IN_MEANING: list[tuple[dict[str, Any], str, str]] = [
    ({"format": FORMAT, "columns": {"A": "line.cpt"}}, "unknown-column", "/columns/A"),
    ({"format": FORMAT, "columns": {"A": "claim.lines.1.code"}}, "unknown-column", "/columns/A"),
    ({"format": FORMAT, "columns": {"A": "session.participants"}}, "unknown-column", "/columns/A"),
    ({"format": FORMAT, "columns": {"A": "line.code", "B": "line.code"}}, "repeated-column", "/columns/B"),
    ({"format": FORMAT, "date_format": "MM/YYYY"}, "date-format", "/date_format"),
    ({"format": FORMAT, "date_format": "MM/DD/YY"}, "two-digit-years", "/date_format"),
    ({"format": FORMAT, "constants": {"line.place_of_service": "2"}}, "bad-place", "/constants/line.place_of_service"),
]


@pytest.mark.parametrize("document", SOUND)
def test_a_sound_mapping_is_read_and_fits_the_schema(document: dict[str, Any]) -> None:
    jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)
    read_mapping(json.dumps(document).encode(), "m.json")


@pytest.mark.parametrize(("document", "code", "at"), [*FAULTY, *FAULTY_IN_MEANING])
def test_a_fault_of_a_mapping_is_told_with_its_place_and_how_to_mend_it(
    document: dict[str, Any], code: str, at: str
) -> None:
    with pytest.raises(MappingError) as caught:
        read_mapping(json.dumps(document).encode(), "m.json")
    (fault,) = caught.value.faults
    assert (fault.code, fault.pointer, fault.source) == (f"mapping-{code}", at, "m.json")
    assert fault.message


@pytest.mark.parametrize("document", [document for document, _, _ in FAULTY])
def test_the_schema_refuses_what_the_reader_refuses(document: dict[str, Any]) -> None:
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document, SCHEMA, cls=jsonschema.Draft202012Validator)


def test_the_schema_is_a_schema() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_all_faults_of_a_mapping_are_told_at_once_and_the_table_is_refused_and_counted() -> None:
    told = mapping({"A": "line.cpt", "B": {"to": "line.units", "strip": "1"}})
    intake = read(table({}, {"Claim Number": "C-2"}), told)
    assert [each.code for each in intake.rejections] == ["mapping-unknown-column", "mapping-signs", "table-refused"]
    assert (intake.claims, intake.found) == ((), 2)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b'{"format": 1, "format": 2}', b"[" * 100_000])
def test_what_is_no_mapping_is_refused(data: bytes) -> None:
    with pytest.raises(MappingError):
        read_mapping(data, "m.json")


def test_a_header_of_the_mapping_that_the_table_does_not_have_is_told() -> None:
    intake = read(table({}), mapping({"cpt ": "line.code", "Missing": "line.paid"}))
    found = {(each.code, each.source, each.pointer) for each in intake.rejections}
    assert ("missing-column", "claims.csv.mapping.json", "/columns/Missing") in found
    assert any("did you mean `CPT`?" in each.help for each in intake.rejections)


def test_the_mapping_goes_before_names_that_are_known() -> None:
    claim = claim_of({"Other code": "90834"}, told=mapping({"Other code": "line.code"}))
    assert claim.lines[0].code == "90834"


def test_without_well_known_names_only_the_mapping_counts() -> None:
    told = mapping({"Claim Number": "claim.claim_id", "CPT": "line.code"}, well_known=False)
    intake = read(table({}), told)
    assert intake.claims[0].lines[0].code == "90837"
    assert '"DOS"' in intake.notes[0].message


@pytest.mark.parametrize(
    ("form", "text"),
    [("MM/DD/YYYY", "11/09/2026"), ("M/D/YYYY", "11/9/2026"), ("D.M.YYYY", "9.11.2026"), ("YYYYMMDD", "20261109")],
)
def test_a_stated_order_of_dates_is_read(form: str, text: str) -> None:
    assert claim_of({"DOS": text}, told=mapping(date_format=form)).lines[0].service_date == date(2026, 11, 9)


def test_two_digits_of_a_year_mean_one_of_a_hundred_stated_years() -> None:
    told = mapping(date_format="M/D/YY", years_from=1930)
    claim = claim_of({"DOS": "11/9/26", "DOB": "2/3/48"}, told=told)
    assert (claim.lines[0].service_date, claim.patient_birth_date) == (date(2026, 11, 9), date(1948, 2, 3))


def test_a_date_of_another_format_than_the_stated_one_is_refused() -> None:
    assert faults_of({}, told=mapping(date_format="MM/DD/YYYY")) == [("bad-date", 'row 2 column "DOS"')]


def test_amounts_with_signs_are_read_where_the_mapping_takes_the_signs_out() -> None:
    told = mapping({"Charge": {"to": "line.charge", "strip": "€.", "decimal": ","}})
    assert claim_of({"Charge": "€1.185,50"}, told=told).lines[0].charge == Decimal("1185.50")
    assert faults_of({"Charge": "1185.50"}, told=mapping({"Charge": {"to": "line.charge", "decimal": ","}})) == [
        ("bad-number", 'row 2 column "Charge"')
    ]


def test_values_may_mean_others() -> None:
    told = mapping({"Tele": {"to": "session.mode", "values": {"Y": "video", "N": "in person", "-": None}}})
    intake = read(table({"Tele": "Y"}, {"Claim Number": "C-2", "Tele": "-"}), told)
    assert [each.mode for each in intake.sessions] == ["video"]


def test_empty_cells_may_say_that_nothing_was_documented() -> None:
    told = mapping({"Auth": {"to": "line.authorization_number", "empty": "not documented"}})
    assert claim_of({"Auth": ""}, told=told).lines[0].authorization_number == NOT_DOCUMENTED


def test_a_column_that_is_left_out_is_not_told() -> None:
    assert read(table({"Shoe size": "42"}), mapping({"Shoe size": None})).notes == ()


def test_rows_before_the_header_are_passed_over_when_the_mapping_says_so() -> None:
    data = b"Claims of June\nmade by hand\n" + table({})
    assert len(read(data, mapping(header_row=3)).claims) == 1
