"""The report as one JSON document or one claim a line, and the trace of one claim as a document."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl
from rules_engine.trace.model import ClaimTrace, Report


@hookimpl
def rules_engine_write(report: Report, form: str) -> bytes | None:
    """Return the report on one line, or each claim on a line of its own."""
    if form not in ("json", "ndjson"):
        return None
    from rules_engine.trace.json import to_json, to_json_lines

    return to_json(report) + b"\n" if form == "json" else b"".join(to_json_lines(report.claims))


@hookimpl
def rules_engine_render(trace: ClaimTrace, form: str) -> bytes | None:
    """Return the trace on one line."""
    if form != "json":
        return None
    from rules_engine.trace.json import to_json

    return to_json(trace) + b"\n"
