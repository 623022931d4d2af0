"""What a requirement speaks of, told from the facts that its parts read and the things that they look for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n

TOPICS: Final = {
    "code": "codes",
    "place": "where and how",
    "modifiers": "modifiers",
    "minutes": "minutes and units",
    "record": "what the record must hold",
    "limits": "limits",
    "authorization": "authorization and referral",
    "filing": "filing",
    "provider": "who may bill",
    "patient": "the patient and other payers",
    "diagnosis": "diagnoses",
    "lines": "other lines of that claim or day",
    "history": "earlier services",
    "judgement": "questions to a person",
    "payment": "what is allowed or paid",
}
"""Topics of a card in their order, with their headings."""

_FIRST: Final = (
    *("judgement", "authorization", "filing", "history", "lines", "modifiers", "minutes"),
    *("place", "provider", "diagnosis", "record", "patient"),
)
"""Of several topics in one requirement the first of these counts: what is asked for, before what it is asked of."""

_PATHS: Final[dict[tuple[str, ...], str]] = {
    ("line", "modifiers"): "modifiers",
    ("derived", "modifier_entries"): "modifiers",
    ("line", "place_of_service"): "place",
    ("line", "emergency"): "place",
    ("session", "mode"): "place",
    ("session", "patient_location"): "place",
    ("session", "patient_country"): "place",
    ("session", "clinician_country"): "place",
    ("site", "site_kind"): "place",
    ("line", "units"): "minutes",
    ("session", "start"): "minutes",
    ("session", "stop"): "minutes",
    ("session", "minutes"): "minutes",
    ("session", "therapy_minutes"): "minutes",
    ("session", "visit_minutes"): "minutes",
    ("session", "month_minutes"): "minutes",
    ("derived", "session_minutes"): "minutes",
    ("derived", "contact_minutes"): "minutes",
    ("derived", "session_time"): "minutes",
    ("derived", "contact_time"): "minutes",
    ("derived", "travel_time"): "minutes",
    ("derived", "paperwork_time"): "minutes",
    ("derived", "meal_time"): "minutes",
    ("line", "authorization_number"): "authorization",
    ("line", "referral_number"): "authorization",
    ("claim", "authorization_number"): "authorization",
    ("claim", "referral_number"): "authorization",
    ("derived", "filing_date"): "filing",
    ("claim", "submission_date"): "filing",
    ("claim", "received_date"): "filing",
    ("claim", "delay_reason"): "filing",
    ("claim", "frequency"): "filing",
    ("claim", "original_claim_number"): "filing",
    ("derived", "remittance_date"): "filing",
    ("derived", "birth_date"): "patient",
    ("derived", "age"): "patient",
    ("claim", "payer_order"): "patient",
    ("claim", "group_number"): "patient",
    ("claim", "filing_indicator"): "patient",
    ("line", "diagnosis_pointers"): "diagnosis",
    ("session", "diagnosis"): "diagnosis",
    ("line", "rendering_npi"): "provider",
    ("line", "rendering_taxonomy"): "provider",
    ("line", "referring_npi"): "provider",
    ("line", "ordering_npi"): "provider",
    ("line", "supervising_npi"): "provider",
    ("line", "facility_npi"): "provider",
    ("derived", "rendering_check_digit"): "provider",
    ("derived", "billing_check_digit"): "provider",
    ("claim", "billing_npi"): "provider",
    ("claim", "billing_taxonomy"): "provider",
    ("claim", "provider_signature"): "provider",
    ("session", "clinician_npi"): "provider",
    ("session", "supervision_level"): "provider",
    ("derived", "standing"): "lines",
}
_ROOTS: Final = {
    "authorization": "authorization",
    "member": "patient",
    "session": "record",
    "derived": "record",
    **dict.fromkeys(("rendering", "supervising", "referring", "ordering", "clinician", "assessor"), "provider"),
}
"""What a fact speaks of when its path is not named above, by the root of the path."""

_KINDS: Final = {
    "authorization": "authorization",
    "diagnosis": "diagnosis",
    "diagnosis pointer": "diagnosis",
    "modifier": "modifiers",
    "interval": "minutes",
    "coverage": "patient",
    "other payer": "patient",
    "stay": "patient",
    "answer": "judgement",
    **dict.fromkeys(("licence", "enrolment", "certificate", "assessor certificate"), "provider"),
    **dict.fromkeys(("participant", "consent", "test", "session", "document"), "record"),
}


def topic_of(node: Any) -> str:
    """Return the topic of a requirement.

    >>> from rules_engine.ir.types import TEXT
    >>> place = n.Field(1, n.Owner.THIS, "place of service", ("line", "place_of_service"), TEXT)
    >>> topic_of(n.Requires(2, n.Presence(3, place, "documented", False), "unknown"))
    'place'
    """
    whole = {n.Limit: "limits", n.Payment: "payment", n.RecordNeed: "record"}.get(type(node))
    if whole is not None:
        return whole
    found = set(_topics(node))
    return next((each for each in _FIRST if each in found), "code")


def _topics(held: Any) -> Iterator[str]:
    """Give what the parts speak of. Inside a search of lines only the search itself counts."""
    match held:
        case tuple():
            for each in held:
                yield from _topics(each)
        case n.Attested():
            yield "judgement"
        case n.Field():
            yield _PATHS.get(held.path, _ROOTS.get(held.path[0], ""))
        case n.Selection() if held.kind == "line":
            yield "lines" if any(map(_is_near, held.places)) else "history"
        case n.Selection():
            yield _KINDS.get(held.kind, "record")
        case _ if attrs.has(type(held)):
            for field in attrs.fields(type(held)):
                yield from _topics(getattr(held, field.name))


def _is_near(place: n.Place) -> bool:
    """Return whether a place keeps a search on the same claim, session or day."""
    if isinstance(place, n.OnClaim | n.Overlapping):
        return True
    return isinstance(place, n.Cycle) and place.unit == "day"
