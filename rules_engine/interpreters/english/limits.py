"""A limit in words: how much, for whom, where, which lines count, and in which order they use it up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Block, Paragraph
from rules_engine.interpreters.english.conditions import condition
from rules_engine.interpreters.english.named import cycle_words, set_words
from rules_engine.interpreters.english.selections import place
from rules_engine.interpreters.english.values import value
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind


def limit(voice: Voice, node: n.Limit) -> Iterator[Block]:
    """Give the sentences of a limit."""
    yield Paragraph(" ".join(map(w.sentence, _sentences(voice, node))))


def _sentences(voice: Voice, node: n.Limit) -> Iterator[str]:
    yield " ".join((f"{_measure(voice, node)} must be at most {_most(voice, node)}", *_scope(voice, node)))
    quotas = [quota(voice, each) for each in node.quotas]
    if quotas:
        yield f"of these, {w.listed(quotas)}; a line that fits several is placed where it leaves the most room"
    yield _counted(voice, node)
    if node.ranking:
        order = [rank(voice, each) for each in node.ranking]
        later = "received date, claim, and line number, earliest first"
        yield f"lines use up the limit in this order: {', then '.join(order)}, then by {later}"
        yield "a line is judged by what is used up with it, and not by the lines after it"
    else:
        yield "each line is judged as if it came last"


def _measure(voice: Voice, node: n.Limit) -> str:
    if node.measure == "lines":
        return "the number of lines"
    told = node.value.name if isinstance(node.value, n.Field) else f"({value(voice, node.value)})"
    return f"the number of different {w.many(told)}" if node.measure == "different" else f"the total of {_the(told)}"


def _the(told: str) -> str:
    return told if told.startswith("(") else f"the {told}"


def _most(voice: Voice, node: n.Limit) -> str:
    told = value(voice, node.most)
    is_count = node.measure != "total" and isinstance(node.most, n.Literal)
    return told.split(" ")[0] if is_count and node.most.node_id not in voice.holes else told


def _scope(voice: Voice, node: n.Limit) -> Iterator[str]:
    yield from (f"per {each.name}" for each in node.keys)
    yield from (_where(voice, each) for each in node.selection.places)
    if node.selection.all_patients:
        yield "over all patients"


def _where(voice: Voice, each: Any) -> str:
    if isinstance(each, n.Cycle) and isinstance(each.anchor, n.Field) and each.anchor.path == ("line", "service_date"):
        return f"per {cycle_words(voice, each).removeprefix('the ')}"
    return place(voice, each)


def _counted(voice: Voice, node: n.Limit) -> str:
    selection = node.selection
    inner = voice.inside("line")
    which = "to which this rule applies"
    if selection.where is not None:
        which = f"where {condition(inner, selection.where, Mood.IS)}"
    told = f"it counts this line, and {_reach(selection)} every other line {which}"
    if selection.earlier is None:
        return told
    return f"{told}; of other claims only lines where {condition(inner, selection.earlier, Mood.IS)}"


def _reach(selection: n.Selection) -> str:
    if any(isinstance(each, n.OnClaim) for each in selection.places):
        return "of this claim only"
    return f"of this claim and of the history of {'all patients' if selection.all_patients else 'the patient'}"


def quota(voice: Voice, node: n.Quota) -> str:
    """Return how many of the lines may be of some codes."""
    told = voice.holes.get(node.node_id) or set_words(voice, node.name, node.items, node.ranges)
    return f"at most {node.most} may be of {told}"


def rank(voice: Voice, node: n.Rank) -> str:
    """Return one key of an order."""
    first, last = ("earliest", "latest") if node.field.type.kind is TypeKind.DATE else ("lowest", "highest")
    return f"{last if node.highest else first} {node.field.name} first"
