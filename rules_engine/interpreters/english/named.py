"""What is said of names: sets of codes, terms, calendars, cycles, values. Long meanings stand below the rule."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.dates import validity_words
from rules_engine.interpreters.english.voice import Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import DatedValue
from rules_engine.ir.types import Type

_SHORT: Final = 6
_CALENDAR: Final = {"day": "the day", "week": "the calendar week", "month": "the calendar month", "year": ""}


def set_words(
    voice: Voice,
    name: str,
    items: Sequence[str],
    ranges: Sequence[tuple[str, str]],
    type_: Type | None = None,
    joint: str = "or",
) -> str:
    """Return the codes of a set; one that is named and long is named, and explained below."""
    parts = w.codes(items, ranges, type_)
    if not name:
        return w.listed(parts, joint)
    if len(parts) <= _SHORT:
        return f"{w.quoted(name)} ({w.listed(parts, joint)})"
    voice.note(name, f"{w.quoted(name)} is {w.listed(parts)}")
    return w.quoted(name)


def calendar_words(voice: Voice, calendar: n.BusinessCalendar) -> str:
    """Return whose business days are meant; the calendar is explained below."""
    name = w.quoted(calendar.name)
    off = [w.many(w.WEEKDAYS[each]) for each in calendar.weekends]
    off += [w.day(each) for each in calendar.holidays]
    told = f"every day except {w.listed(off)}" if off else "every day"
    voice.note(f"calendar {calendar.name}", f"a business day of {name} is {told}")
    return f"of {name}"


def cycle_words(voice: Voice, cycle: n.Cycle) -> str:
    """Return the span that a cycle is: "the calendar year", "the \u201cstate fiscal year\u201d"."""
    if not cycle.name:
        return _CALENDAR[cycle.unit] or "the calendar year"
    voice.note(f"cycle {cycle.name}", f"the {w.quoted(cycle.name)} is {_cycle_meaning(cycle)}")
    return f"the {w.quoted(cycle.name)}"


def _cycle_meaning(cycle: n.Cycle) -> str:
    if cycle.unit == "week":
        return f"a week that starts on {w.WEEKDAYS[cycle.weekday]}"
    if cycle.start is not None:
        return f"a year that starts on the month and day of the {cycle.start.name}"
    return f"a year that starts on {w.month_name(cycle.month)} {cycle.day}"


def explain_value(voice: Voice, node: n.NamedValue) -> None:
    """Say below the rule what a named value is, nearest rulebook first."""
    key = f"value {node.name}"
    versions = voice.book.values.get(node.name, ())
    if key in voice.notes or not versions:
        return
    voice.note(key, f"{w.quoted(node.name)} is {amounts_words(voice, versions, node.type)}")


def amounts_words(voice: Voice, versions: Sequence[DatedValue], type_: Type) -> str:
    """Return the versions of a named value; the first that holds counts."""
    told = [_version(voice, each, type_) for each in versions]
    return told[0] if len(told) == 1 else f"the first of these that holds: {'; '.join(told)}"


def _version(voice: Voice, version: DatedValue, type_: Type) -> str:
    from rules_engine.interpreters.english.conditions import condition  # conditions hold values
    from rules_engine.interpreters.english.voice import Mood

    when = validity_words(version.validity)
    scope = "" if version.scope is None else f"for claims where {condition(voice.outside(), version.scope, Mood.IS)}"
    told = ", ".join(part for part in (when, scope) if part)
    held = w.amount(version.amount, type_.domain)
    return f"{held} ({told})" if told else held
