"""The HI segments of a claim as its diagnoses."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.model import Diagnosis

from .addresses import DIAGNOSIS, HI_ELEMENTS
from .faults import Fault
from .places import Places, SourceFile
from .records import Segment
from .values import is_code

QUALIFIERS: Final = ("ABK", "ABF", "BK", "BF")
PRINCIPAL: Final = ("ABK", "BK")


def to_diagnoses(
    segments: list[Segment], file: SourceFile, component: str, faults: list[Fault]
) -> tuple[Diagnosis, ...]:
    """Return the diagnoses in order; a second HI segment goes on counting."""
    found: list[Diagnosis] = []
    for number, elements in segments:
        before = len(found)
        for element, composite in enumerate(elements[1:], 1):
            if not composite:
                continue
            fault = _fault(composite.split(component), number, element)
            if fault is not None:
                faults.append(fault)
                continue
            code = composite.split(component)[1].replace(".", "", 1)
            places = Places(file, DIAGNOSIS[element - 1], ({"2300 HI": number},))
            found.append(Diagnosis(code=code, position=before + element, origins=places))
    return tuple(found)


def _fault(parts: list[str], number: int, element: int) -> Fault | None:
    if element > HI_ELEMENTS:
        return Fault("too-many-elements", number, "HI", element)
    if parts[0] not in QUALIFIERS:
        return Fault("unknown-qualifier", number, "HI", element, 1)
    if len(parts) == 1 or not parts[1]:
        return Fault("missing-element", number, "HI", element, 2)
    if not is_code(parts[1].replace(".", "", 1)):
        return Fault("bad-code", number, "HI", element, 2)
    return None
