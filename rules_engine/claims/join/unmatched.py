"""Records that found no claim, or more than one, and what is said about them."""

from __future__ import annotations

from typing import Any, Final

import attrs

from rules_engine.claims.origin import Origin
from rules_engine.claims.places import place_of
from rules_engine.value import Value

_REASONS: Final = {
    "no-such-claim": "no claim of this job has this claim id",
    "no-such-line": "the claim has no such line",
    "no-such-day": "no claim of this patient has a line of this day",
    "no-such-patient": "no claim of this job is of this patient",
    "not-named": "no claim that is judged names this provider",
    "claim-rejected": "its claim was rejected",
    "names-no-claim": "it has neither a claim id nor a patient id with a service date",
    "names-no-claim-id": "it has no claim id",
    "names-no-patient": "it has no patient id",
    "several-claims": "more than one claim fits",
    "several-lines": "more than one line fits: name the line number, or the service date",
    "several-records": "more than one record fits the same place",
    "too-many-claims": "one patient id stands on too many claims to be one person",
}


@attrs.frozen(eq=False, repr=False)
class Unmatched(Value):
    """One record that is in no dossier.

    code: stable name of the reason. part: key of the document that it came under: "documentation", "history" …
    reason: one line, no value of the record. origin: where the record stands.
    """

    code: str
    part: str
    reason: str
    origin: Origin


def unmatched(code: str, part: str, record: Any) -> Unmatched:
    """Return the notice of a record of the model that is in no dossier."""
    return Unmatched(code, part, _REASONS[code], place_of(record.origins))
