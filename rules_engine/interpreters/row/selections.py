"""What a selection looked at: lines or entries, each with whether it is one of those sought."""

from __future__ import annotations

from typing import Any

from rules_engine.claims.absence import NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.claims.frame import read as read_entry
from rules_engine.interpreters.row.force import HEARD, read
from rules_engine.interpreters.row.kleene import FALSE, TRUE, UNKNOWN, both, of
from rules_engine.interpreters.row.lines import Lines
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Candidate, Candidates, Records, Truth

Found = tuple[tuple[Candidate, ...], str]


def search(scene: Scene, node: n.Selection) -> Found:
    """Return what a selection looked at, and what it could not see ("" when it saw everything)."""
    if node.kind == "line":
        lines = Lines(scene, node)
        looked = [candidate(scene, node, frame, lines.at_place(frame)) for frame in lines.frames()]
        return tuple([each for each in looked if each.truth is not FALSE or each.records]), lines.missing()
    found = entries_of(scene, node.path)
    if type(found) is Absent:
        return (), "" if found.kind is AbsenceKind.NOT_DOCUMENTED else f"{node.kind} {found.kind.value}"
    return tuple([candidate(scene, node, entry, _entry_place(scene, node, entry)) for entry in found]), ""


def selected(scene: Scene, node: n.Selection) -> list[Candidate] | Absent:
    """Return the things sought; not supplied when one of them is not known or cannot be seen."""
    candidates, missing = search(scene, node)
    is_open = missing != "" or any(each.truth is UNKNOWN for each in candidates)
    scene.records[node.node_id] = Candidates(UNKNOWN if is_open else TRUE, candidates, missing)
    return NOT_SUPPLIED if is_open else [each for each in candidates if each.truth is TRUE]


def entries_of(scene: Scene, path: tuple[str, ...]) -> Any:
    """Return the entries of a kind, or why there are none to look at."""
    if path[0] == "dossier":
        return read_entry(scene.this.dossier, path[1:])
    return read(scene, scene.this, path) if path in HEARD else read_entry(scene.this, path)


def candidate(scene: Scene, node: n.Selection, frame: Any, place: Truth) -> Candidate:
    """A candidate counts when its place and its `where` hold; the `where` is not asked of what stands elsewhere."""
    records: Records = {}
    is_other = type(frame) is LineFrame and scene.case.is_of_other_patient(frame)
    if place is FALSE:
        return Candidate(frame, FALSE, records, is_other)
    holds = TRUE if node.where is None else scene.inside(frame, records).truth(node.where)
    if node.earlier is not None and frame.claim is not scene.this.claim:
        holds = both(holds, scene.inside(frame, records).truth(node.earlier))
    return Candidate(frame, both(place, holds), records, is_other)


def _entry_place(scene: Scene, node: n.Selection, entry: Any) -> Truth:
    found = TRUE
    for place in node.places:
        if isinstance(place, n.Covering):
            found = both(found, _covers(entry, place, scene.value(place.point)))
    return found


def _covers(entry: Any, place: n.Covering, at: Any) -> Truth:
    """Both days of a span hold; a span whose end is not documented has no end."""
    start, end = getattr(entry, place.start), getattr(entry, place.end)
    if type(at) is Absent or type(start) is Absent:
        return UNKNOWN
    if at < start:
        return FALSE
    if type(end) is Absent:
        return TRUE if end.kind is AbsenceKind.NOT_DOCUMENTED else UNKNOWN
    return of(at <= end)
