"""Where a search looks, and how far it can see: lines of the claim, earlier claims, entries of the dossier.

The claim is known whole. Everything wider is known only on the days for which the supplied history is complete.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.claims.frame import LineFrame, read
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth


def shift_day(start: date, amount: int, unit: str) -> date:
    """Return a day moved by whole days, months or years; a day that the month lacks becomes its last day.

    Days before the first and after the last year become the first and last day there are.
    """
    if unit == "days":
        try:
            return start + timedelta(days=amount)
        except OverflowError:
            return date.max if amount > 0 else date.min
    months = start.year * 12 + start.month - 1 + amount * (12 if unit == "years" else 1)
    year, month = divmod(months, 12)
    if not date.min.year <= year <= date.max.year:
        return date.max if year > date.max.year else date.min
    return date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def cycle_of(day: date, unit: str) -> tuple[date, date]:
    """Return the first and last day of the calendar day, week (from Monday), month or year that holds a day."""
    match unit:
        case "week":
            first = day - timedelta(days=day.weekday())
            return first, first + timedelta(days=6)
        case "month":
            return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])
        case "year":
            return date(day.year, 1, 1), date(day.year, 12, 31)
    return day, day


def in_span(code: str, low: str, high: str) -> bool:
    """Return whether a code lies in a span, both ends in; 0100T does not lie in 00100 to 01999."""
    alike = all(a == b or (a.isdigit() and b.isdigit()) for a, b in zip(code, low, strict=False))
    return len(code) == len(low) and low <= code <= high and alike


def entries_of(frame: LineFrame, path: tuple[str, ...]) -> Any:
    """Return the entries of a kind, or why there are none to look at."""
    if path[0] == "dossier":
        return read(frame.dossier, path[1:])
    return read(frame, path)


class Lines:
    """A search among lines. Days are worked out once; `missing` says which of them could not be seen."""

    def __init__(
        self,
        this: LineFrame,
        selection: n.Selection,
        value: Callable[[Any], Any],
        keys: tuple[n.Same, ...] = (),
        so_far: bool = False,
    ) -> None:
        self._this = this
        self._selection = selection
        self._same = [*keys, *(p for p in selection.places if isinstance(p, n.Same))]
        self._own_claim = any(isinstance(p, n.OnClaim) for p in selection.places)
        self._first, self._last = self._days(value)
        self._so_far = so_far

    def _days(self, value: Callable[[Any], Any]) -> tuple[date | Absent, date | Absent]:
        """Return the days that all windows and cycles leave; an absent anchor leaves them absent."""
        first, last = date.min, date.max
        for place in self._selection.places:
            if not isinstance(place, n.Window | n.Cycle):
                continue
            at = value(place.anchor)
            if type(at) is Absent:
                return at, at
            low, high = _window(place, at) if isinstance(place, n.Window) else cycle_of(at, place.unit)
            first, last = max(first, low), min(last, high)
        return first, last

    def frames(self) -> Iterator[LineFrame]:
        """Yield the lines that may count: of this claim, then of earlier claims; voided lines never do."""
        this = self._this
        for line in this.claim.lines:
            if line.number != this.line.number or not self._selection.other:
                yield LineFrame(this.dossier, this.claim, line)
        if self._own_claim or isinstance(this.dossier.history, Absent):
            return
        for claim in this.dossier.history.claims:
            for line in claim.lines:
                if line.status != "voided":
                    yield LineFrame(this.dossier, claim, line)

    def at_place(self, frame: LineFrame) -> Truth:
        """Return whether a line stands in every place of the selection."""
        found = self._on_days(frame.line.service_date)
        for same in self._same:
            if found is Truth.FALSE:
                return found
            found = _both(found, _agree(self._this.read(same.path), frame.read(same.path)))
        return found

    def _on_days(self, day: date | Absent) -> Truth:
        if (self._first, self._last) == (date.min, date.max):
            return Truth.TRUE
        if isinstance(day, Absent) or isinstance(self._first, Absent) or isinstance(self._last, Absent):
            return Truth.UNKNOWN
        return Truth.TRUE if self._first <= day <= self._last else Truth.FALSE

    def _seen_through(self) -> date | Absent:
        """A limit asks what was used up by the day of this line; later days count as far as they were found."""
        own = self._this.line.service_date
        if not self._so_far or isinstance(own, Absent) or isinstance(self._last, Absent):
            return self._last
        return min(self._last, own)

    def missing(self) -> str:
        """Return the days that cannot be seen, as text; empty when the search saw everything."""
        if self._own_claim:
            return ""
        first, last = self._first, self._seen_through()
        if isinstance(first, Absent) or isinstance(last, Absent):
            return "days that hang on a date that is not known"
        if first > last:
            return ""
        history = self._this.dossier.history
        begin, end = (
            (NOT_SUPPLIED, NOT_SUPPLIED)
            if isinstance(history, Absent)
            else (history.complete_from, history.complete_through)
        )
        if self._selection.all_patients:
            return "lines of all patients"
        if not isinstance(begin, Absent) and not isinstance(end, Absent) and begin <= first and last <= end:
            return ""
        return _days_text(first, last)


def _days_text(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    low = "" if first == date.min else f"from {first.isoformat()} "
    high = "" if last == date.max else f"through {last.isoformat()}"
    return (low + high).strip() or "all days"


def _window(place: n.Window, at: date) -> tuple[date, date]:
    """Both ends are in. `in any 365 days` looks at the span of that many days that ends on the anchor."""
    amount = int(place.amount)
    if place.kind == "after":
        return at, shift_day(at, amount, place.unit)
    if place.kind == "before":
        return shift_day(at, -amount, place.unit), at
    return shift_day(shift_day(at, -amount, place.unit), 1, "days"), at


def _agree(one: Any, other: Any) -> Truth:
    if type(one) is Absent or type(other) is Absent:
        return Truth.UNKNOWN
    return Truth.TRUE if one == other else Truth.FALSE


def _both(one: Truth, other: Truth) -> Truth:
    if Truth.FALSE in (one, other):
        return Truth.FALSE
    return Truth.UNKNOWN if Truth.UNKNOWN in (one, other) else Truth.TRUE
