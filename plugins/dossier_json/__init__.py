"""Dossiers as JSON: one document, or one document a line. The format is described in `docs/dossier.md`."""

from __future__ import annotations

from rules_engine.claims.intake import Intake
from rules_engine.claims.read import looks_like_dossier, read_json
from rules_engine.hooks.specs import hookimpl


@hookimpl
def rules_engine_read(data: bytes, source: str) -> Intake | None:
    """Return what a dossier file holds, or None for a file that is no JSON object, or is FHIR."""
    return read_json(data, source) if looks_like_dossier(data) else None
