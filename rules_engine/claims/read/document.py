"""The parts of a dossier document to an `Intake`: what was read, and everything refused, by name and place."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Answer, Authorization, Claim, Document, History, Member, Provider, Session
from rules_engine.claims.read.claims import UNREADABLE, read_claim, read_history
from rules_engine.claims.read.faults import FaultError, unknown_key
from rules_engine.claims.read.leaves import LEAVES, absence
from rules_engine.claims.read.records import MAX_FAULTS, RecordReader
from rules_engine.claims.read.refusals import Refusals, claim_id_of
from rules_engine.claims.shapes import Kind, Shape, shape_of

# Key of the document → the class of its records, and the attribute that joins one of them to a claim.
PARTS: Final[Mapping[str, tuple[type[attrs.AttrsInstance], str]]] = {
    "claims": (Claim, ""),
    "documentation": (Session, ""),
    "authorizations": (Authorization, "patient_id"),
    "providers": (Provider, "npi"),
    "members": (Member, "patient_id"),
    "documents": (Document, "patient_id"),
    "answers": (Answer, "claim_id"),
}
HISTORIES: Final = ("history", "other_patients")
# A part with one record may be written as that record.
SINGULARS: Final[Mapping[str, str]] = {"claims": "claim", "members": "member"}
KEYS: Final = (*PARTS, *HISTORIES, *SINGULARS.values())


def read_document(reader: RecordReader, raw: dict[str, object], at: str) -> Intake:
    """Return what one document holds. at: pointer of the document, empty when it is the whole file."""
    return _DocumentReader(reader, raw, at).intake()


def refused(source: str, at: str, fault: FaultError, *, start: int = 0) -> Intake:
    """Return a document that cannot be read at all. It counts as one lost claim: nobody can see how many it holds."""
    refusals = Refusals(source)
    refusals.add(at, fault, lost=1, start=start)
    return Intake(found=1, rejections=refusals.taken())


class _DocumentReader:
    def __init__(self, reader: RecordReader, raw: dict[str, object], at: str) -> None:
        self.reader, self.raw, self.at = reader, raw, at
        self.refusals = Refusals(reader.source)
        self.found = 0

    def intake(self) -> Intake:
        self._refuse_other_keys()
        return Intake(
            claims=self._claims(),
            sessions=self._records("documentation"),
            history=self._history("history"),
            authorizations=self._records("authorizations"),
            providers=self._records("providers"),
            members=self._records("members"),
            papers=self._records("documents"),
            answers=self._records("answers"),
            other_patients=self._history("other_patients"),
            found=self.found,
            rejections=self.refusals.taken(),
        )

    def _refuse_other_keys(self) -> None:
        others = [key for key in self.raw if key not in KEYS]
        for key in others[:MAX_FAULTS]:
            fault = unknown_key(key, KEYS, {}, guess=self.reader.may_guess())
            self._lose(self.at, fault, _claims_under(key, self.raw))
        if len(others) > MAX_FAULTS:
            lost = sum(_claims_under(key, self.raw) for key in others[MAX_FAULTS:])
            self._lose(self.at, FaultError("more-faults"), lost)
        for plural, singular in SINGULARS.items():
            if plural in self.raw and singular in self.raw:
                self._lose(f"{self.at}/{singular}", FaultError("two-keys-for-one"), int(plural == "claims"))

    def _lose(self, at: str, fault: FaultError, lost: int) -> None:
        self.found += lost
        self.refusals.add(at, fault, lost=lost)

    def _key(self, part: str) -> str:
        """Return the key under which the document has a part, singular or plural; empty when it has none."""
        return next((key for key in (part, SINGULARS.get(part, part)) if key in self.raw), "")

    def _items(self, key: str) -> list[tuple[str, object]]:
        """Return the raw records under a key, each with its pointer. Raises FaultError when it is no list of them."""
        raw, at = self.raw[key], f"{self.at}/{key}"
        if key in SINGULARS.values():
            return [(at, raw)]
        return [(f"{at}/{number}", item) for number, item in enumerate(self.reader.items(raw))]

    def _claims(self) -> tuple[Claim, ...]:
        key = self._key("claims")
        try:
            items = self._items(key) if key else []
        except FaultError as fault:
            self._lose(f"{self.at}/{key}", fault, _claims_under(key, self.raw))
            return ()
        claims = []
        for at, item in items:
            claim = read_claim(self.reader, item, at)
            if claim is not None:
                claims.append(claim)
            else:
                self.refusals.add_all(self.reader.take_faults(), lost=1, claim_id=claim_id_of(item))
        self.found += len(items)
        return tuple(claims)

    def _history(self, part: str) -> History | Absent:
        if part not in self.raw:
            return NOT_SUPPLIED
        return read_history(self.reader, self.refusals, self.raw[part], f"{self.at}/{part}", part)

    def _records(self, part: str) -> Any:
        key = self._key(part)
        if not key:
            return NOT_SUPPLIED
        try:
            absent = absence(self.raw[key])
            items = self._items(key) if absent is None else []
        except FaultError as fault:
            self.refusals.add(f"{self.at}/{key}", fault, part=part)
            return UNREADABLE
        return absent if absent is not None else self._whole(part, items)

    def _whole(self, part: str, items: list[tuple[str, object]]) -> Any:
        entity, joined_by = PARTS[part]
        shape, records, whole = shape_of(entity), [], True
        for at, item in items:
            record = self.reader.entity(shape, item, at)
            if record is None:
                self.refusals.add_all(self.reader.take_faults(), part=part, claim_id=claim_id_of(item))
                record = unreadable(shape, joined_by, item) if joined_by else None
                whole = whole and (record is not None or not joined_by)
            if record is not None:
                records.append(record)
        # A refused record that cannot be told from others may be anybody's: then nothing is known to be missing.
        return tuple(records) if whole else UNREADABLE


def unreadable(shape: Shape, key: str, raw: object) -> Any:
    """Return a record of which only its key is known, or None when that is not known either.

    A refused provider is not a provider that the registry lacks; so it stays, with everything else unreadable.
    """
    kind = shape.fields[key].of
    assert isinstance(kind, Kind)
    try:
        value = LEAVES[kind](raw[key]) if isinstance(raw, dict) and key in raw else None
    except FaultError:
        return None
    return None if value is None else shape.entity(**{**dict.fromkeys(shape.fields, UNREADABLE), key: value})


def _claims_under(key: str, document: dict[str, object]) -> int:
    """Return how many claims a document seems to hold under a key that cannot be read."""
    raw = document[key]
    if raw is None or "claim" not in key.lower():
        return 0
    return len(raw) if isinstance(raw, list) else 1
