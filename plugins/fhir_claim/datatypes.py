"""The data types of FHIR R4 that resources are made of, as typed values.

Numbers stay the text that was sent (`Raw`), so that nothing is rounded. Attributes are the elements of FHIR in snake
case.
"""

from __future__ import annotations

from msgspec import UNSET, Raw, Struct, UnsetType

Text = str | UnsetType
Number = Raw | UnsetType
Whole = int | UnsetType


class Part(Struct, rename="camel", gc=False):
    """What all parts of a resource share."""


class Extension(Part):
    """An extension; only the reason why data is absent is read."""

    url: Text = UNSET
    value_code: Text = UNSET


class Beside(Part):
    """What stands beside a primitive value, under its name with a line before it."""

    extension: list[Extension] = []


Side = Beside | UnsetType


class Coding(Part):
    """One code of a code system."""

    system: Text = UNSET
    code: Text = UNSET
    display: Text = UNSET


class Concept(Part):
    """A CodeableConcept."""

    coding: list[Coding] = []
    text: Text = UNSET
    extension: list[Extension] = []


MaybeConcept = Concept | UnsetType


class Identifier(Part):
    """An identifier."""

    system: Text = UNSET
    value: Text = UNSET
    use: Text = UNSET
    type: MaybeConcept = UNSET


MaybeIdentifier = Identifier | UnsetType


class Reference(Part):
    """A reference to another resource, by its address or by an identifier."""

    reference: Text = UNSET
    identifier: MaybeIdentifier = UNSET
    display: Text = UNSET
    extension: list[Extension] = []


MaybeReference = Reference | UnsetType


class Period(Part):
    """A span; both ends hold."""

    start: Text = UNSET
    end: Text = UNSET


MaybePeriod = Period | UnsetType


class Money(Part):
    """An amount of money."""

    value: Number = UNSET
    currency: Text = UNSET
    extension: list[Extension] = []


MaybeMoney = Money | UnsetType


class Quantity(Part):
    """A count or a measure."""

    value: Number = UNSET
    unit: Text = UNSET
    code: Text = UNSET
    extension: list[Extension] = []


MaybeQuantity = Quantity | UnsetType
