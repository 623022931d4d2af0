"""The HI segments of a claim as its diagnoses."""

from __future__ import annotations

from typing import Final

from rules_engine.claims.model import Diagnosis

from .addresses import DIAGNOSIS, HI_ELEMENTS
from .faults import Fault
from .places import Places, SourceFile
from .records import Segment
from .values import is_code

QUALIFIERS: Final = frozenset({"ABK", "ABF", "BK", "BF"})
PRINCIPAL: Final = frozenset({"ABK", "BK"})


def to_diagnoses(
    segments: list[Segment], file: SourceFile, component: str, faults: list[Fault]
) -> tuple[Diagnosis, ...]:
    """Return the diagnoses in order; a second HI segment goes on counting."""
    found: list[Diagnosis] = []
    for number, elements in segments:
        before = len(found)
        numbers = ({"2300 HI": number},)
        for element, composite in enumerate(elements):
            if not (element and composite):
                continue
            parts = composite.split(component)
            code = parts[1].replace(".", "", 1) if len(parts) > 1 else ""
            if element > HI_ELEMENTS or parts[0] not in QUALIFIERS or not is_code(code):
                faults.append(_fault(parts[0], code, number, element))
                continue
            places = Places(file, DIAGNOSIS[element - 1], numbers)
            found.append(Diagnosis(code=code, position=before + element, origins=places))
    return tuple(found)


def _fault(qualifier: str, code: str, number: int, element: int) -> Fault:
    if element > HI_ELEMENTS:
        return Fault("too-many-elements", number, "HI", element)
    if qualifier not in QUALIFIERS:
        return Fault("unknown-qualifier", number, "HI", element, 1)
    return Fault("bad-code" if code else "missing-element", number, "HI", element, 2)
