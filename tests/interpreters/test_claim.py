"""What many results come to: groups, stages, coverage, consequences and the verdict of the claim."""

import attrs
import pytest
from interpreters.judged import gives, judged, needs, of_rule, outcome
from language.books import HEAD

from rules_engine.interpreters.row import ClaimResult, judge
from rules_engine.ir.nodes import Cycle, Same
from rules_engine.trace.result import Verdict

COVERS = "covers 90832 to 90837, 90853, H2014\n  cites manual\n"

# --- groups -------------------------------------------------------------------------------------------------------

GROUP = """
rule r
  about each session
  cites manual
  requires number of different rendering provider among lines on the same claim with the same session is at most 1
rule week
  about each week per patient
  cites manual
  requires number of lines on the same claim is at most 3
"""


def line(code: str, session: str, provider: str, more: str = "") -> str:
    return f"bills {code}, session is {session}, rendering provider is {provider}{more}"


def test_a_group_is_judged_once_on_its_first_line() -> None:
    bills = [line("90832", "S1", "A1"), line("90832", "S2", "A1"), line("90837", "S1", "B1"), line("90853", "S2", "A1")]
    result = judged(GROUP + COVERS, *bills)
    said = [(r.line, r.lines, r.outcome.value) for r in result.results if r.rule.name == "r"]
    assert said == [(1, (1, 3), "not met"), (2, (2, 4), "met")]


def test_lines_whose_key_is_missing_stand_alone() -> None:
    bills = [line("90832", "S1", "A1"), "bills 90832", "bills 90837"]
    result = judged(GROUP + COVERS, *bills)
    assert [(r.line, r.lines) for r in result.results if r.rule.name == "r"] == [(1, (1,)), (2, (2,)), (3, (3,))]


def test_a_group_is_judged_on_a_line_that_its_codes_allow() -> None:
    days = ("2026-03-02", "2026-03-08", "2026-03-09")
    bills = [f"bills {code}, service date {day}" for code, day in zip(("90832", "90837", "90853"), days, strict=True)]
    result = judged(GROUP + COVERS, *bills)
    assert [(r.line, r.lines) for r in result.results if r.rule.name == "week"] == [(1, (1, 2)), (3, (3,))]
    rule = attrs.evolve(result.results[0].rule, name="only", codes=("90837",))
    book = attrs.evolve(result.rulebook, rules=(attrs.evolve(rule, subject="group", keys=_keys(result)),))
    assert [(r.line, r.lines) for r in judge(result.dossier, book).results] == [(2, (1, 2))]


def _keys(result: ClaimResult) -> tuple[Same | Cycle, ...]:
    return next(r.rule.keys for r in result.results if r.rule.name == "week")


# --- stages -------------------------------------------------------------------------------------------------------

STAGES = """
rule add-on
  cites manual
  when code is 90853
  requires some line on the same claim where (code is 90837 and prior verdict is not fails)
rule long-enough
  cites manual
  when code is 90837
  requires session minutes is at least 53 minutes
rule soft
  cites manual
  when code is 90837
  requires modifiers include 95
  otherwise warn
"""


@pytest.mark.parametrize(
    ("facts", "came"),
    [
        ("session minutes 60, modifiers is none", "met"),
        ("session minutes 45, modifiers is 95", "not met"),
        ("modifiers is 95", "unknown"),  # it may still fail
    ],
)
def test_a_rule_may_ask_what_the_others_said_of_a_line(facts: str, came: str) -> None:
    result = judged(STAGES, "bills 90853", f"bills 90837, {facts}")
    assert outcome(result, "add-on") == came


def test_coverage_and_rules_about_the_claim_count_for_a_standing() -> None:
    excluded = STAGES + "covers 90853\n  cites manual\nexcludes 90837\n  cites manual\n"
    assert outcome(judged(excluded, "bills 90853", "bills 90837, session minutes 60"), "add-on") == "not met"
    about = (
        STAGES + "rule whole\n  about the claim\n  cites manual\n  requires number of lines on the same claim is 1\n"
    )
    assert outcome(judged(about, "bills 90853", "bills 90837, session minutes 60"), "add-on") == "not met"


def test_results_stand_by_line_and_then_as_in_the_rulebook() -> None:
    result = judged(STAGES, "bills 90837", "bills 90853", "bills 90837")
    said = [(r.line, r.rule.name) for r in result.results]
    assert said == [(1, "long-enough"), (1, "soft"), (2, "add-on"), (3, "long-enough"), (3, "soft")]


# --- coverage -----------------------------------------------------------------------------------------------------

COMPLETE = """
covers 90837
  cites manual
complete
  when rendering provider type is clinical psychologist
  from 2026-01-01
  cites manual
  as CO-96
"""


@pytest.mark.parametrize(
    ("bills", "day", "came", "verdict"),
    [
        ("90837", "2026-03-02", "met", Verdict.PASSES),
        ("90832, rendering provider type is clinical psychologist", "2026-03-02", "not met", Verdict.FAILS),
        ("90832, rendering provider type is psychiatrist", "2026-03-02", "unknown", Verdict.NEEDS_INFORMATION),
        ("90832, rendering provider type is clinical psychologist", "2025-03-02", "unknown", Verdict.NEEDS_INFORMATION),
        ("90832", "2026-03-02", "unknown", Verdict.NEEDS_INFORMATION),
    ],
)
def test_a_list_is_complete_for_some_claims(bills: str, day: str, came: str, verdict: Verdict) -> None:
    result = judged(COMPLETE, f"bills {bills}", on=day)
    (found,) = result.coverage
    assert (found.outcome.value, result.verdict) == (came, verdict)
    if came == "not met":
        assert found.statement is not None
        assert (found.statement.kind, found.statement.outcome.carc) == ("complete", "96")
    asks = "type" not in bills and bills != "90837"
    assert [need.name for need in found.needs] == (["rendering provider type"] if asks else [])
    assert result.unchecked == ((1,) if came == "unknown" and not asks else ())


# --- what follows -------------------------------------------------------------------------------------------------

FOLLOWS = [
    ("deny", Verdict.FAILS, Verdict.NEEDS_INFORMATION, ""),
    ("return", Verdict.FAILS, Verdict.NEEDS_INFORMATION, ""),
    ("route to other", Verdict.FAILS, Verdict.NEEDS_INFORMATION, "routed to other"),
    ("hold", Verdict.HOLD, Verdict.NEEDS_INFORMATION, ""),
    ("reduce by 25 percent", Verdict.WARN, Verdict.NEEDS_INFORMATION, "reduced by 25 percent"),
    ("reclassify to day treatment", Verdict.WARN, Verdict.NEEDS_INFORMATION, "reclassified as day treatment"),
    ("cut back", Verdict.WARN, Verdict.NEEDS_INFORMATION, "cut back"),
    ("warn", Verdict.WARN, Verdict.PASSES, ""),
    ("inform", Verdict.PASSES, Verdict.PASSES, ""),
]
OTHER = 'rulebook other "Other payer"\n' + HEAD


@pytest.mark.parametrize(("action", "failed", "open_", "says"), FOLLOWS)
def test_an_action_makes_the_verdict(action: str, failed: Verdict, open_: Verdict, says: str) -> None:
    limits = "limits units to 1 per patient per day" if action == "cut back" else "requires units is at most 1 unit"
    rule = f"rule r\n  cites manual\n  {limits}\n  otherwise {action}\n{COVERS}"
    result = judged(rule, "bills 90837, units 2", head=OTHER)
    assert (result.verdict, outcome(result)) == (failed, "not met")
    assert gives(result) == says or action == "cut back"
    assert judged(rule, "bills 90837", head=OTHER).verdict is open_


GUARDED = """
rule r
  cites manual
  requires units is at most 1 unit
  otherwise warn
  otherwise when modifiers include GA deny as PR-50
  otherwise when modifiers include GZ hold as CO-50
"""


@pytest.mark.parametrize(
    ("modifiers", "carc", "action"),
    [("is GA", "50", "deny"), ("is GZ", "50", "hold"), ("is none", "", "warn"), ("is not supplied", "50", "deny")],
)
def test_a_guard_chooses_what_follows(modifiers: str, carc: str, action: str) -> None:
    found = of_rule(judged(GUARDED, f"bills 90837, units 2, modifiers {modifiers}")).consequence
    assert found is not None
    assert (found.carc, found.action) == (carc, action)


DOWN = """
rule by-time
  cites manual
  requires
    | when code | session minutes |
    | 90832 | 16 to 37 minutes |
    | 90834 | 38 to 52 minutes |
    | 90837 | 53 minutes or more |
rule r
  cites manual
  when code is 90837
  requires session minutes is at least 53 minutes
  otherwise downcode by by-time
"""


@pytest.mark.parametrize(
    ("minutes", "says"), [("52", "downcoded to 90834"), ("20", "downcoded to 90832"), ("10", "downcoded")]
)
def test_a_table_gives_the_code_that_holds(minutes: str, says: str) -> None:
    assert gives(judged(DOWN, f"bills 90837, session minutes {minutes}")) == says


def test_a_met_rule_has_no_consequence() -> None:
    found = of_rule(judged(DOWN, "bills 90837, session minutes 60"))
    assert (found.consequence, found.adjustment, needs(judged(DOWN, "bills 90837"))) == (
        None,
        None,
        ["session minutes"],
    )
