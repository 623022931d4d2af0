"""What a file tells besides its claims: sessions, papers, clinicians, members, authorizations."""

from __future__ import annotations

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.join import join
from rules_engine.claims.model import Authorization, Document, Member, Provider, Session

from .resources import ICD, NPI, TERMS, X12, Resource, bundle, claim, coded, coverage, item, patient, read, to, whole

UNREADABLE = Absent(AbsenceKind.UNREADABLE)
CLINICIAN = {"resourceType": "Practitioner", "id": "d1", "identifier": [{"system": NPI, "value": "1000000137"}]}


def encounter(**changes: Any) -> Resource:
    """Return an hour in the office."""
    made = {
        "resourceType": "Encounter",
        "id": "e1",
        "status": "finished",
        "class": {"system": TERMS + "v3-ActCode", "code": "AMB"},
        "subject": to("Patient/p1"),
        "participant": [{"individual": to("Practitioner/d1")}],
        "period": {"start": "2026-11-16T14:00:00-05:00", "end": "2026-11-16T14:55:00-05:00"},
        **changes,
    }
    return {key: value for key, value in made.items() if value is not None}


def file(*records: Resource, **changes: Any) -> Resource:
    """Return a claim with all it needs, and records."""
    return bundle(claim(**changes), patient(), coverage(), CLINICIAN, *records)


def sessions(*records: Resource, **changes: Any) -> tuple[Session, ...]:
    """Return the session records of a file without faults."""
    intake = read(file(*records, **changes))
    assert intake.rejections == ()
    return intake.sessions if isinstance(intake.sessions, tuple) else ()


# --- sessions -------------------------------------------------------------------------------------------------------


def test_an_encounter_is_the_record_of_the_line_that_names_it() -> None:
    (session,) = sessions(encounter(), item=[item(encounter=[to("Encounter/e1")])])
    assert (session.claim_id, session.line_number, session.patient_id) == ("C-1001", 1, "M-42")
    assert (session.service_date, session.start, session.stop) == (date(2026, 11, 16), time(14), time(14, 55))
    assert (session.length, session.minutes) == (Decimal(55), NOT_SUPPLIED)
    assert (session.mode, session.clinician_npi) == ("in person", "1000000137")
    assert session.origins["start"].pointer == "/entry/4/resource/period/start"
    assert session.origins["clinician_npi"].pointer == "/entry/3/resource/identifier/0/value"


def test_an_encounter_that_no_line_names_is_found_by_patient_and_day() -> None:
    intake = read(file(encounter()))
    (dossier,) = join([intake]).dossiers
    assert isinstance(dossier.sessions, tuple)
    assert [each.line_number for each in dossier.sessions] == [1]


def test_a_time_in_utc_gives_minutes_and_no_clock() -> None:
    (session,) = sessions(encounter(period={"start": "2026-11-17T01:00:00Z", "end": "2026-11-17T01:45:00Z"}))
    assert (session.start, session.stop, session.service_date) == (UNREADABLE,) * 3
    assert session.length == Decimal(45)


def test_a_period_of_days_is_not_told_as_one_of_hours() -> None:
    (session,) = sessions(encounter(period={"start": "2026-11-16T14:00:00-05:00", "end": "2026-11-18T15:00:00-05:00"}))
    assert (session.start, session.stop, session.length) == (time(14), UNREADABLE, Decimal(49 * 60))


def test_days_alone_tell_no_minutes() -> None:
    (session,) = sessions(encounter(period={"start": "2026-11-16", "end": "2026-11-16"}))
    assert (session.service_date, session.start, session.length) == (date(2026, 11, 16), NOT_SUPPLIED, NOT_SUPPLIED)


def test_an_encounter_that_ends_before_it_begins_is_refused() -> None:
    period = {"start": "2026-11-16T14:00:00-05:00", "end": "2026-11-16T13:00:00-05:00"}
    assert [each.code for each in read(file(encounter(period=period))).rejections] == ["reversed-dates"]


@pytest.mark.parametrize(
    ("length", "minutes"),
    [
        ({"value": 50, "code": "min"}, Decimal(50)),
        ({"value": 1.5, "unit": "h"}, Decimal(90)),
        ({"value": 2, "unit": "fortnights"}, UNREADABLE),
    ],
)
def test_a_length_is_the_total_that_was_recorded(length: Resource, minutes: object) -> None:
    (session,) = sessions(encounter(length=length))
    assert session.minutes == minutes


def test_a_virtual_encounter_does_not_say_whether_there_was_a_picture() -> None:
    (session,) = sessions(encounter(**{"class": {"code": "VR"}}))
    assert session.mode == NOT_SUPPLIED


def test_a_visit_at_home_is_in_person_and_at_home() -> None:
    (session,) = sessions(encounter(**{"class": {"code": "HH"}}))
    assert (session.mode, session.patient_location) == ("in person", "home")
    house = {"resourceType": "Location", "id": "h", "physicalType": coded(TERMS + "location-physical-type", "ho")}
    (session,) = sessions(encounter(location=[{"location": to("Location/h")}]), house)
    assert session.patient_location == "home"


def test_the_first_diagnosis_of_an_encounter_is_the_recorded_one() -> None:
    conditions = [
        {"resourceType": "Condition", "id": f"k{n}", "code": coded(ICD, code)}
        for n, code in ((1, "F33.1"), (2, "F41.1"))
    ]
    listed = [{"condition": to("Condition/k1"), "rank": 2}, {"condition": to("Condition/k2"), "rank": 1}]
    (session,) = sessions(encounter(diagnosis=listed), *conditions)
    assert session.diagnosis == "F411"


@pytest.mark.parametrize("status", ["planned", "cancelled", "entered-in-error"])
def test_an_encounter_that_was_not_held_is_no_record(status: str) -> None:
    assert sessions(encounter(status=status)) == ()


@pytest.mark.parametrize(
    "broken", [encounter(period={"start": "2026-02-30"}), encounter(period=5), encounter(actualPeriod={})]
)
def test_a_claim_whose_encounter_cannot_be_read_is_not_judged(broken: Resource) -> None:
    intake = read(file(broken, item=[item(encounter=[to("Encounter/e1")])]))
    joined = join([intake])
    assert joined.dossiers == ()
    assert joined.found == 1


# --- papers ---------------------------------------------------------------------------------------------------------


def paper(**changes: Any) -> Resource:
    """Return a plan of treatment."""
    return {
        "resourceType": "DocumentReference",
        "id": "x1",
        "identifier": [{"value": "D-1"}],
        "status": "current",
        "type": coded("http://loinc.org", "18776-5"),
        "category": [{"text": "Treatment"}],
        "subject": to("Patient/p1"),
        "date": "2026-10-01T09:00:00-04:00",
        "author": [to("Practitioner/d1")],
        "context": {"period": {"start": "2026-10-01", "end": "2027-03-31"}},
        "description": "never read",
        "content": [{"attachment": {"data": "bmV2ZXIgcmVhZA=="}}],
        **changes,
    }


def test_a_document_reference_tells_what_a_paper_is() -> None:
    (made,) = read(file(paper())).papers  # type: ignore[misc]
    assert isinstance(made, Document)
    assert (made.number, made.patient_id, made.kind, made.subject) == ("D-1", "M-42", "plan", "treatment")
    assert (made.created_date, made.author_npi) == (date(2026, 10, 1), "1000000137")
    assert (made.start_date, made.end_date) == (date(2026, 10, 1), date(2027, 3, 31))
    assert made.origins["kind"].pointer == "/entry/4/resource/type/coding/0/code"


def test_a_paper_in_error_is_left_out_and_one_of_another_kind_keeps_its_words() -> None:
    assert read(file(paper(status="entered-in-error"))).papers == NOT_SUPPLIED
    (made,) = read(file(paper(type={"text": "Court Order"}))).papers  # type: ignore[misc]
    assert made.kind == "court order"


def test_a_paper_with_a_fault_is_unreadable_and_not_missing() -> None:
    intake = read(file(paper(date="2026-02-30")))
    (made,) = intake.papers  # type: ignore[misc]
    assert (made.patient_id, made.kind, made.created_date) == ("M-42", UNREADABLE, UNREADABLE)
    assert [(each.code, each.part, each.lost) for each in intake.rejections] == [("bad-date", "documents", 0)]
    assert read(file(paper(date=5))).papers == UNREADABLE


# --- clinicians -----------------------------------------------------------------------------------------------------


def role(**changes: Any) -> Resource:
    """Return a role."""
    return {
        "resourceType": "PractitionerRole",
        "id": "r1",
        "practitioner": to("Practitioner/d1"),
        "organization": {"identifier": {"system": NPI, "value": "1000000012"}},
        "code": [{"text": "Clinical Social Worker"}],
        "specialty": [{"coding": [{"display": "Trauma"}]}],
        **changes,
    }


def test_a_role_is_a_clinician_of_the_registry() -> None:
    (made,) = read(file(role())).providers  # type: ignore[misc]
    assert isinstance(made, Provider)
    assert (made.npi, made.kind, made.specialty) == ("1000000137", "clinical social worker", "trauma")
    assert (made.group_npi, made.licences) == ("1000000012", NOT_SUPPLIED)


def test_a_clinician_of_whom_only_the_number_is_told_is_no_entry() -> None:
    assert read(file()).providers == NOT_SUPPLIED


def test_roles_that_say_different_things_are_unreadable_where_they_do() -> None:
    (made,) = read(file(role(), role(id="r2", code=[{"text": "Psychologist"}]))).providers  # type: ignore[misc]
    assert (made.kind, made.specialty) == (UNREADABLE, "trauma")


# --- members and authorizations -------------------------------------------------------------------------------------


def test_a_coverage_with_a_span_is_a_member() -> None:
    plan = {"type": coded(TERMS + "coverage-class", "plan"), "value": "P-1", "name": "Plan One"}
    covers = coverage(**{"period": {"start": "2026-01-01"}, "class": [plan], "network": "West"})
    (made,) = read(bundle(claim(), patient(), covers)).members  # type: ignore[misc]
    assert isinstance(made, Member)
    assert (made.patient_id, made.plan, made.network) == ("M-42", "Plan One", "West")
    assert made.birth_date == date(1948, 1, 1)
    (span,) = made.coverages  # type: ignore[misc]
    assert (span.start_date, span.end_date, span.product) == (date(2026, 1, 1), NOT_SUPPLIED, "Plan One")
    assert read(file()).members == NOT_SUPPLIED


def answer(**changes: Any) -> Resource:
    """Return an answer to a preauthorization."""
    code = {"url": "number", "valueCodeableConcept": coded(X12 + "306", "A1")}
    review = {
        "url": "http://hl7.org/fhir/us/davinci-pas/StructureDefinition/extension-reviewAction",
        "extension": [code],
    }
    return {
        "resourceType": "ClaimResponse",
        "id": "a1",
        "status": "active",
        "use": "preauthorization",
        "patient": to("Patient/p1"),
        "created": "2026-10-01",
        "outcome": "complete",
        "preAuthRef": "A-77",
        "preAuthPeriod": {"start": "2026-10-01", "end": "2026-12-31"},
        "item": [
            {
                "itemSequence": 1,
                "adjudication": [{"extension": [review], "category": {"coding": [{"code": "submitted"}]}}],
            }
        ],
        **changes,
    }


def test_an_answer_to_a_preauthorization_is_an_authorization() -> None:
    (made,) = read(file(answer())).authorizations  # type: ignore[misc]
    assert isinstance(made, Authorization)
    assert (made.number, made.patient_id, made.kind, made.status) == ("A-77", "M-42", "prior authorization", "approved")
    assert (made.start_date, made.end_date) == (date(2026, 10, 1), date(2026, 12, 31))


def test_that_an_answer_is_complete_does_not_say_yes() -> None:
    (made,) = read(file(answer(item=[]))).authorizations  # type: ignore[misc]
    assert made.status == NOT_SUPPLIED
    (made,) = read(file(answer(outcome="queued"))).authorizations  # type: ignore[misc]
    assert made.status == "pending"
    assert read(file(answer(use="claim"))).authorizations == NOT_SUPPLIED


def test_records_without_claims_are_a_file_of_their_own() -> None:
    intake = read("\n".join(json.dumps(each) for each in (patient(), coverage(), encounter(), CLINICIAN)))
    assert (intake.found, intake.claims) == (0, ())
    assert isinstance(intake.sessions, tuple)
    assert [each.patient_id for each in intake.sessions] == ["M-42"]


def test_a_file_with_every_resource_fills_every_part() -> None:
    intake = read(whole())
    assert [each.claim_id for each in intake.claims] == ["C-1001", "C-1001"]
    assert intake.rejections == ()
    parts = (intake.sessions, intake.papers, intake.members, intake.authorizations)
    assert all(isinstance(each, tuple) and len(each) == 1 for each in parts)
    first = intake.claims[0]
    assert (first.referral_number, first.frequency, first.payer_id) == ("R-1", "replacement", "P1")
    assert first.lines[0].place_of_service == "11"
