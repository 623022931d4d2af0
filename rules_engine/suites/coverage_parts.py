"""The parts of a rule that examples should show, and what each of them can come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import attrs

from rules_engine.ir import nodes as n
from rules_engine.ir.rulebook import Rule
from rules_engine.ir.walk import below

ALWAYS_KNOWN: Final = frozenset({("line", "code"), ("line", "service_date"), ("line", "number")})
"""What every example says of a line: no condition of these alone is ever unknown."""

_KINDS: Final[dict[type, str]] = {
    n.Requires: "requires",
    n.Forbids: "forbids",
    n.Table: "table",
    n.RecordNeed: "record",
    n.Limit: "limits",
    n.Payment: "pays",
    n.Row: "row",
    n.Element: "element",
}
_CONDITIONS: Final = (
    n.Compare,
    n.Between,
    n.In,
    n.InRows,
    n.BusinessTest,
    n.Attested,
    n.Under,
    n.Includes,
    n.Presence,
    n.Near,
    n.CountOf,
    n.Not,
    n.Quantified,
    n.TermRef,
)


@attrs.frozen
class Asked:
    """One part of a rule. node: its id; 0 for the rule itself, -1 and -2 for its first and last day."""

    kind: str
    node: int
    words: str
    goals: tuple[str, ...]


def parts_of(rule: Rule) -> Iterator[Asked]:
    """Yield the rule, its days, its clauses, and every condition in them, outermost first."""
    yield Asked("rule", 0, rule.title or rule.name, outcomes_of(rule))
    for node, word, day in ((-1, "from", rule.validity.from_day), (-2, "through", rule.validity.through_day)):
        if day is not None:
            yield Asked(word, node, f"{word} {day}", ("true", "false"))
    guards = [each.guard for each in rule.guarded if each.guard is not None]
    for kind, heads in (("when", [rule.when]), ("", rule.requirements), ("unless", rule.excuses)):
        for head in heads:
            if head is not None:
                yield from _parts(rule, head, kind)
    for guard in guards:
        yield from _parts(rule, guard, "otherwise when")


def outcomes_of(rule: Rule) -> tuple[str, ...]:
    """Return the outcomes that a rule can come to."""
    heads = [each for each in (rule.when, *rule.requirements) if each is not None]
    is_open = any(_can_be_unknown(each) for each in heads) and not _treats_missing(rule)
    passes = rule.when is not None or rule.scope is not None or rule.codes is not None or rule.validity.from_day
    unknown = ("unknown",) if is_open else ()
    excused = ("excused",) if rule.excuses else ()
    return ("met", "not met", *unknown, *(("not applicable",) if passes else ()), *excused)


def _treats_missing(rule: Rule) -> bool:
    """Return whether nothing of a rule stays unknown but what its `when` reads."""
    is_settled = all(asked.missing == "not met" for asked in rule.requirements)
    return is_settled and not (rule.when is not None and _can_be_unknown(rule.when))


def _parts(rule: Rule, head: Any, kind: str) -> Iterator[Asked]:
    waiting: list[tuple[Any, str]] = [(head, kind)]
    while waiting:
        node, named = waiting.pop()
        word = named or _KINDS.get(type(node)) or ("condition" if isinstance(node, _CONDITIONS) else "")
        if word:
            yield Asked(word, node.node_id, rule.texts.get(node.node_id, ""), _goals(node))
        waiting += [(each, "") for each in reversed(_inner(node))]


def _inner(node: Any) -> list[Any]:
    """Return the nodes below, without a condition that says the same as the node itself, or its opposite."""
    if isinstance(node, n.Requires | n.Forbids):
        return below(node.condition)
    if isinstance(node, n.Not):
        return below(node.argument)
    if isinstance(node, n.Element) and len(below(node)) == 1:
        return below(node.alternatives[0])
    return below(node)


def _goals(node: Any) -> tuple[str, ...]:
    unknown = ("unknown",) if _can_be_unknown(node) and getattr(node, "missing", "") != "not met" else ()
    return ("true", "false", *unknown)


def _can_be_unknown(node: Any) -> bool:
    """Return whether a missing fact can leave a condition open."""
    match node:
        case n.Presence(mode="supplied"):
            return False
        case n.Field():
            return node.path not in ALWAYS_KNOWN
        case n.Attested() | n.Limit() | n.Payment():
            return True
        case n.Selection() if not any(isinstance(place, n.OnClaim) for place in node.places):
            return True
    return any(_can_be_unknown(each) for each in below(node))
