"""Where a search among lines looks, and how far it can see.

The claim is known whole. Everything wider is known only on the days for which the supplied history is complete.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.model import History
from rules_engine.interpreters.row.calendars import cycle_of, shift_day
from rules_engine.interpreters.row.force import read
from rules_engine.interpreters.row.intervals import Minutes, overlap
from rules_engine.interpreters.row.kleene import FALSE, TRUE, UNKNOWN, both, of
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Truth

Days = tuple[date, date]
PerhapsDays = Days | tuple[Absent, Absent]

ALWAYS: Final = (date.min, date.max)
NEVER: Final = (date.max, date.min)
_A_DAY: Final = 1440
_DAY: Final = ("line", "service_date")
_FILED: Final = ("derived", "filing_date")


class Lines:
    """A search among lines. Days are worked out once; `missing` says which of them could not be seen."""

    def __init__(self, scene: Scene, selection: n.Selection) -> None:
        self._scene = scene
        self._this = scene.this
        self._selection = selection
        self._same = [p for p in selection.places if isinstance(p, n.Same)]
        self._overlapping = [p for p in selection.places if isinstance(p, n.Overlapping)]
        self._own_claim = any(isinstance(p, n.OnClaim) for p in selection.places)
        self._first: date | Absent
        self._last: date | Absent
        self._first, self._last = days_of(scene, selection)

    def frames(self) -> Iterable[LineFrame]:
        """Return the lines that may count: of this claim, of the patient's other claims, of other patients."""
        case, number = self._scene.case, self._this.line.number
        own = [each for each in case.lines if each.line.number != number or not self._selection.other]
        if self._own_claim:
            return own
        return [*own, *case.earlier, *(self._of_others() if self._selection.all_patients else ())]

    def _of_others(self) -> list[LineFrame]:
        if isinstance(self._first, Absent) or isinstance(self._last, Absent):
            return self._scene.case.others(*ALWAYS)
        return self._scene.case.others(self._first, self._last)

    def at_place(self, frame: LineFrame) -> Truth:
        """Return whether a line stands in every place of the selection."""
        found = self._on_days(frame.line.service_date)
        for place in self._overlapping:
            if found is FALSE:
                return found
            mine, theirs = moments(self._this, place.point.path), moments(frame, place.path)
            found = both(found, _overlap(mine, theirs))
        for same in self._same:
            if found is FALSE:
                return found
            one, other = read(self._scene, self._this, same.path), read(self._scene, frame, same.path)
            found = both(found, UNKNOWN if type(one) is Absent or type(other) is Absent else of(one == other))
        return found

    def _on_days(self, day: date | Absent) -> Truth:
        """Return whether a day stands in every window and cycle of the selection."""
        if (self._first, self._last) == ALWAYS:
            return TRUE
        if isinstance(day, Absent) or isinstance(self._first, Absent) or isinstance(self._last, Absent):
            return FALSE if (self._first, self._last) == NEVER else UNKNOWN
        return of(self._first <= day <= self._last)

    def _seen_through(self) -> date | Absent:
        """Return the last day that must be seen."""
        return self._last

    def missing(self) -> str:
        """Return the days that cannot be seen, as text; empty when the search saw everything."""
        if self._own_claim:
            return ""
        first, last = self._first, self._seen_through()
        if isinstance(first, Absent) or isinstance(last, Absent):
            return "days that hang on a date that is not known"
        if first > last:
            return ""
        dossier = self._scene.case.dossier
        of_patient = not _is_whole(dossier.history, first, last)
        of_others = self._selection.all_patients and not _is_whole(dossier.other_patients, first, last)
        return _days_text(first, last, of_patient, of_others) if of_patient or of_others else ""


class UsedUp(Lines):
    """The lines that use a limit up, by the day of this line.

    What other claims bill for later days takes nothing away from this line. Where lines are ranked by something else
    than their day, a later day may come first, but not one after this claim was received.
    """

    def __init__(self, scene: Scene, node: n.Limit) -> None:
        super().__init__(scene, node.selection)
        self._same = [*node.keys, *self._same]
        first = node.ranking[0] if node.ranking else None
        by_day = first is not None and not first.highest and first.field.path == _DAY
        self._is_ranked = first is not None and not by_day

    def at_place(self, frame: LineFrame) -> Truth:
        """Return whether a line stands in every place of the limit, on a day that counts."""
        day, own = frame.line.service_date, self._this.line.service_date
        is_later = not isinstance(day, Absent) and not isinstance(own, Absent) and day > own
        if is_later and not self._is_ranked and frame.claim is not self._this.claim:
            return FALSE
        return super().at_place(frame)

    def own_place(self) -> Truth:
        """Return whether this line stands in every window and cycle; its own day does in those that hang on it."""
        windows = [each for each in self._selection.places if isinstance(each, n.Window | n.Cycle)]
        if all(_holds_its_anchor(each) and _is_service_date(each.anchor) for each in windows):
            return TRUE
        return self._on_days(self._this.line.service_date)

    def _seen_through(self) -> date | Absent:
        own, filed = self._this.line.service_date, self._this.read(_FILED)
        if isinstance(own, Absent) or isinstance(self._last, Absent):
            return self._last
        if not self._is_ranked:
            return min(self._last, own)
        return self._last if isinstance(filed, Absent) else min(self._last, max(own, filed))


def _holds_its_anchor(place: n.Window | n.Cycle) -> bool:
    return isinstance(place, n.Cycle) or place.kind not in ("until", "since")


def _is_service_date(anchor: n.Expression) -> bool:
    return isinstance(anchor, n.Field) and anchor.owner is n.Owner.THIS and anchor.path == _DAY


def _is_whole(history: History | Absent, first: date, last: date) -> bool:
    if isinstance(history, Absent):
        return False
    begin, end = history.complete_from, history.complete_through
    return not isinstance(begin, Absent) and not isinstance(end, Absent) and begin <= first and last <= end


def _days_text(first: date, last: date, of_patient: bool, of_others: bool) -> str:
    """Say what was not seen; of whom it says only whether it is this patient."""
    low = "" if first == date.min else f"from {first.isoformat()} "
    high = "" if last == date.max else f"through {last.isoformat()}"
    days = first.isoformat() if first == last else (low + high).strip() or "all days"
    whose = " of this and other patients" if of_patient else " of other patients"
    return days + (whose if of_others else "")


# --- days -----------------------------------------------------------------------------------------


def days_of(scene: Scene, selection: n.Selection) -> PerhapsDays:
    """Return the days that all places of a selection leave; an absent anchor leaves them absent."""
    first, last = ALWAYS
    for place in selection.places:
        if isinstance(place, n.Window | n.Cycle | n.Overlapping):
            days = _DAYS[type(place)](scene, place)
            if isinstance(days, Absent):
                return days, days
            first, last = max(first, days[0]), min(last, days[1])
    return first, last


def _window(scene: Scene, node: n.Window) -> Days | Absent:
    """Both ends are in. `in any 365 days` looks at the span of that many days that ends on the anchor."""
    at = scene.value(node.anchor)
    if isinstance(at, Absent):
        never_was = at.kind is AbsenceKind.NOT_APPLICABLE
        return (_OF_NO_EVENT.get(node.kind, at)) if never_was else at
    amount = int(node.amount)
    match node.kind:
        case "until":
            return (date.min, shift_day(at, -1, "days")) if at > date.min else NEVER
        case "since":
            return (shift_day(at, 1, "days"), date.max) if at < date.max else NEVER
        case "after":
            return at, shift_day(at, amount, node.unit)
        case "before":
            return shift_day(at, -amount, node.unit), at
    return shift_day(shift_day(at, -amount, node.unit), 1, "days"), at


def cycle_days(scene: Scene, node: n.Cycle) -> Days | Absent:
    """Return the first and last day of the cycle that holds its anchor; a year may start as a date of the member."""
    at = scene.value(node.anchor)
    start = None if node.start is None else scene.value(node.start)
    if isinstance(at, Absent):
        return at
    if isinstance(start, Absent):
        return start
    month, day = (node.month, node.day) if start is None else (start.month, start.day)
    return cycle_of(at, node.unit, month, day, node.weekday)


def _overlapping(scene: Scene, node: n.Overlapping) -> Days | Absent:
    """What began the day before may run over midnight; only what runs over midnight itself meets the day after."""
    spans, day = scene.value(node.point), scene.this.line.service_date
    if isinstance(day, Absent) or isinstance(spans, Absent):
        return day if isinstance(day, Absent) else spans
    if not spans:
        return NEVER
    later = any(stop > _A_DAY for _, stop in spans)
    return shift_day(day, -1, "days"), shift_day(day, 1, "days") if later else day


def moments(frame: LineFrame, path: tuple[str, ...]) -> Minutes | Absent:
    """Return the intervals of a line as minutes since the first day there is."""
    day, spans = frame.line.service_date, frame.read(path)
    if isinstance(day, Absent) or isinstance(spans, Absent):
        return day if isinstance(day, Absent) else spans
    midnight = Decimal(day.toordinal() * _A_DAY)
    return tuple([(midnight + start, midnight + stop) for start, stop in spans])


def _overlap(mine: Minutes | Absent, theirs: Minutes | Absent) -> Truth:
    if isinstance(mine, Absent) or isinstance(theirs, Absent):
        return UNKNOWN
    return of(overlap(mine, theirs))


_DAYS: Final[dict[type, Any]] = {n.Window: _window, n.Cycle: cycle_days, n.Overlapping: _overlapping}
_OF_NO_EVENT: Final[dict[str, Days]] = {"before": ALWAYS, "until": ALWAYS, "after": NEVER, "since": NEVER}
