"""Earlier claims from a store, put beside those that the files of a job hold."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.join.history import combined, is_filed, span_of
from rules_engine.claims.model import Dossier, History


def remembered(dossier: Dossier, histories: Mapping[str, History]) -> Dossier:
    """Return a dossier whose history is that of the files and that of a store together.

    histories: by patient; one who is not in it leaves the dossier as it is. A claim that is filed now and not answered
    is no earlier claim, though the store may know it from an earlier job.
    """
    stored = histories.get(dossier.claim.patient_id) if isinstance(dossier.claim.patient_id, str) else None
    if stored is None:
        return dossier
    given = dossier.history if isinstance(dossier.history, History) else History()
    filed: dict[str, set[object]] = {}
    for claim in (dossier.claim, *given.claims):
        filed.setdefault(claim.claim_id, set()).add(claim.billing_npi)
    earlier = [each for each in stored.claims if not is_filed(each, filed.get(each.claim_id, set()))]
    parts = [span_of(stored), *([span_of(given)] if _says_days(given) else [])]
    start, stop = combined([span for span in parts if span is not None]) or (NOT_SUPPLIED, NOT_SUPPLIED)
    claims = tuple(dict.fromkeys((*earlier, *given.claims)))
    return attrs.evolve(dossier, history=History(claims=claims, complete_from=start, complete_through=stop))


def _says_days(history: History) -> bool:
    return not (isinstance(history.complete_from, Absent) and isinstance(history.complete_through, Absent))
