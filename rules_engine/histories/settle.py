"""Which version of a claim holds, and what the payer's answers make of it.

Both are functions of everything that came, whatever the order in which it came.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

import attrs

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.remittance import LinePayment, Remittance

Identity = tuple[str, str, str]
"""Billing NPI, claim id and payer id; empty where the claim does not say."""

ANSWERED: Final = frozenset({"paid", "denied", "voided"})
_RANKS: Final = {"corrected": 1, "replacement": 1, "void": 2}
_REPLACING: Final = frozenset(_RANKS)
# What the patient owes of a service that is covered: deductible, coinsurance, copayment, blood deductible.
_SHARES: Final = frozenset({"PR-1", "PR-2", "PR-3", "PR-66"})
_SILENT: Final = frozenset({"not ours", "predetermination", "reversed"})


class Version(NamedTuple):
    """One version of a claim, as it came. key: grows with the order of arrival. control_numbers: REF*6R by line."""

    key: int
    claim: Claim
    control_numbers: tuple[str | None, ...]


def identity(claim: Claim) -> Identity:
    """Return what the versions of one claim share."""
    return said(claim.billing_npi), claim.claim_id, said(claim.payer_id)


def said(text: str | Absent) -> str:
    """Return a text, or nothing for one that is absent."""
    return "" if isinstance(text, Absent) else text


def replaces(claim: Claim) -> bool:
    """Return whether a claim stands in the place of an earlier one."""
    return claim.frequency in _REPLACING


def holding(versions: Iterable[Version]) -> Version:
    """Return the version of one claim that holds: the latest replacement, else the latest that came.

    An original that was sent after a replacement or a void of the same id is a claim of its own, and holds.
    """
    known = list(versions)
    best = max(known, key=_rank)
    day = sent_on(best.claim)
    later = [each for each in known if not replaces(each.claim) and _is_before(day, sent_on(each.claim))]
    return max(later, key=_rank) if later and replaces(best.claim) else best


def _is_before(one: date | None, other: date | None) -> bool:
    return one is not None and other is not None and one < other


def _rank(version: Version) -> tuple[int, bool, date, int]:
    claim = version.claim
    is_answered = any(line.status in ANSWERED for line in claim.lines)
    days = [sent_on(claim), _day(claim.remittance_date), *[_day(line.remittance_date) for line in claim.lines]]
    last = max((day for day in days if day), default=date.min)
    return _RANKS.get(said(claim.frequency), 0), is_answered, last, version.key


def sent_on(claim: Claim) -> date | None:
    """Return the last day of which the claim says that it was sent or received; None when it says none."""
    days = [day for each in (claim.submission_date, claim.received_date) if (day := _day(each))]
    return max(days, default=None)


def _day(day: date | Absent) -> date | None:
    return None if isinstance(day, Absent) else day


def settled(version: Version, answers: Iterable[Remittance]) -> Claim:
    """Return a claim with what the payer has answered to it, in the order of the answers' days.

    An answer older than a replacement is an answer to what it replaces. The lines of a void are voided.
    """
    claim = version.claim
    if claim.frequency == "void":
        lines = [line if line.status in ANSWERED else attrs.evolve(line, status="voided") for line in claim.lines]
        return attrs.evolve(claim, lines=tuple(lines))
    sent = sent_on(claim) if replaces(claim) else None
    for answer in standing(answers):
        if not _is_before(_day(answer.remittance_date), sent):
            claim = _answered(claim, answer, version.control_numbers)
    return claim


def standing(answers: Iterable[Remittance]) -> list[Remittance]:
    """Return the answers that no reversal has taken back, oldest first; a reversal takes back the latest like it."""
    ordered = sorted(answers, key=_when)
    kept = [each for each in ordered if each.status not in _SILENT]
    for reversal in [each for each in ordered if each.status == "reversed"]:
        before = [each for each in kept if _when(each)[0] <= _when(reversal)[0]]
        alike = [each for each in before if _undoes(reversal.paid, each.paid) and _undoes(reversal.charge, each.charge)]
        if before:
            last = (alike or before)[-1]
            kept = [each for each in kept if each is not last]
    return kept


def _when(answer: Remittance) -> tuple[date, str, Decimal]:
    paid = answer.paid if isinstance(answer.paid, Decimal) else Decimal(0)
    return _day(answer.remittance_date) or date.min, said(answer.payer_claim_number), paid


def _undoes(one: Decimal | Absent, other: Decimal | Absent) -> bool:
    return isinstance(one, Decimal) and isinstance(other, Decimal) and one == -other


def _answered(claim: Claim, answer: Remittance, control_numbers: Sequence[str | None]) -> Claim:
    lines = list(claim.lines)
    for place, payment in matched(claim, answer, control_numbers):
        lines[place] = _paid(lines[place], answer, payment)
    if not answer.lines:
        lines = [_paid_as_whole(line, answer, is_only=len(lines) == 1) for line in lines]
    received = claim.received_date if isinstance(answer.received_date, Absent) else answer.received_date
    return attrs.evolve(claim, lines=tuple(lines), remittance_date=answer.remittance_date, received_date=received)


def matched(
    claim: Claim, answer: Remittance, control_numbers: Sequence[str | None]
) -> Iterator[tuple[int, LinePayment]]:
    """Yield the place of each line that the answer speaks of, and what it says of it.

    A line is found by its control number, else by code, modifiers and day, else by code and day, if only one fits.
    """
    free = dict(enumerate(claim.lines))
    for payment in answer.lines:
        places = _places(free, payment, control_numbers)
        if len(places) == 1:
            del free[places[0]]
            yield places[0], payment


def _places(free: dict[int, ServiceLine], payment: LinePayment, control_numbers: Sequence[str | None]) -> list[int]:
    number = payment.control_number
    if isinstance(number, str):
        own = [place for place in free if control_numbers[place] == number]
        # A payer gives back the number of the line where the claim named none.
        if not own and not any(control_numbers):
            own = [place for place, line in free.items() if str(line.number) == number and line.code == payment.code]
        if own:
            return own
    alike = [place for place, line in free.items() if line.code == payment.code and _same_day(line, payment)]
    exact = [place for place in alike if free[place].modifiers == payment.modifiers]
    charged = [place for place in exact if free[place].charge == payment.charge]
    return _first_of_equals(charged or exact or alike, free)


def _first_of_equals(places: list[int], free: dict[int, ServiceLine]) -> list[int]:
    """Return one of lines that differ in nothing but their number: it is the same which one."""
    if not places:
        return []
    first = attrs.evolve(free[places[0]], number=0)
    return places[:1] if all(attrs.evolve(free[place], number=0) == first for place in places) else places


def _same_day(line: ServiceLine, payment: LinePayment) -> bool:
    return isinstance(payment.service_date, Absent) or line.service_date == payment.service_date


def _paid(line: ServiceLine, answer: Remittance, payment: LinePayment) -> ServiceLine:
    is_covered = (
        (isinstance(payment.paid, Decimal) and payment.paid > 0)
        or (not isinstance(payment.adjustments, Absent) and not _SHARES.isdisjoint(payment.adjustments))
        or (isinstance(payment.allowed_amount, Decimal) and payment.allowed_amount > 0)
    )
    return attrs.evolve(
        line,
        status="paid" if is_covered and answer.status != "denied" else "denied",
        paid=payment.paid,
        allowed_amount=payment.allowed_amount,
        remittance_date=answer.remittance_date,
    )


def _paid_as_whole(line: ServiceLine, answer: Remittance, *, is_only: bool) -> ServiceLine:
    """Return a line of a claim that was answered without a word on its lines."""
    codes = () if isinstance(answer.adjustments, Absent) else answer.adjustments
    is_covered = (isinstance(answer.paid, Decimal) and answer.paid > 0) or not _SHARES.isdisjoint(codes)
    return attrs.evolve(
        line,
        status="paid" if is_covered and answer.status != "denied" else "denied",
        paid=answer.paid if is_only else NOT_DOCUMENTED,
        allowed_amount=NOT_DOCUMENTED,
        remittance_date=answer.remittance_date,
    )
