"""What is not there, and why: each kind of absence, and lists that are known to be empty."""

from __future__ import annotations

from datetime import date

import pytest

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent

from .resources import (
    ABSENT,
    CPT,
    TERMS,
    claim,
    coded,
    faults,
    item,
    one,
    why_absent,
)

UNREADABLE = Absent(AbsenceKind.UNREADABLE)


def test_a_missing_element_is_not_supplied_and_a_missing_list_is_empty() -> None:
    bare = claim(
        total=None, diagnosis=None, insurer=None, careTeam=None, insurance=None,
        item=[{"sequence": 1, "productOrService": coded(CPT, "90837")}],
    )  # fmt: skip
    made = one(bare)
    line = made.lines[0]
    for value in (made.charge, made.payer_id, made.payer_order, line.charge, line.units, line.service_date):
        assert value == NOT_SUPPLIED
    assert line.place_of_service == line.rendering_npi == line.emergency == NOT_SUPPLIED
    assert made.diagnoses == made.other_payers == made.attachments == line.modifiers == line.diagnosis_pointers == ()


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("unknown", NOT_DOCUMENTED),
        ("asked-declined", NOT_DOCUMENTED),
        ("masked", NOT_SUPPLIED),
        ("not-applicable", NOT_APPLICABLE),
        ("error", UNREADABLE),
    ],
)
def test_a_reason_why_data_is_absent_is_kept(reason: str, kind: Absent) -> None:
    line = item(
        servicedDate=None, _servicedDate=why_absent(reason), net=why_absent(reason), quantity=why_absent(reason)
    )
    line["productOrService"] = coded(TERMS + "data-absent-reason", reason)
    made = one(claim(item=[line], total=None)).lines[0]
    assert made.service_date == made.service_date_end == made.charge == made.units == made.code == kind


def test_a_reason_that_nobody_knows_is_refused() -> None:
    line = item(net=why_absent("because"))
    assert faults(claim(item=[line], total=None)) == [("unknown-absent-reason", "/item/0/net")]
    assert ABSENT in str(line)


def test_a_month_is_no_day() -> None:
    line = one(claim(item=[item(servicedDate="2026-11")])).lines[0]
    assert line.service_date == Absent(AbsenceKind.UNREADABLE, "2026-11")


def test_a_time_gives_the_day_it_is_written_on() -> None:
    assert one(claim(created="2026-11-16T23:30:00-05:00")).submission_date == date(2026, 11, 16)
