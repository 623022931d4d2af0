"""Values of the model to rows of the store and back; what comes out equals what was put in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any, Final, Generic, TypeVar

import attrs

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.model import Claim, ServiceLine
from rules_engine.claims.origin import NO_ORIGINS, Origins
from rules_engine.claims.shapes import Field, Kind, Shape, shape_of

Row = dict[str, Any]
E = TypeVar("E", bound=attrs.AttrsInstance)

_ABSENT: Final = "absent"  # the one key of an absence within a list of records
_MOST_MEANINGS: Final = 10_000


class _Meanings(dict[Any, Any]):
    """What the values of a column mean, each worked out once: few stand in most rows, and what they mean is frozen."""

    def __init__(self, read: Callable[[Any], Any]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, raw: Any) -> Any:
        if len(self) >= _MOST_MEANINGS:
            self.clear()
        found = self[raw] = self._read(raw)
        return found


class Records(Generic[E]):
    """Rows of one class of the model.

    without: an attribute that has a table of its own. absent: the column of absences.
    names: the columns, in the order in which `from_row` takes them.
    """

    def __init__(self, entity: type[E], without: str = "", absent: str = _ABSENT) -> None:
        self._entity: Any = entity
        self._fields = [field for field in shape_of(entity).fields.values() if field.name != without]
        self._absent = absent
        self._lists = frozenset([field.name for field in self._fields if _is_list(field)])
        self._attributes = tuple([field.name for field in self._fields])
        self._meanings = tuple([None if read is None else _Meanings(read) for read in map(_reader, self._fields)])
        self._absences = _Meanings(self._read_absences)
        self.names: Final = (*self._attributes, absent)

    def to_row(self, value: E) -> Row:
        """Return the columns of a value."""
        row: Row = {}
        absences: dict[str, object] = {}
        for field in self._fields:
            found = getattr(value, field.name)
            if isinstance(found, Absent):
                row[field.name] = None
                if found != NOT_SUPPLIED:
                    absences[field.name] = _absence(found)
            else:
                row[field.name] = _text(to_data(found)) if field.name in self._lists else found
        row[self._absent] = _text(absences) if absences else None
        return row

    def from_row(self, values: Sequence[Any], origins: Origins = NO_ORIGINS, lines: Sequence[Any] | None = None) -> E:
        """Return the value of a row.

        values: of the columns `names`, in their order, as the driver gives them. lines: those of a claim.
        """
        given: Row = self._absences[values[-1]].copy()
        for name, raw, meanings in zip(self._attributes, values, self._meanings, strict=False):
            if raw is not None:
                given[name] = raw if meanings is None else meanings[raw]
        given["origins"] = origins
        if lines is not None:
            given["lines"] = lines
        found: E = self._entity(**given)
        return found

    def _read_absences(self, text: str | None) -> dict[str, Absent]:
        """Return what each attribute is when its column is NULL."""
        said = {} if text is None else json.loads(text)
        return {name: _read_absence(said[name]) if name in said else NOT_SUPPLIED for name in self._attributes}


def _shape_of(value: attrs.AttrsInstance) -> Shape:
    entity: type[attrs.AttrsInstance] = type(value)
    return shape_of(entity)


def _is_list(field: Field) -> bool:
    return field.many or isinstance(field.of, Shape)


_text: Final = json.JSONEncoder(separators=(",", ":")).encode


def _absence(absent: Absent) -> str | list[str]:
    return [absent.kind.value, absent.raw] if absent.raw else absent.kind.value


def _read_absence(said: str | list[str]) -> Absent:
    kind, raw = (said, "") if isinstance(said, str) else said
    return Absent(AbsenceKind(kind), raw)


def to_data(value: Any) -> Any:
    """Return a value of the model as plain data, for JSON."""
    match value:
        case Absent():
            return {_ABSENT: _absence(value)}
        case Decimal():
            return format(value, "f")
        case date() | time():
            return value.isoformat()
        case tuple():
            return [to_data(each) for each in value]
        case _ if attrs.has(type(value)):
            names = _shape_of(value).fields
            return {name: to_data(part) for name in names if (part := getattr(value, name)) != NOT_SUPPLIED}
        case _:
            return value


def _reader(field: Field) -> Callable[[Any], Any] | None:
    """Return how a value of a column is read as the driver gives it; None when it is what it means."""
    if _is_list(field):
        of_list = _list_reader(field)
        return lambda text: of_list(json.loads(text))
    match field.of:
        case Kind.DAY:  # SQLite has no dates of its own
            return lambda raw: raw if isinstance(raw, date) else date.fromisoformat(raw)
        case Kind.AMOUNT | Kind.MONEY:
            return Decimal
        case Kind.FLAG:  # nor truth values
            return bool
        case _:
            return None


def _list_reader(field: Field) -> Callable[[Any], Any]:
    of = field.of
    if isinstance(of, Kind):
        return tuple
    return lambda data: tuple([_record(of, each) for each in data]) if field.many else _record(of, data)


def _record(shape: Shape, data: Mapping[str, Any]) -> Any:
    return shape.entity(**{name: _part(shape.fields[name], value) for name, value in data.items()})


def _part(field: Field, data: Any) -> Any:
    if isinstance(data, dict) and _ABSENT in data:
        return _read_absence(data[_ABSENT])
    if _is_list(field):
        return _list_reader(field)(data)
    match field.of:
        case Kind.DAY:
            return date.fromisoformat(data)
        case Kind.AMOUNT | Kind.MONEY:
            return Decimal(data)
        case _:
            return data


# --- what a claim said before an answer of the payer changed it ------------------------------------------------------

_CLAIM_CHANGES: Final = ("remittance_date", "received_date")
_LINE_CHANGES: Final = ("status", "paid", "allowed_amount", "remittance_date")


def came_text(came: Claim, now: Claim) -> str | None:
    """Return what answers have changed of a claim as it was before, as a text; None when they have changed nothing."""
    if came == now:
        return None
    return _text([_chosen(came, _CLAIM_CHANGES), [_chosen(line, _LINE_CHANGES) for line in came.lines]])


def as_came(now: Claim, text: str | None) -> Claim:
    """Return the claim as it was before answers changed it."""
    if text is None:
        return now
    of_claim, of_lines = json.loads(text)
    lines = [_restored(line, data) for line, data in zip(now.lines, of_lines, strict=True)]
    claim: Claim = attrs.evolve(_restored(now, of_claim), lines=tuple(lines))
    return claim


def _chosen(value: Claim | ServiceLine, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: to_data(getattr(value, name)) for name in names}


def _restored(value: Any, data: dict[str, Any]) -> Any:
    fields = _shape_of(value).fields
    return attrs.evolve(value, **{name: _part(fields[name], part) for name, part in data.items()})
