"""Professional claims in X12 837P files (005010X222A1), read into claims with the place of every fact."""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.hooks.specs import hookimpl

from .reader import read


@hookimpl
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Read the claims of an X12 file; None when the file holds no interchange header."""
    return read(data, source)
