"""Providers and authorizations of a claim: what its lines say of the same one is one record.

A column says something where it is not null. What one line of a claim says of a provider holds on each line of the
claim that names this provider, in whatever role. Two that say different things cannot both be right.
"""

from __future__ import annotations

import attrs
import numpy as np

from rules_engine.batches.making import gone, index_of
from rules_engine.batches.reading import Reading
from rules_engine.batches.table import NPI_OF, NUMBER
from rules_engine.batches.vector import NOT_SUPPLIED, Array, Kind


@attrs.frozen(eq=False, repr=False)
class Merged:
    """Where an attribute of the record that a row names is said.

    root: of each row the place in `roots` whose column says it, -1 where nothing does. row: the row that says it.
    conflicts: rows that say something else than another row of the claim, or None when it was not looked for.
    """

    roots: tuple[str, ...]
    root: Array
    row: Array
    conflicts: Array


def merged(reading: Reading, claim_of: Array, root: str, name: str) -> Merged:
    """Return where an attribute of the record that a root stands for is said, for each row."""
    size = reading.size
    family = tuple(NPI_OF) if root in NPI_OF else (root,)
    roots = tuple(each for each in family if reading.has(f"{each}.{name}") or reading.has(f"{each}.{name}.absent"))
    rows = np.arange(size)
    nowhere = Merged(roots, np.full(size, -1, np.int8), rows, np.zeros(size, bool))
    if not roots:
        return nowhere
    keys = _keys(reading, (*roots, root))
    own = keys[-1]
    said = [_said(reading, each, name, key) for each, key in zip(roots, keys, strict=False)]
    if roots == (root,) and _is_plain(reading, root, name, own, claim_of):
        return Merged(roots, np.where(said[0], np.int8(0), np.int8(-1)), rows, np.zeros(size, bool))
    which = np.concatenate([np.flatnonzero(each) for each in said])
    if not len(which):
        return nowhere
    from_root = np.repeat(np.arange(len(roots), dtype=np.int8), [int(each.sum()) for each in said])
    most = max(int(key.max()) for key in keys) + 2
    named = np.concatenate([claim_of[each] * most + key[each] for each, key in zip(said, keys, strict=False)])
    order = np.lexsort((which, from_root, named))
    heads = np.ones(len(order), bool)
    heads[1:] = np.diff(named[order]) != 0
    head = order[np.maximum.accumulate(np.where(heads, np.arange(len(order)), 0))]
    wanted = claim_of * most + own
    at = np.searchsorted(named[order], wanted)
    at = np.minimum(at, len(order) - 1)
    has = (named[order][at] == wanted) & (own >= 0)
    conflicts = np.zeros(size, bool)
    conflicts[which[order[_differ(reading, roots, name, from_root, which, order, head)]]] = True
    first = order[at]
    return Merged(roots, np.where(has, from_root[first], np.int8(-1)), np.where(has, which[first], rows), conflicts)


def _said(reading: Reading, root: str, name: str, key: Array) -> Array:
    vector = reading.vector(f"{root}.{name}")
    why = gone(vector, reading.size)
    return np.asarray((why != NOT_SUPPLIED) & (key >= 0))


def _keys(reading: Reading, roots: tuple[str, ...]) -> list[Array]:
    """Return for each root the number of what each row names, the same for all roots; -1 where it names nothing."""
    numbers: dict[str, int] = {}
    found = []
    for root in roots:
        vector = reading.vector(".".join(NPI_OF.get(root, NUMBER)))
        if vector.kind is Kind.NOTHING:
            found.append(np.full(reading.size, -1, np.int64))
            continue
        codes = [numbers.setdefault(each, len(numbers)) if each is not None else -1 for each in vector.values]
        held = np.asarray(codes, np.int64)
        if vector.absent is not None:
            held[vector.absent != 0] = -1
        found.append(held[index_of(vector, reading.size)])
    return found


def _is_plain(reading: Reading, root: str, name: str, own: Array, claim_of: Array) -> bool:
    """Return whether every claim names one provider and says one thing, on lines that stand together."""
    together = claim_of[1:] == claim_of[:-1]
    if bool((together & (own[1:] != own[:-1])).any()):
        return False
    if (np.diff(claim_of) < 0).any():
        return False
    vector = reading.vector(f"{root}.{name}")
    if vector.is_constant:
        return True
    if f"{root}.{name}" in reading.items:
        return False
    index = index_of(vector, reading.size)
    return not bool((together & (index[1:] != index[:-1])).any())


def _differ(
    reading: Reading, roots: tuple[str, ...], name: str, from_root: Array, which: Array, order: Array, head: Array
) -> Array:
    """Return of what is said, in its order, whether it differs from what was said first of the same one."""
    said = _codes(reading, roots, name, from_root, which)
    return np.asarray(said[order] != said[head])


def _codes(reading: Reading, roots: tuple[str, ...], name: str, from_root: Array, which: Array) -> Array:
    """Return a number for what each says, the same for the same."""
    if any(f"{root}.{name}" in reading.items for root in roots):
        return _codes_of_records(reading, roots, name, from_root, which)
    numbers: dict[object, int] = {}
    found = np.empty(len(which), np.int64)
    for place, root in enumerate(roots):
        vector = reading.vector(f"{root}.{name}")
        codes = [numbers.setdefault(_plain(vector.entry(k)), len(numbers)) for k in range(len(vector.values))]
        here = from_root == place
        found[here] = np.asarray(codes, np.int64)[index_of(vector, reading.size)[which[here]]]
    return found


def _plain(value: object) -> object:
    return (type(value), value)


def _codes_of_records(reading: Reading, roots: tuple[str, ...], name: str, from_root: Array, which: Array) -> Array:
    from rules_engine.batches.decoding import value_of

    numbers: dict[object, int] = {}
    said = [value_of(reading, f"{roots[root]}.{name}", row) for root, row in zip(from_root, which, strict=True)]
    return np.asarray([numbers.setdefault(_plain(each), len(numbers)) for each in said], np.int64)
