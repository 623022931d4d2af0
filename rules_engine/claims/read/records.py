"""Records of a document to entities of the model, all faults gathered.

Reading and explaining are one pass: with everything right it costs what structuring costs, and with faults it has the
pointer of each at hand. A second pass by a JSON Schema validator takes some 500 µs a claim, and its wording has values.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

import attrs

from rules_engine.claims.places import RecordOrigins
from rules_engine.claims.read.faults import FaultError, missing_key, sayable, unknown_key, wrong_type
from rules_engine.claims.read.leaves import LEAVES, Leaf, absence
from rules_engine.claims.read.lexical import Mark, RepeatedKeys
from rules_engine.claims.shapes import Kind, Shape, records

MAX_FAULTS: Final = 100  # of one record
_MAX_GUESSES: Final = 200  # of one file: a search for a similar key takes about 100 µs

# How a message calls the records.
_TITLES: Final = {
    "Claim": "a claim",
    "ServiceLine": "a line",
    "Diagnosis": "a diagnosis",
    "OtherPayer": "another payer",
    "Session": "a session record",
    "Participant": "a participant",
    "Signature": "a signature",
    "TreatmentPlan": "a plan",
    "Consent": "a consent",
    "Authorization": "an authorization",
    "Licence": "a licence",
    "Provider": "a provider",
    "Member": "a member",
    "Coverage": "a coverage",
    "Interval": "an interval",
    "Stay": "a stay",
    "Document": "a document",
    "Answer": "an answer",
}

Values = dict[str, Any]


@attrs.frozen(eq=False, repr=False)
class Step:
    """How the value of one key is read: as a `single` value, a list where `each` is read, or as records of `shape`."""

    single: Leaf | None
    each: Leaf | None
    shape: Shape | None
    many: bool
    absent: bool


class RecordReader:
    """Reads the records of one file; holds the faults of the record at hand.

    source: name of the file, for origins.
    """

    def __init__(self, source: str) -> None:
        self.source = source
        self.faults: list[tuple[str, FaultError]] = []
        self._guesses = _MAX_GUESSES
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def take_faults(self) -> list[tuple[str, FaultError]]:
        """Return the faults since the last time, each with its JSON pointer, and forget them."""
        found, self.faults = self.faults, []
        return found

    def entity(self, shape: Shape, raw: object, at: str) -> Any:
        """Return a record as a value of its class; None when it has a fault."""
        before = len(self.faults)
        values = self.values(shape, raw, at)
        if len(self.faults) > before:
            return None
        return shape.entity(**values, origins=self.origins(at, values))

    def origins(self, at: str, values: Values) -> RecordOrigins:
        """Return the places of the values of one record. Records with the same keys share the tuple of them."""
        names = tuple(values)
        return RecordOrigins(self.source, at, self._names.setdefault(names, names))

    def values(self, shape: Shape, raw: object, at: str) -> Values:
        """Return the values of a record by attribute; those without a fault."""
        values: Values = {}
        if not isinstance(raw, dict):
            self.fault(at, FaultError(raw.code) if isinstance(raw, Mark) else wrong_type("an object", raw))
            return values
        steps, required = plan(shape)
        for key, item in raw.items():
            step = steps.get(key)
            try:
                if step is None:
                    raise self._unknown(shape, key)
                leaf, absent = step.single, None
                if step.absent and (item is None or type(item) is dict):
                    absent = absence(item)
                if absent is not None:
                    values[key] = absent
                else:
                    values[key] = self._value(step, item, at, key) if leaf is None else leaf(item)
            except FaultError as fault:
                self.fault(f"{at}/{key}" if step else at, fault)
        if isinstance(raw, RepeatedKeys):
            self.repeated(raw, at)
        for key in required:
            if key not in raw:
                self.fault(at, missing_key(key))
        return values

    def items(self, raw: object) -> list[object]:
        """Return the items of a list. Raises FaultError when it is none."""
        if type(raw) is list:
            return raw
        raise FaultError(raw.code) if isinstance(raw, Mark) else wrong_type("a list", raw)

    def fault(self, at: str, fault: FaultError) -> None:
        """Keep a fault of the record at hand; after the first hundred, only that there are more."""
        if len(self.faults) < MAX_FAULTS:
            self.faults.append((at, fault))
        elif len(self.faults) == MAX_FAULTS:
            self.faults.append((at, FaultError("more-faults")))

    def repeated(self, raw: RepeatedKeys, at: str) -> None:
        """Keep the fault of each key that stands twice in a record."""
        for key in raw.repeated:
            self.fault(at, FaultError("repeated-key", key=key if sayable(key) else ""))

    def may_guess(self) -> bool:
        """Return whether there is time left for another search for a similar key."""
        self._guesses -= 1
        return self._guesses >= 0

    def _value(self, step: Step, raw: object, at: str, key: str) -> object:
        """Return what a list or a record holds."""
        if step.shape is not None and not step.many:
            return self.entity(step.shape, raw, f"{at}/{key}")
        items = self.items(raw)
        if step.shape is not None:
            return tuple([self.entity(step.shape, item, f"{at}/{key}/{n}") for n, item in enumerate(items)])
        assert step.each is not None
        values = []
        for number, item in enumerate(items):
            try:
                values.append(step.each(item))
            except FaultError as fault:
                self.fault(f"{at}/{key}/{number}", fault)
        return tuple(values)

    def _unknown(self, shape: Shape, key: str) -> FaultError:
        return unknown_key(key, shape.fields, homes(), guess=self.may_guess())


@cache
def homes() -> Mapping[str, str]:
    """Return for each key of the format the records that have it, in words."""
    found: dict[str, list[str]] = {}
    for shape in records():
        for name in shape.fields:
            found.setdefault(name, []).append(_TITLES[shape.name])
    return {name: " or ".join(titles) for name, titles in found.items()}


@cache
def plan(shape: Shape) -> tuple[Mapping[str, Step], tuple[str, ...]]:
    """Return how to read each key of a record, and the keys that it must have."""
    steps = {}
    for field in shape.fields.values():
        leaf = LEAVES[field.of] if isinstance(field.of, Kind) else None
        steps[field.name] = Step(
            single=None if field.many else leaf,
            each=leaf if field.many else None,
            shape=field.of if isinstance(field.of, Shape) else None,
            many=field.many,
            absent=field.absent,
        )
    return steps, tuple(field.name for field in shape.fields.values() if field.required)
