"""The reference: one rulebook that compiles, comes out as it says, and shows every form of the grammar."""

import re
from functools import cache
from pathlib import Path

import pytest
from language.books import compiled, parser

from rules_engine.language.context import Surface
from rules_engine.suites.run import run

PAGE = (Path(__file__).parents[2] / "docs" / "language.md").read_text(encoding="utf-8")
RULES = "\n".join(re.findall(r"^```rules\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))


@cache
def forms() -> frozenset[str]:
    """Return every form that the grammar has: its productions, by the name that their trees carry."""
    named = {rule.alias or rule.options.template_source or rule.origin.name for rule in parser().rules}
    seen = {str(name) for name in named if not str(name).startswith("_")}
    folded = {str(rule.origin.name) for rule in parser().rules if rule.options.expand1 or rule.alias}
    return frozenset(seen - folded - {"start"})


def test_the_page_is_one_rulebook() -> None:
    whole = compiled(RULES)
    assert whole.warnings == ()
    assert list(whole.rulebooks) == ["reference-plan", "reference-plan-north", "small-plan"]


def test_its_examples_come_out_as_they_stand() -> None:
    whole = compiled(RULES)
    found = run(whole.examples, whole.rulebooks)
    assert len(found) == 6
    assert [(miss.expectation.name, miss.came) for each in found for miss in each.misses] == []


def test_the_page_shows_every_form() -> None:
    tree: Surface = parser().parse(RULES)
    shown = {str(node.data) for node in tree.iter_subtrees()}
    assert forms() - shown == set()


@pytest.mark.parametrize("word", sorted(str(t.pattern.value) for t in parser().terminals if t.name.isalpha()))
def test_the_page_has_every_keyword(word: str) -> None:
    if word.isalpha() and word.islower():
        assert re.search(rf"\b{word}\b", PAGE), word
