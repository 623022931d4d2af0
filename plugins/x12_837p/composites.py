"""Elements with components: procedure and pointers of a line, place and frequency of a claim, a diagnosis."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from rules_engine.claims.absence import NOT_DOCUMENTED, Absent
from rules_engine.claims.read.leaves import PATTERNS
from rules_engine.claims.shapes import Kind

from .faults import Fault
from .records import Segment
from .values import is_code

QUALIFIERS: Final = frozenset({"ABK", "ABF", "BK", "BF"})
PRINCIPAL: Final = frozenset({"ABK", "BK"})
_CODE: Final = 1  # of the components of SV101
_MODIFIERS: Final = slice(2, 6)
_COMPONENTS: Final = 8
# The shapes of codes are those of every other form that claims come in.
_PLACE: Final = re.compile(PATTERNS[Kind.PLACE])
_DIAGNOSIS: Final = re.compile(PATTERNS[Kind.DIAGNOSIS])
_SHAPES: Final = tuple(
    re.compile(each) for each in ("[0-9A-Za-z]+", PATTERNS[Kind.PROCEDURE], *(PATTERNS[Kind.MODIFIER],) * 4)
)
_POINTERS: Final = 4
_POINTER_DIGITS: Final = 2
_MEMORY: Final = 10_000


class Procedure(NamedTuple):
    """SV101 without its description."""

    code: str | Absent
    modifiers: tuple[str, ...]


class Composites:
    """Reads CLM05, HI, SV101 and SV107. A text without fault is remembered, as most claims repeat a few."""

    def __init__(self, component: str) -> None:
        self._component = component
        self._places: dict[str, tuple[str, str]] = {}
        self._diagnoses: dict[str, str] = {}
        self._procedures: dict[str, Procedure] = {}
        self._pointers: dict[str, tuple[int, ...]] = {}

    def place_and_frequency(self, clm: Segment, faults: list[Fault]) -> tuple[str, str]:
        """Return CLM05-1 and CLM05-3; empty when they are."""
        number, elements = clm
        known = self._places.get(elements[5])
        if known is not None:
            return known
        parts = [*elements[5].split(self._component), "", ""]
        bad = [0] if parts[0] and not _PLACE.fullmatch(parts[0]) else []
        bad += [2] if parts[2] and not is_code(parts[2]) else []
        faults += [Fault("bad-code", number, "CLM", 5, index + 1) for index in bad]
        found = parts[0], parts[2]
        if not bad and len(self._places) < _MEMORY:
            self._places[elements[5]] = found
        return found

    def place(self, service: Segment, faults: list[Fault]) -> str:
        """Return SV105; empty when it is."""
        found = service[1][5]
        if found and not _PLACE.fullmatch(found):
            faults.append(Fault("bad-code", service[0], "SV1", 5))
        return found

    def diagnosis(self, segment: Segment, element: int, faults: list[Fault]) -> str:
        """Return the code of one composite of HI, without its point; empty when it is at fault."""
        text = segment[1][element]
        known = self._diagnoses.get(text)
        if known is not None:
            return known
        parts = text.split(self._component)
        code = parts[1].replace(".", "", 1) if len(parts) > 1 else ""
        if parts[0] not in QUALIFIERS:
            faults.append(Fault("unknown-qualifier", segment[0], "HI", element, 1))
            return ""
        if not _DIAGNOSIS.fullmatch(code):
            faults.append(Fault("bad-code" if code else "missing-element", segment[0], "HI", element, 2))
            return ""
        if len(self._diagnoses) < _MEMORY:
            self._diagnoses[text] = code
        return code

    def procedure(self, service: Segment, faults: list[Fault]) -> Procedure:
        """Return the procedure code and the modifiers of a line."""
        text = service[1][1]
        known = self._procedures.get(text)
        if known is not None:
            return known
        before = len(faults)
        found = _procedure(service[0], text.split(self._component), faults)
        if len(faults) == before and len(self._procedures) < _MEMORY:
            self._procedures[text] = found
        return found

    def pointers(self, service: Segment, diagnoses: int, faults: list[Fault]) -> tuple[int, ...]:
        """Return the diagnosis pointers of a line. diagnoses: how many there are to point to."""
        text = service[1][7]
        found = self._pointers.get(text)
        if found is None:
            before = len(faults)
            found = _pointers(service[0], text.split(self._component), faults)
            if len(faults) == before and len(self._pointers) < _MEMORY:
                self._pointers[text] = found
        if found and max(found) > diagnoses:
            missing = next(index for index, pointer in enumerate(found, 1) if pointer > diagnoses)
            faults.append(Fault("pointer-without-diagnosis", service[0], "SV1", 7, missing))
        return found


def _procedure(number: int, parts: list[str], faults: list[Fault]) -> Procedure:
    if len(parts) <= _CODE:
        has_other_separator = parts[0] and not is_code(parts[0])
        faults.append(Fault("unknown-separator" if has_other_separator else "missing-element", number, "SV1", 1))
        return Procedure(NOT_DOCUMENTED, ())
    if len(parts) > _COMPONENTS:
        faults.append(Fault("too-many-elements", number, "SV1", 1))
    code = parts[_CODE]
    if not (parts[0] and code):
        faults.append(Fault("missing-element", number, "SV1", 1, 2 if parts[0] else 1))
    for index, (part, shape) in enumerate(zip(parts, _SHAPES, strict=False), 1):
        if part and not shape.fullmatch(part):
            faults.append(Fault("bad-code", number, "SV1", 1, index))
    return Procedure(code, tuple(part for part in parts[_MODIFIERS] if part))


def _pointers(number: int, parts: list[str], faults: list[Fault]) -> tuple[int, ...]:
    if len(parts) > _POINTERS:
        faults.append(Fault("too-many-elements", number, "SV1", 7))
    found = []
    for index, part in enumerate(parts, 1):
        if part.isascii() and part.isdigit() and len(part) <= _POINTER_DIGITS and int(part):
            found.append(int(part))
        elif part:
            faults.append(Fault("bad-number", number, "SV1", 7, index))
    return tuple(found)
