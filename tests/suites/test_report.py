"""A failed example is told as a diff: what was expected of the parts of the rule, what they came to, and where."""

from pathlib import Path

import pytest
from suites.plan import BAD, RULES

from rules_engine.language.compile import compile_texts
from rules_engine.suites.report import failure_lines, failures, head
from rules_engine.suites.run import ExampleResult, run


def ran(example: str, rules: str = RULES) -> ExampleResult:
    """Return the result of one example."""
    compiled = compile_texts({"plan.rules": rules, "plan.examples": example})
    (result,) = run(compiled.examples, compiled.rulebooks)
    return result


def told(example: str, rules: str = RULES) -> str:
    return "\n".join(failure_lines(ran(example, rules)))


def test_the_parts_that_came_to_something_else_stand_against_what_was_expected() -> None:
    assert (
        told(BAD)
        == """\
line 4: expected time met; it is not met
  rule plan/time@2026-01-01 at plan.rules:8, on line 1 of the claim: not met
        11 | when code is in therapy: true
    -   13 | table of session minutes by code: met
    +   13 | table of session minutes by code: not met
           |   code 90837: session minutes 53 or more: not met (code: 90837; session minutes: 50 minutes)
        16 | requires modifiers include none of 52: met
        17 | unless emergency is documented: false"""
    )


def test_the_page_shows_what_is_told() -> None:
    page = (Path(__file__).parents[2] / "docs" / "testing.md").read_text(encoding="utf-8")
    assert "\n    ".join((head(ran(BAD)), *failure_lines(ran(BAD)))) in page


def amiss(example: str, rules: str = RULES) -> list[tuple[str, str]]:
    """Return what was expected of each part that came to something else, and what it came to."""
    (failure,) = failures(ran(example, rules))
    return [(each.expected, each.came) for each in failure.parts if each.is_amiss]


@pytest.mark.parametrize(
    ("given", "wanted", "parts"),
    [
        ("session minutes 50, emergency is yes", "time not met", [("false", "true")]),
        ("session minutes 53, modifiers is none", "time not met", [("not met", "met"), ("not met", "met")]),
        ("session minutes 50, emergency is not documented", "time excused", [("true", "false")]),
        ("session minutes 50", "time excused", [("true", "unknown")]),
        ("session minutes 53, modifiers is none", "time unknown", [("unknown", "met"), ("unknown", "met")]),
        ("session minutes 53, modifiers is none", "time not applicable", [("false", "true")]),
    ],
)
def test_each_outcome_asks_for_something_of_each_part(given: str, wanted: str, parts: list[tuple[str, str]]) -> None:
    found = amiss(f'example "x"\n  on 2026-03-02 for plan\n  bills 90837, {given}\n  expect {wanted}\n')
    assert [each for each in parts if each not in found] == []


def example(
    expect: str, bills: str = "90837, session minutes 50, modifiers is none, emergency is not documented"
) -> str:
    return f'example "x"\n  on 2026-03-02 for plan\n  bills {bills}\n  expect {expect}\n'


def test_a_verdict_is_told_by_what_stands_against_the_claim() -> None:
    assert "plan/time@2026-01-01 on line 1: not met, plan.rules:8" in told(example("verdict passes"))
    good = example("verdict fails", "90837, session minutes 53, modifiers is none")
    assert "nothing stands against the claim" in told(good)


def test_an_answer_is_told_by_the_rule_that_gives_it() -> None:
    assert "at plan.rules:8" in told(example('time gives "CO-4"'))
    good = example("first time", "90837, session minutes 53, modifiers is none")
    assert told(good).splitlines()[1].endswith("nothing stands against the claim")


def test_coverage_is_told_by_the_statement_that_decided() -> None:
    rules = RULES + "\nexcludes 90837 cites manual\n"
    assert "excludes 90837 cites manual: not covered, plan.rules:20" in told(example("coverage met"), rules)


def test_a_rule_that_was_not_looked_at_says_why() -> None:
    assert "was not looked at: it speaks of other codes" in told(example("time met", "90791"))
    early = example("time met").replace("2026-03-02", "2025-03-02")
    assert "it is not in force then (it holds from 2026-01-01 by service date)" in told(early)


def test_what_cannot_be_run_says_what_is_not_there() -> None:
    assert told(example("tim met")) == "no rule `tim` in `plan`; did you mean `time`?"


def test_a_good_example_has_nothing_to_tell_and_keeps_nothing() -> None:
    result = ran(example("time not met"))
    assert result.judged is None
    assert list(failure_lines(result)) == []
