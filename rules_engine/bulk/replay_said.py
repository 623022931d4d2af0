"""What one side says of the lines of a job, as arrays, and what is known of these lines on both sides."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

import attrs
import numpy as np
import pyarrow as pa

from rules_engine.batches.making import gone
from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.vector import Array, Kind
from rules_engine.bulk.by_rows import VERDICTS, lines_of
from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Dossier
from rules_engine.interpreters.row import ClaimResult

Pairs = tuple[Array, list[str], Array]
"""Places of lines, addresses of rules, and for each place the number of its address."""


@attrs.frozen(eq=False, repr=False)
class Said:
    """What the rules say of lines. verdicts, claim_verdicts: numbers of `output.WORDS`, one a line."""

    verdicts: Array
    claim_verdicts: Array
    unchecked: Array
    not_met: Pairs
    unknown: Pairs


def of_lines(lines: pa.RecordBatch) -> Said:
    """Return what the lines of a batch result say."""
    return Said(
        lines["verdict"].indices.to_numpy(),
        lines["claim_verdict"].indices.to_numpy(),
        lines["unchecked"].to_numpy(zero_copy_only=False),
        _listed(lines["not_met"]),
        _listed(lines["unknown"]),
    )


def _listed(column: pa.Array) -> Pairs:
    counts = column.value_lengths().to_numpy(zero_copy_only=False)
    names = column.flatten()
    return np.repeat(np.arange(len(column)), counts), names.dictionary.to_pylist(), names.indices.to_numpy()


def of_results(results: Iterable[ClaimResult]) -> Said:
    """Return what results of the row interpreter say."""
    verdicts: list[int] = []
    of_claims: list[int] = []
    unchecked: list[bool] = []
    lists: tuple[list[tuple[int, str]], list[tuple[int, str]]] = ([], [])
    for result in results:
        for each in lines_of(result):
            place = len(verdicts)
            lists[0].extend((place, rule.address) for rule in each.not_met)
            lists[1].extend((place, rule.address) for rule in each.unknown)
            verdicts.append(each.verdict)
            of_claims.append(VERDICTS.index(result.verdict))
            unchecked.append(each.is_unchecked)
    pairs = [_numbered(each) for each in lists]
    return Said(np.array(verdicts, np.int8), np.array(of_claims, np.int8), np.array(unchecked, bool), *pairs)


def _numbered(pairs: Sequence[tuple[int, str]]) -> Pairs:
    numbers: dict[str, int] = {}
    at = [numbers.setdefault(address, len(numbers)) for _, address in pairs]
    return np.array([place for place, _ in pairs], np.int64), list(numbers), np.array(at, np.int64)


# --- the lines ------------------------------------------------------------------------------------


class Lines(Protocol):
    """What is known of the lines of a job. claim_of: the claim of each line. rows: where it stands in its source."""

    claim_of: Array
    rows: Array

    def charges(self, lines: Array) -> tuple[Decimal, int]:
        """Return the charges of lines together, and how many have none."""

    def line(self, line: int) -> tuple[str, str, int]:
        """Return the source of a line, the id of its claim ("" when it cannot be read), and its number."""

    def payer(self, claim: int) -> tuple[Any, Any]:
        """Return payer id and payer name of a claim."""

    def dossier(self, line: int) -> Dossier | None:
        """Return the claim of a line with all that is known of it, or None when it was not taken in."""


class TableLines:
    """The lines of a claim table of which a batch result speaks. rows: of the source, in which `first` is the first."""

    def __init__(self, table: pa.Table | pa.RecordBatch, rows: Array, source: str, first: int = 0) -> None:
        self._batch, self._source = ArrowBatch(table, source), source
        self._table = self._batch.table
        self.rows, self._at = rows + first, rows
        self.claim_of: Array = self._table.claim_of[rows]
        self._charge = self._table.reading.vector("line.charge")

    def charges(self, lines: Array) -> tuple[Decimal, int]:
        """Return the charges of lines together, and how many have none."""
        rows = self._at[lines]
        charge = self._charge.at(rows)
        there = gone(charge, len(rows)) == 0
        if charge.kind is Kind.NOTHING or not there.any():
            return Decimal(0), len(rows)
        held = charge.rows(len(rows))[there]
        total = sum(held, Decimal(0)) if charge.is_decimal else Decimal(int(held.sum())).scaleb(-charge.places)
        return total, int((~there).sum())

    def line(self, line: int) -> tuple[str, str, int]:
        """Return the source of a line, the id of its claim ("" when it cannot be read), and its number."""
        row = int(self._at[line])
        named = self._table.reading.vector("claim.claim_id").row(row)
        return self._source, named if isinstance(named, str) else "", int(self._table.numbers[row])

    def payer(self, claim: int) -> tuple[Any, Any]:
        """Return payer id and payer name of a claim."""
        row = int(self._table.first_rows[claim])
        reading = self._table.reading
        return reading.vector("claim.payer_id").row(row), reading.vector("claim.payer_name").row(row)

    def dossier(self, line: int) -> Dossier | None:
        """Return the claim of a line with all that is known of it, or None when it was not taken in."""
        at = np.flatnonzero(self._batch.patients.claims == self.claim_of[line])
        return self._batch.dossier(int(at[0])) if len(at) else None


class DossierLines:
    """The lines of dossiers. rows: the place of a line among all lines of the job, from 0."""

    def __init__(self, dossiers: Sequence[Dossier]) -> None:
        self._dossiers = dossiers
        sizes = [len(each.claim.lines) for each in dossiers]
        self.claim_of: Array = np.repeat(np.arange(len(dossiers)), sizes)
        self.rows: Array = np.arange(len(self.claim_of))

    @cached_property
    def _lines(self) -> list[Any]:
        return [line for each in self._dossiers for line in each.claim.lines]

    def charges(self, lines: Array) -> tuple[Decimal, int]:
        """Return the charges of lines together, and how many have none."""
        found = [self._lines[line].charge for line in lines.tolist()]
        there = [each for each in found if not isinstance(each, Absent)]
        return sum(there, Decimal(0)), len(found) - len(there)

    def line(self, line: int) -> tuple[str, str, int]:
        """Return the source of a line, the id of its claim ("" when it cannot be read), and its number."""
        claim = self._dossiers[int(self.claim_of[line])].claim
        source = next((each.source for each in claim.origins.values()), "claims") if claim.origins else "claims"
        return source, claim.claim_id, int(self._lines[line].number)

    def payer(self, claim: int) -> tuple[Any, Any]:
        """Return payer id and payer name of a claim."""
        of = self._dossiers[claim].claim
        return of.payer_id, of.payer_name

    def dossier(self, line: int) -> Dossier | None:
        """Return the claim of a line with all that is known of it."""
        return self._dossiers[int(self.claim_of[line])]
