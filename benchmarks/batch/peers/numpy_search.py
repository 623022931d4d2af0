"""Hand-written NumPy: services and pairs of codes, found by sorted search in rising numbers."""

from __future__ import annotations

from typing import Final

import numpy as np
import pyarrow as pa

from benchmarks.batch import wide
from benchmarks.batch.answer import Answer, verdicts_of
from benchmarks.batch.columns import Numbers
from benchmarks.batch.peers import decoded
from benchmarks.batch.rules import Rule

RULES: Final = tuple(
    Rule(name, (), action) for name, action in zip(wide.NAMES, ("deny", "hold", "deny", "deny", "warn"), strict=True)
)
_COVERED, _UNITS, _NEVER, _UNLESS_SEPARATE, _SPAN = range(len(RULES))
_ROW: Final = 32  # bits of a row below what it looks for
_CODES: Final = {code: number for number, code in enumerate(wide.CODES)}
_PLACES: Final = {place: number for number, place in enumerate(wide.PLACES)}
Found = list[tuple[int, Numbers]]


def judge(batch: pa.RecordBatch, known: wide.Facts) -> Answer:
    """Return what the five rules say of a batch."""
    code = _numbers(batch, "line.code", _CODES)
    place = _numbers(batch, "line.place_of_service", _PLACES)
    claim_of, claims = decoded.claims(batch.column("claim.claim_id"))
    units = decoded.filled(batch.column("line.units"), None, 0)
    separate = decoded.sets(batch.column("line.modifiers"), ("59",))
    not_met: Found = []
    unknown: Found = []
    is_listed, at = _found(known.service, code * len(wide.PLACES) + place)
    is_listed &= place != wide.NO_PLACE
    placeless = np.flatnonzero(place == wide.NO_PLACE)
    not_met.append((_COVERED, np.flatnonzero(~(is_listed & known.covered[at]) & (place != wide.NO_PLACE))))
    not_met.append((_UNITS, np.flatnonzero(is_listed & (units > known.units[at]))))
    unknown += [(_COVERED, placeless), (_UNITS, placeless)]
    _pairs(known, code, claim_of, separate, not_met, unknown)
    span = np.searchsorted(known.span_starts, code, "right") - 1
    not_met.append((_SPAN, np.flatnonzero(code > known.span_ends[span])))
    sides = _joined(not_met), _joined(unknown)
    unchecked = np.flatnonzero(~is_listed & (place != wide.NO_PLACE))
    return Answer(verdicts_of(RULES, claim_of, claims, *sides, unchecked), *sides)


def _numbers(batch: pa.RecordBatch, name: str, places: dict[str, int]) -> Numbers:
    """Return each value's place among those known, by one look-up for each word of the batch."""
    values, listed = decoded.words(batch.column(name))
    return np.array([*[places[each] for each in listed], len(places)], np.int32)[values]


def _found(rising: Numbers, wanted: Numbers) -> tuple[Numbers, Numbers]:
    at = np.searchsorted(rising, wanted)
    np.minimum(at, len(rising) - 1, out=at)
    return rising[at] == wanted, at


def _pairs(known: wide.Facts, code: Numbers, claim_of: Numbers, separate: Numbers, no: Found, unsure: Found) -> None:
    """Hold every line against every other of its claim; what is looked for is sorted before, with its row."""
    mine, theirs = _others(claim_of)
    all_ = np.sort((code[mine] * len(wide.CODES) + code[theirs]).astype(np.int64) << _ROW | mine)
    is_pair, at = _found(known.pair, (all_ >> _ROW).astype(np.int32))
    hits, indicator = all_[is_pair] & (2**_ROW - 1), known.indicator[at[is_pair]]
    no.append((_NEVER, np.unique(hits[indicator == 0])))
    hit = np.zeros(len(code), bool)
    hit[hits[indicator == 1]] = True
    no.append((_UNLESS_SEPARATE, np.flatnonzero(hit & (separate == 0))))
    unsure.append((_UNLESS_SEPARATE, np.flatnonzero(separate == 2)))


def _others(claim_of: Numbers) -> tuple[Numbers, Numbers]:
    """Return each line of a claim with several, beside each other line of it."""
    order = np.argsort(claim_of, kind="stable")  # quick where claims stand in order already
    sizes = np.bincount(claim_of)
    starts = np.cumsum(sizes) - sizes
    rows = np.flatnonzero(sizes[claim_of] > 1)
    claim, count = claim_of[rows], sizes[claim_of[rows]]
    mine = np.repeat(rows, count)
    place = np.arange(len(mine)) + np.repeat(starts[claim] - (np.cumsum(count) - count), count)
    theirs = order[place]
    is_other = mine != theirs
    return mine[is_other], theirs[is_other]


def _joined(found: Found) -> tuple[Numbers, Numbers]:
    rules = [np.full(len(rows), rule, np.int16) for rule, rows in found]
    return np.concatenate([rows for _, rows in found]), np.concatenate(rules)
