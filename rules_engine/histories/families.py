"""The versions of claims in the store, and the answers to them: loaded together, settled, and written back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

import sqlalchemy as sa

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.claims.remittance import Remittance
from rules_engine.histories.rows import Records, Row, as_came, came_text
from rules_engine.histories.settle import Identity, Version, holding, identity, matched, replaces, said, settled
from rules_engine.histories.tables import ANSWERS, CLAIMS, LINES

CHUNK: Final = 500
_NO_ROW: Final = (None,)
T = TypeVar("T")


class Stored(NamedTuple):
    """One version as the store has it. now: with the answers to it."""

    version: Version
    is_in_force: bool
    now: Claim


class StoredAnswer(NamedTuple):
    """One answer as the store has it."""

    key: int
    unmatched: str | None
    answer: Remittance


def chunks(values: Iterable[T]) -> Iterator[list[T]]:
    """Yield values, some hundreds at a time."""
    waiting = iter(values)
    while chunk := list(islice(waiting, CHUNK)):
        yield chunk


class Codec:
    """How claims, lines and answers stand in rows. It keeps what texts mean, so one serves many rows."""

    def __init__(self) -> None:
        self.claims = Records(Claim, without="lines")
        self.lines = Records(ServiceLine, absent="line_absent")
        self.answers = Records(Remittance)
        self._claim_columns = as_given(CLAIMS, self.claims.names)
        self._line_columns = as_given(LINES, self.lines.names)
        self._line_start = 1 + len(self._claim_columns)

    def columns(self) -> tuple[sa.ColumnElement[Any], ...]:
        """Return what `claim_rows` reads, to be followed by other columns."""
        return (CLAIMS.c.claim_key, *self._claim_columns, *self._line_columns)

    def read(
        self, rows: Iterable[tuple[Any, ...]], origins: Mapping[int, Origins] = MappingProxyType({})
    ) -> Iterator[tuple[Claim, list[tuple[Any, ...]]]]:
        """Yield the claims of rows that stand together by claim, each with its rows.

        origins: where a claim was read, by the import that its rows have in their first column but one from the end.
        """
        start, stop = self._line_start, self._line_start + len(self._line_columns)
        line_of, claim_of = self.lines.from_row, self.claims.from_row
        own: list[tuple[Any, ...]] = []
        for row in (*rows, _NO_ROW):
            if own and row[0] != own[0][0]:
                place = origins.get(own[0][-2], NO_ORIGINS)
                lines = tuple([line_of(each[start:stop], place) for each in own if each[start] is not None])
                yield claim_of(own[0][1:start], place, lines), own
                own = []
            own.append(row)

    def claim_row(self, version: Version, now: Claim, *, is_in_force: bool) -> Row:
        """Return the row of a claim, without the import that it came by."""
        days = [line.service_date for line in now.lines]
        ends = [line.service_date if isinstance(end := line.service_date_end, Absent) else end for line in now.lines]
        known = [day for day in (*days, *ends) if not isinstance(day, Absent)]
        is_known = len(known) == 2 * len(now.lines) > 0
        return {
            **self.claims.to_row(now),
            "claim_key": version.key,
            "is_in_force": is_in_force,
            "first_day": min(known) if is_known else None,
            "last_day": max(known) if is_known else None,
            "came": came_text(version.claim, now),
        }

    def line_rows(self, version: Version, now: Claim) -> list[Row]:
        """Return the rows of the lines of a claim."""
        return [
            {**self.lines.to_row(line), "claim_key": version.key, "place": place, "control_number": number}
            for place, (line, number) in enumerate(zip(now.lines, version.control_numbers, strict=True))
        ]


def as_given(table: sa.Table, names: Iterable[str]) -> list[sa.ColumnElement[Any]]:
    """Return columns whose values come as the driver gives them: `Records` knows what they mean."""
    return [sa.type_coerce(table.c[name], sa.types.NULLTYPE).label(None) for name in names]


class Families:
    """Settles claims in one transaction."""

    def __init__(self, connection: sa.Connection, codec: Codec) -> None:
        self._connection, self._codec = connection, codec

    def versions(self, condition: sa.ColumnElement[bool]) -> list[Stored]:
        """Return all versions of claims for which a condition holds, in the order of their arrival."""
        columns = (*self._codec.columns(), CLAIMS.c.is_in_force, CLAIMS.c.came, LINES.c.control_number)
        rows = self._connection.execute(
            sa.select(*columns)
            .select_from(CLAIMS.outerjoin(LINES))
            .where(condition)
            .order_by(CLAIMS.c.claim_key, LINES.c.place)
        )
        found = []
        for now, own in self._codec.read(map(tuple, rows)):
            *_, is_in_force, came, _ = own[0]
            numbers = tuple([row[-1] for row in own]) if now.lines else ()
            found.append(Stored(Version(own[0][0], as_came(now, came), numbers), is_in_force, now))
        return found

    def answers(self, condition: sa.ColumnElement[bool]) -> list[StoredAnswer]:
        """Return the answers for which a condition holds."""
        columns = as_given(ANSWERS, self._codec.answers.names)
        wanted = sa.select(ANSWERS.c.answer_key, ANSWERS.c.unmatched, *columns).where(condition)
        rows = self._connection.execute(wanted.order_by(ANSWERS.c.answer_key))
        return [StoredAnswer(row[0], row[1], self._codec.answers.from_row(row[2:])) for row in rows]

    def settle(self, claim_ids: Iterable[str]) -> None:
        """Say anew which versions of claims with these ids are in force, and what has been answered to them."""
        for ids in chunks(sorted(claim_ids)):
            stored = self.versions(CLAIMS.c.claim_id.in_(ids))
            answers = self.answers(ANSWERS.c.claim_id.in_(ids))
            successors = self._successors({*ids, *[said(each.answer.payer_claim_number) for each in answers]} - {""})
            by_id: dict[str, list[Stored]] = {}
            for each in stored:
                by_id.setdefault(each.version.claim.claim_id, []).append(each)
            answers_by_id: dict[str, list[StoredAnswer]] = {}
            for answer in answers:
                answers_by_id.setdefault(answer.answer.claim_id, []).append(answer)
            for claim_id in ids:
                self._settle_id(by_id.get(claim_id, []), answers_by_id.get(claim_id, []), successors)

    def _successors(self, numbers: set[str]) -> list[Claim]:
        """Return the claims that stand in the place of claims with these numbers, as far as they hold themselves."""
        naming: list[Stored] = []
        for chunk in chunks(sorted(numbers)):
            naming += self.versions(CLAIMS.c.original_claim_number.in_(chunk))
        ids = {each.version.claim.claim_id for each in naming if replaces(each.version.claim)}
        families: dict[Identity, list[Version]] = {}
        for chunk in chunks(sorted(ids)):
            for each in self.versions(CLAIMS.c.claim_id.in_(chunk)):
                families.setdefault(identity(each.version.claim), []).append(each.version)
        held = [holding(family).claim for family in families.values()]
        return [claim for claim in held if replaces(claim) and said(claim.original_claim_number) in numbers]

    def _settle_id(
        self, stored: Sequence[Stored], answers: Sequence[StoredAnswer], successors: Sequence[Claim]
    ) -> None:
        families: dict[Identity, list[Stored]] = {}
        for each in stored:
            families.setdefault(identity(each.version.claim), []).append(each)
        own: dict[Identity, list[Remittance]] = {}
        for answer in answers:
            home = _home(answer.answer, families)
            reason = home if isinstance(home, str) else None
            if not isinstance(home, str):
                own.setdefault(home, []).append(answer.answer)
                version = holding([each.version for each in families[home]])
                spoken_of = list(matched(version.claim, answer.answer, version.control_numbers))
                reason = None if len(spoken_of) == len(answer.answer.lines) else "no-such-line"
            if reason != answer.unmatched:
                statement = sa.update(ANSWERS).where(ANSWERS.c.answer_key == answer.key)
                self._connection.execute(statement.values(unmatched=reason))
        for key, family in families.items():
            self._settle_family(family, own.get(key, []), successors)

    def _settle_family(self, family: Sequence[Stored], answers: list[Remittance], successors: Sequence[Claim]) -> None:
        held = holding([each.version for each in family])
        is_replaced = any(_stands_for(each, held.claim, answers) for each in successors)
        for each in family:
            is_in_force = each.version.key == held.key and not is_replaced
            now = settled(each.version, answers) if is_in_force else each.version.claim
            if is_in_force != each.is_in_force or now != each.now:
                self._write(each.version, now, is_in_force=is_in_force)

    def _write(self, version: Version, now: Claim, *, is_in_force: bool) -> None:
        row = self._codec.claim_row(version, now, is_in_force=is_in_force)
        self._connection.execute(sa.update(CLAIMS).where(CLAIMS.c.claim_key == version.key).values(row))
        self._connection.execute(sa.delete(LINES).where(LINES.c.claim_key == version.key))
        if now.lines:
            self._connection.execute(sa.insert(LINES), self._codec.line_rows(version, now))


def _home(answer: Remittance, families: dict[Identity, list[Stored]]) -> Identity | str:
    """Return which claim an answer is to, or why none."""
    npi, payer = said(answer.billing_npi), said(answer.payer_id)
    near = [key for key in families if not npi or not key[0] or key[0] == npi]
    near = [key for key in near if key[0] == npi] or near
    near = [key for key in near if payer and key[2] == payer] or near
    if len(near) == 1:
        return near[0]
    return "several-claims" if near else "no-such-claim"


def _stands_for(successor: Claim, earlier: Claim, answers: Sequence[Remittance]) -> bool:
    """Return whether a replacement names an earlier claim, by the number that the payer gave it or by its own id."""
    numbers = {earlier.claim_id, *[said(each.payer_claim_number) for each in answers]} - {""}
    billers = {said(successor.billing_npi), said(earlier.billing_npi)} - {""}
    is_other = identity(successor) != identity(earlier) and successor.claim_id != earlier.claim_id
    return is_other and len(billers) < 2 and said(successor.original_claim_number) in numbers
