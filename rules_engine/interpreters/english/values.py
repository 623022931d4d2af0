"""One phrase for each kind of value: "the session minutes", "95 days after the service date"."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any, Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.named import calendar_words, cycle_words, explain_value
from rules_engine.interpreters.english.voice import Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind

_OPS: Final = {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}
_AGGREGATES: Final = {
    "total": "the total {value} of",
    "earliest": "the earliest {value} among",
    "latest": "the latest {value} among",
    "highest": "the highest {value} among",
    "lowest": "the lowest {value} among",
    "average": "the average {value} of",
}
_STEPS: Final = {
    "full": "full steps of {step}",
    "started": "started steps of {step}",
    "half": "steps of {step}, of which the last counts from half on",
    "past half": "steps of {step}, of which the last counts when more than half of it is there",
    "least": "steps of {step}, of which the last counts from {least} on",
}


def value(voice: Voice, node: Any) -> str:
    """Return the phrase of a value."""
    return PHRASES[type(node)](voice, node)


def value_of(voice: Voice, node: Any, subject: Any) -> str:
    """Return the phrase of a value that stands beside its subject: "the session minutes" are "53", not "53 minutes"."""
    words = value(voice, node)
    unit = getattr(getattr(node, "type", None), "domain", "")
    name = getattr(subject, "name", "")
    is_said = isinstance(node, n.Literal) and isinstance(node.value, Decimal) and bool(unit) and name.endswith(unit)
    return words.rsplit(" ", 1)[0] if is_said and node.node_id not in voice.holes else words


def _literal(voice: Voice, node: n.Literal) -> str:
    return voice.holes.get(node.node_id) or w.constant(node.value, node.type)


def field(voice: Voice, node: n.Field) -> str:
    """Return a fact with whose it is: "the code", inside a `where` "its code" or "the code of this line"."""
    if not voice.sought:
        return node.name if node.type.kind is TypeKind.FLAG else f"the {node.name}"
    return f"its {node.name}" if node.owner is n.Owner.SOUGHT else f"the {node.name} of this {_thing(voice)}"


def _thing(voice: Voice) -> str:
    return "claim" if voice.subject == "claim" else "line"


def _as_of(voice: Voice, node: n.AsOf) -> str:
    return f"{field(voice, node.field)} on {value(voice, node.at)}"


def _arithmetic(voice: Voice, node: n.Arithmetic) -> str:
    return f"{_part(voice, node.left)} {_OPS[node.op]} {_part(voice, node.right)}"


def _part(voice: Voice, node: Any) -> str:
    words = value(voice, node)
    return f"({words})" if isinstance(node, n.Arithmetic | n.Aggregate) else words


def _pick(voice: Voice, node: n.Pick) -> str:
    return f"the {node.mode} of {w.listed(value(voice, each) for each in node.arguments)}"


def _shift(voice: Voice, node: n.ShiftDate) -> str:
    way = "after" if node.direction > 0 else "before"
    if isinstance(node.amount, n.NamedValue):
        return f"as many days as {value(voice, node.amount)} {way} {value(voice, node.start)}"
    return f"{w.amount(node.amount, node.unit)} {way} {value(voice, node.start)}"


def _business_shift(voice: Voice, node: n.BusinessShift) -> str:
    way = "after" if node.direction > 0 else "before"
    days = f"{node.amount} business {'day' if node.amount == 1 else 'days'}"
    return f"{days} {calendar_words(voice, node.calendar)} {way} {value(voice, node.start)}"


def _business_day(voice: Voice, node: n.BusinessDay) -> str:
    which, way = ("first", "after") if node.direction > 0 else ("last", "before")
    day = f"the {which} business day {calendar_words(voice, node.calendar)}"
    return f"{day} on or {way} {value(voice, node.start)}"


def _cycle_day(voice: Voice, node: n.CycleDay) -> str:
    which = "first" if node.which == "start" else "last"
    return f"the {which} day of {cycle_words(voice, node.cycle)} that holds {value(voice, node.cycle.anchor)}"


def _lookup(voice: Voice, node: n.Lookup) -> str:
    keys = w.listed(value(voice, each) for each in node.keys)
    return f"the {node.column} that the reference {w.quoted(node.reference)} lists for {keys}"


def _intervals(voice: Voice, node: n.Intervals) -> str:
    joint = {"leaving out": "leaving out", "shared": "as far as it is shared with", "joined": "joined with"}[node.op]
    return f"{_times(voice, node.left)}, {joint} {value(voice, node.right)}"


def _times(voice: Voice, node: n.Field | n.Intervals) -> str:
    words = value(voice, node)
    return f"({words})" if isinstance(node, n.Intervals) else words


def _interval_length(voice: Voice, node: n.IntervalLength) -> str:
    what = "the minutes of" if node.mode == "total" else "the longest stretch without a gap, in minutes, of"
    return f"{what} {_times(voice, node.intervals)}"


def _named_value(voice: Voice, node: n.NamedValue) -> str:
    explain_value(voice, node)
    return f"the value {w.quoted(node.name)}"


def _meant(voice: Voice, node: n.Meant) -> str:
    told = [each.modifiers for each in voice.book.meanings if each.meaning == node.name]
    held = list(dict.fromkeys(modifier for modifiers in told for modifier in modifiers))
    read = f" (this payer reads that into {w.listed(held)})" if held else ""
    return f"a modifier that means {w.quoted(node.name)}{read}"


def _running_count(voice: Voice, node: n.RunningCount) -> str:
    return "what the limit has used up with this line"


def _amount_so_far(voice: Voice, node: n.AmountSoFar) -> str:
    names = w.listed((w.quoted(each) for each in node.rules), "or else")
    return f"the amount that {'rule' if len(node.rules) == 1 else 'the rules'} {names} left of the line"


def _count_steps(voice: Voice, node: n.CountSteps) -> str:
    unit = node.amount.type.domain
    told = _STEPS[node.mode].format(step=w.amount(node.step, unit), least=w.amount(node.least, unit))
    return f"the number of {told}, in {value(voice, node.amount)}"


def _aggregate(voice: Voice, node: n.Aggregate) -> str:
    from rules_engine.interpreters.english.selections import things  # selections hold values

    found = things(voice, node.selection)
    if node.op == "number":
        return f"the number of {found}"
    measured = node.value
    if not isinstance(measured, n.Field):
        return f"the {node.op} of ({value(voice.inside(node.selection.kind), measured)}) over {found}"
    name = measured.name
    if node.op == "distinct":
        return f"the number of different {w.many(name)} among {found}"
    return f"{_AGGREGATES[node.op].format(value=name)} {found}"


PHRASES: Final[dict[type, Callable[[Voice, Any], str]]] = {
    n.Literal: _literal,
    n.Field: field,
    n.AsOf: _as_of,
    n.Arithmetic: _arithmetic,
    n.Pick: _pick,
    n.ShiftDate: _shift,
    n.BusinessShift: _business_shift,
    n.BusinessDay: _business_day,
    n.CycleDay: _cycle_day,
    n.Lookup: _lookup,
    n.Intervals: _intervals,
    n.IntervalLength: _interval_length,
    n.NamedValue: _named_value,
    n.Meant: _meant,
    n.RunningCount: _running_count,
    n.AmountSoFar: _amount_so_far,
    n.CountSteps: _count_steps,
    n.Aggregate: _aggregate,
}
