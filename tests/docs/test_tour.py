"""The page that shows the language compiles beside the reference and the national rules, and comes out as it says."""

import re
from functools import cache
from pathlib import Path
from unittest.mock import patch

from language.books import parser

from rules_engine.language.compile import Compiled, compile_texts
from rules_engine.language.library import rule_texts
from rules_engine.suites.run import run

ROOT = Path(__file__).parents[2]
TOUR = (ROOT / "grammar" / "README.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "language.md").read_text(encoding="utf-8")


def blocks(page: str, kind: str) -> list[str]:
    """Return the fenced texts of one kind, in order."""
    return re.findall(rf"^```{kind}\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)


@cache
def whole() -> Compiled:
    """Return what both pages compile to, beside the rules that hold for every payer."""
    national = {name: text for name, text in rule_texts().items() if name.startswith("national/")}
    pages = {"tour.rules": "\n".join(blocks(TOUR, "")), "reference.rules": "\n".join(blocks(REFERENCE, "rules"))}
    with patch("rules_engine.language.compile.build_parser", parser):
        return compile_texts({**national, **pages})


def test_both_pages_compile_together() -> None:
    assert whole().warnings == ()
    assert {"national-coding", "example-plan", "example-plan-north", "reference-plan"} <= set(whole().rulebooks)


def test_the_examples_come_out_as_they_stand() -> None:
    shown = [each for each in whole().examples if each.rulebook.startswith("example-plan")]
    assert len(shown) == TOUR.count("\nexample ")
    found = [
        (each.example.title, each.fault, [miss.came for miss in each.misses]) for each in run(shown, whole().rulebooks)
    ]
    assert [each for each in found if each[1] or each[2]] == []


def test_every_kind_of_statement_is_shown() -> None:
    kinds = {str(rule.expansion[0].name) for rule in parser().rules if rule.origin.name == "_statement"}
    kind_of = {str(rule.alias or rule.origin.name): str(rule.origin.name) for rule in parser().rules}
    shown = {kind_of[str(each.data)] for text in blocks(TOUR, "") for each in parser().parse(text).children}
    assert kinds - shown == set()


def test_the_page_is_one_page() -> None:
    assert len(TOUR.splitlines()) <= 160


def test_every_link_leads_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", TOUR)
    assert links
    assert [link for link in links if not (ROOT / "grammar" / link).exists()] == []
