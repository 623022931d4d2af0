"""Who the patient is: the subscriber, or a dependent of the subscriber."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent

from .records import NOWHERE, Scope
from .values import Values, text


class Patient(NamedTuple):
    """key: joins the claims of one person."""

    key: str | Absent
    subscriber_id: str | Absent
    birth_date: date | Absent
    sex: str | Absent


def to_patient(subscriber: Scope, dependent: Scope | None, values: Values) -> Patient:
    """Return the patient of a claim. A dependent without birth date or first name has no key.

    The first name is in capitals in the key, so that a person is one whichever way a clearinghouse writes names.
    """
    subscriber_id = text(subscriber.slots.get("2010BA NM1", NOWHERE), 9)
    if dependent is None:
        person = subscriber.slots.get("2010BA DMG", NOWHERE)
        return Patient(subscriber_id, subscriber_id, values.day(person, 2, 1), text(person, 3))
    person = dependent.slots.get("2010CA DMG", NOWHERE)
    born = values.day(person, 2, 1)
    first_name = dependent.slots.get("2010CA NM1", NOWHERE)[1][4].strip().upper()
    known = isinstance(subscriber_id, str) and isinstance(born, date) and first_name
    key = f"{subscriber_id}/{born}/{first_name}" if known else NOT_DOCUMENTED
    return Patient(key, subscriber_id, born, text(person, 3))
