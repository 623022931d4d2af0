"""The dossiers of the oracle as the engine knows them."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from fractions import Fraction
from typing import Any

from properties.oracle.facts import NEVER_CAME, Facts, Gone

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.model import Claim, Dossier, History, ServiceLine, Session, Signature

LINE = {
    "code": "code",
    "place of service": "place_of_service",
    "modifiers": "modifiers",
    "units": "units",
    "charge": "charge",
    "service date": "service_date",
    "emergency": "emergency",
}
SESSION = {"minutes": "minutes", "start": "start", "stop": "stop", "session mode": "mode", "elements": "elements"}


def to_dossier(claim: Facts) -> Dossier:
    """Return the dossier that the engine judges."""
    lines = tuple(_line(number, line) for number, line in enumerate(claim["lines"], 1))
    sessions = tuple(
        _session(number, line["session"])
        for number, line in enumerate(claim["lines"], 1)
        if line["session"] is not None
    )
    filed = {"submission_date": _value(claim["lines"][0].get("filing date", NEVER_CAME))}
    made = Claim(claim_id="C", lines=lines, frequency=_value(claim["claim frequency"]), patient_id="P", **filed)
    came = sessions if claim["has sessions"] else NOT_SUPPLIED
    return Dossier(claim=made, sessions=came, history=_history(claim) if "earlier" in claim else NOT_SUPPLIED)


def _history(claim: Facts) -> History:
    claims = tuple(
        Claim(
            claim_id=line["claim id"],
            patient_id="P",
            lines=(_line(line["number"], line),),
            submission_date=_value(line["filing date"]),
        )
        for line in claim["earlier"]
    )
    first, last = (date.min, date.max) if claim["whole"] else (NOT_SUPPLIED, NOT_SUPPLIED)
    return History(claims=claims, complete_from=first, complete_through=last)


def _line(number: int, line: Facts) -> ServiceLine:
    return ServiceLine(number=number, **{attribute: _value(line[name]) for name, attribute in LINE.items()})


def _session(number: int, session: Facts) -> Session:
    known = {attribute: _value(session[name], name) for name, attribute in SESSION.items()}
    known["created_date"] = _value(session["note created date"])
    signature: Any = session["signature"]
    if not isinstance(signature, Gone):
        signature = Signature(signed_date=_value(signature["date"]))
    else:
        signature = _value(signature)
    return Session(claim_id="C", line_number=number, signature=signature, **known)


def _value(value: Any, name: str = "") -> Any:
    match value:
        case Gone():
            return _absent(value)
        case Fraction():
            return Decimal(value.numerator) / Decimal(value.denominator)
        case int() if name in ("start", "stop"):
            return time(value // 60, value % 60)
        case tuple() if value and isinstance(value[0], int):
            return date(*value)
        case list():
            return tuple(value)
    return value


def _absent(gone: Gone) -> Absent:
    return NOT_SUPPLIED if gone.kind == "not supplied" else NOT_DOCUMENTED
