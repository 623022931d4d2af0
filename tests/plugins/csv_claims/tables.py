"""Small tables with made-up names and ids, and what holds for every table."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim
from rules_engine.claims.origin import Origin
from rules_engine.plugins import csv_claims

FORMAT = "payer-rules mapping 1"
ROW: Mapping[str, str] = {
    "Claim Number": "C-1",
    "Patient ID": "M-1",
    "Payer ID": "PLAN",
    "Billing NPI": "1000000012",
    "CPT": "90837",
    "Mod1": "95",
    "DOS": "2026-11-09",
    "POS": "10",
    "Units": "1",
    "Charge": "185.00",
    "Dx1": "F33.1",
    "Rendering NPI": "1000000137",
}


def table(*rows: Mapping[str, str], separator: str = ",", end: str = "\n") -> bytes:
    """Return rows as a file: each is `ROW` with some cells changed; headers come in the order in which they are met."""
    headers = list(dict.fromkeys(key for row in (ROW, *rows) for key in row))
    lines = [headers, *([(ROW | row).get(header, "") for header in headers] for row in rows)]
    return "".join(separator.join(map(quoted, line)) + end for line in lines).encode()


def quoted(cell: str) -> str:
    """Return a cell as it stands in a file."""
    return '"' + cell.replace('"', '""') + '"' if any(sign in cell for sign in ',;\t|"\r\n') else cell


def mapping(columns: Mapping[str, Any] | None = None, **others: Any) -> tuple[bytes, str]:
    """Return a mapping file and its name."""
    return json.dumps({"format": FORMAT, "columns": columns or {}, **others}).encode(), "claims.csv.mapping.json"


def read(data: bytes, told: tuple[bytes, str] | None = None, source: str = "claims.csv") -> Intake:
    """Read a file that is a table, and check what holds for every table."""
    intake = csv_claims.rules_engine_read(data, source, told)
    assert intake is not None
    check_account(intake)
    check_origins(data, intake)
    return intake


def claim_of(*rows: Mapping[str, str], told: tuple[bytes, str] | None = None) -> Claim:
    """Return the one claim of some rows."""
    intake = read(table(*rows), told)
    assert intake.rejections == ()
    (claim,) = intake.claims
    return claim


def faults_of(*rows: Mapping[str, str], told: tuple[bytes, str] | None = None) -> list[tuple[str, str]]:
    """Return code and place of everything refused in some rows."""
    return [(each.code, each.pointer) for each in read(table(*rows), told).rejections]


def check_account(intake: Intake) -> None:
    """Check that every claim is judged or refused, in each document and together."""
    assert intake.found == len(intake.claims) + sum(each.lost for each in intake.rejections)
    if intake.documents:
        assert tuple(claim for each in intake.documents for claim in each.claims) == intake.claims


def check_origins(data: bytes, intake: Intake) -> None:
    """Check that every origin within the table is a span of its bytes, and names a row."""
    for origin in origins_of(intake):
        assert origin.pointer.startswith(("row ", "/")), origin
        if origin.pointer.startswith("row "):
            assert 0 <= origin.start < origin.stop <= len(data)


def origins_of(value: Any) -> Iterator[Origin]:
    """Yield every origin in a value of the model."""
    if isinstance(value, tuple):
        for each in value:
            yield from origins_of(each)
    elif attrs.has(type(value)):
        yield from getattr(value, "origins", {}).values()
        names: Iterable[str] = [field.name for field in attrs.fields(type(value)) if field.name != "origins"]
        for name in names:
            yield from origins_of(getattr(value, name))
