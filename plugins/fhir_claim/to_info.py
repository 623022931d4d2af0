"""Supporting information and related claims: dates around the claim, attachments, frequency, the original's number."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from rules_engine.claims.absence import Absent

from .claim_schema import Claim, Related, SupportingInfo
from .resources import Resource
from .systems import DELAY_REASONS, FREQUENCIES, REPORT_TYPES
from .values import NOTHING, TEXT, UNREADABLE, Found, Values, first_code

_FREQUENCIES: Final = {
    **dict.fromkeys(("1", "original"), "original"),
    **dict.fromkeys(("6", "corrected"), "corrected"),
    **dict.fromkeys(("7", "replaced", "replaces", "replacement"), "replacement"),
    **dict.fromkeys(("8", "void", "voided", "cancels"), "void"),
}
_STAYS: Final = frozenset({"hospitalized", "admissionperiod"})
_ATTACHMENT: Final = "attachment"
_CLAIMS: Final = frozenset({"Claim", "ClaimResponse"})


def to_info(claim: Claim, at: str, values: Values) -> dict[str, Found]:
    """Return attribute of the claim → what the supporting information says of it."""
    found: dict[str, Found] = {}
    attachments: list[Any] = []
    for number, each in enumerate(claim.supporting_info):
        here = f"{at}/supportingInfo/{number}"
        category = first_code(each.category)
        if category == _ATTACHMENT:
            attachments.append(_report_type(each, here, values))
        elif category == "onset":
            found["onset_date"] = _day(each, here, values, "start")
        elif category == "clmrecvddate":
            found["received_date"] = _day(each, here, values, "start")
        elif category in _STAYS and each.timing_period is not UNSET:
            found["admission_date"] = _day(each, here, values, "start")
            found["discharge_date"] = _day(each, here, values, "end")
        elif _is_delay(each):
            found["delay_reason"] = values.code(each.code, DELAY_REASONS, TEXT, f"{here}/code")
    is_whole = not any(isinstance(each, Absent) for each in attachments)
    # FHIR has no empty list: a claim without attachments has none.
    found["attachments"] = Found(tuple(attachments) if is_whole else UNREADABLE, f"{at}/supportingInfo")
    return found


def _is_delay(info: SupportingInfo) -> bool:
    """Return whether an entry is about the delay: its category or its code is of the code system of delay reasons."""
    concepts = [each for each in (info.category, info.code) if each is not UNSET]
    return any(coding.system in DELAY_REASONS for each in concepts for coding in each.coding)


def _day(info: SupportingInfo, at: str, values: Values, end: str) -> Found:
    if info.timing_date is not UNSET:
        return Found(values.day(info.timing_date, f"{at}/timingDate"), f"{at}/timingDate")
    if info.timing_period is UNSET:
        return NOTHING
    where = f"{at}/timingPeriod/{end}"
    return Found(values.day(info.timing_period.start if end == "start" else info.timing_period.end, where), where)


def _report_type(info: SupportingInfo, at: str, values: Values) -> Any:
    return values.code(info.code, REPORT_TYPES, TEXT, f"{at}/code", lenient=True).value


def to_frequency(claim: Claim, at: str, values: Values) -> Found:
    """Return the frequency. A claim that is related to no other is an original: FHIR has no other way to say so."""
    if not claim.related:
        return Found("original")
    said: list[Found] = []
    for number, each in enumerate(claim.related):
        if each.relationship is UNSET:
            continue
        for place, coding in enumerate(each.relationship.coding):
            is_read = coding.system in FREQUENCIES or (coding.code is not UNSET and not coding.code.isdigit())
            if is_read and coding.code in _FREQUENCIES:
                where = f"{at}/related/{number}/relationship/coding/{place}/code"
                said.append(Found(_FREQUENCIES[str(coding.code)], where))
    if len({each.value for each in said}) > 1:
        return Found(values.note(f"{at}/related", "several-codes"))
    return said[0] if said else NOTHING


def to_original(claim: Claim, owner: Resource, values: Values) -> Found:
    """Return the payer's number of the claim that this one corrects, replaces or voids."""
    for number, each in enumerate(claim.related):
        found = _number(each, owner, f"{owner.at}/related/{number}", values)
        if found is not NOTHING:
            return found
    return NOTHING


def _number(related: Related, owner: Resource, at: str, values: Values) -> Found:
    if related.claim is not UNSET:
        mark = related.claim.identifier
        if mark is not UNSET and mark.value is not UNSET:
            where = f"{at}/claim/identifier/value"
            return Found(values.leaf(TEXT, mark.value, where), where)
        target = values.target(related.claim, owner, f"{at}/claim", _CLAIMS)
        if target is not None and isinstance(target.value, Claim):
            return values.identifier(target.value.identifier, f"{target.at}/identifier", frozenset(), TEXT)
    if related.reference is not UNSET and related.reference.value is not UNSET:
        where = f"{at}/reference/value"
        return Found(values.leaf(TEXT, related.reference.value, where), where)
    return NOTHING
