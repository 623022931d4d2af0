"""Claim tables from a seed: few values, so that rows meet, and a hole of every kind in every column."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from rules_engine.batches.table import NPI_OF, NUMBER, Column, columns, item_fields, schema
from rules_engine.claims.shapes import Kind, Shape

DAYS = [date(2026, 3, 2), date(2026, 2, 28), date(2028, 2, 29), date(1990, 2, 28), date(1988, 2, 29)]
WORDS = ["paid", "voided", "pending", "video", "modality", "contact", "travel", "Ö-1"]
VALUES: dict[Kind, Sequence[Any]] = {
    Kind.TEXT: WORDS[:-1],
    Kind.NAME: WORDS,
    Kind.DAY: DAYS,
    Kind.CLOCK: [time(9, 0), time(9, 53), time(23, 40), time(0, 10)],
    Kind.AMOUNT: [Decimal("0"), Decimal("1.5"), Decimal("53"), Decimal("120.25")],
    Kind.MONEY: [Decimal("-1"), Decimal("1.5"), Decimal("53")],
    Kind.FLAG: [True, False],
    Kind.WHOLE: [1, 2, 3],
    Kind.PROCEDURE: ["90837", "90834", "99213"],
    Kind.MODIFIER: ["95", "GT", "93"],
    Kind.PLACE: ["11", "02"],
    Kind.DIAGNOSIS: ["F329", "F411"],
    Kind.NPI: ["1234567893", "1234567890"],
}
ABSENCES = ["not supplied", "not documented", "not applicable", "unreadable"]
KEYS = {"row", "claim.claim_id", "claim.patient_id", "claim.billing_npi", "line.number"}


def random_table(seed: int, rows: int = 14, share: float = 0.4) -> pa.Table:
    """Return a table in which nothing is wrong. share: of the columns that it has."""
    draw = Random(seed)
    chosen = [each for each in columns().values() if each.name not in KEYS and draw.random() < share]
    names = {each.name for each in chosen}
    if "authorizations" in names:
        chosen = [each for each in chosen if each.path[0] != "authorization"]
    claims = [_key(draw) for _ in range(max(2, rows // 2))]
    of = [draw.choice(claims) for _ in range(rows)]
    numbers: dict[Any, int] = {}
    data: dict[str, list[Any]] = {"claim.claim_id": [each[1] for each in of]}
    for place, name in ((0, "row"), (2, "claim.patient_id"), (3, "claim.billing_npi")):
        if draw.random() < 0.8 or name == "claim.patient_id":
            data[name] = [each[place] for each in of]
    if draw.random() < 0.5:
        keys = list(zip(*[data[each] for each in data], strict=True))
        data["line.number"] = [numbers.setdefault(key, 0) for key in keys]
        for row, key in enumerate(keys):
            numbers[key] += 1
            data["line.number"][row] = 10 - numbers[key]
    heads = ["row", "claim.claim_id", "claim.patient_id", "claim.billing_npi"]
    group = list(zip(*[data[name] for name in heads if name in data], strict=True))
    _name_people(draw, data, len(of))
    known: dict[Any, Any] = {}
    for column in chosen:
        if column.path[0] in NAMED_BY and len(column.path) > 1:
            data[column.name] = _of_named(draw, column, data[NAMED_BY[column.path[0]]], known)
        elif column.name not in data:
            data[column.name] = _values(draw, column, group)
    _settle(data, group)
    made = {name: pa.array(values, _type(name)) for name, values in data.items()}
    return pa.table({name: _encoded(draw, array) for name, array in made.items()})


def _key(draw: Random) -> tuple[Any, ...]:
    kind = draw.choice([None, "claim", "claim", "claim", "history", "history", "other patient"])
    return (
        kind,
        draw.choice(["C1", "C2", "C3"]),
        draw.choice(["P1", "P1", "P2", None]),
        draw.choice([*VALUES[Kind.NPI], None]),
    )


def _name_people(draw: Random, data: dict[str, list[Any]], rows: int) -> None:
    for root, name in NAMED_BY.items():
        named = [f"A{number}" for number in range(3)] if root == "authorization" else VALUES[Kind.NPI]
        data[name] = [draw.choice([*named, None]) for _ in range(rows)]


def _of_named(draw: Random, column: Column, named: list[Any], known: dict[Any, Any]) -> list[Any]:
    """Return what rows say of whom they name: the same of the same one, or nothing."""
    found = []
    for key in named:
        said = known.setdefault((key, column.path[1]), draw.random() < 0.7)  # a value, or why there is none
        value = known.setdefault((key, column.path[1], column.use), value_of(draw, column))
        found.append(value if said is (column.use == "value") and draw.random() < 0.8 else None)
    return found


def _values(draw: Random, column: Column, group: list[Any]) -> list[Any]:
    by_claim: dict[Any, Any] = {}
    hole = draw.choice([0.0, 0.3, 0.8])
    found = []
    for key in group:
        value = None if draw.random() < hole else value_of(draw, column)
        found.append(by_claim.setdefault(key, value) if column.of_claim else value)
    return found


NAMED_BY = {**{root: ".".join(path) for root, path in NPI_OF.items()}, "authorization": ".".join(NUMBER)}


def value_of(draw: Random, column: Column) -> Any:
    """Return a value that a column may have."""
    if column.use == "absent":
        return draw.choice(ABSENCES)
    if isinstance(column.of, Shape):
        return [_item(draw, column.of, place) for place in range(draw.choice([0, 1, 2, 3]))]
    if column.many:
        return [draw.choice(VALUES[column.of]) for _ in range(draw.choice([0, 1, 2, 3, 6]))]
    return draw.choice(VALUES[column.of])


def _item(draw: Random, shape: Shape, place: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, kind, many in item_fields(shape):
        if name.endswith(".absent"):
            if found.get(name.removesuffix(".absent")) is None and draw.random() < 0.2:
                found[name] = draw.choice(ABSENCES)
        elif (shape.name, name) == ("Diagnosis", "position"):
            found[name] = place + 1
        elif draw.random() < 0.8 or (shape.name, name) == ("Diagnosis", "code"):
            found[name] = [draw.choice(VALUES[kind])] if many else draw.choice(VALUES[kind])
    return found


def _settle(data: dict[str, list[Any]], group: list[Any]) -> None:
    """Take out what contradicts itself. A record that is not there is so for the whole claim."""
    for name in [each for each in data if each.endswith(".absent")]:
        of = name.removesuffix(".absent")
        if columns()[of].use == "value" and of in data:
            data[name] = [why if value is None else None for why, value in zip(data[name], data[of], strict=True)]
    records = {column.name for column in columns().values() if column.use == "flag"}
    for record in sorted(records, key=lambda each: -each.count(".")):
        inside = [name for name in data if name.startswith(f"{record}.") and name != f"{record}.absent"]
        stated = {key for row, key in enumerate(group) if any(data[name][row] is not None for name in inside)}
        flags = data.get(record, [None] * len(group))
        if record in data:
            data[record] = flags = [
                flag or None if key in stated else flag for flag, key in zip(flags, group, strict=True)
            ]
        there = stated | {key for flag, key in zip(flags, group, strict=True) if flag is True}
        if f"{record}.absent" in data:
            whys = data[f"{record}.absent"]
            data[f"{record}.absent"] = [None if key in there else why for why, key in zip(whys, group, strict=True)]


def _type(name: str) -> pa.DataType:
    return schema([name]).field(name).type


def _encoded(draw: Random, given: pa.Array) -> pa.Array | pa.ChunkedArray:
    """Return a column in one of the forms that mean the same."""
    form = draw.choice(["plain", "dictionary", "chunks", "slice", "other type"])
    if form == "dictionary" and not pa.types.is_nested(given.type) and not pa.types.is_boolean(given.type):
        return given.dictionary_encode()
    if form == "chunks" and len(given) > 2:
        at = draw.randrange(1, len(given))
        return pa.chunked_array([given[:at], given[at:]])
    if form == "slice":
        return pa.concat_arrays([given[:1], given])[1:]
    if form == "other type" and pa.types.is_string(given.type):
        return given.cast(draw.choice([pa.large_string(), pa.string_view()]))
    return given
