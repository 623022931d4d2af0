"""Encounters as session records: when, how long, how, with whom. No text of a note is read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

from msgspec import UNSET

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.model import Session

from .datatypes import Period
from .places import Places
from .resources import Resource
from .schema import Condition, Encounter, Location
from .systems import DIAGNOSES
from .to_claim import without_dot
from .to_party import provider
from .values import AMOUNT, DIAGNOSIS, NOTHING, TEXT, UNREADABLE, Found, Values, first_code, words_of

_PATHS: Final = {
    "service_date": ("/period/start",),
    "start": ("/period/start",),
    "stop": ("/period/end",),
    "minutes": ("/length/value", "/period"),
    "mode": ("/class",),
}
_HELD: Final = frozenset({"arrived", "triaged", "in-progress", "onleave", "finished", "unknown"})
_FACE_TO_FACE: Final = frozenset({"AMB", "EMER", "FLD", "HH", "IMP", "ACUTE", "NONAC", "OBSENC", "SS"})
_AT_HOME: Final = "HH"
_HOUSE: Final = "ho"
_MINUTES: Final = {"min": 1, "h": 60}
_DAY: Final = 24 * 60
_UTC: Final = ("Z", "+00:00", "-00:00")
_CONDITIONS: Final = frozenset({"Condition"})
_LOCATIONS: Final = frozenset({"Location"})

Line = tuple[str, int]
"""A claim id and a number of a line."""


def to_sessions(resource: Resource, lines: list[Line], patient: Found, values: Values) -> list[Session]:
    """Return the record of an encounter: one for each line that names it, else one of its patient and day."""
    encounter, at = resource.value, resource.at
    assert isinstance(encounter, Encounter)
    if encounter.actual_period is not UNSET:
        values.note(at, "other-release")
    if encounter.status is not UNSET and encounter.status not in _HELD:
        return []
    facts = {**_times(encounter.period, f"{at}/period", values), **_facts(encounter, resource, values)}
    facts["patient_id"] = patient
    minutes = _length(encounter, at, values)
    if minutes.pointer:
        facts["minutes"] = minutes
    pointers = {name: each.pointer for name, each in facts.items()}
    known = {name: each.value for name, each in facts.items()}
    origins = Places(values.file, at, _PATHS, pointers)
    if not lines:
        return [Session(**known, origins=origins)]
    return [Session(claim_id=claim, line_number=number, **known, origins=origins) for claim, number in lines]


def _times(period: Period | object, at: str, values: Values) -> dict[str, Found]:
    """Return day, start and stop as the clock on the wall had them.

    A time in UTC does not tell that clock, nor always the day: it gives the minutes only. So does a period of a day and
    more, which a start and a stop on the clock would tell as less.
    """
    if not isinstance(period, Period):
        return {}
    day, start = values.day(period.start, f"{at}/start"), _clock(period.start)
    values.day(period.end, f"{at}/end")
    minutes = _between(period)
    if minutes is not None and minutes < 0:
        values.note(at, "reversed-dates")
    is_long = minutes is not None and minutes >= _DAY
    stop = UNREADABLE if is_long else _clock(period.end)
    is_utc = isinstance(start, Absent) and start.kind is AbsenceKind.UNREADABLE
    found = {
        "service_date": Found(UNREADABLE if is_utc and isinstance(day, date) else day, f"{at}/start"),
        "start": Found(start, f"{at}/start"),
        "stop": Found(stop, f"{at}/end"),
    }
    if minutes is not None and (is_utc or isinstance(stop, Absent)):
        found["minutes"] = Found(minutes, at)
    return found


def _clock(text: object) -> time | Absent:
    if not isinstance(text, str) or "T" not in text:
        return NOT_SUPPLIED
    if text.endswith(_UTC):
        return UNREADABLE
    try:
        return datetime.fromisoformat(text).time().replace(microsecond=0)
    except ValueError:  # a fault, which the day has told
        return UNREADABLE


def _between(period: Period) -> Decimal | None:
    """Return the minutes between two moments; None when one of them is missing, is a day alone, or has a fault."""
    if "T" not in str(period.start) or "T" not in str(period.end):
        return None
    try:
        seconds = (datetime.fromisoformat(str(period.end)) - datetime.fromisoformat(str(period.start))).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return Decimal(int(seconds)) / 60


def _length(encounter: Encounter, at: str, values: Values) -> Found:
    length = encounter.length
    if length is UNSET or length.value is UNSET:
        return NOTHING
    unit = length.unit if length.code is UNSET else length.code
    value = values.amount(length.value, f"{at}/length/value", AMOUNT)
    if unit is UNSET or unit not in _MINUTES or isinstance(value, Absent):
        return Found(UNREADABLE, f"{at}/length/value")
    return Found(value * _MINUTES[unit], f"{at}/length/value")


def _facts(encounter: Encounter, resource: Resource, values: Values) -> Mapping[str, Found]:
    at = resource.at
    kind = "" if encounter.class_ is UNSET or encounter.class_.code is UNSET else encounter.class_.code
    found = {
        "session_id": values.identifier(encounter.identifier, f"{at}/identifier", frozenset(), TEXT),
        "clinician_npi": _clinician(encounter, resource, values),
        "diagnosis": _diagnosis(encounter, resource, values),
        "visit_kind": words_of(encounter.type[0], f"{at}/type/0") if encounter.type else NOTHING,
        "patient_location": _location(encounter, resource, values),
    }
    if kind in _FACE_TO_FACE:
        found["mode"] = Found("in person", f"{at}/class/code")
    if kind == _AT_HOME:
        found["patient_location"] = Found("home", f"{at}/class/code")
    return found


def _clinician(encounter: Encounter, resource: Resource, values: Values) -> Found:
    """Return the NPI of the clinician; of several nobody can say which one is meant."""
    found: dict[str, Found] = {}
    for number, each in enumerate(encounter.participant):
        npi = provider(each.individual, resource, f"{resource.at}/participant/{number}/individual", values).npi
        if isinstance(npi.value, str):
            found.setdefault(npi.value, npi)
    if len(found) > 1:
        return Found(UNREADABLE, f"{resource.at}/participant")
    return next(iter(found.values()), NOTHING)


def _diagnosis(encounter: Encounter, resource: Resource, values: Values) -> Found:
    ranked = sorted(enumerate(encounter.diagnosis), key=lambda each: each[1].rank if each[1].rank is not UNSET else 99)
    for number, each in ranked[:1]:
        at = f"{resource.at}/diagnosis/{number}/condition"
        target = values.target(each.condition, resource, at, _CONDITIONS)
        if target is not None and isinstance(target.value, Condition):
            return values.code(target.value.code, DIAGNOSES, DIAGNOSIS, f"{target.at}/code", without_dot, lenient=True)
    return NOTHING


def _location(encounter: Encounter, resource: Resource, values: Values) -> Found:
    for number, each in enumerate(encounter.location):
        at = f"{resource.at}/location/{number}/location"
        target = values.target(each.location, resource, at, _LOCATIONS)
        value = target.value if target is not None else None
        if target is not None and isinstance(value, Location) and first_code(value.physical_type) == _HOUSE:
            return Found("home", f"{target.at}/physicalType")
    return NOTHING
