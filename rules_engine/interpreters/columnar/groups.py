"""Rules about a claim or about groups of its lines are judged on the first line that they may speak of."""

from __future__ import annotations

import numpy as np

from rules_engine.batches.batch import Batch
from rules_engine.batches.vector import Array, Kind, Vector
from rules_engine.interpreters.columnar.coverage import CODE
from rules_engine.interpreters.columnar.scene import Scene
from rules_engine.interpreters.columnar.values import cycle_days
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule


def can_apply(batch: Batch, rule: Rule, size: int) -> Array:
    """Return of which lines a rule may speak by their code; an absent code may be any."""
    if rule.codes is None:
        return np.ones(size, bool)
    code = batch.read(CODE)
    if code.kind is Kind.NOTHING:
        return np.ones(size, bool)
    codes = frozenset(rule.codes)
    holds = np.asarray([value is None or value in codes for value in code.values], bool)
    return np.broadcast_to(holds if code.index is None else holds[code.index], (size,))


def first_lines(batch: Batch, rule: Rule) -> Array:
    """Return the first line of each claim, where the rule may speak of it."""
    starts, size = batch.starts, int(batch.starts[-1])
    first = starts[:-1][np.diff(starts) > 0]
    return first[can_apply(batch, rule, size)[first]] if len(first) else first


def first_of_groups(scene: Scene, rule: Rule) -> tuple[Array, Array]:
    """Return the first line of each group that the rule may speak of, and of every line the row of its group, or -1.

    A line whose key is absent stands alone.
    """
    starts, size = scene.batch.starts, scene.size
    claim = np.repeat(np.arange(len(starts) - 1), np.diff(starts))
    keys = [claim]
    alone = np.zeros(size, bool)
    for key in rule.keys:
        for vector in _key(scene, key):
            number, gone = _numbered(vector, size)
            keys.append(number)
            alone |= gone
    keys.append(np.where(alone, np.arange(size), -1))
    _, group = np.unique(
        np.stack([np.where(alone, 0, each) for each in keys[1:-1]] + [claim, keys[-1]]), axis=1, return_inverse=True
    )
    group = group.reshape(-1)
    able = np.flatnonzero(can_apply(scene.batch, rule, size))
    found, at = np.unique(group[able], return_index=True)
    order = np.argsort(able[at], kind="stable")
    rows = able[at][order]
    row_of = np.full(int(group.max()) + 1 if size else 0, -1)
    row_of[found[order]] = np.arange(len(rows))
    return rows, row_of[group]


def _key(scene: Scene, key: n.Same | n.Cycle) -> tuple[Vector, ...]:
    if isinstance(key, n.Cycle):
        return cycle_days(scene, key)
    return (scene.read(key.path),)


def _numbered(vector: Vector, size: int) -> tuple[Array, Array]:
    """Return the same number for rows that have the same, and which rows have nothing."""
    spread = vector.spread()
    gone = np.zeros(size, bool) if spread.absent is None else np.broadcast_to(spread.absent != 0, (size,))
    if spread.kind is Kind.NOTHING:
        return np.zeros(size, np.int64), gone
    if spread.values.dtype == object:
        codes: dict[object, int] = {}
        number = np.asarray([codes.setdefault(each, len(codes)) for each in spread.values], np.int64)
    else:
        number = spread.values
    return np.broadcast_to(number, (size,)), gone
