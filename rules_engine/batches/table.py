"""The columns of the claim table: which there are, what each of them holds, and whether a given schema fits.

A row is a service line. Names are derived from the model: `claim.charge`, `line.code`, `session.plan.created_date`.
`docs/batch.md` says what they mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Final, Literal, get_args, get_type_hints

import attrs
import pyarrow as pa

from rules_engine.batches.types import accepted, as_asked, is_accepted, remedy
from rules_engine.claims import model
from rules_engine.claims.roots import Roots
from rules_engine.claims.shapes import Field, Kind, Shape, shape_of
from rules_engine.diagnostics.suggest import nearest
from rules_engine.value import Value

Path = tuple[str, ...]
Use = Literal["value", "flag", "absent"]

ROWS: Final = ("claim", "history", "other patient")
"""What the claim of a row can be to the batch; null is the first."""
LEDGERS: Final = {"authorizations": model.Authorization, "documents": model.Document, "answers": model.Answer}
HISTORIES: Final = ("history", "other_patients")
REQUIRED: Final = ("claim.claim_id",)
# Attributes that the row itself says: it names the claim, the line, the provider and the authorization.
_OF_THE_ROW: Final = {
    "Claim": {"lines"},
    "Session": {"claim_id", "line_number"},
    "Authorization": {"number"},
    "Provider": {"npi"},
}
NPI_OF: Final[Mapping[str, Path]] = {
    "rendering": ("line", "rendering_npi"),
    "supervising": ("line", "supervising_npi"),
    "referring": ("line", "referring_npi"),
    "ordering": ("line", "ordering_npi"),
    "site": ("line", "facility_npi"),
    "clinician": ("session", "clinician_npi"),
    "assessor": ("session", "assessor_npi"),
}
"""Root of a provider → where a line names that provider."""
NUMBER: Final = ("line", "authorization_number")


@attrs.frozen(eq=False, repr=False)
class Column:
    """One column that a claim table may have.

    of: what a value is; the shape of a record in a list of them. many: a list. use: a value; a flag that a record is
    there; or why a value is not there. of_claim: the same on all rows of one claim.
    """

    name: str
    path: Path
    of: Kind | Shape
    many: bool
    use: Use
    of_claim: bool


@attrs.frozen
class Fault(Value):
    """What is wrong with the columns of a table. Never holds a value of a claim.

    code: "unknown-column", "wrong-type", "missing-column", "repeated-column", "fractions", "two-columns-for-one" …
    """

    code: str
    column: str
    message: str
    help: str = ""


class TableError(Exception):
    """A table that cannot be read as claims; holds every fault of its columns."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"{each.message}" + (f" ({each.help})" if each.help else "") for each in faults))
        self.faults = faults


def provider_roots() -> tuple[str, ...]:
    """Return the roots of vocabulary paths that are entries of the registry."""
    makers = {name: each.fget for name, each in vars(Roots).items() if isinstance(each, property)}
    return tuple([name for name, make in makers.items() if _makes_a_provider(make)])


def _makes_a_provider(make: object) -> bool:
    return model.Provider in get_args(get_type_hints(make).get("return"))


@cache
def columns() -> Mapping[str, Column]:
    """Return every column by its name.

    >>> columns()["session.plan.created_date"].of.value, columns()["line.code.absent"].use
    ('date', 'absent')
    """
    found = [Column("row", ("row",), Kind.TEXT, False, "value", True)]
    found += _of_record(("claim",), shape_of(model.Claim), True)
    found += _of_record(("line",), shape_of(model.ServiceLine), False)
    found += _record(("session",), shape_of(model.Session), False)
    found += _record(("member",), shape_of(model.Member), True)
    found += _of_record(("authorization",), shape_of(model.Authorization), False)
    for root in provider_roots():
        found += _of_record((root,), shape_of(model.Provider), False)
    for name, entity in LEDGERS.items():
        found += _column((name,), shape_of(entity), True, True)
    for name in HISTORIES:
        found += _flags((name,), True)
        for each in ("complete_from", "complete_through"):
            found += _column((name, each), Kind.DAY, False, True)
    return {each.name: each for each in found}


def _record(path: Path, shape: Shape, of_claim: bool) -> Iterator[Column]:
    yield from _flags(path, of_claim)
    yield from _of_record(path, shape, of_claim)


def _of_record(path: Path, shape: Shape, of_claim: bool) -> Iterator[Column]:
    for field in fields_of(shape):
        if isinstance(field.of, Shape) and not field.many:
            yield from _record((*path, field.name), field.of, of_claim)
        else:
            yield from _column((*path, field.name), field.of, field.many, of_claim, has_absent=field.absent)


def fields_of(shape: Shape) -> list[Field]:
    """Return the fields of a record that a table says of it, without those that the row itself says."""
    of_the_row = _OF_THE_ROW.get(shape.name, set())
    return [field for field in shape.fields.values() if field.name not in of_the_row]


def _flags(path: Path, of_claim: bool) -> Iterator[Column]:
    name = ".".join(path)
    yield Column(name, path, Kind.FLAG, False, "flag", of_claim)
    # A record that is not there is not there for the whole claim, where it is joined to the claim.
    yield Column(f"{name}.absent", path, Kind.TEXT, False, "absent", of_claim or path == ("session",))


def _column(path: Path, of: Kind | Shape, many: bool, of_claim: bool, *, has_absent: bool = True) -> Iterator[Column]:
    name = ".".join(path)
    yield Column(name, path, of, many, "value", of_claim)
    if has_absent:
        yield Column(f"{name}.absent", path, Kind.TEXT, False, "absent", of_claim)


def schema(names: Iterable[str] | None = None) -> pa.Schema:
    """Return the Arrow schema of some columns, or of all. Raises KeyError for a name that no column has.

    >>> schema(["line.code", "line.charge"]).field("line.charge").type
    Decimal128Type(decimal128(18, 6))
    """
    known = columns()
    chosen = [known[name] for name in names] if names is not None else list(known.values())
    return pa.schema([pa.field(each.name, as_asked(each.of, each.many, item_fields)) for each in chosen])


def item_fields(shape: Shape) -> list[tuple[str, Kind, bool]]:
    """Return what a record in a list may hold, as (name, kind, many); `x.absent` says why `x` is not there."""
    found: list[tuple[str, Kind, bool]] = []
    for field in shape.fields.values():
        assert isinstance(field.of, Kind)  # no list of records has records inside it
        if (shape.name, field.name) == ("Answer", "claim_id"):
            continue  # it is an answer about the claim of the row
        found.append((field.name, field.of, field.many))
        if field.absent:
            found.append((f"{field.name}.absent", Kind.TEXT, False))
    return found


def check(given: pa.Schema) -> tuple[Fault, ...]:
    """Return everything that is wrong with the columns of a table, in their order.

    >>> [fault.message for fault in check(pa.schema({"claim.claim_id": pa.string(), "line.cod": pa.string()}))]
    ['unknown column `line.cod`']
    """
    faults: list[Fault] = []
    seen: set[str] = set()
    for field in given:
        if field.name in seen:
            faults.append(Fault("repeated-column", field.name, f"two columns `{field.name}`", "keep one of them"))
        elif field.name not in columns():
            faults.append(_unknown(field.name, columns()))
        else:
            column = columns()[field.name]
            faults += _types(field.name, field.type, column.of, column.many)
        seen.add(field.name)
    return (*faults, *_together(seen))


def _unknown(name: str, known: Iterable[str]) -> Fault:
    said = name if name.isascii() and name.isprintable() and len(name) <= 80 else "…"
    return Fault("unknown-column", said, f"unknown column `{said}`", nearest(name[:80], known))


def _types(name: str, given: pa.DataType, of: Kind | Shape, many: bool) -> Iterator[Fault]:
    if not isinstance(of, Shape) or pa.types.is_null(given):
        if not is_accepted(given, of, many):
            yield _wrong(name, given, of, many)
        return
    items = given.value_type if pa.types.is_list(given) or pa.types.is_large_list(given) else None
    if items is None or not pa.types.is_struct(items):
        yield _wrong(name, given, of, many)
        return
    known = {each: (kind, is_list) for each, kind, is_list in item_fields(of)}
    for field in items:
        if field.name not in known:
            fault = _unknown(field.name, known)
            yield attrs.evolve(fault, column=name, message=f"{fault.message} in the records of `{name}`")
        else:
            yield from _types(f"{name}[].{field.name}", field.type, *known[field.name])


def _wrong(name: str, given: pa.DataType, of: Kind | Shape, many: bool) -> Fault:
    message = f"`{name}` is {type_name(given)}; it takes {accepted(of, many)}"
    return Fault("wrong-type", name, message, remedy(given, of, many))


def type_name(given: pa.DataType) -> str:
    """Return how a message calls a type: without the names of fields inside it."""
    return "a list of records" if "struct" in str(given) and "list" in str(given) else str(given).split("<")[0]


def _together(names: set[str]) -> Iterator[Fault]:
    """Yield what is wrong with columns beside each other."""
    for name in REQUIRED:
        if name not in names:
            yield Fault("missing-column", name, f"the column `{name}` is missing", "each row names its claim")
    for root, key in (*NPI_OF.items(), ("authorization", NUMBER)):
        has = sorted(name for name in names if name.startswith(f"{root}.") and name in columns())
        if has and ".".join(key) not in names:
            wanted = ".".join(key)
            yield Fault(
                "missing-column", wanted, f"`{has[0]}` needs the column `{wanted}`", "it says of whom it speaks"
            )
    if "authorizations" in names and any(name.startswith("authorization.") for name in names):
        message = "`authorizations` and columns `authorization.…` in one table"
        yield Fault("two-columns-for-one", "authorizations", message, "put every entry into `authorizations`")
