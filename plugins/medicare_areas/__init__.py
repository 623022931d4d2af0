"""Medicare Part B under the names and numbers of its contractors, which tell the contractor area of a claim.

Sources, read 2026-11-25. States of an area: J6, CMS, Jurisdiction 6 fact sheet (cms.gov); JK, list of contractors of
the American Speech-Language-Hearing Association (asha.org); JL, CMS, status of contract awards, 2012-09-17; JH, and JL
again, Nirvana, Novitas (nirvana-docs.readme.io). Contract number 04412, area JH: CMS, LCD L36240 of Novitas Solutions.
Names: the payer list of the clearinghouse Stedi has "Medicare Alabama Part B" and "Medicare New York Part B Queens";
that the other states are named in the same way was not read.

Contract numbers of other states were not read, so a claim with a number alone keeps its area unknown. Claims to plain
"MEDICARE" tell no area and are not looked at.
"""

from __future__ import annotations

from rules_engine.claims.model import Dossier
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_payers() -> tuple[str, ...]:
    """Return the contract number and the names that tell an area."""
    from .areas import AREA_OF

    return tuple(AREA_OF)


@hookimpl
def rules_engine_adapt(dossier: Dossier) -> Dossier | None:
    """Return the dossier with the area in the member's record, and the payer as the rulebook knows it."""
    from .areas import with_area

    return with_area(dossier)
