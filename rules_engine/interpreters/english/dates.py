"""When something holds, in words. Both ends of every span count, and the words say so."""

from __future__ import annotations

from datetime import date

from rules_engine.interpreters.english import words as w
from rules_engine.ir.rulebook import Validity


def span_words(first: date | None, last: date | None) -> str:
    """Return a span of days.

    >>> span_words(date(2026, 1, 1), None), span_words(None, None)
    ('from January 1, 2026 on', '')
    """
    if first is not None and last is not None:
        return f"from {w.day(first)} through {w.day(last)}, both days included"
    if first is not None:
        return f"from {w.day(first)} on"
    return f"through {w.day(last)}, that day included" if last is not None else ""


def validity_words(validity: Validity) -> str:
    """Return on which days something holds, and by which date; empty when it always does."""
    days = span_words(validity.from_day, validity.through_day)
    told = f"for {w.many(validity.axis)} {days}" if days else ""
    known = span_words(validity.known_from, validity.known_through)
    return ", ".join(part for part in (told, f"as published {known}" if known else "") if part)
