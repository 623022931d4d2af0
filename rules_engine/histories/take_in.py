"""One file into the store: all of it, or nothing; and what became of each of its records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import attrs
import sqlalchemy as sa

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Claim
from rules_engine.claims.rejection import Rejection
from rules_engine.claims.remittance import Remittance
from rules_engine.histories.families import Codec, Families, chunks
from rules_engine.histories.settle import Identity, Version, identity, replaces, said
from rules_engine.histories.tables import ANSWERS, CLAIMS, EVERYBODY, IMPORTS, LINES, SPANS

Span = tuple[date, date]


@attrs.frozen(repr=False, kw_only=True)
class Entry:
    """One claim of a file. control_numbers: REF*6R of each of its lines, None where there is none."""

    claim: Claim
    control_numbers: tuple[str | None, ...] = ()


@attrs.frozen(repr=False, kw_only=True)
class Batch:
    """One file as read.

    spans: for which days the file is known to be complete for a patient. rejected: records that were refused.
    is_sound: nothing of the file is lost, so it may be called complete.
    """

    source: str
    digest: str  # SHA-256 of the bytes of the file
    entries: Sequence[Entry] = ()
    answers: tuple[Remittance, ...] = ()
    spans: tuple[tuple[str, Span], ...] = ()
    rejections: tuple[Rejection, ...] = ()
    rejected: int = 0
    is_sound: bool = True


@attrs.define(repr=False)
class Counts:
    """What became of the records of one file: imported + replaced + unchanged + rejected is all that it holds.

    imported: claims and answers that are new. replaced: claims that are another version of one that was there.
    answers: of a payer, among the records. unmatched: answers that fit no claim of the store, or not all of it.
    nobody: claims without a patient id, which are in no history. spans: days that are now known to be complete.
    faults: 1 when something of the file is lost. is_known: the file was imported before.
    """

    imported: int = 0
    replaced: int = 0
    unchanged: int = 0
    rejected: int = 0
    answers: int = 0
    unmatched: int = 0
    nobody: int = 0
    spans: int = 0
    faults: int = 0
    is_known: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every record of the file is in the store, and each says whose it is."""
        return not self.faults and not self.nobody


class Intaking:
    """One transaction that takes files in."""

    def __init__(self, connection: sa.Connection, codec: Codec, day: date) -> None:
        self._connection, self._codec, self._day = connection, codec, day
        self._families = Families(connection, codec)

    def take(self, batch: Batch, everybody: Span | None = None) -> Counts:
        """Take a file in, and return what became of its records.

        everybody: days of which somebody says that this file and those before it are all there is, for all patients;
        kept only when every record could be taken in. A file that was imported before changes nothing else.
        """
        known = self._known(batch.digest)
        if known is None:
            import_key, counts, spans = self._take_new(batch)
        else:
            import_key, counts = known
            spans = ()
        if everybody is not None and counts.is_whole:
            spans = (*spans, (EVERYBODY, everybody))
        counts.spans = sum([self._add_span(patient, span, import_key) for patient, span in spans])
        return counts

    def _take_new(self, batch: Batch) -> tuple[int, Counts, tuple[tuple[str, Span], ...]]:
        import_key = self._next(IMPORTS.c.import_key)
        counts = Counts(rejected=batch.rejected, faults=not batch.is_sound)
        # A file of which something is lost may be read better one day: only what is whole is known by its digest.
        digest = batch.digest if batch.is_sound else None
        row = {"import_key": import_key, "source": batch.source, "digest": digest, "imported_on": self._day}
        self._connection.execute(sa.insert(IMPORTS).values(**row, counts=attrs.asdict(counts)))
        self._add_claims(batch.entries, import_key, counts)
        self._add_answers(batch.answers, import_key, counts)
        statement = sa.update(IMPORTS).where(IMPORTS.c.import_key == import_key)
        self._connection.execute(statement.values(counts=attrs.asdict(counts)))
        return import_key, counts, batch.spans if counts.is_whole else ()

    def _known(self, digest: str) -> tuple[int, Counts] | None:
        """Return the import of a file that was imported before, all of its records being unchanged now."""
        columns = (IMPORTS.c.import_key, IMPORTS.c.counts)
        row = self._connection.execute(sa.select(*columns).where(IMPORTS.c.digest == digest)).first()
        if row is None:
            return None
        before = Counts(**row.counts)
        unchanged = before.imported + before.replaced + before.unchanged
        return row.import_key, attrs.evolve(before, imported=0, replaced=0, unchanged=unchanged, spans=0, is_known=True)

    def _next(self, key: sa.Column[Any]) -> int:
        return (self._connection.execute(sa.select(sa.func.max(key))).scalar() or 0) + 1

    def _add_claims(self, entries: Iterable[Entry], import_key: int, counts: Counts) -> None:
        key = self._next(CLAIMS.c.claim_key)
        for chunk in chunks(entries):
            ids = sorted({entry.claim.claim_id for entry in chunk})
            there: dict[Identity, list[Claim]] = {}
            for stored in self._families.versions(CLAIMS.c.claim_id.in_(ids)):
                there.setdefault(identity(stored.version.claim), []).append(stored.version.claim)
            added: list[Version] = []
            for entry in chunk:
                claim = entry.claim
                counts.nobody += isinstance(claim.patient_id, Absent)
                before = there.setdefault(identity(claim), [])
                if claim in before:
                    counts.unchanged += 1
                    continue
                counts.replaced += bool(before)
                counts.imported += not before
                before.append(claim)
                added.append(Version(key, claim, entry.control_numbers or (None,) * len(claim.lines)))
                key += 1
            self._insert(added, import_key)
            self._families.settle(self._touched(added, there))

    def _insert(self, versions: list[Version], import_key: int) -> None:
        claims = [
            {**self._codec.claim_row(each, each.claim, is_in_force=True), "import_key": import_key} for each in versions
        ]
        lines = [row for each in versions for row in self._codec.line_rows(each, each.claim)]
        if claims:
            self._connection.execute(sa.insert(CLAIMS), claims)
        if lines:
            self._connection.execute(sa.insert(LINES), lines)

    def _touched(self, added: list[Version], versions: dict[Identity, list[Claim]]) -> set[str]:
        """Return the ids of claims of which more than one thing is known, so that it has to be said what holds."""
        ids = {each.claim.claim_id for each in added}
        several = {key[1] for key, claims in versions.items() if len(claims) > 1}
        # What an earlier version of them took the place of may count again.
        own = {identity(each.claim) for each in added}
        replacing = [claim for key in own for claim in versions[key] if replaces(claim)]
        originals = {said(claim.original_claim_number) for claim in replacing} - {""}
        touched = several & ids | {claim.claim_id for claim in replacing} | originals
        touched |= self._ids(ANSWERS.c.claim_id, ANSWERS.c.claim_id, ids)
        touched |= self._ids(ANSWERS.c.claim_id, ANSWERS.c.payer_claim_number, originals)
        return touched | self._ids(CLAIMS.c.original_claim_number, CLAIMS.c.original_claim_number, ids)

    def _ids(self, wanted: sa.Column[Any], column: sa.Column[Any], values: set[str]) -> set[str]:
        if not values:
            return set()
        found: set[str] = set()
        for chunk in chunks(sorted(values)):
            rows = self._connection.execute(sa.select(wanted).where(column.in_(chunk)).distinct())
            found.update([row[0] for row in rows])
        return found

    def _add_answers(self, answers: tuple[Remittance, ...], import_key: int, counts: Counts) -> None:
        key = self._next(ANSWERS.c.answer_key)
        own = {"import_key": import_key, "unmatched": "no-such-claim"}
        for chunk in chunks(answers):
            there = self._families.answers(ANSWERS.c.claim_id.in_(sorted({answer.claim_id for answer in chunk})))
            known = {each.answer for each in there}
            fresh = [answer for answer in dict.fromkeys(chunk) if answer not in known]
            rows = [{**self._codec.answers.to_row(answer), **own, "found_at": _place(answer)} for answer in fresh]
            if rows:
                numbered = [{**row, "answer_key": key + number} for number, row in enumerate(rows)]
                self._connection.execute(sa.insert(ANSWERS), numbered)
            key += len(rows)
            counts.imported += len(fresh)
            counts.unchanged += len(chunk) - len(fresh)
        self._families.settle({answer.claim_id for answer in answers})
        unmatched = sa.and_(ANSWERS.c.import_key == import_key, ANSWERS.c.unmatched.is_not(None))
        counts.answers = len(answers)
        counts.unmatched = self._connection.execute(sa.select(sa.func.count()).where(unmatched)).scalar() or 0

    def _add_span(self, patient: str, span: Span, import_key: int) -> bool:
        same = (SPANS.c.patient_id == patient, SPANS.c.first_day == span[0], SPANS.c.last_day == span[1])
        if self._connection.execute(sa.select(SPANS.c.span_key).where(*same)).first():
            return False
        row = {"span_key": self._next(SPANS.c.span_key), "patient_id": patient, "import_key": import_key}
        self._connection.execute(sa.insert(SPANS).values(**row, first_day=span[0], last_day=span[1]))
        return True


def _place(answer: Remittance) -> str:
    origin = answer.origins.get("claim_id")
    if origin is None:
        return ""
    return f"segment {origin.segment}" if origin.segment else origin.pointer
