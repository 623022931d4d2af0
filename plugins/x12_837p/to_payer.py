"""One loop 2320 as another payer of the claim."""

from __future__ import annotations

from datetime import date
from typing import Final

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.model import OtherPayer

from .addresses import OTHER_PAYER
from .places import Places, SourceFile
from .records import NOWHERE, Segment, Slots, numbers_of
from .values import Values, text

_ORDER: Final = {"P": "primary", "S": "secondary", "T": "tertiary"} | {
    letter: f"payer {place}" for place, letter in enumerate("ABCDEFGH", 4)
}


def order_of(code: str) -> str | Absent:
    """Return the place of a payer in words; a code that says none is given as it is."""
    return _ORDER.get(code, code.strip(" ")) or NOT_DOCUMENTED


def to_payers(
    payers: list[Slots], adjudications: list[Slots], file: SourceFile, values: Values
) -> tuple[OtherPayer, ...]:
    """Return the payers. A remittance date that is not with the payer is the last one of its lines."""
    if not payers:
        return ()
    remittances = _last_remittances(adjudications, values)
    return tuple(_payer(slots, remittances, file, values) for slots in payers)


def _payer(slots: Slots, remittances: dict[str, Segment], file: SourceFile, values: Values) -> OtherPayer:
    name = slots.get("2330B NM1", NOWHERE)
    remitted = slots.get("2330B DTP*573")
    if remitted is None:
        remitted = slots["2430 DTP*573"] = remittances.get(name[1][9], NOWHERE)
    return OtherPayer(
        payer_id=text(name, 9),
        name=text(name, 3),
        order=order_of(slots["2320 SBR"][1][1]),
        paid=values.amount(slots.get("2320 AMT*D", NOWHERE), 2),
        remittance_date=values.day(remitted, 3, 2),
        origins=Places(file, OTHER_PAYER, (numbers_of(slots),)),
    )


def _last_remittances(adjudications: list[Slots], values: Values) -> dict[str, Segment]:
    """Return payer id → the segment with the last day on which it settled a line."""
    last: dict[str, tuple[date, Segment]] = {}
    for slots in adjudications:
        segment = slots.get("2430 DTP*573", NOWHERE)
        payer_id, found = slots["2430 SVD"][1][1], values.day(segment, 3, 2)
        if isinstance(found, date) and payer_id and (payer_id not in last or found > last[payer_id][0]):
            last[payer_id] = found, segment
    return {payer_id: segment for payer_id, (_, segment) in last.items()}
