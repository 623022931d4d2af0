"""Rows of references that are kept in files: read once, checked against their columns, hashed.

A file is CSV, UTF-8, with a heading that names the columns (in any order; further columns are left alone). An empty
cell has no value. Money and amounts are digits with a point, days year-month-day.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Final

import attrs

from rules_engine.diagnostics.codes import diagnostic
from rules_engine.diagnostics.model import Diagnostic, DiagnosticsError, Span
from rules_engine.ir.nodes import Constant
from rules_engine.ir.rulebook import Reference, Rulebook
from rules_engine.ir.types import DATE, Type, TypeKind

MAX_TOLD: Final = 100
Row = tuple[Constant | None, ...]


def with_rows(
    rulebook: Rulebook,
    folder: Path | None,
    given: Mapping[str, Path],
    tables: Callable[[str, bytes, str], bytes] | None = None,
) -> Rulebook:
    """Return a rulebook whose references have the rows of their files.

    folder: of the rules, where files lie unless `given` names another by the name of the reference. A file that is not
    there leaves its reference unknown. tables: turns a file that is not named `.csv` into the text of one.
    Raises DiagnosticsError for a file with faults, OSError for a given file that cannot be read.
    """
    found = {name: _loaded(each, folder, given, tables) for name, each in rulebook.references.items()}
    return attrs.evolve(rulebook, references=found)


def _loaded(
    reference: Reference,
    folder: Path | None,
    given: Mapping[str, Path],
    tables: Callable[[str, bytes, str], bytes] | None,
) -> Reference:
    named = given.get(reference.name)
    path = named or (folder / reference.file if folder is not None and reference.file else None)
    if path is None or (named is None and not path.is_file()):
        return reference
    data = path.read_bytes()
    if tables is not None and path.suffix.lower() != ".csv":
        data = tables(reference.name, data, path.name)
    return load_rows(reference, data, path.name)


def load_rows(reference: Reference, data: bytes, name: str) -> Reference:
    """Return a reference with the rows of a file. Raises DiagnosticsError with what is wrong with it, by line."""
    text = data.decode("utf-8-sig", "replace")
    faults: list[Diagnostic] = []
    rows = tuple(_rows(reference, text, name, faults))
    if faults:
        raise DiagnosticsError(tuple(faults[:MAX_TOLD]), {name: text})
    return attrs.evolve(reference, rows=rows, digest=hashlib.sha256(data).hexdigest())


def _rows(reference: Reference, text: str, file: str, faults: list[Diagnostic]) -> Iterator[Row]:
    lines = csv.reader(io.StringIO(text, newline=""))
    heading = [cell.strip().lower() for cell in next(lines, [])]
    missing = [name for name, _ in reference.columns if name not in heading]
    if missing:
        words = {"found": ", ".join(missing), "reference": reference.name}
        faults.append(diagnostic("missing-column", Span(file, 0, 0, 1, 1), **words))
        return
    places = [(heading.index(name), name, kind) for name, kind in reference.columns]
    kept: dict[str, str] = {}
    for cells in lines:
        if cells and len(faults) <= MAX_TOLD:
            yield tuple(_cell(cells, place, lines.line_num, file, faults, kept) for place in places)


def _cell(
    cells: list[str], place: tuple[int, str, Type], line: int, file: str, faults: list[Diagnostic], kept: dict[str, str]
) -> Constant | None:
    at, name, kind = place
    text = cells[at].strip() if at < len(cells) else ""
    if not text:
        return None
    try:
        return _value(text, kind, kept)
    except (ValueError, InvalidOperation):
        span = Span(file, 0, 0, line, 1)
        faults.append(diagnostic("bad-cell", span, column=name, what=kind.says))
        return None


def _value(text: str, kind: Type, kept: dict[str, str]) -> Constant:
    """Return a cell as a value of its type; equal texts are one text, since a column has few of them."""
    if kind == DATE:
        return date.fromisoformat(text)
    if kind.kind is TypeKind.QUANTITY:
        found = Decimal(text)
        if not found.is_finite():
            raise ValueError(text)
        return found
    word = text.replace(".", "") if kind.domain == "diagnosis code" else text
    if kind.values and word not in kind.values:
        raise ValueError(text)
    return kept.setdefault(word, word)
