"""Psychological services for Texas Medicaid, whose modifiers tell who gave them.

Source, read 2026-11-25: TMHP, Delegated Psychological Services to Allow More Than One Modifier on the Same Date of
Service, 2019-05-17 (tmhp.com/news): for services since 2019-07-01 each line has AH, the psychologist; UC, a licensed
psychological associate; U9, a provisionally licensed psychologist; or UB, a psychology intern or fellow. A line with
two of them is refused. Delegates go out under the number of their psychologist or of the employer (1 TAC 354.1281(d)),
so these three tell of the clinician in the session record and never of the rendering provider. Licence levels: HHSC,
Medical Care Advisory Committee, 2013-02-14: a psychologist's licence is for independent practice, a provisional one
for practice under supervision.
"""

from __future__ import annotations

from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return the payer by the names that its rulebook is identified by."""
    return ("TEXAS MEDICAID", "TMHP", "TEXAS MEDICAID AND HEALTHCARE PARTNERSHIP", "TEXAS-MEDICAID")


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with the professions that modifiers tell and the registry does not."""
    from .professions import with_professions

    return with_professions(dossier)
