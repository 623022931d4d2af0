"""Values as words: what a reader of a trace is shown, and what is never shown."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, time
from decimal import Decimal
from functools import cache
from typing import Any, Final, cast

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.ir import nodes as n
from rules_engine.trace.model import NOT_SHOWN

_SECRET: Final = frozenset(
    {"patient_id", "subscriber_id", "birth_date", "patient_birth_date", "person", "session_people", "participants"}
)
"""Last parts of paths whose values name the patient, or who was with the patient."""


def value_text(value: Any) -> str:
    """Return a value of a claim as text; an absence is empty, a record only says that it is there.

    >>> value_text(("95", "GT")), value_text(Decimal("60.0")), value_text(())
    ('95, GT', '60', 'none')
    """
    match value:
        case str():
            return value
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return number_text(value)
        case date():
            return value.isoformat()
        case time():
            return value.isoformat("minutes")
        case tuple():
            return _several(value)
        case Absent() | None:
            return ""
        case int():
            return str(value)
        case _:
            return "on record"


def _several(values: tuple[Any, ...]) -> str:
    if not values:
        return "none"
    if any(attrs.has(type(each)) for each in values):
        return f"{len(values)} on record"
    if all(isinstance(each, tuple) for each in values):
        return ", ".join(" to ".join(map(clock_text, each)) for each in values)
    return ", ".join(value_text(each) for each in values)


def clock_text(minutes: Decimal) -> str:
    """Return minutes from midnight as a time of day.

    >>> clock_text(Decimal(570)), clock_text(Decimal(1470))
    ('09:30', '00:30 of the next day')
    """
    hours, rest = divmod(int(minutes), 60)
    return f"{hours % 24:02}:{rest:02}" + (" of the next day" if hours > 23 else "")


def number_text(value: Decimal) -> str:
    """Return a number without an exponent and without zeros that say nothing.

    >>> number_text(Decimal("1E+2")), number_text(Decimal("0.50"))
    ('100', '0.5')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_secret_path(path: tuple[str, ...]) -> bool:
    """Return whether the value at a path names the patient: ids and birth dates are never shown."""
    return path[-1] in _SECRET


_OTHERS: Final = frozenset({"claim_id", "original_claim_number", "authorization_number", "referral_number"})


def tells_who(path: tuple[str, ...]) -> bool:
    """Return whether the value at a path may tell who another patient is: ids of the patient and of the claim."""
    return is_secret_path(path) or path[-1] in _OTHERS or path[0] in ("member", "dossier")


_LEAVES: Final = frozenset(
    {"int", "str", "bool", "Decimal", "Owner", "Type", "Constant", "BusinessCalendar"}
    | {"tuple[str, ...]", "tuple[tuple[str, str], ...]", "tuple[tuple[str, Constant], ...]"}
)
"""Types of attributes that hold no node, as the IR writes them."""


@cache
def _names(kind: Hashable) -> tuple[str, ...]:
    fields = attrs.fields(cast(type[Any], kind))
    return tuple(each.name for each in fields if each.type not in _LEAVES)


def children(node: Any) -> list[Any]:
    """Return the nodes directly below a node of the IR, in the order of its fields."""
    found = []
    for name in _names(cast(Hashable, type(node))):
        held = getattr(node, name)
        for each in held if type(held) is tuple else (held,):
            if hasattr(each, "node_id"):
                found.append(each)
    return found


def is_secret(node: Any) -> bool:
    """Return whether a worked-out value would tell a secret fact: a birth date moved by 18 years still tells it."""
    if isinstance(node, n.Field):
        return is_secret_path(node.path)
    if isinstance(node, n.AsOf | n.Aggregate):
        return isinstance(node, n.Aggregate) and node.value is not None and is_secret(node.value)
    return any(is_secret(each) for each in children(node))


def shown(node: Any, value: Any) -> str:
    """Return the value of an expression as text, or that it is not shown."""
    if type(value) is Absent or value is None:
        return ""
    return NOT_SHOWN if is_secret(node) else value_text(value)


ABSENCES: Final = {
    "not supplied": "nothing (not supplied)",
    "not documented": "nothing (not documented)",
    "not applicable": "nothing (not applicable)",
    "unreadable": "something that could not be read",
}
