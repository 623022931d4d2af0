"""Short ways to fill a store and to look at it, and claims with made-up values."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from typing import Any

from rules_engine.claims.model import Claim, History, ServiceLine
from rules_engine.claims.remittance import LinePayment, Remittance
from rules_engine.histories import reading
from rules_engine.histories.families import Codec
from rules_engine.histories.store import HistoryStore, open_store
from rules_engine.histories.take_in import Batch, Counts, Entry, Intaking, Span

TODAY = date(2026, 11, 25)
NPI = "1000000004"


def line(code: str = "90837", day: date | None = date(2026, 1, 2), number: int = 1, **values: Any) -> ServiceLine:
    """Return a line of a day."""
    days = {"service_date": day, "service_date_end": day} if day else {}
    return ServiceLine(number=number, code=code, charge=Decimal(150), **days, **values)


def claim(claim_id: str = "C1", *lines: ServiceLine, **values: Any) -> Claim:
    """Return a claim of patient P1 with these lines, or with one."""
    known = {"patient_id": "P1", "billing_npi": NPI, "payer_id": "PLAN", "frequency": "original", **values}
    return Claim(claim_id=claim_id, lines=lines or (line(status="pending"),), **known)


def payment(code: str = "90837", paid: int = 100, day: date = date(2026, 1, 2), **values: Any) -> LinePayment:
    """Return the answer to a line of 150 dollars."""
    return LinePayment(code=code, modifiers=(), charge=Decimal(150), paid=Decimal(paid), service_date=day, **values)


def answer(*lines: LinePayment, claim_id: str = "C1", day: date = date(2026, 2, 1), **values: Any) -> Remittance:
    """Return the answer to a claim."""
    known = {"status": "processed", "billing_npi": NPI, "charge": Decimal(150), "paid": Decimal(100), **values}
    return Remittance(claim_id=claim_id, remittance_date=day, lines=lines, **known)


def batch(*claims: Claim, answers: Iterable[Remittance] = (), source: str = "a.json", **values: Any) -> Batch:
    """Return a file of claims and answers; its digest is that of everything in it."""
    entries = [Entry(claim=each) for each in claims]
    answers = tuple(answers)
    digest = hashlib.sha256(repr([hash(each) for each in (*claims, *answers)]).encode() + source.encode()).hexdigest()
    return Batch(source=source, digest=digest, entries=entries, answers=answers, **values)


def take(store: HistoryStore, *batches: Batch, everybody: Span | None = None) -> list[Counts]:
    """Take files in, each in a transaction of its own."""
    found = []
    for each in batches:
        with store.writing() as connection:
            found.append(Intaking(connection, Codec(), TODAY).take(each, everybody))
    return found


@contextmanager
def made(url: str) -> Iterator[HistoryStore]:
    """Give a store that is made when it is not there."""
    with open_store(url, create=True) as store:
        yield store


def history(store: HistoryStore, patient: str = "P1", *days: date | None) -> History:
    """Return the history of a patient."""
    with store.reading() as connection:
        return reading.Reader(connection).history_of(patient, *days)


def statuses(store: HistoryStore, patient: str = "P1") -> dict[str, list[object]]:
    """Return the statuses of the lines in a patient's history, by claim."""
    return {each.claim_id: [line.status for line in each.lines] for each in history(store, patient).claims}


def everything(store: HistoryStore) -> tuple[object, ...]:
    """Return all that a store knows and nothing that hangs on the order of arrival."""
    with store.reading() as connection:
        reader = reading.Reader(connection)
        claims = reader.everybody_between(date.min, date.max).claims
        patients = sorted({each.patient_id for each in claims if isinstance(each.patient_id, str)})
        unanswered = sorted((each.source, each.reason) for each in reading.unanswered(connection))
        return claims, dict(reader.spans_of(patients)), unanswered
