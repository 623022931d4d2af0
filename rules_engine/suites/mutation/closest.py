"""Which example comes nearest to telling a mutant from its rule."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules_engine.interpreters.row import judge
from rules_engine.ir import nodes as n
from rules_engine.ir.example import Example
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.suites.mutation.model import Mutant
from rules_engine.suites.mutation.stands import Stand
from rules_engine.suites.walk import walk
from rules_engine.trace.result import Records, RuleOutcome, Truth

MOST: Final = 30
_FAR: Final = Decimal(10) ** 9


def closest(stand: Stand, mutant: Mutant) -> Example | None:
    """Return the example that comes nearest, of the first `MOST`; None when none speaks of the rule.

    First come those in which some part of the mutant says something else than that of the rule, then those that are
    nearest to the number or day that changes, then those in which what changes was looked at.
    """
    examples = (stand.naming or stand.wide)[:MOST]
    books = stand.judged_with(stand.rule), stand.judged_with(mutant.rule, mutant)
    test = _test_of(stand.rule, mutant.change.node)
    ranked = [(_distance(stand, each, books, test, mutant), place, each) for place, each in enumerate(examples)]
    return min(ranked, key=lambda each: each[:2])[2] if ranked else None


def _distance(
    stand: Stand, example: Example, books: tuple[Rulebook, Rulebook], test: Any, mutant: Mutant
) -> tuple[bool, bool, Decimal]:
    dossier = stand.dossier(example)
    said, turned = (
        [_records(each.records) for each in judge(dossier, book, example.known_on).results if each.rule is rule]
        for book, rule in zip(books, (stand.rule, mutant.rule), strict=True)
    )
    is_seen = any(mutant.change.node in records for records in said)
    return said == turned, not is_seen, min((_away(test, records) for records in said), default=_FAR)


def _records(records: Records) -> Mapping[int, Any]:
    kinds = (Truth, RuleOutcome, Decimal, date)
    return {node: found for node, found in records.items() if isinstance(found, kinds)}


def _test_of(rule: Rule, node: int) -> Any:
    """Return the comparison in which a written value stands, or None."""
    tests = (each for each in walk(rule) if isinstance(each, n.Compare | n.Between))
    return next((test for test in tests if node in [_id(part) for part in _sides(test)]), None)


def _id(node: Any) -> int:
    return int(node.node_id)


def _sides(test: Any) -> tuple[Any, ...]:
    return (test.left, test.right) if isinstance(test, n.Compare) else (test.value, test.low, test.high)


def _away(test: Any, records: Mapping[int, Any]) -> Decimal:
    """Return how far what an example has is from what is written."""
    if test is None:
        return _FAR
    written = [each.value for each in _sides(test) if isinstance(each, n.Literal)]
    found = [records[_id(each)] for each in _sides(test) if _id(each) in records]
    gaps = [_gap(one, other) for one in written for other in found]
    return min(gaps, default=_FAR)


def _gap(one: Any, other: Any) -> Decimal:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return abs(one - other)
    if isinstance(one, date) and isinstance(other, date):
        return Decimal(abs((one - other).days))
    return _FAR
