"""The trace of every kind of node, and of every example of the conformance pages and of the reference."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import attrs
import msgspec
import pytest
from conformance.pages import cases as conformance_cases
from jsonschema import Draft202012Validator
from language.books import compiled

from rules_engine.interpreters.row import judge
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import ACTIONS
from rules_engine.suites.dossier import dossier_of
from rules_engine.trace.explain import explain
from rules_engine.trace.findings import order
from rules_engine.trace.json import to_json
from rules_engine.trace.model import ClaimTrace, Step
from rules_engine.trace.outline import KINDS
from rules_engine.trace.places import _ACTIONS as ACTION_WORDS
from rules_engine.trace.report import build_report
from rules_engine.trace.schema import schema
from rules_engine.trace.text import render_text
from rules_engine.trace.tree_text import render_explain

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
REFERENCE = "\n".join(re.findall(r"^```rules\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
NO_STEP = {
    *(n.Literal, n.Field, n.AsOf),  # facts, which are evidence
    *(n.Selection, n.Same, n.OnClaim, n.Covering, n.Overlapping, n.Window, n.Cycle),  # told by their search
    *(n.Quota, n.Rank),  # told by the search of their limit
}


def node_classes() -> set[type]:
    held = {each for _, each in inspect.getmembers(n, inspect.isclass) if attrs.has(each)}
    return {each for each in held if "node_id" in attrs.fields_dict(each)}


def test_every_kind_of_node_is_a_step_or_part_of_one() -> None:
    assert set(KINDS) | NO_STEP == node_classes()
    assert set(KINDS) & NO_STEP == set()


def test_every_action_has_words() -> None:
    assert set(ACTION_WORDS) == set(ACTIONS)


CASES = [case for case in conformance_cases() if case.examples.strip() and not case.texts("faults")]
TEXTS = {case.name: case.rules + "\n" + case.examples for case in CASES}
TEXTS["docs/language.md"] = REFERENCE


@cache
def traces(name: str) -> tuple[ClaimTrace, ...]:
    """Return the traces of all examples of a text."""
    whole = compiled(TEXTS[name])
    return tuple(
        explain(judge(dossier_of(each), whole.rulebooks[each.rulebook], each.known_on), known_on=each.known_on)
        for each in whole.examples
    )


@pytest.mark.parametrize("name", TEXTS)
def test_every_example_is_explained(name: str) -> None:
    found = traces(name)
    assert found
    for trace in found:
        assert render_explain(trace).startswith("Claim ")
        assert list(trace.findings) == sorted(trace.findings, key=order)
    assert render_text(build_report(found)).endswith("\n")


def test_the_examples_keep_to_the_schema() -> None:
    validator = Draft202012Validator(schema())
    sample = [trace for name in TEXTS for trace in traces(name)[:2]]
    assert len(sample) > 100
    for trace in sample:
        assert list(validator.iter_errors(msgspec.json.decode(to_json(trace)))) == []


def below(step: Step) -> Iterator[Step]:
    yield step
    for each in step.steps:
        yield from below(each)
    for seen in step.search.looked_at if step.search is not None else ():
        for each in seen.steps:
            yield from below(each)


def test_the_examples_show_every_kind_of_step() -> None:
    shown = {
        each.kind
        for name in TEXTS
        for trace in traces(name)
        for rule in trace.rules
        for step in rule.steps
        for each in below(step)
    }
    assert set(KINDS.values()) - shown == set()


def test_ids_of_other_patients_are_never_told() -> None:
    text = """
rulebook plan "Plan"
  default counting lines where status is paid
  default otherwise deny ask biller
source manual "Manual" checked 2026-11-23
rule provider-day cites manual
  limits lines to 5 per rendering provider per day over all patients counting lines where claim number is not "X"
example "two patients" on 2026-03-02 for plan
  bills 90837, rendering provider 1234567893, units 2
  given line has patient is "P2-CANARY", claim number is "C2-CANARY", rendering provider 1234567893, status is paid
  given history complete from 2026-01-01 through 2026-12-31
  given other patients complete from 2026-01-01 through 2026-12-31
  expect provider-day met
"""
    whole = compiled(text)
    (example,) = whole.examples
    trace = explain(judge(dossier_of(example), whole.rulebooks["plan"]))
    (search,) = [step.search for rule in trace.rules for step in rule.steps if step.search is not None]
    assert [seen.claim_id for seen in search.looked_at] == [trace.claim_id, "(not shown)"]
    assert b"CANARY" not in to_json(trace)
    assert "another patient line 1" in render_explain(trace)
