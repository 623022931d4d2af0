"""What a payer answered to claims: an 835 as read, before anybody has found the claims that it speaks of."""

from __future__ import annotations

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED
from rules_engine.claims.model import Amount, Codes, Day, Entity, Text
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.claims.rejection import Rejection


@attrs.frozen(eq=False, repr=False, kw_only=True)
class LinePayment(Entity):
    """The answer to one service line (loop 2110)."""

    code: Text = NOT_SUPPLIED  # as billed: SVC06 where the payer changed it
    modifiers: Codes = NOT_SUPPLIED
    charge: Amount = NOT_SUPPLIED  # US dollars
    paid: Amount = NOT_SUPPLIED  # US dollars
    allowed_amount: Amount = NOT_SUPPLIED  # US dollars; only as stated (AMT*B6)
    service_date: Day = NOT_SUPPLIED
    control_number: Text = NOT_SUPPLIED  # REF*6R
    adjustments: Codes = ()  # "CO-45", "PR-1"
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Remittance(Entity):
    """The answer to one claim (loop 2100).

    status: CLP02 in words: "processed", "denied", "reversed", "not ours", "predetermination"; another code as it is.
    payer_claim_number: CLP07, which a replacement names as its original claim number.
    """

    claim_id: str  # CLP01
    status: Text = NOT_SUPPLIED
    billing_npi: Text = NOT_SUPPLIED  # of the payee
    payer_claim_number: Text = NOT_SUPPLIED
    payer_id: Text = NOT_SUPPLIED
    charge: Amount = NOT_SUPPLIED  # US dollars
    paid: Amount = NOT_SUPPLIED  # US dollars
    remittance_date: Day = NOT_SUPPLIED
    received_date: Day = NOT_SUPPLIED
    adjustments: Codes = ()  # of the claim as a whole
    lines: tuple[LinePayment, ...] = ()
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


@attrs.frozen(repr=False, kw_only=True)
class Remittances:
    """One 835 as read. found: number of answers that the file holds, `len(answers)` and those refused."""

    answers: tuple[Remittance, ...] = ()
    found: int = 0
    rejections: tuple[Rejection, ...] = ()
