"""Bytes that are no text: marked where they stand, and refused only where a fact is read from them."""

from __future__ import annotations

import re
from typing import Final

import attrs

from rules_engine.claims.model import Claim, Diagnosis, OtherPayer, ServiceLine
from rules_engine.claims.origin import Origins

from .faults import Fault

MARK: Final = "\N{REPLACEMENT CHARACTER}"
_Entity = Claim | ServiceLine | Diagnosis | OtherPayer
_LABEL: Final = re.compile(r"(\w{2,3})(\d\d)(?:-(\d))?")


def clean(piece: str, element: str, component: str) -> list[str]:
    """Return the elements of a segment read byte by byte, as UTF-8, with a mark for each character that is no text."""
    text = piece.encode("latin-1").decode("utf-8", errors="replace")
    return ["".join(c if c.isprintable() or c == component else MARK for c in part) for part in text.split(element)]


def unreadable_facts(claim: Claim) -> list[Fault]:
    """Return a fault for each fact of the claim that holds a mark."""
    diagnoses = claim.diagnoses if isinstance(claim.diagnoses, tuple) else ()
    payers = claim.other_payers if isinstance(claim.other_payers, tuple) else ()
    entities: tuple[_Entity, ...] = (claim, *claim.lines, *diagnoses, *payers)
    return [fault for entity in entities for fault in _faults(entity)]


def _faults(entity: _Entity) -> list[Fault]:
    names = [field.name for field in attrs.fields(type(entity)) if _is_marked(getattr(entity, field.name))]
    return [_fault(entity.origins, name) for name in names]


def _is_marked(value: object) -> bool:
    if isinstance(value, tuple):
        return any(_is_marked(each) for each in value)
    return isinstance(value, str) and MARK in value


def _fault(origins: Origins, name: str) -> Fault:
    origin = origins[name]
    label = _LABEL.fullmatch(origin.element)
    assert label is not None, origin.element
    tag, element, component = label.groups()
    return Fault("unreadable-text", origin.segment, tag, int(element), int(component or 0))
