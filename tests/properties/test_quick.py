"""Law: the quick reader says of every claim what the reference says, record by record.

The rulebooks and claims are those that are drawn for the oracle, those that use every construct, and all cases of
`tests/conformance`. Each planted bug is in the quick reader alone.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from random import Random
from typing import Any
from unittest.mock import patch

import pytest
from conformance.pages import cases
from language.books import compiled
from properties.oracle.compare import drawn
from properties.oracle.engine_side import to_dossier
from properties.oracle.planted import Bug, planted
from properties.quickly import differences, fresh
from properties.wide import Dossiers, book

from rules_engine.claims.model import Claim, Dossier, ServiceLine
from rules_engine.interpreters.row import quick
from rules_engine.interpreters.row.plan import plan_of
from rules_engine.interpreters.row.quick import OFTEN, conditions, judge_quickly
from rules_engine.interpreters.row.quick import rule as ready_rule
from rules_engine.interpreters.row.quick.source import Source
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rulebook
from rules_engine.suites.dossier import dossier_of

SEEDS = range(60)
WIDE = range(250)


def drawn_pairs(seed: int, wide: bool) -> Iterator[tuple[Dossier, Rulebook]]:
    _, rulebook, claims = drawn(seed, wide)
    return ((to_dossier(claim), rulebook) for claim in claims)


def built(seed: int) -> Dossier:
    return Dossiers(seed, gone=Random(seed).choice([0, 0.05, 0.2, 0.5, 0.9])).dossier()


@cache
def case_pairs() -> tuple[tuple[Dossier, Rulebook], ...]:
    found = []
    for case in cases():
        if case.examples and not case.is_gap:
            whole = compiled(case.rules + "\n" + case.examples)
            found += [(dossier_of(each), whole.rulebooks[each.rulebook]) for each in whole.examples]
    return tuple(found)


def every_difference(pairs: Iterator[tuple[Dossier, Rulebook]]) -> Iterator[str]:
    books: dict[int, Rulebook] = {}
    for dossier, rulebook in pairs:
        made = books.get(id(rulebook)) or books.setdefault(id(rulebook), fresh(rulebook))
        yield from differences(dossier, rulebook, made)


@pytest.mark.parametrize("wide", [False, True], ids=["plain", "wide"])
@pytest.mark.parametrize("start", range(0, len(SEEDS), 20))
def test_drawn_rulebooks_are_read_alike(start: int, wide: bool) -> None:
    pairs = (pair for seed in range(start, start + 20) for pair in drawn_pairs(seed, wide))
    assert next(every_difference(pairs), None) is None


def test_a_rulebook_with_every_construct_is_read_alike() -> None:
    assert next(every_difference((built(seed), book()) for seed in WIDE), None) is None


def test_every_case_is_read_alike() -> None:
    assert len(case_pairs()) > 400
    assert next(every_difference(iter(case_pairs())), None) is None


def test_a_rulebook_is_read_by_the_reference_until_it_is_asked_often() -> None:
    dossier, rulebook = next(drawn_pairs(1, False))
    made = fresh(rulebook)
    plan_of(made).reader = None
    for _ in range(OFTEN):
        judge_quickly(dossier, made)
    assert plan_of(made).ready == {}
    judge_quickly(dossier, made)
    assert plan_of(made).ready


def test_only_rules_that_speak_of_the_codes_of_a_claim_are_made_ready() -> None:
    rules = "\n".join(
        f"rule r{n}\n  cites manual\n  when code is {n}\n  requires units is 1" for n in range(90800, 90900)
    )
    long = fresh(compiled(f'rulebook book "Book"\nsource manual "M" checked 2026-11-23\n{rules}\n').rulebooks["book"])
    found = judge_quickly(Dossier(claim=Claim(claim_id="C", lines=(ServiceLine(number=1, code="90837"),))), long)
    assert [each.rule.name for each in found.results] == ["r90837"]
    assert len(plan_of(long).ready) == 1


def text_of(asked: Any) -> str:
    """Return the statements for a requirement; what the rule says stands beside them, under names."""
    written: list[str] = []
    out = Source({}, False)
    with patch.object(out, "_lines", written):
        conditions.asks(out, asked)
    return "\n".join(written)


def test_parts_that_have_statements_and_parts_that_have_none_are_compared() -> None:
    seen = Counter(
        "scene." in text_of(asked)
        for seed in SEEDS
        for wide in (False, True)
        for rule in drawn(seed, wide)[1].rules
        for asked in rule.requirements
    )
    assert seen[False] > 100
    assert seen[True] > 100


def test_only_what_the_line_itself_has_is_read_without_its_path() -> None:
    out = Source({}, False)
    assert conditions.fact(out, ("line", "charge")) == "line.charge"
    for path in (("line", "note", "#plan"), ("session", "note"), ("line", "__class__"), ("line",)):
        assert conditions.fact(out, path).startswith("fact(h")


def test_no_word_of_a_rule_becomes_part_of_a_function() -> None:
    hostile = "__import__('os').abort()"
    field: Any = n.Field(3, n.Owner.THIS, hostile, (hostile, hostile), None)
    literal: Any = n.Literal(4, hostile, None)
    parts = (
        n.Compare(5, "is", field, literal),
        n.In(6, field, (hostile,), ((hostile, hostile),), False, hostile),
        n.Includes(7, field, (literal, literal), 1, -1),
        n.Between(8, field, literal, literal),
        n.TermRef(9, hostile, n.Compare(10, "is", field, literal)),
        n.Attested(11, hostile, hostile),
        n.Near(12, n.ShiftDate(13, field, Decimal(1), hostile, 1, None), hostile, Decimal(1), hostile, field),
    )
    text = text_of(n.Requires(1, n.CountOf(2, len(parts), -1, parts), hostile))
    assert "records[5]" in text
    assert "import" not in text
    assert re.fullmatch(r"(x\d+ = (records\[\d+\] = )?[\w .,()\[\]<>=+-]+\n?)+", text)


c, m = conditions, ready_rule
BUGS = (
    Bug(c.value, "(out.mutes and", "(False and"),
    Bug(c.asks, '("TRUE", "FALSE") if type(node) is n.Requires else ("FALSE", "TRUE")', '("TRUE", "FALSE")'),
    Bug(c.asks, 'if node.missing == "not met" else', "if False else"),
    Bug(c._field, "out.record(node.node_id, ", "out.let("),
    Bug(c.fact, 'path[0] == "line" and', ""),
    Bug(c._shift, "* node.direction", ""),
    Bug(c._shift, "{day} if type({day}) is Absent else", ""),
    Bug(c._unless_absent, '"UNKNOWN if', '"FALSE if'),
    Bug(c._unless_absent, "' or '.join", "' and '.join"),
    Bug(c._compare, "out.record(node.node_id, ", "out.let("),
    Bug(c._compare, "((node.left, left), (node.right, right))", "((node.left, left),)"),
    Bug(c._between, "{low} <= {at}", "{low} < {at}"),
    Bug(c._between, "{at} <= {high}", "{at} < {high}"),
    Bug(c._is_in, "if node.negated else", "if False else"),
    Bug(c._is_in, "if node.ranges else", "if False else"),
    Bug(c._includes, "<= {there}", "< {there}"),
    Bug(c._includes, '" <= {node.most:d}"', '" < {node.most:d}"'),
    Bug(c._includes, "not all(type(item) is n.Literal for item in node.items)", "False"),
    Bug(c._presence, 'node.mode == "supplied"', "False"),
    Bug(c._presence, "{at} is False or", ""),
    Bug(c._presence, "or {at} == ()", ""),
    Bug(c._count_of, "node.least != len(found) or", ""),
    Bug(c._count_of, "FALSE if {fails} else UNKNOWN", "UNKNOWN"),
    Bug(c._is_not, "else UNKNOWN", "else FALSE"),
    Bug(c._term, "out.record(node.node_id, truth(out, node.body))", "truth(out, node.body)"),
    Bug(c.in_some_span, "any(", "all("),
    Bug(c.never_came, "AbsenceKind.NOT_SUPPLIED, AbsenceKind.UNREADABLE", "AbsenceKind.UNREADABLE,"),
    Bug(c.counted, "sure + found.count(UNKNOWN)", "sure"),
    Bug(m.make_ready, "rule.scope is not None or", ""),
    Bug(m.make_ready, "or rule.withdrawn", ""),
    Bug(m.make_ready, "is FALSE: return {result", "is not TRUE: return {result"),
    Bug(m.make_ready, "and {force} is TRUE", ""),
    Bug(m.make_ready, "and {applies} is TRUE", ""),
    Bug(m.make_ready, "if len(found) == 1 else", "if True else"),
    Bug(m._force, "validity.known_from is not None or validity.known_through is not None", "False"),
    Bug(m._force, "{low}{day}{high}", "{low}{day}"),
    Bug(m._force, "{out.name(first)} <= ", "{out.name(first)} < "),
    Bug(m._force, " <= {out.name(last)}", " < {out.name(last)}"),
    Bug(m._force, "UNKNOWN if type", "TRUE if type"),
    Bug(m._result, "id(rule) in plan.paying or", ""),
    Bug(m._result, '"0" if rule.subject == "claim" else', ""),
    Bug(m._rest, "asked in (NOT_MET, UNSURE)", "asked is NOT_MET"),
    Bug(m._rest, "rule.requirements if asked is UNSURE else ()", "()"),
)


def all_pairs() -> Iterator[tuple[Dossier, Rulebook]]:
    for seed in range(20):
        yield from drawn_pairs(seed, False)
        yield from drawn_pairs(seed, True)
    yield from ((built(seed), book()) for seed in WIDE)
    yield from case_pairs()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_bug_of_the_quick_reader_alone_is_seen(bug: Bug) -> None:
    with planted(bug):
        assert is_seen()


def is_seen() -> bool:
    """Return whether the two differ; so they do when the quick reader raises where the reference does not."""
    try:
        return next(every_difference(all_pairs()), None) is not None
    except (TypeError, AttributeError, LookupError, SyntaxError):
        return True


def test_every_function_of_the_quick_reader_has_a_bug_planted() -> None:
    functions: set[Any] = set()
    for module in (conditions, ready_rule):
        made = inspect.getmembers(module, inspect.isfunction)
        functions |= {each.__name__ for _, each in made if each.__module__.startswith(quick.__name__)}
    trivial = {"_literal", "_by_reference", "truth", "ready"}
    assert functions - trivial == {each.function.__name__ for each in BUGS} - trivial
