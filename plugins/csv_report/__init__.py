"""The report as CSV for a spreadsheet: one row a finding, and one for each claim or fault that has none."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl
from rules_engine.trace.model import Report


@hookimpl
def rules_engine_write(report: Report, form: str) -> bytes | None:
    """Return the table, UTF-8, its lines ended as RFC 4180 says. No cell is a formula."""
    if form != "csv":
        return None
    from .table import render

    return render(report)
