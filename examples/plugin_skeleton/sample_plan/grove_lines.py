"""Grove exports: `GROVE 1` on the first line, then a service a line: `claim|payer|patient|code|day|units|charge`.

The lines of one claim stand together. A claim with a line that cannot be read is rejected by name; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from itertools import groupby
from typing import Final, NamedTuple

from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.origin import Origin
from rules_engine.claims.rejection import Rejection

MARK: Final = b"GROVE 1\n"
_COLUMNS: Final = ("claim", "payer", "patient", "code", "day", "units", "charge")


class _Row(NamedTuple):
    """One line of the file: its cells, and where each of them begins."""

    number: int
    start: int
    cells: list[str]

    def origin(self, source: str, column: str) -> Origin:
        """Return the place of a cell."""
        at = _COLUMNS.index(column)
        start = self.start + sum(len(cell.encode()) + 1 for cell in self.cells[:at])
        stop = start + len(self.cells[at].encode())
        return Origin(source, start, stop, pointer=f"line {self.number}, {column}")


def read_lines(data: bytes, source: str) -> Intake:
    """Return the claims of an export, and the rejections of those that cannot be read."""
    claims: list[Claim] = []
    rejections: list[Rejection] = []
    for claim_id, rows in groupby(_rows(data), key=lambda row: row.cells[0]):
        try:
            claims.append(_claim(claim_id, list(rows), source))
        except _UnreadableError as fault:
            row, column, cure = fault.row, fault.column, fault.cure
            place = f"line {row.number}, {column}"
            rejections.append(Rejection("bad-cell", f"{column} cannot be read", source, cure, claim_id, pointer=place))
    return Intake(claims=tuple(claims), rejections=tuple(rejections), found=len(claims) + len(rejections))


def _rows(data: bytes) -> Iterator[_Row]:
    start = len(MARK)
    for number, line in enumerate(data[len(MARK) :].split(b"\n"), 2):
        if line.strip():
            yield _Row(number, start, line.decode("utf-8", "replace").split("|"))
        start += len(line) + 1


def _claim(claim_id: str, rows: list[_Row], source: str) -> Claim:
    for row in rows:
        if len(row.cells) != len(_COLUMNS):
            raise _UnreadableError(row, "line", f"give {len(_COLUMNS)} columns: {', '.join(_COLUMNS)}")
    first = rows[0]
    lines = tuple(_line(number, row, source) for number, row in enumerate(rows, 1))
    return Claim(
        claim_id=claim_id,
        lines=lines,
        payer_id=first.cells[1],
        patient_id=first.cells[2],
        origins={
            "claim_id": first.origin(source, "claim"),
            "payer_id": first.origin(source, "payer"),
            "patient_id": first.origin(source, "patient"),
        },
    )


def _line(number: int, row: _Row, source: str) -> ServiceLine:
    _, _, _, code, _, _, _ = row.cells
    day = _day(row)
    return ServiceLine(
        number=number,
        code=code,
        service_date=day,
        service_date_end=day,
        units=_amount(row, "units"),
        charge=_amount(row, "charge"),
        origins={
            "code": row.origin(source, "code"),
            "service_date": row.origin(source, "day"),
            "service_date_end": row.origin(source, "day"),
            "units": row.origin(source, "units"),
            "charge": row.origin(source, "charge"),
        },
    )


def _day(row: _Row) -> date:
    try:
        return date.fromisoformat(row.cells[_COLUMNS.index("day")])
    except ValueError:
        raise _UnreadableError(row, "day", "give year-month-day, such as 2026-03-02") from None


def _amount(row: _Row, column: str) -> Decimal:
    try:
        found = Decimal(row.cells[_COLUMNS.index(column)])
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or found < 0:
        raise _UnreadableError(row, column, "give digits, such as 1 or 150.00")
    return found


class _UnreadableError(Exception):
    """One cell that cannot be read, and what to give instead. It never holds the cell."""

    def __init__(self, row: _Row, column: str, cure: str) -> None:
        super().__init__(column)
        self.row, self.column, self.cure = row, column, cure
