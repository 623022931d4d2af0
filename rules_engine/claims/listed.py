"""The places of a list as entries: each modifier of a line, and each diagnosis that a line points at."""

from __future__ import annotations

from decimal import Decimal

import attrs

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.model import Entity, Text
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.claims.roots import Roots


@attrs.frozen(eq=False, repr=False, kw_only=True)
class Listed(Entity):
    """One place of a list. position: 1 is the first."""

    position: Decimal
    code: Text
    origins: Origins = attrs.field(default=NO_ORIGINS, eq=False)


def modifier_entries(frame: Roots) -> tuple[Listed, ...] | Absent:
    """Return the modifiers of the line in the order billed."""
    modifiers = frame.line.modifiers
    if isinstance(modifiers, Absent):
        return modifiers
    return _listed(frame, "modifiers", modifiers)


def pointer_entries(frame: Roots) -> tuple[Listed, ...] | Absent:
    """Return the diagnoses that the line points at, in its order; one that points at nothing is not documented."""
    pointers, diagnoses = frame.line.diagnosis_pointers, frame.claim.diagnoses
    if isinstance(pointers, Absent):
        return pointers
    if isinstance(diagnoses, Absent):
        return _listed(frame, "diagnosis_pointers", (diagnoses,) * len(pointers))
    codes = {each.position: each.code for each in diagnoses}
    return _listed(frame, "diagnosis_pointers", tuple([codes.get(each, NOT_DOCUMENTED) for each in pointers]))


def _listed(frame: Roots, name: str, codes: tuple[str | Absent, ...]) -> tuple[Listed, ...]:
    place = frame.line.origins.get(name)
    origins = NO_ORIGINS if place is None else {"position": place, "code": place}
    return tuple([Listed(position=Decimal(n), code=code, origins=origins) for n, code in enumerate(codes, 1)])
