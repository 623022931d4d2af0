"""The golden pages of the English: a rule as its author wrote it, and what is said of it.

`python tests/interpreters/english/test_golden.py` writes the English anew.
"""

import re
from pathlib import Path

import pytest
from language.books import compiled

from rules_engine.interpreters.english import as_markdown, rule_page, shapes_page

FOLDER = Path(__file__).parent
CASE = re.compile(
    r"^## (?P<title>.*?)\n(?P<why>.*?)^```rules\n(?P<rules>.*?)^```\n\nis said as\n\n(?P<english>~~~.*?^~~~)$",
    re.DOTALL | re.MULTILINE,
)
HEAD = re.compile(r"^```rules\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def pages() -> list[Path]:
    return sorted(FOLDER.glob("*.md"))


def said(page: str, rules: str) -> str:
    """Return the English of the rules of a case; what all cases of a page share stands before the first."""
    shared = HEAD.search(page.split("\n## ", 1)[0])
    book = next(iter(compiled((shared.group(1) if shared else "") + rules).rulebooks.values()))
    told = shapes_page(book.rules, book, 3) if len(book.rules) > 1 else rule_page(book.rules[0], book, 3)
    return f"~~~markdown\n{as_markdown(told)}~~~"


def cases() -> list[tuple[str, str, str, str]]:
    """Return page, title, rules and English of every case."""
    found = [(path.stem, path.read_text("utf-8")) for path in pages()]
    return [
        (page, f"{name}: {case['title']}", case["rules"], case["english"])
        for name, page in found
        for case in CASE.finditer(page)
    ]


@pytest.mark.parametrize(
    ("page", "rules", "english"), [pytest.param(page, *case, id=title) for page, title, *case in cases()]
)
def test_golden(page: str, rules: str, english: str) -> None:
    assert said(page, rules) == english


def test_every_heading_is_a_case() -> None:
    headings = sum(path.read_text("utf-8").count("\n## ") for path in pages())
    assert len(cases()) == headings >= 8


def write_english() -> None:
    """Write the English of every case as it now is."""
    for path in pages():
        page = path.read_text("utf-8")
        for case in reversed(list(CASE.finditer(page))):
            start, stop = case.span("english")
            page = page[:start] + said(page, case["rules"]) + page[stop:]
        path.write_text(page, "utf-8")


if __name__ == "__main__":
    write_english()
