"""What is read from where: each fact of a claim, its place, and the kinds of absence."""

from __future__ import annotations

import json
import pickle
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.origin import Origins

from .resources import (
    EIN,
    HCPCS,
    ICD,
    NPI,
    NUCC,
    POS,
    TERMS,
    X12,
    Resource,
    bundle,
    claim,
    coded,
    coverage,
    dollars,
    faults,
    item,
    npi,
    one,
    patient,
    read,
    to,
)

UNREADABLE = Absent(AbsenceKind.UNREADABLE)


def place(origins: Origins, fact: str, data: bytes) -> bytes:
    """Return the bytes that an origin points at."""
    origin = origins[fact]
    assert origin.source == "claims.json"
    return data[origin.start : origin.stop]


def test_a_lone_claim_is_read_whole() -> None:
    made = one(claim())
    line = made.lines[0]
    assert (made.claim_id, made.charge, made.frequency) == ("C-1001", Decimal(175), "original")
    assert (made.payer_id, made.payer_name, made.payer_order) == ("PLAN1", "Example Plan", "primary")
    assert (made.billing_npi, made.submission_date) == ("1000000012", date(2026, 11, 17))
    assert [(each.code, each.position) for each in made.diagnoses] == [("F331", 1)]  # type: ignore[union-attr]
    assert (line.number, line.code, line.modifiers, line.charge) == (1, "90837", ("95",), Decimal(175))
    assert (line.units, line.unit_basis, line.place_of_service) == (Decimal(1), "UN", "10")
    assert (line.service_date, line.service_date_end) == (date(2026, 11, 16), date(2026, 11, 16))
    assert (line.diagnosis_pointers, line.rendering_npi) == ((1,), "1000000137")
    assert made.patient_id == made.subscriber_id == made.patient_birth_date == NOT_SUPPLIED  # its coverage never came


@pytest.mark.parametrize("space", [None, 2])
def test_every_fact_leads_back_to_its_bytes(space: int | None) -> None:
    found = bundle(claim(identifier=[{"value": "C-ä"[:2] + "1"}]), patient(), coverage(payor=[{"display": "Müller"}]))
    data = json.dumps(found, indent=space, ensure_ascii=False).encode()
    made = one(data)
    line = made.lines[0]
    assert place(made.origins, "claim_id", data) == b'"C-1"'
    assert made.origins["claim_id"].pointer == "/entry/0/resource/identifier/0/value"
    assert place(made.origins, "patient_birth_date", data) == b'"1948-01-01"'
    assert place(made.origins, "patient_id", data) == b'"M-42"'
    assert place(line.origins, "charge", data) == b"175"
    assert line.origins["charge"].pointer == "/entry/0/resource/item/0/net/value"
    assert place(line.origins, "place_of_service", data) == b'"10"'
    assert place(line.origins, "rendering_npi", data) == b'"1000000137"'
    assert place(line.origins, "service_date_end", data) == b'"2026-11-16"'
    assert "emergency" not in line.origins
    assert set(line.origins) >= {"number", "code", "modifiers", "units", "rendering_npi"}
    assert dict(pickle.loads(pickle.dumps(line.origins))) == dict(line.origins)
    assert "90837" not in repr(line.origins)


def test_text_outside_ascii_before_a_value_moves_its_bytes() -> None:
    data = json.dumps(claim(text={"div": "Ärztin"}), ensure_ascii=False).replace('"text"', '"text"').encode()
    head = b'{"text": {"div": "\xc3\x84"}, '
    data = head + data[1:].replace(b', "text": {"div": "\xc3\x84rztin"}', b"")
    assert place(one(data).origins, "claim_id", data) == b'"C-1001"'


def test_amounts_are_read_exactly() -> None:
    data = json.dumps(claim(item=[item(net=dollars(-17510))], total=None))
    assert str(one(data.replace("-17510", "175.10")).lines[0].charge) == "175.10"
    assert one(claim(total=dollars(1.75e2))).charge == Decimal(175)


# --- patients -------------------------------------------------------------------------------------------------------


def person(**changes: Any) -> Any:
    """Return the claim of a file whose coverage differs."""
    who = changes.pop("who", patient())
    return one(bundle(claim(), who, coverage(**changes)))


def test_the_subscriber_is_known_by_the_subscriber_id() -> None:
    made = person()
    assert (made.patient_id, made.subscriber_id, made.patient_sex) == ("M-42", "M-42", "F")
    assert made.patient_birth_date == date(1948, 1, 1)


def test_a_dependent_is_known_by_birth_date_and_first_name_too() -> None:
    assert person(relationship=coded(TERMS + "subscriber-relationship", "child")).patient_id == "M-42/1948-01-01/ALPHA"


def test_without_a_relationship_the_subscriber_is_who_is_named_as_both() -> None:
    made = person(relationship={}, subscriber=to("Patient/p1"))
    assert made.patient_id == "M-42"
    assert person(relationship={}).patient_id == NOT_SUPPLIED
    assert person(relationship={}, subscriber=to("Patient/p2")).patient_id == NOT_SUPPLIED


def test_a_dependent_without_name_has_no_key() -> None:
    child = coded(TERMS + "subscriber-relationship", "child")
    assert person(relationship=child, who=patient(name=[])).patient_id == NOT_SUPPLIED


def test_a_member_number_stands_in_for_the_subscriber_id() -> None:
    member = {"type": coded(TERMS + "v2-0203", "MB"), "value": "M-7"}
    found = coverage(identifier=[{"value": "other"}, member])
    del found["subscriberId"]
    assert one(bundle(claim(), patient(), found)).patient_id == "M-7"


def test_a_coverage_of_another_patient_is_refused() -> None:
    found = bundle(claim(), patient(), coverage(beneficiary=to("Patient/p2")), patient(id="p2"))
    assert faults(found) == [("another-patient", "/entry/2/resource/beneficiary")]


# --- payers ---------------------------------------------------------------------------------------------------------


def organization(**changes: Any) -> Resource:
    """Return an organization."""
    return {"resourceType": "Organization", "id": "o1", "name": "Plan Two", **changes}


def test_a_payer_is_read_from_its_organization() -> None:
    payer = organization(identifier=[{"value": "x"}, {"type": coded("http://x.example", "payerid"), "value": "P2"}])
    made = one(bundle(claim(insurer=to("Organization/o1")), payer))
    assert (made.payer_id, made.payer_name) == ("P2", "Plan Two")
    assert made.origins["payer_id"].pointer == "/entry/1/resource/identifier/1/value"


def test_without_an_insurer_the_payor_of_the_coverage_is_the_payer() -> None:
    made = one(bundle(claim(insurer=None), patient(), coverage(), organization(identifier=[{"value": "P3"}])))
    assert (made.payer_id, made.payer_name) == ("P3", "Plan Two")


def test_the_coverage_tells_order_group_and_filing_indicator() -> None:
    group = {"type": coded(TERMS + "coverage-class", "group"), "value": "G-7"}
    made = person(**{"order": 2, "class": [group], "type": coded(X12 + "1032", "MB")})
    assert (made.payer_order, made.group_number, made.filing_indicator) == ("secondary", "G-7", "MB")


def test_other_insurances_are_other_payers_with_their_answers() -> None:
    second = {"sequence": 1, "focal": False, "coverage": to("Coverage/v2"), "claimResponse": to("ClaimResponse/r1")}
    first = {"sequence": 2, "focal": True, "coverage": to("Coverage/v1"), "preAuthRef": ["A-1"]}
    answer = {
        "resourceType": "ClaimResponse",
        "id": "r1",
        "use": "claim",
        "created": "2026-11-01",
        "payment": {"amount": dollars(80)},
    }
    other = coverage(id="v2", payor=[{"display": "First Plan"}], period={"start": "2026-01-01", "end": "2026-12-31"})
    made = one(bundle(claim(insurance=[first, second]), patient(), coverage(), other, answer))
    (payer,) = made.other_payers  # type: ignore[misc]
    assert (made.payer_order, payer.order, payer.name) == ("secondary", "primary", "First Plan")
    assert (payer.paid, payer.status, payer.remittance_date) == (Decimal(80), "paid", date(2026, 11, 1))
    assert (payer.start_date, payer.end_date) == (date(2026, 1, 1), date(2026, 12, 31))
    assert payer.origins["paid"].pointer == "/entry/4/resource/payment/amount/value"
    assert made.authorization_number == made.lines[0].authorization_number == "A-1"


def test_several_authorization_numbers_cannot_be_told_apart() -> None:
    insurance = {"sequence": 1, "focal": True, "coverage": to("Coverage/v1"), "preAuthRef": ["A-1", "A-2"]}
    assert one(claim(insurance=[insurance])).authorization_number == UNREADABLE


# --- providers ------------------------------------------------------------------------------------------------------


def role(code: str, who: str, number: int, system: str = TERMS + "claimcareteamrole") -> Resource:
    """Return a member of the care team."""
    return {"sequence": number, "provider": npi(who), "role": coded(system, code)}


def test_the_care_team_says_who_did_what() -> None:
    team = [
        role("primary", "1000000137", 1),
        role("supervisor", "1000000103", 2),
        role("referring", "1000000111", 3),
        role("DK", "1000000129", 4, X12 + "98"),
    ]
    line = one(claim(careTeam=team, item=[item(careTeamSequence=None)])).lines[0]
    assert (line.rendering_npi, line.supervising_npi) == ("1000000137", "1000000103")
    assert (line.referring_npi, line.ordering_npi) == ("1000000111", "1000000129")


def test_lines_name_their_own_members() -> None:
    team = [role("primary", "1000000137", 1), role("primary", "1000000103", 2)]
    lines = one(claim(careTeam=team, item=[item(1), item(2, careTeamSequence=[2])], total=dollars(350))).lines
    assert [line.rendering_npi for line in lines] == ["1000000137", "1000000103"]
    assert lines[1].origins["rendering_npi"].pointer == "/careTeam/1/provider/identifier/value"
    assert one(claim(careTeam=team, item=[item(careTeamSequence=None)])).lines[0].rendering_npi == UNREADABLE


def test_the_physician_of_primary_care_renders_nothing() -> None:
    carin = "http://hl7.org/fhir/us/carin-bb/CodeSystem/C4BBClaimCareTeamRole"
    team = [role("primary", "1000000111", 1, carin), role("performing", "1000000137", 2, carin)]
    assert one(claim(careTeam=team, item=[item(careTeamSequence=None)])).lines[0].rendering_npi == "1000000137"


def test_a_person_who_bills_without_a_care_team_renders() -> None:
    alone = claim(careTeam=None, provider=to("Practitioner/x"), item=[item(careTeamSequence=None)])
    who = {"resourceType": "Practitioner", "id": "x", "identifier": [{"system": NPI, "value": "1000000186"}]}
    assert one(bundle(alone, who)).lines[0].rendering_npi == "1000000186"
    group = organization(id="x", identifier=[{"system": NPI, "value": "1000000012"}])
    alone["provider"] = to("Organization/x")
    made = one(bundle(alone, group))
    assert (made.billing_npi, made.lines[0].rendering_npi) == ("1000000012", NOT_SUPPLIED)


def test_a_role_leads_to_clinician_group_and_taxonomy() -> None:
    clinician = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": NPI, "value": "1000000137"}]}
    group = organization(identifier=[{"system": NPI, "value": "1000000012"}, {"system": EIN, "value": "000000001"}])
    position = {
        "resourceType": "PractitionerRole",
        "id": "r1",
        "practitioner": to("Practitioner/d1"),
        "organization": to("Organization/o1"),
        "specialty": [coded(NUCC, "1041C0700X")],
    }
    team = [{"sequence": 1, "provider": to("PractitionerRole/r1")}]
    found = bundle(claim(provider=to("PractitionerRole/r1"), careTeam=team), clinician, group, position)
    made = one(found)
    assert (made.billing_npi, made.billing_tax_id, made.billing_taxonomy) == ("1000000012", "000000001", "1041C0700X")
    assert (made.lines[0].rendering_npi, made.lines[0].rendering_taxonomy) == ("1000000137", "1041C0700X")


def test_a_facility_gives_its_npi_and_the_place_of_lines_that_name_none() -> None:
    site = {
        "resourceType": "Location",
        "id": "l1",
        "type": [coded(POS, "11")],
        "identifier": [{"system": NPI, "value": "1000000160"}],
    }
    found = bundle(claim(facility=to("Location/l1"), item=[item(locationCodeableConcept=None)]), site)
    line = one(found).lines[0]
    assert (line.place_of_service, line.facility_npi) == ("11", "1000000160")
    assert line.origins["place_of_service"].pointer == "/entry/1/resource/type/0/coding/0/code"


# --- references -----------------------------------------------------------------------------------------------------


def test_contained_resources_are_found() -> None:
    held = [patient(id="me"), coverage(id="mine", beneficiary=to("#me"))]
    insurance = [{"sequence": 1, "focal": True, "coverage": to("#mine")}]
    made = one(claim(contained=held, patient=to("#me"), insurance=insurance))
    assert (made.patient_id, made.patient_birth_date) == ("M-42", date(1948, 1, 1))
    assert made.origins["subscriber_id"].pointer == "/contained/1/subscriberId"


@pytest.mark.parametrize(
    "address", ["urn:uuid:1", "http://x.example/fhir/Patient/p1", "http://x.example/fhir/Patient/p1/_history/3"]
)
def test_full_urls_are_found(address: str) -> None:
    found = bundle(claim(patient=to(address)), patient(), coverage(beneficiary=to(address)))
    found["entry"][1]["fullUrl"] = address.partition("/_history")[0]
    assert one(found).patient_birth_date == date(1948, 1, 1)


def test_lines_of_bulk_data_find_each_other() -> None:
    resources = [patient(), claim(), coverage(), claim(id="c2", identifier=[{"value": "C-2"}])]
    data = "\n".join(json.dumps(each) for each in resources) + "\n"
    intake = read(data)
    assert [each.claim_id for each in intake.claims] == ["C-1001", "C-2"]
    assert [each.patient_id for each in intake.claims] == ["M-42", "M-42"]
    first = intake.claims[0]
    assert place(first.origins, "patient_id", data.encode()) == b'"M-42"'
    assert first.origins["charge"].pointer == "/2/total/value"


def test_two_resources_with_one_address_are_no_answer() -> None:
    assert faults(bundle(claim(), patient(), patient(birthDate="1950-01-01"), coverage()))[0] == (
        "ambiguous-reference",
        "/entry/0/resource/patient/reference",
    )


# --- further facts --------------------------------------------------------------------------------------------------


def test_a_related_claim_says_frequency_and_original_number() -> None:
    related = [{"claim": {"identifier": {"value": "ICN-9"}}, "relationship": coded(X12 + "1325", "7")}]
    made = one(claim(related=related))
    assert (made.frequency, made.original_claim_number) == ("replacement", "ICN-9")
    related = [{"reference": {"value": "ICN-8"}, "relationship": coded("http://x.example", "prior")}]
    made = one(claim(related=related))
    assert (made.frequency, made.original_claim_number) == (NOT_SUPPLIED, "ICN-8")


def test_supporting_information_gives_days_and_attachments() -> None:
    info = [
        {
            "category": coded(TERMS + "claiminformationcategory", "hospitalized"),
            "timingPeriod": {"start": "2026-10-01", "end": "2026-10-05"},
        },
        {"category": coded(TERMS + "claiminformationcategory", "onset"), "timingDate": "2026-09-01"},
        {"category": coded("http://x.example", "clmrecvddate"), "timingDate": "2026-11-18"},
        {"category": coded(TERMS + "claiminformationcategory", "attachment"), "code": coded(X12 + "755", "OZ")},
        {"category": coded(X12 + "1514", "delay"), "code": coded(X12 + "1514", "8")},
    ]
    made = one(claim(supportingInfo=info))
    assert (made.admission_date, made.discharge_date) == (date(2026, 10, 1), date(2026, 10, 5))
    assert (made.onset_date, made.received_date) == (date(2026, 9, 1), date(2026, 11, 18))
    assert (made.attachments, made.delay_reason) == (("OZ",), "8")


def test_a_referral_is_known_by_its_request() -> None:
    request = {"resourceType": "ServiceRequest", "id": "s1", "identifier": [{"value": "R-5"}]}
    made = one(bundle(claim(referral=to("ServiceRequest/s1")), request))
    assert made.referral_number == made.lines[0].referral_number == "R-5"


def test_a_span_of_service_has_two_days() -> None:
    line = one(
        claim(item=[item(servicedDate=None, servicedPeriod={"start": "2026-11-02", "end": "2026-11-30"})])
    ).lines[0]
    assert (line.service_date, line.service_date_end) == (date(2026, 11, 2), date(2026, 11, 30))
    assert line.origins["service_date_end"].pointer == "/item/0/servicedPeriod/end"


def test_diagnoses_stand_by_their_sequence() -> None:
    listed = [{"sequence": n, "diagnosisCodeableConcept": coded(ICD, code)} for n, code in ((2, "F41.1"), (1, "F331"))]
    made = one(claim(diagnosis=listed))
    assert [(each.position, each.code) for each in made.diagnoses] == [(1, "F331"), (2, "F411")]  # type: ignore[union-attr]
    condition = {"resourceType": "Condition", "id": "x", "code": coded(ICD, "F90.2")}
    listed = [{"sequence": 1, "diagnosisReference": to("Condition/x")}]
    assert [each.code for each in one(bundle(claim(diagnosis=listed), condition)).diagnoses] == ["F902"]  # type: ignore[union-attr]
    assert one(claim(diagnosis=listed)).diagnoses == NOT_SUPPLIED


def test_codes_are_chosen_by_their_system() -> None:
    several = {"coding": [{"system": "http://x.example", "code": "zzz"}, {"system": HCPCS, "code": "H0004"}]}
    assert one(claim(item=[item(productOrService=several)])).lines[0].code == "H0004"
    assert one(claim(item=[item(productOrService={"coding": [{"code": "90834"}]})])).lines[0].code == "90834"


def test_minutes_are_a_basis_of_units() -> None:
    line = one(claim(item=[item(quantity={"value": 30, "code": "min", "system": "http://unitsofmeasure.org"})])).lines[
        0
    ]
    assert (line.units, line.unit_basis) == (Decimal(30), "MJ")
