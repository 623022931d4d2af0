"""One loop 2400 as a service line, with what it inherits from its claim."""

from __future__ import annotations

from typing import Final

import attrs

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.model import ServiceLine
from rules_engine.claims.origin import Origins

from . import addresses
from .faults import Fault
from .places import Places, SourceFile
from .records import NOWHERE, LineRecord, Segment, Slots, numbers_of
from .values import days, flag, is_code, npi, required_amount, text

_CODE: Final = 1  # of the components of SV101
_MODIFIERS: Final = slice(2, 6)
_COMPONENTS: Final = 8
_LINE_DIGITS: Final = 6  # LX01
_POINTER_DIGITS: Final = 2
_POINTERS: Final = 4


@attrs.frozen(repr=False, eq=False)
class Inherited:
    """What the lines of a claim take from it when they do not say it themselves."""

    slots: Slots
    place_of_service: str
    diagnosis_count: int
    numbers: dict[str, int]
    component: str
    file: SourceFile


def to_line(record: LineRecord, claim: Inherited, faults: list[Fault]) -> ServiceLine | None:
    """Return the line, or None and a fault when it has no service."""
    own, above = record.slots, claim.slots
    heading = own["2400 LX"]
    service = own.get("2400 SV1")
    if service is None:
        faults.append(Fault("missing-segment", heading[0], "SV1"))
        return None
    elements = service[1]
    code, modifiers = _procedure(service, claim.component, faults)
    first_day, last_day = days(own.get("2400 DTP*472", NOWHERE), faults)
    renderer = own.get("2420A NM1") or above.get("2310B NM1", NOWHERE)
    specialty = own.get("2420A PRV") or above.get("2310B PRV", NOWHERE)
    return ServiceLine(
        number=_line_number(heading, faults),
        code=code,
        modifiers=modifiers,
        charge=required_amount(service, 2, faults),
        unit_basis=text(elements[3]),
        units=required_amount(service, 4, faults),
        place_of_service=elements[5] or claim.place_of_service or NOT_DOCUMENTED,
        diagnosis_pointers=_pointers(service, claim, faults),
        emergency=flag(service, 9, faults, False),
        service_date=first_day,
        service_date_end=last_day,
        rendering_npi=npi(renderer),
        rendering_taxonomy=text(specialty[1][3]),
        referring_npi=npi(own.get("2420F NM1") or above.get("2310A NM1", NOWHERE)),
        ordering_npi=npi(own.get("2420E NM1", NOWHERE)),
        supervising_npi=npi(own.get("2420D NM1") or above.get("2310D NM1", NOWHERE)),
        facility_npi=npi(own.get("2420C NM1") or above.get("2310C NM1", NOWHERE)),
        authorization_number=text((own.get("2400 REF*G1") or above.get("2300 REF*G1", NOWHERE))[1][2]),
        referral_number=text((own.get("2400 REF*9F") or above.get("2300 REF*9F", NOWHERE))[1][2]),
        origins=_origins(own, claim),
    )


def _origins(own: Slots, claim: Inherited) -> Origins:
    return Places(claim.file, addresses.LINE, (numbers_of(own), claim.numbers))


def _line_number(heading: Segment, faults: list[Fault]) -> int:
    number, elements = heading
    value = elements[1]
    if value.isascii() and value.isdigit() and len(value) <= _LINE_DIGITS:
        return int(value)
    faults.append(Fault("bad-number" if value else "missing-element", number, "LX", 1))
    return 0


def _procedure(service: Segment, component: str, faults: list[Fault]) -> tuple[str | Absent, tuple[str, ...]]:
    """Return the procedure code and the modifiers of SV101."""
    number, elements = service
    parts = elements[1].split(component)
    if len(parts) <= _CODE:
        has_other_separator = parts[0] and not is_code(parts[0])
        faults.append(Fault("unknown-separator" if has_other_separator else "missing-element", number, "SV1", 1))
        return NOT_DOCUMENTED, ()
    if len(parts) > _COMPONENTS:
        faults.append(Fault("too-many-elements", number, "SV1", 1))
    code = parts[_CODE]
    if not (parts[0] and code):
        faults.append(Fault("missing-element", number, "SV1", 1, 2 if parts[0] else 1))
    elif not is_code(code):
        faults.append(Fault("bad-code", number, "SV1", 1, 2))
    modifiers = tuple(part for part in parts[_MODIFIERS] if part)
    if modifiers and not is_code("".join(modifiers)):
        bad = next(index for index, part in enumerate(parts) if index > _CODE and part and not is_code(part))
        faults.append(Fault("bad-code", number, "SV1", 1, bad + 1))
    return code, modifiers


def _pointers(service: Segment, claim: Inherited, faults: list[Fault]) -> tuple[int, ...]:
    number, elements = service
    found = []
    parts = elements[7].split(claim.component)
    if len(parts) > _POINTERS:
        faults.append(Fault("too-many-elements", number, "SV1", 7))
    for index, part in enumerate(parts, 1):
        if part.isascii() and part.isdigit() and len(part) <= _POINTER_DIGITS and int(part):
            found.append(int(part))
            if found[-1] > claim.diagnosis_count:
                faults.append(Fault("pointer-without-diagnosis", number, "SV1", 7, index))
        elif part:
            faults.append(Fault("bad-number", number, "SV1", 7, index))
    return tuple(found)
