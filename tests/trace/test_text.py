"""Traces as text: golden pages, headings, and words that say the same without colour.

`python tests/trace/cases.py golden` writes the goldens again.
"""

import re
from types import ModuleType

import pytest

from rules_engine.trace.text import render_text
from rules_engine.trace.tree_text import render_explain

ANSI = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    "name",
    ["report.txt", "passes.txt", "too_short.txt", "excused.txt", "days_not_seen.txt", "ledger_not_supplied.txt"],
)
def test_a_page_is_as_its_golden(cases: ModuleType, name: str) -> None:
    assert cases.goldens()[name] == (cases.GOLDEN / name).read_text(encoding="utf-8")


def test_no_golden_is_left_over(cases: ModuleType) -> None:
    assert {each.name for each in cases.GOLDEN.iterdir()} == set(cases.goldens())


def test_colour_adds_nothing_to_the_words(cases: ModuleType) -> None:
    report = cases.reported()
    coloured = render_text(report, colour=True)
    assert "\x1b[" in coloured
    assert ANSI.sub("", coloured) == render_text(report)
    trace = cases.traced("too short")
    assert ANSI.sub("", render_explain(trace, colour=True)) == render_explain(trace)


def test_passing_never_reads_as_being_paid(cases: ModuleType) -> None:
    words = '"passes" means: meets the encoded rules. It does not mean: will be paid.'
    assert words in render_text(cases.reported("too short"))
    assert words in render_explain(cases.traced("passes"))


def test_a_passing_claim_is_one_line(cases: ModuleType) -> None:
    text = render_text(cases.reported("passes"))
    assert [each for each in text.splitlines() if "Claim PASSES" in each] == [
        "PASSES  Claim PASSES | EXAMPLE PLAN | service 2026-11-17 | 5 rules met"
    ]


def test_a_passing_claim_says_how_much_there_is_to_look_at(cases: ModuleType) -> None:
    text = render_text(cases.reported("child"))
    assert text.startswith("PASSES  Claim CHILD | EXAMPLE PLAN | service 2026-11-17 | 4 rules met | 1 to look at")


def test_lines_keep_to_the_width(cases: ModuleType) -> None:
    for width in (60, 100):
        for each in render_text(cases.reported(), width=width).splitlines():
            assert len(each) <= width or " " not in each.strip() or len(max(each.split(), key=len)) > width - 40


def test_findings_stand_under_what_is_to_be_done_and_by_whom(cases: ModuleType) -> None:
    text = render_text(cases.reported("several lines"))
    headings = [each for each in text.splitlines() if each.startswith("TO ")]
    assert headings == ["TO FIX - clinician", "TO FIX - biller", "TO LOOK AT - biller"]


def test_a_claim_without_a_rulebook_is_not_passed(cases: ModuleType) -> None:
    from rules_engine.engine import NO_RULEBOOK
    from rules_engine.interpreters.row import judge
    from rules_engine.trace.explain import explain
    from rules_engine.trace.report import build_report

    trace = explain(judge(cases.CASES["passes"](), NO_RULEBOOK))
    text = render_text(build_report([trace]))
    assert trace.verdict == "needs information"
    assert "No rulebook is written for this payer" in text
    assert "1 claim without a rulebook" in text
    assert trace.findings[0].rule == "no-rulebook/unchecked"


def test_a_rejection_says_where_and_how_to_mend_it(cases: ModuleType) -> None:
    text = render_text(cases.reported("passes"))
    assert "REJECTED: SV104 is not a number [bad-number]; 1 claim not judged." in text
    assert "week.837 segment 76, bytes 2246-2249, SV104" in text
    assert "use digits" in text
