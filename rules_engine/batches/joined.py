"""What stands at a vocabulary path in each row of a table, with the records that are joined to a line."""

from __future__ import annotations

import numpy as np

from rules_engine.batches.batch import CannotError, Path
from rules_engine.batches.claim_table import ClaimTable, key_of
from rules_engine.batches.decoding import value_of
from rules_engine.batches.making import gone, index_of, nothing, one_entry_each, with_absences
from rules_engine.batches.patients import Patients
from rules_engine.batches.table import NPI_OF, columns
from rules_engine.batches.vector import NOT_DOCUMENTED, NOT_SUPPLIED, UNREADABLE, Array, Kind, Vector, objects, small
from rules_engine.claims.absence import NOT_DOCUMENTED as NOT_IN_IT
from rules_engine.claims.absence import NOT_SUPPLIED as NEVER_CAME
from rules_engine.claims.absence import Absent


class Joins:
    """Reads paths for all rows of a table."""

    def __init__(self, table: ClaimTable, patients: Patients) -> None:
        self._table, self._patients = table, patients
        self._reading = table.reading
        self._found: dict[Path, Vector] = {}

    def vector(self, path: Path) -> Vector:
        """Return what each row of the table has at a path. Raises CannotError for a path that is no column."""
        if path not in self._found:
            self._found[path] = self._made(path)
        return self._found[path]

    def _made(self, path: Path) -> Vector:
        if path[-1].startswith("#"):
            return self._element(path)
        if path == ("line", "number"):
            return Vector(
                Kind.NUMBER, self._table.numbers, None, np.zeros(1, np.uint8) if self._table.size == 1 else None
            )
        name = ".".join(path)
        if name not in columns():
            raise CannotError(f"path {path[0]}")
        if columns()[name].use == "flag":
            return self._record(path)
        if path[0] in NPI_OF or path[0] == "authorization":
            return self._merged(path)
        found = self._reading.vector(name)
        if path[0] not in ("session", "member"):
            return found
        why = self._why(path[:-1])
        return found if why is None else with_absences(found, np.where(why == NOT_SUPPLIED, np.uint8(0), why))

    def _why(self, record: Path) -> Array | None:
        why = self._table.why_not(record)
        if why is None or record[0] != "session":
            return why
        return self._without_records_of_others(why, record)

    def _without_records_of_others(self, why: Array, record: Path) -> Array:
        """Where the patient's history has session records, a claim without its own is not known to have none."""
        others = self._has_records_of_others()
        if others is None:
            return why
        outer = ~self._table.there(("session",))
        return np.where(others & outer & (why != 0), np.uint8(NOT_SUPPLIED), why)

    def is_never_said(self, path: Path) -> bool:
        """Return whether no row says an attribute of a provider, in any role, or why it is not there."""
        found = self.vector(path)
        is_plain = found.kind is Kind.NOTHING and found.is_constant and found.row(0) == NEVER_CAME
        return is_plain and not self._table.merged(path[0], path[1]).roots

    def no_session(self) -> Array:
        """Return for each row why its line has no record: 0 where it is known that the claim has none."""
        table = self._table
        claim_of, there = table.claim_of, table.there(("session",))
        has = np.zeros(table.count, bool)
        has[claim_of[there]] = True
        denied = np.ones(table.count, bool)
        denied[claim_of[~table.says_none(("session",))]] = False
        others = self._has_records_of_others()
        why = table.why_not(("session",))
        found = np.where(denied[claim_of], np.uint8(0), np.uint8(NOT_SUPPLIED) if why is None else why)
        open_ = has[claim_of] if others is None else has[claim_of] | others
        return np.where(open_, np.uint8(NOT_SUPPLIED), found)

    def _has_records_of_others(self) -> Array | None:
        """Return for each row whether its claim sees session records of entries of history."""
        patients, table = self._patients, self._table
        if not len(patients.earlier):
            return None
        there = table.there(("session",))
        known = np.zeros(patients.count + 1, bool)
        for entry, patient in zip(patients.earlier, patients.of_earlier, strict=True):
            if patients.has_own_records[entry] and there[table.rows_of(int(entry))].any():
                known[patient] = patient >= 0
        of_claim = np.zeros(table.count, bool)
        of_claim[patients.claims] = known[patients.of_claim] & (patients.of_claim >= 0)
        found: Array = of_claim[table.claim_of]
        return found

    def _record(self, path: Path) -> Vector:
        """Return a record itself: something, or why it is not there."""
        there = self._table.there(path)
        why = self._why(path)
        codes = np.full(len(there), NOT_SUPPLIED, np.uint8) if why is None else why.astype(np.uint8)
        index = np.where(there, np.uint8(0), codes)
        return Vector(Kind.OBJECT, objects([True, None, None, None, None]), np.arange(5, dtype=np.uint8), index)

    def _element(self, path: Path) -> Vector:
        """Return of a list the element that a path names, or that it is not documented."""
        lists, name = self.vector(path[:-1]), path[-1][1:]
        if lists.kind is Kind.NOTHING:
            return lists
        values = [lists.entry(k) for k in range(len(lists.values))]
        made = [each if not isinstance(each, tuple) else name if name in each else NOT_IN_IT for each in values]
        return one_entry_each(made, index_of(lists, self._table.size))

    # --- registry and ledger -----------------------------------------------------------------------

    def _merged(self, path: Path) -> Vector:
        root, name = path[0], path[1]
        if root == "authorization" and self._reading.has("authorizations"):
            return self._in_the_ledger(name)
        said = self._table.merged(root, name)
        if root == "authorization":
            return with_absences(self._said(said.roots, name, said.root, said.row), self._not_named())
        found = self._said(said.roots, name, said.root, said.row)
        why = self._why(("session",)) if key_of(root)[0] == "session" else None
        return found if why is None else with_absences(found, np.where(why == NOT_SUPPLIED, np.uint8(0), why))

    def _said(self, roots: tuple[str, ...], name: str, root: Array, row: Array) -> Vector:
        if not (root >= 0).any():
            return nothing()
        if len(roots) == 1:
            found = self._reading.vector(f"{roots[0]}.{name}")
            if (root >= 0).all() and (row == np.arange(len(row))).all():
                return found
            if found.is_constant:
                found = Vector(found.kind, found.values, found.absent, np.zeros(len(row), np.uint8), found.places)
            return with_absences(found.at(row), np.where(root < 0, np.uint8(NOT_SUPPLIED), np.uint8(0)))
        values: list[object] = [NEVER_CAME]
        index = np.zeros(len(row), np.int64)
        for place, each in enumerate(roots):
            vector = self._reading.vector(f"{each}.{name}")
            here = np.flatnonzero(root == place)
            index[here] = index_of(vector, len(row))[row[here]] + len(values)
            values += [vector.entry(k) for k in range(len(vector.values))]
        return one_entry_each(values, index.astype(small(len(values))))

    def _not_named(self) -> Array:
        """Return where the claim has a ledger and the line names no entry: not documented, or unreadable."""
        table, number = self._table, self._reading.vector(".".join(key_of("authorization")))
        has = np.zeros(table.count, bool)
        for each in columns().values():
            if each.path[0] == "authorization" and each.use == "value":
                has[table.claim_of[table.merged("authorization", each.path[1]).root >= 0]] = True
        why = gone(number, table.size)
        own = self._reading.why("authorizations")
        found = np.where(why == 0, 0, np.where(why == UNREADABLE, UNREADABLE, NOT_DOCUMENTED))
        return np.where(has[table.claim_of], found, 0 if own is None else own).astype(np.uint8)

    def _in_the_ledger(self, name: str) -> Vector:
        """Return what the entry has that each line names, looked for in the list of its row."""
        from rules_engine.claims.roots import Roots  # the same search, for each line that has a list

        values: list[object] = []
        index = np.zeros(self._table.size, np.int64)
        places: dict[object, int] = {}
        for row in range(self._table.size):
            ledger = value_of(self._reading, "authorizations", row)
            number = value_of(self._reading, ".".join(key_of("authorization")), row)
            found = Roots._authorization(_Line(ledger, number))  # type: ignore[arg-type]
            value = found if isinstance(found, Absent) else getattr(found, name)
            key = (type(value), value)
            if key not in places:
                places[key] = len(values)
                values.append(value)
            index[row] = places[key]
        return one_entry_each(values, index.astype(small(len(values)))) if values else nothing()


class _Line:
    """A line with a ledger, as the search for its entry sees it."""

    def __init__(self, ledger: object, number: object) -> None:
        self.dossier = _Of(authorizations=ledger)
        self.line = _Of(authorization_number=number)


class _Of:
    def __init__(self, **values: object) -> None:
        self.__dict__.update(values)
