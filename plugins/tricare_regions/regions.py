"""The region that a payer's id and name tell."""

from __future__ import annotations

from datetime import date
from typing import Final

from rules_engine.claims.model import Claim, Dossier
from rules_engine.claims.telling import name_payer, payer_marks, tell_member

_ALWAYS: Final = {"TREST": "EAST", "TRICARE EAST": "EAST", "TRICARE WEST": "WEST"}
_SINCE_2025: Final = {"99726": "WEST", "99727": "EAST"}
_NEW_CONTRACTS: Final = date(2025, 1, 1)

PAYERS: Final = (*_ALWAYS, *_SINCE_2025)


def with_region(dossier: Dossier) -> Dossier | None:
    """Return the dossier with region and payer; None when there is nothing to change.

    A claim whose id and name tell different regions is left as it is.
    """
    regions = {**_ALWAYS, **_SINCE_2025}
    told = {name: mark for name, mark in payer_marks(dossier).items() if mark in regions}
    if len({regions[mark] for mark in told.values()}) != 1:
        return None
    found = dossier
    for said, mark in told.items():
        if mark in _ALWAYS or _is_of_new_contracts(dossier.claim):
            found = tell_member(found, dossier.claim.origins.get(said), contractor_area=regions[mark])
    return name_payer(found, PAYERS, "TRICARE")


def _is_of_new_contracts(claim: Claim) -> bool:
    days = [line.service_date for line in claim.lines]
    return bool(days) and all(isinstance(day, date) and day >= _NEW_CONTRACTS for day in days)
