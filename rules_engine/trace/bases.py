"""What a part of a rule rests on besides facts of the claim: references, named values, meanings, calendars, rules."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any, Final

from rules_engine.claims.frame import LineFrame
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Citation, DatedValue, Meaning, Rulebook, Validity
from rules_engine.trace.model import Basis
from rules_engine.trace.places import span_words
from rules_engine.trace.words import value_text

_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

RESTING: Final = frozenset(
    {
        n.Lookup,
        n.InRows,
        n.NamedValue,
        n.Meant,
        n.BusinessShift,
        n.BusinessDay,
        n.BusinessTest,
        n.CycleDay,
        n.AmountSoFar,
    }
)
"""Kinds of nodes that may rest on something; of all others `basis_of` returns None."""


def basis_of(node: Any, found: Any, frame: LineFrame, rulebook: Rulebook) -> Basis | None:
    """Return what a node rests on, or None. found: what the node came to; frame: the line that the rule speaks of."""
    match node:
        case n.Lookup() | n.InRows():
            return _reference(node.reference, rulebook)
        case n.NamedValue():
            return _value(node, found, frame, rulebook)
        case n.Meant():
            return _meaning(node, frame, rulebook)
        case n.BusinessShift() | n.BusinessDay() | n.BusinessTest():
            return _calendar(node.calendar)
        case n.CycleDay() if node.cycle.name:
            return Basis("calendar", node.cycle.name, _cycle_words(node.cycle), "")
        case n.AmountSoFar():
            return Basis("rules", ", ".join(node.rules), "the first of them that left an amount", "")
    return None


def _reference(name: str, rulebook: Rulebook) -> Basis:
    found = rulebook.references.get(name)
    if found is None or not found.digest:
        return Basis("reference", name, "not loaded", "")
    rows = f"{len(found.rows)} row{'' if len(found.rows) == 1 else 's'}"
    return Basis("reference", name, f"{rows} of {found.file}" if found.file else rows, found.digest)


def _value(node: n.NamedValue, found: Any, frame: LineFrame, rulebook: Rulebook) -> Basis:
    versions = [each for each in rulebook.values.get(node.name, ()) if each.amount == found and _holds(each, frame)]
    return Basis("value", node.name, _version_words(versions[0], rulebook) if versions else "no version holds", "")


def _meaning(node: n.Meant, frame: LineFrame, rulebook: Rulebook) -> Basis:
    stated = [each for each in rulebook.meanings if each.meaning == node.name and _holds(each, frame)]
    words = [f"{', '.join(each.modifiers)} {_version_words(each, rulebook)}" for each in stated]
    return Basis("meaning", node.name, "; ".join(words) or "no modifier means it", "")


def _holds(stated: DatedValue | Meaning, frame: LineFrame) -> bool:
    """Return whether a statement speaks of the day of this line; with several of one amount, either may be told."""
    validity, day = stated.validity, frame.read(stated.validity.path)
    if not isinstance(day, date):
        return validity.from_day is None and validity.through_day is None
    first, last = validity.from_day, validity.through_day
    return (first is None or first <= day) and (last is None or day <= last)


def _version_words(stated: DatedValue | Meaning, rulebook: Rulebook) -> str:
    days = _days(stated.validity)
    return "; ".join(part for part in (days, _cited(stated.citations, rulebook)) if part)


def _days(validity: Validity) -> str:
    days = span_words(validity.from_day, validity.through_day)
    return days if days == "always" else f"{days} by {validity.axis}"


def _cited(citations: Iterable[Citation], rulebook: Rulebook) -> str:
    named = []
    for each in citations:
        source = rulebook.sources.get(each.source)
        title = source.title if source is not None and source.title else each.source
        named.append(", ".join(part for part in (title, each.clause) if part))
    return f"cites {' and '.join(named)}" if named else ""


def _calendar(calendar: n.BusinessCalendar) -> Basis:
    off = [_WEEKDAYS[each] for each in calendar.weekends] + [value_text(each) for each in calendar.holidays]
    return Basis("calendar", calendar.name, f"no business days: {', '.join(off) or 'none'}", "")


def _cycle_words(cycle: n.Cycle) -> str:
    if cycle.unit == "week":
        return f"a week from {_WEEKDAYS[cycle.weekday]}"
    if cycle.start is not None:
        return f"a year from the month and day of {cycle.start.name}"
    return f"a year from month {cycle.month}, day {cycle.day}"
