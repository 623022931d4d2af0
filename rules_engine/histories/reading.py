"""Histories out of the store, and what the store holds in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date
from operator import itemgetter
from typing import Any, Final

import attrs
import sqlalchemy as sa

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.collector import paused
from rules_engine.claims.join.history import Span, combined
from rules_engine.claims.model import Claim, History
from rules_engine.claims.places import RecordOrigins
from rules_engine.claims.shapes import flat_line
from rules_engine.histories.families import Codec, as_given, chunks
from rules_engine.histories.settle import said
from rules_engine.histories.tables import ANSWERS, CLAIMS, EVERYBODY, IMPORTS, LINES, SPANS

_NAMES: Final = tuple(flat_line().fields)
_PLACE: Final = itemgetter(0)


class Reader:
    """Reads histories over one connection.

    Invariant: days are read before claims, so that nothing is called complete beside claims of an earlier state.
    statement: what is asked for the claims of one `patient_id`.
    """

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self._codec = Codec()
        self._compiled: sa.Compiled | None = None
        self._is_by_place: Final = connection.dialect.positional
        self._imports: dict[int, RecordOrigins] | None = None
        self._select: Final = (
            sa.select(*self._codec.columns(), CLAIMS.c.import_key, *as_given(CLAIMS, ["first_day"]))
            .select_from(CLAIMS.outerjoin(LINES))
            .where(CLAIMS.c.is_in_force)
            .order_by(CLAIMS.c.claim_key, LINES.c.place)
        )
        self.statement: Final = self._select.where(CLAIMS.c.patient_id == sa.bindparam("patient_id"))
        self._spans_of: Final = sa.select(SPANS.c.patient_id, SPANS.c.first_day, SPANS.c.last_day).where(
            SPANS.c.patient_id.in_(sa.bindparam("patients", expanding=True))
        )

    def history_of(self, patient_id: str, first: date | None = None, last: date | None = None) -> History:
        """Return the claims of a patient with a line within some days, and for which of these they are known to be all.

        first, last: both days included; None is no bound. A claim of which a day is not known is always among them.
        """
        span = self.spans_of([patient_id]).get(patient_id)
        if first is None and last is None:
            rows = self._all_of(patient_id)
        else:
            rows = self._rows(_within(self.statement, first, last), {"patient_id": patient_id})
        return _history(self._claims(rows), span, first, last)

    def histories_of(self, patient_ids: Iterable[str]) -> dict[str, History]:
        """Return the whole history of each of many patients; of one of whom the store knows nothing, an empty one."""
        found: dict[str, History] = {}
        for chunk in chunks(dict.fromkeys(patient_ids)):
            spans = self.spans_of(chunk)
            claims: dict[str, list[Claim]] = {patient_id: [] for patient_id in chunk}
            for claim in self._claims(self._rows(self._select.where(CLAIMS.c.patient_id.in_(chunk)))):
                claims[said(claim.patient_id)].append(claim)
            for patient_id, entries in claims.items():
                found[patient_id] = _history(tuple(entries), spans.get(patient_id))
        return found

    def everybody_between(self, first: date, last: date) -> History:
        """Return the claims of all patients with a line within some days, and whether they are known to be all."""
        span = self.spans_of([]).get(EVERYBODY)
        return _history(self._claims(self._rows(_within(self._select, first, last))), span, first, last)

    def _rows(self, statement: sa.Select[Any], values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        return [tuple(row) for row in self._connection.execute(statement, values)]

    def _all_of(self, patient_id: str) -> list[tuple[Any, ...]]:
        """Return the rows of one patient straight from the driver: a third of the time, where there are many calls."""
        if self._compiled is None:
            self._compiled = self.statement.compile(self._connection)
        with closing(self._connection.connection.cursor()) as cursor:
            # The one value of the statement, by its place or by its name, as the driver wants it.
            cursor.execute(str(self._compiled), [patient_id] if self._is_by_place else {"patient_id": patient_id})
            return list(cursor.fetchall())

    def _claims(self, rows: list[tuple[Any, ...]]) -> tuple[Claim, ...]:
        """Return claims in the order of their days, then of their ids, whatever the order in which they came."""
        with paused():
            found = [
                ((str(own[0][-1] or ""), claim.claim_id, str(claim.billing_npi), str(claim.payer_id)), claim)
                for claim, own in self._codec.read(rows, self._origins())
            ]
            found.sort(key=_PLACE)
            return tuple([claim for _, claim in found])

    def _origins(self) -> Mapping[int, RecordOrigins]:
        """Return where entries were read, by import: the file, and the day on which it came into the store."""
        if self._imports is None:
            columns = (IMPORTS.c.import_key, IMPORTS.c.source, IMPORTS.c.imported_on)
            rows = self._connection.execute(sa.select(*columns))
            self._imports = {key: RecordOrigins(source, f"imported {day}", _NAMES) for key, source, day in rows}
        return self._imports

    def spans_of(self, patient_ids: Iterable[str]) -> Mapping[str, Span]:
        """Return for which days the store is known to be complete, by patient; `EVERYBODY` is among them."""
        asked = [EVERYBODY, *patient_ids]
        spans: dict[str, list[Span]] = {}
        for patient_id, first, last in self._connection.execute(self._spans_of, {"patients": asked}):
            spans.setdefault(patient_id, []).append((first, last))
        for_all = spans.get(EVERYBODY, [])
        found = {patient_id: combined([*spans.get(patient_id, []), *for_all]) for patient_id in dict.fromkeys(asked)}
        return {patient_id: span for patient_id, span in found.items() if span is not None}


def _within(statement: sa.Select[Any], first: date | None, last: date | None) -> sa.Select[Any]:
    of_unknown_day = CLAIMS.c.first_day.is_(None)
    if first is not None:
        statement = statement.where(sa.or_(of_unknown_day, CLAIMS.c.last_day >= first))
    return statement if last is None else statement.where(sa.or_(of_unknown_day, CLAIMS.c.first_day <= last))


def _history(
    claims: tuple[Claim, ...], span: Span | None, first: date | None = None, last: date | None = None
) -> History:
    if span is None:
        return History(claims=claims)
    start, stop = span
    assert isinstance(start, date)
    assert isinstance(stop, date)
    start, stop = max(start, first or start), min(stop, last or stop)
    if start > stop:
        return History(claims=claims, complete_from=NOT_SUPPLIED, complete_through=NOT_SUPPLIED)
    return History(claims=claims, complete_from=start, complete_through=stop)


# --- numbers ----------------------------------------------------------------------------------------------------------


@attrs.frozen(repr=False, kw_only=True)
class Summary:
    """What a store holds, without a value of a claim.

    superseded: versions that another one stands in the place of. nobody: claims without a patient id. days: the first
    and the last day of service. spans: those for everybody. patient_spans: how many hold for single patients.
    """

    claims: int
    lines: int
    patients: int
    superseded: int
    nobody: int
    pending: int
    answers: int
    days: tuple[date | None, date | None]
    spans: tuple[Span, ...]
    patient_spans: int


@attrs.frozen(repr=False, kw_only=True)
class Imported:
    """One import: the file, the day, and what became of its records."""

    source: str
    imported_on: date
    counts: Mapping[str, int]


@attrs.frozen(repr=False, kw_only=True)
class Unanswered:
    """An answer of a payer that fits no claim, or not all of it. reason: "no-such-claim" … found_at: in its file."""

    source: str
    found_at: str
    reason: str


def summary(connection: sa.Connection) -> Summary:
    """Return what the store holds."""
    held, count = CLAIMS.c.is_in_force, sa.func.count()

    def number(*conditions: sa.ColumnElement[bool], of: sa.FromClause = CLAIMS) -> int:
        return connection.execute(sa.select(count).select_from(of).where(*conditions)).scalar() or 0

    lines = CLAIMS.join(LINES)
    patients = sa.select(sa.func.count(CLAIMS.c.patient_id.distinct())).where(held)
    ends = sa.select(sa.func.min(CLAIMS.c.first_day), sa.func.max(CLAIMS.c.last_day))
    days = connection.execute(ends.where(held)).one()
    for_all = sa.select(SPANS.c.first_day, SPANS.c.last_day).where(SPANS.c.patient_id == EVERYBODY)
    return Summary(
        claims=number(held),
        lines=number(held, of=lines),
        patients=connection.execute(patients).scalar() or 0,
        superseded=number(sa.not_(held)),
        nobody=number(held, CLAIMS.c.patient_id.is_(None)),
        pending=number(held, LINES.c.status == "pending", of=lines),
        answers=number(of=ANSWERS),
        days=(days[0], days[1]),
        spans=tuple([(row[0], row[1]) for row in connection.execute(for_all.order_by(SPANS.c.first_day))]),
        patient_spans=number(SPANS.c.patient_id != EVERYBODY, of=SPANS),
    )


def imports(connection: sa.Connection) -> Iterator[Imported]:
    """Yield the imports in the order in which they came."""
    columns = (IMPORTS.c.source, IMPORTS.c.imported_on, IMPORTS.c.counts)
    for row in connection.execute(sa.select(*columns).order_by(IMPORTS.c.import_key)):
        yield Imported(source=row.source, imported_on=row.imported_on, counts=row.counts)


def unanswered(connection: sa.Connection) -> Iterator[Unanswered]:
    """Yield the answers that fit no claim of the store, or not in all of their lines."""
    columns = (IMPORTS.c.source, ANSWERS.c.found_at, ANSWERS.c.unmatched)
    found = sa.select(*columns).join_from(ANSWERS, IMPORTS).where(ANSWERS.c.unmatched.is_not(None))
    for row in connection.execute(found.order_by(ANSWERS.c.answer_key)):
        yield Unanswered(source=row.source, found_at=row.found_at, reason=row.unmatched)
