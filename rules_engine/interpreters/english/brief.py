"""One part of a rule as one or two plain sentences, for lists that hold many rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from rules_engine.interpreters.english import words as w
from rules_engine.interpreters.english.blocks import Paragraph
from rules_engine.interpreters.english.conditions import condition
from rules_engine.interpreters.english.requirements import element, requirement
from rules_engine.interpreters.english.voice import Mood, Voice
from rules_engine.ir import nodes as n
from rules_engine.ir.nodes import Condition

_WITHOUT: Final = {"not met": "when no row fits, it is not met", "unknown": "when no row fits, it is not known"}
_COUNTED: Final = " It counts this line,"


def when_words(voice: Voice, node: Condition) -> str:
    """Return a condition as what is: "the place of service is 10"."""
    return condition(voice, node, Mood.IS)


def brief(voice: Voice, node: Any) -> str:
    """Return what a requirement asks, in a sentence for each part of it."""
    return " ".join(map(w.sentence, _sentences(voice, node)))


def short(voice: Voice, node: Any) -> str:
    """Return what a requirement asks; of a limit only how much there is, for whom and when."""
    return brief(voice, node).partition(_COUNTED)[0]


def _sentences(voice: Voice, node: Any) -> Iterator[str]:
    match node:
        case n.Requires():
            yield condition(voice, node.condition, Mood.MUST)
        case n.Forbids():
            yield condition(voice, node.condition, Mood.MUST_NOT)
        case n.RecordNeed():
            told = (element(voice, each) for each in node.elements)
            yield f"the record must hold {'; '.join(told)}"
        case n.Table():
            yield from _table(voice, node)
        case _:
            yield from (each.text for each in requirement(voice, node) if isinstance(each, Paragraph))


def _table(voice: Voice, node: n.Table) -> Iterator[str]:
    for row in node.rows:
        must = w.listed(condition(voice, each, Mood.MUST) for each in row.cells) or "nothing is asked"
        when = w.listed(condition(voice, each, Mood.IS) for each in row.when)
        yield f"if {when}, {must}" if when else must
    if node.without in _WITHOUT:
        yield _WITHOUT[node.without]
