"""The pages of single diagnostics: each text on them shows what the page says of it."""

import re

import pytest
from diagnostics.taught import FOLDER, NOT_COMPILED, Lesson, found, lessons, said, severity_of

from rules_engine.diagnostics.codes import KINDS

LESSONS = lessons()
COMPILED = [page for page in LESSONS if page.name not in NOT_COMPILED]
LONGEST_LINE = 120
OF_PROGRAMMERS = re.compile(
    r"\b(?:Python|Lark|None|True|False|parser?|parsed|lexer|tokens?|trees?|nodes?|AST|IR|exceptions?|traceback|boolean"
    r"|null|strings?|integers?|regex|syntax|compile[rds]?|variables?|functions?|arguments?|VBAR|LPAR|WORD|[A-Z]\w*Error)\b"
)


def named(page: Lesson) -> str:
    return f"{page.code} {page.name}"


def test_every_diagnostic_has_a_page_of_its_own_and_every_page_a_diagnostic() -> None:
    wanted = {f"{kind.code} {name}" for name, kind in KINDS.items()}
    there = {named(page) for page in LESSONS}
    assert (sorted(wanted - there), sorted(there - wanted)) == ([], [])


def test_nothing_else_lies_beside_the_pages() -> None:
    names = {f"{page.code}.md" for page in LESSONS}
    assert {path.name for path in FOLDER.iterdir()} == names | {"README.md"}


@pytest.mark.parametrize("page", LESSONS, ids=named)
def test_a_page_says_how_severe_the_fault_is(page: Lesson) -> None:
    assert page.severity == severity_of(page.name)


@pytest.mark.parametrize("page", LESSONS, ids=named)
def test_what_is_said_stands_on_the_page(page: Lesson) -> None:
    # Write it with `python -m diagnostics.taught` in the folder of the tests.
    assert page.text("What is said") == said(page)


@pytest.mark.parametrize("page", COMPILED, ids=named)
def test_the_bad_text_has_this_fault_and_no_other(page: Lesson) -> None:
    diagnostics = found(page.beside("Bad"))
    assert {(each.code, each.name) for each in diagnostics} == {(page.code, page.name)}


@pytest.mark.parametrize("page", COMPILED, ids=named)
def test_the_place_that_is_underlined_lies_in_the_bad_text(page: Lesson) -> None:
    texts = page.beside("Bad")
    for each in found(texts):
        text, span = texts[each.span.file], each.span
        assert span.file != "book.rules"
        if span.file.endswith(".csv"):
            assert 1 <= span.line <= text.count("\n")
            continue
        before = text[: span.start]
        assert (span.line, span.column) == (before.count("\n") + 1, len(before) - (before.rfind("\n") + 1) + 1)
        assert 0 <= span.start <= span.stop <= len(text)


@pytest.mark.parametrize("page", COMPILED, ids=named)
def test_nothing_is_said_of_the_good_text(page: Lesson) -> None:
    assert found(page.beside("Good")) == ()


@pytest.mark.parametrize("page", LESSONS, ids=named)
def test_a_page_is_written_for_people_who_never_programmed(page: Lesson) -> None:
    assert [line for line in page.prose if OF_PROGRAMMERS.search(line)] == []


@pytest.mark.parametrize("page", LESSONS, ids=named)
def test_what_and_why_are_a_few_whole_sentences(page: Lesson) -> None:
    for section in ("What", "Why"):
        lines = page.sections[section].splitlines()
        assert 1 <= len(lines) <= 4
        assert [line for line in lines if not line.endswith(".") or len(line) > LONGEST_LINE] == []
