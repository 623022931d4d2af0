"""What may stand where in a dossier document, derived from the classes of the model.

One table serves the reader, the JSON Schema and the pages, so they cannot disagree about a key.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs

from rules_engine.claims import model
from rules_engine.claims.absence import Absent


class Kind(Enum):
    """What one single value is; the value is how a page calls it."""

    TEXT = "text"
    NAME = "name"
    DAY = "date"
    CLOCK = "time"
    AMOUNT = "number"
    MONEY = "amount"
    FLAG = "true or false"
    WHOLE = "whole number"
    PROCEDURE = "procedure code"
    MODIFIER = "modifier"
    PLACE = "place code"
    DIAGNOSIS = "diagnosis code"
    NPI = "NPI"


@attrs.frozen(eq=False, repr=False)
class Field:
    """One key of a record.

    of: the kind of its value, or the shape of the record that it holds. many: a list of them.
    absent: whether null and the kinds of absence may stand here. required: whether the key must be there.
    """

    name: str
    of: Kind | Shape
    many: bool
    absent: bool
    required: bool


@attrs.frozen(eq=False, repr=False)
class Shape:
    """One class of the model as a record of the document. fields: in the order of the class."""

    entity: type[Any]
    fields: Mapping[str, Field]

    @property
    def name(self) -> str:
        """The name of the class."""
        return self.entity.__name__


# What a text is beyond being text, by (class, attribute); "" for every class.
_KINDS_BY_NAME: Final = {
    ("Diagnosis", "code"): Kind.DIAGNOSIS,
    ("Session", "diagnosis"): Kind.DIAGNOSIS,
    ("ServiceLine", "code"): Kind.PROCEDURE,
    ("", "modifiers"): Kind.MODIFIER,
    ("", "place_of_service"): Kind.PLACE,
    # May hold letters of any language. Everywhere else a letter outside ASCII would compare as unequal without a sign.
    ("", "name"): Kind.NAME,
    ("", "payer_name"): Kind.NAME,
    ("", "note"): Kind.NAME,
    ("", "patient_id"): Kind.NAME,
    ("", "product"): Kind.NAME,
    ("Member", "plan"): Kind.NAME,
    ("", "employer"): Kind.NAME,
    ("", "network"): Kind.NAME,
    # Dollars may be negative where a payment was taken back; every other number is counted from zero.
    ("", "charge"): Kind.MONEY,
    ("", "paid"): Kind.MONEY,
    ("", "patient_paid"): Kind.MONEY,
    ("", "allowed_amount"): Kind.MONEY,
}
_KINDS_BY_TYPE: Final[Mapping[type, Kind]] = {
    str: Kind.TEXT,
    date: Kind.DAY,
    time: Kind.CLOCK,
    Decimal: Kind.AMOUNT,
    bool: Kind.FLAG,
    int: Kind.WHOLE,
}
# A claim without the key `lines` would be judged as if it billed nothing.
_REQUIRED_BESIDES: Final = frozenset({("Claim", "lines")})


@cache
def shape_of(entity: type[attrs.AttrsInstance]) -> Shape:
    """Return the record form of a class of the model, with the records inside it.

    >>> shape_of(model.Claim).fields["lines"].of.name
    'ServiceLine'
    """
    hints = get_type_hints(entity)
    attributes = [each for each in attrs.fields(entity) if each.name != "origins"]
    return Shape(entity, {each.name: _field(entity.__name__, each, hints[each.name]) for each in attributes})


@cache
def flat_line() -> Shape:
    """Return the record form of a line that carries the values of its claim.

    Where claim and line have the same attribute, it is the line's.
    """
    claim, line = shape_of(model.Claim), shape_of(model.ServiceLine)
    fields = {**claim.fields, **line.fields}
    del fields["lines"]
    return Shape(model.ServiceLine, fields)


def records() -> tuple[Shape, ...]:
    """Return every record of the document, outer ones first."""
    found: dict[str, Shape] = {}
    outer = (
        model.Claim,
        model.Session,
        model.Authorization,
        model.Provider,
        model.Member,
        model.Document,
        model.Answer,
    )
    waiting = [shape_of(each) for each in outer]
    for shape in waiting:
        found.setdefault(shape.name, shape)
        waiting += [field.of for field in shape.fields.values() if isinstance(field.of, Shape)]
    return tuple(found.values())


def _field(owner: str, attribute: attrs.Attribute[Any], hint: object) -> Field:
    kinds, absent = (get_args(hint), True) if isinstance(hint, UnionType) else ((hint,), False)
    (one,) = (each for each in kinds if each is not Absent)
    many = get_origin(one) is tuple
    inner = get_args(one)[0] if many else one
    name = attribute.name
    required = attribute.default is attrs.NOTHING or (owner, name) in _REQUIRED_BESIDES
    return Field(name, _of(owner, name, inner), many, absent, required)


def _of(owner: str, name: str, inner: type) -> Kind | Shape:
    if attrs.has(inner):
        return shape_of(inner)
    if name == "npi" or name.endswith("_npi"):
        return Kind.NPI
    return _KINDS_BY_NAME.get((owner, name)) or _KINDS_BY_NAME.get(("", name)) or _KINDS_BY_TYPE[inner]
