"""What would settle an unknown: the facts whose absence made it so, read from the records of the evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import attrs
from msgspec.structs import replace

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.interpreters.row.force import HEARD, applies, in_force, modifier_of, readings
from rules_engine.interpreters.row.kleene import UNKNOWN
from rules_engine.interpreters.row.ranking import is_of_claim, keys_of
from rules_engine.interpreters.row.references import loaded
from rules_engine.interpreters.row.scene import Scene
from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Coverage, DatedValue, Meaning, Rule, Validity, Withdrawal
from rules_engine.trace.result import Candidate, Candidates, Need, RuleOutcome, Truth

_SERVICE_DATE = ("line", "service_date")
_STANDING = ("derived", "standing")
_UNKNOWN = (Truth.UNKNOWN, RuleOutcome.UNKNOWN)
Needs = Iterator[Need]


def settling(scene: Scene, parts: tuple[Any, ...]) -> tuple[Need, ...]:
    """Return the facts that would settle the unknown parts of a rule, each once, sorted.

    parts: conditions and requirements that were looked at in the scene; one that is not unknown needs nothing.
    """
    return tuple(sorted({need for part in parts for need in _needs(scene, part)}))


def _needs(scene: Scene, node: Any) -> Needs:
    found = scene.records.get(node.node_id)
    if isinstance(found, Candidates):
        yield from _search_needs(scene, node, found)
    elif found in _UNKNOWN or type(found) is Absent or isinstance(node, n.Limit):
        yield from _part_needs(scene, node)


def _part_needs(scene: Scene, node: Any) -> Needs:
    special = _SPECIAL.get(type(node))
    if special is not None:
        yield from special(scene, node)
    if isinstance(node, n.Field):
        return
    for child in children(node):
        if isinstance(child, n.Selection):
            found = scene.records.get(child.node_id)
            if isinstance(found, Candidates):
                yield from _search_needs(scene, child, found)
                yield from _value_needs(scene, node, found)
        elif isinstance(child, n.Cycle):
            yield from _below(scene, child)
        elif not _settled_option(scene, node, child):
            yield from _needs(scene, child)


def _below(scene: Scene, node: Any) -> Needs:
    for child in children(node):
        yield from _needs(scene, child)


def _settled_option(scene: Scene, node: Any, child: Any) -> bool:
    """A treated-as-not-met requirement keeps its unknown parts; a known part needs nothing."""
    found = scene.records.get(child.node_id)
    return found in (Truth.TRUE, Truth.FALSE) and not isinstance(node, n.RecordNeed | n.Table)


# --- one fact -------------------------------------------------------------------------------------


def _missing(scene: Scene, name: str, absent: Any, detail: str = "") -> Need:
    word = absent.kind.value if type(absent) is Absent else AbsenceKind.NOT_SUPPLIED.value
    return Need(name, scene.this.line.number, "line", detail, word)


def _field_needs(scene: Scene, node: n.Field) -> Needs:
    is_own = scene.sought is None or node.owner is n.Owner.THIS
    holder = scene.this if is_own else scene.sought
    if scene.case.mutes and node.path in HEARD and type(holder.read(node.path)) is not Absent:
        yield from _modifier_needs(scene, holder, holder.read(node.path))
        return
    if node.path == _STANDING and holder.claim is scene.this.claim and scene.case.open.get(holder.line.number):
        yield from scene.case.open[holder.line.number]
        return
    need = _missing(scene, node.name, scene.records[node.node_id])
    yield need if is_own else _named(scene, holder, need)


def _named(scene: Scene, sought: Any, need: Need) -> Need:
    """A fact of another claim or of an entry is asked for the line at hand, and says where it is missing."""
    if not isinstance(sought, LineFrame):
        return need
    if sought.claim is scene.this.claim:
        return replace(need, line=sought.line.number)
    if scene.case.is_of_other_patient(sought):
        return replace(need, detail="a line of another patient")
    return replace(need, detail=f"line {sought.line.number} of claim {sought.claim.claim_id}")


def _reference_needs(scene: Scene, node: n.Lookup | n.InRows) -> Needs:
    """The reference itself, its row for the keys, or the day on which a row is to hold. Keys ask for themselves."""
    keys = node.keys if isinstance(node, n.Lookup) else node.values
    if any(type(scene.records.get(key.node_id)) is Absent for key in keys):
        return
    found = scene.records[node.node_id]
    day = scene.this.line.service_date
    if loaded(scene, node.reference) is None:
        yield Need(f"reference {node.reference}")
    elif isinstance(day, Absent) and (isinstance(node, n.InRows) or found is day):
        yield _missing(scene, "service date", day)
    else:
        yield Need(f"reference {node.reference}", 0, "line", "", found.kind.value)


def _attested_needs(scene: Scene, node: n.Attested) -> Needs:
    answers = scene.this.answers
    several = not isinstance(answers, Absent) and any(
        each.role == node.role and each.question == node.question for each in answers
    )
    word = AbsenceKind.UNREADABLE if several else AbsenceKind.NOT_SUPPLIED
    yield _missing(scene, f"answer of {node.role}", Absent(word), node.question)


def _amount_needs(scene: Scene, node: n.AmountSoFar) -> Needs:
    """The nearest rule of the chain that is unknown asks; without one, the amount it began with is."""
    line, asked = scene.this.line, scene.case.asked
    before = [found for name in node.rules if (found := asked.get((name, line.number), ()))]
    yield from before[0] if before else (_missing(scene, "charge", line.charge),)


# --- dated statements -----------------------------------------------------------------------------


def force_needs(scene: Scene, rule: Rule) -> tuple[Need, ...]:
    """Return what would settle whether a rule is in force for this line."""
    found = set(_axis_needs(scene, scene.this, rule.validity))
    for span in rule.withdrawn:
        found.update(statement_needs(scene, scene.this, span))
    return tuple(sorted(found))


def statement_needs(scene: Scene, frame: LineFrame, stated: Coverage | DatedValue | Meaning | Withdrawal) -> Needs:
    """Yield what would settle whether a dated statement is in force for a line."""
    if applies(scene, frame, stated) is not UNKNOWN:
        return
    yield from _axis_needs(scene, frame, stated.validity)
    if stated.scope is not None:
        apart = scene.apart(frame)
        apart.truth(stated.scope)
        yield from _needs(apart, stated.scope)


def _axis_needs(scene: Scene, frame: LineFrame, validity: Validity) -> Needs:
    if in_force(validity, frame, scene.case.known_on) is UNKNOWN:
        yield _named(scene, frame, _missing(scene, validity.axis, frame.read(validity.path)))


def _named_value_needs(scene: Scene, node: n.NamedValue) -> Needs:
    """A value of which no version holds is missing itself."""
    versions = scene.case.rulebook.values.get(node.name, ())
    found = [need for each in versions for need in statement_needs(scene, scene.this, each)]
    yield from found or [_missing(scene, node.name, scene.records[node.node_id])]


def _meant_needs(scene: Scene, node: n.Includes) -> Needs:
    """Whether a modifier carries a meaning may hang on a date, or on for whom the rulebook is."""
    if not any(isinstance(item, n.Meant) for item in node.items):
        return
    is_sought = getattr(node.value, "owner", n.Owner.THIS) is n.Owner.SOUGHT and type(scene.sought) is LineFrame
    listed = scene.records.get(node.value.node_id)
    if isinstance(listed, tuple):
        yield from _modifier_needs(scene, scene.sought if is_sought else scene.this, listed)


def _modifier_needs(scene: Scene, frame: LineFrame, listed: tuple[Any, ...]) -> Needs:
    for each in listed:
        modifier = modifier_of(each)
        if len(readings(scene, frame, modifier)) > 1:
            for stated in scene.case.rulebook.meanings:
                if modifier in stated.modifiers:
                    yield from statement_needs(scene, frame, stated)


# --- searches -------------------------------------------------------------------------------------


def _search_needs(scene: Scene, node: Any, found: Candidates) -> Needs:
    if found.truth is not UNKNOWN and found.missing == "":
        return
    selection = node.selection if isinstance(node, n.Quantified | n.Aggregate) else node
    if scene.case.mutes and selection.path in HEARD and type(scene.this.read(selection.path)) is not Absent:
        yield from _modifier_needs(scene, scene.this, scene.this.read(selection.path))
    elif found.missing:
        name = "history" if selection.kind == "line" else found.missing.split(" not ")[0]
        yield Need(name, 0 if name == "history" else scene.this.line.number, "history", found.missing)
    for place in selection.places:
        yield from _below(scene, place)
    for candidate in found.looked_at:
        if candidate.truth is UNKNOWN:
            yield from _candidate_needs(scene, selection, candidate)


def _value_needs(scene: Scene, node: Any, found: Candidates) -> Needs:
    """What a limit or an aggregate adds up, where it is absent."""
    value = getattr(node, "value", None)
    if not isinstance(node, n.Limit | n.Aggregate) or value is None:
        return
    for candidate in found.looked_at:
        yield from _needs(scene.inside(candidate.frame, candidate.records), value)


def _limit_needs(scene: Scene, node: n.Limit) -> Needs:
    """What hides which of two lines comes first, who shares the limit, and in which class a line has its place."""
    found = scene.records.get(node.selection.node_id)
    if not isinstance(found, Candidates) or found.truth is not UNKNOWN:
        return
    for candidate in found.looked_at:
        frame = candidate.frame
        if node.quotas and isinstance(frame.line.code, Absent):
            yield _named(scene, frame, _missing(scene, "code", frame.line.code))
        if candidate.truth is UNKNOWN and frame is not scene.this:
            yield from (need for key in node.keys for need in _same_needs(scene, key, frame))
            yield from _rank_needs(scene, node, frame) if node.ranking else ()


def _rank_needs(scene: Scene, node: n.Limit, frame: LineFrame) -> Needs:
    this = scene.this
    for name, path, _ in keys_of(node.ranking):
        if frame.claim is this.claim and is_of_claim(path):
            continue
        pair = [(each, each.read(path)) for each in (this, frame)]
        absent = [(each, value) for each, value in pair if type(value) is Absent]
        yield from (_named(scene, each, _missing(scene, name, value)) for each, value in absent)
        if absent or pair[0][1] != pair[1][1]:
            return


def _candidate_needs(scene: Scene, selection: n.Selection, candidate: Candidate) -> Needs:
    inside = scene.inside(candidate.frame, candidate.records)
    for condition in (selection.where, selection.earlier):
        if condition is not None:
            yield from _needs(inside, condition)
    for place in selection.places:
        yield from _place_needs(scene, place, candidate.frame)


def _place_needs(scene: Scene, place: n.Place, sought: Any) -> Needs:
    """What hides whether the thing sought stands in a place: its own day, span or times, or a field to be the same."""
    if isinstance(place, n.Covering):
        for name in (place.start, place.end):
            absent = getattr(sought, name)
            if type(absent) is Absent and (name == place.start or absent.kind is not AbsenceKind.NOT_DOCUMENTED):
                yield _missing(scene, name.replace("_", " "), absent)
    elif isinstance(sought, LineFrame) and not isinstance(place, n.OnClaim):
        if isinstance(place, n.Same):
            yield from _same_needs(scene, place, sought)
            return
        facts: list[tuple[str, tuple[str, ...]]] = [("service date", _SERVICE_DATE)]
        facts += [(place.point.name, place.path)] if isinstance(place, n.Overlapping) else []
        for name, path in facts:
            absent = sought.read(path)
            if type(absent) is Absent:
                yield _named(scene, sought, _missing(scene, name, absent))


def _same_needs(scene: Scene, place: n.Same, sought: LineFrame) -> Needs:
    for each in (scene.this, sought):
        absent = each.read(place.path)
        if type(absent) is Absent:
            yield _named(scene, each, _missing(scene, place.name, absent))


def children(node: Any) -> Iterator[Any]:
    """Yield the nodes directly below a node of the IR, in the order of its fields."""
    for name in attrs.fields_dict(type(node)):
        held = getattr(node, name)
        for each in held if isinstance(held, tuple) else (held,):
            if hasattr(each, "node_id"):
                yield each


_SPECIAL: dict[type, Any] = {
    n.Field: _field_needs,
    n.Lookup: _reference_needs,
    n.InRows: _reference_needs,
    n.Attested: _attested_needs,
    n.AmountSoFar: _amount_needs,
    n.NamedValue: _named_value_needs,
    n.Includes: _meant_needs,
    n.Limit: _limit_needs,
}
