"""The product that the payer id of Oxford plans tells."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.model import Dossier
from rules_engine.claims.telling import name_payer, payer_marks, tell_member

PAYER_ID: Final = "06111"

# SBR09, X12 code list 1032: Medicare Advantage, Medicare A and B, Medicaid.
_PUBLIC: Final = frozenset({"16", "MA", "MB", "MC"})


def with_product(dossier: Dossier) -> Dossier | None:
    """Return the dossier with product and payer; None when the claim has another payer id."""
    claim = dossier.claim
    if payer_marks(dossier).get("payer_id") != PAYER_ID:
        return None
    found = dossier
    if claim.filing_indicator not in _PUBLIC:
        found = tell_member(dossier, claim.origins.get("payer_id"), product="Oxford")
    return name_payer(found, {PAYER_ID}, "OXFORD HEALTH PLANS")
