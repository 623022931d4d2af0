"""Whether what a plugin answered is what its hook asks: the classes of the model, filled with values of their types.

Only what is new is looked at: parts of the dossier that the plugin was given are the engine's own and known to be well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs

from rules_engine.claims.absence import Absent
from rules_engine.claims.intake import Intake
from rules_engine.claims.model import Dossier, History
from rules_engine.hooks.faults import kind_of

MOST_ITEMS: Final = 10_000
"""Items of one list that an adapter may put into a dossier."""


def intake_fault(answer: object) -> str:
    """Return what is wrong with the answer of a reader, or an empty text."""
    if type(answer) is not Intake:
        return f"answered {kind_of(answer)}, not an Intake"
    fault = _fault(answer, frozenset(), most=None)
    if fault:
        return fault
    parts = [answer, *answer.documents]
    if any(each.documents for each in answer.documents):
        return "documents inside documents"
    even = all(each.found == len(each.claims) + sum(r.lost for r in each.rejections) for each in parts)
    return "" if even else "found is not the claims that were read and those that were lost"


def dossier_fault(answer: object, given: Dossier) -> str:
    """Return what is wrong with the answer of an adapter that was given a dossier, or an empty text."""
    if type(answer) is not Dossier:
        return f"answered {kind_of(answer)}, not a Dossier"
    fault = _fault(answer, frozenset(_known(given)), most=MOST_ITEMS)
    if fault:
        return fault
    one, two = given.claim, answer.claim
    if one.claim_id != two.claim_id or one.charge != two.charge:
        return "the claim has another id or charge"
    billed = [[(line.number, line.charge) for line in claim.lines] for claim in (one, two)]
    return "" if billed[0] == billed[1] else "the claim has other lines or charges"


def histories_fault(answer: object, patients: Set[str]) -> str:
    """Return what is wrong with the answer of a store that was asked about some patients, or an empty text."""
    if type(answer) is not dict:
        return f"answered {kind_of(answer)}, not a dict"
    for patient, history in answer.items():
        if type(patient) is not str or patient not in patients:
            return "histories of patients who were not asked about"
        if type(history) is not History:
            return f"a history is {kind_of(history)}"
        fault = _fault(history, frozenset(), most=None)
        if fault:
            return fault
        if any(claim.patient_id != patient for claim in history.claims):
            return "a claim of another patient in a history"
    return ""


def _known(dossier: Dossier) -> list[int]:
    """Return the identities of the parts of a dossier."""
    found: list[Any] = []
    for name in (each.name for each in attrs.fields(Dossier)):
        part = getattr(dossier, name)
        found += part if type(part) is tuple else [part]
    found += dossier.claim.lines
    return [id(each) for each in found]


def _fault(entity: Any, known: frozenset[int], most: int | None) -> str:
    waiting = [entity]
    while waiting:
        one = waiting.pop()
        kinds: type[attrs.AttrsInstance] = type(one)
        for name, types, many in _attributes(kinds):
            value = getattr(one, name)
            kind = type(value)
            if kind is Absent:
                if Absent not in types:
                    return f"{type(one).__name__}.{name} is absent"
                continue
            if many and kind is not tuple:
                return f"{type(one).__name__}.{name} is {kind_of(value)}, not a tuple"
            if many and most is not None and len(value) > most:
                return f"{type(one).__name__}.{name} has more than {most} items"
            for item in value if many else (value,):
                wrong = _wrong(item, types)
                if wrong:
                    return f"{type(one).__name__}.{name} is {wrong}"
                if attrs.has(type(item)) and id(item) not in known:
                    waiting.append(item)
    return ""


def _wrong(item: object, types: tuple[Any, ...]) -> str:
    """Return what an item is instead of one of the types, or an empty text."""
    if Mapping in types:
        return "" if isinstance(item, Mapping) else kind_of(item)
    if type(item) not in types or type(item) is Absent:
        return kind_of(item)
    return "no finite number" if isinstance(item, Decimal) and not item.is_finite() else ""


@cache
def _attributes(entity: type[attrs.AttrsInstance]) -> tuple[tuple[str, tuple[Any, ...], bool], ...]:
    """Return name, types of the value or its items, and whether there are several, of each attribute of a class."""
    hints = get_type_hints(entity)
    return tuple((each.name, *_types(hints[each.name])) for each in attrs.fields(entity))


def _types(hint: Any) -> tuple[tuple[Any, ...], bool]:
    kinds = get_args(hint) if isinstance(hint, UnionType) else (hint,)
    types: list[Any] = []
    many = False
    for kind in kinds:
        origin = get_origin(kind)
        if origin in (tuple, Sequence):
            many = True
            types.append(get_args(kind)[0])
        else:
            types.append(Mapping if origin is Mapping else kind)
    return tuple(types), many
