"""Changes of a draft for what a rule searches: further lines and entries, and days that are known to be whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any, Final

import attrs

from rules_engine.interpreters.row.calendars import shift_day
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind
from rules_engine.ir.walk import below
from rules_engine.language.examples import STATED
from rules_engine.suites.propose.bench import At, Look
from rules_engine.suites.propose.draft import BILLED, OWN, Draft, Path, Thing
from rules_engine.suites.propose.values import beside, others
from rules_engine.trace.result import Candidate, Truth

_STATED: Final = frozenset(
    {"diagnosis", "participant", "interval", "consent", "authorization", "licence", "certificate", "session", "stay"}
    | {"assessor certificate", "enrolment", "coverage", "other payer", "document", "line"}
)
"""Kinds of which an example can state entries."""
_LISTED: Final[dict[str, Path]] = {
    "test": ("session", "tests"),
    "modifier": ("line", "modifiers"),
    "diagnosis pointer": ("line", "diagnosis_pointers"),
}
"""Kinds that stand in a list of the line."""
_MOST_MORE: Final = 40
_SERVICE_DATE: Final[Path] = ("line", "service_date")
_CODE: Final[Path] = ("line", "code")
_PATIENT: Final[Path] = ("claim", "patient_id")
_YEARS: Final = 4


def things(look: Look, selection: n.Selection) -> list[int]:
    """Return the places of the things of the draft among which a selection looks."""
    if selection.kind != "line":
        return look.draft.numbers(selection.kind)
    return [*look.draft.numbers(BILLED), *look.draft.numbers("line")]


def counted(look: Look, holder: Any) -> list[Candidate]:
    """Return what a search counted."""
    found = look.candidates(holder)
    return [] if found is None else [each for each in found.looked_at if each.truth is Truth.TRUE]


def inside(look: Look, node: Any) -> Iterator[Draft]:
    """Yield drafts with one thing more or less, or other amounts, for what is added up or compared within a node."""
    amounts = [each.value for each in below(node) if isinstance(each, n.Literal) and isinstance(each.value, Decimal)]
    for each in (node, *below(node)):
        if isinstance(each, n.Aggregate):
            yield from whole(look, each, each.selection)
            yield from _measured(look, each, amounts)
            yield from more(look, each.selection)
            yield from fewer(look, each.selection)
        elif each is not node and not isinstance(each, n.Selection):
            yield from inside(look, each)


def _measured(look: Look, node: n.Aggregate, amounts: list[Decimal]) -> Iterator[Draft]:
    """Yield drafts in which what is added up of the line itself is an amount of the rule, or just beside it."""
    field = node.value
    if not isinstance(field, n.Field) or field.type.kind is not TypeKind.QUANTITY:
        return
    if (field.path[0] == "derived" and field.path[1] not in STATED) or node.selection.kind != "line":
        return
    for amount in (*amounts, Decimal(1)):
        for value in (amount, beside(amount, 1, field.type.domain), beside(amount, -1, field.type.domain)):
            if value is not None:
                yield look.draft.put(OWN, field.path, value)


def of_count(look: Look, node: n.Quantified, wanted: bool) -> Iterator[Draft]:
    """Yield drafts with more or fewer things, of which as many are sought as is wanted."""
    found = len(counted(look, node))
    yield from whole(look, node, node.selection)
    is_short = found < node.least
    if is_short and found and wanted:
        yield _copied(look, node, node.least - found)
    if wanted is is_short or (not wanted and node.most >= 0):
        yield from more(look, node.selection)
    yield from fewer(look, node.selection)


def of_limit(look: Look, node: n.Limit, wanted: bool) -> Iterator[Draft]:
    """Yield drafts in which as many lines count as use the limit up, or one more."""
    yield from whole(look, node, node.selection)
    if wanted:
        yield from fewer(look, node.selection)
        return
    most = look.value(node.most)
    missing = 1
    if node.measure == "lines" and isinstance(most, Decimal) and most < _MOST_MORE:
        missing = max(1, int(most) + 1 - len(counted(look, node)))
    if node.measure == "different" and isinstance(node.value, n.Field) and isinstance(most, Decimal):
        yield from _different(look, node.selection, node.value, min(int(most) + 1, _MOST_MORE))
    for drafted in more(look, node.selection):
        added = drafted.things[len(look.draft.things) :]
        yield drafted.add(*added * (missing - 1))


def _different(look: Look, selection: n.Selection, field: n.Field, count: int) -> Iterator[Draft]:
    """Yield the draft with lines of which each has another value of a field."""
    for drafted in more(look, selection):
        added = drafted.things[-1]
        values: list[Any] = [shift_day(look.draft.on, -number, "days") for number in range(count)]
        if field.path != _SERVICE_DATE:
            values = list(others(field.type, ()))[:count]
        if len(values) == count and added.kind != BILLED:
            yield look.draft.add(
                *(Thing(added.kind, tuple({**dict(added.facts), field.path: each}.items())) for each in values)
            )


def more(look: Look, selection: n.Selection) -> Iterator[Draft]:
    """Yield drafts with one more thing, where the selection looks."""
    if selection.kind in _LISTED:
        yield from _listed(look, selection.kind)
    if selection.kind not in _STATED:
        return
    if selection.kind != "line":
        yield look.draft.add(Thing(selection.kind, tuple(_entry(look, selection).items())))
        return
    own = look.draft.of(OWN)
    same = _same(selection)
    shared = {path: value for path, value in own.items() if path in (_CODE, *same) or _is_plain(path)}
    yield look.draft.add(Thing(BILLED, tuple(shared.items())))
    if any(isinstance(each, n.OnClaim) for each in selection.places):
        return
    for day in _days(look, selection):
        yield look.draft.add(Thing("line", ((_SERVICE_DATE, day), *shared.items())))
        if selection.all_patients:
            yield look.draft.add(Thing("line", ((_SERVICE_DATE, day), (_PATIENT, "OTHER"), *shared.items())))


def shared_out(look: Look, draft: Draft, limit: n.Limit) -> Draft:
    """Return a draft in which the last thing uses a limit up and the line itself takes it past: neither does alone."""
    most, value = look.value(limit.most), limit.value
    if limit.measure != "total" or not isinstance(most, Decimal) or not isinstance(value, n.Field):
        return draft
    if value.path[0] == "derived" and value.path[1] not in STATED:
        return draft
    return draft.put(len(draft.things) - 1, value.path, most).put(OWN, value.path, Decimal(1))


def _copied(look: Look, node: n.Quantified, times: int) -> Draft:
    """Return a draft with more of a thing that a search found."""
    for number in things(look, node.selection):
        seen = look.candidate(At(number, node))
        if seen is not None and seen.truth is Truth.TRUE:
            return look.draft.add(*[look.draft.things[number]] * min(times, _MOST_MORE))
    return look.draft


def fewer(look: Look, selection: n.Selection) -> Iterator[Draft]:
    """Yield drafts with one thing less."""
    for number in reversed(things(look, selection)):
        yield look.draft.without(number)
    if selection.kind in _LISTED:
        held = look.draft.of(OWN).get(_LISTED[selection.kind])
        yield look.draft.put(OWN, _LISTED[selection.kind], held[:-1] if isinstance(held, tuple) else ())


def _listed(look: Look, kind: str) -> Iterator[Draft]:
    """Yield the draft with one thing more in a list of the line."""
    path = _LISTED[kind]
    held = look.draft.of(OWN).get(path, ())
    held = held if isinstance(held, tuple) else ()
    if kind == "diagnosis pointer":
        position = len(held) + 1
        entry = Thing("diagnosis", ((("code",), "F321"), (("position",), Decimal(position))))
        yield look.draft.put(OWN, path, (*held, position)).add(entry)
    else:
        yield look.draft.put(OWN, path, (*held, f"U{len(held) + 1}" if kind == "modifier" else f"test {len(held) + 1}"))


def _is_plain(path: Path) -> bool:
    """Return whether a further line may have the same fact: all that stands on the line itself but its days."""
    return path[0] == "line" and not path[1].startswith(("service_date", "remittance_date"))


def _same(selection: n.Selection) -> list[Path]:
    return [each.path for each in selection.places if isinstance(each, n.Same) and each.path[0] != "derived"]


def _entry(look: Look, selection: n.Selection) -> dict[Path, Any]:
    """Return the facts of an entry whose span holds the day that is asked for."""
    for place in selection.places:
        if isinstance(place, n.Covering):
            day = look.value(place.point) or look.draft.on
            return {(place.start,): day, (place.end,): day}
    return {("code",): "F321", ("position",): Decimal(1)} if selection.kind == "diagnosis" else {}


def _days(look: Look, selection: n.Selection) -> list[date]:
    """Return days on which a line sought may stand: near the anchor of each window, and the day itself."""
    found = []
    for place in selection.places:
        if isinstance(place, n.Window):
            anchor = look.value(place.anchor) or look.draft.on
            if isinstance(anchor, date):
                found.append(shift_day(anchor, 1 if place.kind in ("after", "since") else -1, "days"))
    return list(dict.fromkeys([*found, look.draft.on]))


# --- what is known to be whole --------------------------------------------------------------------


def whole(look: Look, holder: Any, selection: n.Selection) -> Iterator[Draft]:
    """Yield the draft in which nothing is hidden from a search."""
    found = look.candidates(holder)
    if found is not None and not found.missing:
        return
    draft = look.draft
    if selection.kind != "line":
        if selection.kind in _STATED and not things(look, selection) and selection.kind not in draft.none:
            yield attrs.evolve(draft, none=(*draft.none, selection.kind))
        return
    if any(isinstance(each, n.OnClaim) for each in selection.places):
        return
    wide = (date.min, date.max) if _is_open(selection) else spans(draft.on)[-1]
    others = wide if selection.all_patients else draft.others
    if (draft.complete, draft.others) != (wide, others):
        yield attrs.evolve(draft, complete=wide, others=others)


def _is_open(selection: n.Selection) -> bool:
    """A search that names no cycle or window looks at all days there are."""
    windows = [each for each in selection.places if isinstance(each, n.Window | n.Cycle | n.Overlapping)]
    return all(isinstance(each, n.Window) and each.kind in ("until", "since") for each in windows)


def spans(day: date) -> list[tuple[date, date]]:
    """Return spans of days around a day, the smallest first."""
    year = (day.replace(month=1, day=1), day.replace(month=12, day=31))
    return [(day, day), year, (shift_day(day, -_YEARS, "years"), shift_day(day, _YEARS, "years"))]
