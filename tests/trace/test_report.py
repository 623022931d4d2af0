"""A report over many claims: nothing is lost, and claims with one cause are told together."""

from types import ModuleType

from rules_engine.trace.report import build_report
from rules_engine.trace.text import render_text


def test_found_is_judged_and_rejected(cases: ModuleType) -> None:
    report = cases.reported()
    assert (report.judged, report.rejected) == (len(cases.CASES), 1)
    assert report.found == report.judged + report.rejected
    assert f"{report.found} claims found = {report.judged} judged + 1 rejected." in render_text(report)


def test_siblings_are_the_other_claims_with_the_same_cause(cases: ModuleType) -> None:
    one, other = cases.traced("too short"), cases.traced("too short")
    passing = cases.traced("passes")
    report = build_report([one, passing, other])
    assert [[f.siblings for f in each.findings] for each in report.claims] == [[1], [], [1]]
    (cause,) = report.root_causes
    assert (cause.claims, cause.owner, cause.facts) == (("TOO-SHORT", "TOO-SHORT"), "clinician", ("session minutes",))
    assert str(cause.first_deadline) == "2027-02-15"
    assert "2 claims, clinician: The documented minutes are below the code." in render_text(report)


def test_two_lines_of_one_claim_are_one_claim(cases: ModuleType) -> None:
    report = build_report([cases.traced("several lines")])
    assert {each.siblings for each in report.claims[0].findings} == {0}
    assert all(len(each.claims) == 1 for each in report.root_causes)


def test_a_missing_fact_and_a_bad_fact_are_two_causes(cases: ModuleType) -> None:
    report = build_report([cases.traced("too short"), cases.traced("no record")])
    rules = [each.rule for each in report.root_causes]
    assert rules.count("example-plan/session-time@2026-01-01") == 2


def test_the_most_frequent_cause_comes_first(cases: ModuleType) -> None:
    sizes = [len(each.claims) for each in cases.reported().root_causes]
    assert sizes == sorted(sizes, reverse=True)


def test_the_adapters_count_can_be_given(cases: ModuleType) -> None:
    assert build_report([cases.traced("passes")], found=7).found == 7
