"""Professional claims in X12 837P files (005010X222A1), read into claims with the place of every fact."""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Read the claims of an X12 file; None when the file holds no interchange header."""
    if b"ISA" not in data:
        return None
    # Imported here, so that a start without X12 is spared it.
    from .reader import read

    return read(data, source)
