"""Whose profession a line tells by its modifier."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Dossier, ServiceLine
from rules_engine.claims.telling import tell_provider

_SINCE: Final = date(2019, 7, 1)
_PSYCHOLOGIST: Final = "AH"

# A provisional licence is below the independent level and no trainee's; an intern's profession has no word of its own.
FACTS: Final = {
    _PSYCHOLOGIST: {"kind": "clinical psychologist", "licence_level": "independent"},
    "UC": {"kind": "licensed psychological associate"},
    "U9": {"kind": "psychologist", "licence_level": "associate"},
    "UB": {"licence_level": "trainee"},
}


def with_professions(dossier: Dossier) -> Dossier | None:
    """Return the dossier with what modifiers tell of clinicians; None when there is nothing to tell.

    Nothing is told of a number of which two lines tell different things.
    """
    told: dict[str, dict[str, ServiceLine]] = {}
    for line in dossier.claim.lines:
        mark = mark_of(line)
        for npi in _clinicians(dossier, line, mark) if mark else ():
            told.setdefault(npi, {}).setdefault(mark, line)
    found = dossier
    for npi, lines in told.items():
        if len(lines) == 1:
            ((mark, line),) = lines.items()
            found = tell_provider(found, npi, line.origins.get("modifiers"), **FACTS[mark])
    return None if found is dossier else found


def mark_of(line: ServiceLine) -> str:
    """Return the modifier that tells who gave a service, or an empty text when there is none, or more than one.

    >>> mark_of(ServiceLine(number=1, service_date=date(2025, 1, 2), modifiers=("UC",)))
    'UC'
    >>> mark_of(ServiceLine(number=1, service_date=date(2025, 1, 2), modifiers=("UC", "AH")))
    ''
    """
    if isinstance(line.modifiers, Absent) or isinstance(line.service_date, Absent) or line.service_date < _SINCE:
        return ""
    marks = [each for each in line.modifiers if each in FACTS]
    return marks[0] if len(marks) == 1 else ""


def _clinicians(dossier: Dossier, line: ServiceLine, mark: str) -> Iterator[str]:
    """Give the numbers of which the modifier of a line tells.

    The number that the claim is billed under may be that of an employer, and a delegate has none on the claim.
    """
    claim, rendering = dossier.claim, line.rendering_npi
    if mark == _PSYCHOLOGIST and isinstance(rendering, str) and rendering != claim.billing_npi:
        yield rendering
    records = () if isinstance(dossier.sessions, Absent) else dossier.sessions
    own = {each.clinician_npi for each in records if (each.claim_id, each.line_number) == (claim.claim_id, line.number)}
    if len(own) == 1:
        (clinician,) = own
        if isinstance(clinician, str) and (mark == _PSYCHOLOGIST or clinician != rendering):
            yield clinician
