"""The first row of a table, and its mapping, to what each column fills."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import attrs

from rules_engine.claims.origin import Origin
from rules_engine.claims.read.faults import FaultError

from .headers import plain, well_known
from .mapping import Column, TableMapping
from .places import Places
from .targets import Path, target

MOST_COLUMNS: Final = 2_000
_LABEL: Final = re.compile(r"[A-Za-z][A-Za-z0-9 _.#/()%&:+-]{0,59}")
_MOST_TOLD: Final = 12


@attrs.frozen(eq=False, repr=False)
class Plan:
    """What the columns of a table fill.

    labels: what a message calls each column. columns: by their place from 0. places: root and path of a record → its
    attributes → columns. unmapped: labels of the columns that fill nothing, and that no mapping leaves out.
    """

    labels: tuple[str, ...]
    columns: tuple[tuple[int, Column], ...]
    constants: tuple[tuple[Column, Any], ...]
    places: Mapping[tuple[str, Path], Places]
    unmapped: tuple[str, ...]

    def has(self, name: str) -> bool:
        """Return whether a column of the claim table is there, or a part of it."""
        return any(each.target.name == name or each.target.name.startswith(f"{name}.") for _, each in self.columns)


def known_headers(header: Sequence[str], mapping: TableMapping) -> int:
    """Return how many columns have a name that is known."""
    return sum(1 for name in header if name.strip() in mapping.columns or (mapping.well_known and well_known(name)))


def label(header: str, place: int) -> str:
    """Return what a message calls a column: its name when that cannot be anything but a name.

    >>> label("Date of Service", 3), label("=1+1", 3)
    ('Date of Service', 'column 4')
    """
    name = header.strip()
    return name if _LABEL.fullmatch(name) else f"column {place + 1}"


def make_plan(header: Sequence[str], mapping: TableMapping) -> tuple[Plan, list[tuple[str, FaultError]]]:
    """Return what the columns fill, and every fault, with a pointer into the mapping when the mapping has it."""
    names = [name.strip() for name in header]
    labels = tuple(label(name, place) for place, name in enumerate(names))
    found: list[tuple[int, Column]] = []
    faults = _missing_headers(names, mapping)
    for place, name in enumerate(names):
        told = mapping.columns.get(name)
        if told is not None:
            found.append((place, told))
    by_mapping = {column.target.key for _, column in found} | {each.target.key for each, _ in mapping.constants}
    for place, name in enumerate(names):
        meant = well_known(name) if mapping.well_known and name not in mapping.columns else ""
        if meant and target(meant).key not in by_mapping:
            found.append((place, Column(target(meant), mapping.general, "")))
    found.sort(key=lambda each: each[0])
    faults += _repeated(found, labels) + _overlapping(found)
    if not any(column.target.name == "claim.claim_id" for _, column in found):
        cure = 'name a column "Claim Number" or claim.claim_id, or say in a mapping which one it is'
        faults.append(("", FaultError("no-claim-id", "no column says which claim a row belongs to", cure)))
    filled = {place for place, _ in found}
    left_out = {name for name, column in mapping.columns.items() if column is None}
    unmapped = [
        labels[place] for place, name in enumerate(names) if name and place not in filled and name not in left_out
    ]
    constants = tuple((column, value) for column, value in mapping.constants)
    return Plan(labels, tuple(found), constants, _places(found, mapping), tuple(unmapped)), faults


def unmapped_words(unmapped: Sequence[str]) -> str:
    """Return the columns that are not used, in one line."""
    told = ", ".join(f'"{name}"' for name in unmapped[:_MOST_TOLD])
    more = f" and {len(unmapped) - _MOST_TOLD} more" if len(unmapped) > _MOST_TOLD else ""
    return f"{len(unmapped)} column{'s' * (len(unmapped) != 1)} not used: {told}{more}"


def _missing_headers(names: Sequence[str], mapping: TableMapping) -> list[tuple[str, FaultError]]:
    there = Counter(names)
    faults = []
    for header, column in mapping.columns.items():
        at = column.at if column else "/columns"
        if not there[header]:
            near = next((label(name, 0) for name in names if plain(name) == plain(header) and plain(name)), "")
            cure = f"did you mean `{near}`?" if near else "compare it with the first row of the table"
            if column is not None:
                faults.append((at, FaultError("missing-column", "the table has no column with this header", cure)))
        elif there[header] > 1:
            faults.append(
                (at, FaultError("repeated-header", "two columns of the table have this header", "rename one"))
            )
    return faults


def _repeated(found: Sequence[tuple[int, Column]], labels: Sequence[str]) -> list[tuple[str, FaultError]]:
    by_key: dict[str, list[int]] = {}
    for place, column in found:
        by_key.setdefault(column.target.key, []).append(place)
    faults = []
    for key, places in by_key.items():
        if len(places) > 1:
            which = " and ".join(f'"{labels[place]}"' for place in places[:3])
            cure = "say in a mapping which one it is, and null for the other"
            faults.append(("", FaultError("repeated-column", f"{which} both mean `{key}`", cure)))
    return faults


def _overlapping(found: Sequence[tuple[int, Column]]) -> list[tuple[str, FaultError]]:
    """A list in one cell and the same list over several cells cannot both be meant."""
    whole = {
        (column.target.root, column.target.path)
        for _, column in found
        if column.target.many and not column.target.absent
    }
    faults = []
    for root, path in whole:
        if any(
            each.target.root == root and each.target.path[:1] == path and len(each.target.path) > 1 for _, each in found
        ):
            name = f"{root}.{path[0]}"
            cure = "say in a mapping which columns hold it, and null for the others"
            faults.append(("", FaultError("repeated-column", f"`{name}` stands in one column and in several", cure)))
    return faults


def _places(
    found: Sequence[tuple[int, Column]], mapping: TableMapping
) -> Mapping[tuple[str, Path], Mapping[str, tuple[int | Origin, ...]]]:
    places: dict[tuple[str, Path], dict[str, tuple[int | Origin, ...]]] = {}

    def note(column: Column, at: int | Origin) -> None:
        root, path = column.target.root, column.target.path
        for depth, name in enumerate(path):
            if isinstance(name, str):
                of = places.setdefault((root, path[:depth]), {})
                of[name] = (*of.get(name, ()), at)

    for place, column in found:
        note(column, place)
    for column, _ in mapping.constants:
        note(column, Origin(mapping.source, pointer=column.at))
    return places
