"""Claim files, rules and runs of `payer-rules batch` for the tests of it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.batch import books
from benchmarks.batch.practice import practice
from benchmarks.batch.rules import TWELVE

LINES = 20_000


def rules_in(folder: Path) -> Path:
    """Write the twelve rules to a folder, and return it."""
    books.library(books.twelve_text(TWELVE), folder)
    return folder


def claims_in(path: Path, lines: int = LINES, group: int = 4_000) -> Path:
    """Write made-up claims as Parquet, and return the file."""
    table = pa.table(practice(18, lines))
    for name in ("claim.claim_id", "claim.patient_id"):  # else each row group has the names of the whole table
        table = table.set_column(table.schema.get_field_index(name), name, table.column(name).cast(pa.string()))
    pq.write_table(table, path, row_group_size=group)
    return path


def command(*words: object) -> list[str]:
    """Return the command line of a batch."""
    return [sys.executable, "-m", "rules_engine", "batch", *map(str, words)]


def run(*words: object, **more: object) -> subprocess.CompletedProcess[str]:
    """Run a batch to its end."""
    return subprocess.run(command(*words), capture_output=True, text=True, env=dict(os.environ), check=False, **more)


def bytes_in(folder: Path) -> dict[str, bytes]:
    """Return all files of a folder."""
    return {each.name: each.read_bytes() for each in folder.iterdir()}


def manifest(folder: Path) -> dict[str, object]:
    """Return the manifest of a batch."""
    return json.loads((folder / "manifest.json").read_text())


def lines_in(folder: Path) -> list[dict[str, object]]:
    """Return the lines of all Parquet parts in order."""
    parts = sorted(folder.glob("part-*.parquet"))
    return [row for each in parts for row in pq.read_table(each).to_pylist()]
