"""Who the patient is, and what the billed coverage says of the subscriber."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from msgspec import UNSET, Struct

from rules_engine.claims.absence import NOT_SUPPLIED, Absent

from .claim_schema import Claim
from .datatypes import Reference
from .resources import Resource
from .schema import Coverage, Patient
from .systems import FILING_INDICATORS
from .values import NAME, NOTHING, TEXT, Found, Values, first_code

_SEXES: Final = {"male": "M", "female": "F", "other": "U", "unknown": "U"}
_SELF: Final = frozenset({"self", "18"})
_MEMBER_NUMBER: Final = "MB"
_ORDERS: Final = {1: "primary", 2: "secondary", 3: "tertiary"} | {n: f"payer {n}" for n in range(4, 12)}

COVERAGES: Final = frozenset({"Coverage"})
PATIENTS: Final = frozenset({"Patient"})


class Person(Struct, frozen=True, gc=False):
    """The patient of a claim. key: joins the claims of one person. pointers: attribute of the claim → its place."""

    key: str | Absent
    subscriber_id: str | Absent
    birth_date: date | Absent
    sex: str | Absent
    pointers: Mapping[str, str]


def to_person(patient: Resource | None, coverage: Resource | None, values: Values) -> Person:
    """Return the patient. A dependent without birth date or given name has no key; nor has one of no known relation.

    The key is the one that the reader of 837P files makes: the subscriber's id, and for a dependent also the birth date
    and the first given name, in capital letters as X12 has them.
    """
    who = patient.value if patient is not None else None
    at = patient.at if patient is not None else ""
    born: date | Absent = NOT_SUPPLIED
    sex: str | Absent = NOT_SUPPLIED
    pointers: dict[str, str] = {}
    if isinstance(who, Patient):
        born = values.day(who.birth_date, f"{at}/birthDate", who.birth_date_side)
        sex = _SEXES.get(who.gender, NOT_SUPPLIED) if who.gender is not UNSET else NOT_SUPPLIED
        pointers = {"patient_birth_date": f"{at}/birthDate", "patient_sex": f"{at}/gender"}
    subscriber = subscriber_of(coverage, values)
    pointers["subscriber_id"] = pointers["patient_id"] = subscriber.pointer
    key: str | Absent = NOT_SUPPLIED
    if isinstance(subscriber.value, str):
        if is_subscriber(coverage):
            key = subscriber.value
        elif is_dependent(coverage) and isinstance(born, date) and isinstance(who, Patient) and first_name(who):
            key = f"{subscriber.value}/{born}/{first_name(who)}"
    return Person(key, subscriber.value, born, sex, pointers)


def subscriber_of(coverage: Resource | None, values: Values) -> Found:
    """Return the subscriber's id: the coverage's own, else its member number."""
    if coverage is None:
        return NOTHING
    value, at = coverage.value, coverage.at
    assert isinstance(value, Coverage)
    if value.subscriber_id is not UNSET:
        where = f"{at}/subscriberId"
        return Found(values.leaf(TEXT, value.subscriber_id, where), where)
    for number, each in enumerate(value.identifier):
        if first_code(each.type) == _MEMBER_NUMBER and each.value is not UNSET:
            where = f"{at}/identifier/{number}/value"
            return Found(values.leaf(TEXT, each.value, where), where)
    side = value.subscriber_id_side
    return NOTHING if side is UNSET else Found(values.why_absent(side.extension, f"{at}/_subscriberId"))


def is_subscriber(coverage: Resource | None) -> bool:
    """Return whether the patient is known to be the subscriber."""
    value = coverage.value if coverage is not None else None
    if not isinstance(value, Coverage):
        return False
    relationship = first_code(value.relationship)
    return relationship in _SELF if relationship else _is_same(value.subscriber, value.beneficiary)


def is_dependent(coverage: Resource | None) -> bool:
    """Return whether the patient is known to be somebody else than the subscriber."""
    value = coverage.value if coverage is not None else None
    return isinstance(value, Coverage) and first_code(value.relationship) not in ("", *_SELF)


def _is_same(one: object, other: object) -> bool:
    if not isinstance(one, Reference) or not isinstance(other, Reference):
        return False
    return one.reference is not UNSET and one.reference == other.reference


def first_name(who: Patient) -> str:
    """Return the first given name in capital letters, of the official name or else the first; empty without one."""
    names = sorted(who.name, key=lambda each: each.use != "official")
    return next((str(name.given[0]).strip().upper() for name in names if name.given and name.given[0]), "")


class Billed(Struct, frozen=True, gc=False):
    """What the coverage says of the payer's side of a claim."""

    order: Found
    filing_indicator: Found
    group_number: Found


def to_billed(coverage: Resource | None, sequence: int, at: str, values: Values) -> Billed:
    """Return what a coverage says. sequence, at: those of the claim's insurance, when the coverage has no order."""
    order = Found(_ORDERS.get(sequence, NOT_SUPPLIED), f"{at}/sequence")
    if coverage is None:
        return Billed(order, NOTHING, NOTHING)
    value, here = coverage.value, coverage.at
    assert isinstance(value, Coverage)
    if value.order is not UNSET:
        number = values.positive(value.order, f"{here}/order")
        order = Found(_ORDERS.get(number or 0, NOT_SUPPLIED), f"{here}/order")
    indicator = values.code(value.type, FILING_INDICATORS, TEXT, f"{here}/type", lenient=True)
    return Billed(order, indicator, class_of(coverage, "group", values))


def class_of(coverage: Resource, kind: str, values: Values, named: bool = False) -> Found:
    """Return the value of a class of a coverage: "group", "plan" … named: its name goes before its value."""
    value = coverage.value
    assert isinstance(value, Coverage)
    for number, each in enumerate(value.classes):
        if first_code(each.type) != kind:
            continue
        at = f"{coverage.at}/class/{number}"
        if named and each.name is not UNSET:
            return Found(values.leaf(NAME, each.name, f"{at}/name"), f"{at}/name")
        if each.value is not UNSET:
            return Found(values.leaf(NAME if named else TEXT, each.value, f"{at}/value"), f"{at}/value")
    return NOTHING


def check_owner(claim: Claim, coverage: Resource, patient: Resource | None, values: Values) -> None:
    """Note a coverage that is of another patient than the claim, as far as the file tells."""
    value = coverage.value
    assert isinstance(value, Coverage)
    beneficiary, at = value.beneficiary, f"{coverage.at}/beneficiary"
    if beneficiary is UNSET or claim.patient is UNSET:
        return
    found = values.target(beneficiary, coverage, at, PATIENTS)
    if found is not None and patient is not None:
        differs = found is not patient
    else:
        pair = (beneficiary.reference, claim.patient.reference)
        differs = UNSET not in pair and pair[0] != pair[1] and all(_is_relative(str(each)) for each in pair)
    if differs:
        values.note(at, "another-patient")


def _is_relative(address: str) -> bool:
    return address.startswith("Patient/") and "/_history/" not in address
