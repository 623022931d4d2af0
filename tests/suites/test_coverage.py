"""Coverage tells what examples have shown of each rule, clause and condition, and what they have not."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from suites.small_book import coverage_of, example, texts_of

from rules_engine.language.compile import compile_texts
from rules_engine.suites.coverage import RuleCoverage, cover
from rules_engine.suites.coverage_page import coverage_page
from rules_engine.suites.coverage_report import coverage_data, coverage_lines, whole_share

RULE = """
rule long-session
  from 2026-01-01 through 2026-12-31
  cites manual "1"
  when code is 90837
  requires session minutes is at least 53
  unless emergency is yes
  otherwise deny
"""
LONG, SHORT = "bills 90837, session minutes 53", "bills 90837, session minutes 52"


def missing(found: tuple[RuleCoverage, ...]) -> dict[str, tuple[str, ...]]:
    """Return by the words of each part what no example has shown."""
    return {part.words: part.missing for each in found for part in each.parts}


def test_without_examples_nothing_is_seen() -> None:
    found, _ = coverage_of(RULE, "")
    assert missing(found) == {
        "long-session": ("met", "not met", "unknown", "not applicable", "excused"),
        "from 2026-01-01": ("true", "false"),
        "through 2026-12-31": ("true", "false"),
        "code is 90837": ("true", "false"),
        "requires session minutes is at least 53": ("true", "false", "unknown"),
        "emergency is yes": ("true", "false", "unknown"),
    }
    assert whole_share(found).percent == 0.0


@pytest.mark.parametrize(
    ("facts", "on", "expects", "words", "left"),
    [
        (LONG, "2026-03-02", "met", "long-session", ("not met", "unknown", "not applicable", "excused")),
        (LONG, "2026-03-02", "met", "requires session minutes is at least 53", ("false", "unknown")),
        (LONG, "2026-03-02", "met", "from 2026-01-01", ("false",)),
        (LONG, "2025-12-31", "not applicable", "from 2026-01-01", ("true",)),
        (LONG, "2027-01-01", "not applicable", "through 2026-12-31", ("true",)),
        (LONG, "2027-01-01", "not applicable", "requires session minutes is at least 53", ("true", "false", "unknown")),
        (LONG, "2027-01-01", "not applicable", "long-session", ("met", "not met", "unknown", "excused")),
        ("bills 90834", "2026-03-02", "not applicable", "code is 90837", ("true",)),
        (SHORT + ", emergency is no", "2026-03-02", "not met", "emergency is yes", ("true", "unknown")),
        (SHORT + ", emergency is yes", "2026-03-02", "excused", "emergency is yes", ("false", "unknown")),
        (SHORT, "2026-03-02", "unknown", "emergency is yes", ("true", "false")),
    ],
)
def test_an_example_shows_what_it_comes_to(facts: str, on: str, expects: str, words: str, left: tuple[str]) -> None:
    found, _ = coverage_of(RULE, example(1, facts, f"long-session {expects}", on=on))
    assert missing(found)[words] == left


def test_what_can_never_be_unknown_is_not_asked_for() -> None:
    found, _ = coverage_of('rule plain cites manual "1" when code is 90837 requires employer is supplied', "")
    assert missing(found)["requires employer is supplied"] == ("true", "false")
    assert missing(found)["plain"] == ("met", "not met", "not applicable")


def test_rows_of_tables_and_things_sought_are_parts() -> None:
    rules = """
rule banded cites manual "1"
  requires
    | when code | session minutes |
    | 90832     | 16 or more      |
    | 90837     | 53 or more      |
  otherwise deny
rule beside cites manual "1" requires another line on the same claim where (code is 90791 and units is 1)
"""
    facts = "bills 90837, session minutes 60, units 1\n  bills 90791, units 2"
    left = missing(coverage_of(rules, example(1, facts, "banded met"))[0])
    assert left["| 90837 | 53 or more |"] == ("false", "unknown")
    assert left["| 90832 | 16 or more |"] == ("true", "false", "unknown")
    assert left["units is 1"] == ("unknown",)
    assert left["code is 90791"] == ()


def test_a_definition_is_shown_by_all_who_use_it() -> None:
    rules = """
term far visit means place of service is 02
rule one cites manual "1" when code is 90834 requires it is a far visit
rule two cites manual "1" when code is 90837 requires it is a far visit
"""
    examples = example(1, "bills 90834, place of service 02", "one met")
    examples += example(2, "bills 90837, place of service 11", "two not met")
    found, _ = coverage_of(rules, examples)
    shared = found[-1]
    assert (shared.rule, shared.name) == (None, "plan/plan.rules")
    assert [(part.words, part.missing) for part in shared.parts] == [("place of service is 02", ("unknown",))]


def test_who_inherits_a_rule_shows_it_too() -> None:
    texts = texts_of(RULE, "")
    texts["north/north.rules"] = 'rulebook north "North" extends plan'
    texts["north/north.examples"] = example(1, LONG, "long-session met").replace("for plan", "for north")
    compiled = compile_texts(texts)
    found = cover(compiled.rulebooks, compiled.examples, texts)
    assert [each.name for each in found] == ["long-session"]
    assert "met" not in missing(found)["long-session"]


def test_the_text_names_what_is_never_seen() -> None:
    found, _ = coverage_of(RULE, example(1, LONG, "long-session met"))
    lines = coverage_lines(found)
    assert lines[0] == "plan/plan.rules:7: long-session: 29.4 % (5 of 17 seen)"
    assert "    line 11: `requires session minutes is at least 53` is never false or unknown" in lines
    assert lines[-1] == "in all: 29.4 % (5 of 17 seen)"


def test_the_data_has_every_part() -> None:
    found, _ = coverage_of(RULE, example(1, LONG, "long-session met"))
    data = coverage_data(found)
    assert (data["coverage"], data["seen"], data["goals"]) == (29.4, 5, 17)
    assert [part["kind"] for part in data["rules"][0]["parts"]] == [
        "rule",
        "from",
        "through",
        "when",
        "requires",
        "unless",
    ]


# --- the page -------------------------------------------------------------------------------------


class Read(HTMLParser):
    """What a page says, with the class of each piece of text, and its tags."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.lit: dict[str, str] = {}
        self.tags: set[str] = set()
        self.text = ""
        self._class = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._class = dict(attrs).get("class") or ""

    def handle_endtag(self, tag: str) -> None:
        self._class = ""

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._class:
            self.lit[data] = self._class


def test_the_page_lights_up_each_part_of_the_text() -> None:
    found, texts = coverage_of(RULE, example(1, LONG, "long-session met"))
    page = Read(coverage_page(found, texts))
    assert page.lit["requires session minutes is at least 53"] == "some"
    assert page.lit["code is 90837"] == "some"
    assert page.lit["emergency is yes"] == "none"
    assert "otherwise deny" in page.text
    assert "otherwise deny" not in page.lit


def test_the_page_needs_no_script_and_nothing_from_elsewhere() -> None:
    found, texts = coverage_of(RULE, "")
    page = coverage_page(found, texts)
    assert not {"script", "link", "img", "iframe", "object"} & Read(page).tags
    assert "http" not in page


def test_the_page_takes_no_markup_from_the_rules() -> None:
    rules = """
rule hostile "<script>alert(1)</script>" cites manual "1" requires employer is "<img src=x onerror=y>\u202e&"
# <b>bold</b>
"""
    page = coverage_page(*coverage_of(rules, ""))
    assert not {"script", "img", "b"} & Read(page).tags
    assert "\u202e" not in page
    assert "# <b>bold</b>" in Read(page).text
