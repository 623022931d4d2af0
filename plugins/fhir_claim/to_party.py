"""Who is who: the NPI, the taxonomy and the names of providers and payers that references lead to."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import replace

from .datatypes import Concept, Reference
from .resources import Resource
from .schema import Location, Organization, Practitioner, PractitionerRole
from .systems import NPI, TAX_ID, TAXONOMY
from .values import NAME, NOTHING, READ_NPI, TEXT, Found, Values, first_code

_PROVIDERS: Final = frozenset({"Practitioner", "PractitionerRole", "Organization", "Location"})
_PAYERS: Final = frozenset({"Organization", "Patient", "RelatedPerson"})
_PAYER_ID_TYPES: Final = frozenset({"payerid", "NIIP"})


class Provider(Struct, frozen=True, gc=False):
    """What a reference to a provider leads to. is_person: whether it is known to be a person."""

    npi: Found
    taxonomy: Found
    tax_id: Found
    is_person: bool


def provider(
    reference: Reference | UnsetType, owner: Resource, at: str, values: Values, bills: bool = False
) -> Provider:
    """Return a provider. bills: of a role, the organization that bills goes before the clinician."""
    if reference is UNSET:
        return Provider(NOTHING, NOTHING, NOTHING, False)
    found = values.target(reference, owner, at, _PROVIDERS)
    known = _resolved(found, values, bills) if found is not None else Provider(NOTHING, NOTHING, NOTHING, False)
    if reference.identifier is UNSET or reference.identifier.system not in NPI:
        return known
    npi = values.text(reference.identifier.value, f"{at}/identifier/value", READ_NPI)
    return replace(known, npi=Found(npi, f"{at}/identifier/value"))


def _resolved(found: Resource, values: Values, bills: bool) -> Provider:
    """Return a provider from its resource, once for each; with faults, each time, so that every claim has them."""
    key = "bills" if bills else "treats"
    known = found.memo.get(key) if found.memo is not None else None
    if isinstance(known, Provider):
        return known
    before = len(values.faults)
    made = _role(found, values, bills) if isinstance(found.value, PractitionerRole) else _plain(found, values)
    if len(values.faults) == before:
        found.memo = {**(found.memo or {}), key: made}
    return made


def _plain(found: Resource, values: Values) -> Provider:
    value, at = found.value, found.at
    assert isinstance(value, Organization | Practitioner | Location)
    npi = values.identifier(value.identifier, f"{at}/identifier", NPI, READ_NPI)
    tax_id = values.identifier(value.identifier, f"{at}/identifier", TAX_ID, TEXT)
    if isinstance(value, Location) and npi is NOTHING:
        where = f"{at}/managingOrganization"
        owner = values.target(value.managing_organization, found, where, frozenset({"Organization"}))
        if owner is not None:
            return _plain(owner, values)
    kinds = value.type if isinstance(value, Organization) else ()
    return Provider(npi, _taxonomy(kinds, f"{at}/type", values), tax_id, isinstance(value, Practitioner))


def _role(found: Resource, values: Values, bills: bool) -> Provider:
    role, at = found.value, found.at
    assert isinstance(role, PractitionerRole)
    taxonomy = _taxonomy(role.code, f"{at}/code", values)
    if taxonomy is NOTHING:
        taxonomy = _taxonomy(role.specialty, f"{at}/specialty", values)
    person = values.target(role.practitioner, found, f"{at}/practitioner", frozenset({"Practitioner"}))
    group = values.target(role.organization, found, f"{at}/organization", frozenset({"Organization"}))
    sides = [person, group] if not bills else [group, person]
    parties = [_plain(each, values) for each in sides if each is not None]
    own = values.identifier(role.identifier, f"{at}/identifier", NPI, READ_NPI)
    if not bills:
        parties = parties[:1] if person is not None else []
    npi = next((each.npi for each in parties if each.npi is not NOTHING), own)
    tax_id = next((each.tax_id for each in parties if each.tax_id is not NOTHING), NOTHING)
    return Provider(npi, taxonomy, tax_id, not (bills and group is not None))


def _taxonomy(concepts: Sequence[Concept], at: str, values: Values) -> Found:
    for number, each in enumerate(concepts):
        found = values.code(each, TAXONOMY, TEXT, f"{at}/{number}", lenient=True)
        if found.pointer:
            return found
    return NOTHING


class Payer(Struct, frozen=True, gc=False):
    """A payer of a claim."""

    payer_id: Found
    name: Found


def payer(reference: Reference | UnsetType, owner: Resource, at: str, values: Values) -> Payer:
    """Return a payer: its id and name, from its resource, else from what stands beside the reference."""
    if reference is UNSET:
        return Payer(NOTHING, NOTHING)
    found = values.target(reference, owner, at, _PAYERS)
    payer_id = name = NOTHING
    if found is not None and isinstance(found.value, Organization):
        known = _organization(found, values)
        payer_id, name = known.payer_id, known.name
    if reference.identifier is not UNSET and reference.identifier.value is not UNSET:
        where = f"{at}/identifier/value"
        payer_id = Found(values.leaf(TEXT, reference.identifier.value, where), where)
    if name is NOTHING and reference.display is not UNSET:
        name = Found(values.leaf(NAME, reference.display, f"{at}/display"), f"{at}/display")
    return Payer(payer_id, name)


def _organization(found: Resource, values: Values) -> Payer:
    known = found.memo.get("pays") if found.memo is not None else None
    if isinstance(known, Payer):
        return known
    before = len(values.faults)
    made = found.value
    assert isinstance(made, Organization)
    where = f"{found.at}/identifier"
    marked = [n for n, each in enumerate(made.identifier) if first_code(each.type) in _PAYER_ID_TYPES]
    payer_id = NOTHING
    if marked and made.identifier[marked[0]].value is not UNSET:
        where = f"{where}/{marked[0]}/value"
        payer_id = Found(values.text(made.identifier[marked[0]].value, where), where)
    elif made.identifier:
        payer_id = values.identifier(made.identifier, where, frozenset(), TEXT)
    name = Found(values.text(made.name, f"{found.at}/name", NAME), f"{found.at}/name" if made.name else "")
    result = Payer(payer_id, NOTHING if made.name is UNSET else name)
    if len(values.faults) == before:
        found.memo = {**(found.memo or {}), "pays": result}
    return result
