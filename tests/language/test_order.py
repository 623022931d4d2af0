"""Order means nothing: of files, statements and clauses, for what is compiled and for what comes out."""

import re
from collections.abc import Callable
from random import Random
from typing import Any
from unittest.mock import patch

import attrs
import pytest
from language.books import HEAD, compiled, faults, parser
from language.texts import all_texts
from lark import Tree

from rules_engine.ir.nodes import CountOf
from rules_engine.ir.rulebook import Coverage, Rule, Rulebook
from rules_engine.language.compile import compile_texts
from rules_engine.language.library import rule_texts

SEEDS = range(6)


def plain(value: Any) -> Any:
    """Return IR as nested tuples: without places, and sorted where the language knows no order."""
    if isinstance(value, tuple):
        return tuple(plain(part) for part in value)
    if not attrs.has(type(value)):
        return str(value)
    fields = {a.name: plain(getattr(value, a.name)) for a in attrs.fields(type(value)) if a.eq}
    for name in ("requirements", "excuses", "citations", "arguments"):
        if name in fields and isinstance(value, Rule | Coverage | CountOf):
            fields[name] = tuple(sorted(fields[name], key=repr))
    return (type(value).__name__, *fields.items())


def meaning(book: Rulebook) -> Any:
    """Return what a rulebook says, whatever the order of its text."""
    rules = sorted((plain(rule) for rule in book.rules), key=repr)
    coverage = sorted((plain(each) for each in book.coverage), key=repr)
    return (book.name, book.chain, sorted(book.identifiers), rules, coverage)


def statements(text: str) -> list[str]:
    """Return the statements of a text, each as its own text."""
    return [text[child.meta.start_pos : child.meta.end_pos] for child in parser().parse(text).children]


def shuffled_statements(text: str, random: Random) -> str:
    """Return a text with its statements in another order; a rulebook keeps what stands below it."""
    blocks: list[list[str]] = [[]]
    for statement in statements(text):
        if statement.startswith("rulebook"):
            blocks.append([])
        blocks[-1].append(statement)
    for block in blocks:
        fixed = 1 if block and block[0].startswith("rulebook") else 0
        rest = block[fixed:]
        random.shuffle(rest)
        block[fixed:] = rest
    return "\n".join(statement for block in blocks for statement in block)


def shuffled_clauses(text: str, random: Random) -> str:
    """Return a text with the clauses of each rule, source, rulebook and record in another order."""
    return "\n".join(_shuffled(statement, text, random) for statement in parser().parse(text).children)


def _shuffled(statement: Tree[Any], text: str, random: Random) -> str:
    whole = text[statement.meta.start_pos : statement.meta.end_pos]
    parts = [part for part in statement.children[1:] if isinstance(part, Tree)]
    if statement.data not in ("rule", "source", "rulebook") or not parts:
        return whole
    clauses = [text[part.meta.start_pos : part.meta.end_pos] for part in parts]
    random.shuffle(clauses)
    return whole[: parts[0].meta.start_pos - statement.meta.start_pos] + "\n".join(clauses)


def test_files_may_come_in_any_order() -> None:
    texts = rule_texts()
    names = list(texts)
    forwards = compile_all(texts)
    assert compile_all({name: texts[name] for name in reversed(names)}) == forwards


def compile_all(texts: dict[str, str]) -> dict[str, Any]:
    with patch("rules_engine.language.compile.build_parser", parser):
        return {name: meaning(book) for name, book in compile_texts(texts).rulebooks.items()}


@pytest.mark.parametrize("shuffle", [shuffled_statements, shuffled_clauses])
def test_the_shipped_rules_may_stand_in_any_order(shuffle: Callable[[str, Random], str]) -> None:
    texts = rule_texts()
    random = Random(7)
    assert compile_all({name: shuffle(text, random) for name, text in texts.items()}) == compile_all(texts)


TOUR = re.sub(r"  extends national-coding.*", "", all_texts()["grammar/README.md"])
CASES = {"the tour": TOUR, **{name: text for name, text in all_texts().items() if ": " in name}}


@pytest.mark.parametrize("name", CASES)
def test_statements_and_clauses_of_a_case_may_stand_in_any_order(name: str) -> None:
    wanted = {each: meaning(book) for each, book in compiled(CASES[name]).rulebooks.items()}
    for shuffle in (shuffled_statements, shuffled_clauses):
        for seed in SEEDS:
            text = shuffle(CASES[name], Random(seed))
            assert {each: meaning(book) for each, book in compiled(text).rulebooks.items()} == wanted


def test_a_rule_that_is_another_is_told_apart() -> None:
    # The comparison of this file must be able to fail.
    other = TOUR.replace("53 minutes or more", "54 minutes or more")
    assert meaning(compiled(TOUR).rulebooks["example-plan"]) != meaning(compiled(other).rulebooks["example-plan"])


@pytest.mark.parametrize(
    "twice",
    [
        "rule r cites manual requires units is 1 otherwise deny otherwise hold",
        "rule r cites manual requires units is 1 otherwise deny hold",
        "rule r cites manual requires units is 1 otherwise ask biller ask clinician",
        'rule r cites manual requires units is 1 otherwise say "a" say "b"',
        "rule r cites manual requires units is 1 otherwise as CO-4 as CO-5",
        "rule r cites manual requires units is 1 confidence high confidence medium",
        "rule r cites manual requires units is 1 from 2026-01-01 from 2026-02-01",
        "rule r cites manual requires units is 1 known from 2026-01-01 known from 2026-02-01",
        "rule r about the claim about each line cites manual requires units is 1",
        "covers 90837 cites manual from 2026-01-01 from 2026-02-01",
        "excludes 90837 cites manual as CO-4 as CO-5",
        'source s "S" checked 2026-01-01 checked 2026-02-01',
        'rulebook other "Other" extends book extends book',
        'rulebook other "Other" default otherwise deny default otherwise hold',
    ],
)
def test_where_the_last_would_win_two_are_refused(twice: str) -> None:
    assert [each.name for each in faults(HEAD + twice)] == ["clause-twice"]
