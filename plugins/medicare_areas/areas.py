"""The contractor area that a payer's number and name tell."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.model import Dossier
from rules_engine.claims.telling import name_payer, payer_marks, tell_member

_STATES: Final = {
    "J6": ("ILLINOIS", "MINNESOTA", "WISCONSIN"),
    "JK": ("CONNECTICUT", "MAINE", "MASSACHUSETTS", "NEW HAMPSHIRE", "NEW YORK", "RHODE ISLAND", "VERMONT"),
    "JH": ("ARKANSAS", "COLORADO", "LOUISIANA", "MISSISSIPPI", "NEW MEXICO", "OKLAHOMA", "TEXAS"),
    "JL": ("DELAWARE", "DISTRICT OF COLUMBIA", "MARYLAND", "NEW JERSEY", "PENNSYLVANIA"),
}
_NAMES: Final = {f"MEDICARE {state} PART B": area for area, states in _STATES.items() for state in states}

AREA_OF: Final = {"04412": "JH", **_NAMES, "MEDICARE NEW YORK PART B QUEENS": "JK"}
"""Payer, in capitals → contractor area."""


def with_area(dossier: Dossier) -> Dossier | None:
    """Return the dossier with area and payer; None when there is nothing to change.

    A claim whose number and name tell different areas is left as it is.
    """
    told = {name: AREA_OF[mark] for name, mark in payer_marks(dossier).items() if mark in AREA_OF}
    if len(set(told.values())) != 1:
        return None
    (said, area), *_ = told.items()
    found = tell_member(dossier, dossier.claim.origins.get(said), contractor_area=area)
    return name_payer(found, AREA_OF.keys(), "MEDICARE PART B")
