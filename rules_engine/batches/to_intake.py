"""A claim table as one file of a job, to be joined with other files.

What stands in the rows of a claim stays with that claim; only claims of one patient, and of other patients, are looked
for in the whole job. Alone in its job, the table comes to the dossiers of `to_dossiers.dossiers_of`.
"""

from __future__ import annotations

import attrs
import pyarrow as pa

from rules_engine.batches.claim_table import ClaimTable
from rules_engine.batches.patients import Patients
from rules_engine.batches.to_dossiers import Decoder
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.collector import paused
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Claim, Dossier, History


def intake_of(table: pa.Table | pa.RecordBatch, source: str = "table") -> Intake:
    """Return what a claim table says: a document for each claim, then one for what was not taken in.

    source: name of the table, for origins (`row 3 column "line.code"`) and rejections.
    Raises TableError when its columns are not those of a claim table.

    >>> intake_of(pa.table({"claim.claim_id": ["C1"], "line.code": ["90837"]})).claims[0].lines[0].code
    '90837'
    """
    with paused():
        return _Documents(ClaimTable(table, source)).intake()


class _Documents:
    def __init__(self, table: ClaimTable) -> None:
        self._table = table
        self._patients = Patients(table)
        self._decoder = Decoder(table, self._patients)
        self._entries = self._earlier()

    def intake(self) -> Intake:
        """Return the whole table."""
        rejections = self._table.rejections
        lost = sum(each.lost for each in rejections)
        made = [self._document(place) for place in range(len(self._patients.claims))]
        documents = self._with_others(self._with_strays(list(made)))
        if rejections:
            documents.append(Intake(found=lost, rejections=rejections))
        return Intake(
            claims=tuple([each.claims[0] for each in made]),
            found=len(made) + lost,
            rejections=rejections,
            documents=tuple(documents),
        )

    def _document(self, place: int) -> Intake:
        alone: Dossier = self._decoder.alone(place)
        return Intake(claims=(alone.claim,), found=1, dossiers=(alone,), history=self._history(place))

    # --- earlier claims ----------------------------------------------------------------------------

    def _earlier(self) -> dict[int, tuple[Claim, ...]]:
        """Return the entries of histories by the place of the first claim of their patient; -1 for the others."""
        first: dict[int, int] = {}
        for place, patient in enumerate(self._patients.of_claim):
            first.setdefault(int(patient), place)
        first[-1] = -1
        found: dict[int, list[Claim]] = {}
        for entry, patient in zip(self._patients.earlier, self._patients.of_earlier, strict=True):
            found.setdefault(first.get(int(patient), -1), []).append(self._decoder.claim(int(entry)))
        return {place: tuple(claims) for place, claims in found.items()}

    def _history(self, place: int) -> History | Absent:
        span = self._patients.part(place)
        if isinstance(span, Absent):
            return span
        return History(claims=self._entries.get(place, ()), complete_from=span[0], complete_through=span[1])

    def _with_strays(self, documents: list[Intake]) -> list[Intake]:
        """Return the documents with the entries of nobody in the table: another file may have claims of theirs."""
        strays = self._entries.get(-1)
        if not strays:
            return documents
        for place, document in enumerate(documents):
            if isinstance(document.history, History) and self._patients.of_claim[place] >= 0:
                more = attrs.evolve(document.history, claims=(*document.history.claims, *strays))
                documents[place] = attrs.evolve(document, history=more)
                return documents
        return [*documents, Intake(history=History(claims=strays))]

    def _with_others(self, documents: list[Intake]) -> list[Intake]:
        """Return the documents with what the table says of other patients, in the first of them."""
        span = self._decoder.span_of_others
        entries = tuple([self._decoder.claim(int(each)) for each in self._patients.others])
        if isinstance(span, Absent) and not entries:
            return documents
        first, last = (NOT_SUPPLIED, NOT_SUPPLIED) if isinstance(span, Absent) else span
        part = History(claims=entries, complete_from=first, complete_through=last)
        if not documents:
            return [Intake(other_patients=part)]
        return [attrs.evolve(documents[0], other_patients=part), *documents[1:]]
