"""The golden cases of the formatter, `tests/language/format/*.md`, and what stays as it is.

A case is a heading, a text, and the same text in its canonical form. `python tests/language/test_format.py` writes the
canonical forms anew.
"""

import re
from pathlib import Path

import pytest
from lark import Lark

from rules_engine.language.format import format_text
from rules_engine.language.format_check import losses
from rules_engine.language.parse import build_parser

FOLDER = Path(__file__).parent / "format"
CASE = re.compile(
    r"^## (?P<title>.*?)\n(?P<why>.*?)^```rules\n(?P<text>.*?)^```\n\nbecomes\n\n```rules\n(?P<canonical>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)


@pytest.fixture(scope="module")
def parser() -> Lark:
    return build_parser()


def cases() -> list[tuple[str, str, str]]:
    """Return title, text and canonical form of every golden case."""
    pages = ((path.stem, path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.md")))
    return [
        (f"{name}: {case['title']}", case["text"], case["canonical"])
        for name, page in pages
        for case in CASE.finditer(page)
    ]


def write_canonical_forms() -> None:
    """Write the canonical form of every golden case as it now is."""
    parser = build_parser()
    for path in sorted(FOLDER.glob("*.md")):
        page = path.read_text("utf-8")
        for case in reversed(list(CASE.finditer(page))):
            start, stop = case.span("canonical")
            page = page[:start] + format_text(parser, path.name, case["text"]).text + page[stop:]
        path.write_text(page, "utf-8")


@pytest.mark.parametrize(("text", "canonical"), [pytest.param(*case[1:], id=case[0]) for case in cases()])
def test_golden(parser: Lark, text: str, canonical: str) -> None:
    formatted = format_text(parser, "golden.rules", text)
    assert formatted.diagnostics == ()
    assert formatted.text == canonical
    assert format_text(parser, "golden.rules", canonical).text == canonical
    assert losses(parser, text, canonical) == ()


def test_every_heading_of_the_golden_pages_is_a_case() -> None:
    headings = sum(path.read_text("utf-8").count("\n## ") for path in FOLDER.glob("*.md"))
    assert len(cases()) == headings > 20


def test_the_golden_texts_hold_every_kind_of_phrase(parser: Lark) -> None:
    trees = [parser.parse(canonical) for _, _, canonical in cases()]
    found = {str(node.data) for tree in trees for node in tree.iter_subtrees()}
    names = {rule.alias or str(rule.origin.name) for rule in parser.rules if rule.alias or not rule.options.expand1}
    assert {name for name in names if not name.startswith("_")} - found == set()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("rule a\n   whenn code is 1", "unexpected-text"),
        ('rule a "open\n', "open-quote"),
        ("rule a\n requires office\n  visit is 1", "name-over-line-end"),
        ("rule a requires\n | when code |\n units |\n | 1 | 2 |", "unclosed-row"),
        ("rule a\n when units > 3\n\n\nrule b  \n", "unknown-sign"),
    ],
)
def test_a_text_with_syntax_faults_is_left_as_it_is(parser: Lark, text: str, fault: str) -> None:
    formatted = format_text(parser, "a.rules", text)
    assert [found.name for found in formatted.diagnostics] == [fault]
    assert formatted.text == text


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n\n"])
def test_a_text_of_nothing_but_space_becomes_empty(parser: Lark, text: str) -> None:
    assert format_text(parser, "a.rules", text).text == ""


def test_line_ends_of_other_systems_become_line_feeds(parser: Lark) -> None:
    text = "# one\r\nrule a\r\n\r\n\r\n  requires units is 1 # two\r\n"
    assert format_text(parser, "a.rules", text).text == "# one\nrule a\n  requires units is 1  # two\n"


def test_lexemes_that_touch_are_parted(parser: Lark) -> None:
    text = 'rule a"A"when code is 90837and units is 2units'
    wanted = 'rule a "A"\n  when code is 90837 and units is 2 units\n'
    assert format_text(parser, "a.rules", text).text == wanted


def test_the_width_is_kept_to_the_last_column(parser: Lark) -> None:
    fits = "rule a\n  when place of service is any of 90837, 90837, 90837, 90837, 90837, 90837, 90837, 90837, 90837, x"
    fits = fits.ljust(len("rule a\n") + 110, "x")
    assert format_text(parser, "a.rules", fits).text == fits + "\n"
    assert format_text(parser, "a.rules", fits + "x").text.count("\n") == 3


if __name__ == "__main__":
    write_canonical_forms()
