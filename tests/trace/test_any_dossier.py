"""Laws of the trace, for any dossier at all: it never fails, it is always whole, and no telling of it differs."""

import json
from collections import Counter
from types import ModuleType

import jsonschema
from claims.strategies import dossiers
from hypothesis import HealthCheck, given, settings

from rules_engine.claims.model import Claim, Dossier
from rules_engine.interpreters.row import judge
from rules_engine.trace.explain import explain
from rules_engine.trace.findings import order
from rules_engine.trace.json import to_json
from rules_engine.trace.report import build_report
from rules_engine.trace.schema import schema
from rules_engine.trace.text import render_text
from rules_engine.trace.tree_text import render_explain

VALIDATOR = jsonschema.Draft202012Validator(schema())
ANY = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(dossier=dossiers())
@ANY
def test_any_dossier_can_be_explained(cases: ModuleType, dossier: Dossier) -> None:
    trace = explain(judge(dossier, cases.book()))
    VALIDATOR.validate(json.loads(to_json(trace)))
    assert "Peña" not in to_json(trace).decode("utf-8")  # the patient's id in every dossier drawn
    for page in (render_explain(trace), render_text(build_report([trace]))):
        assert page.replace("\n", "").isprintable() or not page.isascii()


@given(dossier=dossiers())
@ANY
def test_the_short_trace_is_the_long_one_without_rules(cases: ModuleType, dossier: Dossier) -> None:
    result = judge(dossier, cases.book())
    long, short = explain(result), explain(result, full=False)
    assert short.rules == ()
    assert (long.findings, long.requests, long.counts, long.lines) == (
        short.findings,
        short.requests,
        short.counts,
        short.lines,
    )
    assert [each.outcome for each in long.rules] == [each.outcome.value for each in result.results]


@given(dossier=dossiers())
@ANY
def test_every_rule_against_the_claim_is_one_finding(cases: ModuleType, dossier: Dossier) -> None:
    result = judge(dossier, cases.book())
    findings = explain(result, full=False).findings
    against = [each for each in result.results if each.outcome.value in ("not met", "unknown")]
    wanted = Counter((each.rule.address, each.line, each.outcome.value) for each in against)
    told = Counter((each.rule, each.line, each.outcome) for each in findings)
    assert wanted <= told
    assert sorted(findings, key=order) == list(findings)


def test_a_claim_without_lines_can_be_explained(cases: ModuleType) -> None:
    trace = explain(judge(Dossier(claim=Claim(claim_id="EMPTY")), cases.book()))
    assert (trace.lines, trace.findings, trace.filing_deadline) == ((), (), None)
    assert "Claim EMPTY | Example Plan | service date not supplied" in render_explain(trace)
