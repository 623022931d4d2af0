"""Claim tables in, verdicts out: one row for each line, as an Arrow record batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date

import attrs
import numpy as np
import pyarrow as pa

from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.vector import Array, Kind
from rules_engine.bulk.by_rows import by_rows
from rules_engine.bulk.missing import Looked
from rules_engine.bulk.output import OUTPUT, written
from rules_engine.claims.model import Dossier
from rules_engine.claims.rejection import Rejection
from rules_engine.engine import rulebook_for
from rules_engine.hooks.manager import Plugins
from rules_engine.interpreters.columnar import Answer, Book, Plan, judge
from rules_engine.ir.rulebook import Rulebook
from rules_engine.language.library import RuleLibrary

__all__ = ["OUTPUT", "BatchResult", "Bulk"]

PAYER_ID, PAYER_NAME = ("claim", "payer_id"), ("claim", "payer_name")


@attrs.frozen(eq=False, repr=False, kw_only=True)
class BatchResult:
    """What the rules say of one claim table.

    lines: one row for each row of a claim to be judged; see `OUTPUT`. rejections: claims that were not taken in.
    found: claims in the table: `judged` and those of the rejections. handed: claims judged by the row interpreter, by
    cause. verdicts: number of judged claims by verdict.
    """

    lines: pa.RecordBatch
    rejections: tuple[Rejection, ...]
    found: int
    judged: int
    handed: Counter[str]
    verdicts: Counter[str]


class Bulk:
    """Judges claim tables with the rulebooks of a library; what it learns of one table serves for the next.

    payer: name of the rulebook, when it is not to be found by the claims' payer. known_on: judge with what was
    published by that day. Not for several threads at once. Raises KeyError when `payer` names no rulebook.
    """

    def __init__(
        self,
        library: RuleLibrary,
        payer: str | None = None,
        known_on: date | None = None,
        plugins: Plugins | None = None,
    ) -> None:
        self._library, self._payer, self._known_on = library, payer, known_on
        self._plugins = plugins or Plugins()
        self._books: dict[str, int] = {}
        self._looks: dict[int, Looked] = {}
        self._plan = Plan(())
        if payer:
            self._book(payer)

    def judge(self, table: pa.Table | pa.RecordBatch, source: str = "table") -> BatchResult:
        """Return what the rules say of the claims of a table. Raises TableError when it is no claim table."""
        batch = ArrowBatch(table, source)
        book_of, adapted = self._books_of(batch)
        answer = judge(batch, self._plan, book_of)
        handed = {**answer.handed, **dict.fromkeys(np.flatnonzero(adapted).tolist(), "an adapter of the payer")}
        by_row = by_rows(batch, handed, self._rulebook_of, self._known_on, self._plugins, self._payer)
        result = written(batch, answer, by_row, self._looks)
        return BatchResult(
            lines=result.lines,
            rejections=(*batch.rejections, *by_row.rejections),
            found=batch.found,
            judged=len(batch.starts) - 1 - len(by_row.rejections),
            handed=Counter(handed.values()),
            verdicts=result.verdicts,
        )

    def answer(self, table: pa.Table | pa.RecordBatch | ArrowBatch) -> Answer:
        """Return what columns say of a table, as it is; claims that they cannot say are named by `handed`.

        Raises TableError when it is no claim table.
        """
        batch = table if isinstance(table, ArrowBatch) else ArrowBatch(table)
        book_of, _ = self._books_of(batch)
        return judge(batch, self._plan, book_of)

    def stream(self, tables: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Yield the lines of each table. Claims of one patient see each other only within a table."""
        for table in tables:
            yield self.judge(table).lines

    # --- which rulebook ----------------------------------------------------------------------------

    def _book(self, name: str) -> int:
        if name not in self._books:
            self._books[name] = len(self._books)
            new = Book(self._library.rulebook(name), self._known_on)
            self._plan = Plan((*self._plan.books, new))
            self._looks.clear()
        return self._books[name]

    def _books_of(self, batch: ArrowBatch) -> tuple[Array, Array]:
        """Return for each claim the number of its rulebook, -1 for none, and whether an adapter changes it."""
        first = batch.starts[:-1]
        ids, names = (batch.read(path) for path in (PAYER_ID, PAYER_NAME))
        if self._payer is None and ids.kind is Kind.NOTHING and names.kind is Kind.NOTHING:
            return np.full(len(first), -1, np.int16), np.zeros(len(first), bool)
        id_of, name_of = (_entries(each.index, len(each.values), first) for each in (ids, names))
        pairs, at = np.unique(id_of * len(names.values) + name_of, return_inverse=True)
        found, adapted = [], []
        for pair in pairs.tolist():
            marks = (ids.entry(pair // len(names.values)), names.entry(pair % len(names.values)))
            name = self._payer or self._library.identify(*marks)
            found.append(self._book(name) if name else -1)
            adapted.append(self._plugins.adapts(*marks, self._payer))
        return np.asarray(found, np.int16)[at], np.asarray(adapted, bool)[at]

    def _rulebook_of(self, dossier: Dossier) -> Rulebook:
        """Return the rulebook of a claim as its adapter left it, which may name the payer in another way."""
        return rulebook_for(dossier, self._library, self._payer)


def _entries(index: Array | None, entries: int, first: Array) -> Array:
    if index is not None:
        return index[first].astype(np.int64)
    return first if entries > 1 else np.zeros(len(first), np.int64)
