"""What tables of facts say on the day of service of this line."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from rules_engine.claims.absence import NOT_DOCUMENTED, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.interpreters.row.kleene import TRUE, UNKNOWN, of, some, turned
from rules_engine.interpreters.row.plan import Row, position
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Reference
from rules_engine.trace.result import Truth

DIFFERENT: Final = Absent(AbsenceKind.UNREADABLE)
"""Stands for a cell of which two rows of one day say two things."""


def lookup(scene: Scene, node: n.Lookup) -> Any:
    """The cell of the row for the keys; rows that agree are one."""
    keys = [scene.value(each) for each in node.keys]
    absent = next((each for each in keys if type(each) is Absent), None)
    reference = loaded(scene, node.reference)
    if absent is not None or reference is None:
        return absent if absent is not None else NOT_SUPPLIED
    columns = free_columns(reference, (node.column,))[: len(keys)]
    rows = scene.case.plan.index(reference, columns).get(tuple(keys), ())
    on_day = [(row, on_day_of_service(scene, reference, row)) for row in rows]
    if any(holds is UNKNOWN for _, holds in on_day):
        return scene.this.line.service_date
    cells = {row[position(reference, node.column)] for row, holds in on_day if holds is TRUE}
    if len(cells) > 1:
        return DIFFERENT
    cell = next(iter(cells), None)
    return NOT_DOCUMENTED if cell is None else cell


def in_rows(scene: Scene, node: n.InRows) -> Truth:
    """Some row for the values and the filters lies on the day."""
    keys = [scene.value(each) for each in node.values]
    reference = loaded(scene, node.reference)
    if reference is None or any(type(each) is Absent for each in keys):
        return UNKNOWN
    filtered = tuple(column for column, _ in node.filters)
    columns = (*free_columns(reference, filtered)[: len(keys)], *filtered)
    wanted = (*keys, *(value for _, value in node.filters))
    rows = scene.case.plan.index(reference, columns).get(wanted, ())
    return turned(some([on_day_of_service(scene, reference, row) for row in rows]), node.negated)


def loaded(scene: Scene, name: str) -> Reference | None:
    """Return a reference of the rulebook, or None while nothing of it is known."""
    found = scene.case.rulebook.references.get(name)
    return found if found is not None and found.digest else None


def free_columns(reference: Reference, taken: tuple[str, ...]) -> tuple[str, ...]:
    """Return the columns that values are held to, in order: not those taken, and not those that bound a row's days."""
    out = (*taken, reference.first_day, reference.last_day)
    return tuple([name for name, _ in reference.columns if name not in out])


def on_day_of_service(scene: Scene, reference: Reference, row: Row) -> Truth:
    """Return whether a row holds on the day of service; an end that is not said is open."""
    first = row[position(reference, reference.first_day)] if reference.first_day else None
    last = row[position(reference, reference.last_day)] if reference.last_day else None
    if first is None and last is None:
        return TRUE
    day = scene.this.line.service_date
    if not isinstance(day, date):
        return UNKNOWN
    return of((first is None or first <= day) and (last is None or day <= last))
