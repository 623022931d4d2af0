"""The clinic week as its payer has it, and a made-up answer to it."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from histories.remittance_text import HEADING, answer, remittance, service

from rules_engine.claims.model import Claim
from rules_engine.engine import read

FOLDER = Path(__file__).parents[2] / "examples" / "clinic_week"


def claims_file() -> bytes:
    """Return the 837P of the week."""
    return (FOLDER / "claims.837").read_bytes()


def claims() -> tuple[Claim, ...]:
    """Return the claims of the week, as read."""
    (intake,) = read([(claims_file(), "claims.837")])
    return intake.claims


def answers_file(kept: int | None = None) -> bytes:
    """Return an 835 to the week: of every third claim the last line is denied, every other line is paid to the half.

    kept: how many of the claims are answered.
    """
    found = [_answer(number, each) for number, each in enumerate(claims()[:kept])]
    heading = [segment for segment in HEADING if not segment.startswith("N1*PE")]
    return remittance(*found, heading=heading)


def is_denied(claim_number: int, place: int, lines: int) -> bool:
    """Return whether the answer denies a line."""
    return claim_number % 3 == 0 and place == lines - 1


def _answer(number: int, claim: Claim) -> list[str]:
    services, total = [], Decimal(0)
    for place, line in enumerate(claim.lines):
        assert isinstance(line.charge, Decimal) and isinstance(line.modifiers, tuple)
        paid = Decimal(0) if is_denied(number, place, len(claim.lines)) else line.charge / 2
        total += paid
        code = ":".join([str(line.code), *line.modifiers])
        day = re.sub("-", "", str(line.service_date))
        changes = [f"CAS*CO*{'45' if paid else '97'}*{line.charge - paid}", f"REF*6R*{claim.claim_id}-{line.number}"]
        services.append(service(code, str(line.charge), str(paid), day, *changes, f"AMT*B6*{paid}"))
    return answer(claim.claim_id, str(claim.charge), str(total), *services, icn=f"ICN{number}")
