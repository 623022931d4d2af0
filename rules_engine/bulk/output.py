"""What the rules say of the lines of a table, as an Arrow record batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

import attrs
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rules_engine.batches.claim_table import CLAIM
from rules_engine.batches.making import gone
from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.vector import Array
from rules_engine.bulk.by_rows import VERDICTS, ByRows, LineVerdict
from rules_engine.bulk.missing import Looked, missing
from rules_engine.interpreters.columnar import Answer

WORDS: Final = (*[each.value for each in VERDICTS], "rejected")
"""By number, from "passes" to "fails"; a claim that was not taken in is "rejected"."""
REJECTED: Final = len(VERDICTS)
_WORD: Final = pa.dictionary(pa.int8(), pa.string())
_NAMES: Final = pa.list_(pa.dictionary(pa.int32(), pa.string()))
OUTPUT: Final = pa.schema(
    [
        pa.field("row", pa.int64(), nullable=False),
        pa.field("claim.claim_id", pa.string()),
        pa.field("line.number", pa.int64()),
        pa.field("claim_verdict", _WORD, nullable=False),
        pa.field("verdict", _WORD, nullable=False),
        pa.field("unchecked", pa.bool_(), nullable=False),
        pa.field("not_met", _NAMES, nullable=False),
        pa.field("unknown", _NAMES, nullable=False),
        pa.field("missing", _NAMES, nullable=False),
    ]
)
"""One row for each line of a claim to be judged, in the order of the table.

row: the row of the table, from 0. claim_verdict, verdict: of the claim and of the line. unchecked: nothing speaks of
the line. not_met, unknown: addresses of rules, those about the whole claim on its first line. missing: facts that may
settle what is unknown.
"""


@attrs.frozen(eq=False, repr=False)
class Written:
    """lines: see `OUTPUT`. verdicts: number of claims by verdict, without those that were rejected."""

    lines: pa.RecordBatch
    verdicts: Counter[str]


class Names:
    """Texts by number, for lists of names."""

    def __init__(self, known: Iterable[str] = ()) -> None:
        self._numbers: dict[str, int] = {}
        for each in known:
            self.number(each)

    def number(self, name: str) -> int:
        """Return the number of a name."""
        return self._numbers.setdefault(name, len(self._numbers))

    def lists(self, rows: Array, numbers: Array, size: int) -> pa.Array:
        """Return for each of `size` rows the list of its names, each once, in the order of their numbers."""
        count = max(1, len(self._numbers))
        keys = np.unique(rows.astype(np.int64) * count + numbers)
        offsets = np.zeros(size + 1, np.int32)
        np.cumsum(np.bincount(keys // count, minlength=size), out=offsets[1:])
        words = pa.DictionaryArray.from_arrays(
            pa.array((keys % count).astype(np.int32)), pa.array(list(self._numbers), pa.string())
        )
        return pa.ListArray.from_arrays(pa.array(offsets), words)


def written(batch: ArrowBatch, answer: Answer, by_row: ByRows, looks: dict[int, Looked]) -> Written:
    """Return the lines of a batch with what was said of them, and the lines of rejected claims."""
    size = len(answer.lines)
    claim_of = np.repeat(np.arange(len(batch.starts) - 1), np.diff(batch.starts))
    claims, lines, unchecked = answer.claims.copy(), answer.lines.copy(), answer.unchecked.copy()
    is_by_row = np.zeros(len(claims), bool)
    is_by_row[[*by_row.claims, *by_row.rejected]] = True
    rules = Names(each.address for book in answer.books for each in book.rulebook.rules)
    kept = ~is_by_row[claim_of]
    not_met, unknown = _kept(answer.failing, kept), _kept(answer.unknown, kept)
    open_ = [(rows[kept[rows]], name) for rows, name in missing(batch, answer, looks)]
    of_rows = {name for _, said in by_row.claims.values() for each in said for name in each.missing}
    facts = Names(sorted({name for _, name in open_} | of_rows))  # in one order, whatever else the table holds
    lacks = [(rows, np.full(len(rows), facts.number(name))) for rows, name in open_]
    said = _RowLists()
    for number, (verdict, of_lines) in by_row.claims.items():
        first = int(batch.starts[number])
        claims[number] = verdict
        for place, each in enumerate(of_lines, first):
            lines[place], unchecked[place] = each.verdict, each.is_unchecked
            said.add(place, each, rules, facts)
    for number in by_row.rejected:
        claims[number] = lines[batch.starts[number] : batch.starts[number + 1]] = REJECTED
    counted = np.bincount(claims, minlength=len(WORDS))
    columns = [
        _words(claims[claim_of]),
        _words(lines),
        pa.array(unchecked),
        rules.lists(*_joined([not_met, said.not_met()]), size),
        rules.lists(*_joined([unknown, said.unknown()]), size),
        facts.lists(*_joined([*lacks, said.missing()]), size),
    ]
    verdicts = Counter({word: int(count) for word, count in zip(WORDS[:-1], counted[:-1], strict=True) if count})
    return Written(_with_rejected(batch, columns), verdicts)


def _kept(pairs: tuple[Array, Array], kept: Array) -> tuple[Array, Array]:
    rows, numbers = pairs
    return rows[kept[rows]], numbers[kept[rows]]


def _joined(pairs: Sequence[tuple[Array, Array]]) -> tuple[Array, Array]:
    return (
        np.concatenate([np.asarray(rows, np.int64) for rows, _ in pairs]),
        np.concatenate([np.asarray(numbers, np.int64) for _, numbers in pairs]),
    )


def _words(numbers: Array) -> pa.Array:
    return pa.DictionaryArray.from_arrays(pa.array(numbers.astype(np.int8)), pa.array(WORDS, pa.string()))


class _RowLists:
    """What the row interpreter says of lines, as pairs of a line and the number of a name."""

    def __init__(self) -> None:
        self._pairs: tuple[list[tuple[int, int]], ...] = ([], [], [])

    def add(self, line: int, said: LineVerdict, rules: Names, facts: Names) -> None:
        """Add what is said of one line."""
        self._pairs[0].extend((line, rules.number(each.address)) for each in said.not_met)
        self._pairs[1].extend((line, rules.number(each.address)) for each in said.unknown)
        self._pairs[2].extend((line, facts.number(each)) for each in said.missing)

    def not_met(self) -> tuple[Array, Array]:
        """Return the rules not met."""
        return self._of(0)

    def unknown(self) -> tuple[Array, Array]:
        """Return the unknown rules."""
        return self._of(1)

    def missing(self) -> tuple[Array, Array]:
        """Return the missing facts."""
        return self._of(2)

    def _of(self, part: int) -> tuple[Array, Array]:
        pairs = np.asarray(self._pairs[part], np.int64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]


# --- with the lines of claims that were not taken in ----------------------------------------------


def _with_rejected(batch: ArrowBatch, columns: list[pa.Array]) -> pa.RecordBatch:
    """Return all lines of claims to be judged in the order of the table; those not taken in are rejected."""
    table = batch.table
    refused = np.flatnonzero(table.rejected & (table.groups.kind == CLAIM))
    rows, starts = table.rows_among(refused) if len(refused) else (np.zeros(0, np.int64), np.zeros(1, np.int64))
    lost = np.arange(table.size)[rows] if isinstance(rows, slice) else rows
    count = int(starts[-1])
    whole = np.concatenate((batch.input_rows, lost[:count]))
    order = np.argsort(whole, kind="stable")
    is_in_order = count == 0 and bool((np.diff(whole) > 0).all())
    arrays = [pa.array(whole), _ids(batch, whole), pa.array(table.numbers[whole].astype(np.int64))]
    arrays += [pa.concat_arrays([each, more]) for each, more in zip(columns, _refused(columns, count), strict=True)]
    found = pa.RecordBatch.from_arrays(arrays, schema=OUTPUT)
    return found if is_in_order else found.take(pa.array(order))


def _ids(batch: ArrowBatch, rows: Array) -> pa.Array:
    given = batch.table.reading.given("claim.claim_id").take(pa.array(rows))
    is_gone = gone(batch.table.reading.vector("claim.claim_id").at(rows), len(rows)) != 0
    ids = given.cast(pa.string())
    return pc.if_else(pa.array(is_gone), pa.scalar(None, pa.string()), ids) if is_gone.any() else ids


def _refused(columns: list[pa.Array], count: int) -> list[pa.Array]:
    word = _words(np.full(count, REJECTED))
    empty = [pa.ListArray.from_arrays(pa.array(np.zeros(count + 1, np.int32)), each.values[:0]) for each in columns[3:]]
    return [word, word, pa.array(np.zeros(count, bool)), *empty]
