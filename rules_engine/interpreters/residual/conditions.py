"""What is left of a condition under what is known: a condition that says the same of every completion."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

import attrs

from rules_engine.interpreters.residual.known import NOTHING, Known
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind
from rules_engine.trace.result import Truth
from rules_engine.trace.words import is_secret

DATES: Final = (n.ShiftDate, n.BusinessShift, n.BusinessDay, n.CycleDay, n.Pick)
"""Days that are worked out; what they come to is told beside a fact that is not of the record."""
THRESHOLDS: Final = (n.NamedValue, n.Lookup)
"""Amounts of the policy itself; what they come to is told."""


def settled(holds: bool, of: Any) -> n.CountOf:
    """Return the condition that always holds, or never; of: the node in whose place it stands."""
    return n.CountOf(of.node_id, 0 if holds else 1, -1, ())


def truth_of(node: Any) -> Truth:
    """Return what a condition says of every completion; unknown while that depends on it."""
    if not isinstance(node, n.CountOf) or node.arguments:
        return Truth.UNKNOWN
    return Truth.TRUE if node.least <= 0 else Truth.FALSE


def condition(known: Known, node: Any) -> Any:
    """Return what is left of a condition."""
    match node:
        case n.CountOf():
            return _count_of(known, node)
        case n.Not():
            return negated(node, condition(known, node.argument))
        case n.TermRef():
            body = condition(known, node.body)
            return node if body is node.body else body
    found = known.truth(node)
    return folded(known, node) if found is Truth.UNKNOWN else settled(found is Truth.TRUE, node)


def negated(node: Any, argument: Any) -> Any:
    """Return the opposite of what is left. node: the negation in whose place it stands."""
    found = truth_of(argument)
    if found is not Truth.UNKNOWN:
        return settled(found is Truth.FALSE, node)
    return attrs.evolve(node, argument=argument)


def _count_of(known: Known, node: n.CountOf) -> Any:
    return counted(node, [condition(known, each) for each in node.arguments])


def counted(node: n.CountOf, arguments: list[Any]) -> Any:
    """Return a count without those that hold for sure, which lower its bounds, and those that never do."""
    left = [each for each in arguments if truth_of(each) is Truth.UNKNOWN]
    sure = sum(truth_of(each) is Truth.TRUE for each in arguments)
    least = max(0, node.least - sure)
    most = -1 if node.most < 0 or node.most - sure >= len(left) else node.most - sure
    if least > len(left) or (node.most >= 0 and sure > node.most):
        return settled(False, node)
    if least == 0 and most < 0:
        return settled(True, node)
    if len(left) == 1 and least == 1:
        return left[0]
    is_same = len(left) == len(node.arguments) and all(map(_is, left, node.arguments))
    return node if is_same else attrs.evolve(node, least=least, most=most, arguments=tuple(left))


def _is(one: Any, other: Any) -> bool:
    return one is other


def every(of: Any, parts: Iterable[Any]) -> Any:
    """Return the condition that all parts hold, which are what is left of conditions already."""
    held = tuple(parts)
    return counted(n.CountOf(of.node_id, len(held), -1, held), list(held))


# --- worked-out values --------------------------------------------------------------------------------------------


def folded(known: Known, node: Any) -> Any:
    """Return a comparison with a threshold or a worked-out day as what it came to.

    Nothing is worked out beside a fact of the record, unless it is an amount of the policy itself: what is asked of
    the record is told in the words of the policy, and is never a value to enter.
    """
    match node:
        case n.Compare():
            left, right = _value(known, node.left, node.right), _value(known, node.right, node.left)
            is_same = left is node.left and right is node.right
            return node if is_same else attrs.evolve(node, left=left, right=right)
        case n.Between():
            low, high = (_value(known, each, node.value) for each in (node.low, node.high))
            is_same = low is node.low and high is node.high
            return node if is_same else attrs.evolve(node, low=low, high=high)
    return node


def threshold(known: Known, node: Any) -> Any:
    """Return an amount of the policy as what it came to, where that is known."""
    if not isinstance(node, THRESHOLDS):
        return node
    found: Any = known.value(node)
    return node if found is NOTHING else n.Literal(node.node_id, found, node.type)


def _value(known: Known, node: Any, beside: Any) -> Any:
    if not isinstance(node, DATES):
        return threshold(known, node)
    found = known.value(node)
    if found is NOTHING or not _is_plain_day(known, node, found, beside):
        return node
    return n.Literal(node.node_id, found, node.type)


def _is_plain_day(known: Known, node: Any, found: Any, beside: Any) -> bool:
    """A day that is worked out from a birth date would tell it."""
    is_day = node.type.kind is TypeKind.DATE and isinstance(found, date)
    return is_day and not known.is_clinical(beside) and not is_secret(node)
