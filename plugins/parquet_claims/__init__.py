"""Claim tables in Parquet and Arrow IPC files, read with the row and the column of every fact; see `docs/batch.md`."""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.hooks.specs import hookimpl

PARQUET = b"PAR1"
ARROW = b"ARROW1"


@hookimpl
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Return the claims of a claim table; None for a file that is neither Parquet nor Arrow IPC."""
    if not data.startswith((PARQUET, ARROW)):
        return None
    # Imported here, so that a start without tables is spared it.
    from .reader import read

    return read(data, source)
