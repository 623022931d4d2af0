"""Joining other patients, papers of the record and answers: who sees what, and what is known to be none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from claims.records import (
    MON,
    SPAN,
    TUE,
    UNREADABLE,
    claim,
    frame_of,
    history,
    joined,
    line,
    of_claims,
    only,
    reasons,
)

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.intake import Intake
from rules_engine.claims.join.history import MOST_PAIRS
from rules_engine.claims.model import Answer, Document, History, Provider, Session
from rules_engine.claims.others import Others, lines_of
from rules_engine.claims.read import read_json

EVER = (date.min, date.max)
NO_SPAN = (NOT_SUPPLIED, NOT_SUPPLIED)


def others(*claims: Any, span: Any = SPAN) -> Intake:
    return Intake(other_patients=history(*claims, span=span))


# --- other patients -----------------------------------------------------------------------------------------------


def test_each_claim_sees_the_lines_of_other_patients_only() -> None:
    mine, theirs = claim("H1", line(status="paid"), patient="P1"), claim("H2", line(status="paid"), patient="P2")
    found = joined(of_claims(claim("C1"), claim("C3", patient="P3")), others(mine, theirs))
    one, three = found.dossiers
    pending = [claim("C1", line(status="pending")), claim("C3", line(status="pending"), patient="P3")]
    assert one.other_patients == history(theirs, pending[1])
    assert three.other_patients == history(mine, theirs, pending[0])
    assert reasons(found) == []


def test_other_patients_of_a_document_are_others_for_every_claim_of_the_job() -> None:
    files = (of_claims(claim("C1"), other_patients=history(claim("H2", patient="P2"))), of_claims(claim("C9")))
    assert [each.other_patients for each in joined(*files).dossiers] == [history(claim("H2", patient="P2"))] * 2


def test_without_such_a_document_the_other_claims_of_the_job_are_known_and_no_day_is_whole() -> None:
    one, two = joined(of_claims(claim("C1"), claim("C2", patient="P2"))).dossiers
    assert one.other_patients == history(claim("C2", line(status="pending"), patient="P2"), span=NO_SPAN)
    assert two.other_patients == history(claim("C1", line(status="pending")), span=NO_SPAN)
    assert only(of_claims(claim())).other_patients == NOT_SUPPLIED


@pytest.mark.parametrize("absent", [NOT_APPLICABLE, NOT_DOCUMENTED, UNREADABLE])
def test_why_there_are_no_other_patients_is_kept(absent: Any) -> None:
    assert only(of_claims(claim()), Intake(other_patients=absent)).other_patients == absent


def test_known_to_be_none_for_some_days() -> None:
    assert only(of_claims(claim()), others()).other_patients == history()
    assert only(of_claims(claim()), others(claim("H1"))).other_patients == history()


def test_an_entry_of_nobody_is_left_out_and_nothing_is_whole() -> None:
    found = joined(of_claims(claim()), others(claim("H2", patient=NOT_SUPPLIED)))
    assert found.dossiers[0].other_patients == history(span=(UNREADABLE, UNREADABLE))
    assert reasons(found) == [("other_patients", "names-no-patient")]


def test_a_claim_of_nobody_sees_no_other_patient_and_leaves_no_day_whole() -> None:
    nobody, one = joined(of_claims(claim("C0", patient=NOT_SUPPLIED), claim("C1")), others()).dossiers
    assert nobody.other_patients == NOT_SUPPLIED
    assert one.other_patients == history(span=(UNREADABLE, UNREADABLE))
    assert only(of_claims(claim(patient=NOT_SUPPLIED)), others()).other_patients.claims == ()


def test_an_id_on_too_many_claims_sees_no_other_patient() -> None:
    many = [claim(f"C{n}") for n in range(int(MOST_PAIRS**0.5) + 1)]
    found = joined(of_claims(*many, claim("D", patient="P2"))).dossiers
    assert {each.other_patients for each in found[:-1]} == {NOT_SUPPLIED}
    assert len(found[-1].other_patients.claims) == len(many)


@pytest.mark.parametrize(("status", "count"), [(NOT_SUPPLIED, 1), ("pending", 1), ("paid", 2), ("denied", 2)])
def test_an_entry_that_is_a_claim_of_the_job_is_not_counted_twice(status: Any, count: int) -> None:
    entry = claim("C2", line(status=status), patient="P2")
    dossier = joined(of_claims(claim("C1"), claim("C2", patient="P2")), others(entry)).dossiers[0]
    assert len(dossier.other_patients.claims) == count


def test_an_entry_that_two_exports_hold_alike_is_one() -> None:
    entry = claim("H2", patient="P2")
    first, second = others(entry), others(entry, span=(SPAN[0], date(2026, 11, 30)))
    found = only(of_claims(claim()), first, second).other_patients
    assert found == history(entry, span=(SPAN[0], date(2026, 11, 30)))


def test_all_claims_share_one_pool() -> None:
    found = joined(of_claims(*[claim(f"C{n}", patient=f"P{n}") for n in range(50)])).dossiers
    seen = [each.other_patients.claims for each in found]
    assert len({id(each.pool) for each in seen}) == 1
    assert len({id(each) for of_one in seen for each in of_one}) == 50
    assert [len(each) for each in seen] == [49] * 50


def test_the_pool_is_made_when_somebody_asks() -> None:
    seen = joined(of_claims(claim("C1"), claim("C2", patient="P2"))).dossiers[0].other_patients.claims
    assert not {"claims", "sessions"} & set(vars(seen.pool))
    assert [each.claim_id for each in seen] == ["C2"]
    assert "claims" in vars(seen.pool)


def test_lines_are_found_by_their_day() -> None:
    days = [claim("H2", line(1, MON), line(2, TUE), patient="P2"), claim("H3", line(1, NOT_SUPPLIED), patient="P3")]
    own = claim("H1", line(1, TUE))
    pooled = only(of_claims(claim()), others(*days, own)).other_patients
    plain = history(*days)
    for known in (pooled, plain):
        assert [(c.claim_id, x.number) for c, x in lines_of(known, TUE, TUE)] == [("H2", 2), ("H3", 1)]
        assert [(c.claim_id, x.number) for c, x in lines_of(known, *EVER)] == [("H2", 1), ("H2", 2), ("H3", 1)]
    assert list(lines_of(NOT_SUPPLIED, *EVER)) == []


def test_the_others_are_equal_to_a_tuple_of_the_same_claims_and_show_none() -> None:
    seen = joined(of_claims(claim("C1"), claim("C2", patient="SECRET"))).dossiers[0].other_patients.claims
    assert isinstance(seen, Others)
    assert seen == tuple(seen) == seen[:]
    assert hash(seen) == hash(tuple(seen))
    assert seen != [seen[0]]
    assert "SECRET" not in repr(seen)


def test_the_record_of_another_claim_of_the_job_is_seen_and_never_the_own_one() -> None:
    records = tuple([Session(claim_id=name, line_number=1, session_id=f"S-{name}") for name in ("C1", "C2")])
    one = joined(of_claims(claim("C1"), claim("C2", patient="P2")), Intake(sessions=records)).dossiers[0]
    (theirs,) = one.other_patients.claims
    assert LineFrame(one, theirs, theirs.lines[0]).session.session_id == "S-C2"
    same_id = joined(of_claims(claim("C1"), sessions=records[:1]), of_claims(claim("C1", patient="P2"))).dossiers[0]
    (theirs,) = same_id.other_patients.claims
    assert LineFrame(same_id, theirs, theirs.lines[0]).session == NOT_SUPPLIED


def test_a_refused_entry_of_another_patient_leaves_no_day_whole() -> None:
    text = b"""{"other_patients": {"complete_from": "2026-01-01", "complete_through": "2026-11-08", "lines": [
        {"claim_id": "H2", "patient_id": "SECRET", "number": 1, "units": "one"}]}}"""
    read = read_json(text, "x.json")
    assert [(each.part, each.pointer) for each in read.rejections] == [
        ("other_patients", "/other_patients/lines/0/units")
    ]
    assert "SECRET" not in repr(read.rejections)
    assert only(of_claims(claim()), read).other_patients == history(span=(UNREADABLE, UNREADABLE))


# --- papers -------------------------------------------------------------------------------------------------------


def test_papers_are_those_of_the_patient() -> None:
    mine, strangers, nobodys = Document(patient_id="P1", kind="plan"), Document(patient_id="P9"), Document()
    found = joined(of_claims(claim(), claim("C2", patient="P2")), Intake(papers=(mine, strangers)))
    assert [each.documents for each in found.dossiers] == [(mine,), ()]
    assert reasons(found) == [("documents", "no-such-patient")]
    found = joined(of_claims(claim("C2", patient="P2")), Intake(papers=(nobodys,)))
    assert found.dossiers[0].documents == NOT_SUPPLIED
    assert reasons(found) == [("documents", "names-no-patient")]


def test_a_paper_that_cannot_be_read_stays_as_one() -> None:
    read = read_json(b'{"documents": [{"patient_id": "P1", "kind": 1}]}', "x.json")
    (paper,) = only(of_claims(claim()), read).documents
    assert (paper.patient_id, paper.kind, paper.signed_date) == ("P1", UNREADABLE, UNREADABLE)


# --- answers ------------------------------------------------------------------------------------------------------


def test_answers_are_those_about_the_claim() -> None:
    whole, of_line = Answer(claim_id="C1", holds=True), Answer(claim_id="C1", line_number=1, holds=False)
    found = joined(of_claims(claim("C1"), claim("C2")), Intake(answers=(whole, of_line)))
    assert [each.answers for each in found.dossiers] == [(whole, of_line), ()]


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({}, "names-no-claim-id"),
        ({"claim_id": "C9"}, "no-such-claim"),
        ({"claim_id": "TWICE"}, "several-claims"),
        ({"claim_id": "C1", "line_number": 9}, "no-such-line"),
        ({"claim_id": "LOST"}, "claim-rejected"),
    ],
)
def test_an_answer_that_fits_nothing_or_too_much_is_reported(keys: dict[str, Any], code: str) -> None:
    claims = of_claims(*[claim(name, patient=f"P{n}") for n, name in enumerate(("C1", "TWICE", "TWICE", "LOST"))])
    notes = read_json(b'{"documentation": [{"claim_id": "LOST", "minutes": "x"}]}', "notes.json")
    found = joined(claims, notes, Intake(answers=(Answer(holds=True, **keys),)))
    assert reasons(found) == [("answers", code)]
    assert all(each.answers in {(), NOT_SUPPLIED} for each in found.dossiers)


@pytest.mark.parametrize(
    ("own", "everybodys", "found"),
    [
        (NOT_SUPPLIED, NOT_SUPPLIED, NOT_SUPPLIED),
        ((), NOT_SUPPLIED, ()),
        (NOT_SUPPLIED, (), ()),
        (NOT_SUPPLIED, (Answer(holds=True),), NOT_SUPPLIED),
        ((), UNREADABLE, UNREADABLE),
        (NOT_DOCUMENTED, NOT_SUPPLIED, NOT_DOCUMENTED),
    ],
)
def test_known_to_be_unanswered_needs_a_readable_list_that_speaks_of_the_claim(
    own: Any, everybodys: Any, found: Any
) -> None:
    assert only(of_claims(claim(), answers=own), Intake(answers=everybodys)).answers == found


def test_a_line_has_its_own_answers_and_those_of_the_claim() -> None:
    whole, one = Answer(claim_id="C1", holds=True), Answer(claim_id="C1", line_number=1, holds=True)
    two, somewhere = Answer(claim_id="C1", line_number=2, holds=True), Answer(line_number=UNREADABLE, holds=True)
    answers = frame_of(line(1), answers=(whole, one, two, somewhere)).answers
    assert answers[:2] == (whole, one)
    assert [each.holds for each in answers] == [True, True, UNREADABLE]
    assert frame_of(line(1), answers=NOT_DOCUMENTED).answers == NOT_DOCUMENTED


# --- providers ----------------------------------------------------------------------------------------------------


def test_the_registry_gives_everybody_a_line_leads_to() -> None:
    roles = ("rendering", "supervising", "referring", "ordering", "facility")
    npis = {f"{role}_npi": f"100000000{n}" for n, role in enumerate(roles)}
    record = Session(claim_id="C1", line_number=1, clinician_npi="1000000007", assessor_npi="1000000008")
    registry = tuple([Provider(npi=f"100000000{n}", kind=str(n)) for n in range(10)])
    found = joined(of_claims(claim("C1", line(**npis))), Intake(sessions=(record,), providers=registry))
    this = LineFrame(found.dossiers[0], found.dossiers[0].claim, found.dossiers[0].claim.lines[0])
    seen = (this.rendering, this.supervising, this.referring, this.ordering, this.site, this.clinician, this.assessor)
    assert [each.kind for each in seen] == ["0", "1", "2", "3", "4", "7", "8"]
    assert reasons(found) == [("providers", "not-named")] * 3


def test_a_history_shows_none_of_its_claims() -> None:
    assert repr(History(claims=(claim(patient="SECRET"),))) == "<History>"
