"""The clinic week as CSV, session records and all, comes to the same verdicts and findings as the week as 837P."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Dossier
from rules_engine.engine import Checked, check, dossiers, read
from rules_engine.trace.model import ClaimTrace

WEEK = Path(__file__).parents[3] / "examples" / "clinic_week"
OTHER_RECORDS = ("history.json", "registry.json")
# What the rows of a session say of themselves by where they stand.
OWN = {("claim", "lines"), ("session", "claim_id"), ("session", "line_number"), ("session", "patient_id")}


def given(*names: str) -> list[tuple[bytes, str]]:
    """Return files of the week."""
    return [((WEEK / name).read_bytes(), name) for name in names]


def flat(root: str, entity: Any) -> Iterator[tuple[str, str]]:
    """Yield column and cell of every value of a record, and of why a value is absent."""
    for field in attrs.fields(type(entity)):
        name, value = f"{root}.{field.name}", getattr(entity, field.name)
        if field.name == "origins" or (root, field.name) in OWN or value == NOT_SUPPLIED:
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


def rows_of(dossier: Dossier) -> Iterator[dict[str, str]]:
    """Yield a row for each line of a claim, with the session record of that line."""
    sessions = dossier.sessions if isinstance(dossier.sessions, tuple) else ()
    for line in dossier.claim.lines:
        row = dict(flat("claim", dossier.claim)) | dict(flat("line", line))
        for session in sessions:
            if session.line_number == line.number:
                row |= dict(flat("session", session))
        yield row


@cache
def table() -> bytes:
    """Return the week as CSV."""
    joined = dossiers(read(given("claims.837", "documentation.json")))
    rows = [row for dossier in joined.dossiers for row in rows_of(dossier)]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(key for row in rows for key in row)))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@cache
def checked(form: str) -> Checked:
    """Return the week as checked from one format."""
    if form == "csv":
        return check([(table(), "claims.csv"), *given(*OTHER_RECORDS)])
    return check(given("claims.837", "documentation.json", *OTHER_RECORDS))


def findings(trace: ClaimTrace) -> list[Any]:
    """Return what stands against a claim, without the places where it was read."""
    return [(f.finding_id, f.outcome, f.action, f.reason, f.found, f.required, f.siblings) for f in trace.findings]


def test_every_claim_is_read_and_every_column_used() -> None:
    found = checked("csv")
    assert (found.report.found, found.report.judged) == (54, 54)
    assert found.notes == ()
    assert found.report.rejections == ()


@pytest.mark.parametrize("number", range(54))
def test_verdict_and_findings_are_the_same(number: int) -> None:
    from_csv, from_x12 = (checked(form).report.claims[number] for form in ("csv", "x12"))
    assert from_csv.claim_id == from_x12.claim_id
    assert from_csv.verdict == from_x12.verdict
    assert findings(from_csv) == findings(from_x12)


def test_the_claims_themselves_are_the_same() -> None:
    (from_csv,) = read([(table(), "claims.csv")])
    (from_x12,) = read(given("claims.837"))
    assert from_csv.claims == from_x12.claims


def test_a_finding_leads_to_the_row_and_the_column() -> None:
    trace = next(each for each in checked("csv").report.claims if each.claim_id == "CW-2026-012")
    (fact,) = [e for f in trace.findings if f.action == "deny" for e in f.evidence if e.name == "modifiers"]
    (origin,) = fact.origins
    assert origin.pointer.endswith('column "line.modifiers"')
    assert table()[origin.start : origin.stop] == b"GZ"
