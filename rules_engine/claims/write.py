"""Dossiers and intakes to the JSON document that `rules_engine.claims.read` reads.

Reading what was written gives an equal value. Amounts are written as JSON numbers with the digits that they have.
Rejections and origins are not part of a document. What another format lets through and this one refuses, such as an NPI
of nine digits, is written as it is, and refused when it is read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Dossier
from rules_engine.claims.others import Others


def to_json(value: Dossier | Intake) -> bytes:
    """Return a dossier or an intake as a document, UTF-8; an intake of several documents as one document a line.

    >>> to_json(Intake(sessions=()))
    b'{"documentation":[]}\\n'
    """
    documents = value.documents if isinstance(value, Intake) and value.documents else (value,)
    return "".join([f"{_object(_parts(document))}\n" for document in documents]).encode()


def _parts(value: Dossier | Intake) -> Iterator[tuple[str, object]]:
    if isinstance(value, Dossier):
        yield "claim", value.claim
    elif value.claims:
        yield "claims", value.claims
    yield "documentation", value.sessions
    yield "history", value.history
    yield "authorizations", value.authorizations
    yield "providers", value.providers
    yield ("member", value.member) if isinstance(value, Dossier) else ("members", value.members)
    yield "documents", value.documents if isinstance(value, Dossier) else value.papers
    yield "answers", value.answers
    yield "other_patients", value.other_patients


def _object(pairs: Iterable[tuple[str, object]]) -> str:
    return "{" + ",".join([f'"{key}":{_value(item)}' for key, item in pairs if item != NOT_SUPPLIED]) + "}"


def _value(value: Any) -> str:
    match value:
        case None | bool() | int() | str():
            return json.dumps(value, ensure_ascii=False)
        case Decimal():
            return format(value, "f")
        case date():
            return f'"{value.isoformat()}"'
        case time():
            return f'"{value.isoformat("seconds" if value.second else "minutes")}"'
        case tuple() | Others():
            return f"[{','.join([_value(item) for item in value])}]"
        case Absent():
            return _absence(value)
        case _:
            # A list is written even when it is empty: that is how it is known to be none.
            names = (field.name for field in attrs.fields(type(value)) if field.name != "origins")
            return _object((name, getattr(value, name)) for name in names)


def _absence(absent: Absent) -> str:
    if absent.kind is AbsenceKind.NOT_DOCUMENTED:
        return "null"
    raw = {"raw": absent.raw} if absent.raw else {}
    return json.dumps({"absent": absent.kind.value, **raw}, ensure_ascii=False, separators=(",", ":"))
