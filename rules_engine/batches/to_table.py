"""Dossiers to a claim table, and what of them the flat form cannot hold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import attrs
import pyarrow as pa

from rules_engine.batches import table as of_table
from rules_engine.batches.claim_table import ClaimTable
from rules_engine.batches.patients import Patients
from rules_engine.batches.table import HISTORIES, LEDGERS, NPI_OF, item_fields, schema
from rules_engine.batches.to_dossiers import Decoder, is_record
from rules_engine.claims import model
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine, Session
from rules_engine.claims.read.leaves import LIMIT
from rules_engine.claims.read.lexical import PLACES
from rules_engine.claims.shapes import Shape, shape_of

Row = dict[str, Any]

_PARTS: Final = tuple(field.name for field in attrs.fields(Dossier))
_Key = tuple[object, ...]


@attrs.frozen(eq=False, repr=False)
class Flat:
    """Dossiers as a claim table.

    table: a row a line, with the columns that say something. lost: by place of the dossier the parts that the table
    does not say as the dossier does: "sessions", "history" …; "claim" when the claim itself is not in it.
    """

    table: pa.Table
    lost: Mapping[int, tuple[str, ...]]


def table_of(dossiers: Sequence[Dossier]) -> Flat:
    """Return dossiers as one claim table.

    Several session records of one line, providers whom no line names and claims without lines are among what a flat
    table has no place for; dossiers whose claims see each other must be those of one job.

    >>> from rules_engine.claims.model import Claim, ServiceLine
    >>> flat = table_of([Dossier(claim=Claim(claim_id="C1", lines=(ServiceLine(number=1, code="90837"),)))])
    >>> flat.table.to_pylist(), flat.lost
    ([{'claim.claim_id': 'C1', 'line.number': 1, 'line.code': '90837'}], {})
    """
    rows: list[Row] = []
    heads: dict[int, int] = {}
    written = {_key(each.claim) for each in dossiers}
    for place, dossier in enumerate(dossiers):
        heads[len(rows)] = place
        rows += [_own_row(dossier, line) for line in dossier.claim.lines]
    for dossier in dossiers:
        for kind, name in zip(of_table.ROWS[1:], HISTORIES, strict=True):
            part = getattr(dossier, name)
            for claim in () if isinstance(part, Absent) else part.claims:
                if _key(claim) not in written:
                    written.add(_key(claim))
                    rows += [_other_row(dossier, claim, line, kind) for line in claim.lines]
    made = _as_table(rows)
    return Flat(made, _lost(made, dossiers, heads))


def _key(claim: Claim) -> _Key:
    return claim.claim_id, claim.patient_id, claim.billing_npi


def _as_table(rows: list[Row]) -> pa.Table:
    used = {name for row in rows for name, value in row.items() if value is not None} | set(of_table.REQUIRED)
    asked = schema([name for name in of_table.columns() if name in used])
    return pa.table({field.name: pa.array([row.get(field.name) for row in rows], field.type) for field in asked})


def _lost(table: pa.Table, dossiers: Sequence[Dossier], heads: Mapping[int, int]) -> dict[int, tuple[str, ...]]:
    """Return what differs when the table is read again."""
    read = ClaimTable(table)
    decoder = Decoder(read, Patients(read))
    found: dict[int, tuple[str, ...]] = dict.fromkeys(range(len(dossiers)), ("claim",))
    for place, number in enumerate(decoder.patients.claims):
        source = heads.get(int(read.first_rows[number]))
        if source is None:
            continue
        one, other = decoder.dossier(place), dossiers[source]
        found[source] = tuple(part for part in _PARTS if getattr(one, part) != getattr(other, part))
    return {place: parts for place, parts in found.items() if parts}


# --- rows -----------------------------------------------------------------------------------------


def _own_row(dossier: Dossier, line: ServiceLine) -> Row:
    row = _line_row(dossier.claim, line)
    _write_session(row, dossier.sessions, dossier.claim, line)
    _write_record(row, "member", dossier.member, shape_of(model.Member))
    _write_providers(row, dossier)
    for name, entity in LEDGERS.items():
        _write_list(row, name, getattr(dossier, name), shape_of(entity))
    for name in HISTORIES:
        _write_history(row, name, getattr(dossier, name))
    return row


def _other_row(dossier: Dossier, claim: Claim, line: ServiceLine, kind: str) -> Row:
    row = {**_line_row(claim, line), "row": kind}
    if not isinstance(dossier.sessions, Absent):
        _write_session(row, dossier.sessions, claim, line)
        row["session"] = row.get("session") or None
    return row


def _line_row(claim: Claim, line: ServiceLine) -> Row:
    row: Row = {}
    _write(row, "claim", claim, shape_of(Claim))
    _write(row, "line", line, shape_of(ServiceLine))
    return row


def _write(row: Row, root: str, record: Any, shape: Shape) -> None:
    """Write the values of a record under its root."""
    for field in of_table.fields_of(shape):
        value, name = getattr(record, field.name), f"{root}.{field.name}"
        if is_record(field):
            assert isinstance(field.of, Shape)
            _write_record(row, name, value, field.of)
        elif isinstance(field.of, Shape):
            _write_list(row, name, value, field.of)
        else:
            _write_value(row, name, value)


def _write_value(row: Row, name: str, value: Any) -> None:
    if isinstance(value, Absent):
        if value != NOT_SUPPLIED:
            row[f"{name}.absent"] = value.kind.value
    elif not isinstance(value, Decimal) or _fits(value):
        row[name] = list(value) if isinstance(value, tuple) else value


def _fits(value: Decimal) -> bool:
    exponent = value.normalize().as_tuple().exponent
    return isinstance(exponent, int) and exponent >= -PLACES and abs(value) < LIMIT


def _write_record(row: Row, name: str, record: Any, shape: Shape) -> None:
    if isinstance(record, Absent):
        _write_value(row, name, record)
        return
    row[name] = True
    _write(row, name, record, shape)


def _write_list(row: Row, name: str, records: Iterable[Any] | Absent, shape: Shape) -> None:
    if isinstance(records, Absent):
        _write_value(row, name, records)
        return
    row[name] = []
    for record in records:
        item: Row = {}
        for field, _, _ in item_fields(shape):
            if not field.endswith(".absent"):
                _write_value(item, field, getattr(record, field))
        row[name].append(item)


def _write_session(row: Row, sessions: tuple[Session, ...] | Absent, claim: Claim, line: ServiceLine) -> None:
    if isinstance(sessions, Absent):
        _write_value(row, "session", sessions)
        return
    if not sessions:
        row["session"] = False
    own = [each for each in sessions if (each.claim_id, each.line_number) == (claim.claim_id, line.number)]
    for session in own[:1]:
        _write_record(row, "session", session, shape_of(Session))


def _write_providers(row: Row, dossier: Dossier) -> None:
    known = {} if isinstance(dossier.providers, Absent) else {each.npi: each for each in reversed(dossier.providers)}
    for root, path in NPI_OF.items():
        provider = known.get(row.get(".".join(path), ""))
        if provider is not None:
            _write(row, root, provider, shape_of(model.Provider))


def _write_history(row: Row, name: str, history: History | Absent) -> None:
    if isinstance(history, Absent):
        _write_value(row, name, history)
        return
    row[name] = True
    for end in ("complete_from", "complete_through"):
        _write_value(row, f"{name}.{end}", getattr(history, end))
