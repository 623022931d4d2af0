"""Names of the claim table to what they fill: `line.code`, `claim.diagnoses.1.code`, `line.units.absent`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Final

import attrs

from rules_engine.claims.model import Authorization, Claim, Member, Provider, ServiceLine, Session
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.shapes import Field, Kind, Shape, shape_of
from rules_engine.diagnostics.suggest import nearest

PROVIDERS: Final = ("rendering", "supervising", "referring", "ordering", "site")
"""Roots of registry entries; the line has the NPI of each, that of a site as `facility_npi`."""

ROOTS: Final[Mapping[str, type[attrs.AttrsInstance]]] = {
    "claim": Claim,
    "line": ServiceLine,
    "session": Session,
    "member": Member,
    "authorization": Authorization,
    **dict.fromkeys(PROVIDERS, Provider),
}
SPANS: Final = ("complete_from", "complete_through")
HISTORIES: Final = ("history", "other_patients")
ROW: Final = "row"
MOST: Final = 99  # numbered columns of one list

# What the adapter sets itself from where a record stands.
_OWN: Final = {("claim", "lines"), ("session", "claim_id"), ("session", "line_number"), ("member", "patient_id")}
_OWN_NPI: Final = {(root, "npi") for root in PROVIDERS}

Path = tuple[str | int, ...]


@attrs.frozen
class Target:
    """What one column fills.

    root: what the attribute is of; a history or `row` for the columns that are no attribute.
    path: attribute, or attribute, place from 1 and attribute of a list of records. kind: of one value.
    many: whether the cell holds a list. absent: whether the cell says why there is no value.
    """

    name: str
    root: str
    path: Path
    kind: Kind
    many: bool = False
    absent: bool = False

    @property
    def key(self) -> str:
        """Return what two columns may not both fill."""
        return f"{self.root}.{'.'.join(map(str, self.path))}" + (".absent" if self.absent else "")


@cache
def target(name: str) -> Target:
    """Return what a column of this name fills. Raises FaultError when the claim table has no such column.

    >>> target("claim.diagnoses.2.code").path
    ('diagnoses', 2, 'code')
    """
    if name == ROW:
        return Target(name, ROW, (ROW,), Kind.TEXT)
    root, *rest = name.split(".")
    if root in HISTORIES and len(rest) == 1 and rest[0] in SPANS:
        return Target(name, root, (rest[0],), Kind.DAY)
    is_absent = bool(rest) and rest[-1] == "absent"
    if is_absent:
        rest = rest[:-1]
    if root not in ROOTS or not rest or (root, rest[0]) in _OWN | _OWN_NPI:
        raise _unknown(name)
    return _walk(name, root, shape_of(ROOTS[root]), rest, is_absent)


def _walk(name: str, root: str, shape: Shape, words: list[str], is_absent: bool) -> Target:
    path: list[str | int] = []
    many = False
    while words:
        field = shape.fields.get(words[0])
        if field is None:
            raise _unknown(name)
        path.append(words[0])
        words, many = words[1:], field.many
        if many and words:
            if not (words[0].isascii() and words[0].isdigit() and 1 <= int(words[0][:3]) <= MOST):
                raise _unknown(name)
            path.append(int(words[0]))
            words, many = words[1:], False
        if not isinstance(field.of, Kind):
            if not words:
                return _of_records(name, root, path, field, is_absent)
            shape = field.of
        elif words:
            raise _unknown(name)
        else:
            return Target(name, root, tuple(path), Kind.TEXT if is_absent else field.of, many, is_absent)
    raise _unknown(name)


def _of_records(name: str, root: str, path: list[str | int], field: Field, is_absent: bool) -> Target:
    """A list of records is told by columns of its parts; only diagnoses have a form in one cell."""
    if is_absent:
        return Target(name, root, tuple(path), Kind.TEXT, field.many, absent=True)
    if path == ["diagnoses"] and field.many:
        return Target(name, root, ("diagnoses",), Kind.DIAGNOSIS, many=True)
    if len(path) == 2 and path[0] == "diagnoses":
        return Target(name, root, (*path, "code"), Kind.DIAGNOSIS)
    raise FaultError(
        "unknown-column",
        f"`{name}` is a record, which no cell can hold",
        "name a column for each of its parts" + (f", such as `{name}.1.…`" if field.many else ""),
    )


def _unknown(name: str) -> FaultError:
    guess = nearest(name, _common()) if len(name) <= 80 else ""
    return FaultError("unknown-column", "the claim table has no column of this name", guess)


@cache
def _common() -> tuple[str, ...]:
    return tuple(f"{root}.{field}" for root, entity in ROOTS.items() for field in shape_of(entity).fields)
