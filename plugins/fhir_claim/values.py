"""Single values read strictly: a value that is not exactly what belongs there is a fault, and never guessed."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from datetime import date
from decimal import Decimal
from typing import Any, Final

from msgspec import UNSET, Struct, UnsetType

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.read.faults import MAX_TEXT, FaultError, wrong_type
from rules_engine.claims.read.leaves import LEAVES, Leaf, day
from rules_engine.claims.read.lexical import parse
from rules_engine.claims.shapes import Kind

from .datatypes import Coding, Concept, Extension, Identifier, Number, Reference, Side, Text
from .faults import MAX_FAULTS, fault, in_fhir_words
from .places import SourceFile
from .resources import Index, Resource
from .systems import ABSENT_REASON_EXTENSION, ABSENT_REASONS

UNREADABLE: Final = Absent(AbsenceKind.UNREADABLE)
_REASONS: Final = {
    **dict.fromkeys(("unknown", "asked-unknown", "temp-unknown", "not-asked", "asked-declined"), NOT_DOCUMENTED),
    **dict.fromkeys(("masked", "unsupported"), NOT_SUPPLIED),
    **dict.fromkeys(("not-applicable", "not-performed", "not-permitted"), NOT_APPLICABLE),
    **dict.fromkeys(("as-text", "error", "not-a-number", "negative-infinity", "positive-infinity"), UNREADABLE),
}
TEXT: Final = LEAVES[Kind.TEXT]
NAME: Final = LEAVES[Kind.NAME]
AMOUNT: Final = LEAVES[Kind.AMOUNT]
MONEY: Final = LEAVES[Kind.MONEY]
PROCEDURE: Final = LEAVES[Kind.PROCEDURE]
MODIFIER: Final = LEAVES[Kind.MODIFIER]
PLACE: Final = LEAVES[Kind.PLACE]
DIAGNOSIS: Final = LEAVES[Kind.DIAGNOSIS]
READ_NPI: Final = LEAVES[Kind.NPI]
_CURRENCY: Final = "USD"
_PART_OF_DAY: Final = re.compile(r"(?:19|[2-9][0-9])[0-9]{2}(?:-(?:0[1-9]|1[0-2]))?")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)
_DAY_LENGTH: Final = len("2026-11-16")
_MEMORY: Final = 10_000
_MEMORY_LENGTH: Final = 64


class Found(Struct, frozen=True, gc=False):
    """A value and the pointer of the place where it stands; the pointer is empty when there is none."""

    value: Any
    pointer: str = ""


NOTHING: Final = Found(NOT_SUPPLIED)


class Values:
    """Reads the values of one resource after another. faults: those of the resource that is being read.

    A text that has been read is remembered, as the same days, amounts and codes come again and again.
    """

    def __init__(self, file: SourceFile, index: Index) -> None:
        self.file, self.index = file, index
        self.faults: list[tuple[str, FaultError]] = []
        self._days: dict[str, date] = {}
        self._amounts: dict[bytes, Decimal] = {}
        self._coded: dict[tuple[Leaf, Text], str] = {}  # what a code is after it is read, its dot taken off
        self._codes: dict[tuple[Leaf, str], Any] = {}

    def note(self, at: str, found: str | FaultError) -> Absent:
        """Keep a fault of the resource at hand. Result: what stands for the value that it spoils."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append((at, fault(found) if isinstance(found, str) else in_fhir_words(found)))
        elif len(self.faults) == MAX_FAULTS:
            self.faults.append((at, fault("more-faults")))
        return UNREADABLE

    # --- single values -------------------------------------------------------------------------------------------

    def day(self, text: Text, at: str, side: Side = UNSET) -> date | Absent:
        """Return the day of a date or a date with time, in the zone it is written in.

        A year or a month alone is unreadable as a day, and no fault.
        """
        if text is UNSET:
            return self.why_absent(side.extension, at) if side is not UNSET else NOT_SUPPLIED
        known = self._days.get(text)
        if known is not None:
            return known
        if len(text) < _DAY_LENGTH and _PART_OF_DAY.fullmatch(text):
            return Absent(AbsenceKind.UNREADABLE, text)
        try:
            is_moment = len(text) > _DAY_LENGTH and _MOMENT.fullmatch(text) is not None
            found = day(text[:_DAY_LENGTH] if is_moment else text)
        except FaultError as error:
            return self.note(at, error)
        assert isinstance(found, date)
        if len(self._days) < _MEMORY:
            self._days[text] = found
        return found

    def amount(self, raw: Number, at: str, leaf: Leaf = MONEY) -> Decimal | Absent:
        """Return a number exactly as it is written."""
        if raw is UNSET:
            return NOT_SUPPLIED
        text = bytes(raw)
        known = self._amounts.get(text)
        if known is not None and (leaf is MONEY or known >= 0):
            return known
        try:
            number = parse(text.decode())
            if isinstance(number, dict | list | str):
                raise wrong_type("a number", number)
            found = leaf(number)
        except FaultError as error:
            return self.note(at, error)
        assert isinstance(found, Decimal)
        if len(self._amounts) < _MEMORY and len(text) < _MEMORY_LENGTH:
            self._amounts[text] = found
        return found

    def dollars(self, money: Any, at: str) -> Decimal | Absent:
        """Return an amount of money in US dollars."""
        if money is UNSET:
            return NOT_SUPPLIED
        if money.currency is not UNSET and money.currency != _CURRENCY:
            return self.note(f"{at}/currency", "foreign-currency")
        if money.value is UNSET:
            return self.why_absent(money.extension, at)
        return self.amount(money.value, f"{at}/value")

    def leaf(self, leaf: Leaf, text: str, at: str) -> Any:
        """Return a text as a value of a kind, such as a code or an NPI."""
        known = self._codes.get((leaf, text))
        if known is not None:
            return known
        try:
            found = leaf(text)
        except FaultError as error:
            return self.note(at, error)
        if len(self._codes) < _MEMORY and len(text) < _MEMORY_LENGTH:
            self._codes[leaf, text] = found
        return found

    def text(self, text: Text, at: str, leaf: Leaf = TEXT) -> Any:
        """Return a text, or that it was not supplied."""
        return NOT_SUPPLIED if text is UNSET else self.leaf(leaf, text, at)

    def positive(self, number: int | UnsetType, at: str) -> int | None:
        """Return a whole number from 1 that has to be there; None when it has a fault."""
        if number is UNSET:
            self.note(at, "missing-element")
            return None
        if 1 <= number < 10**6:
            return number
        self.note(at, "not-positive")
        return None

    def why_absent(self, extensions: Sequence[Extension], at: str) -> Absent:
        """Return why a value is not there, as its extension says."""
        for each in extensions:
            if each.url == ABSENT_REASON_EXTENSION:
                return self._reason(each.value_code, at)
        return NOT_SUPPLIED

    def _reason(self, code: Text, at: str) -> Absent:
        found = None if code is UNSET else _REASONS.get(code)
        return self.note(at, "unknown-absent-reason") if found is None else found

    # --- codes ---------------------------------------------------------------------------------------------------

    def code(
        self,
        concept: Concept | UnsetType,
        systems: Set[str],
        leaf: Leaf,
        at: str,
        bare: Callable[[str], str] = str,
        lenient: bool = False,
    ) -> Found:
        """Return the code of one of these systems, and its place.

        A lone code without a system is taken as one of them. bare: what is taken off a code before it is read.
        lenient: a concept without such a code is not supplied; else it is a fault.
        """
        if concept is UNSET:
            return NOTHING
        if len(concept.coding) == 1 and concept.coding[0].system in systems:
            known = self._coded.get((leaf, concept.coding[0].code))
            if known is not None:
                return Found(known, f"{at}/coding/0/code")
        return self._code(concept, systems, leaf, at, bare, lenient)

    def _code(
        self, concept: Concept, systems: Set[str], leaf: Leaf, at: str, bare: Callable[[str], str], lenient: bool
    ) -> Found:
        chosen = -1
        for number, each in enumerate(concept.coding):
            if each.code is UNSET or each.system not in systems:
                continue
            if chosen >= 0 and concept.coding[chosen].code != each.code:
                return Found(self.note(at, "several-codes"))
            chosen = number if chosen < 0 else chosen
        if chosen < 0:
            if len(concept.coding) != 1 or concept.coding[0].system is not UNSET or concept.coding[0].code is UNSET:
                return self._without_code(concept, at, lenient)
            if lenient:
                return NOTHING
            chosen = 0
        where = f"{at}/coding/{chosen}/code"
        code = concept.coding[chosen].code
        assert code is not UNSET
        found = self.leaf(leaf, bare(code), where)
        if isinstance(found, str) and len(code) < _MEMORY_LENGTH and len(self._coded) < _MEMORY:
            self._coded[leaf, code] = found
        return Found(found, where)

    def _without_code(self, concept: Concept, at: str, lenient: bool) -> Found:
        for number, each in enumerate(concept.coding):
            if each.system in ABSENT_REASONS:
                return Found(self._reason(each.code, f"{at}/coding/{number}/code"))
        absent = self.why_absent(concept.extension, at)
        if absent is not NOT_SUPPLIED or lenient:
            return Found(absent)
        return Found(self.note(at, "unknown-code-system"))

    # --- references and identifiers ------------------------------------------------------------------------------

    def target(self, reference: Reference | UnsetType, owner: Resource, at: str, kinds: Set[str]) -> Resource | None:
        """Return the resource that a reference leads to, of one of these types; None when the file does not hold it."""
        if reference is UNSET:
            return None
        try:
            found = self.index.target(reference, owner)
        except FaultError as error:
            self.note(f"{at}/reference", error)
            return None
        if found is None or (found.kind in kinds and found.value is not None):
            return found
        if found.value is not None:
            self.note(f"{at}/reference", "wrong-target")
        elif found.owner is None:
            self.note(f"{at}/reference", "unreadable-resource")
        else:  # nobody else tells the faults of what a resource contains
            for place, each in found.faults:
                self.note(place, each)
        return None

    def identifier(self, identifiers: Sequence[Identifier], at: str, systems: Set[str], leaf: Leaf) -> Found:
        """Return the first identifier of these systems; without systems, the first one that has a value."""
        for number, each in enumerate(identifiers):
            if each.value is not UNSET and (not systems or each.system in systems):
                where = f"{at}/{number}/value"
                return Found(self.leaf(leaf, each.value, where), where)
        return NOTHING


def first_code(concept: Concept | UnsetType) -> str:
    """Return the first code of a concept, whatever its system is; empty without one."""
    if concept is UNSET:
        return ""
    for each in concept.coding:
        if each.code is not UNSET:
            return each.code
    return ""


def words_of(concept: Concept | UnsetType, at: str) -> Found:
    """Return the words of a concept in lower case: its text, else how its first code is displayed."""
    if concept is UNSET:
        return NOTHING
    for text, where in [(concept.text, f"{at}/text"), *_displays(concept.coding, at)]:
        if text is not UNSET and 0 < len(text.strip()) <= MAX_TEXT and text.isascii() and text.isprintable():
            return Found(text.strip().lower(), where)
    return NOTHING


def _displays(codings: Sequence[Coding], at: str) -> list[tuple[Text, str]]:
    return [(each.display, f"{at}/coding/{number}/display") for number, each in enumerate(codings)]
