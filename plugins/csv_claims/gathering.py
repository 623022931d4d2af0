"""Everything that one table gives: claims, histories and records, and what is refused, all of it counted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Authorization, Claim, History, Provider, Session
from rules_engine.claims.note import Note
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.rejection import Rejection

from .claims import ClaimMaker, Fault, Told, line_charges, span_of
from .entities import Maker
from .places import TableFile
from .plan import Plan
from .rows import Row
from .targets import HISTORIES, SPANS

MOST_FAULTS: Final = 100  # of one claim
MOST_REJECTIONS: Final = 100_000  # named one by one; the rest is counted
_ID: Final = ("claim", ("claim_id",))
_WHO: Final = (("claim", ("patient_id",)), ("claim", ("billing_npi",)))
_SHOWN_ID: Final = re.compile(r"[!-~](?:[ -~]{0,78}[!-~])?")
_PARTS: Final = {"history": "history", "other patient": "other_patients"}
_UNREADABLE: Final = Absent(AbsenceKind.UNREADABLE)


class Gathering:
    """Takes the rows of one table, and gives its intake."""

    def __init__(self, file: TableFile, plan: Plan) -> None:
        self._file = file
        self._claims = ClaimMaker(plan, Maker(file, plan.places))
        self._rows: dict[str, dict[str, list[Row]]] = {"claim": {}, "history": {}, "other patient": {}}
        self._rejections: list[Rejection] = []
        self._more_lost = 0
        self._found = 0
        self._told: list[Told] = []
        self._histories: dict[str, list[Claim]] = {part: [] for part in HISTORIES}
        self._is_whole = dict.fromkeys(HISTORIES, True)
        self._providers: dict[str, tuple[str, dict[Any, Any], tuple[int, ...]]] = {}
        self._torn: list[Provider] = []
        self._sessions_of_others: list[Session] = []
        self._unused = 0  # rows of the history with a session

    def add(self, row: Row) -> None:
        """Take one row."""
        claim_id = row.values.get(_ID)
        if isinstance(claim_id, str):
            self._rows[row.kind].setdefault(claim_id, []).append(row)
            return
        faults = [(row.number, place, fault) for place, fault in row.faults]
        words = FaultError("no-claim-id", "the row does not say which claim it belongs to", "fill the claim number")
        self._lose(row.kind, faults or [(row.number, None, words)], "")

    def intake(self, notes: Iterable[Note]) -> Intake:
        """Return everything gathered."""
        for kind, by_id in self._rows.items():
            for claim_id, rows in by_id.items():
                self._finish(kind, claim_id, rows)
        providers = self._registry()
        documents = self._documents(providers)
        first = documents[0] if len(documents) == 1 else Intake(documents=tuple(documents))
        rejections = sorted(self._rejections, key=lambda each: each.start)
        if self._more_lost:
            words = "there are more faults than are named"
            rejections.append(
                Rejection("too-many-faults", words, self._file.source, "mend the named ones", lost=self._more_lost)
            )
        return Intake(
            claims=tuple(told.claim for told in self._told),
            found=self._found,
            rejections=tuple(rejections),
            sessions=first.sessions,
            history=first.history,
            authorizations=first.authorizations,
            providers=first.providers,
            members=first.members,
            other_patients=first.other_patients,
            documents=first.documents,
            notes=(*notes, *self._notes()),
        )

    def _notes(self) -> Iterable[Note]:
        if self._unused:
            words = f"session columns of {self._unused} rows of the history are not used"
            yield Note("unused-sessions", words, self._file.source, "no rule reads the session of an earlier claim")

    def _finish(self, kind: str, claim_id: str, rows: list[Row]) -> None:
        groups: dict[tuple[object, ...], list[Row]] = {}
        for row in rows:
            groups.setdefault(tuple(_known(row.values.get(key)) for key in _WHO), []).append(row)
        is_doubtful = len(groups) > 1 and not _are_apart(groups)
        if any(row.faults for row in rows) or is_doubtful:
            # A row with a fault may belong to any claim of that id.
            groups = {(): rows} if is_doubtful or len(groups) == 1 else groups
        is_faulty = any(row.faults for row in rows)
        for group in groups.values():
            told = self._claims.make(group)
            faults = list(self._claims.faults)
            if told is None or is_doubtful or is_faulty:
                other = [(row.number, place, fault) for row in rows for place, fault in row.faults]
                self._lose(kind, faults or other or [_doubt(group[0])], claim_id)
            else:
                self._take(kind, told, group[0])

    def _take(self, kind: str, told: Told, row: Row) -> None:
        if kind != "claim":
            self._histories[_PARTS[kind]].append(told.claim)
            self._sessions_of_others += told.sessions if kind == "other patient" else ()
            self._unused += len(told.sessions) if kind == "history" else 0
            return
        self._found += 1
        self._told.append(told)
        for number, root, each in told.providers:
            self._note_provider(number, root, each["npi"], each["values"])
        charge = told.claim.charge
        if isinstance(charge, Decimal) and charge != line_charges(told.claim):
            words = FaultError(
                "charge-total", "the total charge is not the sum of the line charges", "correct it; a row may be lost"
            )
            self._reject([(row.number, None, words)], told.claim.claim_id, 0, "")

    def _note_provider(self, row: int, root: str, npi: str, values: dict[Any, Any]) -> None:
        """Join what several rows tell of one provider; what they contradict each other in is told apart."""
        known = self._providers.get(npi)
        if known is None:
            self._providers[npi] = root, dict(values), (row,)
            return
        if known[1] == values:
            return
        if any(known[1].get(path, value) != value for path, value in values.items()):
            torn = self._claims.provider(npi, values, root, (row,))
            if torn is not None and torn not in self._torn:
                self._torn.append(torn)
            return
        self._providers[npi] = known[0], {**values, **known[1]}, (*known[2], row)

    def _registry(self) -> tuple[Provider, ...]:
        made = [self._claims.provider(npi, values, root, rows) for npi, (root, values, rows) in self._providers.items()]
        return tuple([each for each in (*made, *self._torn) if each is not None])

    def _lose(self, kind: str, faults: list[Fault], claim_id: str) -> None:
        """Refuse the claim of some rows, or an entry of a history, which is then no longer known to be complete."""
        if kind == "claim":
            self._found += 1
            self._reject(faults, claim_id, 1, "")
            return
        self._is_whole[_PARTS[kind]] = False
        self._reject(faults, claim_id, 0, _PARTS[kind])

    def _reject(self, faults: list[Fault], claim_id: str, lost: int, part: str) -> None:
        for number, place, fault in faults[:MOST_FAULTS]:
            if len(self._rejections) >= MOST_REJECTIONS:
                self._more_lost += lost
                return
            cell = self._file.origin(number, place) if place is not None else None
            start, stop = (cell.start, cell.stop) if cell else self._file.span(number)
            self._rejections.append(
                Rejection(
                    code=fault.code,
                    message=fault.message,
                    source=self._file.source,
                    help=fault.help,
                    claim_id=claim_id if _SHOWN_ID.fullmatch(claim_id) else "",
                    start=start,
                    stop=stop,
                    pointer=self._file.pointer(number, place),
                    lost=lost,
                    part=part,
                )
            )
            lost = 0

    def _documents(self, providers: tuple[Provider, ...]) -> list[Intake]:
        """Return the claims by what their rows say of histories and ledgers.

        A ledger speaks of the patients that it has entries of. Of others a table says nothing, not that there is none.
        """
        with_ledger = {told.claim.patient_id for told in self._told if told.authorizations}
        groups: dict[tuple[Any, ...], list[Told]] = {}
        for told in self._told:
            days = tuple(told.spans.get((part, (day,)), NOT_SUPPLIED) for part in HISTORIES for day in SPANS)
            groups.setdefault((told.claim.patient_id in with_ledger, *days), []).append(told)
        entries: dict[str, list[list[Claim]]] = {
            part: self._by_group(part, list(groups.values())) for part in HISTORIES
        }
        documents = []
        for place, group in enumerate(groups.values() or [[]]):
            ledger: dict[Authorization, None] = dict.fromkeys(e for told in group for e in told.authorizations)
            sessions = [each for told in group for each in told.sessions]
            sessions += self._sessions_of_others if not place else []
            members = tuple({told.member: None for told in group if told.member is not None})
            documents.append(
                Intake(
                    claims=tuple(told.claim for told in group),
                    found=len(group),
                    sessions=tuple(sessions) or NOT_SUPPLIED,
                    history=self._history("history", entries["history"][place], group),
                    other_patients=self._history("other_patients", entries["other_patients"][place], group),
                    authorizations=tuple(ledger) or NOT_SUPPLIED,
                    members=members or NOT_SUPPLIED,
                    providers=(providers or NOT_SUPPLIED) if not place else NOT_SUPPLIED,
                )
            )
        return documents

    def _by_group(self, part: str, groups: list[list[Told]]) -> list[list[Claim]]:
        """Return the entries of a history for each group: with the claims of their patient, else with the first."""
        home = {told.claim.patient_id: place for place, group in reversed(list(enumerate(groups))) for told in group}
        found: list[list[Claim]] = [[] for _ in groups or [[]]]
        for entry in self._histories[part]:
            found[home.get(entry.patient_id, 0)].append(entry)
        return found

    def _history(self, part: str, entries: list[Claim], group: list[Told]) -> History | Absent:
        days: Mapping[str, Any] = span_of(group[0].spans if group else {}, part)
        if not self._is_whole[part]:
            return History(claims=tuple(entries), **dict.fromkeys(SPANS, _UNREADABLE))
        if not entries and all(day == NOT_SUPPLIED for day in days.values()):
            return NOT_SUPPLIED
        return History(claims=tuple(entries), **days)


def _known(value: object) -> object:
    return None if isinstance(value, Absent) else value


def _are_apart(groups: Iterable[tuple[object, ...]]) -> bool:
    """Return whether several groups surely are several claims: all name the patient, or none, and so the biller."""
    return all(len({value is None for value in values}) == 1 for values in zip(*groups, strict=True))


def _doubt(row: Row) -> Fault:
    words = "rows with this claim number name the patient or the billing provider in part only"
    return (
        row.number,
        None,
        FaultError("doubtful-rows", words, "fill patient id and billing NPI on every row, or on none"),
    )
