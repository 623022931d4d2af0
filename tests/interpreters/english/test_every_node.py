"""Every kind of node has its words, and each kind is said somewhere in the reference of the language."""

import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import attrs
import pytest
from language.books import compiled

from rules_engine.interpreters.english import conditions, follows, requirements, rule_page, selections, values
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import ACTIONS, Rulebook

PAGE = (Path(__file__).parents[3] / "docs" / "language.md").read_text(encoding="utf-8")
RULES = "\n".join(re.findall(r"^```rules\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
TABLES = (
    values.PHRASES,
    selections.PHRASES,
    conditions.PHRASES,
    requirements.PHRASES,
    requirements.PARTS,
)


def node_classes() -> list[type]:
    """Return every class of the IR that is a node."""
    held = [each for _, each in inspect.getmembers(n, inspect.isclass) if attrs.has(each)]
    return [each for each in held if "node_id" in attrs.fields_dict(each)]


def nodes_of(held: Any) -> Iterator[Any]:
    """Give a part of the IR with everything below it."""
    for each in held if isinstance(held, tuple) else (held,):
        if attrs.has(type(each)):
            yield each
            for field in attrs.fields(type(each)):
                yield from nodes_of(getattr(each, field.name))


@cache
def books() -> tuple[Rulebook, ...]:
    return tuple(compiled(RULES).rulebooks.values())


@pytest.mark.parametrize("kind", node_classes(), ids=lambda kind: kind.__name__)
def test_a_kind_of_node_has_words(kind: type) -> None:
    assert sum(kind in table for table in TABLES) == 1


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_has_words(action: str) -> None:
    assert action in follows.ACTIONS


def test_no_words_are_left_over() -> None:
    assert {kind for table in TABLES for kind in table} == set(node_classes())
    assert set(follows.ACTIONS) == set(ACTIONS)


def test_the_reference_says_every_kind_of_node() -> None:
    """So that the pages made from it show the words of each."""
    found = {type(node) for book in books() for rule in book.rules for node in nodes_of(rule)}
    assert set(node_classes()) - found == set()


@pytest.mark.parametrize("rule", books()[0].rules, ids=lambda rule: rule.name)
def test_every_rule_of_the_reference_is_said(rule: Any) -> None:
    assert len(rule_page(rule, books()[0])) >= 5
