"""Every node of a rule."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from functools import cache
from typing import Any, TypeVar, cast

import attrs

from rules_engine.ir.nodes import AmountSoFar
from rules_engine.ir.rulebook import Rule, Rulebook

T = TypeVar("T")


def put(holder: T, name: str, held: object) -> T:
    """Return a value with something else in the field of that name."""
    changed: Any = holder
    return cast(T, attrs.evolve(changed, **{name: held}))


def walk(rule: Rule) -> Iterator[Any]:
    """Yield every node of a rule, also those of the definitions that it uses, each before what stands in it."""
    waiting: list[Any] = [*rule.keys]
    waiting += (each.guard for each in reversed(rule.guarded) if each.guard is not None)
    waiting += (*reversed(rule.excuses), *reversed(rule.requirements))
    waiting += (each for each in (rule.when, rule.scope) if each is not None)
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(below(node))


def below(node: Any) -> list[Any]:
    """Return the nodes directly below a node, in the order of its fields."""
    held = [getattr(node, name) for name in _names(cast(Hashable, type(node)))]
    flat = [each for part in held for each in (part if type(part) is tuple else (part,))]
    return [each for each in flat if hasattr(each, "node_id")]


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(attrs.fields_dict(kind))


def needed(book: Rulebook, rule: Rule) -> tuple[Rule, ...]:
    """Return the rules of a rulebook without which one of its rules cannot be judged."""
    if rule.stage > 1:
        return tuple(each for each in book.rules if each is not rule)
    wanted = {*rule.after, *targets(rule)}
    for node in walk(rule):
        if isinstance(node, AmountSoFar):
            wanted |= set(node.rules)
    return tuple(each for each in book.rules if each.name in wanted and each is not rule)


def targets(rule: Rule) -> frozenset[str]:
    """Return the names of the rules by whose tables a rule downcodes."""
    return frozenset(each.target for each in (rule.outcome, *rule.guarded) if each.action == "downcode")
