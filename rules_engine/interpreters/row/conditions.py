"""What conditions say: true, false or unknown. Comparing with an absence is unknown; nothing stops at the first."""

from __future__ import annotations

import operator
from collections.abc import Callable
from datetime import time
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import AbsenceKind, Absent
from rules_engine.claims.frame import LineFrame
from rules_engine.interpreters.row.calendars import is_business_day, shift_day
from rules_engine.interpreters.row.force import meant
from rules_engine.interpreters.row.kleene import FALSE, TRUE, UNKNOWN, of, turned, within
from rules_engine.interpreters.row.scene import Scene
from rules_engine.interpreters.row.selections import search
from rules_engine.ir import nodes as n
from rules_engine.trace.result import Candidates, Truth

COMPARISONS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "is": operator.eq,
    "is not": operator.ne,
    "at least": operator.ge,
    "at most": operator.le,
    "more than": operator.gt,
    "less than": operator.lt,
}


def compare(scene: Scene, node: n.Compare) -> Truth:
    """Two values, compared."""
    left, right = scene.value(node.left), scene.value(node.right)
    if type(left) is Absent or type(right) is Absent:
        return UNKNOWN
    return TRUE if COMPARISONS[node.op](left, right) else FALSE


def between(scene: Scene, node: n.Between) -> Truth:
    """A value from one to another; both ends count."""
    found, low, high = scene.value(node.value), scene.value(node.low), scene.value(node.high)
    if Absent in (type(found), type(low), type(high)):
        return UNKNOWN
    return of(low <= found <= high)


def in_span(code: str, low: str, high: str) -> bool:
    """Return whether a code lies in a span, both ends in; 0100T does not lie in 00100 to 01999."""
    alike = all(a == b or (a.isdigit() and b.isdigit()) for a, b in zip(code, low, strict=False))
    return len(code) == len(low) and low <= code <= high and alike


def is_in(scene: Scene, node: n.In) -> Truth:
    """A value is one of a set."""
    found = scene.value(node.value)
    if type(found) is Absent:
        return UNKNOWN
    holds = found in node.items or (node.ranges != () and any(in_span(found, low, high) for low, high in node.ranges))
    return TRUE if holds is not node.negated else FALSE


def under(scene: Scene, node: n.Under) -> Truth:
    """A code stands under its beginnings: F321 under F32; a span F01 to F99 compares as many signs as its ends have."""
    found = scene.value(node.value)
    if type(found) is Absent:
        return UNKNOWN
    holds = any(found.startswith(root) for root in node.roots) or any(
        low <= found[: len(low)] and found[: len(high)] <= high for low, high in node.ranges
    )
    return of(holds is not node.negated)


def includes(scene: Scene, node: n.Includes) -> Truth:
    """So many of the items are in a list; an item that is absent may be."""
    listed = scene.value(node.value)
    if type(listed) is Absent:
        return UNKNOWN
    found = [_is_listed(scene, node, item, listed) for item in node.items]
    sure = found.count(TRUE)
    return within(sure, sure + found.count(UNKNOWN), node.least, node.most)


def _is_listed(scene: Scene, node: n.Includes, item: Any, listed: tuple[Any, ...]) -> Truth:
    """Any of the modifiers that carry a meaning stands for it, on the day of the line that has the list."""
    if type(item) is n.Meant:
        is_sought = getattr(node.value, "owner", n.Owner.THIS) is n.Owner.SOUGHT and type(scene.sought) is LineFrame
        return meant(scene, item, scene.sought if is_sought else scene.this, listed)
    wanted = scene.value(item)
    return UNKNOWN if type(wanted) is Absent else of(wanted in listed)


def presence(scene: Scene, node: n.Presence) -> Truth:
    """`documented` is unknown while the part that would hold it never came; `supplied` is always known."""
    found = scene.value(node.field)
    if node.mode == "supplied":
        came = type(found) is not Absent or found.kind is not AbsenceKind.NOT_SUPPLIED
        return of(came is not node.negated)
    if type(found) is Absent and found.kind in (AbsenceKind.NOT_SUPPLIED, AbsenceKind.UNREADABLE):
        return UNKNOWN
    there = type(found) is not Absent and found is not False and found != ()
    return of(there is not node.negated)


def near(scene: Scene, node: n.Near) -> Truth:
    """A day or a time of day within an amount of another; both ends are in."""
    found, at = scene.value(node.value), scene.value(node.anchor)
    if type(found) is Absent or type(at) is Absent:
        return UNKNOWN
    if type(at) is time:
        minutes = node.amount * (60 if node.unit == "hours" else 1)
        return _near_time(node.kind, _minutes(found) - _minutes(at), minutes)
    amount = int(node.amount)
    low = at if node.kind == "after" else shift_day(at, -amount, node.unit)
    high = at if node.kind == "before" else shift_day(at, amount, node.unit)
    return of(low <= found <= high)


def _near_time(kind: str, minutes: int, amount: Decimal) -> Truth:
    low = 0 if kind == "after" else -amount
    high = 0 if kind == "before" else amount
    return of(low <= minutes <= high)


def _minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def business_test(scene: Scene, node: n.BusinessTest) -> Truth:
    """A date is a business day."""
    day = scene.value(node.value)
    return UNKNOWN if type(day) is Absent else turned(of(is_business_day(day, node.calendar)), node.negated)


def attested(scene: Scene, node: n.Attested) -> Truth:
    """A person in a role answered a question about this line, or about its claim; answers that differ leave it open."""
    answers = scene.this.answers
    if isinstance(answers, Absent):
        return UNKNOWN
    claim = scene.this.claim.claim_id
    asked = [each for each in answers if isinstance(each.claim_id, Absent) or each.claim_id == claim]
    said = {each.holds for each in asked if each.role == node.role and each.question == node.question}
    return of(True in said) if said in ({True}, {False}) else UNKNOWN


# --- put together ---------------------------------------------------------------------------------


def count_of(scene: Scene, node: n.CountOf) -> Truth:
    """So many of the arguments hold; every one is looked at."""
    found = [scene.truth(argument) for argument in node.arguments]
    sure = found.count(TRUE)
    if sure == len(found) and node.least <= sure and node.most < 0:
        return TRUE
    return within(sure, sure + found.count(UNKNOWN), node.least, node.most)


def is_not(scene: Scene, node: n.Not) -> Truth:
    """The argument does not hold."""
    return turned(scene.truth(node.argument), True)


def term(scene: Scene, node: n.TermRef) -> Truth:
    """A term holds when its meaning does."""
    return scene.truth(node.body)


def quantified(scene: Scene, node: n.Quantified) -> Truth:
    """So many of the things sought exist; what could not be seen may add to them."""
    candidates, missing = search(scene, node.selection)
    sure = sum(1 for each in candidates if each.truth is TRUE)
    unsure = sum(1 for each in candidates if each.truth is UNKNOWN)
    found = within(sure, None if missing else sure + unsure, node.least, node.most)
    scene.records[node.node_id] = Candidates(found, candidates, missing)
    return found
