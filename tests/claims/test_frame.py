"""Facts that are worked out, at their edges, and the records that a line leads to."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

import attrs
import pytest
from claims.records import MON, UNREADABLE, frame_of, line
from hypothesis import given
from hypothesis import strategies as st

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, Absent
from rules_engine.claims.derived import DERIVED, SOURCES, WEEKDAYS, is_npi
from rules_engine.claims.frame import read
from rules_engine.claims.model import (
    Authorization,
    Diagnosis,
    Interval,
    Participant,
    Provider,
    ServiceLine,
    Session,
)
from rules_engine.claims.origin import Origin

NINE, TEN = time(9), time(10)


def derived(name: str, billed: ServiceLine | None = None, *, record: Session | None = None, **values: Any) -> Any:
    """Return a fact that is worked out, for a line with a record."""
    parts = {} if record is None else {"sessions": (attrs.evolve(record, claim_id="C1", line_number=1),)}
    return frame_of(billed or line(), claim_values=values, **parts).read(("derived", name))


def of_record(name: str, **values: Any) -> Any:
    return derived(name, record=Session(**values))


# --- days ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "month", "weekday"),
    [
        (date(2026, 3, 1), "2026-03", "Sunday"),
        (date(2026, 12, 31), "2026-12", "Thursday"),
        (date(2024, 2, 29), "2024-02", "Thursday"),
        (date(1900, 1, 1), "1900-01", "Monday"),
    ],
)
def test_the_month_and_the_weekday_of_the_service_date(day: date, month: str, weekday: str) -> None:
    assert derived("service_month", line(1, day)) == month
    assert derived("service_weekday", line(1, day)) == weekday


def test_a_week_has_each_day_once() -> None:
    week = [derived("service_weekday", line(1, date(2026, 11, 9 + n))) for n in range(7)]
    assert tuple(week) == WEEKDAYS


@pytest.mark.parametrize(("last", "days"), [(MON, 1), (date(2026, 11, 10), 2), (date(2026, 11, 8), 0)])
def test_both_days_of_a_span_count(last: date, days: int) -> None:
    assert derived("span_days", line(service_date_end=last)) == days


@pytest.mark.parametrize("name", ["service_month", "service_weekday", "span_days"])
def test_without_a_date_nothing_is_worked_out(name: str) -> None:
    assert derived(name, line(1, NOT_DOCUMENTED)) == NOT_DOCUMENTED
    assert derived("span_days", line(service_date_end=UNREADABLE)) == UNREADABLE


@pytest.mark.parametrize(
    ("of_line", "of_claim", "found"),
    [
        (MON, NOT_DOCUMENTED, MON),
        (NOT_SUPPLIED, MON, MON),
        (NOT_DOCUMENTED, MON, MON),
        (NOT_DOCUMENTED, NOT_SUPPLIED, NOT_DOCUMENTED),
        (NOT_SUPPLIED, UNREADABLE, UNREADABLE),
    ],
)
def test_the_answer_of_the_payer_is_dated_on_the_line_or_else_on_the_claim(
    of_line: Any, of_claim: Any, found: Any
) -> None:
    assert derived("remittance_date", line(remittance_date=of_line), remittance_date=of_claim) == found


# --- check digits -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("npi", "found"),
    [
        ("1234567893", "valid"),
        ("1234567890", "invalid"),
        ("1999999984", "valid"),
        ("0000000006", "valid"),
        ("123456789", "invalid"),
        ("12345678931", "invalid"),
        ("123456789X", "invalid"),
        ("１２３４５６７８９３", "invalid"),
        ("²²²²²²²²²²", "invalid"),
        ("", "invalid"),
        (NOT_DOCUMENTED, NOT_DOCUMENTED),
    ],
)
def test_the_check_digit_of_an_npi(npi: Any, found: Any) -> None:
    assert derived("rendering_check_digit", line(rendering_npi=npi)) == found
    assert derived("billing_check_digit", billing_npi=npi) == found


@given(st.integers(0, 10**9 - 1))
def test_one_of_ten_last_digits_is_right(nine: int) -> None:
    assert sum(is_npi(f"{nine:09}{last}") for last in range(10)) == 1


@given(st.integers(0, 10**9 - 1), st.integers(0, 9), st.integers(1, 9))
def test_one_wrong_digit_is_seen(nine: int, place: int, change: int) -> None:
    right = next(npi for last in range(10) if is_npi(npi := f"{nine:09}{last}"))
    wrong = right[:place] + str((int(right[place]) + change) % 10) + right[place + 1 :]
    assert not is_npi(wrong)


# --- sessions -----------------------------------------------------------------------------------------------------


@given(st.builds(Session, start=st.times() | st.just(NOT_SUPPLIED), stop=st.times(), minutes=st.just(NOT_DOCUMENTED)))
def test_the_length_of_a_record_is_the_minutes_of_its_line(record: Session) -> None:
    assert record.length == derived("session_minutes", record=record)


@pytest.mark.parametrize(
    ("people", "found"),
    [
        (("B", "A", "B"), ("A", "B")),
        ((), ()),
        (("A", NOT_DOCUMENTED), NOT_DOCUMENTED),
    ],
)
def test_the_people_of_a_session(people: Any, found: Any) -> None:
    record = Session(participants=tuple([Participant(person=person) for person in people]))
    assert derived("session_people", record=record) == found


def test_people_of_no_session_are_not_known() -> None:
    assert derived("session_people") == NOT_SUPPLIED
    assert of_record("session_people", participants=UNREADABLE) == UNREADABLE


@pytest.mark.parametrize(
    ("start", "stop", "found"),
    [
        (NINE, TEN, ((540, 600),)),
        (NINE, NINE, ((540, 540),)),
        (time(23, 30), time(0, 15), ((1410, 1455),)),
        (time(0), time(23, 59, 59), ((0, 1439),)),
        (NINE, NOT_DOCUMENTED, NOT_DOCUMENTED),
        (UNREADABLE, TEN, UNREADABLE),
    ],
)
def test_the_time_of_a_session(start: Any, stop: Any, found: Any) -> None:
    assert of_record("session_time", start=start, stop=stop) == found


TIMES = ("contact", "travel", "paperwork", "meal")


def test_the_times_of_each_kind() -> None:
    parts = (
        Interval(kind="travel", start=time(8), stop=NINE),
        Interval(kind="contact", start=time(9, 40), stop=TEN),
        Interval(kind="contact", start=NINE, stop=time(9, 30)),
    )
    found = {kind: of_record(f"{kind}_time", intervals=parts) for kind in TIMES}
    assert found == {"contact": ((540, 570), (580, 600)), "travel": ((480, 540),), "paperwork": (), "meal": ()}
    assert of_record("contact_minutes", intervals=parts) == 50
    assert of_record("contact_minutes", intervals=parts, contact_minutes=Decimal(45)) == 45
    assert of_record("contact_minutes", intervals=()) == 0


@pytest.mark.parametrize("kind", TIMES)
def test_a_part_of_no_known_kind_or_time_leaves_the_times_open(kind: str) -> None:
    no_kind = (Interval(start=NINE, stop=TEN),)
    no_stop = (Interval(kind=kind, start=NINE, stop=NOT_DOCUMENTED),)
    assert of_record(f"{kind}_time", intervals=no_kind) == NOT_SUPPLIED
    assert of_record(f"{kind}_time", intervals=no_stop) == NOT_DOCUMENTED
    assert of_record(f"{kind}_time", intervals=UNREADABLE) == UNREADABLE
    assert derived(f"{kind}_time") == NOT_SUPPLIED
    assert of_record("contact_minutes", intervals=no_kind, contact_minutes=NOT_DOCUMENTED) == NOT_DOCUMENTED


@pytest.mark.parametrize(
    ("start", "stop", "found"),
    [
        (time(23, 10), time(23, 40), ((1390, 1420),)),
        (time(23, 50), time(0, 20), ((1430, 1460),)),
        (time(0, 20), time(0, 50), ((1460, 1490),)),
        (time(1), time(1), ((1500, 1500),)),
    ],
)
def test_a_part_after_midnight_is_of_the_second_day(start: time, stop: time, found: Any) -> None:
    part = Interval(kind="contact", start=start, stop=stop)
    assert of_record("contact_time", start=time(23), stop=time(1), intervals=(part,)) == found


# --- places of lists ----------------------------------------------------------------------------------------------


def test_modifiers_stand_at_their_places() -> None:
    found = derived("modifier_entries", line(modifiers=("95", "GT")))
    assert [(each.position, each.code) for each in found] == [(1, "95"), (2, "GT")]
    assert derived("modifier_entries", line(modifiers=())) == ()
    assert derived("modifier_entries", line(modifiers=NOT_DOCUMENTED)) == NOT_DOCUMENTED


def test_a_place_of_a_list_leads_to_the_list() -> None:
    place = Origin("x.837", element="SV101")
    (found,) = derived("modifier_entries", line(modifiers=("95",), origins={"modifiers": place}))
    assert found.origins == {"code": place, "position": place}


def test_pointers_lead_to_diagnoses() -> None:
    diagnoses = (Diagnosis(code="F329", position=2), Diagnosis(code="Z630", position=1))
    found = derived("pointer_entries", line(diagnosis_pointers=(2, 7, 1)), diagnoses=diagnoses)
    assert [(each.position, each.code) for each in found] == [(1, "F329"), (2, NOT_DOCUMENTED), (3, "Z630")]


def test_pointers_without_diagnoses_point_at_what_is_not_known() -> None:
    found = derived("pointer_entries", line(diagnosis_pointers=(1, 2)))
    assert [each.code for each in found] == [NOT_SUPPLIED, NOT_SUPPLIED]
    assert derived("pointer_entries", line(diagnosis_pointers=UNREADABLE), diagnoses=()) == UNREADABLE


# --- records ------------------------------------------------------------------------------------------------------


A1, A2 = Authorization(number="A1", units=Decimal(4)), Authorization(number="A2")


@pytest.mark.parametrize(
    ("ledger", "number", "found"),
    [
        ((A1, A2), "A1", A1),
        ((A1, A1), "A1", A1),
        ((A1, Authorization(number="A1")), "A1", NOT_SUPPLIED),
        ((A1,), "A9", NOT_DOCUMENTED),
        ((), "A1", NOT_DOCUMENTED),
        ((A1,), NOT_SUPPLIED, NOT_DOCUMENTED),
        ((A1,), UNREADABLE, UNREADABLE),
        ((Authorization(number=UNREADABLE),), "A1", UNREADABLE),
        (NOT_SUPPLIED, "A1", NOT_SUPPLIED),
        (NOT_SUPPLIED, NOT_SUPPLIED, NOT_SUPPLIED),
    ],
)
def test_a_line_leads_to_its_authorization(ledger: Any, number: Any, found: Any) -> None:
    assert frame_of(line(authorization_number=number), authorizations=ledger).authorization == found


def test_a_line_has_all_its_records_and_reads_the_first() -> None:
    records = tuple([Session(claim_id="C1", line_number=n, minutes=Decimal(10 * n)) for n in (2, 1, 1)])
    this = frame_of(line(1), sessions=records)
    assert this.sessions == records[1:]
    assert this.session is records[1]
    assert frame_of(line(3), sessions=records).sessions == NOT_SUPPLIED
    assert frame_of(line(3), sessions=()).sessions == ()
    assert frame_of(line(3), sessions=()).session == NOT_SUPPLIED


def test_a_provider_is_no_name_of_something_else() -> None:
    this = frame_of(line(rendering_npi="sessions"), sessions=(), providers=(Provider(npi="sessions"),))
    assert (this.sessions, this.rendering) == ((), Provider(npi="sessions"))


def test_without_a_record_nobody_held_the_session() -> None:
    this = frame_of(line(), sessions=NOT_DOCUMENTED, providers=())
    assert (this.clinician, this.assessor, this.site) == (NOT_DOCUMENTED, NOT_DOCUMENTED, NOT_SUPPLIED)


def test_the_standing_is_read_anew() -> None:
    this = frame_of(line())
    assert this.read(("derived", "standing")) == NOT_SUPPLIED
    this.standing = "passes"
    assert this.read(("derived", "standing")) == "passes"


def test_a_path_through_what_is_worked_out_leads_to_it() -> None:
    this = frame_of(line(modifiers=("95",)))
    assert read(this, ("derived", "modifier_entries")) is this.read(("derived", "modifier_entries"))
    with pytest.raises(AttributeError):
        read(this, ("derived", "nothing"))


@pytest.mark.parametrize("name", DERIVED)
def test_each_fact_that_is_worked_out_has_a_source_and_bears_an_empty_dossier(name: str) -> None:
    this = frame_of(line(1, NOT_SUPPLIED))
    assert isinstance(this.read(("derived", name)), Absent)
    assert all(hasattr(this, path[0]) for path in SOURCES["derived", name])
