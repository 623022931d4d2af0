"""Session times from the notes of lines, as records of sessions; what a record says already is left alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import time
from typing import Final

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Claim, Dossier, ServiceLine, Session

ADAPTIVE: Final = frozenset({"97151", "97152", "97153", "97154", "97155", "97156", "97157", "97158"})

# The whole note: a number among other words may be anything. Between the times stands a hyphen, a dash or "to".
_TIMES: Final = re.compile(
    r"\s*([01]\d|2[0-3])([0-5]\d)\s*(?:-|\u2013|to)\s*([01]\d|2[0-3])([0-5]\d)\s*", re.IGNORECASE
)

Times = tuple[time, time]


def with_session_times(dossier: Dossier) -> Dossier | None:
    """Return the dossier with records of sessions for lines that tell their times; None when there is nothing to add.

    A record that has a start, a stop or minutes is left as it is, and so are several records of one line. Where it is
    known that there is no record at all, none is made up.
    """
    sessions = dossier.sessions
    if isinstance(sessions, Absent):
        if sessions != NOT_SUPPLIED:
            return None
    elif not sessions:
        return None
    records = [] if isinstance(sessions, Absent) else list(sessions)
    told = [(line, found) for line in dossier.claim.lines if (found := times_of(line)) is not None]
    changes = [_tell(records, dossier.claim, line, found) for line, found in told]
    return attrs.evolve(dossier, sessions=tuple(records)) if any(changes) else None


def times_of(line: ServiceLine) -> Times | None:
    """Return start and stop of the session that the note of a line tells, for adaptive behaviour services.

    None when the note says anything else, or an end that does not come after the start: a year looks like a time.

    >>> times_of(ServiceLine(number=1, code="97153", note="0800-0900"))
    (datetime.time(8, 0), datetime.time(9, 0))
    >>> times_of(ServiceLine(number=1, code="97153", note="0800-0900 and 1300-1400")) is None
    True
    """
    if line.code not in ADAPTIVE or not isinstance(line.note, str):
        return None
    found = _TIMES.fullmatch(line.note)
    if found is None:
        return None
    start, stop = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    return (start, stop) if start < stop else None


def _tell(records: list[Session], claim: Claim, line: ServiceLine, times: Times) -> bool:
    """Put the times into the record of a line, or make one. Returns whether anything was put in."""
    own = [at for at, each in enumerate(records) if (each.claim_id, each.line_number) == (claim.claim_id, line.number)]
    place = line.origins.get("note")
    origins = {"start": place, "stop": place} if place is not None else {}
    start, stop = times
    if not own:
        made = Session(
            claim_id=claim.claim_id,
            line_number=line.number,
            patient_id=claim.patient_id,
            service_date=line.service_date,
            start=start,
            stop=stop,
            origins=origins,
        )
        records.append(made)
        return True
    if len(own) > 1 or not _is_silent(records[own[0]]):
        return False
    record = records[own[0]]
    records[own[0]] = attrs.evolve(record, start=start, stop=stop, origins={**record.origins, **origins})
    return True


def _is_silent(record: Session) -> bool:
    """Return whether a record was exported without any word of its times."""
    said: Sequence[object] = (record.start, record.stop, record.minutes, record.intervals)
    return all(each == NOT_SUPPLIED for each in said)
