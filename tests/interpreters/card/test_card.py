"""The card of a payer: what stands on it on which day, for which code, under which heading, and what it admits."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import msgspec
import pytest
from language.books import compiled

from rules_engine.engine import card
from rules_engine.interpreters.card import Card, Item
from rules_engine.interpreters.card.html import SMALLEST, card_html
from rules_engine.interpreters.card.text import card_text
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.library import load_library

TEXT = """
rulebook plan "Plan"
  default otherwise deny ask biller
source manual "Manual"
  checked 2026-11-20
  publisher "Plan"
  clause "1" "the codes" read 2026-11-18
  clause "2" "the rules"
  clause "3" "a question of judgement" no rule because "only a person can judge it"
  clause "4" "an old allowance" last seen 2025-12-31
  clause "5" "ended" through 2024-12-31
  clause "6" "not begun" from 2027-01-01
source forum "A forum"
  checked 2026-11-23
  confidence medium
value most units is 2 units
  cites manual "2"
reference never
  cites manual "2"
  columns procedure code as procedure code
  file "never.csv"
record note
  holds signature, interventions
here modifiers GT change nothing
  cites manual "2"
covers 90834, 90837, 90853 cites manual "1"
excludes 90863 as CO-96 cites manual "1"
rule bands "The minutes fit"
  cites manual "2"
  requires
    | when code | session minutes |
    | 90834     | 38 to 52        |
    | 90837     | 53 or more      |
rule far "Over a distance"
  cites manual "2"
  when place of service is any of 02, 10
  requires modifiers include 95
  requires audio reason is documented
  unless emergency is documented
rule note-is-there "The note is whole"
  cites manual "2"
  requires record note
rule one-a-day "One a day"
  cites manual "2"
  limits units to most units per patient per day
rule allowed "Authorized"
  cites manual "2"
  requires some authorization covering service date
rule filed "Filed in time"
  cites manual "2"
  requires filing date is no later than 95 days after service date
rule licensed "Licensed"
  cites manual "2"
  requires some licence covering service date
rule alone "No visit beside it"
  cites manual "2"
  requires no other line on the same day where code is 99213
rule once "Not seen in a year"
  cites manual "2"
  requires no other line within 12 months before service date where code is 99213
rule not-group "Not for groups"
  cites manual "2"
  requires code is not 90853
rule judged "Somebody says so"
  cites manual "2"
  requires reviewing psychologist confirms "Is it needed?"
rule heard "Heard of"
  cites forum
  confidence medium
  requires product is "PPO"
  otherwise warn
rule ended "Ended"
  through 2025-12-31
  cites manual "2"
  requires units is 1
rule begins "Begins later"
  from 2027-01-01
  cites manual "2"
  requires units is 1
rule received "By the day of receipt"
  from 2026-01-01 by received date
  cites manual "2"
  requires charge is more than 0 dollars

rulebook north "North"
  extends plan
  applies when contractor area is N1
rule northern "Only in the north"
  cites manual "2"
  requires place of service is 11
withdraws once because "not there" cites manual "2"
"""
DAY = date(2026, 3, 2)


def book() -> Rulebook:
    return compiled(TEXT).rulebooks["plan"]


def items(found: Card) -> dict[str, list[str]]:
    """Return the titles under each heading."""
    return {name: [each.title for each in held] for name, held in found.of_topic()}


def one(found: Card, title: str, topic: str = "") -> Item:
    return next(each for each in found.items if each.title == title and topic in ("", each.topic))


def test_each_requirement_stands_under_what_it_speaks_of() -> None:
    assert items(card(book(), DAY)) == {
        "codes": ["Not for groups", "By the day of receipt"],
        "where and how": ["Only in the north"],
        "modifiers": ["Over a distance", "What modifiers mean"],
        "minutes and units": ["The minutes fit"],
        "what the record must hold": ["Over a distance", "The note is whole"],
        "limits": ["One a day"],
        "authorization and referral": ["Authorized"],
        "filing": ["Filed in time"],
        "who may bill": ["Licensed"],
        "the patient and other payers": ["Heard of"],
        "other lines of that claim or day": ["No visit beside it"],
        "earlier services": ["Not seen in a year"],
        "questions to a person": ["Somebody says so"],
    }


def test_only_what_is_in_force_on_the_day_stands_there() -> None:
    for day, there in ((date(2025, 12, 31), "Ended"), (date(2027, 1, 1), "Begins later")):
        titles = {each.title for each in card(book(), day).items}
        assert there in titles
        assert ({"Ended", "Begins later"} - {there}).isdisjoint(titles)
    found = card(book(), DAY)
    assert {"Ended", "Begins later"}.isdisjoint(each.title for each in found.items)
    assert found.elsewhen == 2
    assert one(found, "By the day of receipt").by == "received date"


def test_a_code_leaves_of_each_rule_what_is_asked_of_it() -> None:
    found = card(book(), DAY, "90837")
    assert found.covered == ("The code is covered.",)
    assert one(found, "The minutes fit").asks == "The session minutes must be at least 53."
    assert one(found, "Filed in time").asks == "The filing date must be on or before June 5, 2026."
    assert one(found, "One a day").asks == "The total of the units must be at most 2 units per patient per day."
    assert "Not for groups" not in {each.title for each in found.items}
    assert "The minutes fit" not in {each.title for each in card(book(), DAY, "90853").items}
    assert one(card(book(), DAY, "90853"), "Not for groups").asks.startswith("Not so for this code: ")


def test_other_lines_stay_open_on_the_card_of_a_code() -> None:
    titles = {each.title for each in card(book(), DAY, "90837").items}
    assert {"No visit beside it", "Not seen in a year", "Somebody says so", "Authorized"} <= titles


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("90837", "The code is covered."),
        ("90863", "The code is not covered."),
        ("99213", "No statement speaks of this code: whether it is covered is not encoded."),
    ],
)
def test_coverage_of_a_code_is_told(code: str, told: str) -> None:
    assert card(book(), DAY, code).covered == (told,)


def test_scope_cases_and_excuses_are_told() -> None:
    found = card(book(), DAY)
    assert one(found, "Only in the north").scope == "the contractor area is N1"
    assert one(found, "Not seen in a year").back == ("the contractor area is N1",)
    far = one(found, "Over a distance", "modifiers")
    assert (far.when, far.unless) == ("the place of service is one of 02 or 10", ("emergency is documented",))


def test_it_says_what_is_not_known_or_not_encoded() -> None:
    gaps = {(each.kind, each.what.partition(",")[0], each.why) for each in card(book(), DAY).gaps}
    assert gaps == {
        ("no rule", "Manual", "only a person can judge it"),
        ("last seen", "Manual", "last seen in force 2025-12-31"),
        ("second-hand", "Heard of", "told by somebody else; it warns and does not deny"),
        ("no table", "never", "it is not loaded, and what hangs on it is unknown"),
    }
    before = {each.kind for each in card(book(), date(2025, 12, 31)).gaps if "old allowance" in each.what}
    assert before == {"no rule"}


def test_sources_are_numbered_with_the_day_they_were_read() -> None:
    found = card(book(), DAY, "90837")
    read = {each.name: (each.number, each.read) for each in found.sources}
    assert read["manual"] == (1, (date(2026, 11, 18), date(2026, 11, 20)))
    assert all(each.sources for each in found.items)


def test_text_json_and_page_hold_every_rule() -> None:
    found = card(book(), DAY, "90837")
    text, page, data = card_text(found), card_html(found), msgspec.json.encode(found).decode()
    for each in found.items:
        assert each.title in text
        assert each.title in data
    assert "Thresholds are those of the policy, never values to enter" in " ".join(text.split())
    assert re.findall(r"(?:src|href)=|<script|url\(|@import", page) == []
    assert card_html(found) == card_html(card(book(), DAY, "90837"))


def test_a_card_of_all_codes_says_each_rule_by_its_title() -> None:
    page = card_html(card(book(), DAY))
    assert "The minutes fit" in page
    assert "Over a distance" in page


# --- one page -----------------------------------------------------------------------------------------------------

CASES = [(name, code) for name in load_library().names for code in ("", "90837", "90791")]


@pytest.mark.parametrize(("name", "code"), CASES)
def test_the_letters_of_a_shipped_card_can_be_read(name: str, code: str) -> None:
    size = re.search(r"font: ([0-9.]+)pt", card_html(card(load_library().rulebook(name), DAY, code)))
    assert size is not None
    assert float(size[1]) > SMALLEST


BROWSER = shutil.which("chromium")


@pytest.mark.skipif(BROWSER is None, reason="no chromium to print with")
@pytest.mark.parametrize("paper", ["A4", "letter"])
@pytest.mark.parametrize(("name", "code"), [("medicare-part-b", ""), ("medicare-part-b", "90837")])
def test_a_card_prints_on_one_page(name: str, code: str, paper: str, tmp_path: Path) -> None:
    page = card_html(card(load_library().rulebook(name), DAY, code))
    assert pages(page.replace("@page { ", f"@page {{ size: {paper}; "), tmp_path) == 1


@pytest.mark.skipif(BROWSER is None, reason="no chromium to print with")
def test_two_pages_are_seen_as_two(tmp_path: Path) -> None:
    assert pages("<p>one<p style='break-before: page'>two", tmp_path) == 2


def pages(html: str, folder: Path) -> int:
    """Return how many pages a browser prints."""
    (folder / "card.html").write_text(html)
    profile = f"--user-data-dir={folder / 'profile'}"
    printed = f"--print-to-pdf={folder / 'card.pdf'}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", profile, printed]
    subprocess.run([str(BROWSER), *options, str(folder / "card.html")], check=True, capture_output=True, timeout=120)
    counts = re.findall(rb"/Type\s*/Pages\b[^>]*?/Count\s+(\d+)", (folder / "card.pdf").read_bytes())
    return max(map(int, counts))
