"""Small claims and records for the tests of joining and of frames."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.intake import Intake
from rules_engine.claims.join import Joined, join
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine

MON, TUE = date(2026, 11, 9), date(2026, 11, 10)
UNREADABLE: Final = Absent(AbsenceKind.UNREADABLE)
SPAN: Final = (date(2026, 1, 1), date(2026, 11, 8))


def line(number: int = 1, day: Any = MON, **values: Any) -> ServiceLine:
    return ServiceLine(number=number, service_date=day, **values)


def claim(claim_id: str = "C1", *lines: ServiceLine, patient: Any = "P1", **values: Any) -> Claim:
    return Claim(claim_id=claim_id, lines=lines or (line(),), patient_id=patient, **values)


def of_claims(*claims: Claim, **parts: Any) -> Intake:
    return Intake(claims=claims, found=len(claims), **parts)


def history(*claims: Claim, span: Any = SPAN) -> History:
    return History(claims=claims, complete_from=span[0], complete_through=span[1])


def joined(*files: Intake) -> Joined:
    """Return the dossiers of a job, after a look at its books."""
    found = join(files)
    assert found.found == len(found.dossiers) + sum(each.lost for each in found.rejections)
    return found


def only(*files: Intake) -> Dossier:
    (found,) = joined(*files).dossiers
    return found


def reasons(found: Joined) -> list[tuple[str, str]]:
    return [(each.part, each.code) for each in found.unmatched]


def frame_of(billed: ServiceLine, claim_values: Any = (), **parts: Any) -> LineFrame:
    """Return a line of a claim of its own, with parts of its dossier."""
    whole = claim("C1", billed, **dict(claim_values))
    return LineFrame(Dossier(claim=whole, **parts), whole, billed)
