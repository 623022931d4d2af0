"""Dossiers of the oracle: plain dicts of text, fractions, days as (year, month, day), minutes of the day, lists.

A fact that is not there is a `Gone`. Nothing here knows the engine.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

Facts = dict[str, Any]


class Gone:
    """A fact that is not there, and why: "not supplied" or "not documented"."""

    def __init__(self, kind: str) -> None:
        self.kind = kind

    def __repr__(self) -> str:
        return f"<{self.kind}>"


NEVER_CAME = Gone("not supplied")
NOT_IN_RECORD = Gone("not documented")

OF_A_LINE = ("code", "place of service", "modifiers", "units", "charge", "service date", "emergency")


def read(claim: Facts, line: Facts, field: str) -> Any:
    """Return a fact of a line, or why it is gone."""
    if field == "claim frequency":
        return claim[field]
    if field == "filing date":
        return line[field]
    if field in OF_A_LINE:
        return line[field]
    session = line["session"]
    if session is None:
        return NEVER_CAME
    if field == "session minutes":
        return _minutes(session)
    if field in ("signature", "signature date"):
        signature = session["signature"]
        return signature if isinstance(signature, Gone) or field == "signature" else signature["date"]
    if field in ("modality", "interventions"):
        elements = session["elements"]
        if isinstance(elements, Gone):
            return elements
        return "there" if field in elements else NOT_IN_RECORD
    return session[field]


def _minutes(session: Facts) -> Any:
    """The total that was recorded, else stop minus start, over midnight too."""
    total, start, stop = session["minutes"], session["start"], session["stop"]
    if not isinstance(total, Gone) or isinstance(start, Gone) or isinstance(stop, Gone):
        return total
    return Fraction(stop - start if stop >= start else stop - start + 24 * 60)
