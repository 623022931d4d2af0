"""The tree of a rule: the author's words, what each part came to, and what a search looked at."""

from collections.abc import Iterator
from types import ModuleType

from rules_engine.trace.model import RuleTrace, Step


def rule(cases: ModuleType, name: str, part: str) -> RuleTrace:
    """Return one rule of the trace of a case, by a part of its address."""
    (found,) = [each for each in cases.traced(name).rules if part in each.rule]
    return found


def below(step: Step) -> Iterator[Step]:
    """Yield a step and everything under it."""
    yield step
    for each in step.steps:
        yield from below(each)


def test_met_and_not_applicable_rules_are_in_the_trace(cases: ModuleType) -> None:
    outcomes = {each.outcome for each in cases.traced("passes").rules}
    assert outcomes == {"met", "not applicable"}
    assert cases.traced("passes", full=False).rules == ()


def test_a_rule_that_does_not_apply_shows_only_why(cases: ModuleType) -> None:
    found = rule(cases, "passes", "telehealth-modifier")
    assert [each.part for each in found.steps] == ["when"]
    assert found.steps[0].outcome == "false"


def test_a_term_opens_into_its_definition(cases: ModuleType) -> None:
    (when, requires) = rule(cases, "no modifier", "telehealth-modifier").steps
    term = when.steps[1]
    assert (term.kind, term.text, term.outcome, term.defined_in) == ("term", "it is a telehealth visit", "true", "")
    (meaning,) = term.steps
    assert (meaning.text, meaning.defined_in) == ("place of service is any of 02, 10", "telehealth visit")
    assert meaning.written_at.file == "" and term.written_at.file == "example/plan.rules"
    assert (requires.kind, requires.outcome) == ("requires", "not met")


def test_a_part_says_where_it_is_written(cases: ModuleType) -> None:
    (when, requires) = rule(cases, "no modifier", "telehealth-modifier").steps
    lines = cases.RULES.splitlines()
    for step in (when, requires, requires.steps[0]):
        at = step.written_at
        written = " ".join(lines[at.line - 1][at.column - 1 :].split())
        assert written.startswith(step.text)


def test_a_table_names_the_row_and_leaves_others_alone(cases: ModuleType) -> None:
    (table,) = rule(cases, "too short", "session-time").steps
    first, second = table.steps
    assert table.text == "table of session minutes by code"
    assert (first.text, first.outcome) == ("code 90834: session minutes 38 to 52", "not applicable")
    assert (second.text, second.outcome) == ("code 90837: session minutes 53 or more", "not met")
    assert [(each.text, each.outcome) for each in first.steps] == [
        ("code 90834", "false"),
        ("session minutes 38 to 52", "not looked at"),
    ]


def test_a_record_shows_each_element(cases: ModuleType) -> None:
    found = rule(cases, "record lacks", "session-note").steps[1]
    assert [(each.text, each.outcome) for each in found.steps] == [
        ("either start time and stop time or session minutes", "true"),
        ("interventions", "false"),
        ("progress", "true"),
        ("signature where (signature kind is any of handwritten, electronic)", "false"),
    ]
    assert {each.defined_in for step in found.steps for each in below(step)} == {"session note"}


def test_a_limit_shows_what_it_counted_and_from_where(cases: ModuleType) -> None:
    search = rule(cases, "two evaluations", "one-evaluation").steps[1].search
    assert search is not None
    assert (search.counted, search.amount, search.not_seen) == (2, "2", "")
    own, earlier = search.looked_at
    assert (own.claim_id, earlier.claim_id, earlier.line, earlier.code) == ("TWO-EVALUATIONS", "EARLIER-9", 1, "90791")
    assert own.origins[0].element == "LX01"


def test_a_search_shows_why_something_does_not_count(cases: ModuleType) -> None:
    trace = cases.traced("several lines")
    assert all(each.search is None for r in trace.rules if r.line for s in r.steps for each in below(s))
    search = rule(cases, "pending authorization", "authorized").steps[1].steps[0].search
    assert search is not None
    (why,) = search.looked_at[0].steps
    assert (why.text, why.outcome) == ("authorization status is approved", "false")
    assert [each.value for each in why.evidence] == ["pending"]


def test_an_excuse_shows_its_condition(cases: ModuleType) -> None:
    found = rule(cases, "excused", "one-evaluation")
    assert found.outcome == "excused"
    assert [(each.part, each.outcome) for each in found.steps] == [
        ("when", "true"),
        ("requires", "not met"),
        ("unless", "true"),
    ]
    assert found.note == "Asked the payer on 2026-11-03."


def test_a_worked_out_value_is_shown(cases: ModuleType) -> None:
    compared = rule(cases, "passes", "filed-in-time").steps[0].steps[0]
    (deadline,) = compared.steps
    text = "90 days after earliest service date among lines on the same claim"
    assert (deadline.text, deadline.kind, deadline.value) == (text, "shift date", "2027-02-15")


def test_a_rule_carries_dates_source_and_confidence(cases: ModuleType) -> None:
    found = rule(cases, "passes", "usual-place")
    (cited,) = found.citations
    assert (found.confidence, cited.title, cited.publisher) == ("medium", "Bulletin 2026-10", "Example Plan")
    (clause,) = rule(cases, "passes", "session-time").citations
    assert (clause.clause, clause.says) == ("6.3", "Timed codes follow the documented minutes.")
    assert str(clause.effective_from) == "2026-01-01" and clause.effective_through is None
