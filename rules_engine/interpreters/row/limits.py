"""What a limit says of a line: whether what was used up before it leaves room, and how much is used up."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from rules_engine.claims.absence import NOT_SUPPLIED, Absent
from rules_engine.interpreters.row.kleene import FALSE, MET, NOT_MET, TRUE, UNKNOWN, UNSURE, both
from rules_engine.interpreters.row.lines import UsedUp
from rules_engine.interpreters.row.ranking import comes_before, placed
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.selections import candidate
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Candidate, Candidates, Found, RuleOutcome, Truth

_TRUTH = {MET: TRUE, NOT_MET: FALSE, UNSURE: UNKNOWN}


class Use(Found, frozen=True):
    """What a limit found. others: the lines that count, or may count, before this one. most: the limit itself.

    place: whether this line stands in the limit's windows.
    """

    node: n.Limit
    own: Candidate
    place: Truth
    others: tuple[Candidate, ...]
    missing: str
    most: Any

    @property
    def everyone(self) -> tuple[Candidate, ...]:
        """Return this line, if it may count, and the others."""
        return self.others if self.own.truth is FALSE else (self.own, *self.others)


def limit(scene: Scene, node: n.Limit) -> RuleOutcome:
    """This line and what was found before it count together; what could not be seen may only add to it."""
    use = _use(scene, node)
    if scene.use is None:
        scene.use = use
    low, high = _amount(scene, node, use.everyone)
    found = _amount_outcome(use, low, high)
    if node.quotas:
        found = _quota_outcome(use, found)
    found = _on_its_days(use, found)
    scene.records[node.selection.node_id] = Candidates(_TRUTH[found], use.everyone, use.missing, low)
    return found


def _use(scene: Scene, node: n.Limit) -> Use:
    most = scene.value(node.most)
    lines = UsedUp(scene, node)
    place = lines.own_place()
    own = candidate(scene, node.selection, scene.this, place)
    looked = []
    for frame in lines.frames():
        there = lines.at_place(frame)
        if node.ranking and there is not FALSE:
            there = both(there, comes_before(scene, node.ranking, frame))
        looked.append(candidate(scene, node.selection, frame, there))
    others = tuple([each for each in looked if each.truth is not FALSE])
    return Use(node, own, place, others, lines.missing(), most)


def _on_its_days(use: Use, found: RuleOutcome) -> RuleOutcome:
    """A line that stands outside the windows of a limit uses nothing of it up, and nothing is asked of it."""
    if use.place is FALSE:
        return MET
    return UNSURE if use.place is UNKNOWN and found is NOT_MET else found


def _amount_outcome(use: Use, low: Decimal, high: Decimal | None) -> RuleOutcome:
    if isinstance(use.most, Absent):
        return UNSURE
    if low > use.most:
        return NOT_MET
    return MET if not use.missing and high is not None and high <= use.most else UNSURE


def _amount(scene: Scene, node: n.Limit, found: Sequence[Candidate]) -> tuple[Decimal, Decimal | None]:
    """Return the least and the greatest that the limit's measure can be; None when a value is missing."""
    sure = [each for each in found if each.truth is TRUE]
    if node.measure == "lines":
        return Decimal(len(sure)), Decimal(len(found))
    values = [(each.truth, scene.inside(each.frame, each.records).value(node.value)) for each in found]
    known = [(truth, value) for truth, value in values if type(value) is not Absent]
    low = _measured(node, [value for truth, value in known if truth is TRUE])
    return low, _measured(node, [value for _, value in known]) if len(known) == len(values) else None


def _measured(node: n.Limit, values: list[Any]) -> Decimal:
    return Decimal(len(set(values))) if node.measure == "different" else sum(values, Decimal(0))


# --- quotas ---------------------------------------------------------------------------------------


def _quota_outcome(use: Use, by_amount: RuleOutcome) -> RuleOutcome:
    """A line has a place when those before it and it can all be placed, as far as those before it were.

    Of lines that are counted, the limit is the number of places in all; of another measure it is held to besides.
    """
    is_by_lines = use.node.measure == "lines"
    found = _place_outcome(use, use.most if is_by_lines else None)
    if is_by_lines:
        return found
    return next(each for each in (NOT_MET, UNSURE, MET) if each in (found, by_amount))


def _place_outcome(use: Use, most: Any) -> RuleOutcome:
    own = use.own.frame.line.code
    if use.own.truth is FALSE:
        return MET
    if isinstance(own, Absent) or isinstance(most, Absent):
        return UNSURE
    certain = [each for each in use.others if each.truth is TRUE and not isinstance(each.frame.line.code, Absent)]
    if not _has_place(use, own, certain, most):
        return NOT_MET if use.own.truth is TRUE else UNSURE
    is_open = use.missing or any(isinstance(each.frame.line.code, Absent) for each in use.others)
    is_sure = not is_open and _has_place(use, own, use.others, most)
    return MET if is_sure else UNSURE


def _has_place(use: Use, own: str, before: Sequence[Candidate], most: Decimal | None) -> bool:
    taken = _places(use, [each.frame.line.code for each in before], most)
    return _places(use, [*(each.frame.line.code for each in before), own], most) > taken


def _places(use: Use, codes: Sequence[str], most: Decimal | None) -> Decimal:
    found = placed(codes, use.node.quotas)
    return Decimal(found if most is None else min(found, int(most)))


# --- how much is used up --------------------------------------------------------------------------


def used_before(scene: Scene, use: Use) -> Decimal | Absent:
    """Return what the lines before this one use up."""
    return _used(scene, use, use.others)


def running_count(scene: Scene, use: Use) -> Decimal | Absent:
    """Return what this line and those before it use up."""
    return _used(scene, use, use.everyone)


def _used(scene: Scene, use: Use, counted: Sequence[Candidate]) -> Decimal | Absent:
    if use.missing or any(each.truth is UNKNOWN for each in counted):
        return NOT_SUPPLIED
    if use.node.quotas and use.node.measure == "lines":
        codes = [each.frame.line.code for each in counted]
        absent = next((each for each in codes if isinstance(each, Absent)), None)
        return _places(use, codes, None) if absent is None else absent
    low, high = _amount(scene, use.node, counted)
    return NOT_SUPPLIED if high is None else low


def own_measure(scene: Scene, use: Use) -> Decimal | Absent:
    """Return what this line adds to what was used up before it."""
    before, running = used_before(scene, use), running_count(scene, use)
    if isinstance(before, Absent) or isinstance(running, Absent):
        return before if isinstance(before, Absent) else running
    return running - before
