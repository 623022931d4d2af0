"""One item of a claim as a service line, with what it has from its claim."""

from __future__ import annotations

from collections.abc import Mapping, Set
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Final

from msgspec import UNSET, Struct

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import ServiceLine

from .claim_schema import Item
from .places import Places
from .resources import Resource
from .schema import OTHER_RELEASES, Location
from .systems import MODIFIERS, PLACES, PROCEDURES
from .to_team import Team
from .values import AMOUNT, MODIFIER, NOTHING, PLACE, PROCEDURE, Found, Values

_PATHS: Final = {
    "number": ("/sequence",),
    "code": ("/productOrService",),
    "modifiers": ("/modifier",),
    "charge": ("/net/value",),
    "units": ("/quantity/value",),
    "unit_basis": ("/quantity/code", "/quantity/unit"),
    "place_of_service": ("/locationCodeableConcept",),
    "diagnosis_pointers": ("/diagnosisSequence",),
    "service_date": ("/servicedDate", "/servicedPeriod/start"),
    "service_date_end": ("/servicedDate", "/servicedPeriod/end"),
}
_BASES: Final = {"UN": "UN", "MJ": "MJ", "min": "MJ", "minute": "MJ", "minutes": "MJ"}
_LOCATIONS: Final = frozenset({"Location"})
_OTHERS: Final = attrgetter(*OTHER_RELEASES[Item])
_NONE: Final = (UNSET,) * len(OTHER_RELEASES[Item])


class Inherited(Struct, frozen=True, gc=False):
    """What the lines of a claim have from it. pointers: attribute of the line → its place."""

    facility: Resource | None
    facility_npi: Found
    authorization: Found
    referral: Found
    positions: Set[int]
    pointers: Mapping[str, str]


def to_line(item: Item, at: str, claim: Inherited, team: Team, owner: Resource, values: Values) -> ServiceLine | None:
    """Return the line; None when it cannot be one, which the faults then tell."""
    _refuse(item, at, values)
    number = values.positive(item.sequence, f"{at}/sequence")
    if item.product_or_service is UNSET:
        values.note(f"{at}/productOrService", "missing-element")
    code = values.code(item.product_or_service, PROCEDURES, PROCEDURE, f"{at}/productOrService")
    first, last = days_of(item, at, values)
    place = _place(item, at, claim.facility, owner, values)
    who = team.of(item)
    others = {**claim.pointers, **who.pointers}
    if place.pointer:
        others["place_of_service"] = place.pointer
    if number is None:
        return None
    return ServiceLine(
        number=number,
        code=code.value,
        modifiers=_modifiers(item, at, values),
        charge=values.dollars(item.net, f"{at}/net"),
        unit_basis=_basis(item),
        units=_units(item, at, values),
        place_of_service=place.value,
        diagnosis_pointers=_pointers(item, at, claim.positions, values),
        service_date=first,
        service_date_end=last,
        rendering_npi=who.rendering_npi,
        rendering_taxonomy=who.rendering_taxonomy,
        referring_npi=who.referring_npi,
        ordering_npi=who.ordering_npi,
        supervising_npi=who.supervising_npi,
        facility_npi=claim.facility_npi.value,
        authorization_number=claim.authorization.value,
        referral_number=claim.referral.value,
        origins=Places(values.file, at, _PATHS, others),
    )


def _refuse(item: Item, at: str, values: Values) -> None:
    """Note what makes the item something else than a line of FHIR R4."""
    if item.detail:
        values.note(f"{at}/detail", "nested-lines")
    if item.modifier_extension:
        values.note(f"{at}/modifierExtension", "modifier-extension")
    if _OTHERS(item) != _NONE:
        values.note(at, "other-release")


def _modifiers(item: Item, at: str, values: Values) -> tuple[str, ...] | Absent:
    """Return the modifiers; FHIR has no empty list, so none stands for a line that is billed without any."""
    found = [
        values.code(each, MODIFIERS, MODIFIER, f"{at}/modifier/{number}").value
        for number, each in enumerate(item.modifier)
    ]
    absent = next((each for each in found if isinstance(each, Absent)), None)
    return tuple(found) if absent is None else absent


def days_of(item: Item, at: str, values: Values) -> tuple[date | Absent, date | Absent]:
    """Return the first and the last day of a line."""
    period = item.serviced_period
    if item.serviced_date is not UNSET or period is UNSET:
        day = values.day(item.serviced_date, f"{at}/servicedDate", item.serviced_date_side)
        return day, day
    first = values.day(period.start, f"{at}/servicedPeriod/start")
    last = values.day(period.end, f"{at}/servicedPeriod/end")
    if isinstance(first, date) and isinstance(last, date) and last < first:
        values.note(f"{at}/servicedPeriod", "reversed-dates")
    return first, last


def _place(item: Item, at: str, facility: Resource | None, owner: Resource, values: Values) -> Found:
    """Return the place of service: of the line, else of its location, else of the facility of the claim."""
    found = values.code(item.location_codeable_concept, PLACES, PLACE, f"{at}/locationCodeableConcept")
    if found is not NOTHING:
        return found
    location = values.target(item.location_reference, owner, f"{at}/locationReference", _LOCATIONS)
    for each in (location, facility):
        if each is not None and isinstance(each.value, Location):
            for number, kind in enumerate(each.value.type):
                found = values.code(kind, PLACES, PLACE, f"{each.at}/type/{number}", lenient=True)
                if found.pointer:
                    return found
    return NOTHING


def _basis(item: Item) -> str | Absent:
    if item.quantity is UNSET:
        return NOT_SUPPLIED
    code = item.quantity.unit if item.quantity.code is UNSET else item.quantity.code
    return NOT_SUPPLIED if code is UNSET else _BASES.get(code, NOT_SUPPLIED)


def _units(item: Item, at: str, values: Values) -> Decimal | Absent:
    quantity = item.quantity
    if quantity is UNSET:
        return NOT_SUPPLIED
    if quantity.value is UNSET:
        return values.why_absent(quantity.extension, f"{at}/quantity")
    return values.amount(quantity.value, f"{at}/quantity/value", AMOUNT)


def _pointers(item: Item, at: str, positions: Set[int], values: Values) -> tuple[int, ...]:
    for number, each in enumerate(item.diagnosis_sequence):
        if each not in positions:
            values.note(f"{at}/diagnosisSequence/{number}", "pointer-without-diagnosis" if each > 0 else "not-positive")
    return tuple(item.diagnosis_sequence)
