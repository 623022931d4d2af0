"""The order in which lines use up a limit, as a reader is shown it: place by place, with what is used up so far."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from rules_engine.claims.absence import Absent
from rules_engine.ir import nodes as n
from rules_engine.ir.types import TypeKind
from rules_engine.trace.result import Candidate, Found, Truth
from rules_engine.trace.words import value_text

_LAST_KEYS: Final = (
    ("received date", ("derived", "filing_date")),
    ("claim", ("claim", "claim_id")),
    ("line number", ("line", "number")),
)
"""What decides between lines that are alike in every key that is named, earliest first."""


class Placed(Found, frozen=True):
    """One line that a limit looked at. place: from 1, or 0 without an order. running: what is used up with it."""

    candidate: Candidate
    place: int = 0
    running: str = ""


def order_words(node: n.Limit) -> tuple[str, ...]:
    """Return the keys by which lines use up a limit, or nothing when none is named."""
    if not node.ranking:
        return ()
    named = [_key_words(each) for each in node.ranking]
    return (*named, *(f"earliest {name}" for name, _ in _LAST_KEYS))


def _key_words(rank: n.Rank) -> str:
    low, high = ("earliest", "latest") if rank.field.type.kind is TypeKind.DATE else ("lowest", "highest")
    return f"{high if rank.highest else low} {rank.field.name}"


def quota_words(node: n.Limit) -> tuple[str, ...]:
    """Return what a limit allows of some codes."""
    return tuple(f"at most {each.most} in {each.name}" for each in node.quotas)


def in_order(looked_at: Sequence[Candidate], node: Any) -> list[Placed]:
    """Return what was looked at; for a limit with an order in that order, when it is known for every line."""
    if not isinstance(node, n.Limit) or not node.ranking:
        return [Placed(each) for each in looked_at]
    keys = [(each.field.path, each.highest) for each in node.ranking] + [(path, False) for _, path in _LAST_KEYS]
    found = list(looked_at)
    for path, highest in reversed(keys):
        values = {id(each): each.frame.read(path) for each in found}
        if any(isinstance(value, Absent) for value in values.values()):
            if len({str(value) for value in values.values()}) > 1:
                return [Placed(each) for each in looked_at]
            continue
        found.sort(key=lambda each, values=values: values[id(each)], reverse=highest)  # type: ignore[misc]
    return _running(found, node)


def _running(found: Sequence[Candidate], node: n.Limit) -> list[Placed]:
    """Lines that do not count, or may not, add nothing for sure."""
    used: set[Any] = set()
    total = Decimal(0)
    placed = []
    for place, each in enumerate(found, 1):
        value = Decimal(1) if node.value is None else each.records.get(node.value.node_id)
        if each.truth is Truth.TRUE and not isinstance(value, Absent | None):
            if node.measure == "different":
                used.add(value)
            else:
                total += value
        placed.append(Placed(each, place, value_text(Decimal(len(used)) if node.measure == "different" else total)))
    return placed
