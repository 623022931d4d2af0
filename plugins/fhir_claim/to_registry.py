"""Clinicians, members, authorizations and papers: what a file tells besides its claims."""

from __future__ import annotations

from typing import Any, Final

from msgspec import UNSET

from rules_engine.claims.model import Authorization, Document, Member, Provider
from rules_engine.claims.model import Coverage as ModelCoverage

from .datatypes import Period
from .places import Places
from .resources import Resource
from .schema import ClaimResponse, Coverage, DocumentReference, Patient, Practitioner, PractitionerRole, ReviewExtension
from .systems import NPI, X12
from .to_party import payer, provider
from .to_patient import PATIENTS, class_of
from .values import NAME, NOTHING, READ_NPI, TEXT, UNREADABLE, Found, Values, words_of

# Codes of LOINC that name a kind of paper in the words of the rules.
_KINDS: Final = {"18776-5": "plan", "51847-2": "assessment", "51848-0": "assessment", "57133-1": "referral"}
# Codes of X12 element 306, as Da Vinci PAS carries them in an adjudication.
_ANSWERS: Final = {"A1": "approved", "A2": "approved", "A3": "denied", "A4": "pending", "A6": "approved"}
_ANSWER_SYSTEM: Final = f"{X12}306"
_AUTHORS: Final = frozenset({"Practitioner", "PractitionerRole", "Organization", "Patient"})
_PEOPLE: Final = frozenset({"Practitioner"})
_GROUPS: Final = frozenset({"Organization"})


def _spread(facts: dict[str, Found]) -> tuple[dict[str, Any], dict[str, str]]:
    return {name: each.value for name, each in facts.items()}, {name: each.pointer for name, each in facts.items()}


def to_provider(resource: Resource, values: Values) -> Provider | None:
    """Return a clinician from a role or from a resource with a degree; None when nothing is told besides the NPI."""
    value, at = resource.value, resource.at
    facts: dict[str, Found] = {}
    if isinstance(value, PractitionerRole):
        person = values.target(value.practitioner, resource, f"{at}/practitioner", _PEOPLE)
        group = values.target(value.organization, resource, f"{at}/organization", _GROUPS)
        facts["kind"] = words_of(value.code[0], f"{at}/code/0") if value.code else NOTHING
        facts["specialty"] = words_of(value.specialty[0], f"{at}/specialty/0") if value.specialty else NOTHING
        facts["group_npi"] = provider(value.organization, resource, f"{at}/organization", values).npi
        npi = provider(value.practitioner, resource, f"{at}/practitioner", values).npi
        if npi is NOTHING:
            own = values.identifier(value.identifier, f"{at}/identifier", frozenset(), TEXT)
            npi = own if person is None and group is None else NOTHING
        if person is not None and isinstance(person.value, Practitioner):
            facts["degree"] = _degree(person.value, person.at)
    elif isinstance(value, Practitioner):
        npi = provider_of(resource, values)
        facts["degree"] = _degree(value, at)
    else:
        return None
    if not isinstance(npi.value, str) or all(each is NOTHING for each in facts.values()):
        return None
    known, pointers = _spread(facts)
    return Provider(npi=npi.value, **known, origins=Places(values.file, at, {}, {"npi": npi.pointer, **pointers}))


def provider_of(resource: Resource, values: Values) -> Found:
    """Return the NPI of a clinician's own resource."""
    assert isinstance(resource.value, Practitioner)
    return values.identifier(resource.value.identifier, f"{resource.at}/identifier", NPI, READ_NPI)


def _degree(person: Practitioner, at: str) -> Found:
    for number, each in enumerate(person.qualification):
        if each.code is not UNSET:
            for place, coding in enumerate(each.code.coding):
                if coding.code is not UNSET and 0 < len(coding.code) < 20 and coding.code.isalnum():
                    return Found(coding.code, f"{at}/qualification/{number}/code/coding/{place}/code")
    return NOTHING


def to_member(resource: Resource, patient: Found, values: Values) -> Member | None:
    """Return what a coverage tells of the patient; None when it tells no span, plan or network."""
    value, at = resource.value, resource.at
    assert isinstance(value, Coverage)
    plan = class_of(resource, "plan", values, named=True)
    has_span = isinstance(value.period, Period)
    if plan is NOTHING and value.network is UNSET and not has_span:
        return None
    facts = {"patient_id": patient, "plan": plan, "birth_date": _birth_date(value, resource, values)}
    if value.network is not UNSET:
        facts["network"] = Found(values.leaf(NAME, value.network, f"{at}/network"), f"{at}/network")
    if has_span:
        facts["coverages"] = Found((_span(value, resource, plan, values),), f"{at}/period")
    known, pointers = _spread(facts)
    return Member(**known, origins=Places(values.file, at, {}, pointers))


def _birth_date(coverage: Coverage, resource: Resource, values: Values) -> Found:
    person = values.target(coverage.beneficiary, resource, f"{resource.at}/beneficiary", PATIENTS)
    if person is None or not isinstance(person.value, Patient):
        return NOTHING
    where = f"{person.at}/birthDate"
    return Found(values.day(person.value.birth_date, where, person.value.birth_date_side), where)


def _span(coverage: Coverage, resource: Resource, plan: Found, values: Values) -> ModelCoverage:
    at, period = resource.at, coverage.period
    assert isinstance(period, Period)
    who = payer(coverage.payor[0], resource, f"{at}/payor/0", values).payer_id if coverage.payor else NOTHING
    facts = {
        "payer_id": who,
        "product": plan,
        "start_date": Found(values.day(period.start, f"{at}/period/start"), f"{at}/period/start"),
        "end_date": Found(values.day(period.end, f"{at}/period/end"), f"{at}/period/end"),
    }
    known, pointers = _spread(facts)
    return ModelCoverage(**known, origins=Places(values.file, at, {}, pointers))


def to_authorization(resource: Resource, patient: Found, values: Values) -> Authorization | None:
    """Return an authorization from an answer to a preauthorization; None when it is another answer."""
    value, at = resource.value, resource.at
    assert isinstance(value, ClaimResponse)
    if value.use != "preauthorization" or value.status in ("cancelled", "entered-in-error"):
        return None
    facts = {
        "number": Found(values.text(value.pre_auth_ref, f"{at}/preAuthRef"), f"{at}/preAuthRef"),
        "patient_id": patient,
        "status": _answer(value, at),
        "provider_npi": provider(value.requestor, resource, f"{at}/requestor", values).npi,
    }
    if isinstance(value.pre_auth_period, Period):
        for name, text in (("start_date", value.pre_auth_period.start), ("end_date", value.pre_auth_period.end)):
            where = f"{at}/preAuthPeriod/{name.partition('_')[0]}"
            facts[name] = Found(values.day(text, where), where)
    known, pointers = _spread(facts)
    origins = Places(values.file, at, {}, pointers)
    return Authorization(kind="prior authorization", **known, origins=origins)


def _answer(response: ClaimResponse, at: str) -> Found:
    """Return the answer. That an answer is complete does not say that it is a yes, so only a reviewer's code does."""
    if response.outcome in ("queued", "partial"):
        return Found("pending", f"{at}/outcome")
    said = {
        _ANSWERS[code]
        for item in response.item
        for adjudication in item.adjudication
        for code in _review_codes(adjudication.extension)
        if code in _ANSWERS
    }
    if not said:
        return NOTHING
    return Found(said.pop() if len(said) == 1 else UNREADABLE, f"{at}/item")


def _review_codes(extensions: list[ReviewExtension]) -> list[str]:
    found: list[str] = []
    waiting = list(extensions)
    while waiting:
        each = waiting.pop()
        waiting += each.extension
        concept = each.value_codeable_concept
        for coding in () if concept is UNSET else concept.coding:
            if coding.system == _ANSWER_SYSTEM and coding.code is not UNSET:
                found.append(coding.code)
    return found


def to_paper(resource: Resource, patient: Found, values: Values) -> Document | None:
    """Return what a document reference tells of a paper, never what the paper says; None when it is an error."""
    value, at = resource.value, resource.at
    assert isinstance(value, DocumentReference)
    if value.status == "entered-in-error":
        return None
    facts = {
        "number": _paper_number(value, at, values),
        "patient_id": patient,
        "kind": _paper_kind(value, at),
        "subject": words_of(value.category[0], f"{at}/category/0") if value.category else NOTHING,
        "created_date": Found(values.day(value.date, f"{at}/date"), f"{at}/date"),
        "author_npi": _author(value, resource, values),
    }
    if value.context is not UNSET and isinstance(value.context.period, Period):
        for name, text in (("start_date", value.context.period.start), ("end_date", value.context.period.end)):
            where = f"{at}/context/period/{name.partition('_')[0]}"
            facts[name] = Found(values.day(text, where), where)
    known, pointers = _spread(facts)
    return Document(**known, origins=Places(values.file, at, {}, pointers))


def _paper_number(paper: DocumentReference, at: str, values: Values) -> Found:
    mark = paper.master_identifier
    if mark is not UNSET and mark.value is not UNSET:
        where = f"{at}/masterIdentifier/value"
        return Found(values.leaf(TEXT, mark.value, where), where)
    return values.identifier(paper.identifier, f"{at}/identifier", frozenset(), TEXT)


def _paper_kind(paper: DocumentReference, at: str) -> Found:
    if paper.type is UNSET:
        return NOTHING
    for number, each in enumerate(paper.type.coding):
        if each.code is not UNSET and each.code in _KINDS:
            return Found(_KINDS[each.code], f"{at}/type/coding/{number}/code")
    return words_of(paper.type, f"{at}/type")


def _author(paper: DocumentReference, resource: Resource, values: Values) -> Found:
    for number, each in enumerate(paper.author):
        at = f"{resource.at}/author/{number}"
        target = values.target(each, resource, at, _AUTHORS)
        if target is None or target.kind != "Patient":
            found = provider(each, resource, at, values).npi
            if found is not NOTHING:
                return found
    return NOTHING
