"""Claims of other patients: one pool for all claims of a job, of which each claim sees what is not its own patient's.

A pool holds each claim once, so that memory stays linear in claims. It is made when somebody asks, and indexed by day,
so that a search of a few days looks at the lines of these days only.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import Any, overload

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Claim, History, ServiceLine, Session

Line = tuple[Claim, ServiceLine]
Records = tuple[Session, ...] | Absent


class Pool:
    """Claims of all patients: entries of documents, and claims of the job with their session records."""

    def __init__(self, entries: tuple[Claim, ...], filed: Callable[[], Iterable[tuple[Claim, Records]]]) -> None:
        self._entries = entries
        self._make_filed = filed

    @cached_property
    def _filed(self) -> tuple[tuple[Claim, Records], ...]:
        return tuple(self._make_filed())

    @cached_property
    def claims(self) -> tuple[Claim, ...]:
        """All claims: entries first."""
        return (*self._entries, *[claim for claim, _ in self._filed])

    @cached_property
    def sessions(self) -> dict[int, Records]:
        """The records of the claims of the job, by identity of the claim."""
        return {id(claim): records for claim, records in self._filed}

    @cached_property
    def _lines(self) -> dict[date | None, list[Line]]:
        found: dict[date | None, list[Line]] = {}
        for claim in self.claims:
            for line in claim.lines:
                day = None if isinstance(line.service_date, Absent) else line.service_date
                found.setdefault(day, []).append((claim, line))
        return found

    @cached_property
    def _days(self) -> list[date]:
        return sorted([day for day in self._lines if day is not None])

    def lines(self, first: date, last: date) -> Iterator[Line]:
        """Yield the lines of some days, both included, and those of which the day is not known."""
        days = self._days[bisect_left(self._days, first) : bisect_right(self._days, last)]
        for day in (*days, None):
            yield from self._lines.get(day, ())


class Others(Sequence[Claim]):
    """The claims of a pool that are not of one patient. Equal to a tuple of the same claims."""

    __slots__ = ("_own", "pool")

    def __init__(self, pool: Pool, own: str) -> None:
        self.pool = pool
        self._own = own

    @property
    def own(self) -> str:
        """Return the patient whose claims are left out."""
        return self._own

    def __iter__(self) -> Iterator[Claim]:
        return (claim for claim in self.pool.claims if claim.patient_id != self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @overload
    def __getitem__(self, index: int) -> Claim: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Claim, ...]: ...
    def __getitem__(self, index: int | slice) -> Claim | tuple[Claim, ...]:
        return tuple(self)[index]

    def __eq__(self, other: object) -> Any:
        return tuple(self) == tuple(other) if isinstance(other, Others | tuple) else NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return "<Others>"

    def lines(self, first: date, last: date) -> Iterator[Line]:
        """Yield the lines of some days, both included, and those of which the day is not known."""
        return (each for each in self.pool.lines(first, last) if each[0].patient_id != self._own)


def lines_of(history: History | Absent, first: date, last: date) -> Iterator[Line]:
    """Yield the lines of a history that may stand on some days, both included: those without a day may."""
    if isinstance(history, Absent):
        return
    if isinstance(history.claims, Others):
        yield from history.claims.lines(first, last)
        return
    for claim in history.claims:
        for line in claim.lines:
            if isinstance(line.service_date, Absent) or first <= line.service_date <= last:
                yield claim, line


def records_of(history: History | Absent, claim: Claim) -> Records:
    """Return the session records of a claim of other patients, when it is a claim of this job."""
    if isinstance(history, Absent) or not isinstance(history.claims, Others):
        return NOT_SUPPLIED
    return history.claims.pool.sessions.get(id(claim), NOT_SUPPLIED)
