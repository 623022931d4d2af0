"""Single values of a table as values of the model, with where each was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import attrs

from rules_engine.batches.reading import Items, Reading
from rules_engine.batches.table import fields_of, item_fields
from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.origin import Origin
from rules_engine.claims.shapes import Field, Kind, Shape


@attrs.frozen(eq=False, repr=False)
class RowOrigins(Mapping[str, Origin]):
    """Attribute name → the row and the column where it was read, made only when somebody asks."""

    source: str
    row: int
    columns: Mapping[str, str]

    def __getitem__(self, name: str) -> Origin:
        return Origin(self.source, pointer=f'row {self.row + 1} column "{self.columns[name]}"')

    def __iter__(self) -> Iterator[str]:
        return iter(self.columns)

    def __len__(self) -> int:
        return len(self.columns)


def value_of(reading: Reading, name: str, row: int, source: str = "table") -> Any:
    """Return what a column has in a row: a value, a tuple of records, or an absence."""
    found = reading.vector(name).row(row)
    items = reading.items.get(name)
    if items is None or isinstance(found, Absent):
        return found
    return tuple([item(items, at, name, row, source) for at in range(int(items.start[row]), int(items.stop[row]))])


def item(items: Items, at: int, column: str, row: int, source: str) -> Any:
    """Return one record of a list."""
    values = {
        name: of_kind(items.vector(name).row(at), kind, many)
        for name, kind, many in item_fields(items.shape)
        if not name.endswith(".absent")
    }
    origins = RowOrigins(source, row, dict.fromkeys(values, column))
    return items.shape.entity(**values, origins=origins)


def of_kind(value: Any, kind: Kind | Shape, many: bool) -> Any:
    """Return a value as the model has it: whole numbers are int there."""
    return int(value) if kind is Kind.WHOLE and not many and not isinstance(value, Absent) else value


def values_of(reading: Reading, root: str, shape: Shape, row: int, source: str) -> dict[str, Any]:
    """Return the values of a record's own columns in a row, those that the table has."""
    return {
        field.name: of_kind(value_of(reading, f"{root}.{field.name}", row, source), field.of, field.many)
        for field in own_fields(shape)
        if reading.has(f"{root}.{field.name}") or reading.has(f"{root}.{field.name}.absent")
    }


def own_fields(shape: Shape) -> Iterable[Field]:
    """Return the fields of a record that are columns: all but records inside it."""
    return [field for field in fields_of(shape) if field.many or isinstance(field.of, Kind)]


def origins_of(source: str, row: int, root: str, names: Iterable[str]) -> RowOrigins:
    """Return where the values of a record were read."""
    return RowOrigins(source, row, {name: f"{root}.{name}" for name in names})


def why(code: int) -> Absent:
    """Return an absence by its code; 0 is NOT_SUPPLIED."""
    from rules_engine.batches.vector import KINDS_OF_ABSENCE

    return Absent(KINDS_OF_ABSENCE[code - 1]) if code else NOT_SUPPLIED
