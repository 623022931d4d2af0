"""The records of a file besides its claims: which patient each is of, and what becomes of those with faults."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import attrs
from msgspec import UNSET

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Authorization, Claim, Document, Member, Provider, Session
from rules_engine.claims.read.refusals import Refusals

from .claim_schema import Claim as FhirClaim
from .datatypes import Reference
from .document import Document as File
from .faults import Faults, is_readable
from .resources import Resource
from .schema import Coverage
from .to_patient import PATIENTS, to_person
from .to_registry import to_authorization, to_member, to_paper, to_provider
from .to_session import Line, to_sessions
from .values import NOTHING, UNREADABLE, Found, Values

_OF_PATIENTS: Final = ("Encounter", "ClaimResponse", "DocumentReference", "Coverage")
_SUBJECTS: Final = ("subject", "patient", "beneficiary")


class Records:
    """The records of one file."""

    def __init__(self, file: File, values: Values) -> None:
        self._file, self._values = file, values
        self._keys: dict[str, Found] = {}  # address of a patient, or pointer of its resource → the patient's key
        self._lines: dict[str, list[Line]] = {}  # pointer of an encounter → the lines that name it
        self._has_any = any(map(file.index.of_kind, _OF_PATIENTS))

    def note_claim(self, resource: Resource, claim: Claim) -> None:
        """Note whose claim it is, and which encounters its lines name."""
        value = resource.value
        assert isinstance(value, FhirClaim)
        if self._has_any and isinstance(claim.patient_id, str):
            self._note_patient(value.patient, resource, Found(claim.patient_id, f"{resource.at}/patient"))
        for item in value.item:
            for number, each in enumerate(item.encounter):
                at = f"{resource.at}/item/{number}/encounter"
                target = self._values.target(each, resource, at, frozenset({"Encounter"}))
                if target is not None and isinstance(item.sequence, int):
                    self._lines.setdefault(target.at, []).append((claim.claim_id, item.sequence))

    def parts(self, refusals: Refusals) -> dict[str, Any]:
        """Return the parts of the intake besides claims; a part of which the file has nothing is not among them."""
        if self._has_any:
            for resource in self._file.index.of_kind("Coverage"):
                self._note_coverage(resource)
        found = {
            "sessions": self._part(refusals, "documentation", ("Encounter",), self._sessions, Session),
            "authorizations": self._part(
                refusals, "authorizations", ("ClaimResponse",), self._of(to_authorization), Authorization
            ),
            "papers": self._part(refusals, "documents", ("DocumentReference",), self._of(to_paper), Document),
            "members": self._part(refusals, "members", ("Coverage",), self._of(to_member), Member),
            "providers": self._providers(refusals),
        }
        self._refuse_others(refusals)
        return {name: part for name, part in found.items() if part is not None}

    # --- whose record --------------------------------------------------------------------------------------------

    def _note_coverage(self, resource: Resource) -> None:
        value = resource.value
        if not isinstance(value, Coverage) or value.beneficiary is UNSET:
            return
        self._values.faults = []
        at = f"{resource.at}/beneficiary"
        patient = self._values.target(value.beneficiary, resource, at, PATIENTS)
        person = to_person(patient, resource, self._values)
        if isinstance(person.key, str) and not self._values.faults:
            self._note_patient(value.beneficiary, resource, Found(person.key, at))

    def _note_patient(self, reference: object, owner: Resource, key: Found) -> None:
        for address in self._addresses(reference, owner):
            known = self._keys.setdefault(address, key)
            if known.value != key.value and not known.pointer.endswith("/patient"):
                self._keys[address] = NOTHING  # two coverages of one patient: nobody can say which key is meant

    def _addresses(self, reference: object, owner: Resource) -> list[str]:
        if not isinstance(reference, Reference) or reference.reference is UNSET:
            return []
        faults, self._values.faults = self._values.faults, []
        target = self._values.target(reference, owner, "", PATIENTS)
        self._values.faults = faults
        if target is not None:
            return [target.at]
        return [] if reference.reference.startswith("#") else [f"@{reference.reference}"]

    def _patient_of(self, resource: Resource) -> Found:
        reference = next((found for name in _SUBJECTS if (found := getattr(resource.value, name, None))), None)
        for address in self._addresses(reference, resource):
            if address in self._keys:
                return self._keys[address]
        return NOTHING

    # --- records and their faults --------------------------------------------------------------------------------

    def _of(self, make: Callable[[Resource, Found, Values], Any]) -> Callable[[Resource, Found], list[Any]]:
        def made(resource: Resource, patient: Found) -> list[Any]:
            found = make(resource, patient, self._values)
            return [] if found is None else [found]

        return made

    def _sessions(self, resource: Resource, patient: Found) -> list[Session]:
        return to_sessions(resource, self._lines.get(resource.at, []), patient, self._values)

    def _part(
        self,
        refusals: Refusals,
        part: str,
        kinds: tuple[str, ...],
        make: Callable[[Resource, Found], list[Any]],
        entity: type[Any],
    ) -> tuple[Any, ...] | Absent | None:
        """Return the records of one part; None when the file has none of it.

        A record with a fault counts as unreadable, not as missing; and when nobody can say whose it is, the whole part
        is unreadable. A session with a fault is refused under the claims that name it, which are rejected with it.
        """
        found: list[Any] = []
        is_whole = True
        for resource in [each for kind in kinds for each in self._file.index.of_kind(kind)]:
            faults, made, patient = self._make(resource, make)
            if is_readable(faults):
                found += made
                continue
            named = [claim for claim, _ in self._lines.get(resource.at, [])] or [""]
            for claim_id in dict.fromkeys(named):
                _refuse(refusals, faults, part, claim_id)
            if entity is not Session and isinstance(patient.value, str):
                found.append(_unreadable(entity, patient_id=patient.value))
            else:
                is_whole = is_whole and entity is Session
        if not is_whole:
            return UNREADABLE
        return tuple(found) or None

    def _make(
        self, resource: Resource, make: Callable[[Resource, Found], list[Any]]
    ) -> tuple[Faults, list[Any], Found]:
        if resource.value is None:
            return resource.faults, [], NOTHING
        self._values.faults = []
        patient = self._patient_of(resource)
        made = make(resource, patient)
        return self._values.faults, made, patient

    def _providers(self, refusals: Refusals) -> tuple[Provider, ...] | Absent | None:
        """Return the clinicians, one an NPI; where two roles of one say different things, these are unreadable."""
        found: dict[str, Provider] = {}
        is_whole = True
        for kind in ("PractitionerRole", "Practitioner"):
            for resource in self._file.index.of_kind(kind):
                faults, made, _ = self._make(resource, lambda each, _: [to_provider(each, self._values)])
                if faults:
                    is_whole = False
                    _refuse(refusals, faults, "providers")
                elif made[0] is not None:
                    known = found.setdefault(made[0].npi, made[0])
                    found[known.npi] = known if kind == "Practitioner" else _merged(known, made[0])
        return (tuple(found.values()) or None) if is_whole else UNREADABLE

    def _refuse_others(self, refusals: Refusals) -> None:
        """Refuse resources with faults that are no records themselves."""
        for kind in ("Patient", "Organization", "Location", "ServiceRequest", "Condition"):
            for resource in self._file.index.of_kind(kind):
                _refuse(refusals, resource.faults)


def _merged(one: Provider, other: Provider) -> Provider:
    names = [each.name for each in attrs.fields(Provider) if each.name not in ("npi", "origins")]
    differing: dict[str, Any] = {name: UNREADABLE for name in names if getattr(one, name) != getattr(other, name)}
    return attrs.evolve(one, **differing) if differing else one


def _unreadable(entity: type[Any], **known: str) -> Any:
    names = [each.name for each in attrs.fields(entity) if each.name != "origins"]
    return entity(**{**dict.fromkeys(names, UNREADABLE), **known})


def _refuse(refusals: Refusals, faults: Faults, part: str = "", claim_id: str = "") -> None:
    for at, each in faults:
        refusals.add(at, each, part=part, claim_id=claim_id)
