"""FHIR R4 claims as JSON: a Claim, a Bundle, or a resource a line. What is read from where stands in `docs/fhir.md`."""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Return what a FHIR file holds, or None for a file without any resource in it."""
    start = data[:4096].removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    is_xml = start == b"<" and b"http://hl7.org/fhir" in data
    if not is_xml and not (start in (b"{", b"[") and b'"resourceType"' in data):
        return None
    # Imported here, so that a start without FHIR is spared it.
    from .reader import read

    return read(data, source)
