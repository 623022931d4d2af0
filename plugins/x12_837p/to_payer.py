"""One loop 2320 as another payer of the claim."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.model import OtherPayer

from .addresses import OTHER_PAYER
from .places import Places, SourceFile
from .records import NOWHERE, Segment, Slots, numbers_of
from .values import Values, text

_ORDER: Final = {"P": "primary", "S": "secondary", "T": "tertiary"} | {
    letter: f"payer {place}" for place, letter in enumerate("ABCDEFGH", 4)
}

# CAS02, CAS05 … CAS17 are the reasons.
_REASON_STEP: Final = 3
_LAST_REASON: Final = 18


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
    return tuple(_payer(slots, remittances, adjudications, file, values) for slots in payers)


def _payer(
    slots: Slots, remittances: dict[str, Segment], settled: list[Slots], file: SourceFile, values: Values
) -> OtherPayer:
    name = slots.get("2330B NM1", NOWHERE)
    remitted = slots.get("2330B DTP*573")
    if remitted is None:
        remitted = slots["2430 DTP*573"] = remittances.get(name[1][9], NOWHERE)
    adjustments = _adjustments(slots, [each for each in settled if each["2430 SVD"][1][1] == name[1][9]])
    paid = values.amount(slots.get("2320 AMT*D", NOWHERE), 2)
    if is_paid := isinstance(paid, Decimal) and paid > 0:
        slots["2320 AMT*D*paid"] = slots["2320 AMT*D"]
    return OtherPayer(
        payer_id=text(name, 9),
        name=text(name, 3),
        order=order_of(slots["2320 SBR"][1][1]),
        paid=paid,
        status="paid" if is_paid else NOT_SUPPLIED,
        adjustments=adjustments or NOT_DOCUMENTED,
        remittance_date=values.day(remitted, 3, 2),
        origins=Places(file, OTHER_PAYER, (numbers_of(slots),)),
    )


def _adjustments(slots: Slots, settled: list[Slots]) -> tuple[str, ...]:
    """Return what the payer took off the claim and its lines, each code once: group and reason, such as CO-45.

    settled: loops 2430 of this payer; the first of them that took something off lends its place.
    """
    of_lines = [(slot, segment) for each in settled for slot, segment in each.items() if slot.startswith("2430 CAS")]
    if of_lines and "2320 CAS" not in slots:
        slots["2430 CAS"] = of_lines[0][1]
    own = [segment for slot, segment in slots.items() if slot.startswith("2320 CAS")]
    found: dict[str, None] = {}
    for _, elements in (*own, *[segment for _, segment in of_lines]):
        group = elements[1].strip(" ")
        reasons = [each.strip(" ") for each in elements[2:_LAST_REASON:_REASON_STEP]]
        found.update({f"{group}-{reason}": None for reason in reasons if group and reason})
    return tuple(found)


def _last_remittances(adjudications: list[Slots], values: Values) -> dict[str, Segment]:
    """Return payer id → the segment with the last day on which it settled a line."""
    last: dict[str, tuple[date, Segment]] = {}
    for slots in adjudications:
        segment = slots.get("2430 DTP*573", NOWHERE)
        payer_id, found = slots["2430 SVD"][1][1], values.day(segment, 3, 2)
        if isinstance(found, date) and payer_id and (payer_id not in last or found > last[payer_id][0]):
            last[payer_id] = found, segment
    return {payer_id: segment for payer_id, (_, segment) in last.items()}
