"""One phrase for each kind of condition, in each mood: "the code is 90837", "the code must not be 90837"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.named import calendar_words, set_words
from rules_engine.interpreters.english.selections import BOTH_ENDS, counted, no_thing, one_thing, things
from rules_engine.interpreters.english.values import value, value_of
from rules_engine.interpreters.english.voice import Mood, Voice, be, do, flipped
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind

_AMOUNTS: Final = {
    "is": "",
    "is not": "",
    "at least": "at least ",
    "at most": "at most ",
    "more than": "more than ",
    "less than": "less than ",
}
_DAYS: Final = {
    **_AMOUNTS,
    "at least": "on or after ",
    "at most": "on or before ",
    "more than": "after ",
    "less than": "before ",
}
_TIMES: Final = {**_DAYS, "at least": "at or after ", "at most": "at or before "}
_OPS: Final = {TypeKind.DATE: _DAYS, TypeKind.TIME: _TIMES}


def condition(voice: Voice, node: Any, mood: Mood) -> str:
    """Return the phrase of a condition, made once for each mood."""
    key = (id(node), id(voice.holes), voice.sought, mood)
    if key not in voice.told:  # kept beside the phrase, so that their ids stay theirs
        voice.told[key] = (node, voice.holes, PHRASES[type(node)](voice, node, mood))
    return voice.told[key][2]


def nested(voice: Voice, node: Any, mood: Mood) -> str:
    """Return the phrase of a condition inside another: what joins several stands in brackets."""
    told = condition(voice, node, mood)
    return f"({told})" if isinstance(node, n.CountOf) and len(node.arguments) > 1 else told


def verb(voice: Voice, subject: Any, mood: Mood) -> str:
    """Return a value with the form of "to be" that goes with it."""
    return f"{value(voice, subject)} {be(mood, _is_plural(subject))}"


def _is_plural(node: Any) -> bool:
    name = node.field.name if isinstance(node, n.AsOf) else getattr(node, "name", "")
    return isinstance(node, n.Field | n.AsOf) and w.is_plural(name)


# --- one value --------------------------------------------------------------------------------------------------------


def _compare(voice: Voice, node: n.Compare, mood: Mood) -> str:
    mood = flipped(mood, node.op == "is not")
    kind = getattr(node.left, "type", None)
    op = _OPS.get(kind.kind, _AMOUNTS)[node.op] if kind is not None else _AMOUNTS[node.op]
    return f"{verb(voice, node.left, mood)} {op}{value_of(voice, node.right, node.left)}"


def _between(voice: Voice, node: n.Between, mood: Mood) -> str:
    return f"{verb(voice, node.value, mood)} {between_words(voice, node)}, {BOTH_ENDS}"


def between_words(voice: Voice, node: n.Between) -> str:
    """Return the span of a value, from its low to its high end."""
    low, high = (value_of(voice, each, node.value) for each in (node.low, node.high))
    ends = (node.low, node.high)
    if all(isinstance(each, n.Literal) and each.node_id not in voice.holes for each in ends) and node.low.type.domain:
        low = low.split(" ")[0]
    return f"from {low} to {high}"


def _in(voice: Voice, node: n.In, mood: Mood) -> str:
    return f"{verb(voice, node.value, flipped(mood, node.negated))} {in_words(voice, node)}"


def in_words(voice: Voice, node: n.In) -> str:
    """Return the codes of which the value is one."""
    hole = voice.holes.get(node.node_id)
    if hole:
        return hole
    told = set_words(voice, node.name, node.items, node.ranges, node.value.type)
    return told if not node.name and len(node.items) + len(node.ranges) == 1 and not node.ranges else f"one of {told}"


def _in_rows(voice: Voice, node: n.InRows, mood: Mood) -> str:
    keys = w.listed(value(voice, each) for each in node.values)
    filters = [f"its {column} is {w.constant(each)}" for column, each in node.filters]
    row = f"a row for {keys}" + (f" in which {w.listed(filters)}" if filters else "")
    return f"the reference {w.quoted(node.reference)} {_has(flipped(mood, node.negated))} {row}"


def _has(mood: Mood) -> str:
    return "has" if mood is Mood.IS else do("have", mood)


def _business_test(voice: Voice, node: n.BusinessTest, mood: Mood) -> str:
    day = f"a business day {calendar_words(voice, node.calendar)}"
    return f"{verb(voice, node.value, flipped(mood, node.negated))} {day}"


def _attested(voice: Voice, node: n.Attested, mood: Mood) -> str:
    return f"the {node.role} {do('confirm', mood)}: {w.quoted(node.question)}"


def _under(voice: Voice, node: n.Under, mood: Mood) -> str:
    roots = voice.holes.get(node.node_id) or w.listed(w.codes(node.roots, node.ranges, node.value.type), "or")
    return f"{verb(voice, node.value, flipped(mood, node.negated))} in the group of codes under {roots}"


def _includes(voice: Voice, node: n.Includes, mood: Mood) -> str:
    items = [value(voice, each) for each in node.items]
    none = node.most == 0
    return (
        f"{value(voice, node.value)} {do('include', flipped(mood, none), _is_plural(node.value))} {_some(node, items)}"
    )


def _some(node: n.Includes, items: list[str]) -> str:
    if len(items) == 1 and node.most in (-1, 0):
        return items[0]
    if node.most == 0:
        return f"any of {w.listed(items, 'or')}"
    if node.least == len(items):
        return w.listed(items)
    if node.most == -1:
        return f"at least {'one' if node.least == 1 else node.least} of {w.listed(items, 'or')}"
    return f"{bounds(node.least, node.most)} of {w.listed(items, 'or')}"


def bounds(least: int, most: int) -> str:
    """Return how many.

    >>> bounds(2, 2), bounds(2, -1), bounds(0, 3), bounds(1, 3)
    ('exactly 2', 'at least 2', 'at most 3', 'from 1 to 3')
    """
    if least == most:
        return f"exactly {least}"
    if most == -1:
        return f"at least {least}"
    return f"from {least} to {most}" if least else f"at most {most}"


def _presence(voice: Voice, node: n.Presence, mood: Mood) -> str:
    return f"{verb(voice, node.field, flipped(mood, node.negated))} {node.mode}"


def _near(voice: Voice, node: n.Near, mood: Mood) -> str:
    way = "before or after" if node.kind not in ("before", "after") else node.kind
    span = f"within {w.amount(node.amount, node.unit)} {way} {value(voice, node.anchor)}"
    return f"{verb(voice, node.value, mood)} {span}, {BOTH_ENDS}"


# --- several conditions -----------------------------------------------------------------------------------------------


def _count_of(voice: Voice, node: n.CountOf, mood: Mood) -> str:
    count = len(node.arguments)
    is_all, is_any = node.least == count, (node.least, node.most) == (1, -1)
    parts = "; ".join(nested(voice, each, Mood.IS) for each in node.arguments)
    if mood in (Mood.IS_NOT, Mood.MUST_NOT):
        if is_any and not is_all:
            return w.listed(nested(voice, each, mood) for each in node.arguments)
        if is_all and count > 1:
            return f"{'not all of these' if mood is Mood.IS_NOT else 'these must not all'} hold: ({parts})"
        return f"it {be(mood)} so that {condition(voice, node, Mood.IS)}"
    if is_all or is_any:
        return w.listed((nested(voice, each, mood) for each in node.arguments), "and" if is_all else "or")
    return f"{bounds(node.least, node.most)} of these {'hold' if mood is Mood.IS else 'must hold'}: ({parts})"


def _not(voice: Voice, node: n.Not, mood: Mood) -> str:
    return nested(voice, node.argument, flipped(mood))


def _term(voice: Voice, node: n.TermRef, mood: Mood) -> str:
    key = f"term {node.name}"
    if key not in voice.notes:
        voice.note(key, "")  # holds its place: what it is made of is explained after it
        voice.notes[key] = f"it is {_a_term(node.name)} when {condition(voice, node.body, Mood.IS)}"
    return f"it {be(mood)} {_a_term(node.name)}"


def _a_term(name: str) -> str:
    return w.a(name).replace(name, w.quoted(name), 1)


# --- what is looked for -----------------------------------------------------------------------------------------------


def _quantified(voice: Voice, node: n.Quantified, mood: Mood) -> str:
    least, most, found = node.least, node.most, node.selection
    if (least, most) == (1, -1):
        if mood in (Mood.IS_NOT, Mood.MUST_NOT):
            return f"there {be(flipped(mood))} {no_thing(voice, found)}"
        return f"there {be(mood)} {one_thing(voice, found)}"
    if (least, most) == (0, 0):
        told = one_thing if mood in (Mood.IS_NOT, Mood.MUST_NOT) else no_thing
        kept = flipped(mood) if mood in (Mood.IS_NOT, Mood.MUST_NOT) else mood
        return f"there {be(kept)} {told(voice, found)}"
    if mood is Mood.IS:
        return f"there {be(mood, most != 1)} {counted(voice, found, bounds(least, most), most == 1)}"
    if mood is Mood.MUST:
        return f"there must be {counted(voice, found, bounds(least, most), most == 1)}"
    return f"the number of {things(voice, found)} {be(mood)} {bounds(least, most)}"


PHRASES: Final[dict[type, Callable[[Voice, Any, Mood], str]]] = {
    n.Compare: _compare,
    n.Between: _between,
    n.In: _in,
    n.InRows: _in_rows,
    n.BusinessTest: _business_test,
    n.Attested: _attested,
    n.Under: _under,
    n.Includes: _includes,
    n.Presence: _presence,
    n.Near: _near,
    n.CountOf: _count_of,
    n.Not: _not,
    n.Quantified: _quantified,
    n.TermRef: _term,
}
