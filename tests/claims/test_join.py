"""Joining claims with the records about them: what finds what, what is known to be none, and that nothing gets lost."""

from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest
from claims.records import MON, TUE, UNREADABLE, claim, history, joined, line, of_claims, only, reasons
from claims.strategies import intakes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.join.history import MOST_PAIRS
from rules_engine.claims.model import (
    Authorization,
    Dossier,
    Member,
    Provider,
    Session,
)
from rules_engine.claims.places import RecordOrigins
from rules_engine.claims.read import read_json
from rules_engine.claims.write import to_json


def session(minutes: int = 60, **values: Any) -> Session:
    return Session(minutes=Decimal(minutes), origins=RecordOrigins("notes.json", "/documentation/0", ()), **values)


def numbers(dossier: Dossier) -> list[Any]:
    return [(each.claim_id, each.line_number) for each in dossier.sessions]


# --- documentation ------------------------------------------------------------------------------------------------


def test_a_record_finds_its_line_by_claim_and_number() -> None:
    record = session(claim_id="C1", line_number=2)
    dossier = only(of_claims(claim("C1", line(1), line(2))), Intake(sessions=(record,)))
    assert dossier.sessions == (record,)


def test_a_record_finds_its_line_by_patient_and_day_and_then_names_it() -> None:
    one, other = joined(of_claims(claim("C1"), claim("C2", line(3, TUE))), Intake(sessions=(
        session(patient_id="P1", service_date=TUE),
    ))).dossiers  # fmt: skip
    assert one.sessions == NOT_SUPPLIED
    assert numbers(other) == [("C2", 3)]
    assert other.sessions[0].minutes == 60


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        ({"patient_id": "P1", "service_date": MON}, [("C1", 1), ("C1", 2)]),
        ({"claim_id": "C1", "service_date": MON}, [("C1", 1), ("C1", 2)]),
        ({"claim_id": "C1", "service_date": TUE}, [("C1", 3)]),
        ({"claim_id": "C1", "service_date": TUE, "line_number": 1}, [("C1", 1)]),
    ],
)
def test_one_session_can_be_several_lines_of_one_day(keys: dict[str, Any], found: list[Any]) -> None:
    dossier = only(of_claims(claim("C1", line(1), line(2), line(3, TUE))), Intake(sessions=(session(**keys),)))
    assert numbers(dossier) == found


def test_a_record_of_a_claim_with_one_day_needs_no_date() -> None:
    assert numbers(only(of_claims(claim()), Intake(sessions=(session(claim_id="C1"),)))) == [("C1", 1)]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "names-no-claim"),
        ({"patient_id": "P1"}, "names-no-claim"),
        ({"service_date": MON}, "names-no-claim"),
        ({"patient_id": "P1", "service_date": date(2020, 1, 1)}, "no-such-day"),
        ({"patient_id": "P9", "service_date": MON}, "no-such-day"),
        ({"patient_id": "P1", "service_date": MON}, "several-claims"),
        ({"claim_id": "C9"}, "no-such-claim"),
        ({"claim_id": "C9", "patient_id": "P1", "service_date": TUE}, "no-such-claim"),
        ({"claim_id": "C1", "line_number": 9}, "no-such-line"),
        ({"claim_id": "C1", "service_date": date(2020, 1, 1)}, "no-such-line"),
        ({"claim_id": "C1"}, "several-lines"),
        ({"claim_id": "TWICE", "line_number": 1}, "several-claims"),
        ({"claim_id": "LOST"}, "claim-rejected"),
    ],
)
def test_a_record_that_fits_nothing_or_too_much_is_reported(keys: dict[str, Any], code: str) -> None:
    claims = of_claims(
        *(claim("C1", line(1), line(2, TUE)), claim("C2")),
        *(claim("TWICE", patient="P2"), claim("TWICE", patient="P3")),
    )
    lost = read_json(b'{"claims": [{"claim_id": "LOST", "lines": 1}]}', "lost.json")
    found = joined(claims, lost, Intake(sessions=(session(**keys),)))
    assert reasons(found) == [("documentation", code)]
    assert found.unmatched[0].origin.pointer == "/documentation/0"
    assert found.unmatched[0].reason
    assert all(each.sessions == NOT_SUPPLIED for each in found.dossiers)


@pytest.mark.parametrize(
    "other",
    [
        {"claim_id": "C1", "line_number": 1},
        {"claim_id": "C1", "service_date": MON},
        {"patient_id": "P1", "service_date": MON},
    ],
)
def test_two_records_for_one_line_leave_it_without_any(other: dict[str, Any]) -> None:
    records = (session(60, claim_id="C1", line_number=1), session(45, **other), session(claim_id="C1", line_number=2))
    found = joined(of_claims(claim("C1", line(1), line(2, TUE))), Intake(sessions=records))
    assert reasons(found) == [("documentation", "several-records")] * 2
    assert numbers(found.dossiers[0]) == [("C1", 2)]


def test_two_lines_with_one_number_have_no_record() -> None:
    found = joined(of_claims(claim("C1", line(1), line(1))), Intake(sessions=(session(claim_id="C1", line_number=1),)))
    assert reasons(found) == [("documentation", "several-records")]


def test_a_record_looks_in_its_own_document_first() -> None:
    files = [
        of_claims(claim(patient=p), sessions=(session(n, claim_id="C1", line_number=1),))
        for n, p in [(1, "P1"), (2, "P2")]
    ]
    assert [each.sessions[0].minutes for each in joined(*files).dossiers] == [1, 2]


def test_no_record_found_is_not_supplied_unless_its_own_document_says_none() -> None:
    other = Intake(sessions=(session(claim_id="C2", line_number=1),))
    assert only(of_claims(claim(), sessions=()), Intake(sessions=())).sessions == ()
    assert only(of_claims(claim(), sessions=NOT_DOCUMENTED)).sessions == NOT_DOCUMENTED
    assert only(of_claims(claim()), Intake(sessions=())).sessions == NOT_SUPPLIED
    assert only(of_claims(claim()), Intake(sessions=UNREADABLE)).sessions == UNREADABLE
    assert joined(of_claims(claim(), claim("C2")), other).dossiers[0].sessions == NOT_SUPPLIED


def test_a_claim_whose_record_cannot_be_read_is_rejected() -> None:
    notes = (
        b'{"documentation": [{"claim_id": "C1", "minutes": "sixty", "mode": 1}, {"claim_id": "C1", "line_number": 1}]}'
    )
    found = joined(of_claims(claim("C1"), claim("C2", patient="P2")), read_json(notes, "notes.json"))
    assert [each.claim.claim_id for each in found.dossiers] == ["C2"]
    assert [(each.code, each.lost, each.claim_id, each.source) for each in found.rejections] == [
        ("wrong-type", 0, "C1", "notes.json"),
        ("wrong-type", 0, "C1", "notes.json"),
        ("unreadable-record", 1, "C1", "notes.json"),
    ]
    assert reasons(found) == [("documentation", "claim-rejected")]


def test_every_claim_of_an_id_is_rejected_when_nobody_can_say_whose_record_it_is() -> None:
    notes = read_json(b'{"documentation": [{"claim_id": "C1", "minutes": "sixty"}]}', "notes.json")
    found = joined(of_claims(claim(patient="P1"), claim(patient="P2"), claim("C2")), notes)
    assert [each.claim.claim_id for each in found.dossiers] == ["C2"]


def test_a_warning_that_names_a_claim_rejects_nothing() -> None:
    warned = attrs.evolve(read_json(b'{"note": 1}', "x.json").rejections[0], claim_id="C1")
    assert len(joined(attrs.evolve(of_claims(claim()), rejections=(warned,))).dossiers) == 1


# --- history ------------------------------------------------------------------------------------------------------


def test_a_history_is_complete_for_a_patient_without_earlier_claims() -> None:
    assert only(of_claims(claim()), Intake(history=history())).history == history()


def test_a_history_holds_the_earlier_claims_of_the_patient() -> None:
    mine, others, nobodys = claim("H1"), claim("H2", patient="P9"), claim("H3", patient=NOT_SUPPLIED)
    found = joined(of_claims(claim()), Intake(history=history(mine, others)))
    assert found.dossiers[0].history == history(mine)
    assert reasons(found) == [("history", "no-such-patient")]
    found = joined(of_claims(claim()), Intake(history=history(mine, nobodys)))
    assert found.dossiers[0].history == history(mine, span=(UNREADABLE, UNREADABLE))
    assert reasons(found) == [("history", "names-no-patient")]


def test_the_other_claims_of_the_job_are_pending_and_the_claim_itself_is_not_there() -> None:
    paid = line(status="paid")
    one, two = joined(of_claims(claim("C1"), claim("C2", paid)), of_claims(claim("C3", patient="P2"))).dossiers[:2]
    assert one.history == history(claim("C2", paid), span=(NOT_SUPPLIED,) * 2)
    assert two.history == history(claim("C1", line(status="pending")), span=(NOT_SUPPLIED,) * 2)


def test_without_history_and_other_claims_it_is_not_supplied() -> None:
    assert only(of_claims(claim())).history == NOT_SUPPLIED
    assert only(of_claims(claim(), history=NOT_APPLICABLE)).history == NOT_APPLICABLE
    assert only(of_claims(claim()), Intake(history=UNREADABLE)).history == UNREADABLE


def test_a_claim_of_nobody_has_no_history_but_an_empty_one() -> None:
    nobodys = claim(patient=NOT_SUPPLIED)
    assert only(of_claims(nobodys), Intake(history=history())).history == NOT_SUPPLIED
    assert only(of_claims(nobodys, history=history())).history == history()
    assert joined(of_claims(nobodys, nobodys)).dossiers[0].history == NOT_SUPPLIED


@pytest.mark.parametrize(
    ("status", "biller", "stays"),
    [
        *((NOT_SUPPLIED, "1", False), ("pending", "1", False), ("pending", NOT_SUPPLIED, False)),
        *(("paid", "1", True), ("denied", "1", True), ("pending", "2", True)),
    ],
)
def test_a_history_entry_that_is_the_claim_itself_is_not_counted_twice(status: Any, biller: Any, stays: bool) -> None:
    entry = claim("C1", line(status=status), billing_npi=biller)
    found = only(of_claims(claim("C1", billing_npi="1")), Intake(history=history(entry)))
    assert found.history == (history(entry) if stays else history())


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (("2026-01-01", "2026-03-31"), ("2026-04-01", "2026-06-30"), ("2026-01-01", "2026-06-30")),
        (("2026-02-01", "2026-06-30"), ("2026-01-01", "2026-03-31"), ("2026-01-01", "2026-06-30")),
        (("2026-01-01", "2026-12-31"), ("2026-02-01", "2026-03-31"), ("2026-01-01", "2026-12-31")),
        (("2026-05-01", "2026-06-30"), ("2026-01-01", "2026-03-31"), ("2026-05-01", "2026-06-30")),
        (("2026-05-01", "9999-12-31"), ("2026-01-01", "2026-03-31"), ("2026-05-01", "9999-12-31")),
        (("2026-05-01", "2026-04-30"), ("2026-01-01", "2026-03-31"), ("2026-01-01", "2026-03-31")),
        (("2026-05-01", None), ("2026-01-01", "2026-03-31"), ("2026-01-01", "2026-03-31")),
        (("2026-05-01", None), (None, "2026-03-31"), ("2026-05-01", None)),
    ],
)
def test_two_histories_are_one(one: Any, other: Any, together: Any) -> None:
    spans = [
        [NOT_SUPPLIED if day is None else date.fromisoformat(day) for day in span] for span in (one, other, together)
    ]
    both = [
        Intake(history=history(claim("H1"), claim(name), span=span)) for name, span in zip("AB", spans[:2], strict=True)
    ]
    assert only(of_claims(claim()), *both).history == history(claim("H1"), claim("A"), claim("B"), span=spans[2])


def test_a_history_beside_claims_speaks_of_their_patients_only() -> None:
    first = of_claims(claim("C1"), history=history())
    one, other = joined(first, of_claims(claim("C2", patient="P2"))).dossiers
    assert (one.history, other.history) == (history(), NOT_SUPPLIED)


def test_an_id_on_too_many_claims_is_nobody() -> None:
    most = int(MOST_PAIRS**0.5)
    assert not joined(of_claims(*[claim(f"C{n}") for n in range(most)])).unmatched
    found = joined(of_claims(*[claim(f"C{n}") for n in range(most + 1)]))
    assert reasons(found) == [("history", "too-many-claims")]
    assert {each.history for each in found.dossiers} == {NOT_SUPPLIED}


# --- authorizations, members, providers ---------------------------------------------------------------------------


def test_authorizations_are_those_of_the_patient() -> None:
    mine, others = Authorization(patient_id="P1", number="1"), Authorization(patient_id="P9")
    found = joined(of_claims(claim(), claim("C2", patient="P2")), Intake(authorizations=(mine, others, mine)))
    assert [each.authorizations for each in found.dossiers] == [(mine, mine), ()]
    assert reasons(found) == [("authorizations", "no-such-patient")]


@pytest.mark.parametrize(
    ("own", "everybodys", "found"),
    [
        (NOT_SUPPLIED, NOT_SUPPLIED, NOT_SUPPLIED),
        (NOT_SUPPLIED, (), ()),
        (NOT_APPLICABLE, NOT_SUPPLIED, NOT_APPLICABLE),
        (NOT_DOCUMENTED, (), ()),
        ((), UNREADABLE, UNREADABLE),
        (NOT_APPLICABLE, UNREADABLE, UNREADABLE),
        (UNREADABLE, NOT_APPLICABLE, UNREADABLE),
        ((), (Authorization(number="nobody's"),), ()),
        (NOT_SUPPLIED, (Authorization(number="nobody's"),), NOT_SUPPLIED),
    ],
)
def test_known_to_be_none_needs_a_readable_ledger_that_speaks_of_the_claim(
    own: Any, everybodys: Any, found: Any
) -> None:
    assert only(of_claims(claim(), authorizations=own), Intake(authorizations=everybodys)).authorizations == found
    stranger = of_claims(claim("C2", patient="P2"), authorizations=())
    assert only(of_claims(claim())).authorizations == NOT_SUPPLIED
    assert joined(of_claims(claim()), stranger).dossiers[0].authorizations == NOT_SUPPLIED


def test_a_claim_of_nobody_has_no_authorizations() -> None:
    nobodys = claim(patient=NOT_SUPPLIED)
    assert only(of_claims(nobodys, authorizations=())).authorizations == ()
    assert only(of_claims(nobodys, authorizations=(Authorization(patient_id="P1"),))).authorizations == NOT_SUPPLIED


def test_the_member_is_the_one_of_the_patient() -> None:
    mine, others = Member(patient_id="P1", state="PA"), Member(patient_id="P9")
    found = joined(of_claims(claim()), Intake(members=(mine, others, mine)))
    assert found.dossiers[0].member == mine
    assert reasons(found) == [("members", "no-such-patient")]
    found = joined(of_claims(claim()), Intake(members=(mine, attrs.evolve(mine, state="NY"), Member())))
    assert found.dossiers[0].member == NOT_SUPPLIED
    assert reasons(found) == [("members", "names-no-patient")] + [("members", "several-records")] * 2


def test_the_registry_gives_who_is_named_and_who_supervises_them() -> None:
    registry = [Provider(npi=str(n), supervisor_npi=str(n + 1)) for n in range(8)]
    billed = claim("C1", line(rendering_npi="4"), billing_npi="0")
    found = joined(
        of_claims(billed, claim("C2", patient="P2")),
        Intake(providers=tuple(registry), sessions=(session(claim_id="C1", clinician_npi="6"),)),
    )
    assert [each.npi for each in found.dossiers[0].providers] == ["0", "1", "4", "5", "6", "7"]
    assert found.dossiers[1].providers == ()
    assert reasons(found) == [("providers", "not-named")] * 2


def test_two_entries_of_one_provider_cannot_be_told_apart() -> None:
    one, other = Provider(npi="4", kind="physician"), Provider(npi="4", kind="psychiatrist")
    billed = of_claims(claim("C1", line(rendering_npi="4")))
    assert only(billed, Intake(providers=(one, one))).providers == (one,)
    found = joined(billed, Intake(providers=(one, other)))
    assert found.dossiers[0].providers == ()
    assert reasons(found) == [("providers", "several-records")] * 2


# --- the whole job ------------------------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.lists(intakes(), max_size=4))
def test_every_record_is_in_a_dossier_or_reported(files: list[Intake]) -> None:
    found = joined(*files)
    assert [each.claim for each in found.dossiers] == [claim for file in files for claim in file.claims]
    for part, name in (("documentation", "sessions"), ("authorizations", "authorizations"), ("members", "members")):
        supplied = [
            each for file in files if not isinstance(getattr(file, name), Absent) for each in getattr(file, name)
        ]
        reported = [each for each in found.unmatched if each.part == part]
        assert len(reported) <= len(supplied)
        if len(reported) < len(supplied) and not any(getattr(file, name) == UNREADABLE for file in files):
            attribute = {"members": "member"}.get(name, name)
            assert any(getattr(each, attribute) not in {NOT_SUPPLIED, ()} for each in found.dossiers)


def test_documents_of_one_file_are_joined_as_files() -> None:
    files = [of_claims(claim(f"C{n}", patient=f"P{n}"), authorizations=() if n else NOT_SUPPLIED) for n in range(3)]
    many = read_json(b"".join(to_json(each) for each in files), "many.ndjson")
    assert joined(many).dossiers == joined(*files).dossiers
    assert [each.authorizations for each in joined(many).dossiers] == [NOT_SUPPLIED, (), ()]
