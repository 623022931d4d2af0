"""Times of a session as sets of intervals: pairs of minutes from midnight of the day of service.

A pair is (start, stop) with start at most stop; after midnight the minutes go on: 00:30 of the next day is 1470.
"""

from __future__ import annotations

from datetime import time
from decimal import Decimal
from typing import Final

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Amount, Clock, Session
from rules_engine.claims.roots import Roots

Minutes = tuple[tuple[Decimal, Decimal], ...]

_DAY: Final = 1440


def session_time(frame: Roots) -> Minutes | Absent:
    """Return the time from the start to the stop of the session."""
    session = frame.session
    return session if isinstance(session, Absent) else _span(session.start, session.stop)


def contact_time(frame: Roots) -> Minutes | Absent:
    """Return the intervals in which the clinician was with the patient."""
    return _of_kind(frame.session, "contact")


def travel_time(frame: Roots) -> Minutes | Absent:
    """Return the intervals of travel."""
    return _of_kind(frame.session, "travel")


def paperwork_time(frame: Roots) -> Minutes | Absent:
    """Return the intervals of paperwork."""
    return _of_kind(frame.session, "paperwork")


def meal_time(frame: Roots) -> Minutes | Absent:
    """Return the intervals of meals."""
    return _of_kind(frame.session, "meal")


def contact_minutes(frame: Roots) -> Amount:
    """Return the minutes of contact: the total that was recorded, else the sum of the contact intervals."""
    session = frame.session
    if isinstance(session, Absent):
        return session
    if not isinstance(session.contact_minutes, Absent):
        return session.contact_minutes
    found = _of_kind(session, "contact")
    if isinstance(found, Absent):
        return session.contact_minutes
    return sum((stop - start for start, stop in found), Decimal(0))


def _of_kind(session: Session | Absent, kind: str) -> Minutes | Absent:
    """An interval of no known kind may be of this one, so the set is then not known."""
    if isinstance(session, Absent):
        return session
    if isinstance(session.intervals, Absent):
        return session.intervals
    found: list[tuple[Decimal, Decimal]] = []
    for each in session.intervals:
        if isinstance(each.kind, Absent):
            return each.kind
        if each.kind == kind:
            span = _span(each.start, each.stop, session)
            if isinstance(span, Absent):
                return span
            found += span
    return tuple(sorted(found))


def _span(start: Clock, stop: Clock, session: Session | None = None) -> Minutes | Absent:
    if isinstance(start, Absent):
        return start
    if isinstance(stop, Absent):
        return stop
    first, last = _minutes(start), _minutes(stop)
    later = _DAY if session is not None and _is_after_midnight(session, first) else 0
    return ((Decimal(first + later), Decimal((last if last >= first else last + _DAY) + later)),)


def _is_after_midnight(session: Session, minutes: int) -> bool:
    """Return whether a part of a session that runs over midnight begins on its second day."""
    start, stop = session.start, session.stop
    if isinstance(start, Absent) or isinstance(stop, Absent):
        return False
    return _minutes(stop) < _minutes(start) and minutes <= _minutes(stop)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute
