"""Acceptances and rejections in the shape of an X12 277CA, for routing within a house. It is not sent to anybody."""

from __future__ import annotations

from rules_engine.hooks.specs import hookimpl
from rules_engine.trace.model import Report


@hookimpl
def rules_engine_write(report: Report, form: str) -> bytes | None:
    """Return one transaction, ASCII, a segment a line, without envelope."""
    if form != "277ca":
        return None
    from .transaction import render

    return render(report)
