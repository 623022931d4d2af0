"""Where an 837P carries each fact: one table for each entity, attribute → its places in the order they are asked.

A place is written `loop segment element`: "2400 SV1 01-2" is the second component of the first element of SV1. The
segment has its qualifier where the loop alone does not tell ("2300 REF*G1"). After the element:
`+` the component and all that follow it; `<` and `>` the first and last part of a span of days; `=XX` only when the
element before holds XX; `?` when this element is empty, the next place is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

_PLACE: Final = re.compile(
    r"(?P<element>\d\d)(?:-(?P<component>\d))?(?P<part>[+<>]?)(?:=(?P<needs>\w\w))?(?P<more>\??)"
)
HI_ELEMENTS: Final = 12  # composites that one HI segment can hold


class Address(NamedTuple):
    """One place in the loops of a claim. slot: loop and segment together, as segments are kept while reading."""

    slot: str
    loop: str
    label: str
    element: int
    component: int
    part: str
    needs: str
    more: bool


Addresses = Mapping[str, tuple[Address, ...]]


def _address(text: str) -> Address:
    loop, segment, place = text.split(" ")
    found = _PLACE.fullmatch(place)
    assert found is not None, text
    element, component = found["element"], found["component"]
    label = segment.partition("*")[0] + element + (f"-{component}" if component else "")
    slot = f"{loop} {segment}"
    return Address(
        slot, loop, label, int(element), int(component or 0), found["part"], found["needs"] or "", bool(found["more"])
    )


def _table(**places: str) -> Addresses:
    return {fact: tuple(_address(place) for place in each.split(", ")) for fact, each in places.items()}


CLAIM: Final = _table(
    claim_id="2300 CLM 01",
    charge="2300 CLM 02",
    place_of_service="2300 CLM 05-1",
    frequency="2300 CLM 05-3",
    original_claim_number="2300 REF*F8 02",
    provider_signature="2300 CLM 06",
    assignment="2300 CLM 07",
    delay_reason="2300 CLM 20",
    submission_date="HEADER BHT 04",
    onset_date="2300 DTP*431 03",
    admission_date="2300 DTP*435 03",
    discharge_date="2300 DTP*096 03",
    patient_paid="2300 AMT*F5 02",
    authorization_number="2300 REF*G1 02",
    referral_number="2300 REF*9F 02",
    diagnoses="2300 HI 01-2",
    payer_id="2010BB NM1 09",
    payer_name="2010BB NM1 03",
    payer_order="2000B SBR 01",
    filing_indicator="2000B SBR 09",
    group_number="2000B SBR 03",
    subscriber_id="2010BA NM1 09",
    patient_id="2010BA NM1*patient 09",  # the slot is there only when the patient is known
    patient_birth_date="2010CA DMG 02, 2010BA DMG 02",
    patient_sex="2010CA DMG 03, 2010BA DMG 03",
    billing_npi="2010AA NM1 09=XX",
    billing_tax_id="2010AA REF*EI 02, 2010AA REF*SY 02",
    billing_taxonomy="2000A PRV 03",
    attachments="2300 PWK 01, 2400 PWK 01",
)

LINE: Final = _table(
    number="2400 LX 01",
    code="2400 SV1 01-2",
    modifiers="2400 SV1 01-3+",
    charge="2400 SV1 02",
    unit_basis="2400 SV1 03",
    units="2400 SV1 04",
    place_of_service="2400 SV1 05?, 2300 CLM 05-1",
    diagnosis_pointers="2400 SV1 07+",
    emergency="2400 SV1 09",
    service_date="2400 DTP*472 03<",
    service_date_end="2400 DTP*472 03>",
    rendering_npi="2420A NM1 09=XX, 2310B NM1 09=XX, 2010AA NM1*renderer 09=XX",
    rendering_taxonomy="2420A PRV 03, 2310B PRV 03, 2000A PRV*renderer 03",
    referring_npi="2420F NM1 09=XX, 2310A NM1 09=XX",
    ordering_npi="2420E NM1 09=XX",
    supervising_npi="2420D NM1 09=XX, 2310D NM1 09=XX",
    facility_npi="2420C NM1 09=XX, 2310C NM1 09=XX",
    authorization_number="2400 REF*G1 02, 2300 REF*G1 02",
    referral_number="2400 REF*9F 02, 2300 REF*9F 02",
    note="2400 NTE 02",
)

OTHER_PAYER: Final = _table(
    payer_id="2330B NM1 09",
    name="2330B NM1 03",
    order="2320 SBR 01",
    paid="2320 AMT*D 02",
    status="2320 AMT*D*paid 02",  # the slot is there only when something was paid
    remittance_date="2330B DTP*573 03, 2430 DTP*573 03",
    adjustments="2320 CAS 02, 2430 CAS 02",
)

DIAGNOSIS: Final = tuple(_table(code=f"2300 HI {element:02d}-2") for element in range(1, HI_ELEMENTS + 1))
