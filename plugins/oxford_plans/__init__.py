"""Oxford plans of UnitedHealthcare, whose payer id tells the product.

Sources, read 2026-11-25: UnitedHealthcare, Administrative Guide 2021, Our claims process, Oxford Level-Funded plans
(uhcprovider.com): electronic claims have payer id 06111; Oxford Health Plans, Reference Guide for Providers, May 2007:
the same number for commercial claims, with Medicare Advantage listed apart. The plans under this number are the
product that the rulebook of UnitedHealthcare calls "Oxford".

A claim whose filing indicator says Medicare or Medicaid contradicts that, and its product stays unknown.
"""

from __future__ import annotations

from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return the payer id of the plans; the name alone tells no product."""
    return ("06111",)


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with the product in the member's record, and the payer as the rulebook knows it."""
    from .product import with_product

    return with_product(dossier)
