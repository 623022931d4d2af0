"""TRICARE under the payer ids and names of its two regions, which tell the contractor area of a claim.

Sources, read 2026-11-25. 99726, region West: TriWest, TRICARE Claims Instructions (tricare.triwest.com), contractor of
the region for services since 2025-01-01. 99727, region East, for services since 2025-01-01, and TREST, region East
before: Humana Military, New claim submissions (humanamilitary.com). Names of the regions: the same pages, and Health
Net Federal Services (tricare-west.com).

For services before 2025 the pages give no number of the region West, and 99727 was not yet that of the East: such a
claim is one to TRICARE, and its area is known only when the payer's name says it.
"""

from __future__ import annotations

from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return payer ids and names of the regions."""
    from .regions import PAYERS

    return PAYERS


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with the region in the member's record, and the payer as the rulebook knows it."""
    from .regions import with_region

    return with_region(dossier)
