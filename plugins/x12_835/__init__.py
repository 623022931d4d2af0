"""Remittance advice in X12 835 files (005010X221A1), read into the answers to claims."""

from __future__ import annotations

from rules_engine.claims.remittance import Remittances
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_read_remittances(data: bytes, source: str) -> Remittances | None:
    """Read the answers of an X12 file; None when it holds no 835."""
    if b"ISA" not in data or b"835" not in data:
        return None
    # Imported here, so that a start without remittances is spared it.
    from .reader import read

    return read(data, source)
