"""Facts of a line that are worked out from others, and where each of them was read."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims import intervals, listed
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Amount, Codes, Day, Text
from rules_engine.claims.roots import Roots

WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
# Before an NPI, so that its check digit is that of a card number: 80 for health, 840 for the United States.
# Source: CMS, Requirements for National Provider Identifier (NPI) and NPI Check Digit.
_NPI_PREFIX: Final = "80840"
_NPI_DIGITS: Final = 10


def session_minutes(frame: Roots) -> Amount:
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


def birth_date(frame: Roots) -> Day:
    """Return the birth date on the claim, else that of the member record."""
    found = frame.claim.patient_birth_date
    if not isinstance(found, Absent):
        return found
    return found if isinstance(frame.member, Absent) else frame.member.birth_date


def filing_date(frame: Roots) -> Day:
    """Return the day the payer received the claim, else the day it was submitted."""
    claim = frame.claim
    return claim.received_date if not isinstance(claim.received_date, Absent) else claim.submission_date


def remittance_date(frame: Roots) -> Day:
    """Return the day of this payer's answer: that of the line, else that of the claim."""
    of_line, of_claim = frame.line.remittance_date, frame.claim.remittance_date
    if isinstance(of_line, Absent) and (of_line == NOT_SUPPLIED or not isinstance(of_claim, Absent)):
        return of_claim
    return of_line


def age(frame: Roots) -> Amount:
    """Return the patient's age in whole years on the service date."""
    return age_on(frame, frame.line.service_date)


def age_on(frame: Roots, day: Day) -> Amount:
    """Return the patient's age in whole years on a day; who is born on February 29 ages on March 1 in other years."""
    born = birth_date(frame)
    if isinstance(born, Absent):
        return born
    if isinstance(day, Absent):
        return day
    return Decimal(day.year - born.year - ((day.month, day.day) < (born.month, born.day)))


def service_month(frame: Roots) -> Text:
    """Return the month of the service date: "2026-03"."""
    day = frame.line.service_date
    return day if isinstance(day, Absent) else f"{day.year:04}-{day.month:02}"


def service_weekday(frame: Roots) -> Text:
    """Return the day of the week of the service date, in English."""
    day = frame.line.service_date
    return day if isinstance(day, Absent) else WEEKDAYS[day.weekday()]


def span_days(frame: Roots) -> Amount:
    """Return the number of days of the line, its first and its last day included."""
    first, last = frame.line.service_date, frame.line.service_date_end
    if isinstance(first, Absent):
        return first
    return last if isinstance(last, Absent) else Decimal((last - first).days + 1)


def rendering_check_digit(frame: Roots) -> Text:
    """Return whether the check digit of the rendering provider's NPI is right."""
    return _check_digit(frame.line.rendering_npi)


def billing_check_digit(frame: Roots) -> Text:
    """Return whether the check digit of the billing provider's NPI is right."""
    return _check_digit(frame.claim.billing_npi)


def _check_digit(npi: Text) -> Text:
    if isinstance(npi, Absent):
        return npi
    return "valid" if is_npi(npi) else "invalid"


def is_npi(npi: str) -> bool:
    """Return whether a text is ten digits of which the last one is the check digit of the others.

    >>> is_npi("1234567893"), is_npi("1234567890"), is_npi("123456789")
    (True, False, False)
    """
    if len(npi) != _NPI_DIGITS or not (npi.isascii() and npi.isdigit()):
        return False
    digits = [int(digit) for digit in reversed(_NPI_PREFIX + npi)]
    doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0


def session_people(frame: Roots) -> Codes:
    """Return the ids of who was in the session besides the clinician; not known when one of them has no id."""
    session = frame.session
    if isinstance(session, Absent):
        return session
    if isinstance(session.participants, Absent):
        return session.participants
    people: set[str] = set()
    for each in session.participants:
        if isinstance(each.person, Absent):
            return each.person
        people.add(each.person)
    return tuple(sorted(people))


def standing(frame: Roots) -> Text:
    """Return what other rulebooks made of the claim."""
    return frame.standing


DERIVED: Final[dict[str, Callable[[Roots], Any]]] = {
    "session_minutes": session_minutes,
    "birth_date": birth_date,
    "filing_date": filing_date,
    "remittance_date": remittance_date,
    "age": age,
    "service_month": service_month,
    "service_weekday": service_weekday,
    "span_days": span_days,
    "rendering_check_digit": rendering_check_digit,
    "billing_check_digit": billing_check_digit,
    "session_people": session_people,
    "contact_minutes": intervals.contact_minutes,
    "session_time": intervals.session_time,
    "contact_time": intervals.contact_time,
    "travel_time": intervals.travel_time,
    "paperwork_time": intervals.paperwork_time,
    "meal_time": intervals.meal_time,
    "modifier_entries": listed.modifier_entries,
    "pointer_entries": listed.pointer_entries,
    "standing": standing,
}
SOURCES: Final[dict[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    ("derived", "session_minutes"): (("session", "minutes"), ("session", "stop"), ("session", "start")),
    ("derived", "birth_date"): (("claim", "patient_birth_date"), ("member", "birth_date")),
    ("derived", "filing_date"): (("claim", "received_date"), ("claim", "submission_date")),
    ("derived", "remittance_date"): (("line", "remittance_date"), ("claim", "remittance_date")),
    ("derived", "age"): (("claim", "patient_birth_date"), ("member", "birth_date")),
    ("derived", "service_month"): (("line", "service_date"),),
    ("derived", "service_weekday"): (("line", "service_date"),),
    ("derived", "span_days"): (("line", "service_date"),),
    ("derived", "rendering_check_digit"): (("line", "rendering_npi"),),
    ("derived", "billing_check_digit"): (("claim", "billing_npi"),),
    ("derived", "session_people"): (("session", "participants"),),
    ("derived", "contact_minutes"): (("session", "contact_minutes"), ("session", "intervals")),
    ("derived", "session_time"): (("session", "start"),),
    ("derived", "contact_time"): (("session", "intervals"),),
    ("derived", "travel_time"): (("session", "intervals"),),
    ("derived", "paperwork_time"): (("session", "intervals"),),
    ("derived", "meal_time"): (("session", "intervals"),),
    ("derived", "modifier_entries"): (("line", "modifiers"),),
    ("derived", "pointer_entries"): (("line", "diagnosis_pointers"),),
    ("derived", "standing"): (("claim", "claim_id"),),
}
"""Where a fact that is worked out was read, in the order in which it is looked for."""
