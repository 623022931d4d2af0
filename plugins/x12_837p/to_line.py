"""One loop 2400 as a service line, with what it inherits from its claim."""

from __future__ import annotations

from typing import Final, NamedTuple

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.model import ServiceLine

from .addresses import LINE
from .composites import Composites
from .faults import Fault
from .places import Places, SourceFile
from .records import NOWHERE, Segment, Slots, numbers_of
from .values import Values, text

_LINE_DIGITS: Final = 6  # LX01


class Inherited(NamedTuple):
    """What the lines of a claim take from it when they do not say it themselves."""

    place_of_service: str | Absent
    rendering_npi: str | Absent
    rendering_taxonomy: str | Absent
    referring_npi: str | Absent
    supervising_npi: str | Absent
    facility_npi: str | Absent
    authorization_number: str | Absent
    referral_number: str | Absent
    diagnosis_count: int
    numbers: dict[str, int]


def inherited_from(
    slots: Slots, place: str, diagnosis_count: int, numbers: dict[str, int], values: Values
) -> Inherited:
    """Return what the lines of a claim with these segments inherit."""
    return Inherited(
        place or NOT_DOCUMENTED,
        values.npi(slots.get("2310B NM1") or slots.get("2010AA NM1*renderer", NOWHERE)),
        text(slots.get("2310B PRV") or slots.get("2000A PRV*renderer", NOWHERE), 3),
        values.npi(slots.get("2310A NM1", NOWHERE)),
        values.npi(slots.get("2310D NM1", NOWHERE)),
        values.npi(slots.get("2310C NM1", NOWHERE)),
        text(slots.get("2300 REF*G1", NOWHERE), 2),
        text(slots.get("2300 REF*9F", NOWHERE), 2),
        diagnosis_count,
        numbers,
    )


def to_line(
    own: Slots, claim: Inherited, file: SourceFile, composites: Composites, values: Values
) -> ServiceLine | None:
    """Return the line, or None and a fault when it has no service."""
    heading = own["2400 LX"]
    service = own.get("2400 SV1")
    if service is None:
        values.faults.append(Fault("missing-segment", heading[0], "SV1"))
        return None
    code, modifiers = composites.procedure(service, values.faults)
    first_day, last_day = values.days(own.get("2400 DTP*472", NOWHERE))
    return ServiceLine(
        number=_line_number(heading, values),
        code=code,
        modifiers=modifiers,
        charge=values.required_amount(service, 2),
        unit_basis=text(service, 3),
        units=values.required_amount(service, 4),
        place_of_service=composites.place(service, values.faults) or claim.place_of_service,
        diagnosis_pointers=composites.pointers(service, claim.diagnosis_count, values.faults),
        emergency=values.flag(service, 9, False),
        service_date=first_day,
        service_date_end=last_day,
        rendering_npi=values.npi(own["2420A NM1"]) if "2420A NM1" in own else claim.rendering_npi,
        rendering_taxonomy=text(own["2420A PRV"], 3) if "2420A PRV" in own else claim.rendering_taxonomy,
        referring_npi=values.npi(own["2420F NM1"]) if "2420F NM1" in own else claim.referring_npi,
        ordering_npi=values.npi(own["2420E NM1"]) if "2420E NM1" in own else NOT_DOCUMENTED,
        supervising_npi=values.npi(own["2420D NM1"]) if "2420D NM1" in own else claim.supervising_npi,
        facility_npi=values.npi(own["2420C NM1"]) if "2420C NM1" in own else claim.facility_npi,
        authorization_number=text(own["2400 REF*G1"], 2) if "2400 REF*G1" in own else claim.authorization_number,
        referral_number=text(own["2400 REF*9F"], 2) if "2400 REF*9F" in own else claim.referral_number,
        note=text(own.get("2400 NTE", NOWHERE), 2),
        origins=Places(file, LINE, (numbers_of(own), claim.numbers)),
    )


def _line_number(heading: Segment, values: Values) -> int:
    number, elements = heading
    value = elements[1]
    if value.isascii() and value.isdigit() and len(value) <= _LINE_DIGITS and int(value):
        return int(value)
    values.faults.append(Fault("bad-number" if value else "missing-element", number, "LX", 1))
    return 0
