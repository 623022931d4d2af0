"""Which fact a field reads and an example can state, and the drafts in which it has other values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import Absent
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Reference, Rulebook
from rules_engine.ir.types import TypeKind
from rules_engine.ir.walk import below
from rules_engine.language.examples import STATED
from rules_engine.suites.propose.bench import At, Look
from rules_engine.suites.propose.draft import OWN, Draft, Path
from rules_engine.suites.propose.values import LADDER, beside, first_value, others

_SERVICE_DATE: Final[Path] = ("line", "service_date")
_READ_FROM: Final[dict[Path, tuple[Path, ...]]] = {
    ("derived", "service_month"): (_SERVICE_DATE,),
    ("derived", "service_weekday"): (_SERVICE_DATE,),
    ("derived", "session_time"): (("session", "start"), ("session", "stop")),
}
_NEVER: Final = frozenset({("line", "number"), ("claim", "claim_id"), ("derived", "standing")})
_TIMES: Final[dict[Path, time]] = {("session", "start"): time(9), ("session", "stop"): time(10)}
_MOST_ROWS: Final = 4
_DAYS: Final = (-1, 1, -40, 40, -400, 400)
Lever = tuple[int, Path]


def lever(field: n.Field, at: At) -> Lever | None:
    """Return the fact that a field reads, of the line or of a thing; None when an example cannot state it."""
    if field.path in _NEVER or (field.path[0] == "derived" and field.path[1] not in STATED):
        return None
    return at.thing if field.owner is n.Owner.SOUGHT else OWN, field.path


def sources(field: n.Field, at: At) -> list[Lever]:
    """Return the facts that a field reads or is worked out from."""
    found = lever(field, at)
    thing = at.thing if field.owner is n.Owner.SOUGHT else OWN
    return [found] if found is not None else [(thing, path) for path in _READ_FROM.get(field.path, ())]


def fields(node: Any) -> Iterator[n.Field]:
    """Yield the fields that a node reads itself: not those that a search asks of what it finds."""
    if isinstance(node, n.Field):
        yield node
        return
    for each in below(node):
        if isinstance(each, n.Selection):
            continue
        yield from fields(each)


def filled(look: Look, node: Any, at: At) -> Iterator[Draft]:
    """Yield the draft in which every fact that a node misses has a first value."""
    draft = look.draft
    for each in fields(node):
        if look.value(each, at) is None:
            for thing, path in sources(each, at):
                draft = draft.put(thing, path, _first(each, path, draft))
    if draft != look.draft:
        yield draft
    yield from _rows(look, node, at)


def _first(field: n.Field, path: Path, draft: Draft) -> Any:
    if path == _SERVICE_DATE:
        return draft.on
    return _TIMES.get(path) or first_value(field.type, path, draft.on)


def _rows(look: Look, node: Any, at: At) -> Iterator[Draft]:
    """Yield drafts in which the keys of a lookup are those of a row of its reference."""
    for each in (node, *below(node)):
        if isinstance(each, n.Lookup):
            held = look.records(at).get(each.node_id)
            reference = look.rulebook.references.get(each.reference)
            if reference is not None and (held is None or isinstance(held, Absent)):
                yield from keyed(look, each.keys, reference, (), at, each.column)
        elif not isinstance(each, n.Selection) and each is not node:
            yield from _rows(look, each, at)


def keyed(
    look: Look, keys: tuple[Any, ...], reference: Reference, filters: Any, at: At, column: str = ""
) -> Iterator[Draft]:
    """Yield drafts in which expressions have the values of a row. filters: pairs of column and what it holds."""
    names = [name for name, _ in reference.columns]
    apart = {reference.first_day, reference.last_day, column, *(name for name, _ in filters)}
    places = [number for number, name in enumerate(names) if name not in apart]
    found = 0
    for row in reference.rows:
        if any(row[names.index(name)] != value for name, value in filters):
            continue
        pairs = list(zip(keys, (row[place] for place in places), strict=False))
        if any(look.value(key, at) not in (value, None) for key, value in pairs if not isinstance(key, n.Field)):
            continue
        draft = look.draft
        for key, value in pairs:
            levered = lever(key, at) if isinstance(key, n.Field) else None
            if levered is not None and value is not None:
                draft = draft.put(*levered, value)
        if draft != look.draft:
            found += 1
            yield draft
        if found >= _MOST_ROWS:
            return


def tried(look: Look, node: Any, at: At) -> Iterator[Draft]:
    """Yield drafts in which one of the facts that a node reads has some other value."""
    for each in fields(node):
        for found in sources(each, at)[:1]:
            for value in _ladder(each, look, found):
                yield look.draft.put(*found, value)


def _ladder(field: n.Field, look: Look, at: Lever) -> Iterator[Any]:
    now = look.draft.of(at[0]).get(at[1])
    if at[1] == _SERVICE_DATE:
        now = now or look.draft.on
    match field.type.kind:
        case TypeKind.QUANTITY:
            yield from (Decimal(each) for each in LADDER)
        case TypeKind.SYMBOL if not field.type.is_list:
            if at[1] == _SERVICE_DATE:
                yield from _days(look.draft.on)
            else:
                yield from others(field.type, (now,))
        case TypeKind.DATE:
            yield from _days(now if isinstance(now, date) else look.draft.on)
        case TypeKind.TIME:
            yield from (each for each in (beside(now or time(9), 1), time(9), time(13), time(18)) if each)
        case TypeKind.FLAG:
            yield from (True, False)


def _days(start: date) -> Iterator[date]:
    for days in (*_DAYS, 2, 3, 4, 5, 6):
        moved = beside(start, days)
        if moved is not None:
            yield moved


def meant(rulebook: Rulebook, item: Any) -> list[str]:
    """Return the modifiers to which a rulebook gives a meaning."""
    return [each for stated in rulebook.meanings if stated.meaning == item.name for each in stated.modifiers]
