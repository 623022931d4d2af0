"""Facts as evidence: the value, why it is missing, its addresses, and the bytes it was read from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec.structs import replace

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.frame import SOURCES, LineFrame, read
from rules_engine.claims.origin import Origin
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import FieldNote
from rules_engine.trace.model import NOT_SHOWN, Evidence
from rules_engine.trace.result import Found, Records
from rules_engine.trace.words import ABSENCES, is_secret_path, tells_who, value_text

_NO_NOTE = FieldNote("", "")
_HIDDEN = -1  # in the place of a reading as of a date


class View(Found, frozen=True):
    """From where a part of a rule looks: the line, the thing sought inside a `where` with its kind, and the records.

    of_other_patient: the thing sought is a line of another patient, of whom no id is told.
    """

    this: LineFrame
    records: Records
    sought: Any = None
    kind: str = "line"
    of_other_patient: bool = False


class Witness:
    """Makes the evidence of one claim, each fact once."""

    def __init__(self, notes: Mapping[str, FieldNote]) -> None:
        self._notes = notes
        self._made: dict[tuple[Any, ...], Evidence] = {}
        self._places: dict[tuple[int, int], tuple[Origin, ...]] = {}

    def of_field(self, view: View, field: n.Field) -> Evidence | None:
        """Return the evidence of a field, or None when it was not looked at."""
        if field.node_id not in view.records:
            return None
        sought = field.owner is n.Owner.SOUGHT
        holder, kind = (view.sought, view.kind) if sought else (view.this, "line")
        if sought and view.of_other_patient and tells_who(field.path):
            return self._hidden(holder, field)
        return self._once(holder, kind, field.name, field.path, view.records[field.node_id])

    def of_date(self, view: View, node: n.AsOf) -> Evidence | None:
        """Return the evidence of a field read as of a date; its value is that of the whole."""
        if node.node_id not in view.records:
            return None
        sought = node.field.owner is n.Owner.SOUGHT
        holder, kind = (view.sought, view.kind) if sought else (view.this, "line")
        return self._once(holder, kind, node.field.name, node.field.path, view.records[node.node_id], id(node))

    def of_same(self, view: View, same: n.Same) -> Evidence:
        """Return the evidence of the fact of this line that others are to share."""
        return self._once(view.this, "line", same.name, same.path, view.this.read(same.path))

    def of_answers(self, frame: LineFrame, node: n.Attested) -> Evidence:
        """Return the evidence of what a person in a role answered to a question about this line."""
        held = () if isinstance(frame.answers, Absent) else frame.answers
        said = [each for each in held if each.role == node.role and each.question == node.question]
        said = [each for each in said if each.claim_id in (frame.claim.claim_id, NOT_SUPPLIED)]
        key = (_identity(frame), node.role, (node.question,), 0)
        if key not in self._made:
            origins = [each.origins.get("holds") for each in said]
            self._made[key] = Evidence(
                name=f"answer of {node.role}",
                value=", ".join(dict.fromkeys(value_text(each.holds) for each in said)),
                absence="" if said else AbsenceKind.NOT_SUPPLIED.value,
                unit="",
                field_class="clinical",
                x12="",
                cms1500="",
                fhir="",
                origins=tuple(each for each in origins if isinstance(each, Origin)),
                of_record=False,
            )
        return self._made[key]

    def _hidden(self, holder: Any, field: n.Field) -> Evidence:
        """Return a fact of another patient without its value and place."""
        key = (_identity(holder), field.name, field.path, _HIDDEN)
        if key not in self._made:
            found = self._make(holder, "line", field.name, field.path, NOT_SHOWN)
            self._made[key] = replace(found, origins=(), of_record=False)
        return self._made[key]

    def of_line(self, frame: LineFrame, name: str, path: tuple[str, ...]) -> Evidence:
        """Return the evidence of a fact of a line that no rule asked for."""
        return self._once(frame, "line", name, path, frame.read(path))

    def place_of(self, holder: Any) -> tuple[Origin, ...]:
        """Return where a line or an entry was read."""
        key = _identity(holder)
        found = self._places.get(key)
        if found is None:
            path = ("line", "number") if isinstance(holder, LineFrame) else ("origins",)
            found = self._places[key] = record_origins(holder, path)
        return found

    def class_of(self, name: str) -> str:
        """Return the class of a fact of a line, or an empty string."""
        return self._notes.get(f"line:{name}", _NO_NOTE).field_class

    def _once(self, holder: Any, kind: str, name: str, path: tuple[str, ...], value: Any, reading: int = 0) -> Evidence:
        """Return the one evidence of a fact: the same fact is the same object. reading: tells readings as of a date."""
        line, claim = (holder.line, holder.claim) if type(holder) is LineFrame else (holder, None)
        key = (id(line), id(claim), name, path, reading)
        found = self._made.get(key)
        if found is None:
            found = self._made[key] = self._make(holder, kind, name, path, value)
        return found

    def _make(self, holder: Any, kind: str, name: str, path: tuple[str, ...], value: Any) -> Evidence:
        note = self._notes.get(f"{kind}:{name}", _NO_NOTE)
        absence = value.kind.value if type(value) is Absent else ""
        origins = origins_of(holder, path)
        of_record = () if origins else record_origins(holder, path)
        return Evidence(
            name=name,
            value=_text(path, value),
            absence=absence,
            unit=note.unit,
            field_class=note.field_class,
            x12=note.x12,
            cms1500=note.cms1500,
            fhir=note.fhir,
            origins=origins or of_record,
            of_record=bool(of_record),
        )


def _identity(holder: Any) -> tuple[int, int]:
    """A line is one line, however often it is looked at; what is traced lives as long as the result."""
    return (id(holder.line), id(holder.claim)) if type(holder) is LineFrame else (id(holder), 0)


def _text(path: tuple[str, ...], value: Any) -> str:
    if type(value) is Absent:
        return ""
    if is_secret_path(path):
        return NOT_SHOWN
    return "on record" if path[-1][0] == "#" else value_text(value)


# --- where a fact was read --------------------------------------------------------------------------------------------


def origins_of(holder: Any, path: tuple[str, ...]) -> tuple[Origin, ...]:
    """Return where the value at a path was read; empty when nothing was read for it.

    holder: a line in its dossier, or an entry. A fact that is worked out has the places of the facts that it came from.
    """
    found = []
    for each in _sources(holder, path):
        origins, name = _table_of(holder, each)
        origin = origins.get(name)
        if isinstance(origin, Origin):
            found.append(origin)
    return tuple(found)


def _sources(holder: Any, path: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the paths whose values made this one: of several that are looked for in turn, the first that is there.

    The session's minutes are the total on record, or else both its times.
    """
    known = SOURCES.get(path, (path,)) if isinstance(holder, LineFrame) else (path,)
    if len(known) == 1:
        return known
    there = [each for each in known if type(read(holder, each)) is not Absent]
    if path == ("derived", "session_minutes") and ("session", "minutes") not in there:
        return tuple(reversed(there))
    return tuple(there[:1])


def _table_of(holder: Any, path: tuple[str, ...]) -> tuple[Mapping[str, Origin], str]:
    """Return the origins of the entity that has the fact, and the fact's name there."""
    last = len(path) - (2 if path[-1][0] == "#" else 1)
    entity = read(holder, path[:last])
    origins: Mapping[str, Origin] = getattr(entity, "origins", {})
    return origins, path[last]


def record_origins(holder: Any, path: tuple[str, ...]) -> tuple[Origin, ...]:
    """Return the place of the record that would hold a fact: its pointer in JSON, the line's number on an 837."""
    if isinstance(holder, LineFrame) and path[0] == "derived":
        path = SOURCES[path][0]
    for last in range(len(path) - 1, -1, -1):
        entity = read(holder, path[:last])
        origins = getattr(entity, "origins", None)
        if origins:
            return _place_of(origins)
    return ()


def _place_of(origins: Mapping[str, Origin]) -> tuple[Origin, ...]:
    pointer, source = getattr(origins, "pointer", ""), getattr(origins, "source", "")
    if pointer and source:
        return (Origin(source, pointer=pointer),)
    found = origins.get("number") or origins.get("claim_id")
    return (found,) if isinstance(found, Origin) else ()


# --- as words ---------------------------------------------------------------------------------------------------------


def value_words(evidence: Evidence) -> str:
    """Return what was found: the value with its unit, or what kind of nothing."""
    if evidence.absence:
        return ABSENCES[evidence.absence]
    return f"{evidence.value} {unit_words(evidence.value, evidence.unit)}" if evidence.unit else evidence.value


def unit_words(value: str, unit: str) -> str:
    """Return a unit as it stands after a value: one person, two people."""
    if value != "1":
        return unit
    return "person" if unit == "people" else unit.removesuffix("s")


def in_words(evidence: Evidence) -> str:
    """Return the name of a fact and what was found."""
    return f"{evidence.name}: {value_words(evidence)}"
