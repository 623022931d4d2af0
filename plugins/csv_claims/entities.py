"""Values by path to records of the model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rules_engine.claims.absence import Absent
from rules_engine.claims.model import Diagnosis
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.claims.read.faults import FaultError
from rules_engine.claims.shapes import Kind, Shape

from .places import CellOrigins, Places, TableFile
from .targets import Path


class Maker:
    """Makes records of one table. places: root and path of a record → its attributes → columns."""

    def __init__(self, file: TableFile, places: Mapping[tuple[str, Path], Places]) -> None:
        self._file = file
        self._places = places

    def origins(self, root: str, path: Path, rows: tuple[int, ...]) -> Origins:
        """Return where the attributes of one record were read."""
        places = self._places.get((root, path))
        return CellOrigins(self._file, places, rows) if places else NO_ORIGINS

    def values(
        self, root: str, shape: Shape, found: Mapping[Path, Any], rows: tuple[int, ...], at: Path = ()
    ) -> dict[str, Any]:
        """Return the attributes of one record. Raises FaultError when parts of it contradict each other."""
        values: dict[str, Any] = {}
        parts: dict[str, dict[Path, Any]] = {}
        for path, value in found.items():
            name = str(path[0])
            if len(path) == 1:
                values[name] = value
            else:
                parts.setdefault(name, {})[path[1:]] = value
        for name, inner in parts.items():
            if name in values:
                raise FaultError(
                    "value-and-absence", f"`{root}.{name}` has a value, and a reason why there is none", ""
                )
            values[name] = self._part(root, shape, name, inner, rows, at)
        if root == "claim" and isinstance(values.get("diagnoses"), tuple):
            values["diagnoses"] = self._diagnoses(values["diagnoses"], rows)
        return values

    def _part(self, root: str, shape: Shape, name: str, inner: dict[Path, Any], rows: tuple[int, ...], at: Path) -> Any:
        field = shape.fields[name]
        if isinstance(field.of, Kind):
            present = [value for _, value in sorted(inner.items()) if not isinstance(value, Absent)]
            return tuple(present) if present else next(iter(inner.values()))
        if not field.many:
            return self._record(root, field.of, inner, rows, (*at, name), 0)
        by_place: dict[int, dict[Path, Any]] = {}
        for path, value in inner.items():
            by_place.setdefault(int(path[0]), {})[path[1:]] = value
        return tuple(
            [self._record(root, field.of, each, rows, (*at, name, n), n) for n, each in sorted(by_place.items())]
        )

    def _record(
        self, root: str, shape: Shape, found: dict[Path, Any], rows: tuple[int, ...], at: Path, number: int
    ) -> Any:
        values = self.values(root, shape, found, rows, at)
        if shape.entity is Diagnosis:
            values.setdefault("position", number)
        for field in shape.fields.values():
            if field.required and isinstance(values.get(field.name, None), Absent | None):
                name = ".".join(map(str, (root, *at, field.name)))
                raise FaultError("missing-part", f"`{name}` is missing, and the record needs it", "fill its column")
        return shape.entity(**values, origins=self.origins(root, at, rows))

    def _diagnoses(self, found: tuple[Any, ...], rows: tuple[int, ...]) -> tuple[Diagnosis, ...]:
        if all(isinstance(each, Diagnosis) for each in found):
            return found
        places = self._places.get(("claim", ()), {}).get("diagnoses", ())
        origins = CellOrigins(self._file, {"code": places}, rows)
        return tuple([Diagnosis(code=code, position=n, origins=origins) for n, code in enumerate(found, 1)])
