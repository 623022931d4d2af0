"""Anthem's Kentucky Medicaid plan, whose modifiers tell the licence of the clinician.

Sources, read 2026-11-25. Anthem, Community Mental Health Center Medicaid Billing Guidance, second edition (copy of
paperzz.com/doc/7013808, undated): evaluation and therapy carry the modifier of the clinician's licence, out of a list
of thirteen. AH, clinical psychologist, and AJ, clinical social worker, are of the national list of modifiers and told
by TheraThink, AJ Modifier (therathink.com/aj-modifier). Humana, network notices: the plan ended with 2024-12-31.

What the eleven others stand for was not read: they tell nothing, and a line with two of the thirteen tells nothing.
"""

from __future__ import annotations

from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return the payer by the names that its rulebook is identified by."""
    return ("ANTHEM KENTUCKY MEDICAID", "ANTHEM MEDICAID KENTUCKY", "ANTHEM-KENTUCKY")


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with the professions that modifiers tell and the registry does not."""
    from .licences import with_licences

    return with_licences(dossier)
