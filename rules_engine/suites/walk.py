"""Every node of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar, cast

import attrs

from rules_engine.ir.nodes import AmountSoFar
from rules_engine.ir.rulebook import Rule, Rulebook
from rules_engine.ir.walk import below

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
