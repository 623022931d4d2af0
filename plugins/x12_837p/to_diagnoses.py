"""The HI segments of a claim as its diagnoses."""

from __future__ import annotations

from rules_engine.claims.model import Diagnosis

from .addresses import DIAGNOSIS, HI_ELEMENTS
from .composites import Composites
from .faults import Fault
from .places import Places, SourceFile
from .records import Segment


def to_diagnoses(
    segments: list[Segment], file: SourceFile, composites: Composites, faults: list[Fault]
) -> tuple[Diagnosis, ...]:
    """Return the diagnoses in order; a second HI segment goes on counting."""
    found: list[Diagnosis] = []
    for segment in segments:
        before = len(found)
        numbers = ({"2300 HI": segment[0]},)
        for element, composite in enumerate(segment[1]):
            if not (element and composite):
                continue
            if element > HI_ELEMENTS:
                faults.append(Fault("too-many-elements", segment[0], "HI", element))
                break
            code = composites.diagnosis(segment, element, faults)
            places = Places(file, DIAGNOSIS[element - 1], numbers)
            found.append(Diagnosis(code=code, position=before + element, origins=places))
    return tuple(found)
