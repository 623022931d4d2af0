"""The report, and the trace of one claim, as text for a billing specialist."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl
from rules_engine.trace.model import ClaimTrace, Report


@hookimpl
def rules_engine_write(report: Report, form: str, colour: bool) -> bytes | None:
    """Return the report: a line for a claim that passes, a block for every other."""
    if form != "text":
        return None
    from rules_engine.trace.text import render_text

    return _encoded(render_text(report, colour=colour))


@hookimpl
def rules_engine_render(trace: ClaimTrace, form: str, colour: bool) -> bytes | None:
    """Return the trace as a tree, every rule in force with what its parts came to."""
    if form != "text":
        return None
    from rules_engine.trace.tree_text import render_explain

    return _encoded(render_explain(trace, colour=colour))


def _encoded(text: str) -> bytes:
    return f"{text}\n".encode("utf-8", "replace")  # half of a surrogate pair, from a file that was not text
