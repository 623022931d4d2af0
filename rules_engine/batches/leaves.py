"""One Arrow column to a vector: entries are checked as the other adapters check values, once each.

Codes of faults are those of `rules_engine.claims.read.faults`; a fault is told by the rows that have it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import time
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import types as t

from rules_engine.batches.making import nothing, ranged
from rules_engine.batches.table import Fault, TableError
from rules_engine.batches.texts import are_plain
from rules_engine.batches.types import NUMBERS, is_text
from rules_engine.batches.vector import MOST_PLACES, NOT_SUPPLIED, Array, Vector, micros_of, objects, small
from rules_engine.batches.vector import Kind as Held
from rules_engine.claims.read.faults import MAX_TEXT, FaultError
from rules_engine.claims.read.leaves import FIRST_YEAR, LEAVES, LIMIT, PATTERNS
from rules_engine.claims.read.lexical import PLACES
from rules_engine.claims.shapes import Kind

Bad = list[tuple[str, Array]]
"""Codes of faults, each with the numbers of the rows that have it."""

_EPOCH: Final = 719_163  # the ordinal of 1970-01-01
_FIRST_DAY: Final = 693_596  # 1900-01-01
_LAST_DAY: Final = 3_652_059  # 9999-12-31
_A_DAY_OF_MILLISECONDS: Final = 86_400_000
_FEW: Final = 300  # so many entries are checked one by one
_PER_SECOND: Final = {"s": 1, "ms": 10**3, "us": 10**6, "ns": 10**9}
_FITS: Final = 2**53  # whole numbers up to here are exact in a float
_CHECKED: Final = "[!-~](?:[ -~]*[!-~])?"

assert FIRST_YEAR == 1900


def leaf(kind: Kind, given: pa.Array, name: str = "") -> tuple[Vector, Bad]:
    """Return a column as a vector, a row each, and its faults; null is NOT_SUPPLIED.

    given: of a type that `table.check` takes for the kind. name: of the column, for TableError: raised when the column
    as a whole cannot be read (fractions in floats, an index beyond its dictionary).
    """
    size = len(given)
    if t.is_null(given.type) or given.null_count == size:
        return nothing(), []
    if t.is_dictionary(given.type):
        return _of_dictionary(kind, given, name)
    if is_text(given.type):
        plain = given.cast(pa.large_string()) if t.is_string_view(given.type) else given
        return _of_dictionary(kind, plain.dictionary_encode(), name)
    return _READERS[kind](given, name)


# --- dictionaries ---------------------------------------------------------------------------------


def _of_dictionary(kind: Kind, given: pa.DictionaryArray, name: str) -> tuple[Vector, Bad]:
    entries, index = given.dictionary, index_of_dictionary(given, name)
    if not len(entries):
        return nothing(), []
    made, bad = _entries(kind, entries, name)
    if given.null_count:
        made = _with_null(made, len(entries))
    found = Vector(made.kind, made.values, made.absent, index, made.places)
    faults: Bad = []
    for code, numbers in bad:
        marked = np.zeros(len(entries) + 1, bool)
        marked[numbers] = True
        rows = np.flatnonzero(marked[index])
        if len(rows):
            faults.append((code, rows))
    return found, faults


def index_of_dictionary(given: pa.DictionaryArray, name: str) -> Array:
    """Return the entry of each row, without a copy where there is no null; null is one past the last entry."""
    entries, indices = len(given.dictionary), given.indices
    if given.null_count:
        if entries > _most(indices.type):
            indices = indices.cast(pa.int64())
        held = indices.fill_null(entries).to_numpy()
    else:
        held = indices.to_numpy()
    if held.dtype.kind == "i":
        held = held.view(held.dtype.str.replace("i", "u"))  # a negative index is then beyond every entry
    if len(held) and int(held.max()) >= entries + bool(given.null_count):
        message = f"`{name}` has an index beyond its dictionary"
        raise TableError((Fault("broken-column", name, message, "write the column anew"),))
    wanted = small(entries + bool(given.null_count))
    if held.dtype.itemsize > np.dtype(wanted).itemsize or held.dtype.itemsize > 4:
        held = held.astype(wanted)
    index: Array = held
    return index


def _most(given: pa.DataType) -> int:
    return int(2 ** (given.bit_width - t.is_signed_integer(given)) - 1)


def _with_null(made: Vector, entries: int) -> Vector:
    """Return entries with one more that is absent."""
    values = np.broadcast_to(made.values, (entries,)) if len(made.values) != entries else made.values
    absent = np.zeros(entries, np.uint8) if made.absent is None else np.broadcast_to(made.absent, (entries,))
    last = objects([None]) if values.dtype == object else np.ones(1, values.dtype)
    if made.kind is Held.NUMBER and made.is_decimal:
        last = values[:1]
    absent = np.concatenate((absent, np.asarray([NOT_SUPPLIED], np.uint8)))
    return Vector(made.kind, np.concatenate((values, last)), absent, None, made.places)


def _entries(kind: Kind, entries: pa.Array, name: str) -> tuple[Vector, Bad]:
    """Return the values of a dictionary as entries without an index."""
    if not is_text(entries.type):
        made, bad = _READERS[kind](entries, name) if entries.null_count < len(entries) else (nothing(len(entries)), [])
        spread = made.spread()
        if len(spread.values) != len(entries):
            return nothing(len(entries)), bad
        return spread, bad
    if t.is_string_view(entries.type):
        entries = entries.cast(pa.large_string())
    if kind in (Kind.DAY, Kind.CLOCK):
        return _written(kind, entries)
    absent = None
    if entries.null_count:
        absent = np.where(entries.is_null().to_numpy(zero_copy_only=False), np.uint8(NOT_SUPPLIED), np.uint8(0))
    return Vector(Held.OBJECT, _texts(entries), absent), bad_texts(kind, entries)


def _texts(entries: pa.Array) -> Array:
    held: Array = entries.to_numpy(zero_copy_only=False)
    return held


def bad_texts(kind: Kind, entries: pa.Array) -> Bad:
    """Return which texts are not of a kind, by code of the fault."""
    suspects = range(len(entries)) if len(entries) <= _FEW else _suspects(kind, entries)
    found: dict[str, list[int]] = {}
    for number in suspects:
        value = entries[int(number)].as_py()
        if value is not None:
            try:
                LEAVES[kind](value)
            except FaultError as fault:
                found.setdefault(fault.code, []).append(int(number))
    return [(code, np.asarray(numbers, np.int64)) for code, numbers in found.items()]


def _suspects(kind: Kind, entries: pa.Array) -> Array:
    """Return the numbers of texts that are not plainly right."""
    if kind in (Kind.TEXT, Kind.NAME) and are_plain(entries):
        return np.zeros(0, np.int64)
    pattern = _CHECKED if kind in (Kind.TEXT, Kind.NAME) else PATTERNS[kind]
    right = pc.match_substring_regex(entries, rf"\A(?:{pattern})\z")
    right = pc.and_(right, pc.less_equal(pc.binary_length(entries), MAX_TEXT))
    return np.flatnonzero(~right.fill_null(True).to_numpy(zero_copy_only=False))


def _written(kind: Kind, entries: pa.Array) -> tuple[Vector, Bad]:
    """Return dates or times that are written as text."""
    held = np.ones(len(entries), np.int64) if kind is Kind.DAY else np.zeros(len(entries), np.int64)
    absent = np.zeros(len(entries), np.uint8)
    bad: list[int] = []
    code = ""
    for number, value in enumerate(entries.to_pylist()):
        if value is None:
            absent[number] = NOT_SUPPLIED
            continue
        try:
            found: Any = LEAVES[kind](value)
            held[number] = micros_of(found) if type(found) is time else found.toordinal()
        except FaultError as fault:
            code = fault.code
            bad.append(number)
    made = Vector(Held.DATE if kind is Kind.DAY else Held.TIME, held, absent if absent.any() else None)
    return made, [(code, np.asarray(bad, np.int64))] if bad else []


# --- plain columns --------------------------------------------------------------------------------


def gone_of(given: pa.Array) -> Array | None:
    """Return where a column is null, or None when it is null nowhere."""
    if not given.null_count:
        return None
    found: Array = given.is_null().to_numpy(zero_copy_only=False)
    return found


def _whole(given: pa.Array, fill: int = 0) -> Array:
    """Return the numbers of a column of whole numbers; some number where it is null."""
    held: Array = (given.fill_null(fill) if given.null_count else given).to_numpy(zero_copy_only=False)
    return held


def _rows(held: Array, gone: Array | None) -> Array:
    return np.flatnonzero(held if gone is None else held & ~gone)


def _bad(code: str, which: Array, gone: Array | None) -> Bad:
    rows = _rows(which, gone) if which.any() else ()
    return [(code, np.asarray(rows))] if len(rows) else []


def _days(given: pa.Array, _: str) -> tuple[Vector, Bad]:
    gone = gone_of(given)
    if t.is_date64(given.type):
        moments = _whole(given.view(pa.int64()))
        held = moments // _A_DAY_OF_MILLISECONDS + _EPOCH
        bad = _bad("bad-date", moments % _A_DAY_OF_MILLISECONDS != 0, gone)
    else:
        held = _whole(given.view(pa.int32())).astype(np.int64) + _EPOCH
        bad = []
    if len(held) and (int(held.min()) < _FIRST_DAY or int(held.max()) > _LAST_DAY):
        outside = (held < _FIRST_DAY) | (held > _LAST_DAY)
        bad += _bad("bad-date", outside, gone)
        held = np.where(outside, _EPOCH, held)
    return ranged(Held.DATE, held, gone), bad


def _times(given: pa.Array, _: str) -> tuple[Vector, Bad]:
    gone, scale = gone_of(given), _PER_SECOND[given.type.unit]
    held = _whole(given.view(pa.int32() if t.is_time32(given.type) else pa.int64())).astype(np.int64)
    wrong = (held < 0) | (held >= 86_400 * scale) | (held % (scale // 10**6) != 0 if scale > 10**6 else False)
    held = held // 1000 if scale == 10**9 else held * (10**6 // scale)
    bad = _bad("bad-time", wrong, gone)
    return ranged(Held.TIME, np.where(wrong, 0, held) if bad else held, gone), bad


def _flags(given: pa.Array, _: str) -> tuple[Vector, Bad]:
    held = _whole(given.cast(pa.uint8()), 2)
    absent = np.asarray([0, 0, NOT_SUPPLIED], np.uint8) if given.null_count else None
    return Vector(Held.OBJECT, objects([False, True, None] if given.null_count else [False, True]), absent, held), []


def _amounts(least: int | None) -> Callable[[pa.Array, str], tuple[Vector, Bad]]:
    def read(given: pa.Array, name: str) -> tuple[Vector, Bad]:
        gone = gone_of(given)
        held, places, wrong = _scaled(given, name)
        bad = [] if wrong is None else _bad("too-many-digits", wrong, gone)
        if least is not None:
            low = held < least * 10**places
            bad += _bad("negative-number" if least == 0 else "not-whole", low, gone)
        if bad:
            rows = np.concatenate([rows for _, rows in bad])
            held = held.copy()
            held[rows] = max(1, least or 0)
        return ranged(Held.NUMBER, held, gone, places), bad

    return read


def _whole_numbers(given: pa.Array, name: str) -> tuple[Vector, Bad]:
    made, bad = _AT_LEAST_ONE(given, name)
    if made.kind is not Held.NUMBER or not made.places:
        return made, bad
    factor = 10**made.places
    rest = made.values % factor != 0
    size = len(given)
    wrong = np.broadcast_to(rest if made.index is None else rest[made.index], (size,))
    bad += _bad("not-whole", wrong, gone_of(given))
    return Vector(made.kind, made.values // factor, made.absent, made.index), bad


def _scaled(given: pa.Array, name: str) -> tuple[Array, int, Array | None]:
    """Return numbers as scaled integers, their decimal places, and a mask of those with too many digits."""
    if t.is_floating(given.type):
        held = _floats(given, name)
    elif t.is_decimal(given.type):
        return _decimals(given)
    else:
        held = _whole(given)
    if held.dtype.itemsize < 8 and held.dtype.kind in "iu":
        return held.astype(np.int64), 0, None
    wrong = (held >= LIMIT) | (held <= -LIMIT)
    return np.where(wrong, 0, held).astype(np.int64), 0, wrong if wrong.any() else None


def _floats(given: pa.Array, name: str) -> Array:
    held = _whole(given.cast(pa.float64()))
    if not (np.isfinite(held) & (np.abs(held) < _FITS) & (held == np.floor(held))).all():
        message = f"`{name}` is {given.type} and holds fractions"
        help = "cast to decimal128 where the numbers come from: a float is not the number that was written"
        raise TableError((Fault("fractions", name, message, help),))
    return held.astype(np.int64)


def _decimals(given: pa.Array) -> tuple[Array, int, Array | None]:
    """Decimal128 is two words of 64 bits; the numbers that are taken in fit into the lower one."""
    scale = given.type.scale
    if given.type.bit_width != 128:
        given = given.cast(pa.decimal128(38, scale))
    words = np.frombuffer(given.buffers()[1], np.int64).reshape(-1, 2)[given.offset : given.offset + len(given)]
    held, high = words[:, 0], words[:, 1]
    wrong = high != held >> 63
    if scale < 0 or scale > MOST_PLACES:
        return _odd_decimals(given, scale)
    if scale > PLACES:
        factor = 10 ** (scale - PLACES)
        wrong = wrong | (held % factor != 0)
        held, scale = held // factor, PLACES
    most = LIMIT * 10**scale
    wrong = wrong | (held >= most) | (held <= -most)
    if given.null_count and wrong.any():
        wrong = wrong & given.is_valid().to_numpy(zero_copy_only=False)  # what lies under a null is nothing
    wide = np.where(wrong, 0, held) if wrong.any() else held
    return wide, scale, wrong if wrong.any() else None


def _odd_decimals(given: pa.Array, scale: int) -> tuple[Array, int, Array | None]:
    held, wrong = np.zeros(len(given), np.int64), np.zeros(len(given), bool)
    for row, value in enumerate(given.to_pylist()):
        if value is not None:
            whole = value.scaleb(PLACES)
            if abs(value) >= LIMIT or whole != whole.to_integral_value():
                wrong[row] = True
            else:
                held[row] = int(whole)
    return held, PLACES, wrong if wrong.any() else None


_AT_LEAST_ONE: Final = _amounts(1)
_READERS: Final[dict[Kind, Callable[[pa.Array, str], tuple[Vector, Bad]]]] = {
    Kind.DAY: _days,
    Kind.CLOCK: _times,
    Kind.FLAG: _flags,
    Kind.AMOUNT: _amounts(0),
    Kind.MONEY: _amounts(None),
    Kind.WHOLE: _whole_numbers,
}
assert frozenset(_READERS) >= NUMBERS
