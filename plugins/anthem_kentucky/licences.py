"""The profession that a line tells by its modifier."""

from __future__ import annotations

from datetime import date
from typing import Final

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Dossier, ServiceLine
from rules_engine.claims.telling import tell_provider

_CODES: Final = frozenset({"90791", "90832", "90833", "90834", "90836", "90837"})
_MARKS: Final = frozenset({"AF", "AM", "U3", "SA", "AH", "AJ", "U8", "HO", "U4", "U1", "U2", "HN", "U5"})
_KINDS: Final = {"AH": "clinical psychologist", "AJ": "clinical social worker"}
_THROUGH: Final = date(2024, 12, 31)


def with_licences(dossier: Dossier) -> Dossier | None:
    """Return the dossier with what modifiers tell of rendering providers; None when there is nothing to tell.

    Nothing is told of the number that the claim is billed under, which may be that of the center, nor of a number of
    which two lines tell different things.
    """
    told: dict[str, dict[str, ServiceLine]] = {}
    for line in dossier.claim.lines:
        mark, npi = mark_of(line), line.rendering_npi
        if mark and isinstance(npi, str) and npi != dossier.claim.billing_npi:
            told.setdefault(npi, {}).setdefault(mark, line)
    found = dossier
    for npi, lines in told.items():
        ((mark, line), *others) = lines.items()
        if not others and mark in _KINDS:
            found = tell_provider(found, npi, line.origins.get("modifiers"), kind=_KINDS[mark])
    return None if found is dossier else found


def mark_of(line: ServiceLine) -> str:
    """Return the modifier of a licence, or an empty text when there is none, or more than one.

    >>> mark_of(ServiceLine(number=1, code="90837", service_date=date(2023, 3, 1), modifiers=("AH", "95")))
    'AH'
    """
    if isinstance(line.modifiers, Absent) or isinstance(line.service_date, Absent) or line.service_date > _THROUGH:
        return ""
    marks = [each for each in line.modifiers if each in _MARKS] if line.code in _CODES else []
    return marks[0] if len(marks) == 1 else ""
