"""What a visit of the clinic week is made of; the tables themselves are in `people.py` and `visits_*.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

import attrs

MON: Final = date(2026, 11, 9)
TUE: Final = date(2026, 11, 10)
WED: Final = date(2026, 11, 11)
THU: Final = date(2026, 11, 12)
FRI: Final = date(2026, 11, 13)
SUBMITTED: Final = date(2026, 11, 16)

Record = dict[str, object]  # one JSON object

PASSES: Final = "passes"
FAILS: Final = "fails"
NEEDS: Final = "needs information"
HOLD: Final = "hold"
WARN: Final = "warn"

PSYCHOTHERAPY: Final = frozenset({"90832", "90834", "90837"})
ADD_ONS: Final = frozenset({"90833", "90836", "90838"})
OFFICE_VISITS: Final = frozenset({"99213", "99214"})
FAMILY: Final = frozenset({"90846", "90847"})
GROUP: Final = frozenset({"90853"})
CRISIS: Final = frozenset({"90839", "90840"})
EVALUATION: Final = frozenset({"90791", "90792"})
UNDER_A_PLAN: Final = PSYCHOTHERAPY | ADD_ONS | FAMILY | GROUP


def npi(serial: int) -> str:
    """Return the NPI with this serial: an invented pattern of nine digits, and the check digit.

    The check digit is the Luhn digit over "80840" and the nine digits.

    >>> npi(1)
    '1000000012'
    """
    body = f"1000000{serial:02d}"
    total = 0
    for place, digit in enumerate(reversed("80840" + body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return body + str(-total % 10)


@attrs.frozen
class Payer:
    """A payer. filing_indicator: SBR09."""

    payer_id: str
    name: str
    filing_indicator: str


@attrs.frozen
class Office:
    """A billing provider. first_name: for a person who bills alone, else empty."""

    npi: str
    name: str
    taxonomy: str
    street: str
    city: str
    state: str
    zip_code: str
    first_name: str = ""


@attrs.frozen
class Clinician:
    """A rendering provider. kind: as the registry says it; empty when the registry does not know the person."""

    npi: str
    first_name: str
    kind: str
    credential: str
    taxonomy: str
    office: Office


@attrs.frozen
class Plan:
    """A plan of treatment: when it was made, last reviewed and ends."""

    created: date
    reviewed: date | None
    ends: date


@attrs.frozen
class Patient:
    """A patient. area: Medicare contractor; parent: the subscriber's first name when the patient is a dependent."""

    member_id: str
    first_name: str
    birth_date: date
    sex: str
    street: str
    state: str
    diagnoses: tuple[str, ...]
    payer: Payer
    area: str = ""
    group_number: str = ""
    parent: str = ""
    plan: Plan | None = None


@attrs.frozen
class Held:
    """A session as the record has it. line: the billed line it belongs to; 0 for all lines of patient and day.

    facts: attributes of the session record that differ from, or add to, what `record_writer` writes by itself.
    left_out: attributes that the record does not supply.
    """

    start: str
    stop: str
    minutes: int | None
    mode: str
    line: int
    facts: Mapping[str, object]
    left_out: tuple[str, ...]


def held(
    start: str = "",
    stop: str = "",
    minutes: int | None = None,
    mode: str = "in person",
    *,
    line: int = 1,
    left_out: tuple[str, ...] = (),
    **facts: object,
) -> Held:
    """Return a session from a row of the table."""
    return Held(start, stop, minutes, mode, line, facts, left_out)


@attrs.frozen
class Line:
    """One billed line."""

    number: int
    code: str
    modifiers: tuple[str, ...]
    units: int


@attrs.frozen
class Visit:
    """One claim: what was billed, what the record has, and what the rules are expected to say.

    bills: lines joined by " + ", each a code, its modifiers after "-", and "x3" for units: "96136 + 96137 x3".
    second_clinician: who rendered the last line, when it was somebody else.
    """

    number: int
    day: date
    patient: Patient
    clinician: Clinician
    bills: str
    sessions: tuple[Held, ...]
    verdict: str
    shows: str
    place: str = "11"
    diagnoses: tuple[str, ...] = ()
    second_clinician: Clinician | None = None
    authorization: str = ""

    @property
    def claim_id(self) -> str:
        """Return CLM01."""
        return f"CW-2026-{self.number:03d}"

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the billed lines, numbered from 1."""
        return tuple(_line(number, text) for number, text in enumerate(self.bills.split(" + "), start=1))

    @property
    def coded_diagnoses(self) -> tuple[str, ...]:
        """Return the diagnoses of the claim in order, without dots."""
        return self.diagnoses or self.patient.diagnoses


def _line(number: int, text: str) -> Line:
    head, _, units = text.partition(" x")
    code, *modifiers = head.split("-")
    return Line(number, code, tuple(modifiers), int(units or 1))
