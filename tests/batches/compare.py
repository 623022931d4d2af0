"""Every reading of a claim table against the same reading of its dossiers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from rules_engine.batches.batch import Batch, CannotError, Path
from rules_engine.batches.of_arrow import ArrowBatch
from rules_engine.batches.of_dossiers import DossierBatch
from rules_engine.batches.table import columns, item_fields
from rules_engine.batches.vector import Vector
from rules_engine.claims import model
from rules_engine.claims.absence import Absent
from rules_engine.claims.derived import DERIVED
from rules_engine.claims.model import Dossier, Entity
from rules_engine.claims.shapes import Kind, Shape, shape_of

LISTS = {each.path: each.of for each in columns().values() if isinstance(each.of, Shape) and each.use == "value"}
PATHS: list[Path] = [
    *(
        each.path
        for each in columns().values()
        if each.use != "absent"
        and len(each.path) > 1
        and each.path not in LISTS
        and each.path[0] not in ("history", "other_patients")
    ),
    ("session", "elements", "#modality"),
    ("member",),
    *(("derived", name) for name in DERIVED if not name.endswith("_entries")),
]
LEDGERS = {("dossier", "authorizations"): model.Authorization, ("dossier", "documents"): model.Document}
ENTRIES: dict[Path, list[Path]] = {
    **{
        path: [(name,) for name, _, _ in item_fields(of) if not name.endswith(".absent")]
        for path, of in LISTS.items()
        if len(path) > 1
    },
    **{path: [(field,) for field in shape_of(of).fields] for path, of in LEDGERS.items()},
    ("answers",): [(field,) for field in shape_of(model.Answer).fields],
    ("sessions",): [(f.name,) for f in shape_of(model.Session).fields.values() if not isinstance(f.of, Shape)]
    + [("length",)],
    ("derived", "modifier_entries"): [("position",), ("code",)],
    ("derived", "pointer_entries"): [("position",), ("code",)],
}


def differences(batch: ArrowBatch, dossiers: Sequence[Dossier], cannot: Counter[str] | None = None) -> Iterator[str]:
    """Yield where columns read otherwise than dossiers. cannot: counts what columns do not say."""
    other = DossierBatch(dossiers)
    if batch.starts.tolist() != other.starts.tolist():
        yield f"starts: {batch.starts.tolist()}, not {other.starts.tolist()}"
        return
    size = int(other.starts[-1])
    if not size:
        return
    for path in PATHS:
        try:
            yield from _rows(str(path), batch.read(path), other.read(path), range(size), range(size))
        except CannotError as error:
            if cannot is not None:
                cannot[error.cause] += 1
    for path, names in ENTRIES.items():
        try:
            yield from _entries(path, names, batch, other, size)
        except CannotError as error:
            if cannot is not None:
                cannot[error.cause] += 1
    yield from _earlier(batch, other, cannot)


def _rows(name: str, found: Vector, wanted: Vector, rows: Sequence[int], others: Sequence[int]) -> Iterator[str]:
    for row, place in zip(rows, others, strict=True):
        one, two = plain(found.row(row)), plain(wanted.row(place))
        if one != two or type(one) is not type(two):
            yield f"{name} row {row}: {one!r}, not {two!r}"


def plain(value: Any) -> Any:
    """Return a record as that it is there; an absence by its kind."""
    if isinstance(value, Absent):
        return ("absent", value.kind)
    return True if isinstance(value, Entity) else value


def _entries(path: Path, names: list[Path], batch: Batch, other: Batch, size: int) -> Iterator[str]:
    found, wanted = batch.entries(path), other.entries(path)
    for row in range(size):
        runs = [range(int(each.start[row]), int(each.stop[row])) for each in (found, wanted)]
        codes = [0 if each.absent is None else int(each.absent[row]) for each in (found, wanted)]
        if codes[0] != codes[1] or len(runs[0]) != len(runs[1]):
            yield f"{path} row {row}: {len(runs[0])} entries, {codes[0]}; not {len(runs[1])}, {codes[1]}"
            continue
        for name in names if runs[0] else ():
            yield from _rows(f"{path} {name}", found.read(name), wanted.read(name), runs[0], runs[1])


def _earlier(batch: Batch, other: Batch, cannot: Counter[str] | None) -> Iterator[str]:
    one, two = batch.earlier(), other.earlier()
    pairs: list[tuple[int, int]] = []
    for claim in range(len(batch.starts) - 1):
        rows = [row for row in range(int(one.start[claim]), int(one.stop[claim])) if one.holder[row] != claim]
        wanted = [row for row in range(int(two.start[claim]), int(two.stop[claim])) if two.holder[row] != claim]
        if len(rows) != len(wanted):
            yield f"claim {claim} sees {len(rows)} lines, not {len(wanted)}"
            continue
        pairs += zip(rows, wanted, strict=True)
        for name in ("complete_from", "complete_through"):
            yield from _rows(f"claim {claim} {name}", getattr(one, name), getattr(two, name), [claim], [claim])
    size = int(batch.starts[-1])
    pairs += [(row, row) for row in range(size)]
    rows, wanted = [each for each, _ in pairs], [each for _, each in pairs]
    for path in PATHS:
        try:
            yield from _rows(f"wide {path}", batch.read_wide(path), other.read_wide(path), rows, wanted)
        except CannotError as error:
            if cannot is not None:
                cannot[f"wide: {error.cause}"] += 1


__all__ = ["Kind", "differences", "np"]
