"""The report as one HTML page that prints well: a work queue, a chart, and every claim with its findings."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl
from rules_engine.trace.model import Report


@hookimpl
def rules_engine_write(report: Report, form: str) -> bytes | None:
    """Return the page, UTF-8. It needs no script and loads nothing."""
    if form != "html":
        return None
    from .page import render

    return render(report)
