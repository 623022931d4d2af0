"""The other insurances of a claim as other payers, with what their answers say."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import UNSET

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import OtherPayer

from .claim_schema import Claim, Insurance
from .places import Places
from .resources import Resource
from .schema import ClaimResponse, Coverage
from .to_party import Payer, payer
from .to_patient import COVERAGES, to_billed
from .values import NOTHING, Values

_RESPONSES: Final = frozenset({"ClaimResponse"})


def focal_of(claim: Claim, at: str, values: Values) -> int | None:
    """Return the number of the insurance that is billed: the one marked, or the only one. None without insurance."""
    if not claim.insurance:
        return None
    marked = [number for number, each in enumerate(claim.insurance) if each.focal is True]
    if len(marked) == 1:
        return marked[0]
    if len(claim.insurance) == 1 and claim.insurance[0].focal is UNSET:
        return 0
    values.note(f"{at}/insurance", "no-focal-insurance")
    return None


def to_payers(claim: Claim, focal: int | None, owner: Resource, values: Values) -> tuple[OtherPayer, ...]:
    """Return the payers besides the one that is billed."""
    return tuple(
        [
            _payer(each, owner, f"{owner.at}/insurance/{number}", values)
            for number, each in enumerate(claim.insurance)
            if number != focal
        ]
    )


def _payer(insurance: Insurance, owner: Resource, at: str, values: Values) -> OtherPayer:
    coverage = values.target(insurance.coverage, owner, f"{at}/coverage", COVERAGES)
    order = to_billed(coverage, _sequence(insurance), at, values).order
    pointers = {"order": order.pointer}
    who = Payer(NOTHING, NOTHING)
    start: date | Absent = NOT_SUPPLIED
    end: date | Absent = NOT_SUPPLIED
    if coverage is not None and isinstance(coverage.value, Coverage):
        value, here = coverage.value, coverage.at
        if value.payor:
            who = payer(value.payor[0], coverage, f"{here}/payor/0", values)
        if value.period is not UNSET:
            start = values.day(value.period.start, f"{here}/period/start")
            end = values.day(value.period.end, f"{here}/period/end")
            pointers |= {"start_date": f"{here}/period/start", "end_date": f"{here}/period/end"}
    pointers |= {"payer_id": who.payer_id.pointer, "name": who.name.pointer}
    response = values.target(insurance.claim_response, owner, f"{at}/claimResponse", _RESPONSES)
    paid, remitted = _answer(response, values, pointers)
    return OtherPayer(
        payer_id=who.payer_id.value,
        name=who.name.value,
        order=order.value,
        paid=paid,
        remittance_date=remitted,
        status="paid" if isinstance(paid, Decimal) and paid > 0 else NOT_SUPPLIED,
        start_date=start,
        end_date=end,
        origins=Places(values.file, at, {}, pointers),
    )


def _sequence(insurance: Insurance) -> int:
    return 0 if insurance.sequence is UNSET else insurance.sequence


def _answer(
    response: Resource | None, values: Values, pointers: dict[str, str]
) -> tuple[Decimal | Absent, date | Absent]:
    """Return what another payer paid, and the day of its answer."""
    if response is None or not isinstance(response.value, ClaimResponse):
        return NOT_SUPPLIED, NOT_SUPPLIED
    value, at = response.value, response.at
    paid: Decimal | Absent = NOT_SUPPLIED
    if value.payment is not UNSET and value.payment.amount is not UNSET:
        paid = values.dollars(value.payment.amount, f"{at}/payment/amount")
        pointers |= {"paid": f"{at}/payment/amount/value", "status": f"{at}/payment/amount/value"}
    pointers["remittance_date"] = f"{at}/created"
    return paid, values.day(value.created, f"{at}/created")
