"""The report as a FHIR R4 Bundle: a ClaimResponse for each claim, an OperationOutcome for what could not be read."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl
from rules_engine.trace.model import Report


@hookimpl
def rules_engine_write(report: Report, form: str) -> bytes | None:
    """Return the Bundle on one line."""
    return write(report) if form == "fhir" else None


def write(report: Report) -> bytes:
    """Return a report as JSON, UTF-8, one Bundle of type `collection` on one line.

    The same report gives the same bytes: `created` says that its day is not known, because a report has none.
    """
    # Imported here, so that a job in another format is spared it.
    from .bundle import render

    return render(report)
