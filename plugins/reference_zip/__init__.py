"""References as payers publish them: one table in a ZIP archive, separated by commas or by tabs."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl

_MARKS = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins an empty archive


@hookimpl
def rules_engine_references(data: bytes) -> bytes | None:
    """Return the one table of an archive as CSV, or None for a file that is no ZIP archive."""
    if not data.startswith(_MARKS):
        return None
    from .archive import table_in

    return table_in(data)
