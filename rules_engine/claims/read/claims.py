"""Claims and histories of a document, with the checks that need a whole claim."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.model import Claim, History, ServiceLine
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.claims.read.faults import FaultError, unknown_key, wrong_type
from rules_engine.claims.read.leaves import absence, day
from rules_engine.claims.read.lexical import RepeatedKeys
from rules_engine.claims.read.records import RecordReader, Values
from rules_engine.claims.read.refusals import Refusals, claim_id_of
from rules_engine.claims.shapes import flat_line, shape_of

UNREADABLE: Final = Absent(AbsenceKind.UNREADABLE)
HISTORY_DAYS: Final = ("complete_from", "complete_through")
HISTORY_LISTS: Final = ("claims", "lines")


def read_claim(reader: RecordReader, raw: object, at: str) -> Claim | None:
    """Return one claim; None when it has a fault, which the reader then holds."""
    found = reader.entity(shape_of(Claim), raw, at)
    if not isinstance(found, Claim):
        return None
    _check_distinct(reader, f"{at}/lines", "number", "repeated-line-number", [line.number for line in found.lines])
    if not isinstance(found.diagnoses, Absent):
        positions = [diagnosis.position for diagnosis in found.diagnoses]
        _check_distinct(reader, f"{at}/diagnoses", "position", "repeated-position", positions)
    return None if reader.faults else found


def read_history(reader: RecordReader, refusals: Refusals, raw: object, at: str, part: str) -> History | Absent:
    """Return a history of a document. part: its key there.

    A claim or line of it with a fault is refused, and the history is then no longer known to be complete: what is
    missing may be exactly what a limit counts. A fault of the history itself makes it unreadable.
    """
    try:
        found = absence(raw)
    except FaultError as fault:
        refusals.add(at, fault, part=part)
        return UNREADABLE
    if found is not None:
        return found
    days = _days(reader, raw, at)
    lists = [name for name in HISTORY_LISTS if isinstance(raw, dict) and name in raw]
    if isinstance(raw, dict) and len(lists) != 1:
        reader.fault(at, FaultError("two-keys-for-one" if lists else "no-claims"))
    items = _items(reader, raw, lists, at)
    if reader.faults:
        refusals.add_all(reader.take_faults(), part=part)
        return UNREADABLE
    read = _claims if lists == ["claims"] else _flat_claims
    claims, whole = read(reader, refusals, items, f"{at}/{lists[0]}", part)
    return History(claims=claims, **(days if whole else dict.fromkeys(days, UNREADABLE)))


def _days(reader: RecordReader, raw: object, at: str) -> Values:
    days: Values = {}
    if not isinstance(raw, dict):
        reader.fault(at, wrong_type("an object", raw))
        return days
    if isinstance(raw, RepeatedKeys):
        reader.repeated(raw, at)
    for key, item in raw.items():
        try:
            if key in HISTORY_DAYS:
                found = absence(item)
                days[key] = day(item) if found is None else found
            elif key not in HISTORY_LISTS:
                raise unknown_key(key, (*HISTORY_DAYS, *HISTORY_LISTS), {}, guess=reader.may_guess())
        except FaultError as fault:
            reader.fault(at if fault.key or key not in HISTORY_DAYS else f"{at}/{key}", fault)
    return days


def _items(reader: RecordReader, raw: object, lists: list[str], at: str) -> list[object]:
    if not isinstance(raw, dict) or len(lists) != 1:
        return []
    try:
        return reader.items(raw[lists[0]])
    except FaultError as fault:
        reader.fault(f"{at}/{lists[0]}", fault)
        return []


def _claims(
    reader: RecordReader, refusals: Refusals, items: Iterable[object], at: str, part: str
) -> tuple[tuple[Claim, ...], bool]:
    claims, whole = [], True
    for number, item in enumerate(items):
        claim = read_claim(reader, item, f"{at}/{number}")
        if claim is not None:
            claims.append(claim)
        else:
            whole = False
            refusals.add_all(reader.take_faults(), part=part, claim_id=claim_id_of(item))
    return tuple(claims), whole


def _flat_claims(
    reader: RecordReader, refusals: Refusals, items: Iterable[object], at: str, part: str
) -> tuple[tuple[Claim, ...], bool]:
    gathered: dict[str, _FlatClaim] = {}
    whole = True
    for number, item in enumerate(items):
        place = f"{at}/{number}"
        values = reader.values(flat_line(), item, place)
        if not reader.faults:
            claim = gathered.setdefault(values["claim_id"], _FlatClaim())
            claim.add(reader, values, place)
        if reader.faults:
            whole = False
            refusals.add_all(reader.take_faults(), part=part, claim_id=claim_id_of(item))
    return tuple([claim.whole() for claim in gathered.values() if claim.lines]), whole


class _FlatClaim:
    """The lines of one claim met so far, and what they say of the claim."""

    def __init__(self) -> None:
        self.values: Values = {}
        self.lines: dict[int, ServiceLine] = {}
        self.origins: Origins = NO_ORIGINS

    def add(self, reader: RecordReader, values: Values, at: str) -> None:
        """Add one line, unless it contradicts what earlier lines say."""
        of_line = shape_of(ServiceLine).fields
        line = {name: value for name, value in values.items() if name in of_line}
        claim = {name: value for name, value in values.items() if name not in of_line}
        if line["number"] in self.lines:
            reader.fault(f"{at}/number", FaultError("repeated-line-number"))
        for name, value in claim.items():
            if self.values.get(name, value) != value:
                reader.fault(f"{at}/{name}", FaultError("conflicting-lines"))
        if reader.faults:
            return
        self.lines[line["number"]] = ServiceLine(**line, origins=reader.origins(at, line))
        if not self.values:
            self.origins = reader.origins(at, claim)
        elif claim.keys() - self.values.keys():
            self.origins = {**reader.origins(at, claim), **self.origins}
        self.values = {**claim, **self.values}

    def whole(self) -> Claim:
        """Return the claim with its lines in the order met."""
        return Claim(**self.values, lines=tuple(self.lines.values()), origins=self.origins)


def _check_distinct(reader: RecordReader, at: str, key: str, code: str, numbers: list[int]) -> None:
    if len(set(numbers)) == len(numbers):
        return
    seen: set[int] = set()
    for place, number in enumerate(numbers):
        if number in seen:
            reader.fault(f"{at}/{place}/{key}", FaultError(code))
        seen.add(number)
