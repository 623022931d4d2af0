"""Times of a session as sets of minutes, and sessions that overlap."""

from decimal import Decimal

import pytest
from interpreters.judged import judged, needs, outcome

from rules_engine.interpreters.row.intervals import Minutes, joined, longest, overlap, shared, total, without


def pairs(*numbers: float) -> Minutes:
    amounts = [Decimal(str(number)) for number in numbers]
    return tuple(zip(amounts[::2], amounts[1::2], strict=True))


def test_intervals_are_put_together() -> None:
    assert joined(pairs(30, 40, 0, 30, 50, 50)) == pairs(0, 40)
    assert shared(pairs(0, 60), pairs(10, 20, 50, 70)) == pairs(10, 20, 50, 60)
    assert without(pairs(0, 60), pairs(10, 20, 50, 70)) == pairs(0, 10, 20, 50)
    assert without(pairs(0, 60), pairs(30, 30)) == pairs(0, 60)
    assert (total(pairs(0, 30, 10, 40)), longest(pairs(0, 10, 10, 30, 31, 40)), longest(())) == (40, 30, 0)
    assert (overlap(pairs(0, 10), pairs(10, 20)), overlap(pairs(0, 10.5), pairs(10, 20))) == (False, True)


RULE = """
rule r
  cites manual
  requires {measure} of contact time leaving out travel time is at least 30 minutes
"""
CONTACT = "given interval has interval kind is contact, start time {}, stop time {}"
TRAVEL = "given interval has interval kind is travel, start time {}, stop time {}"


@pytest.mark.parametrize(
    ("measure", "given", "came"),
    [
        ("duration", [CONTACT.format("09:00", "09:30")], "met"),
        ("duration", [CONTACT.format("09:00", "09:30"), TRAVEL.format("09:10", "09:11")], "not met"),
        ("duration", [CONTACT.format("09:00", "09:20"), CONTACT.format("09:10", "09:29")], "not met"),
        ("duration", [CONTACT.format("23:50", "00:20"), "given start time 23:00, stop time 01:00"], "met"),
        ("longest stretch", [CONTACT.format("09:00", "09:40"), TRAVEL.format("09:20", "09:21")], "not met"),
        ("longest stretch", [CONTACT.format("09:00", "09:15"), CONTACT.format("09:15", "09:30")], "met"),
        ("duration", ["given interval none"], "not met"),
        ("duration", [], "unknown"),
    ],
)
def test_minutes_of_a_session_are_measured(measure: str, given: list[str], came: str) -> None:
    assert outcome(judged(RULE.format(measure=measure), "bills 90837", *given)) == came


def test_times_that_are_missing_are_asked_for() -> None:
    result = judged(RULE.format(measure="duration"), "bills 90837")
    assert needs(result) == ["contact time", "travel time"]


OVERLAPPING = """
rule r
  cites manual
  forbids another line by the same rendering provider over all patients overlapping this session time
"""
SEEN = (
    "given history complete from 2026-03-01 through 2026-03-03",
    "given other patients complete from 2026-03-01 through 2026-03-03",
)
OTHER = "given line has code 90832, patient P2, service date {}, start time {}, stop time {}"


@pytest.mark.parametrize(
    ("other", "came"),
    [
        (("2026-03-02", "09:59", "10:30"), "not met"),
        (("2026-03-02", "10:00", "10:30"), "met"),
        (("2026-03-01", "09:00", "10:00"), "met"),
        (("2026-03-01", "23:30", "09:01"), "not met"),  # began the day before
        (("2026-03-03", "00:00", "00:30"), "met"),
    ],
)
def test_two_sessions_share_a_minute_or_none(other: tuple[str, str, str], came: str) -> None:
    bills = "bills 90837, start time 09:00, stop time 10:00"
    assert outcome(judged(OVERLAPPING, bills, OTHER.format(*other), *SEEN)) == came


def test_a_session_over_midnight_meets_the_day_after() -> None:
    bills = "bills 90837, start time 23:30, stop time 00:20"
    assert outcome(judged(OVERLAPPING, bills, OTHER.format("2026-03-03", "00:10", "00:30"), *SEEN)) == "not met"
    assert outcome(judged(OVERLAPPING, bills, OTHER.format("2026-03-03", "00:20", "00:30"), *SEEN)) == "met"


def test_a_time_that_is_missing_leaves_it_open() -> None:
    bills = "bills 90837, start time 09:00, stop time 10:00"
    result = judged(OVERLAPPING, bills, "given line has code 90832, patient P2, service date 2026-03-02", *SEEN)
    assert (outcome(result), needs(result)) == ("unknown", ["session time"])
    unknown = judged(OVERLAPPING, "bills 90837", *SEEN)
    assert outcome(unknown) == "unknown"
    assert "session time" in needs(unknown)
