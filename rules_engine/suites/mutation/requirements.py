"""Changes of requirements: forbids for requires, a row or cell less, an element less, a limit for fewer keys."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.mutation.model import Change
from rules_engine.suites.mutation.selections import is_asked
from rules_engine.suites.mutation.values import Variants, moved
from rules_engine.suites.mutation.words import Words
from rules_engine.suites.walk import put


def requires(words: Words, node: n.Requires) -> Variants:
    """Forbids for requires."""
    change = words.swap("turned round", node, [("requires", "forbids")])
    yield change, n.Forbids(node.node_id, node.condition, node.missing)


def forbids(words: Words, node: n.Forbids) -> Variants:
    """Requires for forbids."""
    change = words.swap("turned round", node, [("forbids", "requires")])
    yield change, n.Requires(node.node_id, node.condition, node.missing)


def table(words: Words, node: n.Table) -> Variants:
    """A row less, and another answer where no row fits."""
    for row in node.rows:
        rest = tuple(each for each in node.rows if each is not row)
        yield Change("row left out", row.node_id, words.of(row), ""), attrs.evolve(node, rows=rest)
    if node.without != "not applicable":
        change = Change("row left out", node.node_id, f"without a row {node.without}", "")
        yield change, attrs.evolve(node, without="not applicable")


def row(words: Words, node: n.Row) -> Variants:
    """A cell less: `any` stands in its place."""
    for name in ("when", "cells"):
        cells: tuple[Any, ...] = getattr(node, name)
        for cell in cells:
            if len(cells) == 1 and name == "cells":
                continue
            rest = tuple(each for each in cells if each is not cell)
            change = words.swap("cell emptied", node, [(words.of(cell), "any")])
            yield change, put(node, name, rest)


def record(words: Words, node: n.RecordNeed) -> Variants:
    """An element less."""
    for element in node.elements if len(node.elements) > 1 else ():
        rest = tuple(each for each in node.elements if each is not element)
        change = Change("element left out", element.node_id, words.of(element), "")
        yield change, attrs.evolve(node, elements=rest)


def element(words: Words, node: n.Element) -> Variants:
    """One of the alternatives less, one more or fewer of them, without its `where` or its `unless`."""
    size = len(node.alternatives)
    for option in node.alternatives if size > 1 else ():
        rest = tuple(each for each in node.alternatives if each is not option)
        change = words.without("alternative left out", node, words.of(option))
        yield change, attrs.evolve(node, alternatives=rest, least=min(node.least, len(rest)))
    for amount in moved(Decimal(node.least)) if size > 1 else ():
        if 0 < amount <= size:
            pairs = [(f"at least {node.least}", f"at least {amount}"), ("either", "both"), (" or ", " and ")]
            yield words.swap("threshold", node, pairs), attrs.evolve(node, least=int(amount))
    if node.where is not None:
        yield words.without("condition left out", node, words.of(node.where)), attrs.evolve(node, where=None)
    if node.unless is not None:
        yield words.without("excuse left out", node, words.of(node.unless)), attrs.evolve(node, unless=None)


def limit(words: Words, node: n.Limit) -> Variants:
    """For fewer keys, without a class, without an order, for all lines."""
    for key in node.keys:
        if is_asked(key, node.selection.all_patients):
            rest = tuple(each for each in node.keys if each is not key)
            yield Change("place left out", key.node_id, words.of(key), ""), attrs.evolve(node, keys=rest)
    for quota in node.quotas:
        left = tuple(each for each in node.quotas if each is not quota)
        yield words.without("class left out", node, words.of(quota)), attrs.evolve(node, quotas=left)
    if node.ranking:
        change = Change("order left out", node.node_id, f"{words.of(node)} ranked", words.of(node))
        yield change, attrs.evolve(node, ranking=())


def quota(words: Words, node: n.Quota) -> Variants:
    """One more or fewer in a class."""
    for amount in moved(Decimal(node.most)):
        yield words.swap("threshold", node, [(str(node.most), str(amount))]), attrs.evolve(node, most=int(amount))


def rank(words: Words, node: n.Rank) -> Variants:
    """The lowest first, for the highest."""
    pairs = [("highest", "lowest"), ("lowest", "highest"), ("earliest", "latest"), ("latest", "earliest")]
    yield words.swap("order", node, pairs), attrs.evolve(node, highest=not node.highest)


REQUIREMENTS: Final[Mapping[type, Any]] = {
    n.Requires: requires,
    n.Forbids: forbids,
    n.Table: table,
    n.Row: row,
    n.RecordNeed: record,
    n.Element: element,
    n.Limit: limit,
    n.Quota: quota,
    n.Rank: rank,
}
