"""The same dossiers as files of each form that the engine reads, and what each form cannot say, as data."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

import attrs
import pyarrow.parquet as pq

from rules_engine.batches.to_table import table_of
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier
from rules_engine.claims.write import to_json

# By its own name this folder would be the `plugins` of the engine.
from ..plugins.fhir_claim.resources import written  # noqa: TID252

File = tuple[bytes, str]

# Form → attributes of a claim and of a line that have no place in it.
CANNOT_SAY: Final[Mapping[str, frozenset[str]]] = {
    "json": frozenset(),
    "csv": frozenset(),
    "parquet": frozenset(),
    "fhir": frozenset({"provider_signature", "assignment", "emergency", "billing_tax_id", "billing_taxonomy"}),
}
# What the rows of a session say of themselves by where they stand.
_OF_THE_ROW: Final = {
    ("claim", "lines"),
    ("session", "claim_id"),
    ("session", "line_number"),
    ("session", "patient_id"),
}


def as_json(dossiers: Sequence[Dossier]) -> File:
    """Return dossiers as documents, one a line."""
    return b"".join(to_json(each).rstrip(b"\n") + b"\n" for each in dossiers), "claims.ndjson"


def as_fhir(dossiers: Sequence[Dossier]) -> File:
    """Return the claims as a Bundle; their sessions stand in a file beside it."""
    return json.dumps(written(tuple(each.claim for each in dossiers))).encode(), "claims.json"


def as_parquet(dossiers: Sequence[Dossier]) -> File:
    """Return dossiers as a claim table."""
    sink = io.BytesIO()
    pq.write_table(table_of(dossiers).table, sink)
    return sink.getvalue(), "claims.parquet"


def as_csv(dossiers: Sequence[Dossier]) -> File:
    """Return claims and their session records as CSV."""
    rows = [row for dossier in dossiers for row in rows_of(dossier)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode(), "claims.csv"


def rows_of(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Yield a row for each line of a claim, with the session record of that line."""
    sessions = dossier.sessions if isinstance(dossier.sessions, tuple) else ()
    for line in dossier.claim.lines:
        row = dict(flat("claim", dossier.claim)) | dict(flat("line", line))
        for session in sessions:
            if session.line_number == line.number:
                row |= dict(flat("session", session))
        yield row


def flat(root: str, entity: Any) -> Iterator[tuple[str, str]]:
    """Yield column and cell of every value of a record, and of why a value is absent."""
    for field in attrs.fields(type(entity)):
        name, value = f"{root}.{field.name}", getattr(entity, field.name)
        if field.name == "origins" or (root, field.name) in _OF_THE_ROW or value == NOT_SUPPLIED:
            continue
        if isinstance(value, Absent):
            yield f"{name}.absent", value.kind.value
        elif isinstance(value, tuple) and not value:
            yield f"{name}.absent", "none"
        elif isinstance(value, tuple) and attrs.has(type(value[0])):
            for place, each in enumerate(value, 1):
                yield from flat(f"{name}.{place}", each)
        elif isinstance(value, tuple):
            yield name, ";".join(map(str, value))
        elif attrs.has(type(value)):
            yield from flat(name, value)
        else:
            yield name, cell(value)


def cell(value: object) -> str:
    """Return a value as text."""
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal():
            return format(value, "f")
        case date() | time():
            return value.isoformat()
        case _:
            return str(value)


def without(dossier: Dossier, names: frozenset[str]) -> Dossier:
    """Return a dossier in which some attributes of claim and lines never came."""
    claim = dossier.claim
    lines = tuple([attrs.evolve(each, **_gone(each, names)) for each in claim.lines])
    return attrs.evolve(dossier, claim=attrs.evolve(claim, **_gone(claim, names), lines=lines))


def _gone(entity: Any, names: frozenset[str]) -> dict[str, Any]:
    return dict.fromkeys([each.name for each in attrs.fields(type(entity)) if each.name in names], NOT_SUPPLIED)
