"""The transaction counts every claim and every judged dollar, and no text of a claim becomes a segment."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

import pytest

from rules_engine.plugins import x12_277ca
from rules_engine.plugins.x12_277ca.transaction import text
from rules_engine.trace.model import Report

from .reports import HOSTILE, empty, hostile, table_week, week

REPORTS = [week(), hostile(), empty(), table_week()]


def segments(report: Report) -> list[list[str]]:
    """Return the segments of the transaction of a report, as elements."""
    data = x12_277ca.rules_engine_write(report, "277ca")
    assert data is not None
    lines = data.decode("ascii").splitlines()
    assert all(line.endswith("~") and line.count("~") == 1 for line in lines)
    return [line[:-1].split("*") for line in lines]


def of_claim(report: Report, claim_id: str) -> list[list[str]]:
    """Return the segments of one claim."""
    found = segments(report)
    start = found.index(["TRN", "2", claim_id])
    stop = next((n for n in range(start, len(found)) if found[n][0] in ("HL", "SE")), len(found))
    return found[start:stop]


@pytest.mark.parametrize("report", REPORTS)
def test_the_count_of_segments_is_right_and_loops_follow_each_other(report: Report) -> None:
    found = segments(report)
    assert found[0] == ["ST", "277", "0001", "005010X214"]
    assert found[-1] == ["SE", str(len(found)), "0001"]
    levels = {}
    for number, each in enumerate((s for s in found if s[0] == "HL"), 1):
        assert each[1] == str(number)
        parent = {"20": "", "21": "20", "19": "21", "PT": "19"}[each[3]]
        assert levels.get(each[2], "") == parent
        levels[each[1]] = each[3]


@pytest.mark.parametrize("report", REPORTS)
def test_every_claim_and_every_rejection_has_a_loop(report: Report) -> None:
    found = segments(report)
    assert sum(1 for s in found if s[0] == "HL" and s[3] == "PT") == len(report.claims) + len(report.rejections)


@pytest.mark.parametrize("report", [week(), empty(), table_week()])
def test_counts_and_dollars_add_up_to_the_report(report: Report) -> None:
    found = segments(report)
    heads = [n for n, s in enumerate(found) if s[:1] == ["STC"] and s[1] == "A1:19"]
    totals: Counter[str] = Counter()
    money: Counter[str] = Counter()
    for start in heads:
        for each in found[start + 1 : start + 5]:
            (totals if each[0] == "QTY" else money)[each[1]] += Decimal(each[2])
    assert totals["90"] + totals["AA"] == report.found
    accepted = [trace for trace in report.claims if trace.verdict in ("passes", "warn")]
    assert totals["90"] == len(accepted)
    billed = sum(Decimal(line.charge or "0") for trace in report.claims for line in trace.lines)
    assert money["YU"] + money["YY"] == billed


def test_a_claim_that_passes_is_accepted_and_one_that_fails_is_not() -> None:
    assert ["STC", "A2:20", "", "WQ", "245"] in of_claim(week(), "CW-2026-009")
    refused = of_claim(week(), "CW-2026-012")
    assert ["STC", "A7:453", "", "U"] in refused
    assert ["REF", "FJ", "1"] in refused
    assert ["REF", "ZZ", "FAILS"] in refused
    assert all(each[3] == "U" for each in refused if each[0] == "STC")


@pytest.mark.parametrize(
    ("claim_id", "status"),
    [
        ("CW-2026-015", "A8:718"),  # filed too late
        ("CW-2026-014", "A7:54"),  # duplicate
        ("CW-2026-053", "A6:21"),  # no rulebook
    ],
)
def test_findings_lead_to_the_status_of_their_cause(claim_id: str, status: str) -> None:
    assert status in {each[1] for each in of_claim(week(), claim_id) if each[0] == "STC"}


def test_what_could_not_be_read_is_refused_with_the_status_of_its_element() -> None:
    found = of_claim(week(), "CW-2026-022")
    assert any(each[:2] == ["STC", "A7:476"] for each in [s for s in segments(week()) if s[0] == "STC"])
    assert found


@pytest.mark.parametrize("hostile_text", HOSTILE)
def test_no_separator_comes_from_a_claim(hostile_text: str) -> None:
    found = text(hostile_text)
    assert not re.search(r"[*~:^|\\\x00-\x1f\x7f-\uffff]", found)
    assert len(found) == len(hostile_text)
    assert len(text(hostile_text * 100)) == 50


def test_other_formats_are_left_to_others() -> None:
    assert x12_277ca.rules_engine_write(empty(), "277") is None
