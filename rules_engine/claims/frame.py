"""What a rule about one line can see: the line and everything joined to it, under the roots of vocabulary paths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.model import Claim, Dossier, Member, Provider, ServiceLine, Session
from rules_engine.claims.origin import Origin


class LineFrame:
    """A line in its dossier; its attributes are the roots of vocabulary paths. What is joined is found when asked."""

    __slots__ = ("_rendering", "_session", "_values", "claim", "dossier", "line")

    def __init__(self, dossier: Dossier, claim: Claim, line: ServiceLine) -> None:
        self.dossier = dossier
        self.claim = claim
        self.line = line
        self._session: Session | Absent | None = None
        self._values: dict[tuple[str, ...], Any] = {}
        self._rendering: Provider | Absent | None = None

    @property
    def session(self) -> Session | Absent:
        """Return the record of this line, or `NOT_SUPPLIED`."""
        if self._session is None:
            self._session = _session_of(self.dossier, self.claim, self.line)
        return self._session

    @property
    def rendering(self) -> Provider | Absent:
        """Return the registry's entry of the rendering provider, or `NOT_SUPPLIED`."""
        if self._rendering is None:
            self._rendering = _provider(self.dossier, self.line.rendering_npi)
        return self._rendering

    @property
    def member(self) -> Member | Absent:
        """Return the member record of the patient, or `NOT_SUPPLIED`."""
        return self.dossier.member

    def read(self, path: tuple[str, ...]) -> Any:
        """Return the value at a vocabulary path, or the first absence met on the way. Each path is walked once."""
        try:
            return self._values[path]
        except KeyError:
            found = DERIVED[path[1]](self) if path[0] == "derived" else read(self, path)
            self._values[path] = found
            return found

    def origin(self, path: tuple[str, ...]) -> Origin | None:
        """Return where the value at a path was read, or None when it is worked out or came without an address."""
        for each in SOURCES.get(path, (path,)):
            entity = read(self, each[:-1]) if not each[-1].startswith("#") else read(self, each[:-2])
            name = each[-1] if not each[-1].startswith("#") else each[-2]
            found = getattr(entity, "origins", {}).get(name)
            if isinstance(found, Origin):
                return found
        return None


def read(start: Any, path: tuple[str, ...]) -> Any:
    """Return the value at a path from any entity, or the first absence met on the way."""
    value = start
    for name in path:
        value = _element(value, name[1:]) if name[0] == "#" else getattr(value, name)
        if type(value) is Absent:
            return value
    return value


def _element(elements: tuple[str, ...], name: str) -> str | Absent:
    return name if name in elements else NOT_DOCUMENTED


def _session_of(dossier: Dossier, claim: Claim, line: ServiceLine) -> Session | Absent:
    sessions = dossier.sessions
    if isinstance(sessions, Absent):
        return sessions
    for session in sessions:
        if session.claim_id == claim.claim_id and session.line_number == line.number:
            return session
    return NOT_SUPPLIED


def _provider(dossier: Dossier, npi: str | Absent) -> Provider | Absent:
    if isinstance(npi, Absent) or isinstance(dossier.providers, Absent):
        return NOT_SUPPLIED
    return next((p for p in dossier.providers if p.npi == npi), NOT_SUPPLIED)


# --- facts that are worked out from others --------------------------------------------------------


def session_minutes(frame: LineFrame) -> Decimal | Absent:
    """Return the minutes of the session: the total that was recorded, else stop minus start (over midnight too)."""
    session = frame.session
    if isinstance(session, Absent):
        return session
    if not isinstance(session.minutes, Absent):
        return session.minutes
    start, stop = session.start, session.stop
    if isinstance(start, Absent) or isinstance(stop, Absent):
        return session.minutes
    minutes = (stop.hour - start.hour) * 60 + stop.minute - start.minute
    return Decimal(minutes % 1440)


def birth_date(frame: LineFrame) -> date | Absent:
    """Return the birth date on the claim, else that of the member record."""
    found = frame.claim.patient_birth_date
    if not isinstance(found, Absent):
        return found
    return found if isinstance(frame.member, Absent) else frame.member.birth_date


def filing_date(frame: LineFrame) -> date | Absent:
    """Return the day the payer received the claim, else the day it was submitted."""
    claim = frame.claim
    return claim.received_date if not isinstance(claim.received_date, Absent) else claim.submission_date


def age(frame: LineFrame) -> Decimal | Absent:
    """Return the patient's age in whole years on the service date."""
    return age_on(frame, frame.line.service_date)


def age_on(frame: LineFrame, day: date | Absent) -> Decimal | Absent:
    """Return the patient's age in whole years on a day; who is born on February 29 ages on March 1 in other years."""
    born = birth_date(frame)
    if isinstance(born, Absent):
        return born
    if isinstance(day, Absent):
        return day
    return Decimal(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


DERIVED: Final[dict[str, Callable[[LineFrame], Any]]] = {
    "session_minutes": session_minutes,
    "birth_date": birth_date,
    "filing_date": filing_date,
    "age": age,
}
SOURCES: Final[dict[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    ("derived", "session_minutes"): (("session", "minutes"), ("session", "stop"), ("session", "start")),
    ("derived", "birth_date"): (("claim", "patient_birth_date"), ("member", "birth_date")),
    ("derived", "filing_date"): (("claim", "received_date"), ("claim", "submission_date")),
    ("derived", "age"): (("claim", "patient_birth_date"), ("member", "birth_date")),
}
"""Where a fact that is worked out was read, in the order in which it is looked for."""
