"""The history of one patient out of a store of many lines, beside the bare query on the same file.

`python -m benchmarks.history 10000000` measures a store of ten million lines; the default is one million.
"""

from __future__ import annotations

import random
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any, NamedTuple

import sqlalchemy as sa

from benchmarks.figures import Figure, table
from rules_engine.claims.absence import NOT_DOCUMENTED
from rules_engine.claims.model import Claim, Diagnosis, ServiceLine
from rules_engine.histories.families import Codec
from rules_engine.histories.reading import Reader
from rules_engine.histories.settle import Version
from rules_engine.histories.store import HistoryStore, open_store
from rules_engine.histories.tables import CLAIMS, EVERYBODY, IMPORTS, LINES, SPANS
from rules_engine.histories.take_in import Batch, Entry, Intaking

LINES_OF_PATIENT = 40
FIRST = date(2021, 1, 1)
DAYS = 5 * 365
SAMPLE = 300  # patients
ROUNDS = 5  # for each patient; the best one counts, on both sides
BLOCK = 20_000  # claims put in at a time
TAKEN_IN = 10_000  # claims of the file whose import is timed


class Timed(NamedTuple):
    """Seconds for one patient."""

    ours: float
    bare: float


def measure(lines: int = 1_000_000) -> list[Figure]:
    """Return the figures for a SQLite store of that many lines."""
    with TemporaryDirectory() as folder, open_store(str(Path(folder) / "store.db"), create=True) as store:
        path = Path(folder) / "store.db"
        patients = fill(store, path, lines)
        rounds = list(one_patient(store, path, patients))
        rate = taken_in(store)
        size = path.stat().st_size / lines
    ours, bare = median(each.ours for each in rounds), median(each.bare for each in rounds)
    ratio = median(each.ours / each.bare for each in rounds)
    name = f"history of one patient, {lines:,} lines in SQLite"
    return [
        Figure(f"{name}: times the bare indexed query", ratio, 3.0, less_is_better=True),
        Figure(f"µs, {name}", ours * 1e6, None),
        Figure("µs, the bare indexed query", bare * 1e6, None),
        Figure("bytes a line, indexes included", size, None),
        Figure("lines a second, import of claims into this store", rate, None),
    ]


def one_patient(store: HistoryStore, path: Path, patients: int) -> Iterator[Timed]:
    """Yield the times for patients by chance; the bare query asks the same columns of the same rows, and drops them."""
    chance = random.Random(20261125)
    with store.reading() as connection, closing(sqlite3.connect(path)) as plain:
        reader = Reader(connection)
        statement = str(reader.statement.compile(dialect=sa.create_engine("sqlite+pysqlite:///").dialect))
        for _ in range(SAMPLE):
            patient = patient_id(chance.randrange(patients))
            plain.execute(statement, (patient,)).fetchall()  # so that the pages are in memory for both
            bare, ours = [], []
            for _ in range(ROUNDS):
                start = perf_counter()
                rows = plain.execute(statement, (patient,)).fetchall()
                middle = perf_counter()
                found = reader.history_of(patient)
                stop = perf_counter()
                bare.append(middle - start)
                ours.append(stop - middle)
            if sum(len(each.lines) for each in found.claims) != len(rows) or not rows:
                raise AssertionError("the store and the query disagree")
            yield Timed(min(ours), min(bare))


def taken_in(store: HistoryStore) -> float:
    """Return the lines a second at which new claims come into the store as it is."""
    claims = [claim_of(10**9 + number, FIRST, patient_id(number)) for number in range(TAKEN_IN)]
    batch = Batch(source="new.json", digest="new", entries=[Entry(claim=each) for each in claims])
    start = perf_counter()
    with store.writing() as connection:
        Intaking(connection, Codec(), FIRST).take(batch)
    return sum(len(each.lines) for each in claims) / (perf_counter() - start)


# --- filling ----------------------------------------------------------------------------------------------------------


def patient_id(number: int) -> str:
    return f"EXM{number:09}"


def claim_of(number: int, day: date, patient: str) -> Claim:
    """Return a claim as an 837P gives it: every fifth element that it may have is not in it."""
    nothing = NOT_DOCUMENTED
    codes = ("90837", "90834", "90791", "99214")
    lines = [line_of(place + 1, codes[(number + place) % 4], day) for place in range(1 + (number % 4 == 0))]
    return Claim(
        claim_id=f"CW-{number:010}",
        lines=tuple(lines),
        charge=Decimal("150.00") * len(lines),
        place_of_service="11",
        frequency="original",
        original_claim_number=nothing,
        provider_signature=True,
        assignment="assigned",
        delay_reason=nothing,
        submission_date=day,
        onset_date=nothing,
        admission_date=nothing,
        discharge_date=nothing,
        patient_paid=nothing,
        authorization_number=nothing,
        referral_number=nothing,
        diagnoses=(Diagnosis(code="F331", position=1), Diagnosis(code="F411", position=2)),
        payer_id="MEDICARE",
        payer_name="MEDICARE PART B",
        payer_order="primary",
        filing_indicator="MB",
        group_number=nothing,
        subscriber_id=patient,
        patient_id=patient,
        patient_birth_date=date(1950, 1, 1),
        patient_sex="F",
        billing_npi="1000000012",
        billing_tax_id="000000001",
        billing_taxonomy="261QM0801X",
        other_payers=(),
        attachments=(),
    )


def line_of(number: int, code: str, day: date) -> ServiceLine:
    nothing = NOT_DOCUMENTED
    return ServiceLine(
        number=number,
        code=code,
        modifiers=("95",),
        charge=Decimal("150.00"),
        unit_basis="UN",
        units=Decimal(1),
        place_of_service="11",
        diagnosis_pointers=(1, 2),
        emergency=False,
        service_date=day,
        service_date_end=day,
        rendering_npi="1000000137",
        rendering_taxonomy="1041C0700X",
        referring_npi=nothing,
        ordering_npi=nothing,
        supervising_npi=nothing,
        facility_npi=nothing,
        authorization_number=nothing,
        referral_number=nothing,
        status="paid",
        allowed_amount=Decimal("120.00"),
        paid=Decimal("96.00"),
        remittance_date=day + timedelta(days=20),
    )


def fill(store: HistoryStore, path: Path, lines: int) -> int:
    """Put claims into an empty store, day after day, each day's patients by chance; return how many patients there are.

    The rows are those that the store makes; they go in by the bare driver, because that takes a fifth of the time.
    """
    patients = max(1, lines // LINES_OF_PATIENT)
    with store.writing() as connection:
        connection.execute(
            sa.insert(IMPORTS).values(import_key=1, source="week.837", digest="week", imported_on=FIRST, counts={})
        )
        span = {"first_day": FIRST, "last_day": FIRST + timedelta(days=DAYS)}
        connection.execute(sa.insert(SPANS).values(span_key=1, patient_id=EVERYBODY, import_key=1, **span))
    with closing(sqlite3.connect(path)) as plain:
        plain.execute("PRAGMA synchronous = OFF")
        plain.execute("PRAGMA cache_size = -1000000")
        rows = _rows(lines, patients)
        while block := [each for each, _ in zip(rows, range(BLOCK), strict=False)]:
            _insert(plain, CLAIMS, [row for row, _ in block])
            _insert(plain, LINES, [row for _, own in block for row in own])
            plain.commit()
        plain.execute("ANALYZE")
        plain.commit()
    return patients


def _rows(lines: int, patients: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    chance, codec, number, written = random.Random(1), Codec(), 0, 0
    patterns: dict[tuple[int, date], tuple[dict[str, Any], list[dict[str, Any]]]] = {}
    while written < lines:
        number += 1
        day = FIRST + timedelta(days=written * DAYS // lines)
        key = (number % 4, day)
        if key not in patterns:
            made = claim_of(number % 4, day, "")
            version = Version(0, made, (None,) * len(made.lines))
            head = {**codec.claim_row(version, made, is_in_force=True), "import_key": 1}
            patterns = {key: (_plain(head), [_plain(row) for row in codec.line_rows(version, made)]), **patterns}
        head, own = patterns[key]
        patient = patient_id(chance.randrange(patients))
        names = {"claim_key": number, "claim_id": f"CW-{number:010}", "patient_id": patient, "subscriber_id": patient}
        yield {**head, **names}, [{**row, "claim_key": number} for row in own]
        written += len(own)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row as the driver takes it."""
    return {name: str(value) if isinstance(value, date | Decimal) else value for name, value in row.items()}


def _insert(plain: sqlite3.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    names = [column.name for column in table.columns]
    marks = ", ".join("?" * len(names))
    quoted = ", ".join([f'"{name}"' for name in names])
    statement = f"INSERT INTO {table.name} ({quoted}) VALUES ({marks})"
    plain.executemany(statement, [[row[name] for name in names] for row in rows])


if __name__ == "__main__":
    print(table(measure(*[int(each) for each in sys.argv[1:2]])))
