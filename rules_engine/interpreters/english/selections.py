"""Things that a rule looks for: "another line on the same day, where its code is 90837"."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.named import cycle_words
from rules_engine.interpreters.english.values import value
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n

BOTH_ENDS: Final = "both ends included"


def things(voice: Voice, selection: n.Selection) -> str:
    """Return what is selected, in the plural."""
    return _told(voice, selection, f"{'other ' if selection.other else ''}{w.many(selection.kind)}")


def one_thing(voice: Voice, selection: n.Selection) -> str:
    """Return what is selected, in the singular, with its article."""
    noun = f"another {selection.kind}" if selection.other else w.a(selection.kind)
    return _told(voice, selection, noun)


def no_thing(voice: Voice, selection: n.Selection) -> str:
    """Return what is selected, as what is not there."""
    return _told(voice, selection, f"no {'other ' if selection.other else ''}{selection.kind}")


def counted(voice: Voice, selection: n.Selection, count: str, is_one: bool) -> str:
    """Return so many of what is selected."""
    noun = selection.kind if is_one else w.many(selection.kind)
    return _told(voice, selection, f"{count} {'other ' if selection.other else ''}{noun}")


def _told(voice: Voice, selection: n.Selection, noun: str) -> str:
    from rules_engine.interpreters.english.conditions import condition  # conditions hold selections

    parts = [noun, *where_from(selection), *(place(voice, each) for each in selection.places)]
    told = " ".join(parts)
    if selection.earlier is not None:
        only = condition(voice.inside(selection.kind), selection.earlier, Mood.IS)
        told += f" (of other claims only where {only})"
    if selection.where is None:
        return told
    return f"{told} where {condition(voice.inside(selection.kind), selection.where, Mood.IS)}"


def where_from(selection: n.Selection) -> list[str]:
    """Return whose lines are looked at: without a place on the claim, those of other claims too."""
    if selection.kind != "line" or selection.path:
        return []
    if any(isinstance(each, n.OnClaim) for each in selection.places):
        return []
    return ["of this or another claim, of any patient," if selection.all_patients else "of this or another claim"]


# --- places -----------------------------------------------------------------------------------------------------------


def place(voice: Voice, node: Any) -> str:
    """Return the phrase of a place."""
    return PHRASES[type(node)](voice.outside(), node)


def _same(voice: Voice, node: n.Same) -> str:
    return f"with the same {node.name}"


def _on_claim(voice: Voice, node: n.OnClaim) -> str:
    return "on the same claim"


def _covering(voice: Voice, node: n.Covering) -> str:
    first, last = (name.replace("_", " ") for name in (node.start, node.end))
    return f"that holds {value(voice, node.point)} (from its {first} through its {last}, {BOTH_ENDS})"


def _overlapping(voice: Voice, node: n.Overlapping) -> str:
    return f"that has a minute in common with the {node.point.name} of this line"


def _window(voice: Voice, node: n.Window) -> str:
    span, anchor = w.amount(node.amount, node.unit), value(voice, node.anchor)
    if isinstance(node.anchor, n.Aggregate):
        anchor = f"({anchor})"
    return {
        "before": f"within {span} before {anchor} ({BOTH_ENDS})",
        "after": f"within {span} after {anchor} ({BOTH_ENDS})",
        "any": f"in the {span} that end on {anchor} ({BOTH_ENDS})",
        "until": f"before {anchor} (that day left out)",
        "since": f"after {anchor} (that day left out)",
    }[node.kind]


def _cycle(voice: Voice, node: n.Cycle) -> str:
    if isinstance(node.anchor, n.Field) and node.anchor.path == ("line", "service_date"):
        span = cycle_words(voice, node).removeprefix("the ")
        return f"on the same {span}" if node.unit == "day" else f"in the same {span}"
    return f"in {cycle_words(voice, node)} that holds {value(voice, node.anchor)}"


PHRASES: Final[dict[type, Callable[[Voice, Any], str]]] = {
    n.Same: _same,
    n.OnClaim: _on_claim,
    n.Covering: _covering,
    n.Overlapping: _overlapping,
    n.Window: _window,
    n.Cycle: _cycle,
}
