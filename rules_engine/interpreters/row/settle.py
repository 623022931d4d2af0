"""What would settle an unknown: the facts whose absence made it so, read from the records of the evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Candidates, Need, Records, RuleOutcome, Truth

_SERVICE_DATE = ("line", "service_date")
_UNKNOWN = (Truth.UNKNOWN, RuleOutcome.UNKNOWN)


def settling(frame: LineFrame, parts: tuple[Any, ...], records: Records) -> tuple[Need, ...]:
    """Return the facts that would settle the unknown parts of a rule, each once, sorted.

    parts: conditions and requirements of the rule; one that is not unknown needs nothing.
    """
    return tuple(sorted({need for part in parts for need in _needs(frame, part, records)}))


def _needs(frame: Any, node: Any, records: Records, home: LineFrame | None = None) -> Iterator[Need]:
    """Yield what one part needs. home: inside a `where`, the line that `this` speaks of; frame: the thing sought."""
    found = records.get(node.node_id)
    if isinstance(found, Candidates):
        yield from _search_needs(home or frame, node, found, records)
    elif found in _UNKNOWN or type(found) is Absent or isinstance(node, n.Limit):
        yield from _part_needs(frame, node, records, home)


def _part_needs(frame: Any, node: Any, records: Records, home: LineFrame | None) -> Iterator[Need]:
    if isinstance(node, n.Field):
        yield _field_need(frame, node, records, home)
        return
    for child in children(node):
        if isinstance(child, n.Selection):
            found = records.get(child.node_id)
            if isinstance(found, Candidates):
                yield from _search_needs(home or frame, child, found, records)
                yield from _value_needs(home or frame, node, found)
        elif not _settled_option(node, child, records):
            yield from _needs(frame, child, records, home)


def _settled_option(node: Any, child: Any, records: Records) -> bool:
    """A treated-as-not-met requirement keeps its unknown parts; a known part needs nothing."""
    found = records.get(child.node_id)
    return found in (Truth.TRUE, Truth.FALSE) and not isinstance(node, n.RecordNeed | n.Table)


def _field_need(frame: Any, node: n.Field, records: Records, home: LineFrame | None) -> Need:
    absent = records[node.node_id]
    word = absent.kind.value if type(absent) is Absent else "not supplied"
    if home is None or node.owner is n.Owner.THIS:
        return Need(node.name, (home or frame).line.number, "line", "", word)
    line = frame.line.number if isinstance(frame, LineFrame) else 0
    return _named(home, frame, Need(node.name, line, "line", "", word))


def _search_needs(frame: LineFrame, node: Any, found: Candidates, records: Records) -> Iterator[Need]:
    if found.truth is not Truth.UNKNOWN and found.missing == "":
        return
    selection = node.selection if isinstance(node, n.Quantified | n.Aggregate) else node
    if found.missing:
        name = "history" if selection.kind == "line" else found.missing.split(" not ")[0]
        yield Need(name, 0 if name == "history" else frame.line.number, "history", found.missing)
    for place in selection.places:
        if isinstance(place, n.Window | n.Cycle | n.Covering):
            yield from _needs(frame, place.point if isinstance(place, n.Covering) else place.anchor, records)
    for candidate in found.looked_at:
        if candidate.truth is Truth.UNKNOWN:
            yield from _candidate_needs(frame, selection, candidate.frame, candidate.records)


def _value_needs(frame: LineFrame, node: Any, found: Candidates) -> Iterator[Need]:
    """What a limit or an aggregate adds up, where it is absent."""
    value = getattr(node, "value", None)
    if not isinstance(node, n.Limit | n.Aggregate) or value is None:
        return
    for candidate in found.looked_at:
        yield from _needs(candidate.frame, value, candidate.records, frame)


def _candidate_needs(frame: LineFrame, selection: n.Selection, sought: Any, records: Records) -> Iterator[Need]:
    if selection.where is not None:
        yield from _needs(sought, selection.where, records, frame)
    for place in selection.places:
        yield from _place_needs(frame, place, sought)


def _place_needs(frame: LineFrame, place: n.Place, sought: Any) -> Iterator[Need]:
    """What hides whether the thing sought stands in a place: its own day or span, or a field that must be the same."""
    if isinstance(place, n.Covering):
        for name in (place.start, place.end):
            absent = getattr(sought, name)
            if type(absent) is Absent and (name == place.start or absent.kind is not AbsenceKind.NOT_DOCUMENTED):
                yield Need(name.replace("_", " "), frame.line.number, "line", "", absent.kind.value)
    elif not isinstance(place, n.OnClaim) and isinstance(sought, LineFrame):
        same = isinstance(place, n.Same)
        name, path = (place.name, place.path) if isinstance(place, n.Same) else ("service date", _SERVICE_DATE)
        for each in (frame, sought) if same else (sought,):
            absent = each.read(path)
            if type(absent) is Absent:
                yield _named(frame, each, Need(name, each.line.number, "line", "", absent.kind.value))


def _named(frame: LineFrame, sought: Any, need: Need) -> Need:
    """A fact of another claim or of an entry is asked for the line at hand, and says where it is missing."""
    if not isinstance(sought, LineFrame):
        return attrs.evolve(need, line=frame.line.number)
    if sought.claim is frame.claim:
        return need
    where = f"line {sought.line.number} of claim {sought.claim.claim_id}"
    return attrs.evolve(need, line=frame.line.number, detail=where)


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes directly below a node of the IR, in the order of its fields."""
    for name in attrs.fields_dict(type(node)):
        held = getattr(node, name)
        for each in held if isinstance(held, tuple) else (held,):
            if hasattr(each, "node_id"):
                yield each
