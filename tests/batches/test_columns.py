"""Single columns: every Arrow type that is accepted reads alike, and every other one is refused by name."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.table import TableError, check, columns, schema
from rules_engine.claims.absence import AbsenceKind, Absent

DAY = date(2026, 11, 16)
CENTS = pa.decimal128(9, 2)


def batch(**given: Any) -> ArrowBatch:
    """Return a batch of one line a claim. given: columns, `__` for the dot."""
    data = {name.replace("__", "."): column for name, column in given.items()}
    size = len(next(iter(data.values())))
    return ArrowBatch(pa.table({"claim.claim_id": [f"C{n}" for n in range(size)], **data}))


def column(name: str, values: pa.Array) -> list[Any]:
    """Return what the lines read, an absence as None."""
    found = batch(**{name.replace(".", "__"): values})
    assert found.rejections == ()
    vector = found.read(tuple(name.split(".")))
    rows = [vector.row(line) for line in range(len(values))]
    assert all(each.kind is AbsenceKind.NOT_SUPPLIED for each in rows if isinstance(each, Absent))
    return [None if isinstance(each, Absent) else each for each in rows]


TEXTS = pa.array(["paid", None, "voided", "paid"])
NUMBERS = pa.array([Decimal("1.50"), None, Decimal("-3"), Decimal("1.5")], CENTS)
FORMS = [
    ("line.status", TEXTS),
    ("line.status", TEXTS.cast(pa.large_string())),
    ("line.status", TEXTS.cast(pa.string_view())),
    ("line.status", TEXTS.dictionary_encode()),
    ("line.status", pa.concat_arrays([TEXTS, TEXTS])[4:]),
    (
        "line.status",
        pa.DictionaryArray.from_arrays(pa.array([1, 0, 2, 3], pa.int64()), [None, "paid", "voided", "paid"]),
    ),
    ("line.status", pa.chunked_array([TEXTS[:1].dictionary_encode(), TEXTS[1:].dictionary_encode()])),
    ("line.status", pa.chunked_array([TEXTS[:0], TEXTS[:3], TEXTS[3:]])),
    ("line.charge", NUMBERS),
    ("line.charge", NUMBERS.cast(pa.decimal128(20, 8))),
    ("line.charge", NUMBERS.cast(pa.decimal128(38, 12))),
    ("line.charge", NUMBERS.cast(pa.decimal64(12, 3))),
    ("line.charge", NUMBERS.dictionary_encode()),
    ("line.charge", pa.concat_arrays([NUMBERS, NUMBERS])[4:]),
    ("line.units", pa.array([2, None, 0, 2], pa.int8())),
    ("line.units", pa.array([2, None, 0, 2], pa.uint64())),
    ("line.units", pa.array([2.0, None, 0.0, 2.0])),
    ("line.service_date", pa.array([DAY, None, date(1900, 1, 1), DAY])),
    ("line.service_date", pa.array([DAY, None, date(1900, 1, 1), DAY]).cast(pa.date64())),
    ("line.service_date", pa.array(["2026-11-16", None, "1900-01-01", "2026-11-16"])),
    ("line.service_date", pa.array([DAY, None, date(9999, 12, 31), DAY]).dictionary_encode()),
    ("session.start", pa.array([time(9), None, time(23, 59, 59), time(9)], pa.time32("s"))),
    ("session.start", pa.array([time(9), None, time(23, 59, 59), time(9)], pa.time64("us"))),
    ("session.start", pa.array([time(9), None, time(23, 59, 59), time(9)], pa.time64("ns"))),
    ("session.start", pa.array(["09:00", None, "23:59:59", "09:00:00"])),
    ("line.emergency", pa.array([True, None, False, True])),
    ("line.emergency", pa.array([False, True, None, False, True])[1:]),
    ("line.modifiers", pa.array([["95", "GT"], None, [], ["95", "GT"]])),
    ("line.modifiers", pa.array([["95", "GT"], None, [], ["95", "GT"]], pa.large_list(pa.string()))),
    (
        "line.modifiers",
        pa.array([["95", "GT"], None, [], ["95", "GT"]], pa.list_(pa.dictionary(pa.int8(), pa.string()))),
    ),
    ("line.diagnosis_pointers", pa.array([[9], [2, 1], None, [], [2, 1]], pa.list_(pa.int8()))[1:]),
    ("line.status", pa.nulls(4)),
    ("line.modifiers", pa.nulls(4)),
    ("line.charge", pa.nulls(4, CENTS)),
    ("claim.diagnoses", pa.nulls(4)),
]


@pytest.mark.parametrize(("name", "values"), FORMS)
def test_each_form_reads_as_its_values(name: str, values: pa.Array) -> None:
    if name == "session.start":
        wanted = [time.fromisoformat(each) if isinstance(each, str) else each for each in values.to_pylist()]
    elif name == "line.service_date":
        wanted = [date.fromisoformat(each) if isinstance(each, str) else each for each in values.to_pylist()]
    else:
        wanted = [tuple(each) if isinstance(each, list) else each for each in values.to_pylist()]
    found = column(name, values)
    assert found == wanted
    if name in ("line.charge", "line.units"):
        assert {type(each) for each in found} <= {Decimal, type(None)}


def test_many_different_numbers_and_lists_read_as_their_values() -> None:
    numbers = [Decimal(n * 7919 % 100_003).scaleb(-2) for n in range(70_000)]
    assert column("line.charge", pa.array(numbers, CENTS)) == numbers
    assert column("line.charge", pa.array([*numbers[1:], None], CENTS)) == [*numbers[1:], None]
    lists = [tuple(f"{n * k % 89:02}" for k in range(n % 13)) for n in range(5000)]
    assert column("line.modifiers", pa.array(lists, pa.list_(pa.string()))) == lists
    long = [("95",) * 100_000, ("95",) * 99_999, ("95",) * 100_000, None] + [("GT",)] * 2000
    assert column("line.modifiers", pa.array(long, pa.list_(pa.string()))) == long


BAD: list[tuple[str, pa.Array, str]] = [
    ("line.code", pa.array(["90837", "90837 "]), "bad-procedure-code"),
    ("line.code", pa.array(["90837", ""]), "bad-procedure-code"),
    ("line.status", pa.array(["paid", "a\nb"]), "odd-characters"),
    ("line.status", pa.array(["paid", "é"]), "odd-characters"),
    ("line.status", pa.array(["paid", " paid"]), "outer-space"),
    ("line.status", pa.array(["paid", "  "]), "empty-text"),
    ("line.status", pa.array(["paid", "x" * 201]), "long-text"),
    ("line.rendering_npi", pa.array(["1234567893", "123456789"]), "bad-npi"),
    ("line.place_of_service", pa.array(["11", "1"]), "bad-place"),
    ("line.service_date", pa.array([DAY, date(1899, 12, 31)]), "bad-date"),
    ("line.service_date", pa.array([0, 2**31 - 1], pa.int32()).view(pa.date32()), "bad-date"),
    ("line.service_date", pa.array(["2026-11-16", "2026-02-30"]), "bad-date"),
    ("line.service_date", pa.array(["2026-11-16", "20261116"]), "bad-date"),
    ("session.start", pa.array(["09:00", "24:00"]), "bad-time"),
    ("session.start", pa.array([1, 86_400], pa.int32()).view(pa.time32("s")), "bad-time"),
    ("session.start", pa.array([1000, 1001], pa.int64()).view(pa.time64("ns")), "bad-time"),
    ("line.units", pa.array([1, -1]), "negative-number"),
    ("line.units", pa.array([Decimal("1"), Decimal("-0.5")]), "negative-number"),
    ("line.units", pa.array([1, 10**12]), "too-many-digits"),
    ("line.units", pa.array([1, 2**64 - 1], pa.uint64()), "too-many-digits"),
    ("line.charge", pa.array([Decimal(1), Decimal(10) ** 25], pa.decimal128(38, 2)), "too-many-digits"),
    ("line.charge", pa.array([Decimal(1), Decimal("0.0000001")], pa.decimal128(20, 8)), "too-many-digits"),
    ("line.charge", pa.array([Decimal(1), Decimal("0.0000001")], pa.decimal128(38, 12)), "too-many-digits"),
    ("line.number", pa.array([1, 0]), "not-whole"),
    ("line.number", pa.array([Decimal("1.0"), Decimal("1.5")]), "not-whole"),
    ("line.modifiers", pa.array([["95"], ["95", "9"]]), "bad-modifier"),
    ("line.modifiers", pa.array([["95"], [None]]), "null-item"),
    ("line.status.absent", pa.array([None, "misplaced"]), "unknown-absence"),
    ("claim.diagnoses", pa.array([[{"code": "F329"}], [{"code": None}]]), "missing-key"),
    ("claim.diagnoses", pa.array([[{"code": "F329"}], [{"code": "F"}]]), "bad-diagnosis"),
    ("claim.diagnoses", pa.array([[{"code": "F329"}], [None]]), "null-item"),
    (
        "claim.diagnoses",
        pa.array([[], [{"code": "F32", "position": 1}, {"code": "F41", "position": 1}]]),
        "repeated-position",
    ),
    ("row", pa.array(["claim", "claims"]), "bad-row"),
]


@pytest.mark.parametrize(("name", "values", "code"), BAD)
def test_a_bad_value_rejects_its_claim_by_name_and_place(name: str, values: pa.Array, code: str) -> None:
    for given in (values, values.dictionary_encode()) if not pa.types.is_nested(values.type) else (values,):
        found = batch(**{name.replace(".", "__"): given})
        assert [(each.code, each.claim_id, each.pointer, each.lost) for each in found.rejections] == [
            (code, "C1", f'row 2 column "{name}"', 1)
        ]
        assert found.starts.tolist() == [0, 1]
        assert found.found == 2
        if pa.types.is_string(values.type) and len(values[1].as_py()) > 3:
            assert values[1].as_py() not in str(found.rejections)


def test_what_no_row_uses_is_not_read() -> None:
    unused = pa.DictionaryArray.from_arrays(pa.array([1, 1]), ["not a code", "90837"])
    assert column("line.code", unused) == ["90837", "90837"]
    hidden = pa.ListArray.from_arrays([0, 1, 2, 3], pa.array(["9", "95", "8"]))[1:2]
    assert column("line.modifiers", hidden) == [("95",)]
    under_null = pa.Array.from_buffers(CENTS, 2, [pa.py_buffer(b"\x01"), pa.py_buffer(np.full(4, 2**62).tobytes())])
    assert batch(line__charge=under_null).rejections[0].pointer == 'row 1 column "line.charge"'


REFUSED: list[tuple[str, pa.DataType, str]] = [
    ("line.service_date", pa.timestamp("us", "UTC"), "a moment depends on a time zone"),
    ("line.charge", pa.string(), "cast to decimal128"),
    ("line.charge", pa.decimal256(40, 2), "cast to decimal128"),
    ("line.code", pa.int32(), "leading zeros are lost in numbers"),
    ("line.code", pa.binary(), "cast to string"),
    ("line.modifiers", pa.string(), "make a list of each value"),
    ("line.modifiers", pa.list_(pa.int8()), ""),
    ("line.emergency", pa.int8(), ""),
    ("claim.diagnoses", pa.list_(pa.string()), ""),
    ("line.status", pa.dictionary(pa.int8(), pa.int8()), ""),
]


@pytest.mark.parametrize(("name", "given", "help"), REFUSED)
def test_a_type_that_cannot_hold_the_value_is_refused(name: str, given: pa.DataType, help: str) -> None:
    (fault,) = check(pa.schema({"claim.claim_id": pa.string(), name: given}))
    assert (fault.code, fault.column) == ("wrong-type", name)
    assert fault.message.startswith(f"`{name}` is ")
    assert "; it takes " in fault.message
    assert fault.help.startswith(help)


def test_every_fault_of_the_columns_is_told_at_once() -> None:
    given = pa.table({"line.cod": ["1"], "line.charge": ["1"], "rendering.kind": ["physician"], "x\x00y": [1]})
    with pytest.raises(TableError) as raised:
        ArrowBatch(given)
    told = [(each.code, each.column, each.help) for each in raised.value.faults]
    assert told == [
        ("unknown-column", "line.cod", "did you mean `line.code`?"),
        ("wrong-type", "line.charge", "cast to decimal128"),
        ("unknown-column", "…", ""),
        ("missing-column", "claim.claim_id", "each row names its claim"),
        ("missing-column", "line.rendering_npi", "it says of whom it speaks"),
    ]


def test_two_columns_of_one_name_and_two_ledgers_are_refused() -> None:
    double = pa.schema([("claim.claim_id", pa.string()), ("claim.claim_id", pa.string())])
    assert [each.code for each in check(double)] == ["repeated-column"]
    names = ["claim.claim_id", "line.authorization_number", "authorizations", "authorization.units"]
    assert [each.code for each in check(schema(names))] == ["two-columns-for-one"]


def test_unknown_attributes_of_records_are_told_with_their_column() -> None:
    diagnosis = pa.list_(pa.struct({"cod": pa.string()}))
    (fault,) = check(pa.schema({"claim.claim_id": pa.string(), "claim.diagnoses": diagnosis}))
    assert (fault.code, fault.column, fault.help) == ("unknown-column", "claim.diagnoses", "did you mean `code`?")


@pytest.mark.parametrize("value", [1.5, float("nan"), float("inf"), 2.0**60])
def test_fractions_in_floats_are_refused_by_column(value: float) -> None:
    with pytest.raises(TableError) as raised:
        batch(line__units=pa.array([1.0, value]))
    assert [(each.code, each.column) for each in raised.value.faults] == [("fractions", "line.units")]
    assert str(value) not in str(raised.value)


def test_an_index_beyond_its_dictionary_is_refused() -> None:
    broken = pa.DictionaryArray.from_arrays(pa.array([0, 7], pa.int8()), ["90837"], safe=False)
    negative = pa.DictionaryArray.from_arrays(pa.array([0, -1], pa.int8()), ["90837"], safe=False)
    for given in (broken, negative):
        with pytest.raises(TableError) as raised:
            batch(line__code=given)
        assert [each.code for each in raised.value.faults] == ["broken-column"]


def test_the_schema_of_every_column_is_accepted() -> None:
    names = [name for name in columns() if not name.startswith("authorization.")]
    assert check(schema(names)) == ()
    assert ArrowBatch(schema(names).empty_table()).starts.tolist() == [0]
    with pytest.raises(KeyError):
        schema(["line.cod"])


def test_a_moment_is_never_cut_to_its_day() -> None:
    with pytest.raises(TableError):
        batch(line__service_date=pa.array([datetime(2026, 11, 16, 23)]))
