"""Every case of every page of this folder, run."""

import csv
import re
from collections.abc import Iterable
from unittest.mock import patch

import pytest
from conformance import report
from conformance.pages import FOLDER, Case, cases
from language.books import compiled, faults, parser

from rules_engine.engine import dossiers, read, results
from rules_engine.interpreters.row import ClaimResult
from rules_engine.language.library import load_library
from rules_engine.suites.run import run

CASES = cases()
OUTCOMES = ("not met", "met", "unknown", "excused", "not applicable")
_EXPECTED = re.compile(r"expect \S+ (not met|met|unknown|excused|not applicable|passes|fails|holds|warns|needs)")


def named(found: Iterable[Case]) -> list[object]:
    """Return cases as test parameters; a gap must fail."""
    return [
        pytest.param(case, id=case.name, marks=[pytest.mark.xfail(reason=case.why)] if case.is_gap else [])
        for case in found
    ]


@pytest.mark.parametrize("case", named(case for case in CASES if case.examples))
def test_the_examples_come_out_as_they_stand(case: Case) -> None:
    whole = compiled(case.rules + "\n" + case.examples)
    assert whole.examples
    found = run(whole.examples, whole.rulebooks)
    missed = {
        result.example.title: result.fault
        or [(m.expectation.name, m.expectation.outcome, m.came) for m in result.misses]
        for result in found
        if not result.is_good
    }
    assert missed == {}


@pytest.mark.parametrize("case", named(case for case in CASES if case.texts("faults")))
def test_the_faults_are_found(case: Case) -> None:
    found = [f"{each.code} {each.name}" for each in faults(case.rules)]
    assert found == case.texts("faults")[0].splitlines()


@pytest.mark.parametrize("case", named(case for case in CASES if case.texts("json")))
def test_the_dossier_is_judged_as_expected(case: Case, tmp_path) -> None:
    (tmp_path / "book.rules").write_text(case.rules, encoding="utf-8")
    with patch("rules_engine.language.compile.build_parser", parser):
        library = load_library(tmp_path, use_cache=False)
    for dossier, expected in zip(case.texts("json"), case.texts("expected"), strict=True):
        joined = dossiers(read([(dossier.encode(), "dossier.json")]))
        came = {f"rejects {each.pointer}" for each in joined.rejections} | {f"judged {len(joined.dossiers)}"}
        for result in results(joined, library, "book"):
            came |= said(result)
        wanted = set(expected.splitlines())
        assert wanted <= came
        assert {line for line in came if line.startswith(("asks ", "rejects "))} <= wanted


def said(result: ClaimResult) -> set[str]:
    """Return what came out in the words of an `expected` block."""
    lines = {f"verdict {result.verdict.value}"}
    for each in result.results:
        lines.add(f"rule {each.rule.name} {each.outcome.value}")
        lines |= {f"asks {need.name}" for need in each.needs}
    return lines | {f"rule {rule.name} not applicable" for rule in result.passed_over}


def test_every_case_has_its_own_heading() -> None:
    names = [case.name for case in CASES]
    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_case_says_why_and_shows_both_sides(case: Case) -> None:
    assert case.why, "a case says why"
    expected = {*_EXPECTED.findall(case.examples), *"".join(case.texts("expected")).split("\n"), *case.texts("faults")}
    assert len(expected - {""}) > 1 or case.texts("faults"), "a case shows at least two outcomes"


def test_every_shape_is_shown_with_every_outcome_that_it_can_have() -> None:
    assert {shape: outcomes for shape, outcomes in report.missing().items() if outcomes} == {}


def test_a_case_names_shapes_of_the_list() -> None:
    named = {shape for case in CASES for shape in case.shapes}
    assert named <= set(report.shapes())
    assert len(report.shapes()) == 219


def test_few_shapes_lack_an_outcome_and_each_says_why() -> None:
    rows = csv.DictReader((FOLDER / "shapes.csv").read_text(encoding="utf-8").splitlines())
    reasons = {row["shape"]: report.never(row["never"]) for row in rows}
    assert all(set(each) <= set(report.OUTCOMES) and all(each.values()) for each in reasons.values())
    assert sum(bool(each) for each in reasons.values()) <= 20


def test_the_cases_are_many() -> None:
    rows = sum(len(table) - 1 for case in CASES for table in case.tables)
    examples = sum(block.count("example ") for case in CASES for block in case.texts("examples"))
    assert len(CASES) >= 100
    assert rows + examples >= 400
