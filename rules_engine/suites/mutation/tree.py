"""Every change of a node and of what stands below it, one at a time."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from functools import cache
from typing import Any, Final, cast

import attrs

from rules_engine.ir import nodes as n
from rules_engine.suites.mutation.conditions import CONDITIONS
from rules_engine.suites.mutation.model import Change
from rules_engine.suites.mutation.requirements import REQUIREMENTS
from rules_engine.suites.mutation.selections import SELECTIONS, quantifies_others
from rules_engine.suites.mutation.values import VALUES, Variants
from rules_engine.suites.mutation.words import Words
from rules_engine.suites.walk import put

OPERATORS: Final[Mapping[type, Any]] = {**VALUES, **CONDITIONS, **SELECTIONS, **REQUIREMENTS}
_LEAVES: Final = (n.Compare, n.Between, n.In, n.Under, n.Includes, n.Near, n.Quantified, n.Limit, n.Payment, n.Element)
"""Nodes in whose words a change of what stands in them is told."""


def variants(words: Words, node: Any) -> Variants:
    """Yield each change of a node or of what stands below it, with the node that it makes."""
    kind = type(node)
    operator = OPERATORS.get(kind)
    if operator is not None:
        yield from operator(words, node)
    if kind is n.Quantified:
        yield from quantifies_others(words, node)
    level = 2 if kind is n.Row else 1 if kind in _LEAVES else 0
    for change, made in _below(words, node):
        yield (words.lift(change, node, level) if level else change), made


def _below(words: Words, node: Any) -> Variants:
    for name in _parts(cast(Hashable, type(node))):
        held = getattr(node, name)
        if type(held) is tuple:
            for place, each in enumerate(held):
                for change, made in variants(words, each) if hasattr(each, "node_id") else ():
                    yield change, put(node, name, (*held[:place], made, *held[place + 1 :]))
        elif hasattr(held, "node_id"):
            for change, made in variants(words, held):
                if not _is_said_twice(node, held, change):
                    yield change, put(node, name, made)


def _is_said_twice(node: Any, held: Any, change: Change) -> bool:
    """A condition turned round below a `not`, or as the whole of a requirement, is that turned round itself."""
    is_turned = change.kind in ("turned round", "some or no") and change.node == held.node_id
    return is_turned and isinstance(node, n.Not | n.Requires | n.Forbids)


@cache
def _parts(kind: Any) -> tuple[str, ...]:
    """Names of the fields of a node that hold nodes; what a field reads, and a list of literals, is no part."""
    if kind in (n.Field, n.Rank, n.Lookup, n.NamedValue, n.Meant, n.AmountSoFar):
        return ()
    skipped = {n.Includes: {"items"}, n.AsOf: {"field"}, n.Payment: {"amount"}, n.Cycle: {"anchor", "start"}}
    return tuple(each.name for each in attrs.fields(kind) if each.name not in skipped.get(kind, ()))
