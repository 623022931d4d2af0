"""Days: business days, cycles that start anywhere, and windows that hang on an event."""

from datetime import date

import pytest
from interpreters.judged import judged, needs, outcome

from rules_engine.claims.absence import NOT_APPLICABLE
from rules_engine.interpreters.row.calendars import business_day_from, business_days_away, cycle_of, shift_day
from rules_engine.ir.nodes import BusinessCalendar

WEEK = BusinessCalendar("c", (5, 6), (date(2026, 1, 1),))
D = date.fromisoformat


def span(day: str, *cycle: int | str) -> tuple[str, ...]:
    return tuple(each.isoformat() for each in cycle_of(D(day), *cycle))  # type: ignore[arg-type]


CYCLES = [
    (("2026-03-02", "day"), ("2026-03-02", "2026-03-02")),
    (("2026-03-01", "week"), ("2026-02-23", "2026-03-01")),
    (("2026-03-01", "week", 1, 1, 6), ("2026-03-01", "2026-03-07")),
    (("2026-03-07", "week", 1, 1, 6), ("2026-03-01", "2026-03-07")),
    (("2028-02-10", "month"), ("2028-02-01", "2028-02-29")),
    (("2026-06-30", "year", 7, 1), ("2025-07-01", "2026-06-30")),
    (("2026-07-01", "year", 7, 1), ("2026-07-01", "2027-06-30")),
    (("2027-03-01", "year", 2, 29), ("2027-03-01", "2028-02-28")),
    (("2028-02-29", "year", 2, 29), ("2028-02-29", "2029-02-28")),
    (("2027-02-28", "year", 2, 29), ("2026-03-01", "2027-02-28")),
    (("0001-01-01", "year", 7, 1), ("0001-01-01", "0001-06-30")),
    (("9999-12-31", "year", 7, 1), ("9999-07-01", "9999-12-31")),
    (("0001-01-01", "week", 1, 1, 6), ("0001-01-01", "0001-01-06")),
    (("9999-12-31", "week"), ("9999-12-27", "9999-12-31")),
]


@pytest.mark.parametrize(("cycle", "days"), CYCLES)
def test_a_cycle_holds_its_day(cycle: tuple[str, ...], days: tuple[str, str]) -> None:
    assert span(*cycle) == days


@pytest.mark.parametrize("month", range(1, 13))
def test_cycles_follow_each_other_without_a_gap(month: int) -> None:
    day = D("2024-01-01")
    first, last = cycle_of(day, "year", month, 31 if month == 12 else 28)
    following = cycle_of(shift_day(last, 1, "days"), "year", month, 31 if month == 12 else 28)
    assert (first <= day <= last, following[0]) == (True, shift_day(last, 1, "days"))


MOVED = [
    ("2026-01-02", 1, 1, "2026-01-05"),
    ("2025-12-31", 1, 1, "2026-01-02"),  # the holiday is stepped over
    ("2026-01-03", 2, 1, "2026-01-06"),  # a Saturday is not counted itself
    ("2026-01-05", 1, -1, "2026-01-02"),
    ("2026-01-02", 1, -1, "2025-12-31"),
    ("2026-01-04", 0, 1, "2026-01-04"),
    ("9999-12-31", 3, 1, "9999-12-31"),
]


@pytest.mark.parametrize(("day", "amount", "direction", "came"), MOVED)
def test_business_days_are_counted(day: str, amount: int, direction: int, came: str) -> None:
    assert business_days_away(D(day), amount, direction, WEEK) == D(came)


def test_a_business_day_stays_and_another_is_rolled() -> None:
    assert business_day_from(D("2026-01-02"), 1, WEEK) == D("2026-01-02")
    assert business_day_from(D("2026-01-01"), 1, WEEK) == D("2026-01-02")
    assert business_day_from(D("2026-01-04"), -1, WEEK) == D("2026-01-02")
    never = BusinessCalendar("n", tuple(range(7)), ())
    assert business_day_from(D("2026-01-02"), 1, never) == NOT_APPLICABLE
    assert business_days_away(D("2026-01-02"), 2, 1, never) == NOT_APPLICABLE


FILED = """
calendar c
  weekends Saturday, Sunday
  holidays 2026-03-09
rule r
  cites manual
  requires filing date is no later than {limit}
rule open
  cites manual
  requires filing date is a business day of c
"""


@pytest.mark.parametrize(
    ("limit", "filed", "came"),
    [
        ("the first business day of c on or after (5 days after service date)", "2026-03-10", "met"),
        ("the first business day of c on or after (5 days after service date)", "2026-03-11", "not met"),
        ("2 business days of c after (4 days after service date)", "2026-03-12", "not met"),
        ("2 business days of c after (4 days after service date)", "2026-03-11", "met"),
        ("the last business day of c on or before (6 days after service date)", "2026-03-07", "not met"),
    ],
)
def test_a_due_day_rolls_to_a_business_day(limit: str, filed: str, came: str) -> None:
    assert outcome(judged(FILED.format(limit=limit), f"bills 90837, filing date {filed}")) == came


def test_a_day_is_a_business_day_or_not_or_not_known() -> None:
    text = FILED.format(limit="service date")
    came = [outcome(judged(text, f"bills 90837, filing date {day}"), "open") for day in ("2026-03-09", "2026-03-10")]
    assert came == ["not met", "met"]
    unknown = judged(text, "bills 90837")
    assert (outcome(unknown, "open"), needs(unknown, "open")) == ("unknown", ["filing date"])


BENEFIT = """
cycle benefit year means a year starting benefit year start
cycle state year means a year starting July 1
rule r
  cites manual
  limits lines to 1 per patient per benefit year
rule first
  cites manual
  requires benefit year start is no later than service date
rule at-start
  cites manual
  requires patient age on state year start is at least 21 years
"""
WHOLE = "given history complete from 2024-01-01 through 2026-12-31"


@pytest.mark.parametrize(
    ("start", "earlier", "came"),
    [
        ("2020-03-02", "2026-03-01", "met"),
        ("2020-03-01", "2026-03-01", "not met"),
        ("2024-02-29", "2025-03-01", "not met"),
    ],
)
def test_a_year_starts_as_the_member_file_says(start: str, earlier: str, came: str) -> None:
    facts = (f"given benefit year start {start}", f"given line has code 90837, service date {earlier}", WHOLE)
    day = "2026-02-28" if start.endswith("29") else "2026-03-02"
    assert outcome(judged(BENEFIT, "bills 90837", *facts, on=day)) == came


def test_a_year_whose_start_is_not_known_is_asked_for() -> None:
    result = judged(BENEFIT, "bills 90837", WHOLE)
    assert outcome(result) == "unknown"
    assert "benefit year start" in needs(result)


def test_an_age_is_taken_on_the_first_day_of_a_cycle() -> None:
    born = ("2004-07-01", "2004-07-02")
    came = [outcome(judged(BENEFIT, f"bills 90837, patient birth date {day}"), "at-start") for day in born]
    assert came == ["met", "not met"]


EVENTS = """
entry admission assessment means line where code is H0031
rule r
  cites manual
  limits lines to 1 per patient before the first admission assessment
rule s
  cites manual
  requires no line after the latest admission assessment where code is 90846
"""


@pytest.mark.parametrize(
    ("given", "came"),
    [
        (("given line has code 90832, service date 2026-03-01",), ["not met", "met"]),  # never admitted: all days
        (
            (
                "given line has code 90832, service date 2026-03-01",
                "given line has code H0031, service date 2026-03-01",
            ),
            ["met", "met"],
        ),
        (
            (
                "given line has code 90846, service date 2026-03-03",
                "given line has code H0031, service date 2026-03-01",
            ),
            ["met", "not met"],
        ),
        (
            (
                "given line has code 90846, service date 2026-03-01",
                "given line has code H0031, service date 2026-03-01",
            ),
            ["met", "met"],
        ),  # the day of the event is neither before nor after it
    ],
)
def test_days_before_and_after_an_event(given: tuple[str, ...], came: list[str]) -> None:
    whole = "given history complete from 0001-01-01 through 9999-12-31"
    result = judged(EVENTS, "bills 90837", *given, whole)
    assert [outcome(result, "r"), outcome(result, "s")] == came


def test_an_event_of_which_nobody_knows_leaves_its_days_unknown() -> None:
    result = judged(EVENTS, "bills 90837")
    assert [outcome(result, "r"), outcome(result, "s")] == ["unknown", "unknown"]
    assert needs(result, "s") == ["history"]


TIMES = """
rule r
  cites manual
  forbids another line on the same day where (start time is within {span} this stop time)
"""


@pytest.mark.parametrize(
    ("span", "start", "came"),
    [
        ("10 minutes after", "10:10", "not met"),
        ("10 minutes after", "10:11", "met"),
        ("10 minutes after", "09:59", "met"),
        ("10 minutes before", "09:50", "not met"),
        ("10 minutes of", "09:50", "not met"),
        ("10 minutes of", "10:11", "met"),
    ],
)
def test_times_of_day_are_near_each_other(span: str, start: str, came: str) -> None:
    bills = ("bills 90832, start time 09:00, stop time 10:00", f"bills 90834, start time {start}, stop time 11:00")
    whole = "given history complete from 2026-03-02 through 2026-03-02"
    assert outcome(judged(TIMES.format(span=span), *bills, whole)) == came
