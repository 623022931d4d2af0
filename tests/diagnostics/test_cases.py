"""Every fault that can be told: what is underlined, where, and in which words."""

import re
from pathlib import Path

import pytest
from diagnostics.pages import FOLDER, Case, cases, cases_of, found, told
from diagnostics.taught import NOT_COMPILED, lessons
from language.books import HEAD, compiled, faults

from rules_engine.diagnostics.codes import KINDS
from rules_engine.diagnostics.model import Severity

ROOT = Path(__file__).parents[2]
ALL = cases()
CASES = [case for case in ALL if case.code]
TOO_LARGE_FOR_A_PAGE = {"rulebook-too-large", "nested-too-deep", "text-too-large", "statement-too-large"}
"""Their cases stand in `tests/language/test_bounds.py`."""
OF_FILES = {"not-utf8"}
"""Told by the commands that read files."""
ON_A_PAGE_OF_DOCS = {page.name for page in lessons() if page.name not in NOT_COMPILED}
"""Their bad text is a case of its own, held by `test_taught.py` to its place and words."""


def named(case: Case) -> str:
    return f"{case.name}: {case.title}"


@pytest.mark.parametrize("case", CASES, ids=named)
def test_what_is_told_stands_below_its_case(case: Case) -> None:
    assert told(case) == case.told


@pytest.mark.parametrize("case", CASES, ids=named)
def test_a_case_tells_the_fault_that_it_is_about(case: Case) -> None:
    assert (case.code, case.name) in {(each.code, each.name) for each in found(case)}
    assert KINDS[case.name].code == case.code


@pytest.mark.parametrize("case", CASES, ids=named)
def test_offsets_lines_and_columns_name_one_place(case: Case) -> None:
    for each in found(case):
        text, span = case.texts[each.span.file], each.span
        assert 0 <= span.start <= span.stop <= len(text)
        before = text[: span.start]
        assert (span.line, span.column) == (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)


def test_every_fault_of_the_table_has_a_case() -> None:
    assert set(KINDS) - {case.name for case in CASES} - ON_A_PAGE_OF_DOCS == TOO_LARGE_FOR_A_PAGE | OF_FILES


def test_every_fault_that_is_too_large_for_a_page_has_its_test() -> None:
    bounds = (ROOT / "tests" / "language" / "test_bounds.py").read_text(encoding="utf-8")
    assert {name for name in TOO_LARGE_FOR_A_PAGE if f'"{name}"' in bounds} == TOO_LARGE_FOR_A_PAGE


def test_codes_are_stable_names_of_one_fault() -> None:
    codes = [kind.code for kind in KINDS.values()]
    assert len(set(codes)) == len(codes)
    assert all(re.fullmatch(r"PR[1-7]\d\d", code) for code in codes)
    assert all(re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name) for name in KINDS)


def test_messages_are_one_line_in_small_letters_without_a_stop() -> None:
    for kind in KINDS.values():
        assert kind.message[0] in "`{" or kind.message[0].islower()
        assert not kind.message.endswith(".")
        assert "\n" not in kind.message + kind.help


def test_nothing_of_python_reaches_the_reader() -> None:
    for case in CASES:
        words = case.told.split("\n")
        shown = [word for word in words if word.startswith(("error", "warning", "  = help"))]
        assert not [word for word in shown if re.search(r"None|Token|Tree|<class|Error\(|\bVBAR\b|\bLPAR\b", word)]


def test_every_fault_of_a_text_is_found_at_once_and_sorted_by_place() -> None:
    text = HEAD + "\n".join(
        (
            "codes visits are 9920, 99202",
            "rule one",
            "  cites manual",
            "  when sesion minutes is at least 53",
            "  requires place of service is any of 02 10",
            "rule two",
            "  cites manuel",
            "  requires modifiers is 95 and unitz is 1",
            "  otherwise deny ask nobody",
            "rule three",
            "  requires",
            "  from 2026-02-30",
            'example "e"',
            "  on 2026-13-01 for book",
        )
    )
    told_of = [(each.span.line - 4, each.name) for each in faults(text)]
    assert told_of == sorted(told_of, key=lambda each: each[0])
    assert told_of == [
        (1, "bad-code"),
        (5, "unexpected-text"),
        (7, "unknown-source"),
        (8, "is-a-list"),
        (8, "unknown-field"),
        (9, "unknown-owner"),
        (12, "unexpected-text"),
        (13, "example-incomplete"),
        (13, "example-incomplete"),
    ]


def test_a_warning_does_not_stop_a_rulebook() -> None:
    text = HEAD + "rule r\n  cites manual\n  confidence low\n  requires units is 1\n  otherwise warn\n"
    whole = compiled(text)
    assert [each.severity for each in whole.warnings] == [Severity.WARNING]
    assert [rule.name for rule in whole.rulebooks["book"].rules] == ["r"]


@pytest.mark.parametrize("case", [case for case in ALL if not case.code], ids=lambda case: case.title)
def test_what_looks_like_a_mistake_and_is_none(case: Case) -> None:
    assert found(case) == ()


def test_the_rows_of_mistakes_stand_in_order_and_none_is_missing() -> None:
    rows = [re.match(r"row (\d+), ", case.title) for case in cases_of(FOLDER / "7_mistakes.md")]
    numbers = [int(row.group(1)) for row in rows if row]
    assert len(numbers) == len(rows)
    assert numbers == sorted(numbers)
    assert set(numbers) == set(range(1, 36))
