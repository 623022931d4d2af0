"""Claim tables in Parquet: one row a service line, columns `claim.<key>` and `line.<key>`, named as in a dossier.

`docs/history.md` describes them. Claims are read as those of a dossier are, so both say the same of the same values.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from typing import Any, Final

import attrs

from rules_engine.claims.collector import paused
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.read.claims import read_claim
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.read.records import RecordReader
from rules_engine.claims.rejection import Rejection
from rules_engine.claims.shapes import shape_of
from rules_engine.histories.errors import StoreError
from rules_engine.histories.files import as_sent, digest_of
from rules_engine.histories.take_in import Batch, Entry, Span

_MARK: Final = b"PAR1"
_ROW: Final = "row"
_SPAN: Final = ("history.complete_from", "history.complete_through")
# Parts of a claim table that are no history: what is known of a session, a patient or a provider.
_OTHER_PARTS: Final = frozenset(
    {
        "session",
        "member",
        "rendering",
        "supervising",
        "referring",
        "ordering",
        "site",
        "authorization",
        "other_patients",
    }
    | {"authorizations", "documents", "answers", "history"}
)
_KEYS: Final = {
    "claim": frozenset(shape_of(Claim).fields) - {"lines"},
    "line": frozenset(shape_of(ServiceLine).fields),
}
_HEAD: Final = ("claim_id", "patient_id", "billing_npi", "payer_id")

Raw = dict[str, Any]


@attrs.define(repr=False, eq=False)
class _Gathered:
    """The rows of one claim so far. rows: numbers from 1. is_sent: a claim of now, not an entry of a history."""

    raw: Raw
    is_sent: bool
    rows: list[int] = attrs.field(factory=list)
    lines: list[Raw] = attrs.field(factory=list)
    conflicts: list[tuple[int, str]] = attrs.field(factory=list)
    span: tuple[Any, Any] = (None, None)


def is_parquet(data: bytes) -> bool:
    """Return whether a file is Parquet, by its first bytes."""
    return data.startswith(_MARK)


def read(data: bytes, source: str) -> Batch:
    """Return what a Parquet file gives to the store. Raises StoreError when pyarrow is not installed."""
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError as missing:
        raise StoreError("Parquet needs pyarrow, which is not installed", "pip install pyarrow") from missing
    try:
        table = parquet.read_table(pyarrow.BufferReader(data))
    except (pyarrow.ArrowException, OSError):
        return _refused(data, source, "not-parquet", "not Parquet that can be read", "write the file again")
    wrong = _wrong_columns(table.column_names)
    if wrong:
        return _told_columns(data, source, wrong)
    with paused():
        rows = (row for batch in table.to_batches() for row in batch.to_pylist())
        return _batch(_gathered(rows), data, source)


def _wrong_columns(names: list[str]) -> list[str]:
    if "claim.claim_id" not in names:
        return ["claim.claim_id"]
    return [name for name in names if not _is_known(name.removesuffix(".absent"))]


def _is_known(name: str) -> bool:
    part, _, key = name.partition(".")
    return key in _KEYS[part] if part in _KEYS else part in _OTHER_PARTS or name == _ROW


def _told_columns(data: bytes, source: str, names: list[str]) -> Batch:
    """Return what is told of columns that a claim table does not have, or of the one that it must have."""
    if names == ["claim.claim_id"]:
        return _refused(data, source, "missing-column", "the column `claim.claim_id` is missing", "name it so")
    message = "columns that no claim table has: " + ", ".join([f"`{name}`" for name in names if name.isprintable()])
    return _refused(data, source, "unknown-column", message, "see docs/history.md for the names of columns")


def _refused(data: bytes, source: str, code: str, message: str, cure: str) -> Batch:
    rejection = Rejection(code, message, source, cure, lost=0)
    return Batch(source=source, digest=digest_of(data), rejections=(rejection,), is_sound=False)


def _gathered(rows: Iterator[Raw]) -> list[_Gathered]:
    found: dict[tuple[Any, ...], _Gathered] = {}
    for number, row in enumerate(rows, 1):
        parts = _parts(row)
        claim, line = parts["claim"], parts["line"]
        key = tuple([_hashable(claim.get(name)) for name in _HEAD])
        is_sent = (row.get(_ROW) or "claim") == "claim"
        gathered = found.setdefault(key, _Gathered(claim, is_sent, span=(row.get(_SPAN[0]), row.get(_SPAN[1]))))
        gathered.conflicts += [(number, name) for name, value in claim.items() if gathered.raw.get(name) != value]
        gathered.rows.append(number)
        line.setdefault("number", len(gathered.rows))
        gathered.lines.append(line)
    return list(found.values())


def _hashable(value: Any) -> Any:
    return value if isinstance(value, str) else repr(value)


def _parts(row: Raw) -> dict[str, Raw]:
    """Return claim and line of a row in the form of a dossier; a null is a key that is not there."""
    parts: dict[str, Raw] = {"claim": {}, "line": {}}
    for name, value in row.items():
        part, _, key = name.removesuffix(".absent").partition(".")
        if value is None or part not in parts:
            continue
        parts[part][key] = {"absent": value} if name.endswith(".absent") else _plain(value)
    return parts


def _plain(value: Any) -> Any:
    match value:
        case float():
            return int(value) if value.is_integer() else str(value)  # told as text: a fraction in binary is not exact
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("seconds")
        case list():
            return [_plain(each) for each in value]
        case dict():
            return {key: _plain(each) for key, each in value.items() if each is not None}
        case _:
            return value


def _batch(gathered: list[_Gathered], data: bytes, source: str) -> Batch:
    reader = RecordReader(source)
    entries: list[Entry] = []
    spans: dict[tuple[str, Span], None] = {}
    rejections: list[Rejection] = []
    for each in gathered:
        claim = None if each.conflicts else read_claim(reader, {**each.raw, "lines": each.lines}, "")
        if claim is None:
            rejections += _faults(each, reader, source)
            continue
        entries.append(Entry(claim=as_sent(claim) if each.is_sent else claim))
        start, stop = each.span
        if isinstance(claim.patient_id, str) and isinstance(start, date) and isinstance(stop, date) and start <= stop:
            spans[claim.patient_id, (start, stop)] = None
    lost = sum(each.lost for each in rejections)
    return Batch(
        source=source,
        digest=digest_of(data),
        entries=entries,
        spans=tuple(spans),
        rejections=tuple(rejections),
        rejected=lost,
        is_sound=not rejections,
    )


def _faults(gathered: _Gathered, reader: RecordReader, source: str) -> Iterator[Rejection]:
    """Yield what is wrong with a claim, each fault with its row and column; the claim is lost once."""
    lost = 1
    told = [(f"row {row}, column claim.{name}", FaultError("conflicting-lines")) for row, name in gathered.conflicts]
    told += [(_place(pointer, gathered), fault) for pointer, fault in reader.take_faults()]
    for place, fault in told:
        yield Rejection(fault.code, fault.message, source, fault.help, pointer=place, lost=lost)
        lost = 0


def _place(pointer: str, gathered: _Gathered) -> str:
    """Return row and column of a JSON pointer into a claim.

    >>> _place("/lines/1/units", _Gathered({}, True, rows=[4, 9]))
    'row 9, column line.units'
    """
    parts = pointer.strip("/").split("/")
    if parts[:1] == ["lines"] and len(parts) > 1:
        row = f"row {gathered.rows[int(parts[1])]}"
        return f"{row}, column line.{parts[2]}" if len(parts) > 2 else row
    return f"row {gathered.rows[0]}" + (f", column claim.{parts[0]}" if parts[0] else "")
