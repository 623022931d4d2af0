"""One loop 2320 as another payer of the claim."""

from __future__ import annotations

from datetime import date
from typing import Final

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.model import OtherPayer

from .addresses import OTHER_PAYER
from .faults import Fault
from .places import Places, SourceFile
from .records import NOWHERE, LineRecord, PayerRecord, Segment, numbers_of
from .values import amount, day, text

_ORDER: Final = {"P": "primary", "S": "secondary", "T": "tertiary"} | {
    letter: f"payer {place}" for place, letter in enumerate("ABCDEFGH", 4)
}


def order_of(code: str) -> str | Absent:
    """Return the place of a payer in words; a code that says none is given as it is."""
    return text(_ORDER.get(code, code))


def to_payer(record: PayerRecord, lines: list[LineRecord], file: SourceFile, faults: list[Fault]) -> OtherPayer:
    """Return the payer. Its remittance date is that of the claim, or else the last one of its lines."""
    slots = record.slots
    name = slots.get("2330B NM1", NOWHERE)[1]
    remitted = day(slots.get("2330B DTP*573", NOWHERE), 3, faults, 2)
    if isinstance(remitted, Absent) and name[9] and "2330B DTP*573" not in slots:
        segment, remitted = _last_remittance(name[9], lines, faults)
        slots["2430 DTP*573"] = segment
    return OtherPayer(
        payer_id=text(name[9]),
        name=text(name[3]),
        order=order_of(slots.get("2320 SBR", NOWHERE)[1][1]),
        paid=amount(slots.get("2320 AMT*D", NOWHERE), 2, faults),
        remittance_date=remitted,
        origins=Places(file, OTHER_PAYER, (numbers_of(slots),)),
    )


def _last_remittance(payer_id: str, lines: list[LineRecord], faults: list[Fault]) -> tuple[Segment, date | Absent]:
    last: tuple[Segment, date | Absent] = NOWHERE, NOT_DOCUMENTED
    for line in lines:
        for slots in line.adjudications:
            segment = slots.get("2430 DTP*573", NOWHERE)
            found = day(segment, 3, faults, 2) if slots["2430 SVD"][1][1] == payer_id else NOT_DOCUMENTED
            if isinstance(found, date) and (isinstance(last[1], Absent) or found > last[1]):
                last = segment, found
    return last
