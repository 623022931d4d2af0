"""Claim lines as CSV or TSV, read into claims with row and column of every fact. `docs/csv.md` describes the format."""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.hooks.specs import hookimpl

# What opens another format.
_OTHERS = (b"{", b"[", b"<", b"ISA*", b"ISA|")
_SEPARATORS = (b",", b";", b"\t", b"|")
_LOOK = 65_536


@hookimpl
def rules_engine_read(data: bytes, source: str, mapping: tuple[bytes, str] | None) -> Intake | None:
    """Return the claims of a table; None for a file whose first row does not name columns of claims.

    mapping: bytes and name of the file that says what the columns mean; None when their names do.
    """
    head = data[:_LOOK].removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(_OTHERS) or not any(mark in head for mark in _SEPARATORS):
        return None
    # Imported here, so that a start without tables is spared it.
    from .reader import read

    return read(data, source, mapping)
