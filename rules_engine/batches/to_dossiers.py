"""A claim table as dossiers: what each row and column means. Columns and rows are read alike; this is the measure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Any, Final

import attrs
import pyarrow as pa

from rules_engine.batches import table as of_table
from rules_engine.batches.claim_table import ClaimTable
from rules_engine.batches.decoding import origins_of, value_of, values_of, why
from rules_engine.batches.patients import Patients
from rules_engine.batches.table import NPI_OF, NUMBER, Path
from rules_engine.claims import model
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.collector import paused
from rules_engine.claims.join import Joined
from rules_engine.claims.join.history import Span, combined
from rules_engine.claims.join.unmatched import Unmatched, unmatched
from rules_engine.claims.others import Others, Pool, Records
from rules_engine.claims.shapes import Field, Shape, shape_of

_PROVIDER: Final = [each.name for each in of_table.fields_of(shape_of(model.Provider))]
_AUTHORIZATION: Final = [each.name for each in of_table.fields_of(shape_of(model.Authorization))]


def dossiers_of(table: pa.Table | pa.RecordBatch, source: str = "table") -> Joined:
    """Return the dossiers of the claims of a claim table, in the order in which the claims first stand there.

    source: name of the table, for origins (`row 3 column "line.code"`) and rejections.
    Raises TableError when its columns are not those of a claim table.

    >>> dossiers_of(pa.table({"claim.claim_id": ["C1"], "line.code": ["90837"]})).dossiers[0].claim.lines[0].code
    '90837'
    """
    with paused():
        read = ClaimTable(table, source)
        decoder = Decoder(read, Patients(read))
        dossiers = tuple([decoder.dossier(place) for place in range(len(decoder.patients.claims))])
        lost = sum(each.lost for each in read.rejections)
        return Joined(
            dossiers=dossiers,
            rejections=read.rejections,
            found=len(dossiers) + lost,
            unmatched=tuple(decoder.unmatched()),
        )


class Decoder:
    """Makes the dossiers of single claims. Claims of the job are named by their place in `patients.claims`."""

    def __init__(self, table: ClaimTable, patients: Patients) -> None:
        self.table, self.patients = table, patients
        self._reading = table.reading
        self._claims: dict[int, model.Claim] = {}
        self._pending: dict[int, model.Claim] = {}
        self._sessions: dict[int, Records] = {}
        self._spans: dict[int, Span | Absent] = {}
        self._pool = _TablePool(self)
        self.place_of_pending: dict[int, int] = {}

    def dossier(self, place: int) -> model.Dossier:
        """Return one claim with everything known about it."""
        alone = self.alone(place)
        return attrs.evolve(alone, history=self._history(place), other_patients=self._others(place))

    def alone(self, place: int) -> model.Dossier:
        """Return one claim with what its own rows say, without other claims."""
        number = int(self.patients.claims[place])
        row = int(self.table.first_rows[number])
        return model.Dossier(
            claim=self.claim(number),
            sessions=self.sessions(place),
            authorizations=self._ledger(number),
            providers=self._registry(number),
            member=self.record(("member",), shape_of(model.Member), row),
            documents=self._value("documents", row),
            answers=self._answers(number, row),
        )

    def claim(self, number: int) -> model.Claim:
        """Return a claim of the table, of whatever kind, by its number."""
        if number not in self._claims:
            rows = self.table.rows_of(number)
            values = self._values("claim", shape_of(model.Claim), int(rows[0]))
            self._claims[number] = model.Claim(**values, lines=tuple([self._line(int(row)) for row in rows]))
        return self._claims[number]

    def _line(self, row: int) -> model.ServiceLine:
        values = self._values("line", shape_of(model.ServiceLine), row)
        return model.ServiceLine(**{**values, "number": int(self.table.numbers[row])})

    def _values(self, root: str, shape: Shape, row: int) -> dict[str, Any]:
        values = values_of(self._reading, root, shape, row, self.table.source)
        return {**values, "origins": origins_of(self.table.source, row, root, values)}

    def _value(self, name: str, row: int) -> Any:
        return value_of(self._reading, name, row, self.table.source)

    def record(self, path: Path, shape: Shape, row: int, **more: Any) -> Any:
        """Return a record that stands in the columns of a row, or why it is not there."""
        if not self.table.there(path)[row]:
            codes = self.table.why_not(path)
            return NOT_SUPPLIED if codes is None else why(int(codes[row]))
        values = self._values(".".join(path), shape, row)
        for field in shape.fields.values():
            if is_record(field):
                assert isinstance(field.of, Shape)
                values[field.name] = self.record((*path, field.name), field.of, row)
        return shape.entity(**values, **more)

    # --- sessions ----------------------------------------------------------------------------------

    def sessions(self, place: int) -> Records:
        """Return the session records of a claim of the job, and those of its patient's entries of history."""
        if place not in self._sessions:
            number, patient = int(self.patients.claims[place]), int(self.patients.of_claim[place])
            found = list(self._records(number))
            if patient >= 0:
                for entry in self.patients.earlier_of(patient):
                    if self.patients.has_own_records[entry]:
                        found += self._records(int(entry))
            self._sessions[place] = tuple(found) or self._no_records(number)
        return self._sessions[place]

    def _records(self, number: int) -> Iterator[model.Session]:
        claim_id = self.claim(number).claim_id
        for row in self.table.rows_of(number):
            if self.table.there(("session",))[row]:
                line = int(self.table.numbers[row])
                yield self.record(("session",), shape_of(model.Session), int(row), claim_id=claim_id, line_number=line)

    def _no_records(self, number: int) -> Records:
        rows = self.table.rows_of(number)
        if self.table.says_none(("session",))[rows].all():
            return ()
        codes = self.table.why_not(("session",))
        return NOT_SUPPLIED if codes is None else why(int(codes[rows[0]]))

    # --- ledgers and registry ----------------------------------------------------------------------

    def _ledger(self, number: int) -> tuple[model.Authorization, ...] | Absent:
        """Return the ledger. Columns of a row speak of one entry each, so that there may be others."""
        row = int(self.table.first_rows[number])
        found: dict[str, model.Authorization] = {}
        for named, values in self._merged(number, ("authorization",), _AUTHORIZATION):
            found.setdefault(named, model.Authorization(number=named, **values))
        if found:
            return (*found.values(), model.Authorization())
        ledger: tuple[model.Authorization, ...] | Absent = self._value("authorizations", row)
        return ledger

    def _registry(self, number: int) -> tuple[model.Provider, ...] | Absent:
        found: dict[str, model.Provider] = {}
        for npi, values in self._merged(number, tuple(NPI_OF), _PROVIDER):
            found.setdefault(npi, model.Provider(npi=npi, **values))
        return tuple(found.values()) or NOT_SUPPLIED

    def _merged(self, number: int, roots: Iterable[str], names: list[str]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield for each line and root what is known of the one it names, unless that is nothing."""
        for row in self.table.rows_of(number):
            for root in roots:
                named = self._value(".".join(NPI_OF.get(root, NUMBER)), int(row))
                values, columns = {}, {}
                for name in names:
                    said = self.table.merged(root, name)
                    if said.root[row] >= 0:
                        columns[name] = f"{said.roots[said.root[row]]}.{name}"
                        values[name] = self._value(columns[name], int(said.row[row]))
                if values and isinstance(named, str):
                    yield named, values

    def _answers(self, number: int, row: int) -> tuple[model.Answer, ...] | Absent:
        found: tuple[model.Answer, ...] | Absent = self._value("answers", row)
        if isinstance(found, Absent):
            return found
        return tuple([attrs.evolve(each, claim_id=self.claim(number).claim_id) for each in found])

    # --- other claims ------------------------------------------------------------------------------

    def pending(self, place: int) -> model.Claim:
        """Return a claim of the job as others see it: what the payer has not answered is pending."""
        if place not in self._pending:
            claim = self.claim(int(self.patients.claims[place]))
            lines = [
                attrs.evolve(each, status="pending") if each.status == NOT_SUPPLIED else each for each in claim.lines
            ]
            self._pending[place] = attrs.evolve(claim, lines=tuple(lines))
            self.place_of_pending[id(self._pending[place])] = place
        return self._pending[place]

    def _history(self, place: int) -> model.History | Absent:
        patient = int(self.patients.of_claim[place])
        claims: list[model.Claim] = []
        if patient >= 0:
            if not self.patients.is_one_person[patient]:
                return NOT_SUPPLIED
            claims += [self.claim(int(entry)) for entry in self.patients.earlier_of(patient)]
            claims += [self.pending(int(each)) for each in self.patients.claims_of(patient) if each != place]
        span = self._span(place, patient)
        if isinstance(span, Absent):
            return model.History(claims=tuple(claims)) if claims else span
        return model.History(claims=tuple(claims), complete_from=span[0], complete_through=span[1])

    def _span(self, place: int, patient: int) -> Span | Absent:
        if patient < 0:
            return self.patients.span(place)
        if patient not in self._spans:
            self._spans[patient] = self.patients.span(place)
        return self._spans[patient]

    def _others(self, place: int) -> model.History | Absent:
        """Return the lines of other patients that a claim sees; what one row says of them holds for all claims."""
        patient = int(self.patients.of_claim[place])
        if patient < 0 or not self.patients.is_one_person[patient]:
            return NOT_SUPPLIED
        span = self.span_of_others
        if not self.patients.several:
            return span if isinstance(span, Absent) else model.History(complete_from=span[0], complete_through=span[1])
        first, last = (NOT_SUPPLIED, NOT_SUPPLIED) if isinstance(span, Absent) else span
        own = self.claim(int(self.patients.claims[place])).patient_id
        assert isinstance(own, str)
        return model.History(claims=Others(self._pool, own), complete_from=first, complete_through=last)

    @cached_property
    def span_of_others(self) -> Span | Absent:
        """The days for which the lines of other patients are all there are, or that nothing is said of them."""
        path = ("other_patients",)
        reading, table = self._reading, self.table
        spans: set[Span] = set()
        for number in self.patients.claims if reading_has(table, "other_patients") else ():
            row = int(table.first_rows[number])
            if table.there(path)[row]:
                first, last = (value_of(reading, f"other_patients.complete_{end}", row) for end in ("from", "through"))
                spans.add((first, last))
        refused = bool(((table.groups.kind == 2) & table.rejected).any())
        nobodys = bool((self.patients.of_claim < 0).any()) or any(
            isinstance(self.claim(int(each)).patient_id, Absent) for each in self.patients.others
        )
        if spans and (refused or nobodys):
            return why(4), why(4)
        found = combined(sorted(spans, key=lambda span: tuple(str(each) for each in span)))
        return NOT_SUPPLIED if found is None else found

    def unmatched(self) -> list[Unmatched]:
        """Return the claims of other rows that no claim of the job sees."""
        patients = {int(each) for each in self.patients.of_claim}
        found = []
        for entry, patient in zip(self.patients.earlier, self.patients.of_earlier, strict=True):
            if patient < 0 or int(patient) not in patients:
                code = "names-no-patient" if patient < 0 else "no-such-patient"
                found.append(unmatched(code, "history", self.claim(int(entry))))
        return found


def reading_has(table: ClaimTable, root: str) -> bool:
    """Return whether a table has columns under a root."""
    return any(name == root or name.startswith(f"{root}.") for name in table.reading.names)


class _Sessions(dict[int, Records]):
    """The session records of claims that others see, by identity of the claim, made when somebody asks."""

    def __init__(self, decoder: Decoder) -> None:
        super().__init__()
        self._decoder = decoder

    def get(self, key: int, default: Any = None) -> Any:
        place = self._decoder.place_of_pending.get(key)
        return default if place is None else self._decoder.sessions(place)


class _TablePool(Pool):
    """The claims of all patients of a table; the records of one are found without reading all."""

    def __init__(self, decoder: Decoder) -> None:
        patients = decoder.patients
        super().__init__((), lambda: ())
        self._decoder = decoder
        self._patients = patients

    @cached_property
    def claims(self) -> tuple[model.Claim, ...]:
        """All claims that name their patient: entries first."""
        entries = [self._decoder.claim(int(each)) for each in self._patients.others]
        filed = [self._decoder.pending(place) for place in range(len(self._patients.claims))]
        return tuple([each for each in (*entries, *filed) if not isinstance(each.patient_id, Absent)])

    @cached_property
    def sessions(self) -> dict[int, Records]:
        """The records of the claims of the job, by identity of the claim."""
        return _Sessions(self._decoder)


def is_record(field: Field) -> bool:
    """Return whether a field is one record inside another."""
    return isinstance(field.of, Shape) and not field.many
