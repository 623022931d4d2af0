"""The dossier of an example holds what the example states, each fact where rules look for it."""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest

from rules_engine.claims import model
from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.derived import is_npi
from rules_engine.claims.frame import LineFrame
from rules_engine.ir.example import Entry, Example, Fact
from rules_engine.ir.rulebook import Place
from rules_engine.language.vocabulary import load_vocabulary
from rules_engine.suites.dossier import CLINICIAN, PATIENT, dossier_of
from rules_engine.suites.facts import made_up_npi

DAY = date(2026, 3, 2)
SPAN = (date(2026, 1, 1), date(2026, 3, 31))
PLACE = Place("x.examples", 0, 0, 1, 1)
WORDS = load_vocabulary().fields


def facts(kind: str = "line", **stated: Any) -> tuple[Fact, ...]:
    """Return facts by their names in the vocabulary; a text with "not " before it says how a fact is missing."""
    return tuple(fact(kind, name.replace("_", " "), value) for name, value in stated.items())


def fact(kind: str, name: str, value: Any) -> Fact:
    path = WORDS[kind][name].path
    return Fact(path, None, value) if value in ("not supplied", "not documented") else Fact(path, value)


def entry(kind: str, **stated: Any) -> Entry:
    return Entry(kind, facts(kind, **stated))


def dossier(*lines: tuple[Fact, ...], given: tuple[Entry, ...] = (), **spans: Any) -> model.Dossier:
    example = Example(
        title="an example",
        rulebook="book",
        on=DAY,
        known_on=None,
        lines=lines or ((),),
        entries=given,
        complete=spans.get("complete"),
        expects=(),
        place=PLACE,
        **({"others_complete": spans["others_complete"]} if "others_complete" in spans else {}),
    )
    return dossier_of(example)


def frame(found: model.Dossier, number: int = 1) -> LineFrame:
    return LineFrame(found, found.claim, found.claim.lines[number - 1])


def read(found: model.Dossier, name: str, number: int = 1) -> Any:
    return frame(found, number).read(WORDS["line"][name].path)


# --- facts of a line ----------------------------------------------------------------------------------------------


STATED = {
    "code": "90837",
    "allowed amount": Decimal(80),
    "paid amount": Decimal("60.5"),
    "remittance date": DAY,
    "span days": Decimal(3),
    "rendering provider check digit": "invalid",
    "session": "S-1",
    "session people": ("A", "B"),
    "session minutes": Decimal(53),
    "contact minutes": Decimal(40),
    "course of treatment": "T-1",
    "session purpose": "therapy",
    "visit sequence": "initial",
    "note similarity": Decimal("0.4"),
    "patient birth date": date(1990, 1, 1),
    "filing date": DAY,
    "supervising provider type": "psychologist",
    "supervising provider licence level": "independent",
    "session clinician type": "resident",
    "rendering provider degree": "PhD",
    "rendering provider supervised hours": Decimal(400),
    "referring provider type": "physician",
    "ordering provider type": "psychiatrist",
    "site kind": "FQHC",
    "authorization start date": DAY,
    "authorization units left": Decimal(4),
    "authorization unit period": "week",
    "benefit year start": DAY,
    "employer": "Example Works",
    "eligibility groups": ("waiver",),
    "coinsurance": Decimal("0.2"),
    "signature kind": "electronic",
    "plan end date": DAY,
    "modality": True,
}


@pytest.mark.parametrize("name", STATED)
def test_what_a_line_states_is_what_a_rule_reads(name: str) -> None:
    found = dossier((fact("line", name, STATED[name]),))
    assert read(found, name) == ("modality" if name == "modality" else STATED[name])


def test_all_facts_can_be_stated_together() -> None:
    found = dossier(tuple(fact("line", name, value) for name, value in STATED.items()))
    assert {name: read(found, name) for name in STATED} == {**STATED, "modality": "modality"}


@pytest.mark.parametrize(
    "name", sorted({*STATED, "session time", "travel time"} - {"modality", "rendering provider check digit"})
)
@pytest.mark.parametrize("how", ["not supplied", "not documented"])
def test_a_fact_that_is_stated_to_be_missing_is_absent(name: str, how: str) -> None:
    found = read(dossier((fact("line", name, how),)), name)
    assert isinstance(found, Absent)
    assert found.kind.value == how


def test_an_age_is_a_birth_date() -> None:
    found = dossier((Fact(("derived", "age"), Decimal(17)),))
    assert read(found, "patient age") == 17


def test_without_facts_nothing_is_known() -> None:
    found = dossier()
    absent = (found.sessions, found.history, found.authorizations, found.providers, found.member, found.documents)
    assert {*absent, found.answers, found.other_patients} == {NOT_SUPPLIED}
    assert found.claim.patient_id == PATIENT
    assert found.claim.lines[0].rendering_npi == CLINICIAN


# --- providers ----------------------------------------------------------------------------------------------------


def test_made_up_npis_have_a_right_check_digit() -> None:
    assert all(is_npi(made_up_npi(number)) for number in range(0, 10_000, 7))
    assert is_npi(CLINICIAN)


def test_each_line_has_its_own_providers() -> None:
    found = dossier(
        facts(rendering_provider_type="resident", supervising_provider_type="psychologist"),
        facts(rendering_provider_type="physician", supervising_provider_type="psychologist"),
        facts(rendering_provider_specialty="child"),
    )
    assert [read(found, "rendering provider type", n) for n in (1, 2, 3)] == ["resident", "physician", "resident"]
    one, two, three = [read(found, "rendering provider", n) for n in (1, 2, 3)]
    assert one == three != two
    assert read(found, "supervising provider", 1) == read(found, "supervising provider", 2)
    assert all(is_npi(each.npi) for each in found.providers)


def test_a_stated_npi_is_kept() -> None:
    found = dossier(facts(rendering_provider="1000000004", rendering_provider_type="physician"))
    assert [(each.npi, each.kind) for each in found.providers] == [("1000000004", "physician")]
    missing = dossier(facts(rendering_provider="not supplied", rendering_provider_type="physician"))
    assert missing.providers == NOT_SUPPLIED


def test_licences_and_certificates_are_of_the_providers_of_the_billed_lines() -> None:
    given = (
        entry("licence", licence_state="PA", licence_level="associate"),
        entry("certificate", certificate_kind="crisis", certificate_hours=("extended",)),
        Entry("assessor certificate", ()),
    )
    this = frame(dossier((), given=given))
    assert [each.level for each in this.rendering.licences] == ["associate"]
    assert [each.hours for each in this.site.licences] == [("extended",)]
    assert this.assessor.licences == ()
    assert this.rendering.enrolments == NOT_SUPPLIED


# --- entries ------------------------------------------------------------------------------------------------------


def test_entries_of_the_patient() -> None:
    given = (
        entry("document", document_kind="plan", signed_date=DAY, codes=("90837",)),
        entry("stay", stay_kind="inpatient", start_date=DAY),
        entry("answer", role="psychiatrist", question="is it urgent", holds=True),
        entry("other payer", other_payer_status="denied", end_date=DAY),
        entry("authorization", authorization_kind="not needed"),
    )
    found = dossier((), given=given)
    assert [(each.kind, each.patient_id, each.codes) for each in found.documents] == [("plan", PATIENT, ("90837",))]
    assert [(each.kind, each.start_date) for each in found.member.stays] == [("inpatient", DAY)]
    assert found.member.coverages == NOT_SUPPLIED
    assert [(each.role, each.holds, each.claim_id) for each in found.answers] == [("psychiatrist", True, "EXAMPLE")]
    assert [(each.status, each.end_date) for each in found.claim.other_payers] == [("denied", DAY)]
    assert [each.kind for each in found.authorizations] == ["not needed"]


@pytest.mark.parametrize("kind", ["document", "stay", "answer", "session", "authorization"])
def test_an_entry_without_facts_is_known_to_be_none(kind: str) -> None:
    found = dossier((), given=(Entry(kind, ()),))
    parts = {
        "document": found.documents,
        "answer": found.answers,
        "session": found.sessions,
        "authorization": found.authorizations,
        "stay": found.member.stays if isinstance(found.member, model.Member) else NOT_SUPPLIED,
    }
    assert parts.pop(kind) == ()
    assert set(parts.values()) == {NOT_SUPPLIED}


def test_further_sessions_are_of_the_first_line() -> None:
    given = (entry("session", session_minutes=Decimal(20)), entry("session", start_time=time(9), stop_time=time(9, 30)))
    found = dossier(facts(session_minutes=Decimal(30)), facts(session_minutes=Decimal(40)), given=given)
    assert [each.length for each in frame(found).sessions] == [30, 20, 30]
    assert [each.length for each in frame(found, 2).sessions] == [40]


def test_intervals_are_of_the_session() -> None:
    given = (
        entry("interval", interval_kind="contact", start_time=time(9), stop_time=time(9, 30)),
        entry("interval", interval_kind="travel", start_time=time(8), stop_time=time(9)),
    )
    found = dossier((), given=given)
    assert read(found, "contact minutes") == 30
    assert read(found, "travel time") == ((480, 540),)


def test_facts_of_an_authorization_are_an_entry_that_the_line_names() -> None:
    units = {"authorization_units": Decimal(10)}
    found = dossier(facts(**units), facts(**units), facts(authorization_units=Decimal(2)), given=())
    numbers = [read(found, "authorization number", n) for n in (1, 2, 3)]
    assert numbers == ["GRANT-1", "GRANT-1", "GRANT-2"]
    assert [each.units for each in found.authorizations] == [10, 2]
    stated = dossier(facts(authorization_number="A-7", **units), given=(entry("authorization", codes=("90791",)),))
    assert [each.number for each in stated.authorizations] == [NOT_SUPPLIED, "A-7"]
    assert read(stated, "authorization units") == 10


# --- further lines ------------------------------------------------------------------------------------------------


def test_a_line_of_another_patient_is_not_an_earlier_line() -> None:
    given = (entry("line", code="90834"), entry("line", code="90832", patient="SOMEBODY"))
    found = dossier((), given=given, complete=SPAN, others_complete=SPAN)
    assert [each.lines[0].code for each in found.history.claims] == ["90834"]
    assert [(each.lines[0].code, each.patient_id) for each in found.other_patients.claims] == [("90832", "SOMEBODY")]
    assert (found.history.complete_from, found.other_patients.complete_through) == SPAN


def test_the_patient_can_be_named() -> None:
    found = dossier(facts(patient="X"), given=(entry("line", patient="X"), entry("line", code="90834")))
    assert [each.patient_id for each in found.history.claims] == ["X", "X"]
    assert found.other_patients == NOT_SUPPLIED
    unknown = dossier((), given=(entry("line", patient="not documented"),))
    assert [each.patient_id for each in unknown.history.claims] == [NOT_DOCUMENTED]


@pytest.mark.parametrize(
    ("given", "spans", "history", "others"),
    [
        ((), {}, NOT_SUPPLIED, NOT_SUPPLIED),
        ((Entry("line", ()),), {}, model.History(), NOT_SUPPLIED),
        (
            (),
            {"others_complete": SPAN},
            NOT_SUPPLIED,
            model.History(complete_from=SPAN[0], complete_through=SPAN[1]),
        ),
        ((), {"complete": SPAN}, model.History(complete_from=SPAN[0], complete_through=SPAN[1]), NOT_SUPPLIED),
    ],
)
def test_known_to_be_none_is_not_the_same_as_not_known(given: Any, spans: Any, history: Any, others: Any) -> None:
    found = dossier((), given=given, **spans)
    assert (found.history, found.other_patients) == (history, others)


def test_an_earlier_line_has_its_record_and_its_providers() -> None:
    stated = {"session": "S-1", "rendering_provider_type": "resident", "authorization_units": Decimal(3)}
    found = dossier(facts(session="S-1"), given=(entry("line", patient="SOMEBODY", **stated),))
    earlier = found.other_patients.claims[0]
    this = LineFrame(found, earlier, earlier.lines[0])
    assert this.session.session_id == "S-1"
    assert (this.session.claim_id, this.session.line_number) == ("EARLIER-1", 1)
    assert this.rendering.kind == "resident"
    assert this.authorization.units == 3
    assert frame(found).rendering.kind == "resident"
