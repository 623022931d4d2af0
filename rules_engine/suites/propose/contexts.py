"""Every condition of a rule, with what all others must come to so that this one decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule
from rules_engine.ir.walk import below
from rules_engine.suites.propose.levers import fields as _fields

Wanted = tuple[tuple[Any, bool], ...]
"""Parts of a rule, each with what it must come to."""


@attrs.frozen(repr=False)
class Deciding:
    """A condition that decides. contexts: what others must come to, in one of these ways.

    holder, inner: the search in whose `where` it stands, and what the rest of that must come to. of_thing: how many
    things the search may need: one, when a single thing makes the difference.
    """

    node: Any
    contexts: tuple[Wanted, ...]
    holder: Any = None
    outer: Any = None
    inner: Wanted = ()


def deciding(rule: Rule) -> Iterator[Deciding]:
    """Yield every condition of a rule in the order in which they are written."""
    scope: Wanted = () if rule.scope is None else ((rule.scope, True),)
    when: Wanted = () if rule.when is None else ((rule.when, True),)
    asked, excuses = rule.requirements, rule.excuses
    if rule.when is not None:
        not_met: Wanted = ((asked[0], False), *((each, False) for each in excuses))
        yield from _down(rule.when, (*_with(_met(asked), scope), (*scope, *not_met)))
    for each in asked:
        rest = _met([other for other in asked if other is not each])
        yield from _down(each, _with(rest, (*scope, *when)))
    for excuse in excuses:
        others: Wanted = tuple((other, False) for other in excuses if other is not excuse)
        yield from _down(excuse, tuple((*scope, *when, (need, False), *others) for need in asked))


def _met(asked: Sequence[Any]) -> tuple[Wanted, ...]:
    """Return that all are met; or that those are of which something is asked in every case."""
    strict: Wanted = tuple((each, True) for each in asked)
    lax: Wanted = tuple((each, True) for each in asked if not isinstance(each, n.Table))
    return (strict,) if strict == lax else (strict, lax)


def _down(node: Any, contexts: tuple[Wanted, ...]) -> Iterator[Deciding]:
    match node:
        case n.CountOf():
            for each in node.arguments:
                yield from _down(each, _with(contexts, _others(node, each)))
        case n.Not():
            yield from _down(node.argument, contexts)
        case n.TermRef():
            yield from _down(node.body, contexts)
        case n.Requires() | n.Forbids():
            yield from _down(node.condition, contexts)
        case n.Table():
            for row in node.rows:
                yield from _of_row(row, contexts)
        case n.RecordNeed():
            for element in node.elements:
                rest = tuple((each, True) for each in node.elements if each is not element)
                yield from _of_element(element, _with(contexts, rest))
        case _:
            yield Deciding(node, contexts)
            yield from _sought(node, contexts)


def _with(contexts: tuple[Wanted, ...], more: Wanted) -> tuple[Wanted, ...]:
    """Return the contexts with more goals; what decides whether a rule applies comes before what it asks."""
    return tuple((*more, *each) if _is_before(more, each) else (*each, *more) for each in contexts)


def _is_before(more: Wanted, each: Wanted) -> bool:
    return bool(each) and all(
        isinstance(node, n.Requires | n.Forbids | n.Table | n.RecordNeed | n.Limit | n.Payment) for node, _ in each
    )


def _others(node: n.CountOf, but: Any) -> Wanted:
    """Return what the other arguments come to when this one decides: one too few hold without it."""
    rest = [each for each in node.arguments if each is not but]
    needed = node.least - 1 if node.least > 0 else node.most
    return tuple((each, number < needed) for number, each in enumerate(rest))


def _of_row(row: n.Row, contexts: tuple[Wanted, ...]) -> Iterator[Deciding]:
    for cell in row.when:
        rest = tuple((each, True) for each in row.when if each is not cell)
        fails = _with(contexts, (*rest, (row.cells[0], False)))
        holds = _with(contexts, (*rest, *((each, True) for each in row.cells)))
        yield from _down(cell, (*fails, *holds))
    for cell in row.cells:
        rest = tuple((each, True) for each in (*row.when, *row.cells) if each is not cell)
        yield from _down(cell, _with(contexts, rest))


def _of_element(element: n.Element, contexts: tuple[Wanted, ...]) -> Iterator[Deciding]:
    where: Wanted = () if element.where is None else ((element.where, True),)
    unless: Wanted = () if element.unless is None else ((element.unless, False),)
    options = element.alternatives
    for option in options:
        rest = [each for each in options if each is not option]
        others = tuple((each, number < element.least - 1) for number, each in enumerate(rest))
        yield from _down(option, _with(contexts, (*others, *where, *unless)))
    there = tuple((each, number < element.least) for number, each in enumerate(options))
    if element.where is not None:
        yield from _down(element.where, _with(contexts, (*there, *unless)))
    if element.unless is not None:
        yield from _down(element.unless, _with(contexts, tuple((each, False) for each in options)))


def _sought(node: Any, contexts: tuple[Wanted, ...]) -> Iterator[Deciding]:
    """Yield the conditions that a search asks of what it finds."""
    for holder in _holders(node):
        where = holder.selection.where
        if where is not None:
            for each in _down(where, ((),)):
                if each.holder is None:
                    yield Deciding(each.node, contexts, holder, node, each.contexts[0])


def _holders(node: Any) -> Sequence[Any]:
    if isinstance(node, n.Quantified | n.Limit):
        return [node]
    found = [each for each in below(node) if not isinstance(each, n.Selection)]
    return [
        holder
        for each in found
        for holder in ([each] if isinstance(each, n.Aggregate) else _holders(each))
        if holder is not None
    ]


def has_facts(node: Any) -> bool:
    """Return whether a condition reads a fact of the claim at all."""
    return next(_fields(node), None) is not None
