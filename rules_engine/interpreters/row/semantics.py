"""The meaning of the language, one node kind after another. Every other interpreter is tested against this page.

A value is a Python value or an `Absent`; whatever is worked out from an absence is that absence. A condition is true,
false or unknown (strong Kleene): comparing with an absence is unknown. Nothing here raises for any dossier.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import NOT_APPLICABLE, NOT_SUPPLIED, AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame, age_on, read
from rules_engine.interpreters.row.search import Lines, entries_of, in_span, shift_day
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Candidate, Candidates, Records, RuleOutcome, Truth

THIS = n.Owner.THIS
TRUE, FALSE, UNKNOWN = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
MET, NOT_MET, UNSURE, NOT_ASKED = (
    RuleOutcome.MET,
    RuleOutcome.NOT_MET,
    RuleOutcome.UNKNOWN,
    RuleOutcome.NOT_APPLICABLE,
)


class Scene:
    """What a condition looks at: this line, the thing sought (inside a `where`), and the records being kept."""

    __slots__ = ("records", "sought", "this")

    def __init__(self, this: LineFrame, sought: Any, records: Records) -> None:
        self.this = this
        self.sought = sought
        self.records = records


# --- values ---------------------------------------------------------------------------------------


def value(scene: Scene, node: Any) -> Any:
    """Return the value of an expression, or why it is absent; recorded under the node's id, unless it is a literal."""
    kind = type(node)
    if kind is n.Literal:
        return node.value
    found = _VALUES[kind](scene, node)
    scene.records[node.node_id] = found
    return found


def _field(scene: Scene, node: n.Field) -> Any:
    if node.owner is THIS:
        return scene.this.read(node.path)
    if type(scene.sought) is LineFrame:
        return scene.sought.read(node.path)
    return read(scene.sought, node.path)


def _as_of(scene: Scene, node: n.AsOf) -> Any:
    frame = scene.this if node.field.owner is n.Owner.THIS else scene.sought
    at = value(scene, node.at)
    if node.field.path == ("derived", "age"):
        scene.records[node.field.node_id] = found = age_on(frame, at)
        return found
    return at if type(at) is Absent else value(scene, node.field)


def _arithmetic(scene: Scene, node: n.Arithmetic) -> Any:
    left, right = value(scene, node.left), value(scene, node.right)
    for side in (left, right):
        if type(side) is Absent:
            return side
    match node.op:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
    return left / right if right else NOT_APPLICABLE  # nothing divided by nothing is no share


def _pick(scene: Scene, node: n.Pick) -> Any:
    found = [value(scene, argument) for argument in node.arguments]
    absent = next((each for each in found if type(each) is Absent), None)
    if absent is not None:
        return absent
    return max(found) if node.mode in ("later", "greater") else min(found)


def _shift(scene: Scene, node: n.ShiftDate) -> Any:
    start = value(scene, node.start)
    return start if type(start) is Absent else shift_day(start, int(node.amount) * node.direction, node.unit)


def _steps(scene: Scene, node: n.CountSteps) -> Any:
    """Below zero there are no steps. `from half`: half a step counts; `past half`: only more than half does."""
    amount = value(scene, node.amount)
    if type(amount) is Absent:
        return amount
    if amount <= 0:
        return Decimal(0)
    whole, rest = divmod(amount, node.step)
    extra = {
        "full": False,
        "started": rest > 0,
        "half": rest * 2 >= node.step,
        "past half": rest * 2 > node.step,
        "least": rest >= node.least,
    }[node.mode]
    return whole + (1 if extra else 0)


def _aggregate(scene: Scene, node: n.Aggregate) -> Any:
    """An aggregate is known only when the search saw everything and every value is there."""
    candidates, missing = _search(scene, node.selection)
    is_open = missing != "" or any(each.truth is UNKNOWN for each in candidates)
    scene.records[node.selection.node_id] = Candidates(UNKNOWN if is_open else TRUE, candidates, missing)
    chosen = [each for each in candidates if each.truth is TRUE]
    if is_open:
        return NOT_SUPPLIED
    if node.op == "number":
        return Decimal(len(chosen))
    found = [value(Scene(scene.this, each.frame, each.records), node.value) for each in chosen]
    absent = next((each for each in found if type(each) is Absent), None)
    if absent is not None:
        return absent
    if node.op == "distinct":
        return Decimal(len(set(found)))
    if node.op == "total":
        return sum(found, Decimal(0))
    if not found:
        return NOT_APPLICABLE
    return max(found) if node.op == "latest" else min(found)


# --- conditions -----------------------------------------------------------------------------------


def truth(scene: Scene, node: Any) -> Truth:
    """Return whether a condition holds: true, false or unknown. It is recorded under the node's id."""
    found = _TRUTHS[type(node)](scene, node)
    scene.records.setdefault(node.node_id, found)  # a search has recorded more than its truth
    return found


def _of(holds: bool) -> Truth:
    return TRUE if holds else FALSE


def _turn(found: Truth, negated: bool) -> Truth:
    if not negated or found is UNKNOWN:
        return found
    return FALSE if found is TRUE else TRUE


def _compare(scene: Scene, node: n.Compare) -> Truth:
    left, right = value(scene, node.left), value(scene, node.right)
    if type(left) is Absent or type(right) is Absent:
        return UNKNOWN
    return TRUE if _COMPARISONS[node.op](left, right) else FALSE


def _between(scene: Scene, node: n.Between) -> Truth:
    found, low, high = value(scene, node.value), value(scene, node.low), value(scene, node.high)
    if Absent in (type(found), type(low), type(high)):
        return UNKNOWN
    return _of(low <= found <= high)


def _in(scene: Scene, node: n.In) -> Truth:
    found = value(scene, node.value)
    if type(found) is Absent:
        return UNKNOWN
    holds = found in node.items or (node.ranges != () and any(in_span(found, low, high) for low, high in node.ranges))
    return TRUE if holds is not node.negated else FALSE


def _under(scene: Scene, node: n.Under) -> Truth:
    """A code stands under its beginnings: F321 under F32; a span F01 to F99 compares as many signs as its ends have."""
    found = value(scene, node.value)
    if type(found) is Absent:
        return UNKNOWN
    holds = any(found.startswith(root) for root in node.roots) or any(
        low <= found[: len(low)] and found[: len(high)] <= high for low, high in node.ranges
    )
    return _of(holds is not node.negated)


def _includes(scene: Scene, node: n.Includes) -> Truth:
    listed = value(scene, node.value)
    if type(listed) is Absent:
        return UNKNOWN
    wanted = [value(scene, item) for item in node.items]
    sure = sum(1 for item in wanted if type(item) is not Absent and item in listed)
    unsure = sum(1 for item in wanted if type(item) is Absent)
    return _within(sure, sure + unsure, node.least, node.most)


def _within(low: int, high: int | None, least: int, most: int) -> Truth:
    """Compare a count that lies from `low` to `high` (None: no bound) with `least` and `most` (-1: no bound)."""
    if (high is not None and high < least) or (most >= 0 and low > most):
        return FALSE
    if low >= least and (most < 0 or (high is not None and high <= most)):
        return TRUE
    return UNKNOWN


def _presence(scene: Scene, node: n.Presence) -> Truth:
    """`documented` is unknown while the part that would hold it never came; `supplied` is always known."""
    found = value(scene, node.field)
    if node.mode == "supplied":
        came = type(found) is not Absent or found.kind is not AbsenceKind.NOT_SUPPLIED
        return _of(came is not node.negated)
    if type(found) is Absent and found.kind in (AbsenceKind.NOT_SUPPLIED, AbsenceKind.UNREADABLE):
        return UNKNOWN
    there = type(found) is not Absent and found is not False and found != ()
    return _of(there is not node.negated)


def _near(scene: Scene, node: n.Near) -> Truth:
    found, at = value(scene, node.value), value(scene, node.anchor)
    if type(found) is Absent or type(at) is Absent:
        return UNKNOWN
    amount = int(node.amount)
    low = at if node.kind == "after" else shift_day(at, -amount, node.unit)
    high = at if node.kind == "before" else shift_day(at, amount, node.unit)
    return _of(low <= found <= high)


def _count_of(scene: Scene, node: n.CountOf) -> Truth:
    """Every argument is looked at: nothing stops at the first."""
    found = [truth(scene, argument) for argument in node.arguments]
    sure = found.count(TRUE)
    if sure == len(found) and node.least <= sure and node.most < 0:
        return TRUE
    return _within(sure, sure + found.count(UNKNOWN), node.least, node.most)


def _not(scene: Scene, node: n.Not) -> Truth:
    return _turn(truth(scene, node.argument), True)


def _term(scene: Scene, node: n.TermRef) -> Truth:
    return truth(scene, node.body)


def _quantified(scene: Scene, node: n.Quantified) -> Truth:
    candidates, missing = _search(scene, node.selection)
    sure = sum(1 for each in candidates if each.truth is TRUE)
    unsure = sum(1 for each in candidates if each.truth is UNKNOWN)
    found = _within(sure, None if missing else sure + unsure, node.least, node.most)
    scene.records[node.node_id] = Candidates(found, candidates, missing)
    return found


# --- searches -------------------------------------------------------------------------------------


def _search(scene: Scene, node: n.Selection) -> tuple[tuple[Candidate, ...], str]:
    """Return what a selection looked at, and the days that it could not see ("" when it saw everything)."""
    if node.kind == "line":
        lines = Lines(scene.this, node, lambda anchor: value(scene, anchor))
        looked = [_candidate(scene, node, frame, lines.at_place(frame)) for frame in lines.frames()]
        return tuple(each for each in looked if each.truth is not FALSE or each.records), lines.missing()
    found = entries_of(scene.this, node.path)
    if type(found) is Absent:
        return (), "" if found.kind is AbsenceKind.NOT_DOCUMENTED else f"{node.kind} {found.kind.value}"
    return tuple(_candidate(scene, node, entry, _entry_place(scene, node, entry)) for entry in found), ""


def _candidate(scene: Scene, node: n.Selection, frame: Any, place: Truth) -> Candidate:
    """A candidate counts when its place and its `where` hold; the `where` is not asked of what stands elsewhere."""
    records: Records = {}
    if place is FALSE:
        return Candidate(frame, FALSE, records)
    holds = TRUE if node.where is None else truth(Scene(scene.this, frame, records), node.where)
    both = [place, holds]
    found = FALSE if FALSE in both else UNKNOWN if UNKNOWN in both else TRUE
    return Candidate(frame, found, records)


def _entry_place(scene: Scene, node: n.Selection, entry: Any) -> Truth:
    found = TRUE
    for place in node.places:
        if isinstance(place, n.Covering):
            holds = _covers(entry, place, value(scene, place.point))
            found = FALSE if FALSE in (found, holds) else UNKNOWN if UNKNOWN in (found, holds) else TRUE
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
    return _of(at <= end)


# --- requirements ---------------------------------------------------------------------------------


def requirement(scene: Scene, node: Any) -> RuleOutcome:
    """Return what one requirement says. `treat missing as not met` turns its unknown into not met."""
    found = _REQUIREMENTS[type(node)](scene, node)
    if found is UNSURE and node.missing == "not met":
        found = NOT_MET
    scene.records[node.node_id] = found
    return found


def _met(found: Truth) -> RuleOutcome:
    return MET if found is TRUE else NOT_MET if found is FALSE else UNSURE


def _requires(scene: Scene, node: n.Requires) -> RuleOutcome:
    return _met(truth(scene, node.condition))


def _forbids(scene: Scene, node: n.Forbids) -> RuleOutcome:
    return _met(_turn(truth(scene, node.condition), True))


def _table(scene: Scene, node: n.Table) -> RuleOutcome:
    """Every row whose `when` cells hold must hold; a row of which that is unknown leaves the table unknown."""
    found = [_row(scene, row) for row in node.rows]
    if NOT_MET in found:
        return NOT_MET
    if UNSURE in found:
        return UNSURE
    if MET in found:
        return MET
    return {"not met": NOT_MET, "unknown": UNSURE}.get(node.without, NOT_ASKED)


def _row(scene: Scene, row: n.Row) -> RuleOutcome:
    when = [truth(scene, cell) for cell in row.when]
    if FALSE in when:
        found = NOT_ASKED
    else:
        cells = [truth(scene, cell) for cell in row.cells]
        holds = FALSE if FALSE in cells else UNKNOWN if UNKNOWN in cells else TRUE
        found = UNSURE if UNKNOWN in when else _met(holds)
    scene.records[row.node_id] = found
    return found


def _record(scene: Scene, node: n.RecordNeed) -> RuleOutcome:
    found = [_element(scene, element) for element in node.elements]
    return NOT_MET if FALSE in found else UNSURE if UNKNOWN in found else MET


def _element(scene: Scene, node: n.Element) -> Truth:
    there = [truth(scene, option) for option in node.alternatives]
    sure = there.count(TRUE)
    parts = [_within(sure, sure + there.count(UNKNOWN), node.least, -1)]
    if node.where is not None:
        parts.append(truth(scene, node.where))
    found = FALSE if FALSE in parts else UNKNOWN if UNKNOWN in parts else TRUE
    scene.records[node.node_id] = found
    return found


def _limit(scene: Scene, node: n.Limit) -> RuleOutcome:
    """This line and what was found count together; what could not be seen may only add to it."""
    most = value(scene, node.most)
    lines = Lines(scene.this, node.selection, lambda anchor: value(scene, anchor), node.keys, so_far=True)
    own = _candidate(scene, node.selection, scene.this, TRUE)
    others = [_candidate(scene, node.selection, frame, lines.at_place(frame)) for frame in lines.frames()]
    everyone = [each for each in (own, *others) if each.truth is not FALSE]
    low, high = _amount(scene, node, everyone)
    missing = lines.missing()
    known = type(most) is not Absent and low is not None
    found = UNSURE
    if known and low > most:
        found = NOT_MET
    elif known and not missing and high is not None and high <= most:
        found = MET
    state = {MET: TRUE, NOT_MET: FALSE, UNSURE: UNKNOWN}[found]
    scene.records[node.selection.node_id] = Candidates(state, tuple(everyone), missing, low)
    return found


def _amount(scene: Scene, node: n.Limit, found: list[Candidate]) -> tuple[Any, Any]:
    """Return the least and the greatest that the limit's measure can be; None when a value is missing."""
    sure = [each for each in found if each.truth is TRUE]
    if node.measure == "lines":
        return Decimal(len(sure)), Decimal(len(found))
    values = {id(each): value(Scene(scene.this, each.frame, each.records), node.value) for each in found}
    known = [values[id(each)] for each in sure if type(values[id(each)]) is not Absent]
    whole = len(known) == len(found)
    if node.measure == "different":
        return Decimal(len(set(known))), Decimal(len(set(known))) if whole else None
    return sum(known, Decimal(0)), sum(known, Decimal(0)) if whole else None


_COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "is": operator.eq,
    "is not": operator.ne,
    "at least": operator.ge,
    "at most": operator.le,
    "more than": operator.gt,
    "less than": operator.lt,
}
_VALUES: Final[dict[type, Callable[[Scene, Any], Any]]] = {
    n.Field: _field,
    n.AsOf: _as_of,
    n.Arithmetic: _arithmetic,
    n.Pick: _pick,
    n.ShiftDate: _shift,
    n.CountSteps: _steps,
    n.Aggregate: _aggregate,
}
_TRUTHS: Final[dict[type, Callable[[Scene, Any], Truth]]] = {
    n.Compare: _compare,
    n.Between: _between,
    n.In: _in,
    n.Under: _under,
    n.Includes: _includes,
    n.Presence: _presence,
    n.Near: _near,
    n.CountOf: _count_of,
    n.Not: _not,
    n.TermRef: _term,
    n.Quantified: _quantified,
}
_REQUIREMENTS: Final[dict[type, Callable[[Scene, Any], RuleOutcome]]] = {
    n.Requires: _requires,
    n.Forbids: _forbids,
    n.Table: _table,
    n.RecordNeed: _record,
    n.Limit: _limit,
}
