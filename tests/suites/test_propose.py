"""Proposed examples: a pair differs in one condition and in the outcome, is small, and comes out as it is written."""

import pytest
from suites.plan import RULES

from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import load_library, rule_texts
from rules_engine.language.vocabulary import load_vocabulary
from rules_engine.suites.propose import Proposal, propose
from rules_engine.suites.propose.page import as_text
from rules_engine.suites.propose.words import Writer
from rules_engine.suites.run import run

VOCABULARY = load_vocabulary()
WRITER = Writer(VOCABULARY)
HEAD = RULES.split("rule time", maxsplit=1)[0]


def proposed(rule: str, tries: int = 600) -> Proposal:
    """Return what is proposed for one rule of the plan."""
    book = compile_texts({"plan.rules": HEAD + rule}).rulebooks["plan"]
    return propose(book.rules[0], book, VOCABULARY, tries)


def a_rule(*clauses: str) -> str:
    return "\n  ".join(("rule asked", "cites manual", *clauses)) + "\n"


def shown(proposal: Proposal) -> dict[str, list[str]]:
    """Return by the words of each case what its examples bill and expect."""
    return {case.text: [said(each) for each in case.examples] for case in proposal.cases}


def said(example: Example) -> str:
    lines = WRITER.example(example).splitlines()[2:]
    return "; ".join(line.strip() for line in lines)


def test_every_condition_of_a_rule_is_shown() -> None:
    proposal = proposed("rule time" + RULES.split("rule time", maxsplit=1)[1])
    assert proposal.not_shown == ()
    assert shown(proposal)["session minutes 53 or more"] == [
        "bills 90837, modifiers is none, session minutes 53, emergency is not documented; expect time met",
        "bills 90837, modifiers is none, session minutes 52, emergency is not documented; expect time not met",
    ]
    assert shown(proposal)["code is in therapy: 90837"] == [
        "bills 90837, session minutes 53, modifiers is none; expect time met",
        "bills 99213, session minutes 53, modifiers is none; expect time not applicable",
    ]
    assert shown(proposal)["emergency is documented"] == [
        "bills 90834, session minutes 37, emergency is yes; expect time excused",
        "bills 90834, session minutes 37, emergency is not documented; expect time not met",
    ]


EDGES = [
    ("units is at least 2", "", "units 2", "units 1"),
    ("units is at most 2", "", "units 2", "units 3"),
    ("charge is less than 5 dollars", "", "charge 4.99", "charge 5"),
    ("units is from 2 to 4", "upper end", "units 4", "units 5"),
    ("place of service is 11", "", "place of service is 11", "place of service is 22"),
    ("session mode is not audio", "", 'session mode is "in person"', 'session mode is "audio"'),
    ("modifiers include all of HE, HN", "HN", "modifiers is HN and HE", "modifiers is HE"),
    ("modifiers include none of 52, GT", "GT", "modifiers is none", "modifiers is GT"),
    ("signature is documented", "", "signature is documented", "signature is not documented"),
    ("audio reason is not documented", "", "audio reason is not documented", 'audio reason is "one"'),
    ("employer is supplied", "", 'employer is "one"', ""),
    ("emergency is yes", "", "emergency is yes", "emergency is no"),
    ("recorded diagnosis is under F84", "F84", "recorded diagnosis is F84", "recorded diagnosis is Z000"),
    (
        "signature date is within 3 days after service date",
        "last day",
        "signature date 2026-03-05",
        "signature date 2026-03-06",
    ),
    (
        "filing date is no later than 95 days after service date",
        "",
        "filing date 2026-06-05",
        "filing date 2026-06-06",
    ),
    (
        "supervision level is at least direct",
        "direct",
        'supervision level is "direct"',
        'supervision level is "general"',
    ),
    ("start time is before 08:00", "", "start time 07:59", "start time 08:00"),
]


@pytest.mark.parametrize(("clause", "label", "holds", "fails"), EDGES)
def test_an_edge_is_shown_by_the_values_on_both_sides(clause: str, label: str, holds: str, fails: str) -> None:
    cases = proposed(a_rule(f"requires {clause}"))
    found = shown(cases).get(f"{clause}: {label}") or shown(cases)[clause]
    facts = [each.removeprefix("bills 90837").removeprefix(", ").split("; ")[0] for each in found]
    assert facts == [holds, fails]


@pytest.mark.parametrize(
    "clause",
    [
        "requires units is session minutes counted in full steps of 15 minutes",
        "requires units * 15 minutes is at most session minutes",
        "requires stop time is after start time",
        'requires reviewing psychologist confirms "The hours are reasonable"',
        "requires patient age on service date is at least 21 years",
        "requires at least 1 of (units is 1; units is 2) and not (charge is 0 dollars)",
        "requires exactly 1 diagnosis where position is 1",
        "requires some authorization covering service date\n"
        "    where (authorization status is approved and codes include this code)",
        "forbids another line on the same day where code is 99213",
        "requires no line within 3 years before service date where code is 90791",
        "requires total units among lines on the same claim is at most 8",
        "limits lines to 1 per patient per day counting lines where (code is 90837 and status is not denied)",
        "limits total units to 8 per patient per calendar year",
        "limits different service date to 3 per patient per calendar year",
        "pays 75 percent * charge",
        "when code is in therapy and place of service is 11\n  requires units is 1\n"
        "  unless emergency is yes\n  unless delay reason is 7",
        "requires service weekday is none of Saturday, Sunday",
        "requires at least 2 tests",
    ],
)
def test_every_kind_of_condition_is_shown(clause: str) -> None:
    proposal = proposed(a_rule(clause))
    assert [(each.text, each.reason) for each in proposal.not_shown] == []
    pairs = [case for case in proposal.cases if len(case.examples) == 2]
    assert pairs
    for case in pairs:
        one, two = case.examples
        assert one.expects[0].outcome != two.expects[0].outcome, case.text


def test_the_two_examples_of_an_edge_differ_in_one_fact() -> None:
    proposal = proposed("rule time" + RULES.split("rule time", maxsplit=1)[1])
    for case in proposal.cases:
        if len(case.examples) == 2:
            one, two = ({fact.path: fact for fact in each.lines[0]} for each in case.examples)
            changed = {path for path in one.keys() | two.keys() if one.get(path) != two.get(path)}
            assert len(changed) == 1, case.text


def test_a_missing_fact_is_shown_with_what_the_rule_then_asks_for() -> None:
    found = shown(proposed(a_rule("requires units is at least 2")))
    assert found["units is not supplied"] == ["bills 90837; expect asked unknown because units"]


def test_what_no_claim_can_show_is_listed_with_the_reason() -> None:
    proposal = proposed(a_rule("requires units is at least 2 and units is at least 1"))
    assert [each.text for each in proposal.not_shown] == ["units is at least 1"]
    verdicts = proposed(a_rule("requires prior verdict is passes"))
    assert [each.reason for each in verdicts.not_shown] != []


def test_a_long_list_is_shown_in_part_and_says_so() -> None:
    codes = ", ".join(str(number) for number in range(96101, 96121))
    proposal = proposed(a_rule(f"when code is any of {codes}", "requires units is 1"))
    assert [each.reason for each in proposal.not_shown] == ["8 more members of the list are not tried"]


def test_work_is_bounded() -> None:
    proposal = proposed(a_rule("requires units is 1"), tries=1)
    assert proposal.cases == ()
    assert [each.reason for each in proposal.not_shown] == ["the search was given up after 1 claims"]


def national() -> Rulebook:
    return load_library().rulebook("national-coding")


@pytest.fixture(scope="module")
def proposals() -> list[Proposal]:
    book = national()
    return [propose(rule, book, VOCABULARY) for rule in book.rules]


def test_the_same_rule_gives_the_same_examples(proposals: list[Proposal]) -> None:
    book = national()
    assert [propose(rule, book, VOCABULARY) for rule in book.rules[:5]] == proposals[:5]


def test_all_examples_for_shipped_rules_come_out_as_they_are_written(proposals: list[Proposal]) -> None:
    texts = {f"{number}.examples": as_text(each, WRITER) for number, each in enumerate(proposals)}
    compiled = compile_texts({**rule_texts(), **texts})
    results = run(compiled.examples, compiled.rulebooks)
    assert len(results) == sum(len(each.examples) for each in proposals) > 100
    assert [(each.example.title, each.fault, each.misses) for each in results if not each.is_good] == []


def test_most_conditions_of_shipped_rules_are_shown(proposals: list[Proposal]) -> None:
    cases, missed = (sum(map(len, each)) for each in zip(*((p.cases, p.not_shown) for p in proposals), strict=True))
    assert cases > 4 * missed
