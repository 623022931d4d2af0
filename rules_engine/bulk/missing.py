"""Which facts an open rule looks at that are not there: what may settle it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
import numpy as np

from rules_engine.batches.batch import Batch, CannotError, Path
from rules_engine.batches.vector import Array
from rules_engine.interpreters.columnar import Answer
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule
from rules_engine.ir.walk import walk


@attrs.frozen(eq=False, repr=False)
class Looked:
    """What a rule looks at. facts: names and paths of facts of the line. others: what is searched, by name."""

    facts: tuple[tuple[str, Path], ...]
    others: tuple[str, ...]


def looked_at(rule: Rule) -> Looked:
    """Return what a rule looks at, each name once."""
    facts: dict[tuple[str, Path], None] = {}
    others: dict[str, None] = {}
    for part in (rule.scope, rule.when, *rule.requirements, *rule.excuses):
        for node in walk(part) if part is not None else ():
            match node:
                case n.Field(owner=n.Owner.THIS):
                    facts[node.name, node.path] = None
                case n.Selection() if not any(isinstance(each, n.OnClaim) for each in node.places):
                    others["history" if node.kind == "line" else node.kind] = None
                case n.Lookup() | n.InRows():
                    others[f"reference {node.reference}"] = None
                case n.Attested():
                    others[f"answer of {node.role}"] = None
    if rule.validity.from_day is not None or rule.validity.through_day is not None:
        facts[rule.validity.axis, rule.validity.path] = None
    return Looked(tuple(facts), tuple(others))


def missing(batch: Batch, answer: Answer, looks: dict[int, Looked]) -> Iterator[tuple[Array, str]]:
    """Yield lines with the name of a fact that is absent there and that an open rule looks at.

    Where all such facts are there, what the rule searches is named. looks: kept from batch to batch, by rule.
    """
    rows, rules = answer.unknown
    if not len(rows):
        return
    order = np.argsort(rules, kind="stable")
    rows, rules = rows[order], rules[order]
    numbers, first = np.unique(rules, return_index=True)
    for number, lines in zip(numbers.tolist(), np.split(rows, first[1:]), strict=True):
        if number not in looks:
            looks[number] = looked_at(answer.rule(number))
        yield from _of_rule(batch, looks[number], lines)


def _of_rule(batch: Batch, looked: Looked, lines: Array) -> Iterator[tuple[Array, str]]:
    settled = np.zeros(len(lines), bool)
    for name, path in looked.facts:
        gone = _gone(batch, path, lines)
        if gone.any():
            settled |= gone
            yield lines[gone], name
    for name in looked.others:
        if not settled.all():
            yield lines[~settled], name


def _gone(batch: Batch, path: Path, lines: Array) -> Any:
    try:
        vector = batch.read(path).at(lines)
    except CannotError:
        return np.zeros(len(lines), bool)
    if vector.absent is None:
        return np.zeros(len(lines), bool)
    absent = vector.absent != 0
    return np.broadcast_to(absent if vector.index is None else absent[vector.index], (len(lines),))
