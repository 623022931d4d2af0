"""Reasons why a mutant means the same as its rule: rows of `mutants.csv` beside the rules."""

from __future__ import annotations

import csv
from pathlib import Path

import attrs

COLUMNS = ("rule", "mutation", "reason")


class ReasonsError(Exception):
    """A file of reasons cannot be read. Its text says which, where, and how to mend it."""


@attrs.frozen
class Reason:
    """One row: the rule, the change as `payer-rules mutate` says it, and why both mean the same."""

    rule: str
    mutation: str
    reason: str
    file: str
    line: int


def load_reasons(folder: Path) -> tuple[Reason, ...]:
    """Return the rows of every `mutants.csv` of a folder of rules. Raises ReasonsError when one is not whole."""
    found: list[Reason] = []
    for path in sorted(folder.rglob("mutants.csv")):
        found += _rows(path, path.relative_to(folder).as_posix())
    return tuple(found)


def _rows(path: Path, name: str) -> list[Reason]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            if tuple(reader.fieldnames or ()) != COLUMNS:
                raise ReasonsError(f"{name}: its first line must be `{','.join(COLUMNS)}`")
            return [_reason(name, reader.line_num, row) for row in reader]
    except (UnicodeDecodeError, csv.Error) as fault:
        raise ReasonsError(f"{name}: not a table of comma-separated values in UTF-8") from fault


def _reason(name: str, line: int, row: dict[str, str]) -> Reason:
    held = [(row.get(column) or "").strip() for column in COLUMNS]
    if not all(held) or None in row:
        raise ReasonsError(f"{name}:{line}: a row has a rule, a mutation and a reason, and nothing else")
    return Reason(held[0], held[1], held[2], name, line)
