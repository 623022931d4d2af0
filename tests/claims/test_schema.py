"""The JSON Schema is up to date, and says yes and no where the reader does."""

import copy
import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from claims.strategies import intakes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

from rules_engine.claims.read import read_json
from rules_engine.claims.read.faults import LEXICAL_CODES, WHOLE_RECORD_CODES
from rules_engine.claims.schema import SCHEMA_PATH, dossier_schema, page_with_tables, schema_text
from rules_engine.claims.shapes import Kind, records
from rules_engine.claims.write import to_json

PAGE = Path(__file__).parents[2] / "docs" / "dossier.md"
REGENERATE = "python -m rules_engine.claims.schema"
BEYOND_A_SCHEMA = LEXICAL_CODES | WHOLE_RECORD_CODES

# What stands where something else belongs. Some of it is right in some places.
ODD: list[Any] = [
    *(None, True, False, 0, 1, -1, 1.0, 1.5, 999_999_999_999, 10**12, -(10**12)),
    *("", " ", "x", " x", "x ", "x\n", "\n", "x" * 200, "x" * 201, "é", "x\u0007", "x\u200b", "x\u2028"),
    *("2026-11-16", "2026-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "1899-12-31", "9999-12-31", "2026-1-1"),
    *("20261116", "2026-W47-1", "2026-11-16T00:00", "2026-11-31", "٢٠٢٦-11-16", "2026-11-16\n", "0026-11-16"),
    *("14:00", "24:00", "23:59:59", "23:59:60", "9:00", "14:00Z", "14:00\n", "1400", "14:00:00.5"),
    *("90837", "90837\n", "9083", "90837-95", "95", "hj", "HJ", "02", "2", "02\n", "F32.9", "F329", "f329"),
    *("1234567893", "123456789", "１２３４５６７８９３", "12345678931"),
    *([], [None], [[]], ["x", 1], [1, 2], [{}], {}, {"x": 1}, {"absent": "not applicable"}, {"absent": "nowhere"}),
    *({"absent": None}, {"absent": ["x"]}, {"absent": "not supplied", "x": 1}, {"absent": "unreadable", "raw": "x"}),
    *({"absent": "not supplied", "raw": "x"}, {"absent": "unreadable", "raw": 1}, {"raw": "x"}),
    {"absent": "unreadable", "raw": "x" * 201},
]
NAMES = [
    "claims",
    "claim",
    "history",
    "lines",
    "member",
    "members",
    "number",
    "code",
    "note",
    "x",
    "patient_id",
    "plan",
]


def validator() -> Draft202012Validator:
    return Draft202012Validator(dossier_schema(), registry=Registry())


def reader_codes(text: str) -> set[str]:
    return {rejection.code for rejection in read_json(text.encode(), "x.json").rejections}


def agree(document: Any, schema: Draft202012Validator) -> bool:
    """Return whether schema and reader give one answer, faults apart that no schema can see."""
    codes = reader_codes(json.dumps(document))
    if schema.is_valid(document):
        return codes <= BEYOND_A_SCHEMA
    return bool(codes)


@st.composite
def changed(draw: st.DrawFn) -> Any:
    """Return a right document with one to three changes."""
    document = json.loads(to_json(draw(intakes())))
    for _ in range(draw(st.integers(1, 3))):
        document = _change(draw, document)
    return document


def _change(draw: st.DrawFn, document: Any) -> Any:
    document = copy.deepcopy(document)
    holders = [each for each in _nodes(document) if each]
    if not holders or draw(st.integers(0, 30)) == 0:
        return draw(st.sampled_from([document, *ODD, {name: draw(st.sampled_from(ODD)) for name in NAMES[:6]}]))
    holder = draw(st.sampled_from(holders))
    key = draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
    value = holder[key]
    match draw(st.sampled_from(["replace", "remove", "rename", "wrap", "add"])):
        case "replace":
            holder[key] = draw(st.sampled_from(ODD))
        case "remove":
            del holder[key]
        case "rename" if isinstance(holder, dict):
            holder[draw(st.sampled_from(NAMES))] = holder.pop(key)
        case "wrap":
            holder[key] = draw(st.sampled_from([[value], {"absent": value}, {"claims": value}]))
        case "add" if isinstance(holder, dict):
            holder[draw(st.sampled_from(NAMES))] = draw(st.sampled_from(ODD))
    return document


def _nodes(document: Any) -> list[Any]:
    found, waiting = [], [document]
    for node in waiting:
        if isinstance(node, dict | list):
            found.append(node)
            waiting += node.values() if isinstance(node, dict) else node
    return found


def test_the_schema_file_is_up_to_date() -> None:
    assert SCHEMA_PATH.read_text(encoding="utf-8") == schema_text(), f"run: {REGENERATE}"


def test_the_tables_of_the_page_are_up_to_date() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == page_with_tables(page), f"run: {REGENERATE}"


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(dossier_schema())


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(intakes())
def test_what_the_writer_writes_is_valid(intake: Any) -> None:
    assert validator().is_valid(json.loads(to_json(intake)))


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(changed())
def test_schema_and_reader_agree_about_changed_documents(document: Any) -> None:
    assert agree(document, validator())


@pytest.mark.parametrize("shape", records(), ids=lambda shape: shape.name)
def test_schema_and_reader_agree_about_every_key_and_every_odd_value(shape: Any) -> None:
    schema = validator()
    assert schema.is_valid(_holding(shape.name, _least(shape)))
    for name in shape.fields:
        for value in ODD:
            assert agree(_holding(shape.name, {**_least(shape), name: value}), schema), (name, value)


def _least(shape: Any) -> dict[str, Any]:
    """Return the smallest record of a shape that is right."""
    values = {Kind.TEXT: "x", Kind.WHOLE: 1, Kind.DIAGNOSIS: "F329", Kind.NPI: "1000000004"}
    return {field.name: [] if field.many else values[field.of] for field in shape.fields.values() if field.required}


def _holding(name: str, record: Any) -> Any:
    """Return a document that holds a record of a shape."""
    claim = {"claim_id": "C", "lines": []}
    match name:
        case "Claim":
            return {"claims": [record]}
        case "ServiceLine":
            return {"claim": {**claim, "lines": [record]}}
        case "Diagnosis":
            return {"claim": {**claim, "diagnoses": [record]}}
        case "OtherPayer":
            return {"claim": {**claim, "other_payers": [record]}}
        case "Session":
            return {"documentation": [record]}
        case "Participant" | "Consent" | "Interval":
            return {"documentation": [{f"{name.lower()}s": [record]}]}
        case "Signature":
            return {"documentation": [{"signature": record}]}
        case "TreatmentPlan":
            return {"documentation": [{"plan": record}]}
        case "Authorization" | "Provider" | "Member" | "Document" | "Answer":
            return {f"{name.lower()}s": [record]}
        case "Licence":
            return {"providers": [{"npi": "1000000004", "licences": [record]}]}
        case "Coverage":
            return {"member": {"coverages": [record]}}
        case "Stay":
            return {"member": {"stays": [record]}}
    raise AssertionError(name)


@pytest.mark.parametrize(
    "history",
    [
        *({"claims": []}, {"lines": []}, {"claims": [], "lines": []}, {}, [], "x", None, {"absent": "not supplied"}),
        *({"claims": None}, {"lines": {}}, {"claims": [], "complete_from": "2026-01-01", "complete_through": None}),
        *({"claims": [], "complete_from": "2026-13-01"}, {"claims": [], "complete_until": "2026-01-01"}),
        *({"lines": [{}]}, {"lines": [{"claim_id": "C", "number": 1}]}, {"lines": [{"claim_id": "C", "lines": []}]}),
        *({"lines": [{"claim_id": "C", "number": 1, "diagnoses": [], "units": 1}]}, {"lines": [7]}, {"claims": [7]}),
    ],
)
def test_schema_and_reader_agree_about_histories(history: Any) -> None:
    assert agree({"history": history}, validator())


def test_the_pattern_of_dates_is_the_calendar() -> None:
    matches = Draft202012Validator(dossier_schema()["$defs"]["day"]).is_valid
    first = date(1900, 1, 1).toordinal()
    days = [date.fromordinal(first + n) for n in range(0, 366 * 300)]
    assert all(matches(day.isoformat()) for day in days)
    for year in (1900, 1999, 2000, 2023, 2024, 2100, 2400, 3000, 9999):
        last = {m: (date(year + (m == 12), m % 12 + 1, 1) - timedelta(1)).day for m in range(1, 12)} | {12: 31}
        assert not any(matches(f"{year}-{m:02}-{n:02}") for m in last for n in range(last[m] + 1, 33))
