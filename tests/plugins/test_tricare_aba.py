"""Session times in the notes of TRICARE's lines for adaptive behaviour services become facts of the session."""

import json
from datetime import date, time
from decimal import Decimal
from typing import Any

import attrs
import pytest

from rules_engine import engine
from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.model import Claim, Dossier, Interval, ServiceLine, Session
from rules_engine.claims.origin import Origin
from rules_engine.hooks.manager import Plugins
from rules_engine.plugins.tricare_aba.session_times import times_of
from rules_engine.trace.json import to_json

from .x12_text import BODY, LINE, only_claim, read, x12

NOTE = Origin("claims.837", 10, 19, segment=7, loop="2400", element="NTE02")
TOLD = (time(8, 0), time(9, 0))


def dossier(note: str | Absent = "0800-0900", code: str = "97153", sessions: Any = NOT_SUPPLIED) -> Dossier:
    line = ServiceLine(number=1, code=code, service_date=date(2022, 3, 1), note=note, origins={"note": NOTE})
    claim = Claim(claim_id="C1", lines=(line,), payer_id="X1", payer_name="Tricare", patient_id="P1")
    return Dossier(claim=claim, sessions=sessions)


def record(**facts: Any) -> Session:
    return Session(claim_id="C1", line_number=1, **facts)


def adapted(given: Dossier) -> Dossier:
    found = Plugins().adapt(given)
    assert isinstance(found, Dossier)
    return found


def test_times_in_the_note_become_the_record_of_the_session() -> None:
    (session,) = adapted(dossier()).sessions
    assert (session.start, session.stop) == TOLD
    assert (session.claim_id, session.line_number, session.patient_id) == ("C1", 1, "P1")
    assert session.service_date == date(2022, 3, 1)
    assert session.origins == {"start": NOTE, "stop": NOTE}
    assert session.participants == session.elements == session.signature == NOT_SUPPLIED


def test_a_record_that_says_nothing_of_its_times_is_told_them() -> None:
    place = Origin("records.json", pointer="/documentation/0/mode")
    (session,) = adapted(dossier(sessions=(record(mode="in person", origins={"mode": place}),))).sessions
    assert (session.start, session.stop, session.mode) == (*TOLD, "in person")
    assert session.origins == {"mode": place, "start": NOTE, "stop": NOTE}


@pytest.mark.parametrize("note", ["0800-0900", " 0800 - 0900 ", "0800\u20130900", "0800 to 0900", "0800TO0900"])
def test_a_note_is_read_in_military_time(note: str) -> None:
    assert times_of(dossier(note).claim.lines[0]) == TOLD


@pytest.mark.parametrize(
    "note",
    [
        *("0800-0900 and 1300-1400", "0800", "8:00-9:00", "800-900", "0860-0900", "2400-0100", "0800-0800"),
        *("seen 0800-0900", "2022-0301", "\u0660\u0668\u0660\u0660-0900", "0800-0900\n0", ""),
        *(NOT_DOCUMENTED, NOT_SUPPLIED),
    ],
)
def test_a_note_that_says_anything_else_is_left_alone(note: str | Absent) -> None:
    given = dossier(note)
    assert adapted(given) is given


@pytest.mark.parametrize(
    "sessions",
    [
        *((), NOT_APPLICABLE, NOT_DOCUMENTED),
        (record(start=time(10, 0)),),
        (record(stop=NOT_DOCUMENTED),),
        (record(minutes=Decimal(30)),),
        (record(intervals=(Interval(kind="contact"),)),),
        (record(mode="video"), record(mode="in person")),
    ],
)
def test_what_the_record_says_already_is_left_alone(sessions: Any) -> None:
    given = dossier(sessions=sessions)
    assert adapted(given) is given


def test_other_services_and_other_payers_are_left_alone() -> None:
    therapy = dossier(code="90837")
    other = attrs.evolve(dossier(), claim=attrs.evolve(dossier().claim, payer_name="OTHER PLAN"))
    assert adapted(therapy) is therapy
    assert adapted(other) is other


def test_a_line_without_a_note_gets_no_record_from_its_neighbour() -> None:
    given = dossier()
    lines = (*given.claim.lines, attrs.evolve(given.claim.lines[0], number=2, note=NOT_DOCUMENTED))
    (session,) = adapted(attrs.evolve(given, claim=attrs.evolve(given.claim, lines=lines))).sessions
    assert session.line_number == 1


@pytest.mark.parametrize(
    ("notes", "expected"),
    [
        (["NTE*ADD*0800-0900"], "0800-0900"),
        (["NTE*TPO*0800-0900"], NOT_DOCUMENTED),
        (["NTE*ADD*0800-0900", "NTE*ADD*1000-1100"], NOT_DOCUMENTED),
        ([], NOT_DOCUMENTED),
    ],
)
def test_an_837p_says_the_note_of_a_line(notes: list[str], expected: object) -> None:
    claim = only_claim([*BODY, *notes])
    assert claim.lines[0].note == expected


def test_the_note_of_a_claim_is_not_that_of_its_line() -> None:
    body = [*BODY[: -len(LINE)], "NTE*ADD*0800-0900", *LINE]
    assert only_claim(body).lines[0].note == NOT_DOCUMENTED


def test_the_times_lead_to_the_bytes_of_the_note() -> None:
    body = [each.replace("90837:95", "97153") for each in BODY]
    body = [each.replace("GROVE PLAN", "TRICARE") for each in body]
    data = x12([*body, "NTE*ADD*0800-0900"])
    job = engine.adapted(engine.dossiers([read(data)]))
    (session,) = job.dossiers[0].sessions
    for fact in ("start", "stop"):
        place = session.origins[fact]
        assert data[place.start : place.stop] == b"0800-0900"
        assert (place.loop, place.element) == ("2400", "NTE02")


def test_the_note_decides_a_rule_and_is_never_shown() -> None:
    """TRI-26 asks for the times of each line; the claim alone meets it, and a note that tells none leaves it open."""
    assert outcome("0800-0900") == "met"
    assert outcome("SECRETNOTE") == "unknown"


def outcome(note: str) -> str:
    line = {"number": 1, "code": "97153", "service_date": "2022-03-01", "note": note}
    document = {
        "claim": {"claim_id": "C1", "payer_id": "TRICARE", "patient_id": "P1", "lines": [line]},
        "member": {"patient_id": "P1", "contractor_area": "WEST"},
    }
    report = engine.check([(json.dumps(document).encode(), "claims.json")], full=True).report
    assert b"SECRETNOTE" not in to_json(report)
    (rule,) = (each for each in report.claims[0].rules if "/session-times@" in each.rule)
    return rule.outcome
