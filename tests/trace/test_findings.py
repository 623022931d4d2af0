"""What a finding carries: outcome, words, facts with their addresses, owner, what may be done, and the deadline."""

from datetime import date
from types import ModuleType

import pytest

from rules_engine.ir.rulebook import ACTIONS
from rules_engine.trace.model import Finding


def only(cases: ModuleType, name: str) -> Finding:
    """Return the one finding of a case."""
    (finding,) = cases.traced(name, full=False).findings
    return finding


@pytest.mark.parametrize(
    ("name", "verdict", "outcomes"),
    [
        ("passes", "passes", []),
        ("too short", "fails", ["not met"]),
        ("start and stop", "passes", []),
        ("no record", "needs information", ["unknown", "unknown"]),
        ("no modifier", "fails", ["not met"]),
        ("record lacks", "hold", ["not met"]),
        ("two evaluations", "fails", ["not met"]),
        ("excused", "passes", []),
        ("days not seen", "needs information", ["unknown"]),
        ("addition alone", "fails", ["not met"]),
        ("excluded", "fails", ["not covered"]),
        ("unchecked", "needs information", ["unchecked"]),
        ("late", "fails", ["not met"]),
        ("not filed", "needs information", ["unknown"]),
        ("unusual place", "warn", ["not met"]),
        ("pending authorization", "fails", ["not met"]),
        ("no authorization", "fails", ["not met"]),
        ("ledger not supplied", "fails", ["not met"]),
        ("unreadable", "needs information", ["unknown", "unknown"]),
        ("child", "passes", ["not met"]),
    ],
)
def test_each_outcome_is_told(cases: ModuleType, name: str, verdict: str, outcomes: list[str]) -> None:
    trace = cases.traced(name, full=False)
    assert trace.verdict == verdict
    assert [each.outcome for each in trace.findings] == outcomes


def test_a_finding_has_a_stable_id(cases: ModuleType) -> None:
    finding = only(cases, "too short")
    assert finding.finding_id == "example-plan/session-time@2026-01-01#1"
    assert finding.rule == "example-plan/session-time@2026-01-01"
    assert only(cases, "late").finding_id == "example-plan/filed-in-time@2026-01-01#0"
    assert only(cases, "excluded").finding_id == "example-plan/excludes@2026-01-01#1"
    assert only(cases, "unchecked").finding_id == "example-plan/unchecked#2"


def test_a_failure_says_what_was_asked_and_what_was_found(cases: ModuleType) -> None:
    finding = only(cases, "too short")
    assert finding.reason == "The documented minutes are below the code."
    assert finding.required == "code 90837: session minutes 53 or more"
    assert finding.found == "session minutes: 45 minutes"
    assert finding.owner == "clinician"
    assert (finding.consequence.group, finding.consequence.carc, finding.consequence.rarcs) == ("CO", "150", ("N443",))


def test_an_unknown_is_not_told_in_the_words_for_a_failure(cases: ModuleType) -> None:
    finding = cases.traced("no record").findings[0]
    assert finding.reason == "Cannot be decided: The documented time supports the code"
    assert finding.found == "session minutes: nothing (not supplied)"
    assert [each.name for each in finding.needs] == ["session minutes"]


def test_a_fact_has_all_its_addresses(cases: ModuleType) -> None:
    finding = only(cases, "unusual place")
    (place,) = finding.evidence
    assert (place.value, place.x12, place.cms1500) == ("99", "2400 SV105, else 2300 CLM05-1", "24B")
    assert place.fhir == "Claim.item.locationCodeableConcept"
    (origin,) = place.origins
    assert (origin.source, origin.start, origin.stop, origin.segment) == ("week.837", 1030, 1032, 21)
    assert (origin.loop, origin.element) == ("2400", "SV105")
    assert not place.of_record


def test_a_worked_out_fact_has_the_places_of_the_facts_behind_it(cases: ModuleType) -> None:
    trace = cases.traced("start and stop")
    (rule,) = [each for each in trace.rules if "session-time" in each.rule]
    (minutes,) = rule.steps[0].steps[1].steps[1].evidence
    assert minutes.value == "55"
    assert [each.pointer for each in minutes.origins] == ["/documentation/0/start", "/documentation/0/stop"]


def test_a_fact_that_is_not_there_names_the_record_that_lacks_it(cases: ModuleType) -> None:
    finding = only(cases, "record lacks")
    by_name = {each.name: each for each in finding.evidence}
    assert list(by_name) == ["interventions", "signature", "signature kind"]
    assert {each.absence for each in finding.evidence} == {"not documented"}
    kind = by_name["signature kind"]
    assert kind.of_record and [each.pointer for each in kind.origins] == ["/documentation/0"]


def test_why_a_rule_applies_is_told(cases: ModuleType) -> None:
    finding = only(cases, "no modifier")
    assert [(each.name, each.value) for each in finding.applies_because] == [
        ("code", "90837"),
        ("place of service", "10"),
    ]
    assert finding.required == "modifiers include any of 93, 95"
    assert finding.found == "modifiers: none"


def test_a_search_tells_what_it_counted(cases: ModuleType) -> None:
    finding = only(cases, "two evaluations")
    assert [(each.claim_id, each.line, each.status) for each in finding.seen] == [
        ("TWO-EVALUATIONS", 1, "pending"),
        ("EARLIER-9", 1, "paid"),
    ]
    assert finding.found.startswith("2 counted (claim TWO-EVALUATIONS line 1 90791 2026-11-17 pending, claim EARLIER-9")
    assert only(cases, "addition alone").found == "none found"


def test_days_that_could_not_be_seen_are_named(cases: ModuleType) -> None:
    finding = only(cases, "days not seen")
    assert finding.found.endswith("not seen: from 2026-05-22 through 2026-11-17")
    assert [(each.name, each.kind, each.detail) for each in finding.needs] == [
        ("history", "history", "from 2026-05-22 through 2026-11-17")
    ]


def test_a_rule_whose_date_is_not_known_says_so(cases: ModuleType) -> None:
    findings = [each for each in cases.traced("no date").findings if "/usual-place" in each.rule]
    assert [each.outcome for each in findings] == ["unknown"]
    assert findings[0].required == "in force from 2026-01-01 by service date"
    assert findings[0].found == "service date: nothing (not documented)"


def test_coverage_that_is_not_known_names_what_is_missing(cases: ModuleType) -> None:
    (finding,) = [each for each in cases.traced("no code").findings if "/coverage" in each.rule]
    assert (finding.outcome, finding.reason) == ("unknown", "Cannot be decided: is this line covered")
    assert finding.found.startswith("code: nothing (not documented)")


def test_a_rule_that_treats_missing_as_not_met_says_so(cases: ModuleType) -> None:
    words = "(the rule treats what is missing as not met)"
    assert words in only(cases, "ledger not supplied").required
    assert words not in only(cases, "pending authorization").required


def test_an_entry_is_told_by_its_number(cases: ModuleType) -> None:
    trace = cases.traced("pending authorization")
    (rule,) = [each for each in trace.rules if "authorized" in each.rule]
    search = rule.steps[1].steps[0].search
    assert [(each.kind, each.entry, each.counted) for each in search.looked_at] == [("authorization", 1, "false")]


def test_what_may_be_done_follows_the_class_of_the_fact(cases: ModuleType) -> None:
    fixes = {
        each.field_class: each
        for name in cases.CASES
        for f in cases.traced(name).findings
        for each in f.permitted_fixes
    }
    assert fixes["identifier"].says == "look up the value at its source"
    assert fixes["billing"].says == "options are shown, the biller chooses"
    assert fixes["clinical"].says == "ask the clinician what the record says; no value is proposed"


def test_a_request_asks_and_proposes_nothing(cases: ModuleType) -> None:
    requests = cases.traced("no record").requests
    minutes = requests[0]
    assert (minutes.name, minutes.lines, minutes.owners) == ("session minutes", (1,), ("clinician",))
    assert minutes.rules == ("example-plan/session-time@2026-01-01", "example-plan/session-note@2026-01-01")
    names = [each.name for each in requests]
    assert len(names) == len(set(names))
    assert "53" not in repr(requests)


def test_the_deadline_counts_from_the_filing_date(cases: ModuleType) -> None:
    trace = cases.traced("passes")
    assert (trace.filing_date, trace.filing_deadline) == (date(2026, 11, 23), date(2027, 2, 15))
    assert trace.filing_days_left == 84
    assert cases.traced("late").findings[0].filing_days_left == -14
    unknown = cases.traced("not filed")
    assert (unknown.filing_date, unknown.filing_deadline, unknown.filing_days_left) == (None, date(2027, 2, 15), None)


def test_findings_stand_in_order(cases: ModuleType) -> None:
    for name in cases.CASES:
        findings = cases.traced(name, full=False).findings
        keys = [(ACTIONS.index(f.action), f.outcome in ("unknown", "unchecked"), f.line, f.rule) for f in findings]
        assert keys == sorted(keys)
    several = cases.traced("several lines", full=False).findings
    assert [(each.action, each.line) for each in several] == [
        ("deny", 1),
        ("deny", 2),
        ("deny", 2),
        ("hold", 2),
        ("warn", 1),
    ]


def test_counts_add_up(cases: ModuleType) -> None:
    total = len(cases.book().rules)
    for name in cases.CASES:
        counts = cases.traced(name, full=False).counts
        parts = (counts.not_applicable, counts.met, counts.not_met, counts.unknown, counts.excused)
        assert counts.in_force == sum(parts)
        assert counts.in_force + counts.passed_over == total


def test_lines_say_whether_they_are_covered(cases: ModuleType) -> None:
    coverage = {name: cases.traced(name).lines[-1].coverage for name in ("passes", "excluded", "unchecked", "no code")}
    outcomes = {name: each.outcome for name, each in coverage.items()}
    assert outcomes == {"passes": "covered", "excluded": "not covered", "unchecked": "unchecked", "no code": "unknown"}
    assert coverage["excluded"].text.startswith("excludes 90863")
    assert [each.clause for each in coverage["passes"].citations] == ["6.3"]
    assert only(cases, "excluded").required == "excludes 90863"
    assert only(cases, "excluded").consequence.carc == "96"
