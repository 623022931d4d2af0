"""Rows to claims: the lines of one claim wherever they stand, and the records that their columns tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.model import Authorization, Claim, Member, Provider, ServiceLine, Session
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.shapes import shape_of

from .entities import Maker
from .plan import Plan
from .rows import Key, Row
from .targets import HISTORIES, PROVIDERS, ROOTS, SPANS, Path

Fault = tuple[int, int | None, FaultError]
"""Row, column or None, and what is wrong."""

# What a line takes from its claim when it does not say it itself.
_INHERITED: Final = ("place_of_service", "authorization_number", "referral_number")
_NPIS: Final = {root: "facility_npi" if root == "site" else f"{root}_npi" for root in PROVIDERS}


class Told(NamedTuple):
    """One claim, with what its rows tell besides. spans: what they say of histories, by history and day."""

    claim: Claim
    sessions: list[Session]
    authorizations: list[Authorization]
    member: Member | None
    providers: list[tuple[int, str, dict[str, Any]]]
    spans: Mapping[Key, Any]


class ClaimMaker:
    """Makes claims of one table."""

    def __init__(self, plan: Plan, maker: Maker) -> None:
        self._maker = maker
        self._has_modifiers = plan.has("line.modifiers")
        self._column_of = {(each.target.root, each.target.path): place for place, each in reversed(plan.columns)}
        self._roots = {each.target.root for _, each in plan.columns} | {each.target.root for each, _ in plan.constants}
        self._provider_roots = [root for root in PROVIDERS if root in self._roots]
        self.faults: list[Fault] = []

    def make(self, rows: Sequence[Row]) -> Told | None:
        """Return the claim of some rows; None, and `faults`, when they do not make one."""
        self.faults = [(row.number, place, fault) for row in rows for place, fault in row.faults]
        shared = self._shared(rows)
        numbers = tuple(row.number for row in rows)
        lines = [self._line(row, place, shared) for place, row in enumerate(rows, 1)]
        self._check_numbers(rows, lines)
        claim = self._entity("claim", shared, numbers, lines=tuple(line for line in lines if line is not None))
        if self.faults or claim is None:
            return None
        sessions = [self._session(row, claim, line) for row, line in zip(rows, claim.lines, strict=True)]
        found = Told(
            claim=claim,
            sessions=[each for each in sessions if each is not None],
            authorizations=[
                each for row, line in zip(rows, claim.lines, strict=True) for each in self._ledger(row, claim, line)
            ],
            member=self._member(shared, claim, numbers),
            providers=[
                each for row, line in zip(rows, claim.lines, strict=True) for each in self._providers(row, line)
            ],
            spans={key: value for key, value in shared.items() if key[0] in HISTORIES},
        )
        return None if self.faults else found

    def provider(self, npi: str, values: Mapping[Path, Any], root: str, rows: tuple[int, ...]) -> Provider | None:
        """Return the registry entry that some columns tell."""
        found = self._entity(root, {(root, path): value for path, value in values.items()}, rows, npi=npi)
        assert found is None or isinstance(found, Provider)
        return found

    def _shared(self, rows: Sequence[Row]) -> dict[Key, Any]:
        """Return what belongs to the claim or its patient; rows that say different things are a fault."""
        shared: dict[Key, Any] = {}
        for row in rows:
            for key, value in row.values.items():
                if key[0] not in ("claim", "member", *HISTORIES):
                    continue
                if shared.setdefault(key, value) != value:
                    cure = "what belongs to the claim is the same on each of its rows, or empty"
                    fault = FaultError("conflicting-rows", "this differs from an earlier row of the same claim", cure)
                    self.faults.append((row.number, self._column_of.get(key), fault))
        return shared

    def _line(self, row: Row, place: int, shared: Mapping[Key, Any]) -> ServiceLine | None:
        extra: dict[str, Any] = {}
        if ("line", ("number",)) not in row.values:
            extra["number"] = place
        own = {path[0] for root, path in row.values if root == "line"}
        if self._has_modifiers and "modifiers" not in own:
            extra["modifiers"] = ()  # the boxes are there and empty: none was billed
        if "service_date_end" not in own and ("line", ("service_date",)) in row.values:
            extra["service_date_end"] = row.values["line", ("service_date",)]
        for name in _INHERITED:
            if name not in own and ("claim", (name,)) in shared:
                extra[name] = shared["claim", (name,)]
        found: ServiceLine | None = self._entity("line", row.values, (row.number,), **extra)
        first, last = (found.service_date, found.service_date_end) if found else (NOT_SUPPLIED, NOT_SUPPLIED)
        if not isinstance(first, Absent) and not isinstance(last, Absent) and last < first:
            column = self._column_of.get(("line", ("service_date_end",)))
            fault = FaultError("reversed-dates", "the last day is before the first one", "put the earlier day first")
            self.faults.append((row.number, column, fault))
        return found

    def _check_numbers(self, rows: Sequence[Row], lines: Iterable[ServiceLine | None]) -> None:
        seen: set[object] = set()
        for row, line in zip(rows, lines, strict=True):
            number = line.number if line else None
            if number is not None and number in seen:
                cure = "give each line of a claim a number of its own; a row may be in the table twice"
                fault = FaultError("repeated-line-number", "two rows of one claim have the same line number", cure)
                self.faults.append((row.number, self._column_of.get(("line", ("number",))), fault))
            seen.add(number)

    def _session(self, row: Row, claim: Claim, line: ServiceLine) -> Session | None:
        if "session" not in self._roots or not any(root == "session" for root, _ in row.values):
            return None
        found = self._entity("session", row.values, (row.number,), claim_id=claim.claim_id, line_number=line.number)
        assert found is None or isinstance(found, Session)
        return found

    def _ledger(self, row: Row, claim: Claim, line: ServiceLine) -> list[Authorization]:
        if "authorization" not in self._roots:
            return []
        own = {path[0] for root, path in row.values if root == "authorization"}
        if not own:
            return []
        extra = {} if "number" in own else {"number": line.authorization_number}
        if "patient_id" not in own:
            extra["patient_id"] = claim.patient_id
        found = self._entity("authorization", row.values, (row.number,), **extra)
        return [found] if isinstance(found, Authorization) else []

    def _member(self, shared: Mapping[Key, Any], claim: Claim, rows: tuple[int, ...]) -> Member | None:
        if "member" not in self._roots or not any(root == "member" for root, _ in shared):
            return None
        found = self._entity("member", shared, rows, patient_id=claim.patient_id)
        assert found is None or isinstance(found, Member)
        return found

    def _providers(self, row: Row, line: ServiceLine) -> list[tuple[int, str, dict[str, Any]]]:
        found: list[tuple[int, str, dict[str, Any]]] = []
        for root in self._provider_roots:
            values: dict[Any, Any] = {path: value for (of, path), value in row.values.items() if of == root}
            npi = getattr(line, _NPIS[root])
            if values and isinstance(npi, str):
                found.append((row.number, root, {"npi": npi, "values": values}))
            elif values:
                words = f"columns `{root}.…` tell of a provider whose NPI is not there"
                fault = FaultError("no-npi", words, f"fill `line.{_NPIS[root]}`")
                self.faults.append((row.number, self._column_of.get((root, next(iter(values)))), fault))
        return found

    def _entity(self, root: str, values: Mapping[Key, Any], rows: tuple[int, ...], **extra: Any) -> Any:
        own = {path: value for (of, path), value in values.items() if of == root}
        entity: type[Any] = ROOTS[root]
        try:
            found = self._maker.values(root, shape_of(ROOTS[root]), own, rows)
        except FaultError as fault:
            self.faults.append((rows[0], None, fault))
            return None
        return entity(**{**found, **extra}, origins=self._maker.origins(root, (), rows))


def span_of(spans: Mapping[Key, Any], history: str) -> dict[str, Any]:
    """Return from when through when a history is known to be complete, as a claim's rows say it."""
    return {day: spans.get((history, (day,)), NOT_SUPPLIED) for day in SPANS}


def line_charges(claim: Claim) -> Decimal:
    """Return the sum of the charges of the lines."""
    return sum((line.charge for line in claim.lines if isinstance(line.charge, Decimal)), Decimal(0))
